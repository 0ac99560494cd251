/// What is known about this computer before anything is asked.
public struct Surroundings: Hashable, Sendable {
    public enum System: Hashable, Sendable {
        case linux, macOS
        /// Linux under Windows (WSL).
        case wsl
    }

    public var system: System
    public var user: String
    public var host: String
    /// The home folder, an absolute path.
    public var home: String
    /// Secrets can be asked for: there is a terminal that can hide what is typed.
    public var asksSecrets = true

    public init(system: System, user: String, host: String, home: String) {
        self.system = system
        self.user = user
        self.host = host
        self.home = home
    }

    /// The path with the home folder written as `~`.
    public func short(_ path: String) -> String {
        path == home || path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }
}

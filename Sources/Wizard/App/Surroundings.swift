/// What is known about this computer before anything is asked.
public struct Surroundings: Hashable, Sendable {
    /// The system that keywizard runs on.
    public enum System: Hashable, Sendable {
        /// Linux itself.
        case linux
        /// macOS, where a key can go into the Keychain.
        case macOS
        /// Linux under Windows (WSL).
        case wsl
    }

    /// The system, which decides what is offered first.
    public var system: System
    /// The name of the account, for the key's comment.
    public var user: String
    /// The computer's name as the system has it, for the key's comment.
    public var host: String
    /// The home folder, an absolute path.
    public var home: String
    /// Secrets can be asked for: there is a terminal that can hide what is typed.
    public var asksSecrets = true

    /// A computer with a terminal that can hide what is typed.
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

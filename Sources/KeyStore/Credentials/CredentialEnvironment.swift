import Secrecy

/// The environment variables, this process's or a test's own.
public struct CredentialEnvironment: Sendable {
    /// Nil for this process's.
    private let values: [String: String]?

    /// This process's variables, looked up one by one: a secret is copied from where it stands and never a string.
    public static let process = CredentialEnvironment(values: nil)

    /// Exactly these variables, for a test.
    public init(_ values: [String: String]) { self.init(values: values) }

    private init(values: [String: String]?) { self.values = values }

    /// A variable that is no secret; nil when it is missing or empty.
    func word(_ name: String) -> String? {
        let value = values.map { $0[name] } ?? withVariable(name) { String(decoding: $0, as: UTF8.self) }
        return value?.isEmpty == false ? value : nil
    }

    /// The value in memory of its own; nil when it is missing or empty.
    func secret(_ name: String) -> Secret? {
        let value = values.map { $0[name].map { Secret($0.utf8) } } ?? withVariable(name) { Secret($0) }
        return value?.isEmpty == false ? value : nil
    }

    func contains(_ name: String) -> Bool {
        values.map { $0[name]?.isEmpty == false } ?? (withVariable(name) { !$0.isEmpty } ?? false)
    }

    /// The XDG base directory of configuration files. A relative path is to be ignored (XDG Base Directory Specification).
    func configurationFolder(home: String) -> String {
        word("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
    }

    /// The XDG base directory of state that outlives a run, by the same rule.
    func stateFolder(home: String) -> String {
        word("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
    }

    /// For a program: nil for what it inherits anyway.
    var all: [String: String]? { values }
}

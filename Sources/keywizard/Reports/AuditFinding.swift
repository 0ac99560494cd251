import KeyStore
import SSHKey
import Support

/// What an audit says of one file.
struct AuditFinding: Sendable {
    let path: String
    /// Nil for a file that couldn't be read as a key.
    let entry: Inventory.Entry?
    let problems: [Problem]

    var name: String { KeyFilePath.name(of: path) }
    var severity: Severity { problems.map(\.severity).max() ?? .fine }

    enum Severity: Int, Comparable {
        case fine, caution, danger

        var word: String {
            switch self {
            case .fine: "ok"
            case .caution: "caution"
            case .danger: "danger"
            }
        }

        static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    }

    struct Problem: Sendable {
        let severity: Severity
        let message: String
        var advice: String?

        var sentence: String { advice.map { message + "; " + $0 } ?? message }
    }

    init(path: String, entry: Inventory.Entry?, problems: [Problem]) {
        (self.path, self.entry) = (path, entry)
        self.problems = problems.filter { $0.severity == .danger } + problems.filter { $0.severity != .danger }
    }
}

extension AuditFinding: Encodable {
    private enum CodingKeys: String, CodingKey {
        case file, format, isPrivate = "private", type, bits, fingerprint, fingerprintMD5, comment, encrypted, mode
        case severity, warnings
    }

    /// Every member always; null for what is unknown.
    func encode(to encoder: any Encoder) throws {
        let key = entry?.publicKey
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(path, forKey: .file)
        try object.encode(entry?.format.option, forKey: .format)
        try object.encode(entry?.isPrivate, forKey: .isPrivate)
        try object.encode(key?.type.option, forKey: .type)
        try object.encode(key?.bits, forKey: .bits)
        try object.encode(key?.fingerprint(.sha256), forKey: .fingerprint)
        try object.encode(key?.fingerprint(.md5), forKey: .fingerprintMD5)
        try object.encode(key?.comment, forKey: .comment)
        try object.encode(entry?.isEncrypted, forKey: .encrypted)
        try object.encode(entry.map { ShellWord.mode($0.mode) }, forKey: .mode)
        try object.encode(severity.word, forKey: .severity)
        try object.encode(problems.map(\.sentence), forKey: .warnings)
    }
}

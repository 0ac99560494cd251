import KeyStore
import SSHKey

/// What an audit says of one key file.
struct AuditFinding: Encodable {
    let file: AuditedFile
    let path: String
    let problems: [Problem]

    var severity: Severity { problems.map(\.severity).max() ?? .fine }

    enum Severity: Int, Comparable, Encodable {
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

    struct Problem {
        let severity: Severity
        let message: String
        var advice: String?

        var sentence: String { advice.map { message + "; " + $0 } ?? message }
    }

    private enum CodingKeys: String, CodingKey {
        case file, format, isPrivate = "private", type, bits, fingerprint, fingerprintMD5, comment, encrypted, mode
        case severity, warnings
    }

    /// Every member always; null for what is unknown.
    func encode(to encoder: any Encoder) throws {
        let key = file.key
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(path, forKey: .file)
        try object.encode(key?.format.option, forKey: .format)
        try object.encode(key.map { !$0.format.isPublic }, forKey: .isPrivate)
        try object.encode(key?.publicKey?.type.option, forKey: .type)
        try object.encode(key?.publicKey?.bits, forKey: .bits)
        try object.encode(key?.publicKey?.fingerprint(.sha256), forKey: .fingerprint)
        try object.encode(key?.publicKey?.fingerprint(.md5), forKey: .fingerprintMD5)
        try object.encode(key?.publicKey?.comment, forKey: .comment)
        try object.encode(key?.isEncrypted, forKey: .encrypted)
        try object.encode(ShellWord.mode(file.mode), forKey: .mode)
        try object.encode(severity.word, forKey: .severity)
        try object.encode(problems.map(\.sentence), forKey: .warnings)
    }
}

extension AuditFinding {
    /// The findings about the key files of a folder, worst first; takes time linear in their number, but for sorting.
    static func all(_ files: [AuditedFile], in folder: String, storesModes: Bool) -> [AuditFinding] {
        let byName = Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
        var owners: [[UInt8]: [AuditedFile]] = [:]
        for file in files where file.isPrivate {
            if let blob = file.key?.publicKey?.blob { owners[blob, default: []].append(file) }
        }
        // A public file with its own private one beside it is part of that one's line.
        let companions = Set(
            files.lazy.filter(\.isPrivate).filter { file in
                let beside = byName[file.publicName]?.key
                return beside.map { $0.format.isPublic && $0.publicKey?.blob == file.key?.publicKey?.blob } ?? false
            }.map(\.publicName))
        // The private file that a public one stands beside.
        let neighbours = Dictionary(files.lazy.filter(\.isPrivate).map { ($0.publicName, $0) }) { first, _ in first }

        let findings = files.compactMap { file -> AuditFinding? in
            let modes = storesModes ? modeProblems(file, in: folder) : []
            if companions.contains(file.name), modes.isEmpty { return nil }
            var problems = modes
            switch file.contents {
            case .unreadable(let error): problems.append(Problem(severity: .caution, message: error.message, advice: error.hint))
            case .damaged(let error):
                problems.append(Problem(severity: .caution, message: "can't be read: " + error.message, advice: error.hint))
            case .key(let key):
                problems += key.weaknesses.map {
                    Problem(severity: $0.severity == .broken ? .danger : .caution, message: $0.message, advice: $0.advice)
                }
                if file.isPrivate {
                    let twins = key.publicKey.flatMap { owners[$0.blob] } ?? []
                    problems += twinProblems(file, key, twins) + protectionProblems(file, key, in: folder)
                } else if let neighbour = neighbours[file.name] {
                    problems += neighbourProblems(key, neighbour, owners)
                }
            }
            return AuditFinding(file: file, path: folder + "/" + file.name, problems: problems.sorted { $0.severity > $1.severity })
        }
        return findings.sorted { a, b in a.severity == b.severity ? a.file.name < b.file.name : a.severity > b.severity }
    }

    private static func modeProblems(_ file: AuditedFile, in folder: String) -> [Problem] {
        let path = ShellWord.quoted(folder + "/" + file.name)
        if file.isPrivate, file.mode & 0o077 != 0 {
            return [Problem(severity: .danger, message: "others may read or write it", advice: "run chmod 600 " + path)]
        }
        if file.mode & 0o022 != 0 {
            return [Problem(severity: .caution, message: "others may change it", advice: "run chmod 644 " + path)]
        }
        return []
    }

    /// The same key in two files: on purpose where they are for different programs, if they are protected alike.
    private static func twinProblems(_ file: AuditedFile, _ key: AuditedFile.Key, _ twins: [AuditedFile]) -> [Problem] {
        // With thousands of copies of one key the first few say enough, and the time stays linear.
        let others = twins.prefix(4).filter { $0.name != file.name }
        return others.compactMap { other in
            guard let its = other.key else { return nil }
            if key.isEncrypted, !its.isEncrypted {
                return Problem(
                    severity: .caution, message: "\(other.name) is the same key without a passphrase",
                    advice: "remove that one, or give it a passphrase too")
            }
            guard its.format == key.format else { return nil }
            return Problem(severity: .caution, message: "the same key as \(other.name)", advice: "one of them is enough")
        }
    }

    private static func protectionProblems(_ file: AuditedFile, _ key: AuditedFile.Key, in folder: String) -> [Problem] {
        guard !key.isEncrypted, key.publicKey?.type.isSecurityKey != true else { return [] }
        return [
            Problem(
                severity: .caution, message: "no passphrase: whoever has the file has the key",
                advice: "run keywizard passphrase " + ShellWord.quoted(folder + "/" + file.name))
        ]
    }

    private static func neighbourProblems(
        _ key: AuditedFile.Key, _ neighbour: AuditedFile, _ owners: [[UInt8]: [AuditedFile]]
    ) -> [Problem] {
        // What is locked up can't be compared.
        guard let its = neighbour.key?.publicKey, let own = key.publicKey, its.blob != own.blob else { return [] }
        let owner = owners[own.blob]?.first.map { "it belongs to \($0.name)" } ?? "it belongs to another key"
        return [
            Problem(
                severity: .caution, message: "\(owner), not to \(neighbour.name) beside it, so logins with that one can fail",
                advice: "move it away, and write the right one with keywizard public")
        ]
    }
}

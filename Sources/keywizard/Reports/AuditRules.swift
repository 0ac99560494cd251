import KeyStore
import SSHKey
import Synchronization
import Threading
import Support

/// What an audit finds fault with. Each file takes constant time, whatever the others are.
struct AuditRules: Sendable {
    /// Files with the same key in the same format.
    private struct Copy: Hashable {
        let blob: [UInt8]
        let format: KeyFileFormat
    }

    private let storesModes: Bool
    private let now: UInt64
    private let blocklists = Blocklists()
    /// The first private file with a key in a format.
    private let originals: [Copy: String]
    /// The first private file with a key that anyone can use who gets it.
    private let unprotected: [[UInt8]: String]
    /// The private file that a public one belongs to, by the public one's path.
    private let owners: [String: String]

    /// Without `storesModes` permissions mean nothing; `now` is in seconds since 1970.
    init(for entries: [Inventory.Entry], storesModes: Bool, now: Int) {
        var originals: [Copy: String] = [:]
        var unprotected: [[UInt8]: String] = [:]
        var owners: [String: String] = [:]
        for entry in entries {
            if let owner = entry.privateFile { owners[entry.path] = owner }
            guard entry.isPrivate, let blob = entry.publicKey?.blob else { continue }
            let copy = Copy(blob: blob, format: entry.format)
            originals[copy] = originals[copy] ?? entry.path
            if entry.isUnprotected { unprotected[blob] = unprotected[blob] ?? entry.path }
        }
        (self.originals, self.unprotected, self.owners) = (originals, unprotected, owners)
        (self.storesModes, self.now) = (storesModes, UInt64(max(0, now)))
    }

    /// The findings of an inventory, made on all processors; worst first, then by name.
    static func findings(
        _ inventory: Inventory, storesModes: Bool, now: Int, isAlias: (String) -> Bool
    ) -> [AuditFinding] {
        let entries = inventory.entries.filter { !isAlias($0.path) }
        let rules = AuditRules(for: entries, storesModes: storesModes, now: now)
        let found = Mutex<[AuditFinding]>([])
        inParallel(entries.count) { index in
            let problems = rules.problems(of: entries[index])
            // The public key of a key that is there is part of that one's line, unless something is wrong with it.
            guard entries[index].isPrivate || entries[index].privateFile == nil || !problems.isEmpty else { return }
            let finding = AuditFinding(path: entries[index].path, entry: entries[index], problems: problems)
            found.withLock { $0.append(finding) }
        }
        let unreadable = inventory.problems.map { problem in
            AuditFinding(
                path: problem.path, entry: nil,
                problems: [.init(severity: .caution, message: "can't be read: " + problem.message)])
        }
        return (found.withLock { $0 } + unreadable).sorted { a, b in
            a.severity == b.severity ? a.path < b.path : a.severity > b.severity
        }
    }

    private typealias Problem = AuditFinding.Problem

    private func problems(of entry: Inventory.Entry) -> [AuditFinding.Problem] {
        var problems = storesModes ? modeProblems(entry) : []
        if let certificate = entry.certificate { problems += validityProblems(certificate) }
        if entry.isPrivate { problems += privateProblems(entry) }
        // A weak key is said once, at its private key.
        guard entry.isPrivate || entry.privateFile == nil, let key = entry.publicKey else { return problems }
        problems += blocklists.weaknesses(of: key).map {
            Problem(severity: $0.isDanger ? .danger : .caution, message: $0.message, advice: $0.advice)
        }
        return problems
    }

    private func modeProblems(_ entry: Inventory.Entry) -> [Problem] {
        let path = ShellWord.quoted(entry.path)
        if entry.othersMayRead {
            return [
                Problem(severity: .danger, message: "other users can read or write it", advice: "run chmod 600 " + path)
            ]
        }
        guard entry.mode & 0o022 != 0 else { return [] }
        return [Problem(severity: .caution, message: "other users can change it", advice: "run chmod 644 " + path)]
    }

    /// A server refuses a certificate before and after its time.
    private func validityProblems(_ certificate: Certificate) -> [Problem] {
        let report = CertificateReport(certificate)
        if certificate.validBefore <= now, let end = report.validBefore {
            return [
                Problem(
                    severity: .caution, message: "the certificate expired: it was valid until \(end)",
                    advice: "ask for a new one where it was signed")
            ]
        }
        guard certificate.validAfter > now, let start = report.validAfter else { return [] }
        return [Problem(severity: .caution, message: "the certificate is not valid before \(start)")]
    }

    private func privateProblems(_ entry: Inventory.Entry) -> [Problem] {
        var problems: [Problem] = []
        if entry.isUnprotected {
            problems.append(
                Problem(
                    severity: .caution, message: "no passphrase: anyone who copies the file can use the key",
                    advice: "run keywizard passphrase " + ShellWord.quoted(entry.path)))
        }
        if let reason = entry.unreadableForSSH {
            problems.append(
                Problem(
                    severity: .caution, message: "ssh doesn't read it: \(reason)",
                    advice: "run " + ShellWord.conversion(entry.path)))
        }
        if entry.isEncrypted, let weakness = entry.format.weakProtection {
            problems.append(
                Problem(severity: .caution, message: weakness, advice: PrivateFormat.weakProtectionAdvice))
        }
        if let other = entry.mismatchedPublicFile {
            let owner =
                owners[other].map { "is the public key of \(KeyFilePath.name(of: $0))" }
                ?? "is the public key of another key"
            problems.append(
                Problem(
                    severity: .caution,
                    message: "\(KeyFilePath.name(of: other)) \(owner), so logins can fail",
                    advice: "move that one away; keywizard public \(ShellWord.quoted(entry.path)) prints the right one")
            )
        }
        guard let blob = entry.publicKey?.blob else { return problems }
        if let other = unprotected[blob], entry.isEncrypted {
            problems.append(
                Problem(
                    severity: .caution, message: "\(KeyFilePath.name(of: other)) is the same key without a passphrase",
                    advice: "remove that one, or give it a passphrase too"))
        }
        // The same key for OpenSSH and for PuTTY is on purpose; twice for the same program it is one too many.
        if let other = originals[Copy(blob: blob, format: entry.format)], other != entry.path {
            problems.append(
                Problem(
                    severity: .caution, message: "the same key as \(KeyFilePath.name(of: other))",
                    advice: "one of them is enough"))
        }
        return problems
    }
}

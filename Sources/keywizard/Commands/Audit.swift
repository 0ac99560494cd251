import ArgumentParser
import FoundationEssentials
import KeyStore
import Support

/// `keywizard audit`: every key of a folder and its weaknesses.
struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check a folder for weak, unprotected and duplicate keys.",
        usage: "keywizard audit [OPTIONS] [FOLDER]",
        discussion: """
            Lists the worst first. It changes nothing, asks for no passphrase and skips subfolders, known_hosts and \
            authorized_keys.
            """)

    @Argument(help: ArgumentHelp("The folder (~/.ssh).", valueName: "folder"))
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reportingErrors {
            let here = ThisComputer.surroundings
            let folder = directory.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? here.home + "/.ssh"
            if case .refused(.notAFolder) = KeyFolder.examine(folder) {
                throw CommandError(
                    "\(folder) is a file, not a folder",
                    hint: "keywizard inspect \(ShellWord.quoted(folder)) checks one file", status: .usage)
            }
            let inventory = try Inventory(of: folder)
            let findings = AuditRules.findings(
                inventory, storesModes: Self.examine(folder), now: wallClock, isAlias: Self.isAlias)
            if json {
                try Console.deliver(json: findings)
            } else if findings.isEmpty {
                Console.say("no keys in \(here.short(folder))")
            } else {
                try Console.deliver(AuditTable(findings: findings).text)
                Console.say(Self.summary(findings))
                let blocklists = Blocklists()
                if inventory.entries.contains(where: { $0.publicKey.map(blocklists.cover) == false }) {
                    Console.say("not checked: " + WeaknessReport.withoutBlocklist)
                }
            }
            if !inventory.problems.isEmpty { throw ExitCode(.partly) }
        }
    }

    /// Whether a path is a link to another file of the same folder, and so no key of its own.
    private static func isAlias(_ path: String) -> Bool {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return false }
        return !target.contains("/")
    }

    /// Whether the folder's file system stores permissions. Reports an unsafe folder.
    private static func examine(_ folder: String) -> Bool {
        switch KeyFolder.examine(folder) {
        case .ready(let storesModes): return storesModes
        case .refused(let error) where error.isAboutSafety: CommandError(error)?.say()
        case .refused, .missing: break
        }
        return true
    }

    private static func summary(_ findings: [AuditFinding]) -> String {
        func count(_ severity: AuditFinding.Severity) -> Int { findings.count { $0.severity == severity } }
        let counts = [AuditFinding.Severity.danger, .caution, .fine].map { "\($0.word) \(count($0))" }
        return "\(findings.count) keys: " + counts.joined(separator: ", ")
    }
}

extension SaveError {
    /// Whether the folder is unsafe, and not only closed to this account.
    fileprivate var isAboutSafety: Bool {
        switch self {
        case .othersMayWrite, .ownedByOther: true
        default: false
        }
    }
}

import ArgumentParser
import Dispatch
import FoundationEssentials
import KeyStore
import SSHKey
import Synchronization
import TerminalUI

/// `keywizard audit`: every key of a folder, and what is wrong with it.
struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for weak, unprotected, exposed and doubled keys in a folder.",
        discussion: """
            Worst first. Nothing is changed, and no passphrase is asked for. The files that list the keys of others \
            (known_hosts, authorized_keys) are left out, and folders inside are not entered.
            """)

    @Argument(help: ArgumentHelp("The folder. Default: ~/.ssh.", valueName: "directory"))
    var directory: String?

    @Flag(help: "An array of JSON objects.")
    var json = false

    func run() throws {
        try reportingErrors {
            let here = ThisComputer.surroundings
            let folder = directory.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? here.home + "/.ssh"
            let files = try Self.files(in: folder)
            let findings = AuditFinding.all(files, in: folder, storesModes: Self.examine(folder))
            if json {
                try Console.deliver(json: findings)
            } else if findings.isEmpty {
                Console.say("no keys in \(here.short(folder))")
            } else {
                try Console.deliver(AuditTable(findings: findings).text)
                Console.say(Self.summary(findings))
            }
            let unreadable = files.contains { if case .unreadable = $0.contents { true } else { false } }
            if unreadable { throw ExitCode(.partly) }
        }
    }

    /// Whether the folder's file system stores permissions. Says what is wrong with the folder itself.
    private static func examine(_ folder: String) -> Bool {
        switch KeyFolder.examine(folder) {
        case .ready(let storesModes): return storesModes
        case .refused(let error) where error.isAboutSafety: CommandError(error)?.say()
        case .refused, .missing: break
        }
        return true
    }

    /// The key files of a folder, read on all processors.
    private static func files(in folder: String) throws -> [AuditedFile] {
        let all: Set<String>
        do {
            all = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
        } catch {
            throw CommandError("\(folder): the folder can't be read", hint: "name a folder that exists and that you may read")
        }
        let names = all.filter { name in
            // A link to another file of the folder is that file.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + name)
            return !AuditedFile.isOther(name) && !(target.map(all.contains) ?? false)
        }.sorted()
        let blocklists = Blocklists()
        let found = Mutex<[AuditedFile]>([])
        DispatchQueue.concurrentPerform(iterations: names.count) { index in
            guard let file = AuditedFile(names[index], in: folder, blocklists: blocklists) else { return }
            found.withLock { $0.append(file) }
        }
        return found.withLock { $0 }
    }

    private static func summary(_ findings: [AuditFinding]) -> String {
        func count(_ severity: AuditFinding.Severity) -> Int { findings.count { $0.severity == severity } }
        return "\(findings.count) files with keys: danger \(count(.danger)), caution \(count(.caution)), ok \(count(.fine))"
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

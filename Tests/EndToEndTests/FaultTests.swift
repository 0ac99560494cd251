#if canImport(Glibc)
import Glibc
import LocalServer
import Testing

/// Every call by which a file is saved fails once, or is the program's last: strace(1) puts the faults in.
///
/// Promised is: after a failure nothing new stands and nothing that was there has changed; after a kill each file that
/// stands is complete, and a public key never stands without its private one.
@Suite(.serialized, .enabled(if: exists("/usr/bin/strace"), "needs strace"))
struct FaultTests {
    private static let errors = ["ENOSPC", "EIO", "EINTR", "EDQUOT"]

    @Test func ofAPairInAFolderThatIsThere() throws {
        try expectAllOrNothing(["generate", "--no-passphrase", "--output", "folder/key"], pair: "folder/key") {
            folder in
            try Shell.run(["mkdir", folder + "/folder"])
        }
    }

    @Test func ofAPairInAFolderThatIsMade() throws {
        try expectAllOrNothing(["generate", "--no-passphrase"], pair: ".ssh/id_ed25519") { _ in }
    }

    /// A file whose passphrase is changed is the old one or the new one, whatever happens. PuTTY's format says which,
    /// and has a MAC over everything.
    @Test func ofAChangeOfPassphrase() throws {
        let make = ["-q", "-t", "ed25519", "--random-device", "/dev/urandom", "--new-passphrase", "/dev/null"]
        let scene = try Scene(["passphrase", "--new-passphrase-file", "word", "key"]) { folder in
            try Shell.run(["puttygen"] + make + ["-o", folder + "/key"])
            try Shell.run(["sh", "-c", "echo lanterns > \(folder)/word"])
        }
        for fault in try scene.faults(Self.errors + ["SIGKILL"], until: "changed the passphrase") {
            let outcome = try scene.run(fault)
            #expect(
                outcome.succeeds(["puttygen", "key", "--old-passphrase", "word", "-O", "public-openssh"]), "\(fault)")
            let isNew = try outcome.read("key").contains("Encryption: aes256-cbc")
            if outcome.status == 0 { #expect(isNew, "\(fault)") }
            if fault.error == "EINTR" { #expect(outcome.status == 0, "\(fault): \(outcome.output)") }
            if fault.error != "SIGKILL", outcome.status != 0, !fault.isFutile { expectReason(outcome, fault) }
            // Between the name beside it and the rename, a kill leaves the new file under a hidden name too.
            let others = try outcome.names(".").filter { $0 != "key" && $0 != "word" }
            #expect(others.isEmpty || (fault.error == "SIGKILL" && others.count == 1), "\(fault): \(others)")
        }
    }

    /// A changed ssh_config is the old file or the new one, and the old one is kept whole beside it, or not at all.
    @Test func ofAChangeOfSSHConfig() throws {
        let old = "# mine\nHost other\n    User bob\n"
        let scene = try Scene(["config", "folder/config"], of: "config-change") { folder in
            try Shell.run(["sh", "-c", "mkdir \(folder)/folder; printf '%s' '\(old)' >\(folder)/folder/config"])
        }
        let new = try scene.run(nil).read("folder/config")
        #expect(new.hasPrefix(old) && new.contains("Host example.org\n"))
        for fault in try scene.faults(Self.errors + ["SIGKILL"], until: "saved") {
            let outcome = try scene.run(fault)
            let now = try outcome.read("folder/config")
            let isNew = now == new
            #expect(isNew || now == old, "\(fault): \(now)")
            var others = try outcome.names("folder").filter { $0 != "config" }
            // A hidden name that can't be removed stays.
            if fault.call == "unlinkat" { others.removeAll { $0.hasPrefix(".keywizard-") } }
            for name in others where !name.hasPrefix(".") {
                #expect(try outcome.read("folder/" + name) == old, "\(fault): \(name)")
            }
            switch (fault.error, outcome.status) {
            case ("SIGKILL", _): #expect(others.count <= 3, "\(fault): \(others)")
            case (_, 0): #expect(isNew && others == ["config.bak-2026-11-25"], "\(fault): \(others)")
            default:
                #expect(fault.error != "EINTR", "an interrupted call was not made again: \(fault)")
                // When the folder can't be synced the change is made, and the old file is kept.
                #expect(others.isEmpty || (isNew && others == ["config.bak-2026-11-25"]), "\(fault): \(others)")
                if !fault.isFutile { expectReason(outcome, fault) }
            }
        }
    }

    @Test func ofANewSSHConfig() throws {
        let scene = try Scene(["config", "folder/config"], of: "config-change") { folder in
            try Shell.run(["mkdir", folder + "/folder"])
        }
        let new = try scene.run(nil).read("folder/config")
        for fault in try scene.faults(Self.errors + ["SIGKILL"], until: "saved") {
            let outcome = try scene.run(fault)
            let names = try outcome.names("folder")
            if names.contains("config") { #expect(try outcome.read("folder/config") == new, "\(fault)") }
            let others = names.filter { $0 != "config" && (fault.call != "unlinkat" || !$0.hasPrefix(".keywizard-")) }
            #expect(
                others.isEmpty || (fault.error == "SIGKILL" && others.allSatisfy { $0.hasPrefix(".keywizard-") }),
                "\(fault): \(names)")
            if outcome.status == 0 { #expect(names.contains("config"), "\(fault)") }
        }
    }

    /// known_hosts, which ssh writes as well, only ever grows, by a whole line.
    @Test(arguments: ["other ssh-ed25519 AAAA\n", "other ssh-ed25519 AAAA", ""]) func ofAKnownHost(old: String) throws {
        let scene = try Scene(["known_hosts", "folder/known_hosts"], of: "config-change") { folder in
            try Shell.run(["sh", "-c", "mkdir \(folder)/folder; printf '%s' '\(old)' >\(folder)/folder/known_hosts"])
        }
        let separator = old.isEmpty || old.hasSuffix("\n") ? "" : "\n"
        let new =
            "\(old)\(separator)example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
        for fault in try scene.faults(Self.errors + ["SIGKILL"], until: "saved") {
            let outcome = try scene.run(fault)
            let now = try outcome.read("folder/known_hosts")
            #expect(try outcome.names("folder") == ["known_hosts"], "\(fault)")
            switch (fault.error, outcome.status) {
            case ("SIGKILL", _): #expect(now == old || now == new, "\(fault): \(now)")
            case (_, 0): #expect(now == new, "\(fault): \(now)")
            default:
                #expect(fault.error != "EINTR", "an interrupted call was not made again: \(fault)")
                #expect(now == old, "\(fault): \(now)")
                if !fault.isFutile { expectReason(outcome, fault) }
            }
        }
    }

    /// A key that takes another's name: whatever happens, the name means one of the two, ssh can use it with what stands
    /// beside it, both keys are there, and doing it again ends it.
    @Test func ofAKeyThatTakesAnothersName() throws {
        let scene = try Scene(["exchange", "folder/id"], of: "config-change") { folder in
            try Shell.run(["mkdir", "-m", "700", folder + "/folder"])
            for (name, comment) in [("id", "old"), ("id.new", "new"), ("../ca", "ca")] {
                try Shell.run(
                    ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", "\(folder)/folder/\(name)"])
            }
            try Shell.run(["ssh-keygen", "-q", "-s", folder + "/ca", "-I", "me", "-n", "me", folder + "/folder/id.pub"])
        }
        let faults = try scene.faults(Self.errors + ["SIGKILL"], until: "saved")
        #expect(Set(faults.map(\.call)).isSuperset(of: ["linkat", "fsync"]))
        for fault in faults {
            let outcome = try scene.run(fault)
            try expectBothKeys(outcome, fault)
            if fault.error == "EINTR" { #expect(outcome.status == 0, "\(fault): \(outcome.output)") }
            let program = String(Terminal.keywizard.dropLast("keywizard".count)) + "config-change"
            #expect(outcome.succeeds([program, "exchange", "folder/id"]), "\(fault)")
            try expectBothKeys(outcome, fault)
            let names = try outcome.names("folder")
            #expect(names == ["id", "id.old", "id.old-cert.pub", "id.old.pub", "id.pub"], "\(fault): \(names)")
            #expect(try outcome.read("folder/id.pub").hasSuffix(" new\n"), "\(fault)")
            #expect(try outcome.read("folder/id.old.pub").hasSuffix(" old\n"), "\(fault)")
        }
    }

    private func expectBothKeys(_ outcome: Scene.Outcome, _ fault: Fault) throws {
        func line(_ name: String) throws -> String {
            try Shell.run(["ssh-keygen", "-y", "-P", "", "-f", outcome.path("folder/" + name)])
        }
        let names = try outcome.names("folder")
        let keys = try ["id", "id.old", "id.new"].filter(names.contains).map(line)
        #expect(Set(keys.map { $0.hasSuffix(" old\n") }) == [true, false], "\(fault): \(names)")
        #expect(names.contains("id"), "\(fault): \(names)")
        for name in ["id", "id.old", "id.new"] where names.contains(name) && names.contains(name + ".pub") {
            #expect(try line(name) == outcome.read("folder/\(name).pub"), "\(fault): \(name)")
        }
        if names.contains("id-cert.pub") { #expect(try line("id").hasSuffix(" old\n"), "\(fault)") }
    }

    /// The message of a failure says what the system said, in our words or in its own.
    private func expectReason(_ outcome: Scene.Outcome, _ fault: Fault) {
        let reasons = [
            "ENOSPC": ["no disk space or quota left", "No space left"],
            "EDQUOT": ["no disk space or quota left", "quota exceeded"],
            "EIO": ["Input/output error"],
        ]
        let says = reasons[fault.error, default: []]
        #expect(says.contains { outcome.output.contains($0) }, "\(fault): \(outcome.output)")
    }

    private func expectAllOrNothing(
        _ command: [String], pair: String, prepare: @escaping (_ folder: String) throws -> Void
    ) throws {
        let parts = pair.split(separator: "/").map(String.init)
        let (folder, name) = (parts[0], parts[1])
        let bystander = "an older key\n"
        let scene = try Scene(command) { home in
            try prepare(home)
            if try Shell.run(["ls", "-A", home]).contains(folder) {
                try Shell.run(["sh", "-c", "printf '\(bystander)' > \(home)/\(folder)/older"])
            }
        }
        let faults = try scene.faults(Self.errors + ["SIGKILL"], until: "saved ")
        // Two nameless files, their modes, bytes, syncs and names, and the folder's sync.
        #expect(Set(faults.map(\.call)).isSuperset(of: ["openat", "fchmod", "write", "fsync", "linkat", "close"]))
        for fault in faults {
            let outcome = try scene.run(fault)
            let names = try outcome.names(folder)
            if names.contains("older") { #expect(try outcome.read(folder + "/older") == bystander, "\(fault)") }
            let made = names.filter { $0 != "older" }
            switch (fault.error, outcome.status) {
            case ("SIGKILL", _):
                #expect([[], [name], [name, name + ".pub"]].contains(made), "\(fault): \(made)")
            case (_, 0):
                // The fault didn't matter: the call was made again, or the file was closed after all was done.
                #expect(made == [name, name + ".pub"], "\(fault): \(made)")
            case (let error, let status):
                #expect(status == 1, "\(fault): status \(status)")
                #expect(error != "EINTR", "an interrupted call was not made again: \(fault)")
                #expect(made == [], "\(fault): \(made)")
                // A look at what isn't there yet may fail in any way: it isn't there.
                if fault.isFutile { break }
                expectReason(outcome, fault)
            }
            if made.contains(name) {
                let line = try Shell.run(["ssh-keygen", "-y", "-P", "", "-f", outcome.path(pair)])
                #expect(line.hasPrefix("ssh-ed25519 "), "\(fault)")
                if made.contains(name + ".pub") { #expect(try line == outcome.read(pair + ".pub"), "\(fault)") }
            }
        }
    }
}

/// A fault in the n-th of the program's calls of a name: an error, or SIGKILL when it is made.
private struct Fault: CustomStringConvertible {
    var call: String
    var number: Int
    var error: String
    /// Without the fault, the call fails as well.
    var isFutile: Bool

    var injection: String {
        error.hasPrefix("SIG") ? "\(call):signal=\(error):when=\(number)" : "\(call):error=\(error):when=\(number)"
    }
    var description: String { injection }
}

/// A command of a program in a folder of its own, which is also its HOME.
private struct Scene {
    private static let calls = [
        "openat", "mkdir", "fchmod", "write", "fsync", "linkat", "unlinkat", "renameat", "close", "ftruncate",
    ]
    /// renameat2 is what some systems make of renameat, fchmodat and mkdirat of fchmod and mkdir.
    private static let trace = "?" + (calls + ["renameat2", "mkdirat"]).joined(separator: ",?")

    private let command: [String]
    private let prepare: (_ folder: String) throws -> Void

    /// `program` is one of those that are built with the tests.
    init(
        _ command: [String], of program: String = "keywizard", prepare: @escaping (_ folder: String) throws -> Void
    ) throws {
        self.command = [Terminal.keywizard.dropLast("keywizard".count) + program] + command
        self.prepare = prepare
    }

    struct Outcome {
        let folder: TemporaryFolder
        let status: Int
        let output: String
        let log: String

        func path(_ name: String) -> String { folder.path + "/" + name }
        func read(_ name: String) throws -> String { try folder.read(name) }

        func names(_ name: String) throws -> [String] {
            try Shell.run(["sh", "-c", "ls -A \(path(name)) 2>/dev/null || true"]).split(separator: "\n").map(
                String.init
            )
            .filter { $0 != "trace" }.sorted()
        }

        func succeeds(_ command: [String]) -> Bool {
            (try? Shell.run(["sh", "-c", "cd \(folder.path) && " + command.map(Shell.quoted).joined(separator: " ")]))
                != nil
        }
    }

    /// Runs the command once, with a fault or without. Only its first thread is traced, which does all the saving.
    func run(_ fault: Fault?) throws -> Outcome {
        let folder = try TemporaryFolder()
        try prepare(folder.path)
        var words = ["strace", "-o", folder.path + "/trace", "-e", "trace=" + Self.trace, "-e", "signal=none"]
        if let fault { words += ["-e", "inject=" + fault.injection] }
        words += command
        let line = words.map(Shell.quoted).joined(separator: " ")
        let output = try Shell.run(
            ["sh", "-c", "cd \(folder.path); { \(line); } 2>&1; echo \"status $?\""], environment: ["HOME": folder.path]
        )
        let lines = output.split(separator: "\n").map(String.init)
        guard let status = lines.last?.split(separator: " ").last.flatMap({ Int($0) }) else {
            throw Failure("no status: \(output)")
        }
        let log = try folder.read("trace")
        guard fault == nil || log.contains("(INJECTED)") || status == 128 + Int(SIGKILL) else {
            throw Failure("the fault was not put in: \(fault?.injection ?? "")")
        }
        return Outcome(folder: folder, status: status, output: lines.dropLast().joined(separator: "\n"), log: log)
    }

    /// The errors in each call that the command makes from the first that names its folder until it says what it did.
    func faults(_ errors: [String], until word: String) throws -> [Fault] {
        let outcome = try run(nil)
        guard outcome.status == 0 else { throw Failure("without a fault: \(outcome.output)") }
        var counts: [String: Int] = [:]
        var isSaving = false
        var faults: [Fault] = []
        for line in outcome.log.split(separator: "\n") {
            guard let end = line.firstIndex(of: "(") else { continue }
            let call = String(line[..<end])
            counts[call, default: 0] += 1
            if line.contains("openat"), line.contains("\"\(outcome.folder.path)") { isSaving = true }
            if line.contains("\"keywizard: " + word) { break }
            guard isSaving, let number = counts[call] else { continue }
            let isFutile = line.contains(") = -1 ")
            faults += errors.map { Fault(call: call, number: number, error: $0, isFutile: isFutile) }
        }
        return faults
    }
}
#endif

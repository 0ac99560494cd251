#if canImport(Glibc)
import Testing

/// What libraries would write for debugging, and what is in the program's memory then.
struct HardeningTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Shell.run(["mkdir", folder.path + "/bin"])
        try Shell.makeKey("id", in: folder.path)
    }

    private func addProgram(_ name: String, _ script: String) throws -> String {
        let path = try folder.add("bin/" + name, "#!/bin/sh\n" + script + "\n")
        try Shell.run(["chmod", "755", path])
        return path
    }

    /// Runs a program to its end, whatever that is, with other programs found in `bin` first.
    private func run(_ command: String, _ environment: [String: String] = [:]) throws {
        let all = environment.merging(["PATH": folder.path + "/bin:" + Shell.path, "HOME": folder.path]) { $1 }
        try Shell.run(["sh", "-c", command + "; true"], environment: all)
    }

    private var test: String {
        Shell.quoted(Terminal.keywizard) + " test \(folder.path)/.ssh/id --host me@host.example"
    }

    /// A started program inherits the environment except credentials, and these aren't credentials.
    @Test func whatWritesSecretsDownIsDroppedAtTheStart() throws {
        _ = try addProgram("ssh", "env >\(folder.path)/seen; exit 255")
        try run(test, ["SSLKEYLOGFILE": folder.path + "/keys", "SWIFT_BACKTRACE": "enable=no", "OTHER": "kept"])
        let seen = try folder.read("seen")
        #expect(seen.contains("OTHER=kept"))
        #expect(!seen.contains("SSLKEYLOGFILE") && !seen.contains("SWIFT_BACKTRACE"))
    }

    /// Swift's runtime reads the variable before the program does, and starts a program that reads the memory.
    @Test func aCrashStartsNoProgram() throws {
        let reader = try addProgram("reader", ": >\(folder.path)/crashed")
        let asked = ["SWIFT_BACKTRACE": "enable=yes,swift-backtrace=" + reader]
        func programs() throws -> String { try Shell.run(["ls", folder.path]) }
        _ = try addProgram("ssh", ": >\(folder.path)/started; kill -SEGV $PPID")
        try run(test, asked)
        #expect(try programs().contains("started") && !programs().contains("crashed"))
        // Another one, which doesn't see to it.
        let other = Terminal.keywizard.dropLast("keywizard".count) + "TrappingProgram"
        try run(Shell.quoted(String(other)) + " </dev/null", asked)
        #expect(try programs().contains("crashed"))
    }
}
#endif

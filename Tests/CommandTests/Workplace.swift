import FoundationEssentials
import Platform

/// A folder and a HOME of a test's own, where programs are run without a terminal; gone with its last reference.
final class Workplace {
    let path: String
    var home: String { path + "/home" }
    private var runs = 0

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output as JSON.
        func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output.utf8))
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The built program, next to the test bundle.
    static let keywizard: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
        return (bundle.hasSuffix(".xctest") ? folder[...] : folder.dropLast()).joined(separator: "/") + "/keywizard"
    }()

    static func hasProgram(_ name: String) -> Bool {
        searchPath.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    static func canRead(_ path: String) -> Bool { access(path, R_OK) == 0 }

    private static let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"

    init() throws {
        var template = Array("/tmp/keywizard-commands-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try makeFolder("home")
        try makeFolder("streams")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    // MARK: Files

    /// The path of a name; an absolute one stays as it is.
    func path(_ name: String) -> String { name.hasPrefix("/") ? name : path + "/" + name }

    func makeFolder(_ name: String) throws {
        guard mkdir(path(name), 0o700) == 0 else { throw Failure(description: "\(name): \(errno)") }
    }

    /// Writes a file that only its owner may read.
    func write(_ bytes: [UInt8], to name: String) throws {
        let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(description: "\(name): \(errno)") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                Platform.write(file, buffer.baseAddress, buffer.count)
            }
            guard count > 0 else { throw Failure(description: "\(name): \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func read(_ name: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path(name)) else {
            throw Failure(description: "\(name) can't be read")
        }
        return String(decoding: data, as: UTF8.self)
    }

    func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

    /// The twelve permission bits.
    func mode(_ name: String) -> UInt32? {
        var status = stat()
        guard lstat(path(name), &status) == 0 else { return nil }
        return UInt32(status.st_mode) & 0o7777
    }

    /// Everything in a folder, hidden names included, sorted.
    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
    }

    // MARK: Programs

    /// Runs keywizard in the folder.
    func keywizard(
        _ arguments: String..., input: String = "", environment: [String: String] = [:], output: String? = nil
    ) throws -> Outcome {
        try attempt([Self.keywizard] + arguments, input: input, environment: environment, output: output)
    }

    /// Runs a program that must succeed, and returns its standard output.
    @discardableResult
    func run(_ command: String..., input: String = "") throws -> String {
        let outcome = try attempt(command, input: input)
        guard outcome.status == 0 else {
            let line = command.joined(separator: " ")
            throw Failure(description: "\(line): status \(outcome.status)\n\(outcome.output)\(outcome.errors)")
        }
        return outcome.output
    }

    /// Runs a program to its end, in a session of its own, so that it has no terminal to ask on.
    func attempt(
        _ command: [String], input: String = "", environment: [String: String] = [:], output: String? = nil
    ) throws -> Outcome {
        runs += 1
        let streams = ["in", "out", "err"].map { path("streams/\(runs).\($0)") }
        try write(input, to: streams[0])
        #if canImport(Glibc)
        var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
        #else
        var (actions, attributes) = (posix_spawn_file_actions_t?.none, posix_spawnattr_t?.none)
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        #if canImport(Glibc)
        // POSIX_SPAWN_SETSID, which Swift doesn't see.
        posix_spawnattr_setflags(&attributes, 0x80)
        #else
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSID))
        #endif
        posix_spawn_file_actions_addopen(&actions, 0, streams[0], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? streams[1], O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, streams[2], O_WRONLY | O_CREAT, 0o600)
        // The shell is there for the folder alone: not every posix_spawn can change it.
        let inFolder = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", path] + command
        var arguments = inFolder.map { strdup($0) } + [nil]
        var variables = ["PATH": Self.searchPath, "HOME": home, "LC_ALL": "C.UTF-8", "SSH_ASKPASS": "/bin/false"]
        variables.merge(environment) { $1 }
        var list = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + list { free(text) } }
        var process = pid_t()
        let failure = posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, &list)
        guard failure == 0 else { throw Failure(description: "\(command[0]): \(String(cString: strerror(failure)))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED and WEXITSTATUS are macros that Swift doesn't see.
        let exit = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        return Outcome(
            status: exit, output: output == nil ? try read(streams[1]) : "", errors: try read(streams[2]))
    }

    // MARK: Keys

    /// Copies one of the inputs that SSHKeyTests has.
    func copySample(_ sample: String, to name: String) throws {
        let folder = #filePath.replacing("CommandTests/Workplace.swift", with: "SSHKeyTests/KeyFiles/")
        try run("install", "-m", "0600", folder + sample + "/input", path(name))
    }

    /// A pair made by ssh-keygen under `name`.
    func makeKey(_ name: String, _ options: String..., passphrase: String = "", comment: String = "me@here") throws {
        let command = ["ssh-keygen", "-q", "-f", path(name), "-N", passphrase, "-C", comment] + options
        let outcome = try attempt(command)
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    }

    /// ssh-keygen's own word on a public or private file: bits, fingerprint, comment and type.
    func fingerprint(_ name: String, _ hash: String = "sha256") throws -> String {
        let words = try run("ssh-keygen", "-l", "-E", hash, "-f", path(name)).split(separator: " ")
        guard words.count > 1 else { throw Failure(description: "no fingerprint of \(name)") }
        return String(words[1])
    }

    /// The public line of a private file that puttygen opens with a passphrase.
    func puttyLine(_ name: String, passphrase: String) throws -> String {
        runs += 1
        let (old, empty, opened) = ("streams/\(runs).old", "streams/\(runs).new", "streams/\(runs).key")
        try write(passphrase + "\n", to: old)
        try write("\n", to: empty)
        // Its -L would do without the private key.
        try run(
            "puttygen", path(name), "-O", "private-openssh-new", "-o", path(opened), "--old-passphrase", path(old),
            "--new-passphrase", path(empty))
        return try publicLine(opened)
    }

    /// The public line that ssh-keygen finds in a private file.
    func publicLine(_ name: String, passphrase: String = "") throws -> String {
        String(try run("ssh-keygen", "-y", "-P", passphrase, "-f", path(name)).dropLast())
    }
}

/// The type and the key of a public line, without its comment.
func withoutComment(_ line: String) -> String {
    line.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
}

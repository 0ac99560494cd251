import Platform

/// A failure of a test's own tools, or of what it drives.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Programs that a test runs and waits for.
enum Shell {
    /// Runs a program with exactly these variables and returns what it wrote. Throws when it fails.
    @discardableResult
    static func run(_ command: [String], environment: [String: String] = [:]) throws -> String {
        let variables = environment.map { "\($0)=\($1)" }.sorted()
        let line = (["env", "-i", "PATH=\(path)"] + variables + command).map(quoted).joined(separator: " ")
        guard let pipe = popen(line + " 2>&1", "r") else { throw Failure("popen: errno \(errno)") }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        let status = pclose(pipe)
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw Failure("\(command.joined(separator: " ")): status \(status)\n\(text)") }
        return text
    }

    /// Has ssh-keygen make a key in the ~/.ssh of a home folder.
    static func makeKey(
        _ name: String, in home: String, type: String = "ed25519", passphrase: String = "", options: [String] = []
    ) throws {
        try run(["mkdir", "-p", "-m", "700", home + "/.ssh"])
        try run(["ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", "\(home)/.ssh/\(name)"] + options)
    }

    static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    static func has(_ program: String) -> Bool {
        path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    static let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
}

/// A folder that goes with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/keywizard-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("mkdtemp: errno \(errno)") }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { _ = try? Shell.run(["rm", "-rf", path]) }

    func read(_ name: String) throws -> String { try Shell.run(["cat", path + "/" + name]) }

    func bytes(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path + "/" + name, "r") else { throw Failure("\(name): errno \(errno)") }
        defer { fclose(file) }
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    /// Makes a file in it and returns its path.
    @discardableResult
    func add(_ name: String, _ text: String) throws -> String {
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("\(name): errno \(errno)") }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure("\(name): errno \(errno)") }
            rest = rest.dropFirst(count)
        }
        return path + "/" + name
    }
}

import FoundationEssentials
import Platform

/// A folder of a test's own, which goes with it, and the programs that are run there.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/keywizard-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "mkdtemp: \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file that only its owner may read, and returns its path.
    @discardableResult
    func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
        let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw Failure(message: "\(name): \(errno)") }
        defer { close(file) }
        guard writeAll(file, Array(bytes)) else { throw Failure(message: "\(name): \(errno)") }
        return path(name)
    }

    func read(_ name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(name)) else {
            throw Failure(message: "\(name) can't be read")
        }
        return Array(data)
    }

    /// Runs a program to its end, with nothing to read from; throws when it fails.
    @discardableResult
    func run(_ command: String...) throws -> String { try run(command) }

    @discardableResult
    func run(_ command: [String]) throws -> String {
        let (status, output, errors) = try attempt(command)
        guard status == 0 else {
            throw Failure(message: "\(command.joined(separator: " ")): status \(status)\n\(output)\(errors)")
        }
        return output
    }

    /// Runs a program to its end and says how it went, whether it failed or not.
    func attempt(_ command: [String]) throws -> (status: Int32, output: String, errors: String) {
        counter += 1
        let (output, errors) = ("stdout-\(counter)", "stderr-\(counter)")
        #if canImport(Glibc)
        var actions = posix_spawn_file_actions_t()
        #else
        var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path(output), O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, path(errors), O_WRONLY | O_CREAT, 0o600)
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let environment = ["PATH=/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin", "HOME=\(path)", "LC_ALL=C.UTF-8"]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, command[0], &actions, nil, &arguments, &variables)
        guard failure == 0 else { throw Failure(message: "\(command[0]): \(String(cString: strerror(failure)))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED and WEXITSTATUS are macros that Swift doesn't see.
        let exit = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        return (
            exit, String(decoding: try read(output), as: UTF8.self), String(decoding: try read(errors), as: UTF8.self)
        )
    }

    private var counter = 0

    struct Failure: Error, CustomStringConvertible {
        let message: String
        var description: String { message }
    }
}

private func writeAll(_ file: Int32, _ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
        let written = bytes[start...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written > 0 else { return false }
        start += written
    }
    return true
}

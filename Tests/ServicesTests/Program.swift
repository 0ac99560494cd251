import Platform
import Testing

/// A program of the system that tests compare with.
enum Program {
    struct Failed: Error {
        var status: Int32
        var output: String
    }

    /// What the program writes to its standard output; an error when it fails.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> String {
        // A file, not a pipe, which programs that other tests start at the same time would inherit and hold open.
        var name = Array("/tmp/keywizard-output-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        guard file >= 0 else { throw Failed(status: -1, output: "no file") }
        defer { close(file) }
        unlink(name)
        let process = try start(path, arguments, environment: environment, output: file)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        lseek(file, 0, SEEK_SET)
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(file, &buffer, buffer.count), count > 0 { output += buffer.prefix(count) }
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw Failed(status: status, output: text) }
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    static func start(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], output: Int32? = nil
    ) throws -> pid_t {
        #if canImport(Glibc)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #else
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #endif
        // Tests run on threads that block every signal, which a child would inherit and never end by one.
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        let settings = ["PATH=/usr/bin:/bin", "HOME=/nonexistent"] + environment.map { "\($0.key)=\($0.value)" }
        let argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        let envp: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, path, &actions, &attributes, argv, envp)
        guard error == 0 else { throw Failed(status: error, output: path) }
        return process
    }
}

/// A module of the system's Python, with Debian's name for its package.
enum PythonModule: String {
    case botocore
    case httpsig

    var isInstalled: Bool { (try? run("", [])) != nil }

    /// What a script that may use the module prints.
    func run(_ script: String, _ arguments: [String]) throws -> String {
        try Program.run("/usr/bin/python3", ["-I", "-c", "import \(rawValue)\n" + script] + arguments)
    }
}

/// A module of the system's Node.
enum NodeModule: String {
    case httpSignature = "http-signature"
    case sshpk

    var isInstalled: Bool { (try? run("", [])) != nil }

    func run(_ script: String, _ arguments: [String]) throws -> String {
        try Program.run(
            "/usr/bin/node", ["-e", "const module_ = require('\(rawValue)');\n" + script, "--"] + arguments,
            environment: ["NODE_PATH": "/usr/share/nodejs"])
    }
}

import Dispatch
import Network
import Platform
import SSHClient

/// A real sshd on a loopback port, with an account of its own; both are gone with the last reference.
package final class TestServer {
    package let folder: String
    package let user: String
    package let port: Int
    package let password = "correct horse"
    package let passphrase = "battery staple"
    /// How the askpass program answers the question about the host key.
    package var trustsHost = true
    private var isMounted = false
    private var process: pid_t = 0

    /// Whether MaxAuthTries is about keys that are offered and not known; OpenSSH 10.6 leaves them out.
    package static let countsOfferedKeys =
        run("ssh -V 2>&1 | grep -qE 'OpenSSH_([0-9]|10\\.[0-5])[^0-9]'") == 0

    package var home: String { folder + "/home" }
    package var authorizedKeys: String { home + "/.ssh/authorized_keys" }

    /// `settings` are lines of sshd_config; `mount` are options of a tmpfs for the home directory.
    package init(shell: String = "/bin/sh", settings: [String] = [], mount: String? = nil) throws {
        folder = try makeScratchFolder()
        user = "keywizard-" + String(UInt32.random(in: .min ... .max), radix: 36)
        port = try freePort()
        chmod(folder, 0o755)
        mkdir(home, 0o755)
        try Self.start("useradd -M -N -d '\(home)' -s '\(shell)' -p \"$(openssl passwd -6 '\(password)')\" \(user)")
        if let mount {
            try Self.start("mount -t tmpfs -o '\(mount),mode=755,uid='$(id -u \(user)) none '\(home)'")
            isMounted = true
        } else {
            try Self.start("chown \(user) '\(home)'")
        }
        try Self.start("ssh-keygen -q -t ed25519 -N '' -f '\(folder)/host'")
        let lines = [
            "Port \(port)", "ListenAddress 127.0.0.1", "HostKey \(folder)/host", "PidFile \(folder)/pid",
            "UsePAM no", "PasswordAuthentication yes", "KbdInteractiveAuthentication no", "StrictModes yes",
        ]
        write((lines + settings).joined(separator: "\n") + "\n", to: folder + "/config")
        // sshd demands this folder of its package's, which systemd would have made. It writes its process id once it
        // listens: to a pipe, as the shell behind it does if it ends before.
        let sshd = "/usr/sbin/sshd -D -f '\(folder)/config' -E '\(folder)/sshd.log'"
        try Self.start(
            "mkdir -p /run/sshd && mkfifo '\(folder)/pid' && { { \(sshd) || echo >'\(folder)/pid'; } </dev/null >/dev/null 2>&1 & }"
        )
        guard let process = firstLine(of: folder + "/pid").flatMap({ pid_t($0) }) else {
            throw NoServer(read(folder + "/sshd.log"))
        }
        self.process = process
    }

    deinit {
        kill(process, SIGTERM)
        if isMounted { run("umount '\(home)'") }
        // A session of the account may take a moment to end.
        run("userdel -f \(user) 2>/dev/null")
        run("rm -rf '\(folder)'")
    }

    package var login: ServerLogin { ServerLogin(user: user, host: "127.0.0.1", port: String(port))! }

    /// Options that keep the tests away from the machine's own known hosts.
    package var options: [String] { ["UserKnownHostsFile=\(folder)/known_hosts", "GlobalKnownHostsFile=/dev/null"] }

    /// ssh with someone who answers its questions.
    package func ssh(password: String? = nil, passphrase: String? = nil) -> SystemSSH {
        let answers = """
            #!/bin/sh
            case $1 in
            *"(yes/no"*) echo \(trustsHost ? "yes" : "no") ;;
            *passphrase*) echo '\(passphrase ?? self.passphrase)' ;;
            *) echo '\(password ?? self.password)' ;;
            esac
            """
        write(answers, to: folder + "/askpass")
        chmod(folder + "/askpass", 0o700)
        return SystemSSH(
            environment: ["SSH_ASKPASS": folder + "/askpass", "SSH_ASKPASS_REQUIRE": "force"], show: { _ in })
    }

    package func installation(of name: String, comment: String? = nil) -> KeyInstallation {
        let line = AuthorizedLine(publicLine(name))!
        let commented = comment.map { AuthorizedLine("\(line.type) \(line.blob) \($0)")! } ?? line
        var installation = KeyInstallation(login: login, line: commented)
        installation.options = options
        return installation
    }

    package func install(_ name: String, comment: String? = nil) async throws -> InstallOutcome {
        let installation = installation(of: name, comment: comment)
        return installation.outcome(of: try await ssh().run(installation.command))
    }

    package func proof(of name: String, notes: [InstallNote] = []) -> LoginProof {
        let identity = folder + "/" + name
        var proof = LoginProof(login: login, identityFile: identity, fingerprint: fingerprint(name), notes: notes)
        proof.options = options
        return proof
    }

    package func prove(_ name: String, passphrase: String? = nil, notes: [InstallNote] = []) async throws
        -> ProofOutcome
    {
        let ssh = ssh(passphrase: passphrase)
        let proof = try await ssh.routed(proof(of: name, notes: notes))
        return proof.outcome(of: try await ssh.run(proof.command))
    }

    /// A proof with the route of a configuration file that is in for the user's.
    package func routed(_ proof: LoginProof, configuration: String) async throws -> LoginProof {
        var (proof, question) = (proof, proof.question)
        question.arguments.insert(contentsOf: ["-F", configuration], at: 0)
        proof.route = LoginRoute(try await ssh().run(question).output)
        return proof
    }

    package func makeKey(_ name: String, passphrase: String = "") {
        require("ssh-keygen -q -t ed25519 -C '\(user) key' -N '\(passphrase)' -f '\(folder)/\(name)'")
    }

    package func publicLine(_ name: String) -> String {
        String(read(folder + "/" + name + ".pub").dropLast())
    }

    package func fingerprint(_ name: String) -> String {
        require("ssh-keygen -lf '\(folder)/\(name).pub' > '\(folder)/fingerprint'")
        return String(read(folder + "/fingerprint").split(separator: " ").dropFirst().first ?? "")
    }

    /// Puts a file into the account's ~/.ssh, as the account would.
    package func give(_ text: String, as name: String, mode: mode_t = 0o600) {
        mkdir(home + "/.ssh", 0o700)
        write(text, to: "\(home)/.ssh/\(name)")
        chmod("\(home)/.ssh/\(name)", mode)
        require("chown -R \(user) '\(home)/.ssh'")
    }

    /// Puts a key that was made here into the account's ~/.ssh.
    package func giveKey(_ key: String, as name: String) {
        give(read(folder + "/" + key), as: name)
        give(publicLine(key) + "\n", as: name + ".pub", mode: 0o644)
    }

    package func authorize(_ text: String) { give(text, as: "authorized_keys") }

    private static func start(_ command: String) throws {
        guard run(command) == 0 else { throw NoServer("failed: \(command)") }
    }

    /// What fails is said; the test finds out by what is missing then.
    package func require(_ command: String) {
        if run(command) != 0 { writeAll("failed: \(command)\n", to: STDERR_FILENO) }
    }
}

package func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

package func write(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { return }
    writeAll(text, to: file)
    close(file)
}

/// The permission bits, links not followed.
package func mode(_ path: String) -> UInt32 {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
}

package func setMode(_ mode: UInt32, _ path: String) {
    chmod(path, mode_t(mode))
}

/// A loopback port that nothing listens on.
package func freePort() throws -> Int {
    let (listener, port) = try listen()
    close(listener)
    return port
}

/// Something on a loopback port that says `greeting` to the first who comes, and hangs up.
package func serveOnce(_ greeting: String) throws -> Int { try serveOnce(Array(greeting.utf8)) }

/// The same with any bytes, all of which arrive.
package func serveOnce(_ greeting: [UInt8]) throws -> Int {
    let (listener, port) = try listen()
    Task.detached {
        let peer = accept(listener, nil, nil)
        _ = greeting.withUnsafeBytes { send(peer, $0.baseAddress, $0.count, 0) }
        shutdown(peer, Int32(SHUT_WR))
        // Closing with something unread would take back what was sent.
        var rest = [UInt8](repeating: 0, count: 4096)
        while recv(peer, &rest, rest.count, 0) > 0 {}
        close(peer)
        close(listener)
    }
    return port
}

/// Messages of a peer that never proves who it is: SSH's own packets, as they are before anything is encrypted
/// (RFC 4253, 6).
package enum HostilePeer {
    /// SSH_MSG_DISCONNECT with a text.
    package static func disconnect(_ text: String) -> [UInt8] { packet([1] + number(11) + string(text) + string("")) }

    /// SSH_MSG_DEBUG with a text.
    package static func debug(_ text: String) -> [UInt8] { packet([4, 1] + string(text) + string("")) }

    /// A peer on a loopback port that greets as SSH does, and sends packets.
    package static func serve(_ packets: [UInt8]...) throws -> Int {
        try serveOnce(Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8) + packets.joined())
    }

    private static func packet(_ payload: [UInt8]) -> [UInt8] {
        let padding = 4 + (8 - (payload.count + 9) % 8) % 8
        return number(payload.count + padding + 1) + [UInt8(padding)] + payload
            + [UInt8](repeating: 0, count: padding)
    }

    private static func string(_ text: String) -> [UInt8] { number(text.utf8.count) + Array(text.utf8) }

    private static func number(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// Whether a program is there to be used by a test.
package func exists(_ path: String) -> Bool { access(path, X_OK) == 0 }

/// Real logins need an account that may be made and thrown away.
package let isRoot = geteuid() == 0

/// Root in a container may still not be allowed to mount.
package let canMount =
    isRoot && run("d=$(mktemp -d) && mount -t tmpfs none $d 2>/dev/null && umount $d && rmdir $d") == 0

@discardableResult package func run(_ command: String) -> Int32 {
    system(command)
}

private func listen() throws -> (descriptor: Int32, port: Int) {
    #if canImport(Glibc)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
        }
    }
    guard isBound, listen(descriptor, 1) == 0 else { throw NoServer("no loopback port: errno \(errno)") }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}

/// A key agent's socket that takes connections and never says anything.
package final class SilentAgent: Sendable {
    private let listener: Int32
    package let path: String

    package init(_ path: String) {
        self.path = path
        #if canImport(Glibc)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        listener = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(bind(listener, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0)
            }
        }
        precondition(listen(listener, 8) == 0)
    }

    deinit { close(listener) }
}

/// A loopback port that takes connections and never says anything, or a greeting and nothing after it.
package final class SilentServer: Sendable {
    private let listener: Int32
    package let port: Int

    package init(greeting: String? = nil) throws {
        (listener, port) = try listen()
        guard let greeting else { return }
        let listener = listener
        // Not a task: it would keep one of few threads from all the others.
        DispatchQueue(label: "greeting").async {
            // Closing the listener ends it; the connections go with the test.
            while case let peer = accept(listener, nil, nil), peer >= 0 {
                let bytes = Array(greeting.utf8)
                _ = bytes.withUnsafeBytes { send(peer, $0.baseAddress, $0.count, 0) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}

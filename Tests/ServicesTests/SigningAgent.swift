import SSHKey

@testable import Services
import Platform

/// A real ssh-agent with keys that ssh-keygen made; it and they are gone with the last reference.
final class SigningAgent: Sendable {
    struct Failed: Error {}

    let folder: String
    private let process: pid_t

    /// Keys of these types and sizes, by the names `rsa`, `ecdsa256` and so on.
    init(_ keys: [(name: String, type: String, bits: Int)]) throws {
        var template = Array("/tmp/keywizard-agent-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failed() }
        folder = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failed() }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        process = try Program.start("/usr/bin/ssh-agent", ["-D", "-a", folder + "/agent"], output: ends[1])
        close(ends[1])
        // It says where once it listens.
        _ = try receive(ends[0], 1)
        for key in keys {
            let file = folder + "/" + key.name
            // The old form, which openssl reads too; Ed25519 has none.
            let form = key.type == "ed25519" ? [] : ["-m", "PEM"]
            try Program.run(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", key.type, "-b", String(key.bits), "-N", "", "-C", "me", "-f", file] + form)
            try Program.run("/usr/bin/ssh-add", ["-q", file], environment: ["SSH_AUTH_SOCK": folder + "/agent"])
        }
    }

    deinit {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        _ = try? Program.run("/bin/rm", ["-rf", folder])
    }

    func publicKey(_ name: String) throws -> PublicKey {
        Sample.key(try Program.run("/bin/cat", [folder + "/\(name).pub"]))
    }

    /// The signature blob that the agent gives (draft-miller-ssh-agent, SSH_AGENTC_SIGN_REQUEST).
    func sign(_ bytes: [UInt8], with key: PublicKey, flags: UInt32) throws -> [UInt8] {
        let request = [13] + Self.string(key.blob) + Self.string(bytes) + Self.number(flags)
        let answer = try exchange(Self.string(request))
        guard answer.first == 14, answer.count > 5 else { throw Failed() }
        return Array(answer.dropFirst(5))
    }

    private func exchange(_ message: [UInt8]) throws -> [UInt8] {
        let connection = try connection()
        defer { close(connection) }
        guard write(connection, message, message.count) == message.count else { throw Failed() }
        let length = try receive(connection, 4).reduce(0) { $0 << 8 | Int($1) }
        return try receive(connection, length)
    }

    private func connection() throws -> Int32 {
        #if canImport(Glibc)
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let connection = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: (folder + "/agent").utf8) }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            close(connection)
            throw Failed()
        }
        return connection
    }

    private func receive(_ connection: Int32, _ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < count {
            let received = read(connection, &buffer, min(buffer.count, count - bytes.count))
            guard received > 0 else { throw Failed() }
            bytes += buffer.prefix(received)
        }
        return bytes
    }

    private static func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    private static func string(_ bytes: [UInt8]) -> [UInt8] { number(UInt32(bytes.count)) + bytes }
}

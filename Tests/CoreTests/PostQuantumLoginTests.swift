import SSHClient
import Testing

/// Logins with MLDSA44-Ed25519 that end early, in the words of OpenSSH 10.6 against Debian 12's and its own sshd, and of
/// Debian 12's ssh.
struct PostQuantumLoginTests {
    private static let fingerprint = "SHA256:v0GJ8Vq56bbpF1axyRZ54xKumQh9YEaGgMH5Bz6OOaU"
    private static let of9 = "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,rsa-sha2-256,rsa-sha2-512"
    private static let of10 = "ssh-ed25519,rsa-sha2-512,rsa-sha2-256,ssh-mldsa44-ed25519"

    private func test(_ log: String) -> (ProofOutcome, LoginVerdict) {
        let login = ServerLogin(user: "ana", host: "server.example")!
        let proof = LoginProof(login: login, identityFile: "/home/ana/.ssh/id", fingerprint: Self.fingerprint)
        let result = CommandResult(status: .exited(255), output: "", errors: "", log: log)
        return (proof.outcome(of: result), LoginTest(proof).verdict(of: result))
    }

    private func refused(_ algorithms: String?, offered: String) -> (ProofOutcome, LoginVerdict) {
        test(
            """
            debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1 Debian-2+deb12u10
            \(algorithms.map { "debug1: kex_ext_info_client_parse: server-sig-algs=<\($0)>" } ?? "debug1: x")
            debug1: Authentications that can continue: publickey,password
            debug1: Next authentication method: publickey
            debug1: Offering public key: /home/ana/.ssh/id \(offered) \(Self.fingerprint) explicit
            debug1: Authentications that can continue: publickey,password
            debug1: No more authentication methods to try.
            ana@server.example: Permission denied (publickey,password).

            """)
    }

    @Test func aServerWhoseListLacksTheTypeIsTold() {
        for type in ["MLDSA44-ED25519", "MLDSA44-ED25519-CERT"] {
            let (outcome, verdict) = refused(Self.of9, offered: type)
            #expect(outcome == .keyTypeNotListed)
            #expect(verdict == .failed(.keyTypeNotListed))
            #expect(outcome.message.contains("its signature algorithms don't include ssh-mldsa44-ed25519"))
            #expect(outcome.hint?.contains("OpenSSH 10.6") == true)
        }
    }

    /// sshd's list names the type also where its configuration refuses it, and says nothing then.
    @Test func everyOtherRefusalIsOne() {
        for (algorithms, type) in [(Self.of10, "MLDSA44-ED25519"), (nil, "MLDSA44-ED25519"), (Self.of9, "ED25519")] {
            #expect(refused(algorithms, offered: type).0 == .keyRefused(notes: []))
        }
    }

    @Test func anSSHWithoutTheTypeIsTold() {
        let (outcome, verdict) = test(
            """
            debug1: Authentications that can continue: publickey,password
            debug1: Trying private key: /home/ana/.ssh/id
            Load key "/home/ana/.ssh/id": unknown or unsupported key type
            ana@server.example: Permission denied (publickey,password).

            """)
        #expect(outcome == .keyFileUnusable(reason: "unknown or unsupported key type"))
        #expect(outcome.hint?.hasPrefix("this computer's ssh doesn't support the key's type") == true)
        guard case .failed(let failure) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(failure.hint == outcome.hint)
    }
}

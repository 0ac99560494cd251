import FoundationEssentials
import SSHKey
import Secrecy
import Testing

@testable import KeyStore

/// What we say to an agent about an MLDSA44-Ed25519 key, against what ssh-add and ssh-agent of OpenSSH 10.6 said to each
/// other (Tests/PostQuantum/record.py).
struct PostQuantumAgentTests {
    private static let folder =
        String(#filePath.dropLast("KeyStoreTests/PostQuantumAgentTests.swift".count)) + "PostQuantum/"

    private static func vector(_ name: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: folder + name), "no vector \(name)"))
    }

    private static func publicKey() throws -> PublicKey {
        try PublicKey.parse(String(decoding: vector("id.pub"), as: UTF8.self)).publicKey
    }

    /// The recorded messages of one number, in their order.
    private static func messages(_ number: Int, _ kind: String) throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.filter { $0.hasPrefix("agent-") && $0.hasSuffix("-\(number).\(kind)") }.map(vector)
    }

    @Test func theKeyIsSentAsSSHAddSendsIt() throws {
        let key = try KeyFile.read(Secret(Self.vector("id")), passphrase: nil).openedPrivateKey()
        #expect(
            AgentRequest.add(key, AgentConstraints()).message.withBytes { Array($0) }
                == (try Self.messages(17, "request").first))
    }

    @Test func theKeyAndItsCertificateAreRecognized() throws {
        let reply = try #require(try Self.messages(11, "reply").first)
        guard case .identities(let identities) = AgentReply(Array(reply.dropFirst(4))) else {
            Issue.record("no list")
            return
        }
        let key = try Self.publicKey()
        #expect(identities.map { $0.belongs(to: key) } == [true, true])
        #expect(identities.first?.keyBlob == key.blob)
    }

    @Test func theSignatureIsTaken() throws {
        let reply = try #require(try Self.messages(13, "reply").first)
        guard case .signature(let signature) = AgentReply(Array(reply.dropFirst(4))) else {
            Issue.record("no signature")
            return
        }
        #expect(signature.format == "ssh-mldsa44-ed25519")
        #expect(signature.blob.count == 4 + 19 + 4 + 2484)
    }
}

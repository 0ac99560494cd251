import SSHKey

/// What a key agent answers. Everything in it is public, and none of it is trusted.
package enum AgentReply: Equatable {
    case success
    case failure
    case extensionFailure
    case identities([AgentIdentity])
    case signature(SSHSignature)
    /// The answer to an extension, after its name where the agent repeats it.
    case extensionResponse([UInt8])

    /// Takes a message without its length apart; nil for what breaks the protocol.
    package init?(_ message: [UInt8]) {
        var reader = AgentReader(message)
        switch reader.byte() {
        case 5: self = .failure
        // SSH2_AGENT_FAILURE of ssh.com, which OpenSSH reads as well (authfd.c).
        case 30, 102: self = .failure
        case 6 where reader.isAtEnd: self = .success
        // Agents that know the query extension put its answer here.
        case 6: self = .extensionResponse(reader.rest)
        case 28: self = .extensionFailure
        case 29: self = .extensionResponse(reader.rest)
        case 12:
            guard let count = reader.uint32() else { return nil }
            var identities: [AgentIdentity] = []
            for _ in 0..<count {
                // Every key takes 8 bytes at least, so a false count ends here and not in memory.
                guard let blob = reader.string(), let comment = reader.string() else { return nil }
                identities.append(AgentIdentity(keyBlob: blob, comment: shown(comment)))
            }
            guard reader.isAtEnd else { return nil }
            self = .identities(identities)
        case 14:
            guard let signature = reader.string(), reader.isAtEnd else { return nil }
            var fields = AgentReader(signature)
            guard let format = fields.string(), fields.string() != nil else { return nil }
            self = .signature(SSHSignature(format: shown(format), blob: signature))
        default: return nil
        }
    }
}

/// A key that an agent holds.
public struct AgentIdentity: Hashable, Sendable {
    /// The public key, or certificate, as the wire carries it.
    public let keyBlob: [UInt8]
    /// One line, whatever the agent sent.
    public let comment: String

    /// Whether it is this key, or a certificate of it: each is an identity of its own.
    public func belongs(to key: PublicKey) -> Bool {
        keyBlob == key.blob || (try? Certificate(blob: keyBlob))?.publicKey.blob == key.blob
    }
}

/// A signature as SSH carries it (RFC 4253, 6.6).
public struct SSHSignature: Hashable, Sendable {
    /// The algorithm, `rsa-sha2-256`.
    public let format: String
    /// Algorithm and signature, each with its length in front.
    public let blob: [UInt8]
}

/// A cursor over an agent's message (RFC 4251, section 5); nil at its end.
struct AgentReader {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    var isAtEnd: Bool { bytes.isEmpty }
    var rest: [UInt8] { Array(bytes) }

    mutating func byte() -> UInt8? { bytes.popFirst() }

    mutating func uint32() -> UInt32? {
        guard bytes.count >= 4 else { return nil }
        defer { bytes = bytes.dropFirst(4) }
        return bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func string() -> [UInt8]? {
        guard let length = uint32(), bytes.count >= length else { return nil }
        defer { bytes = bytes.dropFirst(Int(length)) }
        return Array(bytes.prefix(Int(length)))
    }
}

/// Text of an agent's, fit to be shown.
private func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? " " : scalar
    }
    return String(String.UnicodeScalarView(text))
}

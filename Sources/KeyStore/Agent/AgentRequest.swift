import SSHKey
import Secrecy

/// What a key agent is asked (draft-miller-ssh-agent, section 4).
enum AgentRequest {
    case identities
    case add(PrivateKey, AgentConstraints)
    case remove(keyBlob: [UInt8])
    case sign(data: [UInt8], keyBlob: [UInt8], flags: AgentSignatureFlags)
    case `extension`(String)

    /// The message with its length in front. A secret, because keys are among the requests.
    var message: Secret {
        var body = SecretBuffer(capacity: 4096)
        switch self {
        case .identities: body.append(11)
        case .add(let key, let constraints):
            body.append(constraints.isEmpty ? 17 : 25)
            body.append(key.agentFields)
            body.append(string: Array(key.comment.utf8))
            if let lifetime = constraints.lifetime {
                body.append(1)
                body.append(uint32: lifetime)
            }
            if constraints.confirms { body.append(2) }
        case .remove(let blob):
            body.append(18)
            body.append(string: blob)
        case .sign(let data, let blob, let flags):
            body.append(13)
            body.append(string: blob)
            body.append(string: data)
            body.append(uint32: flags.rawValue)
        case .extension(let name):
            body.append(27)
            body.append(string: Array(name.utf8))
        }
        var message = SecretBuffer(capacity: body.count + 4)
        message.append(uint32: UInt32(body.count))
        body.withBytes { message.append($0) }
        return message.secret()
    }
}

/// What an agent is to observe when it uses a key.
public struct AgentConstraints: Hashable, Sendable {
    /// After so many seconds the agent forgets the key.
    public var lifetime: UInt32?
    /// Whether the agent asks the user before each use.
    public var confirms: Bool

    /// No limit of time and no question unless they are given.
    public init(lifetime: UInt32? = nil, confirms: Bool = false) {
        self.lifetime = lifetime
        self.confirms = confirms
    }

    var isEmpty: Bool { lifetime == nil && !confirms }
}

/// How an RSA key is to sign; without a flag it is SHA-1, which nobody takes any more.
public struct AgentSignatureFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// SSH_AGENT_RSA_SHA2_256: the signature is `rsa-sha2-256` (RFC 8332).
    public static let rsaSHA256 = AgentSignatureFlags(rawValue: 2)
    /// SSH_AGENT_RSA_SHA2_512: the signature is `rsa-sha2-512` (RFC 8332).
    public static let rsaSHA512 = AgentSignatureFlags(rawValue: 4)
}

extension SecretBuffer {
    fileprivate mutating func append(uint32 value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { append($0) }
    }

    fileprivate mutating func append(string bytes: [UInt8]) {
        append(uint32: UInt32(bytes.count))
        append(bytes)
    }
}

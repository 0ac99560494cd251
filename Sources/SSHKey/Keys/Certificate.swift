/// An OpenSSH certificate (PROTOCOL.certkeys): a public key with a statement about it, signed by an authority.
public struct Certificate: Hashable, Sendable {
    /// Whom the certificate speaks for; the raw value is its `type` on the wire.
    public enum Kind: UInt32, Hashable, Sendable {
        /// A user who logs in (SSH2_CERT_TYPE_USER).
        case user = 1
        /// A server that shows it as its host key (SSH2_CERT_TYPE_HOST).
        case host = 2
    }

    /// The name on the wire, `ssh-ed25519-cert-v01@openssh.com`.
    public let algorithm: String
    /// The certificate on the wire.
    public let blob: [UInt8]
    /// The key that was certified.
    public let publicKey: PublicKey
    /// The number that the authority gave it, 0 where it numbers none; revocation lists name certificates by it.
    public let serial: UInt64
    /// Whether it is for a user or for a server.
    public let kind: Kind
    /// The authority's free text, which sshd writes into its log at each login; made one line.
    public let keyID: String
    /// Who may log in with it (user), or where it is valid (host); empty means anyone, anywhere.
    public let principals: [String]
    /// Seconds since 1970; 0 and UInt64.max mean no limit.
    public let validAfter: UInt64
    /// The first second at which it is no longer valid.
    public let validBefore: UInt64
    /// Names and values.
    public let criticalOptions: [String: String]
    /// What the server may grant, by name: `permit-pty` and others, mostly without a value; unknown ones are ignored.
    public let extensions: [String: String]
    /// The authority's key. The signature isn't verified here.
    public let authority: PublicKey

    /// A certificate as the wire carries it; `comment` becomes that of its key.
    public init(blob: [UInt8], comment: String = "") throws(KeyError) {
        self = try withBytes(blob) { (bytes) throws(KeyError) in
            try Certificate(WireReader(bytes), blob: blob, comment: comment)
        }
    }

    private init(_ reader: WireReader, blob: [UInt8], comment: String) throws(KeyError) {
        var reader = reader
        self.blob = blob
        algorithm = Self.text(try reader.string())
        guard let keyAlgorithm = Self.keyAlgorithm(of: algorithm) else { throw .unknownAlgorithm(algorithm) }
        // The nonce.
        _ = try reader.string()
        let numbers = try PublicNumbers(algorithm: keyAlgorithm.utf8, from: &reader)
        publicKey = PublicKey(numbers, comment: comment)
        serial = try reader.uint64()
        let number = try reader.uint32()
        guard let kind = Kind(rawValue: number) else { throw .malformed("a certificate of unknown kind \(number)") }
        self.kind = kind
        keyID = Self.text(try reader.string())
        var principals: [String] = []
        var list = WireReader(try reader.string())
        while !list.isAtEnd { principals.append(Self.text(try list.string())) }
        self.principals = principals
        validAfter = try reader.uint64()
        validBefore = try reader.uint64()
        criticalOptions = try Self.options(try reader.string())
        extensions = try Self.options(try reader.string())
        // Reserved.
        _ = try reader.string()
        authority = try PublicKey(blob: Array(try reader.string()))
        // The signature.
        _ = try reader.string()
        try reader.end()
    }

    /// The line of a `-cert.pub` file, without its newline.
    public var line: String {
        let certificate = algorithm + " " + Base64.encode(blob)
        return publicKey.comment.isEmpty ? certificate : certificate + " " + publicKey.comment
    }

    /// The algorithm of the key in a certificate of `algorithm`; nil for what is no certificate's. The names
    /// of security keys and of the experimental MLDSA44-Ed25519 have the @ in common.
    static func keyAlgorithm(of algorithm: String) -> String? {
        if algorithm.hasSuffix("-cert") { return String(algorithm.dropLast("-cert".count)) }
        let suffix = "-cert-v01@openssh.com"
        guard algorithm.hasSuffix(suffix) else { return nil }
        let name = String(algorithm.dropLast(suffix.count))
        return name.hasPrefix("sk-") || name == MLDSA44Ed25519.algorithm ? name + "@openssh.com" : name
    }

    /// Names with their values, which are strings in strings; a flag has an empty one.
    private static func options(_ bytes: UnsafeRawBufferPointer) throws(KeyError) -> [String: String] {
        var options: [String: String] = [:]
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let name = text(try reader.string())
            let value = try reader.string()
            guard !value.isEmpty else {
                options[name] = ""
                continue
            }
            var inner = WireReader(value)
            options[name] = text(try inner.string())
        }
        return options
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        Comment.singleLine(String(decoding: bytes, as: UTF8.self))
    }
}

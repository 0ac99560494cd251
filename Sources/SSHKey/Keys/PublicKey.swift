/// The public key of a key pair, with its comment.
public struct PublicKey: Hashable, Sendable {
    let numbers: PublicNumbers
    /// The key on the wire, the bytes that fingerprints are made of (RFC 4253, 6.6).
    public let blob: [UInt8]
    /// Free text, one line: control characters become spaces.
    public var comment: String {
        didSet { comment = Comment.singleLine(comment) }
    }

    init(_ numbers: PublicNumbers, comment: String) {
        self.numbers = numbers
        self.comment = Comment.singleLine(comment)
        var blob: [UInt8] = []
        blob.write(string: numbers.algorithm)
        numbers.write(to: &blob)
        self.blob = blob
    }

    /// A key as the wire carries it.
    public init(blob: [UInt8], comment: String = "") throws(KeyError) {
        let numbers = try withBytes(blob) { (bytes) throws(KeyError) -> PublicNumbers in
            var reader = WireReader(bytes)
            let algorithm = try reader.string()
            let numbers = try PublicNumbers(algorithm: algorithm, from: &reader)
            try reader.end()
            return numbers
        }
        self.init(numbers, comment: comment)
    }

    /// The family that `algorithm` belongs to; all curves of ECDSA are one.
    public var type: KeyType { numbers.type }

    /// The size as people say it: of the modulus, of the curve, 256 for Ed25519, 448 for Ed448, 512 for
    /// MLDSA44-Ed25519.
    public var bits: Int { numbers.bits }

    /// The algorithm's name on the wire, `ssh-ed25519`.
    public var algorithm: String { numbers.algorithm }

    /// The type with the size where there is a choice: `RSA 4096`, `Ed25519`.
    public var displayName: String {
        switch type {
        case .ed25519, .ed448, .ecdsaSK, .ed25519SK, .mldsa44Ed25519: type.displayName
        case .rsa, .dsa: "\(type.displayName) \(bits)"
        case .ecdsa: "ECDSA nistp\(bits)"
        }
    }

    /// The line of authorized_keys, without its newline.
    public var line: String {
        let key = algorithm + " " + Base64.encode(blob)
        return comment.isEmpty ? key : key + " " + comment
    }
}

import Secrecy

/// A host's name as known_hosts hides it (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): |1|salt|HMAC-SHA1 of the name.
public struct KnownHostHash: Hashable, Sendable {
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Nil for what isn't such a text.
    public init?(_ text: some StringProtocol) {
        let fields = text.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 4, fields[0].isEmpty, fields[1] == "1",
            let salt = withBytes(Array(fields[2].utf8), Base64.decode), salt.count == Digest.sha1.length,
            let hash = withBytes(Array(fields[3].utf8), Base64.decode), hash.count == Digest.sha1.length
        else { return nil }
        self.salt = salt
        self.hash = hash
    }

    /// `name` under a salt of its own.
    public init(hiding name: String) throws(KeyError) {
        salt = try randomBytes(Digest.sha1.length)
        hash = try Self.hash(name, salt: salt)
    }

    /// The word for the first field of a line in known_hosts: `|1|`, salt, `|`, hash, both in base64.
    public var text: String { "|1|" + Base64.encode(salt) + "|" + Base64.encode(hash) }

    /// Whether `name` is what is hidden.
    public func hides(_ name: String) -> Bool {
        (try? Self.hash(name, salt: salt)) == hash
    }

    private static func hash(_ name: String, salt: [UInt8]) throws(KeyError) -> [UInt8] {
        try withBytes(salt) { (salt) throws(KeyError) in
            try withBytes(Array(name.utf8)) { (name) throws(KeyError) in
                try Digest.sha1.hmac(key: salt, name).withBytes { Array($0) }
            }
        }
    }
}

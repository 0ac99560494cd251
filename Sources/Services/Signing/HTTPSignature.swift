import SSHKey

/// HTTP Signatures as CloudAPI checks them (draft-cavage-http-signatures): a key that the account has signs the request
/// line and the date.
public enum HTTPSignature {
    /// How the bytes are signed; the raw value is the name in the header.
    public enum Algorithm: String, Hashable, Sendable {
        /// PKCS #1 v1.5.
        case rsaSHA256 = "rsa-sha256"
        /// The signature is the DER of the two numbers (RFC 3279, 2.2.3).
        case ecdsaSHA256 = "ecdsa-sha256"
        /// The same for nistp521: DER of the two numbers.
        case ecdsaSHA512 = "ecdsa-sha512"
        /// The 64 bytes of RFC 8032; servers updated since December 2023 know it.
        case ed25519 = "ed25519-sha512"

        /// The one for a key of that type and size, if there is one. Keys of nistp384 sign with SHA-384, which CloudAPI
        /// doesn't know.
        init?(_ key: PublicKey) {
            switch (key.type, key.bits) {
            case (.rsa, _): self = .rsaSHA256
            case (.ecdsa, 256): self = .ecdsaSHA256
            case (.ecdsa, 521): self = .ecdsaSHA512
            case (.ed25519, _): self = .ed25519
            default: return nil
            }
        }
    }

    /// Whose signature it is.
    public struct Signer: Hashable, Sendable {
        /// The account's login name at the service.
        public let account: String
        /// A user below the account.
        public let user: String?
        /// The public key of the key that signs; the account must have it already.
        public let key: PublicKey
        /// What its type and size allow.
        public let algorithm: Algorithm

        /// Nil when keys of that type sign no requests.
        public init?(account: String, user: String? = nil, key: PublicKey) {
            guard let algorithm = Algorithm(key) else { return nil }
            self.account = account
            self.user = user
            self.key = key
            self.algorithm = algorithm
        }

        /// The key's path. CloudAPI knows keys by their MD5 fingerprint, and finds none by SHA-256.
        public var keyID: String {
            "/\(account)/" + (user.map { "users/\($0)/" } ?? "") + "keys/" + key.fingerprint(.md5).dropFirst(4)
        }
    }

    /// The bytes to sign.
    public static func signingString(for request: HTTPRequest, date: String) throws(SigningError) -> [UInt8] {
        guard let url = WebAddress(request.url) else { throw .unsignable("its address") }
        let target = (url.path.isEmpty ? "/" : url.path) + (url.query.map { "?" + $0 } ?? "")
        return Array("(request-target): \(request.method.rawValue.lowercased()) \(target)\ndate: \(date)".utf8)
    }

    /// The headers to add to `request`. `sign` has the private key, in whatever place that is; its signature is as the
    /// algorithm says.
    public static func headers(
        for request: HTTPRequest, by signer: Signer, at time: Int,
        sign: (_ bytes: [UInt8], _ algorithm: Algorithm) throws(SigningError) -> [UInt8]
    ) throws(SigningError) -> [HTTPRequest.Header] {
        let date = HTTPDate.text(time)
        let signature = try sign(signingString(for: request, date: date), signer.algorithm)
        let value =
            "Signature keyId=\"\(signer.keyID)\",algorithm=\"\(signer.algorithm.rawValue)\","
            + "headers=\"(request-target) date\",signature=\"\(base64(signature))\""
        return [.init("Date", Template([.text(date)])), .init("Authorization", Template([.text(value)]))]
    }
}

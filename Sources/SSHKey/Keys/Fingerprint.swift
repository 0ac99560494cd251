/// A digest that names a public key.
public enum FingerprintHash: CaseIterable, Hashable, Sendable {
    /// What OpenSSH prints since 6.8, and most services show.
    case sha256
    /// What OpenSSH printed before 6.8; CloudAPI knows keys by it.
    case md5

    /// The word in front of the fingerprint and in the randomart's lower frame.
    var word: String { digest.name }

    var digest: Digest {
        switch self {
        case .sha256: .sha256
        case .md5: .md5
        }
    }
}

extension PublicKey {
    /// The fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding, or `MD5:` and hexadecimal pairs.
    public func fingerprint(_ hash: FingerprintHash = .sha256) -> String {
        let digest = digest(hash)
        switch hash {
        case .sha256:
            let text = Base64.encode(digest)
            return "SHA256:" + text.prefix { $0 != "=" }
        case .md5:
            return "MD5:" + digest.map { hexadecimal([$0]) }.joined(separator: ":")
        }
    }

    func digest(_ hash: FingerprintHash) -> [UInt8] {
        do {
            return try hash.digest.hash(blob)
        } catch {
            // MD5 is absent where OpenSSL runs in FIPS mode alone; a fingerprint is never worth a crash.
            return []
        }
    }
}

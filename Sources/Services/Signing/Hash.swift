import COpenSSL
import Secrecy

/// SHA-256 and its HMAC, by OpenSSL.
enum SHA256 {
    static let length = 32

    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: length)
        // The only way to fail is a lack of memory, or an OpenSSL without SHA-256.
        precondition(EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1)
        return digest
    }

    /// RFC 2104.
    static func hmac(key: Secret, _ bytes: [UInt8]) -> Secret {
        Secret(count: length) { result in
            key.withBytes { key in
                let made = HMAC(
                    EVP_sha256(), key.baseAddress, Int32(key.count), bytes, bytes.count, result.baseAddress, nil)
                precondition(made != nil)
            }
        }
    }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}

/// Base64 (RFC 4648, section 4), with its padding.
func base64(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text.prefix(Int(length)), as: UTF8.self)
}

import COpenSSL
import Secrecy

/// A hash function of OpenSSL's.
enum Digest {
    case md5, sha1, sha224, sha256, sha384, sha512, sha512t224, sha512t256

    var algorithm: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        case .sha512t224: EVP_sha512_224()
        case .sha512t256: EVP_sha512_256()
        }
    }

    /// OpenSSL's name for it.
    var name: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA1"
        case .sha224: "SHA224"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        case .sha512t224: "SHA512-224"
        case .sha512t256: "SHA512-256"
        }
    }

    /// The length of a hash, in bytes.
    var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224, .sha512t224: 28
        case .sha256, .sha512t256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    func hash(_ bytes: UnsafeRawBufferPointer, into hash: UnsafeMutableRawBufferPointer) throws(KeyError) {
        precondition(hash.count == length)
        // An empty text is legal, a null one isn't.
        let start = bytes.baseAddress ?? UnsafeRawPointer(hash.baseAddress)
        guard EVP_Digest(start, bytes.count, hash.baseAddress, nil, algorithm, nil) == 1 else {
            throw .openSSL("hash with \(name)")
        }
    }

    func hash(_ bytes: UnsafeRawBufferPointer) throws(KeyError) -> Secret {
        try Secret(count: length) { (result) throws(KeyError) in try hash(bytes, into: result) }
    }

    func hash(_ bytes: [UInt8]) throws(KeyError) -> [UInt8] {
        try withBytes(bytes) { (bytes) throws(KeyError) in try hash(bytes).withBytes { Array($0) } }
    }

    func hmac(key: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer) throws(KeyError) -> Secret {
        // An empty key is legal, a null one isn't.
        var nothing: UInt8 = 0
        return try Secret(count: length) { (result) throws(KeyError) in
            let made = withUnsafeBytes(of: &nothing) { none in
                HMAC(
                    algorithm, key.baseAddress ?? none.baseAddress, Int32(key.count),
                    bytes.baseAddress, bytes.count, result.baseAddress, nil)
            }
            guard made != nil else { throw .openSSL("authenticate with HMAC-\(name)") }
        }
    }
}

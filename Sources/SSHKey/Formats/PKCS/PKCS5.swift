import COpenSSL
import Secrecy

/// Encryption with a passphrase in PKCS #8 (RFC 8018; PKCS #12's schemes are in RFC 7292, appendix B and C).
struct PKCS5 {
    /// A second with SHA-256, three with MD5, the slowest, whose key needs two blocks (see `KeyDerivation`).
    /// OpenSSL writes 2,048; 600,000 is advised today.
    static let mostIterations: UInt64 = 4_000_000
    /// Of scrypt, in bytes: 128 N r.
    static let mostMemory: UInt64 = 1 << 30
    /// N r p of scrypt: some four seconds.
    static let mostWork: UInt64 = 1 << 23
    /// r p of scrypt, each with 128 bytes that PBKDF2 fills.
    static let mostBlocks: UInt64 = 1 << 18

    let cipher: Cipher
    let cipherName: String
    private let iv: [UInt8]?
    private let derivation: Derivation

    private enum Derivation {
        case pbkdf2(salt: [UInt8], iterations: UInt64, Digest)
        case scrypt(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)
        /// Makes the vector too.
        case pkcs12(salt: [UInt8], iterations: UInt64)
    }

    /// The derivation as inspect shows it.
    var summary: String {
        switch derivation {
        case .pbkdf2(_, let iterations, let digest): "PBKDF2 with \(digest.name), " + Self.cost(iterations)
        case .scrypt(_, let n, let r, let p): "scrypt, N=\(n) r=\(r) p=\(p)"
        case .pkcs12(_, let iterations): "PKCS#12 with SHA1, " + Self.cost(iterations)
        }
    }

    private static func cost(_ iterations: UInt64) -> String {
        KeyFile.Encryption.cost(iterations, "iteration", "iterations")
    }

    /// What we write: what OpenSSL 3 writes, with as many iterations as OWASP advises since 2023.
    static func fresh(iterations: Int) throws(KeyError) -> PKCS5 {
        PKCS5(
            cipher: try PEMEncryption.cipher("AES-256-CBC"), cipherName: "aes-256-cbc", iv: try randomBytes(16),
            derivation: .pbkdf2(salt: try randomBytes(16), iterations: UInt64(max(iterations, 1)), .sha256))
    }

    /// The key of a passphrase, and the vector.
    func keys(passphrase: Secret) throws(KeyError) -> (key: Secret, iv: Secret) {
        switch derivation {
        case .pbkdf2(let salt, let iterations, let digest):
            var parameters = OpenSSLParameters()
            passphrase.withBytes { parameters.append("pass", bytes: $0) }
            parameters.append("salt", bytes: salt)
            parameters.append("iter", integer: iterations)
            parameters.append("digest", text: digest.name)
            // SP 800-132's lower limits would refuse files that exist.
            parameters.append("pkcs5", integer: 1)
            return (try Self.derive("PBKDF2", parameters, length: cipher.keyLength), Secret(iv ?? []))
        case .scrypt(let salt, let n, let r, let p):
            var parameters = OpenSSLParameters()
            passphrase.withBytes { parameters.append("pass", bytes: $0) }
            parameters.append("salt", bytes: salt)
            parameters.append("n", integer: n)
            parameters.append("r", integer: r)
            parameters.append("p", integer: p)
            parameters.append("maxmem_bytes", integer: 2 * Self.mostMemory)
            return (try Self.derive("SCRYPT", parameters, length: cipher.keyLength), Secret(iv ?? []))
        case .pkcs12(let salt, let iterations):
            let passphrase = Self.bmpString(passphrase)
            func derive(_ purpose: UInt64, _ length: Int) throws(KeyError) -> Secret {
                var parameters = OpenSSLParameters()
                passphrase.withBytes { parameters.append("pass", bytes: $0) }
                parameters.append("salt", bytes: salt)
                parameters.append("iter", integer: iterations)
                parameters.append("id", integer: purpose)
                parameters.append("digest", text: Digest.sha1.name)
                return try Self.derive("PKCS12KDF", parameters, length: length)
            }
            // Purpose 1 is the key, 2 the vector.
            return (try derive(1, cipher.keyLength), try derive(2, cipher.ivLength))
        }
    }

    private static func derive(
        _ name: String, _ parameters: consuming OpenSSLParameters, length: Int
    ) throws(KeyError) -> Secret {
        let algorithm = EVP_KDF_fetch(nil, name, nil)
        defer { EVP_KDF_free(algorithm) }
        guard let algorithm, let context = EVP_KDF_CTX_new(algorithm) else { throw .openSSL("use \(name)") }
        defer { EVP_KDF_CTX_free(context) }
        let parameters = parameters
        return try Secret(count: length) { (key) throws(KeyError) in
            let status = parameters.withParameters {
                EVP_KDF_derive(context, key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count, $0)
            }
            guard status == 1 else {
                ERR_clear_error()
                throw .malformed("\(name) rejected the parameters in the file")
            }
        }
    }

    /// A UTF-8 passphrase as PKCS #12 wants it: UTF-16, big-endian, with a zero at the end.
    private static func bmpString(_ passphrase: Secret) -> Secret {
        var text = SecretBuffer(capacity: passphrase.count * 2 + 2)
        passphrase.withBytes { bytes in
            _ = transcode(bytes.makeIterator(), from: UTF8.self, to: UTF16.self, stoppingOnError: false) { unit in
                text.append(UInt8(unit >> 8))
                text.append(UInt8(unit & 255))
            }
        }
        text.append([0, 0])
        return text.secret()
    }
}

// MARK: Reading

extension PKCS5 {
    private static let pbes2 = OID(1, 2, 840, 113549, 1, 5, 13)
    private static let pbkdf2 = OID(1, 2, 840, 113549, 1, 5, 12)
    private static let scrypt = OID(1, 3, 6, 1, 4, 1, 11591, 4, 11)
    private static let hmacWithSHA256 = OID(1, 2, 840, 113549, 2, 9)
    private static let aes256CBC = OID(2, 16, 840, 1, 101, 3, 4, 1, 42)
    /// With SHA-1 and triple DES; the key has three parts, or two.
    private static let pkcs12 = [
        OID(1, 2, 840, 113549, 1, 12, 1, 3): Cipher(
            opensslName: "DES-EDE3-CBC", keyLength: 24, ivLength: 8, blockLength: 16, isPadded: true),
        OID(1, 2, 840, 113549, 1, 12, 1, 4): Cipher(
            opensslName: "DES-EDE-CBC", keyLength: 16, ivLength: 8, blockLength: 16, isPadded: true),
    ]

    /// The hashes that OpenSSL takes for PBKDF2.
    private static let digests: [OID: Digest] = [
        OID(1, 2, 840, 113549, 2, 6): .md5,
        OID(1, 2, 840, 113549, 2, 7): .sha1,
        OID(1, 2, 840, 113549, 2, 8): .sha224,
        hmacWithSHA256: .sha256,
        OID(1, 2, 840, 113549, 2, 10): .sha384,
        OID(1, 2, 840, 113549, 2, 11): .sha512,
        OID(1, 2, 840, 113549, 2, 12): .sha512t224,
        OID(1, 2, 840, 113549, 2, 13): .sha512t256,
    ]

    /// An AlgorithmIdentifier.
    init(_ algorithm: DERReader) throws(KeyError) {
        var algorithm = algorithm
        let scheme = try algorithm.oid()
        if scheme == Self.pbes2 {
            var parameters = try algorithm.sequence()
            let derivation = try parameters.sequence()
            var encryption = try parameters.sequence()
            let oid = try encryption.oid()
            cipher = try PEMEncryption.cipher(Self.cipherName(oid))
            cipherName = oid.name.lowercased()
            let vector = Array(try encryption.octets())
            guard vector.count == cipher.ivLength else { throw .malformed("a vector that doesn't fit \(oid.name)") }
            iv = vector
            self.derivation = try Self.derivation(derivation)
        } else if let cipher = Self.pkcs12[scheme] {
            self.cipher = cipher
            cipherName = cipher.opensslName.lowercased()
            iv = nil
            var parameters = try algorithm.sequence()
            let salt = Array(try parameters.octets())
            derivation = .pkcs12(salt: salt, iterations: try Self.iterations(&parameters))
        } else {
            guard scheme.hasName else { throw .unsupported("encrypted with \(scheme.name), which is unknown") }
            throw .unsupported(
                "encrypted with \(scheme.name), which OpenSSL no longer offers",
                hint: "open it with the program that wrote it, and save it with PBES2 or without a passphrase")
        }
    }

    /// OpenSSL finds the ciphers that it has by their object identifiers, and names the ones that it had.
    private static func cipherName(_ oid: OID) -> String {
        guard let cipher = EVP_CIPHER_fetch(nil, oid.dotted, nil) else {
            ERR_clear_error()
            return oid.name
        }
        EVP_CIPHER_free(cipher)
        return oid.dotted
    }

    private static func derivation(_ algorithm: DERReader) throws(KeyError) -> Derivation {
        var algorithm = algorithm
        let oid = try algorithm.oid()
        var parameters = try algorithm.sequence()
        if oid == pbkdf2 {
            let salt = Array(try parameters.octets())
            let iterations = try iterations(&parameters)
            // The key's length, which the cipher gives too.
            _ = try parameters.optional(ASN1Tag.integer)
            guard !parameters.isAtEnd else { return .pbkdf2(salt: salt, iterations: iterations, .sha1) }
            var prf = try parameters.sequence()
            let digestOID = try prf.oid()
            guard let digest = digests[digestOID] else {
                throw .unsupported("a key derived with PBKDF2 and \(digestOID.name)")
            }
            return .pbkdf2(salt: salt, iterations: iterations, digest)
        }
        guard oid == scrypt else { throw .unsupported("a key derived with \(oid.name); PBKDF2 and scrypt can be read") }
        let salt = Array(try parameters.octets())
        let (n, r, p) = (try parameters.smallInteger(), try parameters.smallInteger(), try parameters.smallInteger())
        guard n > 1, n & (n - 1) == 0, r > 0, p > 0 else {
            throw .malformed("scrypt rejected the parameters in the file")
        }
        let (product, overflow) = n.multipliedReportingOverflow(by: r)
        guard !overflow, product <= mostMemory / 128 else {
            throw .excessive(
                what: "bytes of memory for scrypt", found: overflow || product > .max / 128 ? .max : product * 128,
                limit: mostMemory)
        }
        let (work, overflow2) = product.multipliedReportingOverflow(by: p)
        guard !overflow2, work <= mostWork else {
            throw .excessive(what: "steps of scrypt", found: overflow2 ? .max : work, limit: mostWork)
        }
        guard r * p <= mostBlocks else {
            throw .excessive(what: "blocks of scrypt", found: r * p, limit: mostBlocks)
        }
        return .scrypt(salt: salt, n: n, r: r, p: p)
    }

    private static func iterations(_ parameters: inout DERReader) throws(KeyError) -> UInt64 {
        let iterations = try parameters.smallInteger()
        guard iterations > 0 else { throw .malformed("a key derivation with 0 iterations") }
        guard iterations <= mostIterations else {
            throw .excessive(what: "iterations", found: iterations, limit: mostIterations)
        }
        return iterations
    }

    // MARK: Writing

    /// The AlgorithmIdentifier of an encryption that we made.
    var algorithmIdentifier: Secret {
        guard case .pbkdf2(let salt, let iterations, _) = derivation else { preconditionFailure("never written") }
        let derivation = DER.sequence(
            DER.octets(salt), DER.integer(Int(iterations)), DER.sequence(DER.oid(Self.hmacWithSHA256), DER.null))
        return DER.sequence(
            DER.oid(Self.pbes2),
            DER.sequence(
                DER.sequence(DER.oid(Self.pbkdf2), derivation),
                DER.sequence(DER.oid(Self.aes256CBC), DER.octets(iv ?? []))))
    }
}

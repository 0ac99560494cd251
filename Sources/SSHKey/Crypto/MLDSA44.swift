import COpenSSL
import Secrecy

/// ML-DSA-44 (FIPS 204) of the OpenSSL that runs. Releases before 3.5 lack it and their headers don't name it, so its
/// names are strings and it is asked for at run time: one binary serves all of OpenSSL 3.
enum MLDSA44 {
    static let opensslName = "ML-DSA-44"
    static let seedLength = 32
    static let publicKeyLength = 1312
    static let signatureLength = 2420

    /// Whether the OpenSSL that runs has it.
    static let isAvailable: Bool = {
        guard let algorithm = EVP_KEYMGMT_fetch(nil, opensslName, nil) else {
            ERR_clear_error()
            return false
        }
        EVP_KEYMGMT_free(algorithm)
        return true
    }()

    /// The private key of a seed, its public key derived.
    static func key(seed: UnsafeRawBufferPointer) throws(KeyError) -> OpenSSLKey {
        if let refusal { throw refusal }
        var parameters = OpenSSLParameters()
        // OSSL_PKEY_PARAM_ML_DSA_SEED
        parameters.append("seed", bytes: seed)
        return try OpenSSLKey(type: opensslName, parameters)
    }

    /// What is wrong where OpenSSL doesn't have it, with the version that runs; nil where it does.
    static var refusal: KeyError? {
        isAvailable ? nil : .noMLDSA(openSSL: String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)))
    }
}

import COpenSSL

/// The library whose arithmetic makes keys, signs and encrypts.
public enum KeyLibrary {
    /// OpenSSL's name, version and day, as it says them while the program runs.
    public static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}

/// What making a key from a passphrase may cost.
enum KeyDerivation {
    /// With the costliest parameters that are accepted of any kind, in seconds of a processor of 2022; the limits of each
    /// kind (`PPK`, `PKCS5`, `OpenSSHFormat`) follow from it. Measured there: Argon2 8.4 s with a GiB and 4.1 s with the
    /// most passes, 1.4 s more for the most lanes; bcrypt 3.4 s; scrypt 3.3 s; PBKDF2 1.0 s with SHA-256, 2.8 s with MD5.
    static let mostSeconds = 10
}

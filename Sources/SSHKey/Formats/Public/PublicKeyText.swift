import Secrecy

/// A public key that was read from text, in whatever format.
public struct PublicKeyText: Hashable, Sendable {
    /// The key; the certified one where the text is a certificate.
    public let publicKey: PublicKey
    /// The certificate, when the text is one.
    public let certificate: Certificate?
    /// The format of the text, one of the public ones.
    public let format: KeyFileFormat
    /// What stood in the way of it, or beside it.
    public let notes: [ReadNote]
}

extension PublicKey {
    /// Reads a line of authorized_keys or of a .pub file, RFC 4716, SPKI or PKCS #1 in PEM, or a certificate.
    /// A private key is refused: nobody should paste one.
    public static func parse(_ text: String) throws(KeyError) -> PublicKeyText {
        let file = try KeyFile.read(Secret(Array(text.utf8)), passphrase: nil)
        guard file.format.isPublic, let publicKey = file.publicKey else {
            throw .unsupported(
                "expected a public key, found a private key (\(file.format.displayName))",
                hint: "never share a private key; the public one is in the file that ends in .pub")
        }
        return PublicKeyText(
            publicKey: publicKey, certificate: file.certificate, format: file.format, notes: file.notes)
    }
}

import SSHKey

extension KeyOpener {
    /// The public key of a file, of any format, fit to be given away. One that anybody can break is refused.
    func publicKeyToGive(_ path: String) throws -> PublicKey {
        var key = try read(path)
        if key.file.publicKey == nil { try unlock(&key) }
        key.sayNotes()
        if path.hasSuffix(".pub"), !key.file.format.isPublic {
            Console.say("\(path): there is a private key in the file; only its public key is used".safeToDraw)
        }
        // The key can be given away all the same.
        if let trouble = key.trouble { Console.say("\(trouble.message); run \(trouble.hint ?? "")".safeToDraw) }
        let publicKey = try key.publicKey()
        for weakness in WeaknessReport(publicKey).found {
            guard weakness.severity < .broken else {
                throw CommandError("\(path): \(weakness.message)", hint: weakness.advice)
            }
            Console.say("\(path): \(weakness.message)".safeToDraw)
        }
        return publicKey
    }
}

import SSHKey

extension KeyOpener {
    /// The public key of a file in any format, ready to share. One that anyone can break is refused.
    func publicKeyToGive(_ path: String) throws -> PublicKey {
        var key = try read(path)
        if key.file.publicKey == nil { try unlock(&key) }
        key.sayNotes()
        if path.hasSuffix(".pub"), !key.file.format.isPublic {
            Console.say("\(path) is a private key; only its public key is used".safeToDraw)
        }
        // The key can still be shared.
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

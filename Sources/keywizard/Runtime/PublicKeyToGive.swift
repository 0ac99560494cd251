import FoundationEssentials
import KeyStore
import SSHClient
import SSHKey
import Support

extension KeyOpener {
    /// The public key of a file in any format, ready to share. One that anyone can break is refused.
    func publicKeyToGive(_ path: String) throws -> PublicKey {
        let key = try openedPublicKey(path)
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

    /// The public key of a file, of any format, whatever is wrong with it.
    func publicKeyAlone(_ path: String) throws -> PublicKey { try openedPublicKey(path).publicKey() }

    private func openedPublicKey(_ path: String) throws -> OpenedKeyFile {
        var key = try read(path)
        try key.checkStandsForItself()
        if key.file.publicKey == nil { try unlock(&key) }
        key.sayNotes()
        if path.hasSuffix(".pub"), !key.file.format.isPublic {
            Console.say("\(path): there is a private key in the file; only its public key is used".safeToDraw)
        }
        return key
    }
}

extension PublicKey {
    /// The line of authorized_keys for it, which is the key of a file.
    func authorizedLine(of file: String) throws(CommandError) -> AuthorizedLine {
        guard let line = AuthorizedLine(line) else {
            throw CommandError("\(file): its comment can't be written to authorized_keys")
        }
        return line
    }
}

extension OpenedKeyFile {
    /// Throws where the file has a public key that opens nothing by itself: a certificate's, or an authority's.
    fileprivate func checkStandsForItself() throws(CommandError) {
        let path = argument.path
        if file.format.isPublic, let certificate = file.certificate {
            let of = certificate.kind == .user ? "a user certificate" : "a host certificate"
            throw CommandError(
                "\(path): \(of), not a public key",
                hint: "name the public key that it certifies; ssh finds the certificate beside the private key, and "
                    + "the server must trust its authority, \(certificate.authority.fingerprint(.sha256))")
        }
        let isAuthority = file.notes.contains { note in
            switch note {
            case .authority: true
            case .hostKey(let host): host.hasPrefix("@cert-authority")
            default: false
            }
        }
        guard isAuthority else { return }
        throw CommandError(
            "\(path): the key of a certificate authority, which certifies other keys", hint: Self.authorityHint)
    }

    fileprivate static let authorityHint =
        "to trust what it certifies, add its line, with cert-authority and principals in front, by hand"
}

/// A certificate that names a key as its authority.
enum CertifiedKeys {
    /// Throws where a certificate beside the file at `path` names `key`, which then is not one to log in with.
    static func checkAuthority(_ key: PublicKey, at path: String) throws(CommandError) {
        guard path != "-" else { return }
        let folder = KeyFilePath.folder(of: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let certificate = names.sorted().first { name in
            guard name.hasSuffix("-cert.pub"),
                let argument = try? KeyFileArgument(folder + "/" + name, isNamed: false),
                let file = try? KeyFile.read(argument.bytes, passphrase: nil)
            else { return false }
            return file.certificate?.authority.blob == key.blob
        }
        guard let certificate else { return }
        throw CommandError(
            "\(path): the key of the certificate authority that \(certificate) names",
            hint: OpenedKeyFile.authorityHint + "; to install it as a plain key, give it on standard input")
    }
}

import Secrecy

extension PrivateKey {
    /// The key as a file of `format`, encrypted when there is a passphrase that isn't empty.
    public func encoded(
        as format: PrivateFormat, passphrase: Secret?, options: WritingOptions = WritingOptions()
    ) throws(KeyError) -> Secret {
        guard format.holds(publicKey.type) else { throw .cannotHold(format, publicKey.type) }
        let passphrase = passphrase.flatMap { $0.isEmpty ? nil : $0 }
        return switch format {
        case .openssh: try encodedOpenSSH(passphrase: passphrase, rounds: options.rounds)
        case .ppk: try encodedPPK(passphrase: passphrase, cost: options.argon2)
        case .ppk2: try encodedPPK2(passphrase: passphrase)
        case .pkcs8: try encodedPKCS8(passphrase: passphrase, iterations: options.iterations)
        case .pem: try encodedPEM(passphrase: passphrase)
        case .sshcom: try encodedSSHCom(passphrase: passphrase)
        }
    }
}

extension PrivateKey {
    fileprivate func encodedSSHCom(passphrase: Secret?) throws(KeyError) -> Secret {
        guard case .rsa(let key) = material else { throw .cannotHold(.sshcom, publicKey.type) }
        return try SSHCom.encode(key, comment: comment, passphrase: passphrase)
    }
}

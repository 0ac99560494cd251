import SSHKey
import Secrecy

// Key files of every format, public texts, certificates.

extension FuzzTarget {
    static let keys = [
        FuzzTarget("key-file", words: words) { input in
            guard let file = try? KeyFile.read(Secret(input), passphrase: nil) else { return nil }
            if file.isEncrypted, file.privateKey != nil { return "a locked key was opened without its passphrase" }
            return complaint(about: file)
        },
        FuzzTarget("locked-key-file", words: words) { input in
            let input = Secret(input)
            guard let closed = try? KeyFile.read(input, passphrase: nil), closed.isCheapToOpen,
                let file = try? KeyFile.read(input, passphrase: Secret(Array("x".utf8)))
            else { return nil }
            return complaint(about: file)
        },
        FuzzTarget("public-key", words: ["ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-nistp256 ", "cert-authority "]) {
            input in
            guard let key = (try? PublicKey.parse(String(decoding: input, as: UTF8.self)))?.publicKey else {
                return nil
            }
            return complaint(about: key)
        },
        FuzzTarget("public-blob") { input in
            // Numbers may have zeros in front, which are left out.
            (try? PublicKey(blob: input)).flatMap(complaint)
        },
        FuzzTarget("certificate", words: ["-cert-v01@openssh.com", "permit-pty", "force-command"]) { input in
            guard let certificate = try? Certificate(blob: input) else { return nil }
            return complaint(about: certificate.publicKey)
        },
    ]

    private static let words = [
        "-----BEGIN ", "-----END ", "OPENSSH PRIVATE KEY-----\n", "RSA PRIVATE KEY-----\n", "EC PRIVATE KEY-----\n",
        "PRIVATE KEY-----\n", "ENCRYPTED PRIVATE KEY-----\n", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
        "---- BEGIN SSH2 PUBLIC KEY ----\n", "Comment: ", "Proc-Type: 4,ENCRYPTED\n", "DEK-Info: AES-128-CBC,",
        "PuTTY-User-Key-File-3: ", "PuTTY-User-Key-File-2: ", "Encryption: aes256-cbc\n", "Public-Lines: ",
        "Private-Lines: ", "Private-MAC: ", "Key-Derivation: Argon2id\n", "openssh-key-v1", "aes256-ctr", "bcrypt",
        "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "ssh-ed25519", "ssh-rsa", "\\n", "\u{FEFF}",
    ]

    /// What is read must be what is written: a key that parses prints, and parses again to itself.
    private static func complaint(about file: KeyFile) -> String? {
        if let key = file.privateKey, PrivateFormat.openssh.holds(key.publicKey.type) {
            guard let text = try? key.encoded(as: .openssh, passphrase: nil) else { return "it can't be written" }
            guard let again = (try? KeyFile.read(text, passphrase: nil))?.privateKey else {
                return "it can't be read again"
            }
            if again.publicKey != key.publicKey { return "it reads as another key" }
        }
        return file.publicKey.flatMap(complaint)
    }

    private static func complaint(about key: PublicKey) -> String? {
        _ = (key.weaknesses, key.randomart, key.fingerprint(.md5))
        guard let again = (try? PublicKey.parse(key.line))?.publicKey else { return "its line can't be read again" }
        return again.blob == key.blob ? nil : "its line reads as another key"
    }
}

extension KeyFile {
    /// What the file asks for to derive its key from a passphrase: about as little as the seeds do. What dear ones cost
    /// is bounded by the readers, and tested with them. A round of bcrypt takes a second under the address sanitizer.
    fileprivate var isCheapToOpen: Bool {
        guard let derivation = encryption?.derivation else { return true }
        // A name, and after a comma what multiplies its work.
        let factors = derivation.drop { $0 != "," }.split { !$0.isNumber }.map { Int($0) ?? .max }
        let (work, overflow) = factors.reduce((1, false)) { product, factor in
            let (next, overflow) = product.0.multipliedReportingOverflow(by: factor)
            return (next, product.1 || overflow)
        }
        return !overflow && work <= (derivation.hasPrefix("bcrypt") ? 2 : 2048)
    }
}

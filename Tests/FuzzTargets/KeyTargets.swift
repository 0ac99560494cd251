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
        // What stands around a key, in whatever layers: the range is in the file, and what is found is found again there.
        FuzzTarget("key-finder", words: words + layers) { input in
            guard let file = try? KeyFile.read(Secret(input), passphrase: nil) else { return nil }
            guard file.range.upperBound <= input.count, !file.range.isEmpty else {
                return "its range is not in the file"
            }
            let around = input[..<file.range.lowerBound] + input[file.range.upperBound...]
            if file.isAlone, around.contains(where: { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }), !input.contains(0x5C) {
                let isEncoded = input.contains { $0 >= 0x80 || $0 < 0x09 || $0 == 0x1B || $0 == 0x25 }
                if !isEncoded { return "something stands beside a key that is called alone" }
            }
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

    private static let layers = [
        "\\n", "\\u002b", "&#10;", "<br>", "%0A", "%2B", "=3D", "=\n", "> ", "// ", "     1\t", "LS0tLS1CRUdJTi",
        "c3NoLW",
        "\u{2014}", "\u{200B}", "\u{A0}", "\u{1B}[32m", "AAAAC3NzaC1lZDI1NTE5AAAAI", "AAAAB3NzaC1yc2EAAAADAQAB",
        "b3BlbnNzaC1rZXktdjEAAAAA", "MC4CAQAwBQYDK2VwBCIEI", "command=\"", "cert-authority ", "2d2d2d2d2d424547494e20",
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

import Secrecy

// Binary files that are no SSH keys, by their first bytes.

extension KeyError {
    private static let magics: [([UInt8], String, String?)] = [
        (Array("SSHKRL\n".utf8), "a key revocation list", "`ssh-keygen -Q -l -f` prints it"),
        ([0x1F, 0x8B], "a compressed file", "unpack it first"),
        (Array("PK\u{3}\u{4}".utf8), "a compressed file", "unpack it first"),
        ([0xFD] + Array("7zXZ".utf8), "a compressed file", "unpack it first"),
        (Array("BZh".utf8), "a compressed file", "unpack it first"),
        (Array("7z".utf8) + [0xBC, 0xAF], "a compressed file", "unpack it first"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a compressed file", "unpack it first"),
        (
            [0xFE, 0xED, 0xFE, 0xED], "a Java keystore",
            "`keytool -importkeystore -deststoretype pkcs12` is the first step"
        ),
        (
            [0xCE, 0xCE, 0xCE, 0xCE], "a Java keystore (JCEKS)",
            "`keytool -importkeystore -srcstoretype jceks -deststoretype pkcs12` is the first step"
        ),
        (
            [0] + Array("GITCRYPT".utf8), "a file encrypted with git-crypt",
            "`git-crypt unlock` opens the repository's files"
        ),
        (
            [0x03, 0xD9, 0xA2, 0x9A], "a KeePass database",
            "open it in KeePass and export the key that is attached to an entry"
        ),
        (
            [0x01, 0, 0, 0, 0xD0, 0x8C, 0x9D, 0xDF], "a secret encrypted by Windows (DPAPI)",
            "only the account that encrypted it can open it"
        ),
        ([0x07, 0x02, 0, 0], "a private key of Windows' CryptoAPI", "`openssl rsa -inform MSBLOB` converts it to PEM"),
        (
            [0x06, 0x02, 0, 0], "a public key of Windows' CryptoAPI",
            "`openssl rsa -pubin -inform MSBLOB` converts it to PEM"
        ),
        (Array("SQLite format 3".utf8), "a database (SQLite)", "export the key with the program that keeps it there"),
        (Array("bplist".utf8), "a property list of macOS", "export the key with the program that keeps it there"),
        ([0x7F] + Array("ELF".utf8), "a program", "name the key's file"),
        (Array("%PDF".utf8), "a document in PDF", "take the key's original file"),
        ([0x89] + Array("PNG".utf8), "a picture", "a key can't be read from it: copy its text"),
        ([0xFF, 0xD8, 0xFF], "a picture", "a key can't be read from it: copy its text"),
        (
            [0xD0, 0xCF, 0x11, 0xE0], "a document of Microsoft Office",
            "save the key as plain text, or better, take its original file"
        ),
    ]

    /// A binary file that was written in base64.
    static func encodedBinary(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.count >= 40 else { return nil }
        var start = SecretBuffer(capacity: 32)
        guard Base64.decode(text.slice(0..<40), into: &start) else { return nil }
        return start.withBytes { bytes in
            for (magic, name, hint) in magics where bytes.starts(with: magic) {
                return .foreign(name + " in base64", hint)
            }
            return nil
        }
    }

    /// An archive: what it holds isn't the file that was meant.
    static func archive(_ bytes: UnsafeRawBufferPointer) -> KeyError? {
        guard bytes.count > 262, bytes.slice(257..<262).equals("ustar") else { return nil }
        return .foreign("an archive (tar)", "unpack it first: `tar -xf`")
    }

    /// The refusal of a binary file that begins like something that is no SSH key.
    static func foreignBinary(_ bytes: UnsafeRawBufferPointer) -> KeyError {
        for (magic, name, hint) in magics where bytes.count >= magic.count && bytes.slice(0..<magic.count).equals(magic)
        {
            return .foreign(name, hint)
        }
        if let archive = archive(bytes) { return archive }
        if let name = openPGP(bytes) {
            return .foreign(name, name.contains("encrypted") ? "`gpg --decrypt` opens it" : gpgHint)
        }
        if let refusal = foreignText(bytes), refusal.isForeign { return refusal }
        return .foreign(
            "a binary file of an unknown kind (it begins with \(hexadecimal(bytes.prefix(8))))",
            "name the key's own file, or export the key with the program that keeps it")
    }

    /// A packet of OpenPGP (RFC 9580, 4.2): a key of version 3 to 6, or something encrypted.
    private static func openPGP(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count > 6, bytes[0] & 0x80 != 0 else { return nil }
        let isNew = bytes[0] & 0x40 != 0
        let tag = isNew ? bytes[0] & 0x3F : bytes[0] >> 2 & 0x0F
        let lengthBytes: Int
        if isNew {
            lengthBytes = bytes[1] < 192 ? 1 : bytes[1] < 224 ? 2 : bytes[1] == 255 ? 5 : 1
        } else {
            lengthBytes = [1, 2, 4, 0][Int(bytes[0] & 3)]
        }
        let version = bytes[1 + lengthBytes]
        switch (tag, version) {
        case (5, 3...6), (6, 3...6), (7, 3...6), (14, 3...6): return "an OpenPGP file"
        case (3, 4...6): return "a file encrypted with OpenPGP and a passphrase"
        case (1, 3...6): return "a file encrypted with OpenPGP"
        default: return nil
        }
    }
}

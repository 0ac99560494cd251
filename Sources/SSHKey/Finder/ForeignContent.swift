import Secrecy

// What is taken for a key file and is none: each has a name and a next step.

extension KeyError {
    static let ssh1Private = KeyError.unsupported(
        "an SSH-1 private key; the protocol is obsolete and no server speaks it", hint: "make a new key")

    /// The refusal of a line that was copied from a screen narrower than it.
    static let screenEdge = KeyError.unsupported(
        "a key that is cut off at the edge of a screen: nano and less show a $ or > there",
        hint: "copy the whole line from the key's own file, `cat FILE` shows it")

    /// The refusal of a block whose base64 a log hides.
    static let maskedBlock = KeyError.unsupported(
        "a key that was masked: stars stand for what is between its lines",
        hint: "logs and web pages hide secrets: take the key from its own file")

    static let secureCRT = KeyError.unsupported(
        "a private key in the format of SecureCRT (VanDyke)",
        hint: "in SecureCRT, Tools > Convert Private Key to OpenSSH Format makes a file that others can read")

    /// The refusal of a key with dots in the place of its middle, as manuals print it.
    static let placeholder = KeyError.unsupported(
        "a key that is cut off: the dots in it stand for the rest",
        hint: "copy the whole line from the key's own file, the one that ends in .pub")

    static let shellHint = "paste the key itself: the program that fills this in has not done so"

    /// Whether it names something that is no SSH key.
    var isForeign: Bool {
        if case .foreign = self { true } else { false }
    }

    /// The refusal of something that nothing is known of, with its first characters.
    static func foreignFile(_ bytes: UnsafeRawBufferPointer) -> KeyError {
        if bytes.contains(where: { $0 < 0x09 || $0 > 0x0D && $0 < 0x20 && $0 != 0x1B }) { return .foreignBinary(bytes) }
        let most = 24
        let start = Printable.name(String(decoding: bytes.trimmed.prefix(most), as: UTF8.self))
        let dots = bytes.trimmed.count > most ? "…" : ""
        return .foreign(
            "a text that is no key of a known kind (“\(start)\(dots)”)",
            "a public key is one line that begins with its type, ssh-ed25519 say; a private key begins with -----BEGIN")
    }

    /// The refusal of text that begins like something that is no SSH key.
    static func foreignText(_ bytes: UnsafeRawBufferPointer) -> KeyError? {
        let text = bytes.trimmed
        let head = text.slice(0..<min(text.count, 4096))
        for rule in rules where rule.fits(head) { return .foreign(rule.name, rule.hint) }
        return variable(text) ?? masked(text) ?? template(text) ?? fingerprint(text) ?? path(text) ?? ssh1(text)
            ?? encodedBinary(text) ?? halfKey(text) ?? document(text)
    }

    private struct Rule {
        enum Place {
            case start, anywhere
        }

        let place: Place
        let marks: [StaticString]
        let name: String
        let hint: String?

        init(_ place: Place, _ marks: [StaticString], _ name: String, _ hint: String?) {
            (self.place, self.marks, self.name, self.hint) = (place, marks, name, hint)
        }

        /// All marks are there; at the start the first one is enough.
        func fits(_ text: UnsafeRawBufferPointer) -> Bool {
            switch place {
            case .start: marks.contains { text.starts(with: $0) }
            case .anywhere: marks.allSatisfy { text.firstRange(of: $0) != nil }
            }
        }
    }

    private static let gpgHint = "`gpg --export-ssh-key` prints a PGP key's SSH form"

    private static let rules: [Rule] = [
        Rule(.anywhere, ["\"kty\""], "a JSON Web Key", "convert it to PEM with the program that made it"),
        Rule(
            .start, ["AGE-SECRET-KEY-", "AGE-PLUGIN-", "# created: "], "a private key of age",
            "age has keys of its own, SSH can't use them"),
        Rule(.start, ["age1"], "a public key of age", "age has keys of its own, SSH can't use them"),
        Rule(.start, ["age-encryption.org/"], "a file encrypted with age", "`age --decrypt` opens it"),
        Rule(
            .start, ["untrusted comment:"], "a key or signature of minisign or signify",
            "SSH can't use it: make a new key"),
        Rule(
            .start, ["<RSAKeyValue>"], "a key or file in XML", "convert it to PEM with the program that made it"),
        Rule(
            .anywhere, ["RSAKeyValue"], "a key or file in XML", "convert it to PEM with the program that made it"),
        Rule(
            .start, ["$ANSIBLE_VAULT;"], "a file encrypted with Ansible Vault", "`ansible-vault view` opens it"),
        Rule(
            .anywhere, ["ENC[AES256_GCM,"], "a file encrypted with SOPS", "`sops --decrypt` opens it"),
        Rule(
            .start, ["version https://git-lfs.github.com/"], "a Git LFS pointer, not the file itself",
            "`git lfs pull` fetches the file that it stands for"),
        Rule(
            .start, ["U2FsdGVkX1", "Salted__"], "a file encrypted with `openssl enc`",
            "`openssl enc -d` with its cipher opens it"),
        Rule(
            .anywhere, ["[Interface]", "PrivateKey"], "a WireGuard configuration",
            "WireGuard's keys are for its tunnels, SSH can't use them"),
        Rule(
            .anywhere, ["[Peer]", "PublicKey"], "a WireGuard configuration",
            "WireGuard's keys are for its tunnels, SSH can't use them"),
        Rule(
            .anywhere, ["SimonTatham"], "settings of PuTTY (.reg)",
            "the key is in the file that PublicKeyFile names, a .ppk"),
        Rule(
            .start, ["Windows Registry Editor", "REGEDIT4"], "an export of the Windows registry",
            "name the key's own file"),
        Rule(.start, ["{\\rtf"], "a document in RTF", "save the key as plain text, or better, take its original file"),
        Rule(
            .start, ["<!DOCTYPE", "<!doctype", "<html", "<HTML", "<head", "<?xml"],
            "a page of a web service (HTML or XML)",
            "the download needs a login, or another address: look at the page in a browser"),
        Rule(
            .start, ["pkcs11:"], "a PKCS#11 URI: it names a key in a token",
            "`ssh-keygen -D MODULE` prints the token's public keys"),
        Rule(
            .start, ["+--[", "+---[", "+----["], "a key's randomart",
            "it can't be turned into the key: copy the key itself"),
        Rule(
            .anywhere, ["+--[", "]--"], "the output of ssh-keygen", "the key is in the files that it names"),
        Rule(
            .anywhere, ["Private-Key:"], "a private key printed by `openssl -text`",
            "take the file itself, or the part between its BEGIN and END lines"),
        Rule(
            .anywhere, ["Public-Key:"], "a public key printed by `openssl -text`",
            "`openssl pkey -pubin` without -text prints the key"),
        Rule(
            .anywhere, ["modulus:", "publicExponent"], "a key printed by `openssl -text`",
            "take the file itself, or the part between its BEGIN and END lines"),
        Rule(
            .start, ["Modulus="], "the modulus of an RSA key alone",
            "`openssl rsa -pubout` prints the whole public key"),
        Rule(.start, ["Certificate:"], "a printed X.509 certificate", "take the part between its BEGIN and END lines"),
        Rule(
            .anywhere, ["key-hash ssh-"], "a hash of a key, as Cisco's running-config shows it",
            "the key can't be made from it: take the key from the computer that it belongs to"),
        Rule(
            .anywhere, [" SSHFP "], "an SSHFP record of the DNS: fingerprints of a server",
            "the key can't be made from it"),
        Rule(
            .start, ["Generating public/private"], "the output of ssh-keygen",
            "the key is in the files that it names"),
        Rule(
            .start, ["The agent has no identities", "Could not open a connection to your auth"],
            "a message of ssh-add",
            "`ssh-add -L` prints public keys once the agent has some"),
        Rule(
            .anywhere, ["No such file or directory"], "an error message: the file that was asked for is not there",
            "look for a typing mistake in the path"),
        Rule(
            .anywhere, ["Permission denied"], "an error message: the file that was asked for may not be read",
            "read it as its owner"),
        Rule(
            .anywhere, ["command not found"], "an error message of a shell",
            "run the command where its program is installed"),
        Rule(
            .start, ["Load key ", "ssh: ", "ssh-keygen: ", "cat: ", "bash: ", "sh: ", "-bash: "],
            "an error message", "copy the key's own file"),
        Rule(
            .start, ["404", "403", "401", "Not Found", "Unauthorized", "Forbidden", "Bad credentials"],
            "an error of a web service", "the download needs a login, or another address"),
        Rule(
            .anywhere, ["{", "\"error\""], "an error of a web service (JSON)",
            "look at what it says: the request failed"),
        Rule(.anywhere, ["{", "\"message\""], "an answer of a web service (JSON)", "look at what it says"),
        Rule(
            .start, ["ghp_", "gho_", "github_pat_", "glpat-", "eyJ", "xox"], "a token of a web service",
            "keep it secret: whoever has it may use it"),
        Rule(
            .start, ["op://", "vault:", "ref+", "arn:aws:", "secret://", "keyring:"],
            "a reference to a secret", shellHint),
        Rule(.start, ["http://", "https://", "ssh://", "git@"], "an address", "paste what is behind it"),
        Rule(
            .start, ["Host ", "host "], "settings of ssh (ssh_config)",
            "the key is in the file that IdentityFile names"),
        Rule(
            .start, ["ssh-keygen", "ssh-copy-id", "ssh-add", "cat ~", "cat /"], "a command",
            "run it, and paste what it prints"),
    ]

    // MARK: What programs should have filled in

    /// A variable or an expression in the place of the key.
    private static func variable(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.count < 200, !text.contains(where: { $0 == 0x0A }) else { return nil }
        let words = String(decoding: text, as: UTF8.self).filter { $0 != "\"" && $0 != "'" }
        if ["null", "undefined", "None", "nil", "[object Object]", "true", "false", "~"].contains(words) {
            return .foreign("an empty value (\(words)) where the key should be", shellHint)
        }
        let references = [
            "secrets.", "vars.", "var.", "local.", "module.", "data.", "process.env.", "os.environ", "env.", "file(",
            "!vault", "!Ref", "!Sub", "!GetAtt", "lookup(",
        ]
        let isReference = references.contains(where: words.hasPrefix)
        let isConstant =
            words.contains("_") && words.utf8.allSatisfy { 0x41...0x5A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x5F }
        let marks: [(StaticString, StaticString)] = [
            ("${{", "}}"), ("{{", "}}"), ("${", "}"), ("$(", ")"), ("<%", "%>"), ("#{", "}"), ("%{", "}"), ("((", "))"),
            ("`", "`"), ("@@", "@@"), ("__", "__"), ("[[", "]]"),
        ]
        let isExpression = marks.contains { open, close in
            guard let start = text.firstRange(of: open)?.upperBound else { return false }
            return text.firstRange(of: close, from: start) != nil
        }
        let rest = words.utf8.dropFirst()
        let isName =
            !rest.isEmpty
            && rest.allSatisfy { ArmourMarker.isLetter($0) || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
        let isPlain =
            words.hasPrefix("$")
            && (isName || rest.starts(with: "env:".utf8) || rest.first == UInt8(ascii: "("))
        let isWindows =
            text.count > 2 && text.first == UInt8(ascii: "%") && text.last == UInt8(ascii: "%")
        guard isExpression || isPlain || isWindows || isReference || isConstant else { return nil }
        return .foreign(
            "a variable that was not filled in (“\(Printable.name(String(decoding: text.prefix(40), as: UTF8.self)))”)",
            shellHint)
    }

    /// A word of a manual that stands for the key.
    private static func template(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.count < 200, !text.contains(UInt8(ascii: "@")) || PublicLine.firstType(in: text) != nil else {
            return nil
        }
        let words = String(decoding: text, as: UTF8.self).lowercased()
        let marks = [
            "your", "paste", "key_here", "key here", "changeme", "change_me", "public-key>", "public key>", "xxxxxxxx",
        ]
        guard words.hasPrefix("<") && words.hasSuffix(">") || marks.contains(where: words.contains) else { return nil }
        return .foreign(
            "a placeholder where the key should be", "put the key in its place: the line in the file that ends in .pub")
    }

    /// A document in which no key was found.
    private static func document(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[") else { return nil }
        return .foreign("a document in JSON without a key in it", "paste the key itself")
    }

    /// A binary file that was written in base64.
    private static func encodedBinary(_ text: UnsafeRawBufferPointer) -> KeyError? {
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

    /// A secret that a log or a web page hides.
    private static func masked(_ text: UnsafeRawBufferPointer) -> KeyError? {
        let word = String(decoding: text.prefix(40), as: UTF8.self).lowercased()
        let stars = text.filter { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }.count
        let dots = text.filter { $0 == 0xE2 || $0 == 0x80 || $0 == 0xA2 || $0 == 0x8F }.count
        let isMasked =
            text.count > 2 && (stars == text.count || dots == text.count)
            || [
                "[redacted", "<redacted", "(redacted", "redacted", "[masked", "<masked", "[secret", "[filtered",
                "<hidden", "(hidden",
                "(sensitive", "<sensitive", "[hidden", "***",
            ].contains(where: word.hasPrefix)
        guard isMasked else { return nil }
        return .foreign("a secret that was masked", "logs and web pages hide it: take the key from its own file")
    }

    // MARK: What stands for a key

    /// What ssh-keygen -l and services print, with the size in front or without; MD5 and SHA-1 in bytes with colons.
    private static func fingerprint(_ text: UnsafeRawBufferPointer) -> KeyError? {
        let hint = "the key can't be made from it: take the line in the file that ends in .pub"
        var lines = TextLines(text)
        guard let line = lines.next()?.trimmed else { return nil }
        if text.slice(0..<min(text.count, 512)).firstRange(of: "SHA256:") != nil {
            return .foreign("a fingerprint", hint)
        }
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 4).prefix(4).map {
            UnsafeRawBufferPointer(rebasing: $0)
        }
        for word in words {
            if word.starts(with: "SHA256:") || word.starts(with: "SHA1:") || word.starts(with: "SHA512:") {
                return .foreign("a fingerprint", hint)
            }
            if word.starts(with: "MD5:") { return .foreign("a fingerprint", hint) }
            let digits = word.filter { HexadecimalText.digit($0) != nil }.count
            let colons = word.filter { $0 == UInt8(ascii: ":") }.count
            guard digits + colons == word.count, colons * 2 + 2 == digits else { continue }
            if digits == 32 { return .foreign("a fingerprint (MD5)", hint) }
            if digits == 40 { return .foreign("a fingerprint (SHA-1)", hint) }
            if digits == 64 { return .foreign("a fingerprint (SHA-256)", hint) }
        }
        // Bubble Babble: groups of five letters between x and x.
        let groups = line.split(separator: UInt8(ascii: "-"))
        if groups.count > 8, line.first == UInt8(ascii: "x"), line.last == UInt8(ascii: "x"),
            groups.allSatisfy({ $0.count == 5 })
        {
            return .foreign("a fingerprint (Bubble Babble)", hint)
        }
        let isBare =
            words.count == 1 && [32, 40, 64].contains(line.count)
            && line.allSatisfy { HexadecimalText.digit($0) != nil }
        if isBare { return .foreign("\(line.count / 2) bytes in hexadecimal: a fingerprint or a hash", hint) }
        // 32 bytes in base64, with their padding or without.
        guard words.count == 1, 43...44 ~= line.count, let bytes = Base64.decode(line), bytes.count == 32 else {
            return nil
        }
        return .foreign(
            "32 bytes in base64: a WireGuard key, a fingerprint or a bare secret",
            "SSH needs a key file: name the one that ssh-keygen, PuTTYgen or keywizard wrote")
    }

    /// The name of a file in the place of what it holds.
    private static func path(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.count < 256, !text.contains(where: { $0 == 0x0A }) else { return nil }
        let name = String(decoding: text, as: UTF8.self)
        let bare = name.filter { $0 != "\"" && $0 != "'" && $0 != "@" }
        let starts = [
            "~/", "/", "./", "../", "file:", "C:\\", "c:\\", "D:\\", "%USERPROFILE%", "$HOME", "\\\\", ".ssh/",
        ]
        let isPath =
            starts.contains(where: bare.hasPrefix) || bare.hasPrefix("id_") && !bare.contains(" ")
            || [".pub", ".pem", ".ppk", ".key"].contains(where: bare.hasSuffix)
        guard isPath else { return nil }
        return .foreign(
            "a path (“\(Printable.name(name))”)", "paste what the file holds, or name it as the file to read"
        )
    }

    /// Bits, exponent and modulus as decimal numbers.
    private static func ssh1(_ text: UnsafeRawBufferPointer) -> KeyError? {
        var lines = TextLines(text)
        let words = lines.next()?.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) ?? []
        guard words.count >= 3, words[2].count > 100,
            words.prefix(3).allSatisfy({ $0.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } })
        else { return nil }
        return .unsupported(
            "an SSH-1 public key; the protocol is obsolete and no server speaks it", hint: "make a new key")
    }

    /// The type of a public key without what should follow, or what is left of a BEGIN line.
    private static func halfKey(_ text: UnsafeRawBufferPointer) -> KeyError? {
        if let type = PublicLine.firstType(in: text.slice(0..<min(text.count, 4096))) {
            let rest = text.slice(type.upperBound..<text.count)
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            let words = UnsafeRawBufferPointer(rebasing: line)
            if words.firstRange(of: "...") != nil || words.firstRange(of: "…") != nil { return .placeholder }
            if words.firstRange(of: "$") != nil { return .screenEdge }
            if words.trimmed.isEmpty { return .malformed("a key type without a key") }
            return .malformed("the base64 of the key is damaged")
        }
        if text.firstRange(of: "-----BEGIN") != nil || text.firstRange(of: "---- BEGIN") != nil {
            return .malformed("a BEGIN line that is not whole")
        }
        return nil
    }

    // MARK: Binary files

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
        (Array("Salted__".utf8), "a file encrypted with `openssl enc`", "`openssl enc -d` with its cipher opens it"),
        (Array("age-encryption.org/".utf8), "a file encrypted with age", "`age --decrypt` opens it"),
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

    /// An archive: what it holds is not the file that was meant.
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

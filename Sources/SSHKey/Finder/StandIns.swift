// What people and programs put instead of a key.

extension KeyError {
    /// A variable or an expression instead of the key.
    static func variable(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.count < 200, !text.contains(where: { $0 == 0x0A }) else { return nil }
        let words = String(decoding: text, as: UTF8.self).filter { $0 != "\"" && $0 != "'" }
        if ["null", "undefined", "None", "nil", "[object Object]", "true", "false", "~"].contains(words) {
            return .standIn("an empty value (\(words)) where the key should be", hint: shellHint)
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
        let isName = !rest.isEmpty && rest.allSatisfy(isNameCharacter)
        let isPlain =
            words.hasPrefix("$")
            && (isName || rest.starts(with: "env:".utf8) || rest.first == UInt8(ascii: "("))
        let isWindows = text.count > 2 && text.first == UInt8(ascii: "%") && text.last == UInt8(ascii: "%")
        let start = Printable.name(String(decoding: text.prefix(40), as: UTF8.self))
        let what = "a variable that was not filled in (“\(start)”)"
        if isExpression || isPlain || isWindows { return .foreign(what, shellHint) }
        // A host may be called so, and a label.
        return isReference || isConstant ? .standIn(what, hint: shellHint) : nil
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == UInt8(ascii: "_")
    }

    /// A word of a manual that stands for the key.
    static func template(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.count < 200, !text.contains(UInt8(ascii: "@")) || PublicLine.firstType(in: text) != nil else {
            return nil
        }
        let words = String(decoding: text, as: UTF8.self).lowercased()
        let marks = [
            "your", "paste", "key_here", "key here", "changeme", "change_me", "public-key>", "public key>", "xxxxxxxx",
        ]
        guard words.hasPrefix("<") && words.hasSuffix(">") || marks.contains(where: words.contains) else { return nil }
        return .standIn(
            "a placeholder where the key should be",
            hint: "put the key in its place: the line in the file that ends in .pub")
    }

    /// A document in which no key was found.
    static func document(_ text: UnsafeRawBufferPointer) -> KeyError? {
        guard text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "["), text.contains(UInt8(ascii: "\""))
        else {
            return nil
        }
        return .foreign("a document in JSON without a key in it", "paste the key itself")
    }

    /// A secret that a log or a web page hides.
    static func masked(_ text: UnsafeRawBufferPointer) -> KeyError? {
        let word = String(decoding: text.prefix(40), as: UTF8.self).lowercased()
        let words = [
            "[redacted", "<redacted", "(redacted", "redacted", "[masked", "<masked", "[secret", "[filtered",
            "<hidden", "(hidden", "(sensitive", "<sensitive", "[hidden", "***",
        ]
        // Stars and crosses, or the dots of a page (U+2022, U+25CF).
        let isMasked =
            text.count > 2
            && (text.allSatisfy { "*xX".utf8.contains($0) }
                || text.allSatisfy { [0xE2, 0x80, 0xA2, 0x97, 0x8F].contains($0) })
            || words.contains(where: word.hasPrefix)
        guard isMasked else { return nil }
        return .foreign("a secret that was masked", "logs and web pages hide secrets: copy the key from its own file")
    }

    /// What ssh-keygen -l and services print, with the size in front or without; MD5 and SHA-1 in bytes with colons.
    static func fingerprint(_ text: UnsafeRawBufferPointer) -> KeyError? {
        func refusal(_ name: String) -> KeyError {
            .standIn(name, hint: "the key can't be computed from it: copy the line in the file that ends in .pub")
        }
        var lines = TextLines(text)
        guard let line = lines.next()?.trimmed else { return nil }
        if text.slice(0..<min(text.count, 512)).firstRange(of: "SHA256:") != nil { return refusal("a fingerprint") }
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 4).prefix(4).map {
            UnsafeRawBufferPointer(rebasing: $0)
        }
        let hashes = [32: "MD5", 40: "SHA-1", 64: "SHA-256"]
        for word in words where word.count < 512 {
            if (["SHA1:", "SHA512:", "MD5:"] as [StaticString]).contains(where: word.starts) {
                return refusal("a fingerprint")
            }
            let digits = word.filter { HexadecimalText.digit($0) != nil }.count
            let colons = word.filter { $0 == UInt8(ascii: ":") }.count
            guard digits + colons == word.count, colons * 2 + 2 == digits, let hash = hashes[digits] else { continue }
            return refusal("a fingerprint (\(hash))")
        }
        guard words.count == 1, line.count < 512 else { return nil }
        // Bubble Babble: groups of five letters between x and x.
        let groups = line.split(separator: UInt8(ascii: "-"))
        if groups.count > 8, line.first == UInt8(ascii: "x"), line.last == UInt8(ascii: "x"),
            groups.allSatisfy({ $0.count == 5 })
        {
            return refusal("a fingerprint (Bubble Babble)")
        }
        if hashes[line.count] != nil, line.allSatisfy({ HexadecimalText.digit($0) != nil }) {
            return refusal("\(line.count / 2) bytes in hexadecimal: a fingerprint or a hash")
        }
        // 32 bytes in base64, with their padding or without.
        guard 43...44 ~= line.count, Base64.decode(line)?.count == 32 else { return nil }
        return .standIn(
            "32 bytes in base64: a WireGuard key, a fingerprint or a bare secret",
            hint: "SSH needs a key file: name the one that ssh-keygen, PuTTYgen or keywizard wrote")
    }

    /// The name of a file instead of what it holds.
    static func path(_ text: UnsafeRawBufferPointer) -> KeyError? {
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
        return .standIn(
            "a path (“\(Printable.name(name))”)", hint: "paste what the file holds, or name it as the file to read")
    }

    /// Bits, exponent and modulus as decimal numbers.
    static func ssh1(_ text: UnsafeRawBufferPointer) -> KeyError? {
        var lines = TextLines(text)
        let words = lines.next()?.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) ?? []
        guard words.count >= 3, words[2].count > 100,
            words.prefix(3).allSatisfy({ $0.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } })
        else { return nil }
        return .unsupported(
            "an SSH-1 public key, which is obsolete", hint: "make a new key")
    }

    /// The type of a public key without what should follow, or what is left of a BEGIN line.
    static func halfKey(_ text: UnsafeRawBufferPointer) -> KeyError? {
        if let type = PublicLine.firstType(in: text.slice(0..<min(text.count, 4096))) {
            let rest = text.slice(type.upperBound..<text.count)
            let line = rest.prefix { !$0.isLineEnd }
            let words = UnsafeRawBufferPointer(rebasing: line)
            if words.firstRange(of: "...") != nil || words.firstRange(of: "…") != nil { return .placeholder }
            if words.firstRange(of: "$") != nil { return .screenEdge }
            if words.trimmed.isEmpty { return .malformed("a key type without a key") }
            return .malformed("the base64 of the key is damaged")
        }
        if text.firstRange(of: "-----BEGIN") != nil || text.firstRange(of: "---- BEGIN") != nil {
            return .malformed("the BEGIN line is incomplete")
        }
        return nil
    }
}

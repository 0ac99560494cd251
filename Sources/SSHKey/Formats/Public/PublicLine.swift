import Secrecy

/// What stands around the base64 of a public key on its line (sshd(8), AUTHORIZED_KEYS FILE FORMAT): the type and
/// options, a host or a label in front of it, a comment behind it.
struct PublicLine {
    private let text: UnsafeRawBufferPointer
    private let run: Base64Run
    /// The word in front of the base64 that names a type; empty where there is none.
    private let type: Range<Int>
    /// From the start of the line to the type.
    private let prefix: Range<Int>
    private let commentRange: Range<Int>

    init(_ text: UnsafeRawBufferPointer, _ run: Base64Run) {
        (self.text, self.run) = (text, run)
        type = Self.type(in: text, before: run.range.lowerBound)
        var start = type.lowerBound
        let least = max(0, start - Self.longestPrefix)
        while start > least, !text[start - 1].isLineEnd { start -= 1 }
        prefix = start..<type.lowerBound
        commentRange = run.range.upperBound..<Self.commentEnd(in: text, after: run.range.upperBound, prefix)
    }

    /// The free text behind the key.
    var comment: String { Comment.ofLine(text.slice(commentRange)) }

    /// The key that the base64 stands for, with what is to be said of the line.
    func found(_ file: KeyFile) -> Found {
        let name = file.certificate?.algorithm ?? file.publicKey?.algorithm ?? ""
        var file = file
        if run.isBroken { file.notes.append(.brokenLine) }
        if run.isURLSafe { file.notes.append(.urlSafe) }
        if type.isEmpty {
            file.notes.append(.missingType)
        } else if !text.slice(type).elementsEqual(name.utf8) {
            file.notes.append(.wrongType(name))
        }
        let (notes, start) = describePrefix()
        file.notes += notes
        return Found(range: start..<commentRange.upperBound, outcome: .success(file), isPrivate: false)
    }

    /// What is left of a key.
    func found(_ error: KeyError) -> Found {
        let dots: [StaticString] = ["...", "…"]
        let rest = text.slice(run.range.upperBound..<min(text.count, run.range.upperBound + 4))
        var error = error
        if dots.contains(where: rest.starts) { error = .placeholder }
        if rest.first == UInt8(ascii: "$") || rest.first == UInt8(ascii: ">") { error = .screenEdge }
        return Found(range: type.lowerBound..<run.range.upperBound, outcome: .failure(error), isPrivate: false)
    }

    /// In bytes; they keep the time linear where many keys stand on one line.
    private static let longestPrefix = 4096
    private static let longestComment = 8192

    // MARK: The type

    private static let longestType = 64

    private static func type(in text: UnsafeRawBufferPointer, before start: Int) -> Range<Int> {
        var end = start
        while end > 0, isSpace(text[end - 1]) { end -= 1 }
        var word = end
        while word > 0, end - word < longestType, isTypeCharacter(text[word - 1]) { word -= 1 }
        // The longest end of the word that is a type: "me.ssh-rsa" has one.
        for begin in word..<max(word, end) {
            // A letter in front is part of another word, but for the n of an escaped newline.
            let isEscape = begin > 1 && text.slice(begin - 2..<begin).equals("\\n")
            if begin > word, text[begin - 1].isLetter, !isEscape { continue }
            if isType(text.slice(begin..<end)) { return begin..<end }
        }
        return start..<start
    }

    private static func isType(_ word: UnsafeRawBufferPointer) -> Bool {
        let name = String(decoding: word, as: UTF8.self).lowercased()
        let types: Set<String> = ["ssh-rsa", "ssh-dss", "ssh-dsa", "ssh2-rsa", "ssh2-dsa", "ssh2-dss", "ssh-ecdsa"]
        return types.contains(name)
            || ["ssh-ed", "ssh-mldsa", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "rsa-sha2-", "x509v3-"].contains(
                where: name.hasPrefix)
            || name.hasPrefix("ssh-") && Certificate.keyAlgorithm(of: name) != nil
    }

    /// Where a type of the text begins, if any: a key that has lost its base64.
    static func firstType(in text: UnsafeRawBufferPointer) -> Range<Int>? {
        var index = 0
        while let found = text.firstRange(of: "s", from: index)?.lowerBound {
            for start in [found, max(0, found - 1), max(0, found - 4)] {
                let isStart = start == 0 || !isTypeCharacter(text[start - 1])
                let word = text.slice(start..<min(text.count, start + longestType)).prefix(while: isTypeCharacter)
                if isStart, isType(UnsafeRawBufferPointer(rebasing: word)) { return start..<start + word.count }
            }
            index = found + 1
        }
        return nil
    }

    // MARK: What is in front

    /// Says what is in front of the type. Returns where the line's own text begins.
    private func describePrefix() -> (notes: [ReadNote], start: Int) {
        let words = text.slice(prefix).trimmed
        guard !words.isEmpty else { return ([], type.lowerBound) }
        if words.first == UInt8(ascii: "#") { return ([.commentedOut], prefix.lowerBound) }
        let described = String(decoding: words, as: UTF8.self)
        let isSeparate = prefix.upperBound > prefix.lowerBound && Self.isSpace(text[prefix.upperBound - 1])
        if isSeparate, let options = KeyOptions(words) {
            return (
                (options.makesAuthority ? [.authority] : []) + [.options(Printable.name(described))], prefix.lowerBound
            )
        }
        if isSeparate, let host = Self.host(in: described) {
            return ([.hostKey(Printable.name(host))], prefix.lowerBound)
        }
        if isSeparate, let signer = Self.signer(in: described) {
            return ([.signer(Printable.name(signer))], prefix.lowerBound)
        }
        return ([], type.lowerBound)
    }

    /// A host of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): one word, with a marker in front or without.
    private static func host(in prefix: String) -> String? {
        var words = prefix.split(whereSeparator: { $0 == " " || $0 == "\t" })
        if words.count == 2, words[0] == "@cert-authority" || words[0] == "@revoked" { words.removeFirst() }
        guard words.count == 1, let host = words.first else { return nil }
        if host.hasPrefix("|1|") || host.hasPrefix("[") && host.contains("]:") { return prefix }
        let isName = host.utf8.allSatisfy {
            $0.isAlphanumeric || ".,*?!_:-%".utf8.contains($0)
        }
        let first = host.utf8.first ?? 0
        let isStart =
            first.isAlphanumeric || ":*!?".utf8.contains(first) && host.count > 1
        // A number is that of a line, and a label ends with a colon.
        let isNumber =
            host.allSatisfy { $0.isNumber || $0 == "." || $0 == ":" } && host.filter { ".:".contains($0) }.count < 2
        return isName && isStart && !isNumber && (!host.hasSuffix(":") || host.hasSuffix("::"))
            && !commands.contains(String(host)) ? prefix : nil
    }

    /// Words in front of a key that are no host's name.
    private static let commands: Set<String> = [
        "echo", "add", "set", "key", "pubkey", "ssh-key", "export", "public-key", "publickey", "sshkey", "ssh-keys",
    ]

    /// Whom a line of allowed_signers is about (ssh-keygen(1), ALLOWED SIGNERS).
    private static func signer(in prefix: String) -> String? {
        let words = prefix.split(separator: " ", maxSplits: 1)
        guard let name = words.first, name.contains("@"), !name.contains(where: { "\"'=:<>(/".contains($0) }) else {
            return nil
        }
        return words.count == 1 || words[1].contains("namespaces=") || words[1].contains("valid-")
            || words[1].contains("cert-authority") ? String(name) : nil
    }

    // MARK: What is behind

    /// Where the comment ends: with the line, at the quote that the line's own part began with, or before the next key.
    private static func commentEnd(in text: UnsafeRawBufferPointer, after start: Int, _ prefix: Range<Int>) -> Int {
        var end = start
        let most = min(text.count, start + longestComment)
        while end < most, !text[end].isLineEnd { end += 1 }
        let rest = text.slice(start..<end)
        if !prefix.isEmpty, let closing = closings[text[prefix.upperBound - 1]] {
            if let quote = rest.firstIndex(of: closing) { return start + quote }
        }
        guard let next = nextKey(in: rest) else {
            // A newline that was written as an escape.
            let tail = rest.trimmed
            return tail.count >= 2 && tail.slice(tail.count - 2..<tail.count).equals("\\n")
                ? start + rest.count - 2 : end
        }
        return start + next
    }

    private static let closings: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "`"): UInt8(ascii: "`"),
        UInt8(ascii: ">"): UInt8(ascii: "<"), UInt8(ascii: "<"): UInt8(ascii: ">"),
        UInt8(ascii: "("): UInt8(ascii: ")"),
    ]

    /// Where another key's type begins in a comment, with what separates them.
    private static func nextKey(in rest: UnsafeRawBufferPointer) -> Int? {
        guard let blob = rest.firstRange(of: "AAAA")?.lowerBound else { return nil }
        var start = type(in: rest, before: blob).lowerBound
        guard start < blob else { return nil }
        while start > 0, ",; \t\"'".utf8.contains(rest[start - 1]) { start -= 1 }
        if start >= 2, rest.slice(start - 2..<start).equals("\\n") { start -= 2 }
        return start
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte.isWhiteSpace || byte == UInt8(ascii: "\\") }

    private static func isTypeCharacter(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || "-@._".utf8.contains(byte)
    }
}

/// The options in front of a key of authorized_keys.
struct KeyOptions {
    let makesAuthority: Bool

    private static let flags: Set<String> = [
        "agent-forwarding", "cert-authority", "no-agent-forwarding", "no-port-forwarding", "no-pty",
        "no-touch-required",
        "no-user-rc", "no-x11-forwarding", "port-forwarding", "pty", "restrict", "user-rc", "verify-required",
        "x11-forwarding",
    ]
    private static let values: Set<String> = [
        "command", "environment", "expiry-time", "from", "permitlisten", "permitopen", "principals", "tunnel",
    ]

    /// Nil for words that are no options, or not only.
    init?(_ text: UnsafeRawBufferPointer) {
        var names: [String] = []
        var index = 0
        while index < text.count {
            let start = index
            while index < text.count,
                text[index].isLetter || text[index] == UInt8(ascii: "-")
                    || 0x30...0x39 ~= text[index]
            { index += 1 }
            let name = String(decoding: text.slice(start..<index), as: UTF8.self).lowercased()
            if index < text.count, text[index] == UInt8(ascii: "=") {
                guard Self.values.contains(name), let end = Self.value(in: text, from: index + 1) else { return nil }
                index = end
            } else if !Self.flags.contains(name) {
                return nil
            }
            names.append(name)
            guard index < text.count else { break }
            guard text[index] == UInt8(ascii: ",") else { return nil }
            index += 1
        }
        guard !names.isEmpty else { return nil }
        makesAuthority = names.contains("cert-authority")
    }

    /// Where a quoted value ends.
    private static func value(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < text.count, text[start] == UInt8(ascii: "\"") else { return nil }
        var index = start + 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index < text.count ? index + 1 : nil
    }
}

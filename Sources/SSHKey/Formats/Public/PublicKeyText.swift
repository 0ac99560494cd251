import Secrecy

/// A public key that was read from text, in whatever format.
public struct PublicKeyText: Hashable, Sendable {
    /// The key; the certified one where the text is a certificate.
    public let publicKey: PublicKey
    /// The certificate, when the text is one.
    public let certificate: Certificate?
    /// The format of the text, one of the public ones.
    public let format: KeyFileFormat
    /// What had to be repaired.
    public let notes: [Repair]
}

extension PublicKey {
    /// Reads a line of authorized_keys or of a .pub file, RFC 4716, SPKI or PKCS #1 in PEM, or a certificate.
    /// A private key is refused: nobody should paste one.
    public static func parse(_ text: String) throws(KeyError) -> PublicKeyText {
        let file = try KeyFile.read(Secret(Array(text.utf8)), passphrase: nil)
        guard file.format.isPublic, let publicKey = file.publicKey else {
            throw .unsupported(
                "a private key (\(file.format.displayName)), a public key was expected",
                hint: "never give a private key away; the public one is in the file that ends in .pub")
        }
        return PublicKeyText(
            publicKey: publicKey, certificate: file.certificate, format: file.format, notes: file.notes)
    }
}

/// Lines of authorized_keys and .pub files (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
enum PublicLine {
    /// A line that an editor broke into more pieces than this is not repaired: 16,384 bits of RSA are 43 lines.
    private static let mostPieces = 128
    private static let longestType = 64

    /// The first key of the text; nil when there is nothing that looks like one.
    static func read(_ text: UnsafeRawBufferPointer) throws(KeyError) -> KeyFile? {
        var lines = TextLines(text)
        while let line = lines.next()?.trimmed {
            guard !line.isEmpty, line[0] != UInt8(ascii: "#") else { continue }
            if let file = try read(line: line, before: lines.rest) { return noteMore(file, lines) }
        }
        return nil
    }

    private static func noteMore(_ file: KeyFile, _ lines: TextLines) -> KeyFile {
        var (file, lines) = (file, lines)
        guard !file.notes.contains(.brokenLine) else { return file }
        while let line = lines.next()?.trimmed {
            if let type = typeRange(in: line), type.upperBound < line.count {
                file.notes.append(.moreKeys)
                break
            }
        }
        return file
    }

    /// Reads one line, and, when the key in it is incomplete, the lines that follow.
    private static func read(
        line: UnsafeRawBufferPointer, before rest: UnsafeRawBufferPointer
    ) throws(KeyError) -> KeyFile? {
        guard let type = typeRange(in: line) else { return nil }
        let file = try read(line: line, type: type, before: rest)
        return namesHost(line.slice(0..<type.lowerBound).trimmed) ? file.noting(.hostKey) : file
    }

    /// Whether what is in front of the key type is a marker or a host of known_hosts, and no option.
    private static func namesHost(_ prefix: UnsafeRawBufferPointer) -> Bool {
        switch prefix.first {
        case nil: false
        case UInt8(ascii: "@"), UInt8(ascii: "|"), UInt8(ascii: "["): true
        default:
            !prefix.contains { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\"") }
                && prefix.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "*") }
        }
    }

    private static func read(
        line: UnsafeRawBufferPointer, type: Range<Int>, before rest: UnsafeRawBufferPointer
    ) throws(KeyError) -> KeyFile {
        let name = String(decoding: line.slice(type), as: UTF8.self)
        let afterType = line.slice(type.upperBound..<line.count).trimmed
        // The key and its comment in one piece, as they should be.
        let end = afterType.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? afterType.count
        let comment = Comment.ofLine(afterType.slice(end..<afterType.count))
        let failure: KeyError
        do throws(KeyError) {
            guard end > 0 else { throw .malformed("a key type without a key") }
            guard let blob = Base64.decode(afterType.slice(0..<end)) else {
                throw .malformed("the base64 of the key is damaged")
            }
            return try file(blob, name: name, comment: comment, notes: [])
        } catch {
            failure = error
        }
        // The whole text from the key on, its line ends included.
        guard let start = afterType.baseAddress ?? rest.baseAddress,
            let restEnd = rest.baseAddress.map({ $0 + rest.count })
        else { throw failure }
        let joined = UnsafeRawBufferPointer(start: start, count: restEnd - start)
        guard let file = join(joined, name: name) else { throw failure }
        return file
    }

    /// Takes one piece after the other until they make a key.
    private static func join(_ text: UnsafeRawBufferPointer, name: String) -> KeyFile? {
        func isSpace(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\\"): true
            default: false
            }
        }
        var pieces: [UInt8] = []
        var offset = 0
        for _ in 0..<mostPieces {
            while offset < text.count, isSpace(text[offset]) { offset += 1 }
            var end = offset
            while end < text.count, !isSpace(text[end]) { end += 1 }
            guard end > offset else { return nil }
            pieces.append(contentsOf: text.slice(offset..<end))
            offset = end
            guard let blob = withBytes(pieces, { Base64.decode($0) }) else { continue }
            var rest = TextLines(text.slice(offset..<text.count))
            let comment = rest.next().map(Comment.ofLine) ?? ""
            if let file = try? file(blob, name: name, comment: comment, notes: [.brokenLine]) { return file }
        }
        return nil
    }

    private static func file(
        _ blob: [UInt8], name: String, comment: String, notes: [Repair]
    ) throws(KeyError) -> KeyFile {
        let outer = try OuterKey(blob: blob, comment: comment)
        var file = KeyFile(format: .line, outer.publicKey, certificate: outer.certificate)
        file.notes = notes
        let algorithm = outer.certificate?.algorithm ?? outer.publicKey.algorithm
        if name != algorithm { file.notes.append(.wrongType(algorithm)) }
        return file
    }

    /// Where the key type is: in front, or after options (or a host's name), whose quoted parts may hold spaces.
    private static func typeRange(in line: UnsafeRawBufferPointer) -> Range<Int>? {
        var start = 0
        // Options are one word; known_hosts may have a marker before its name.
        for _ in 0..<3 {
            let end = wordEnd(in: line, from: start)
            if isType(line.slice(start..<end)) { return start..<end }
            start = end
            while start < line.count, line[start] == UInt8(ascii: " ") || line[start] == UInt8(ascii: "\t") {
                start += 1
            }
            guard start < line.count else { return nil }
        }
        return nil
    }

    private static func wordEnd(in line: UnsafeRawBufferPointer, from start: Int) -> Int {
        var isQuoted = false
        var index = start
        while index < line.count {
            switch line[index] {
            case UInt8(ascii: "\\") where isQuoted && index + 1 < line.count: index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if !isQuoted { return index }
            default: break
            }
            index += 1
        }
        return line.count
    }

    private static func isType(_ word: UnsafeRawBufferPointer) -> Bool {
        guard word.count <= longestType else { return false }
        return word.starts(with: "ssh-") || word.starts(with: "ecdsa-sha2-") || word.starts(with: "sk-ssh-")
            || word.starts(with: "sk-ecdsa-") || word.starts(with: "rsa-sha2-") || word.starts(with: "x509v3-")
    }
}

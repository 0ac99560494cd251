import Secrecy

/// The fields of a PPK, which have a fixed order: each has a name with a colon, then a word or base64. How the text is
/// broken into lines doesn't matter, but for the comment, which is the rest of its line.
struct PPKFields {
    enum MAC {
        case mac([UInt8])
        /// Version 1 without a passphrase had a plain hash.
        case hash([UInt8])

        var bytes: [UInt8] {
            switch self {
            case .mac(let bytes), .hash(let bytes): bytes
            }
        }
    }

    static let mark: StaticString = "PuTTY-User-Key-File-"
    private static let longestName = 40

    private let text: UnsafeRawBufferPointer
    private let start: Int
    /// Where the text goes on after what was read.
    private(set) var end: Int
    private let isOneLine: Bool
    private(set) var notes: [ReadNote] = []

    /// A PPK whose first line begins at `start`.
    init(_ text: UnsafeRawBufferPointer, from start: Int) {
        (self.text, self.start, end) = (text, start, start + Self.mark.utf8CodeUnitCount)
        let head = text.slice(start..<min(text.count, start + 200))
        let first = head.firstRange(of: "Encryption:")?.lowerBound ?? 0
        isOneLine = first > 0 && !head.slice(0..<first).contains { $0 == 0x0A || $0 == 0x0D }
        if isOneLine { notes.append(.oneLine) }
        if start > 0, text[start - 1].isBlank { notes.append(.indentation) }
    }

    mutating func firstLine() throws(KeyError) -> (PPK.Version, UnsafeRawBufferPointer) {
        guard let colon = text.slice(end..<min(text.count, end + Self.longestName)).firstIndex(of: UInt8(ascii: ":"))
        else { throw .malformed("no key type in the first line") }
        let number = String(decoding: text.slice(end..<end + colon), as: UTF8.self)
        guard let version = Int(number).flatMap(PPK.Version.init(rawValue:)) else {
            throw .unsupported("PPK version \(Printable.name(number))", hint: "versions 1, 2 and 3 can be read")
        }
        end += colon + 1
        return (version, word() ?? text.slice(end..<end))
    }

    /// The value of the next field, which must have this name.
    mutating func value(_ name: String) throws(KeyError) -> UnsafeRawBufferPointer {
        try expect(name)
        return word() ?? text.slice(end..<end)
    }

    mutating func number(_ name: String) throws(KeyError) -> UInt32 {
        let text = String(decoding: try value(name), as: UTF8.self)
        guard let number = UInt32(text) else { throw .malformed("\(name) isn't a number: \(Printable.name(text))") }
        return number
    }

    /// The comment, byte for byte: the MAC covers it.
    mutating func comment() throws(KeyError) -> UnsafeRawBufferPointer {
        try expect("Comment")
        if end < text.count, text[end] == UInt8(ascii: " ") { end += 1 }
        let rest = text.slice(end..<text.count)
        let length =
            if isOneLine {
                rest.firstRange(of: " Public-Lines:")?.lowerBound ?? 0
            } else {
                rest.firstIndex(where: \.isLineEnd) ?? rest.count
            }
        end += length
        return rest.slice(0..<length)
    }

    /// The public key, which says itself how long it is.
    mutating func publicBlob() throws(KeyError) -> [UInt8] {
        let count = try number("Public-Lines")
        guard let first = peek() else {
            throw .malformed("the PPK ends too early: 0 of \(count) lines of base64")
        }
        guard let run = Base64Run(text, from: offset(of: first), KeyExtent.publicBlob) else {
            throw .malformed("damaged base64 in Public-Lines")
        }
        guard run.isWhole else { throw .truncated(have: run.bytes.count, need: run.need) }
        end = run.range.upperBound
        return run.bytes.array
    }

    /// The private key, up to the next field: how many lines it takes doesn't matter, the MAC covers what is in them.
    mutating func privateBlob() throws(KeyError) -> Secret {
        let count = try number("Private-Lines")
        let start = end
        var taken: UInt32 = 0
        while let word = peek(), !word.contains(UInt8(ascii: ":")) {
            taken += 1
            end = offset(of: word) + word.count
        }
        guard peek() != nil else {
            throw .malformed("the PPK ends too early: its Private-MAC line is missing")
        }
        if taken != count, !isOneLine { notes.append(.brokenLine) }
        var blob = SecretBuffer(capacity: end - start)
        guard Base64.decode(text.slice(start..<end), into: &blob) else {
            throw .malformed("damaged base64 in Private-Lines")
        }
        return blob.secret()
    }

    mutating func argon2() throws(KeyError) -> Argon2 {
        let name = String(decoding: try value("Key-Derivation"), as: UTF8.self)
        guard let flavour = Argon2.Flavour(rawValue: name) else {
            throw .unsupported("a key derived with \(Printable.name(name)); PuTTY supports only Argon2")
        }
        let (memory, passes) = (try number("Argon2-Memory"), try number("Argon2-Passes"))
        let parallelism = try number("Argon2-Parallelism")
        guard let salt = bytes(hexadecimal: try value("Argon2-Salt")) else {
            throw .malformed("Argon2-Salt isn't hexadecimal")
        }
        guard memory <= PPK.mostMemory else {
            throw .excessive(what: "KiB of memory", found: UInt64(memory), limit: UInt64(PPK.mostMemory))
        }
        guard parallelism <= PPK.mostLanes else {
            throw .excessive(what: "lanes of Argon2", found: UInt64(parallelism), limit: UInt64(PPK.mostLanes))
        }
        guard passes > 0, parallelism > 0, memory >= 8 * parallelism, salt.count >= 8 else {
            throw .malformed("Argon2 parameters below Argon2's minimum")
        }
        let work = UInt64(memory) * UInt64(passes)
        guard work <= PPK.mostWork else {
            throw .excessive(what: "KiB of Argon2 work", found: work, limit: PPK.mostWork)
        }
        let lanePasses = UInt64(passes) * UInt64(parallelism)
        guard parallelism == 1 || lanePasses <= PPK.mostLanePasses else {
            throw .excessive(what: "passes times lanes of Argon2", found: lanePasses, limit: PPK.mostLanePasses)
        }
        return Argon2(flavour: flavour, memory: memory, passes: passes, parallelism: parallelism, salt: salt)
    }

    mutating func mac(_ version: PPK.Version) throws(KeyError) -> MAC {
        let name = peek().map { String(decoding: $0, as: UTF8.self) }
        switch name {
        case "Private-MAC:": break
        case "Private-Hash:" where version == .one: break
        case nil: throw .malformed("the PPK ends too early: lines are missing")
        case _?: throw .malformed("no Private-MAC at the end of the PPK")
        }
        _ = word()
        // Behind the digits may be a quote, or what ends a line of a program.
        guard let value = peek() else { throw .malformed("the MAC isn't hexadecimal") }
        let length = value.prefix { HexadecimalText.digit($0) != nil }.count
        guard length > 0, let digits = bytes(hexadecimal: value.slice(0..<length)) else {
            throw .malformed("the MAC isn't hexadecimal")
        }
        end = offset(of: value) + length
        return name == "Private-MAC:" ? .mac(digits) : .hash(digits)
    }

    /// Whether the private key follows.
    var hasPrivateHalf: Bool {
        peek().map { $0.starts(with: "Private-") || $0.starts(with: "Key-Derivation:") } ?? false
    }

    // MARK: Words

    private mutating func expect(_ name: String) throws(KeyError) {
        guard let found = peek() else { throw .malformed("the PPK ends too early: lines are missing") }
        let length = found.firstIndex(of: UInt8(ascii: ":")) ?? found.count
        guard name.utf8.elementsEqual(found.slice(0..<length)), length < found.count else {
            let found = String(decoding: found.slice(0..<length), as: UTF8.self)
            throw .malformed("\(Printable.name(found)) where a PPK has \(name)")
        }
        end = offset(of: found) + length + 1
    }

    private mutating func word() -> UnsafeRawBufferPointer? {
        guard let word = peek() else { return nil }
        end = offset(of: word) + word.count
        return word
    }

    private func peek() -> UnsafeRawBufferPointer? {
        var start = end
        while start < text.count, text[start].isWhiteSpace { start += 1 }
        var wordEnd = start
        while wordEnd < text.count, !text[wordEnd].isWhiteSpace { wordEnd += 1 }
        return start < wordEnd ? text.slice(start..<wordEnd) : nil
    }

    private func offset(of word: UnsafeRawBufferPointer) -> Int {
        guard let base = text.baseAddress, let word = word.baseAddress else { return end }
        return word - base
    }
}

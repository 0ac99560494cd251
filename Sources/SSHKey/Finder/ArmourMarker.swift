/// A BEGIN or END with its label, however many dashes are left of it.
struct ArmourMarker {
    let isBegin: Bool
    /// The label in capitals, `OPENSSH PRIVATE KEY`.
    let label: String
    /// With the dashes on both sides.
    let range: Range<Int>
    /// The dashes are five on each side, or four with a blank, and the words are as they should be.
    let isWhole: Bool

    /// The first one at `start` or later.
    static func next(in text: UnsafeRawBufferPointer, from start: Int) -> ArmourMarker? {
        var index = start
        while index + 3 < text.count {
            let letter = text[index] & 0xDF
            if letter == UInt8(ascii: "B") || letter == UInt8(ascii: "E"),
                let marker = ArmourMarker(in: text, at: index)
            {
                return marker
            }
            index += 1
        }
        return nil
    }

    /// The marker whose word BEGIN or END is at `start`.
    init?(in text: UnsafeRawBufferPointer, at start: Int) {
        let isBegin = text[start] & 0xDF == UInt8(ascii: "B")
        let word: StaticString = isBegin ? "BEGIN" : "END"
        guard let wordEnd = Self.match(word, in: text, at: start) else { return nil }
        if start > 0, text[start - 1].isLetter { return nil }
        var front = start
        while front > 0, text[front - 1].isBlank { front -= 1 }
        let dashesEnd = front
        while front > 0, text[front - 1] == UInt8(ascii: "-") { front -= 1 }
        let dashesInFront = dashesEnd - front
        guard let (label, labelEnd) = Self.label(in: text, from: wordEnd, isMarked: dashesInFront > 0) else {
            return nil
        }
        var back = labelEnd
        while back < text.count, text[back].isBlank { back += 1 }
        let dashesStart = back
        while back < text.count, text[back] == UInt8(ascii: "-") { back += 1 }
        // Lower case is prose, unless it has dashes.
        let isCapital = text[start] == UInt8(ascii: "B") || text[start] == UInt8(ascii: "E")
        guard isCapital || dashesInFront > 0 else { return nil }
        (self.isBegin, self.label) = (isBegin, label)
        range = (dashesInFront > 0 ? front : start)..<(back > dashesStart ? back : labelEnd)
        let blanks = start - dashesEnd
        isWhole =
            (dashesInFront, back - dashesStart) == (5, 5) && blanks == 0 && dashesStart == labelEnd
            || (dashesInFront, back - dashesStart) == (4, 4) && blanks == 1 && dashesStart == labelEnd + 1
    }

    /// Labels that are known without their dashes and on any line breaks, the longest of a kind first.
    private static let labels: [StaticString] = [
        "OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
        "ANY PRIVATE KEY", "SSH2 ENCRYPTED PRIVATE KEY", "SSH2 PRIVATE KEY", "SSH2 PUBLIC KEY", "PRIVATE KEY",
        "RSA PUBLIC KEY", "PUBLIC KEY", "EC PARAMETERS", "PGP PRIVATE KEY BLOCK", "PGP PUBLIC KEY BLOCK",
        "PGP MESSAGE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "CERTIFICATE",
    ]
    private static let longestLabel = 64

    private static func label(
        in text: UnsafeRawBufferPointer, from start: Int, isMarked: Bool
    ) -> (label: String, end: Int)? {
        for known in labels {
            guard let end = match(known, in: text, at: start), end == text.count || !text[end].isLetter else {
                continue
            }
            let label = "\(known)"
            // "CERTIFICATE" may be the first word of a longer label.
            if isMarked, let longer = dashed(in: text, from: start), longer.label.count > label.count { return longer }
            return (label, end)
        }
        return isMarked ? dashed(in: text, from: start) : nil
    }

    /// A label of any words, up to the dashes on the same line.
    private static func dashed(in text: UnsafeRawBufferPointer, from start: Int) -> (label: String, end: Int)? {
        let rest = text.slice(start..<min(text.count, start + longestLabel))
        guard rest.first.map(\.isBlank) ?? false else { return nil }
        guard let dash = rest.firstIndex(of: UInt8(ascii: "-")), dash + 1 < rest.count,
            rest[dash + 1] == UInt8(ascii: "-")
        else { return nil }
        let label = rest.slice(0..<dash).trimmed
        let isName = label.allSatisfy { $0.isLetter || $0.isBlank || $0 == UInt8(ascii: ".") || 0x30...0x39 ~= $0 }
        guard isName, !label.isEmpty, !label.contains(where: \.isLineEnd) else { return nil }
        return (String(decoding: label, as: UTF8.self), start + dash)
    }

    /// Where `words` end if they are at `start`, with any white space between and in front of them, in either case.
    private static func match(_ words: StaticString, in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        var index = start
        for position in 0..<words.utf8CodeUnitCount {
            let letter = words.utf8Start[position]
            guard letter != UInt8(ascii: " ") else { continue }
            while index < text.count, isGap(text[index]), index > start || words.utf8CodeUnitCount > 5 { index += 1 }
            guard index < text.count else { return nil }
            let found = text[index].isLetter ? text[index] & 0xDF : text[index]
            guard found == letter else { return nil }
            index += 1
        }
        return index
    }

    private static func isGap(_ byte: UInt8) -> Bool { byte.isWhiteSpace || byte == UInt8(ascii: "_") }
}

import Secrecy

/// Lines with something around each: quotes of a mail, numbers, the marks of a list or of strings that a program joins.
enum DecoratedLines {
    static func strip(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        if let separator = Separator(of: text) { return separator.replace(in: text, into: &sink) }
        return CommonEnds(of: text)?.strip(text, into: &sink) ?? false
    }
}

/// What is between the BEGIN line of a block and its base64, and so between all of its lines. Learned from the one
/// place where both ends are known, it needs no list of what editors, mail and programming languages write.
private struct Separator {
    private let pattern: LinePattern
    private let start: Int

    private static let longest = 160
    private static let bodies: [StaticString] = [
        "b3BlbnNzaC1rZXktdj", "Proc-Type:", "Comment:", "Subject:", "P2/56", "AAAA", "MI", "MC", "MH", "MG", "MF", "ME",
        "MD", "MB",
    ]

    init?(of text: UnsafeRawBufferPointer) {
        var offset = 0
        while let marker = ArmourMarker.next(in: text, from: offset) {
            offset = marker.range.upperBound
            guard marker.isBegin else { continue }
            let rest = text.slice(offset..<min(text.count, offset + Self.longest))
            let starts = Self.bodies.compactMap { mark in rest.firstRange(of: mark)?.lowerBound }
            guard let body = starts.min() else { continue }
            if let pattern = LinePattern(rest.slice(0..<body)), !pattern.isBlank {
                (self.pattern, start) = (pattern, offset)
                return
            }
        }
        // Between the first line of a PPK and the second one.
        guard let mark = text.firstRange(of: PPKFields.mark)?.upperBound else { return nil }
        let rest = text.slice(mark..<min(text.count, mark + Self.longest))
        guard let next = rest.firstRange(of: "Encryption")?.lowerBound,
            let colon = rest.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        var end = colon + 2
        while end < next, rest[end].isAlphanumeric || "-@.".utf8.contains(rest[end]) {
            end += 1
        }
        guard end < next, let pattern = LinePattern(rest.slice(end..<next)), !pattern.isBlank else { return nil }
        (self.pattern, start) = (pattern, mark + end)
    }

    func replace(in text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        var offset = 0
        while offset < text.count {
            if offset >= start, let end = pattern.match(text, offset) {
                sink.put(0x0A, from: offset)
                offset = end
            } else {
                sink.put(text[offset], from: offset)
                offset += 1
            }
        }
        return true
    }
}

/// What every line begins with, and what all but the last end with, in a text without a BEGIN line.
private struct CommonEnds {
    private let prefix: LinePattern?
    private let suffix: [UInt8]

    init?(of text: UnsafeRawBufferPointer) {
        var lines = TextLines(text)
        var first = lines.next()
        while let line = first, line.trimmed.isEmpty { first = lines.next() }
        guard let first else { return nil }
        let head = Self.head(of: first)
        let prefix = LinePattern(first.slice(0..<head))
        var suffix = Array(first.slice(head..<first.count).reversed().prefix { !Self.isWord($0) }.reversed())
        var count = 1
        var hasPrefix = prefix.map { !$0.isBlank } ?? false
        while let line = lines.next() {
            guard !line.trimmed.isEmpty else { continue }
            count += 1
            hasPrefix = hasPrefix && prefix?.match(line, 0) != nil
            let isLast = lines.rest.trimmed.isEmpty
            if !isLast, !line.suffix(suffix.count).elementsEqual(suffix) { suffix = [] }
        }
        guard count > 1, hasPrefix || !suffix.isEmpty else { return nil }
        (self.prefix, self.suffix) = (hasPrefix ? prefix : nil, suffix)
    }

    /// Punctuation, or a number with punctuation behind it.
    private static func head(of line: UnsafeRawBufferPointer) -> Int {
        func skip(_ start: Int, _ isTaken: (UInt8) -> Bool) -> Int {
            var end = start
            while end < line.count, isTaken(line[end]) { end += 1 }
            return end
        }
        let marks = skip(0) { !isWord($0) }
        let digits = skip(marks) { 0x30...0x39 ~= $0 }
        let behind = skip(digits) { !isWord($0) }
        let isNumbered = digits > marks && behind > digits && line.slice(0..<marks).trimmed.isEmpty
        return isNumbered ? behind : marks
    }

    private static func isWord(_ byte: UInt8) -> Bool { byte.isAlphanumeric }

    func strip(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        guard let base = text.baseAddress else { return false }
        var lines = TextLines(text)
        while let line = lines.next() {
            guard let address = line.baseAddress else { continue }
            let offset = address - base
            let start = prefix?.match(line, 0) ?? 0
            let isEnded = line.count - start > suffix.count && line.suffix(suffix.count).elementsEqual(suffix)
            for index in start..<max(start, line.count - (isEnded ? suffix.count : 0)) {
                sink.put(line[index], from: offset + index)
            }
            sink.put(0x0A, from: offset + line.count)
        }
        return true
    }
}

/// A pattern of what is between lines: any number for a number, any blanks for blanks, any line end for one; the
/// rest as it is.
struct LinePattern {
    private enum Element: Equatable {
        case digits, blanks, lineEnd
        case byte(UInt8)
    }

    private let elements: [Element]

    /// Nil for bytes that could be base64.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var elements: [Element] = []
        for byte in bytes {
            let element = Self.element(byte)
            if case .byte = element {} else if elements.last == element { continue }
            elements.append(element)
        }
        let isMark = elements.contains { element in
            guard case .byte(let byte) = element else { return element != .digits }
            return Base64.value(byte) == 64
        }
        guard isMark else { return nil }
        self.elements = elements
    }

    /// Nothing but white space.
    var isBlank: Bool { elements.allSatisfy { $0 == .blanks || $0 == .lineEnd } }

    private static func element(_ byte: UInt8) -> Element {
        switch byte {
        case 0x30...0x39: .digits
        case UInt8(ascii: " "), UInt8(ascii: "\t"): .blanks
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): .lineEnd
        default: .byte(byte)
        }
    }

    /// Where the pattern ends if it is at `start`. Blanks at its end and before a line end need not be there.
    func match(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var index = start
        for (position, element) in elements.enumerated() {
            let isOptional =
                element == .blanks && (position == elements.count - 1 || elements[position + 1] == .lineEnd)
            guard index < text.count, Self.element(text[index]) == element else {
                if isOptional, index > start { continue }
                return nil
            }
            index += 1
            if case .byte = element { continue }
            while index < text.count, Self.element(text[index]) == element { index += 1 }
        }
        return index
    }
}

/// Hexadecimal digits: what Comware and Huawei's devices print of a public key, and what xxd, hexdump and od do.
enum HexadecimalText {
    private static let fewest = 32

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Writes the bytes of all lines that have nothing but digits; the result says whether they are what a key may
    /// begin with.
    static func decode(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        guard let base = text.baseAddress else { return false }
        var lines = TextLines(text)
        var digits = 0
        var isInside = false
        while let line = lines.next() {
            guard let address = line.baseAddress else { continue }
            let offset = address - base
            var high: UInt8?
            // The last line may be short.
            let range = Self.digits(of: line, fewest: isInside ? 2 : 8)
            isInside = !range.isEmpty
            for index in range {
                let isPrefix =
                    line[index] == UInt8(ascii: "0") && index + 1 < range.upperBound && line[index + 1] & 0xDF == 0x58
                guard !isPrefix, let digit = digit(line[index]) else { continue }
                digits += 1
                if let first = high {
                    sink.put(first << 4 | digit, from: offset + index - 1)
                    high = nil
                } else {
                    high = digit
                }
            }
        }
        return digits >= fewest
    }

    /// Where the digits of a line are: behind the offset of a dump and before its text; none in a line of other things.
    private static func digits(of line: UnsafeRawBufferPointer, fewest: Int) -> Range<Int> {
        var start = 0
        while start < line.count, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        var end = line.count
        let word = line.slice(start..<end).prefix { digit($0) != nil }.count
        // Digits, then a colon or two blanks; od has seven of them and one blank: the offset of a dump.
        let behind = start + word
        if word >= 7, word <= 8, behind + 1 < end,
            line[behind] == UInt8(ascii: ":") || line[behind] == 0x20 && (word == 7 || line[behind + 1] == 0x20)
        {
            start = behind + 1
            let columns = line.slice(start..<end)
            if let bar = columns.firstIndex(of: UInt8(ascii: "|")) {
                end = start + bar
            } else if line[behind] == UInt8(ascii: ":"), let gap = columns.firstRange(of: "  ")?.lowerBound, gap > 2 {
                end = start + gap
            }
        }
        let rest = line.slice(start..<end)
        let isDigits = rest.allSatisfy { byte in
            digit(byte) != nil || byte == 0x20 || byte == 0x09 || ":,xX\\\"[]{}".utf8.contains(byte)
        }
        let count = rest.filter { digit($0) != nil }.count - rest.filter { $0 & 0xDF == 0x58 }.count
        return isDigits && count >= fewest && count % 2 == 0 ? start..<end : start..<start
    }
}

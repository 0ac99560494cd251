import Secrecy

/// Turns terminal bytes into events: UTF-8, CSI, SS3, SGR and X10 mouse, bracketed paste, OSC and DA1 replies.
///
/// Pure: feed bytes, collect events. It follows xterm's ctlseqs and needs no terminfo, so it is the same under
/// every TERM. Whatever comes, it holds at most `pasteLimit` bytes and never stops reading.
public struct InputDecoder: ~Copyable {
    /// Far more than any key file; a paste of 10 MB is cut here and says so.
    public static let pasteLimit = 65_536
    /// Longer control sequences than this are noise.
    private static let sequenceLimit = 256

    private enum State {
        case ground
        case utf8(need: Int)
        case escape, singleShift
        case control
        case x10
        /// OSC, DCS, APC or PM: text up to ST or BEL.
        case string(kind: UInt8)
        case pasting
    }
    private var state = State.ground
    private var pending: [UInt8] = []
    private var paste = SecretBuffer()
    private var dropped = 0
    /// How many bytes of the end of a paste, ESC [ 2 0 1 ~, have been seen.
    private var endSeen = 0
    private static let pasteEnd: [UInt8] = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e]

    /// A decoder in the middle of nothing.
    public init() {}

    /// True while bytes may still turn out to be the Escape key: when no more come within 25 ms, call `idle`.
    public var awaitsMore: Bool {
        switch state {
        case .ground, .pasting: false
        default: true
        }
    }

    /// Takes bytes as they come, cut anywhere; returns the events that are complete.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        var events: [InputEvent] = []
        for byte in bytes { feed(byte, &events) }
        return events
    }

    /// Hands on each event as it is complete. No row of them is ever in memory, as it would be for a passphrase that
    /// was typed by a program.
    public mutating func feed(_ bytes: some Sequence<UInt8>, receive: (InputEvent) -> Void) {
        var events: [InputEvent] = []
        for byte in bytes {
            feed(byte, &events)
            for event in events { receive(event) }
            events.removeAll(keepingCapacity: true)
        }
    }

    /// No more bytes came in time: what is pending is what it is. A paste goes on, however slow it comes.
    public mutating func idle() -> [InputEvent] {
        guard awaitsMore else { return [] }
        defer { reset() }
        return switch state {
        case .escape: [.key(.escape)]
        case .singleShift: [.key(.alt("O"))]
        case .control where pending.isEmpty: [.key(.alt("["))]
        case .utf8: pending.map(InputEvent.malformed)
        default: []
        }
    }

    private mutating func reset() {
        state = .ground
        pending.wipe()
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func feed(_ byte: UInt8, _ events: inout [InputEvent]) {
        switch state {
        case .ground: ground(byte, &events)
        case .utf8(let need): utf8(byte, need, &events)
        case .escape: escape(byte, &events)
        case .singleShift:
            reset()
            if let key = Self.letterKeys[byte] { events.append(.key(key)) }
        case .control: control(byte, &events)
        case .x10:
            pending.append(byte)
            if pending.count == 3 {
                let code = Int(pending[0]) - 32
                let at = Point(column: Int(pending[1]) - 33, row: Int(pending[2]) - 33)
                reset()
                // X10 reports a release as button 3, without saying which.
                events.appendMouse(code, at, released: code & 0b11_0011 == 3 && code & 32 == 0)
            }
        case .string(let kind): string(byte, kind, &events)
        case .pasting: pasting(byte, &events)
        }
    }

    private mutating func ground(_ byte: UInt8, _ events: inout [InputEvent]) {
        switch byte {
        case 0x1b: state = .escape
        case 0x0d, 0x0a: events.append(.key(.enter))
        case 0x09: events.append(.key(.tab))
        case 0x7f, 0x08: events.append(.key(.backspace))
        case 0x00: events.append(.key(.control(" ")))
        case 0x01..<0x1b: events.append(.key(.control(Character(Unicode.Scalar(byte + 0x60)))))
        case 0x1c..<0x20: events.append(.key(.control(Character(Unicode.Scalar(byte + 0x40)))))
        case 0x20..<0x7f: events.append(.key(.character(Character(Unicode.Scalar(byte)))))
        case 0xc2..<0xe0: (state, pending) = (.utf8(need: 2), [byte])
        case 0xe0..<0xf0: (state, pending) = (.utf8(need: 3), [byte])
        case 0xf0..<0xf5: (state, pending) = (.utf8(need: 4), [byte])
        default: events.append(.malformed(byte))
        }
    }

    private mutating func utf8(_ byte: UInt8, _ need: Int, _ events: inout [InputEvent]) {
        guard byte & 0xc0 == 0x80 else {
            events += pending.map(InputEvent.malformed)
            reset()
            return feed(byte, &events)
        }
        pending.append(byte)
        guard pending.count == need else { return }
        if let text = String(validating: pending, as: UTF8.self), let character = text.first {
            // C1 controls are as unprintable as C0.
            if !("\u{80}"..."\u{9f}").contains(character) { events.append(.key(.character(character))) }
        } else {
            events += pending.map(InputEvent.malformed)
        }
        reset()
    }

    private mutating func escape(_ byte: UInt8, _ events: inout [InputEvent]) {
        switch byte {
        case 0x5b: state = .control
        case 0x4f: state = .singleShift
        case 0x5d, 0x50, 0x58, 0x5e, 0x5f: state = .string(kind: byte)
        case 0x1b: events.append(.key(.escape))
        case 0x20..<0x7f:
            reset()
            events.append(.key(.alt(Character(Unicode.Scalar(byte)))))
        default:
            reset()
            events.append(.key(.escape))
            feed(byte, &events)
        }
    }

    private mutating func control(_ byte: UInt8, _ events: inout [InputEvent]) {
        if byte == 0x1b {
            reset()
            state = .escape
            return
        }
        pending.append(byte)
        // The Linux console says F1 to F5 as ESC [ [ A to E.
        if pending.count == 1, byte == 0x5b { return }
        if pending.count == 2, pending[0] == 0x5b {
            let number = Int(byte) - 0x40
            reset()
            if (1...5).contains(number) { events.append(.key(.function(number))) }
            return
        }
        if pending.count == 1, byte == 0x4d {
            reset()
            state = .x10
            return
        }
        guard (0x40...0x7e).contains(byte) else {
            if pending.count > Self.sequenceLimit { reset() }
            return
        }
        if pending[0] == UInt8(ascii: "<") {
            mouse(byte, &events)
            return reset()
        }
        let body = String(decoding: pending.dropLast(), as: UTF8.self)
        reset()
        finish(body, byte, &events)
    }

    /// The mouse's report, `<button;column;row`. It comes a thousand times a second: read from the bytes as they are.
    private func mouse(_ final: UInt8, _ events: inout [InputEvent]) {
        var numbers: [Int] = []
        var isBetween = true
        for byte in pending[1..<pending.count - 1] {
            switch byte {
            case UInt8(ascii: ";") where !isBetween: isBetween = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let number = (isBetween ? 0 : numbers.removeLast()) * 10 + Int(byte - UInt8(ascii: "0"))
                guard number <= 65_535 else { return }
                numbers.append(number)
                isBetween = false
            default: return
            }
        }
        guard numbers.count == 3, !isBetween, final == 0x4d || final == 0x6d else { return }
        let at = Point(column: numbers[1] - 1, row: numbers[2] - 1)
        events.appendMouse(numbers[0], at, released: final == 0x6d)
    }

    /// A whole control sequence: its parameters and its final byte.
    private mutating func finish(_ body: String, _ final: UInt8, _ events: inout [InputEvent]) {
        if body.hasPrefix("?") {
            if final == 0x63 { events.append(.attributes) }
            return
        }
        // Further parameters are modifiers, which no page uses.
        let first = body.split(separator: ";").first.flatMap { Int($0) }
        switch final {
        case 0x7e where first == 200:
            state = .pasting
        case 0x7e:
            if let key = first.flatMap({ Self.numberedKeys[$0] }) { events.append(.key(key)) }
        case 0x5a: events.append(.key(.backTab))
        default:
            if let key = Self.letterKeys[final] { events.append(.key(key)) }
        }
    }

    private static let letterKeys: [UInt8: Key] = [
        0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home,
        0x4d: .enter, 0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
    ]
    private static let numberedKeys: [Int: Key] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
        17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
        23: .function(11), 24: .function(12),
    ]

    private mutating func string(_ byte: UInt8, _ kind: UInt8, _ events: inout [InputEvent]) {
        let ended = byte == 0x07 || (byte == 0x5c && pending.last == 0x1b)
        guard ended else {
            if pending.count < Self.sequenceLimit || byte == 0x1b { pending.append(byte) }
            if pending.count > 2 * Self.sequenceLimit { reset() }
            return
        }
        if byte == 0x5c { pending.removeLast() }
        let text = String(decoding: pending, as: UTF8.self)
        reset()
        if kind == 0x5d, let color = Self.background(text) { events.append(color) }
    }

    /// `11;rgb:RRRR/GGGG/BBBB`, each channel one to four hexadecimal digits.
    private static func background(_ reply: String) -> InputEvent? {
        guard reply.hasPrefix("11;rgb:") else { return nil }
        let channels = reply.dropFirst(7).split(separator: "/").compactMap { text -> Double? in
            // Int alone would take a sign.
            guard (1...4).contains(text.count), text.allSatisfy(\.isHexDigit), let value = Int(text, radix: 16) else {
                return nil
            }
            return Double(value) / Double((1 << (4 * text.count)) - 1)
        }
        guard channels.count == 3 else { return nil }
        return .background(red: channels[0], green: channels[1], blue: channels[2])
    }

    private mutating func pasting(_ byte: UInt8, _ events: inout [InputEvent]) {
        if byte == Self.pasteEnd[endSeen] {
            endSeen += 1
            guard endSeen == Self.pasteEnd.count else { return }
            events.append(.paste(Paste(paste.secret(), dropped: dropped)))
            paste = SecretBuffer()
            (dropped, endSeen) = (0, 0)
            return reset()
        }
        // It only looked like the end: what was held back belongs to the paste.
        for held in Self.pasteEnd.prefix(endSeen) { keep(held) }
        endSeen = 0
        if byte == Self.pasteEnd[0] { endSeen = 1 } else { keep(byte) }
    }

    private mutating func keep(_ byte: UInt8) {
        if paste.count < Self.pasteLimit { paste.append(byte) } else { dropped += 1 }
    }
}

extension [InputEvent] {
    /// Adds a mouse event from xterm's button code: 32 is motion, 64 and 65 are the wheel.
    fileprivate mutating func appendMouse(_ code: Int, _ at: Point, released: Bool) {
        let kind: MouseEvent.Kind
        switch code & ~0b1_1100 {
        case 64: kind = .wheelUp
        case 65: kind = .wheelDown
        case 32...35: kind = .motion
        // rxvt-unicode 9.30 says motion without a button like this; no button has the number.
        case 3 where !released: kind = .motion
        case 0...3: kind = released ? .release : .press
        default: return
        }
        append(.mouse(MouseEvent(kind, at: at)))
    }
}

import Secrecy
import Testing

@testable import TerminalUI

/// What terminals send, from xterm's ctlseqs and the terminfo entries of xterm, tmux, screen, linux and rxvt.
@Suite struct InputDecoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var events: [InputEvent]

        init(_ text: String, _ events: InputEvent...) {
            bytes = Array(text.utf8)
            self.events = events
        }

        init(_ bytes: [UInt8], _ events: InputEvent...) {
            self.bytes = bytes
            self.events = events
        }

        var testDescription: String {
            bytes.map { 0x20..<0x7f ~= $0 ? String(Unicode.Scalar($0)) : "<\(String($0, radix: 16))>" }.joined()
        }
    }

    private static func mouse(_ kind: MouseEvent.Kind, _ column: Int, _ row: Int) -> InputEvent {
        .mouse(MouseEvent(kind, at: Point(column: column, row: row)))
    }

    static let text: [Case] = [
        Case("a", .key(.character("a"))), Case(" ", .key(.character(" "))), Case("~", .key(.character("~"))),
        Case("é", .key(.character("é"))), Case("鍵", .key(.character("鍵"))), Case("🔑", .key(.character("🔑"))),
        Case("e\u{301}", .key(.character("e")), .key(.character("\u{301}"))),
        Case("\r", .key(.enter)), Case("\n", .key(.enter)), Case("\t", .key(.tab)),
        Case("\u{7f}", .key(.backspace)), Case("\u{8}", .key(.backspace)),
        Case("\0", .key(.control(" "))), Case("\u{3}", .key(.control("c"))), Case("\u{1a}", .key(.control("z"))),
        Case("\u{1c}", .key(.control("\\"))), Case("\u{1f}", .key(.control("_"))),
        Case("\u{1b}x", .key(.alt("x"))), Case("\u{1b} ", .key(.alt(" "))),
    ]

    static let keys: [Case] = [
        // xterm, tmux and everything like it; CSI in normal and SS3 in application mode.
        Case("\u{1b}[A", .key(.up)), Case("\u{1b}[B", .key(.down)), Case("\u{1b}[C", .key(.right)),
        Case("\u{1b}[D", .key(.left)), Case("\u{1b}OA", .key(.up)), Case("\u{1b}OB", .key(.down)),
        Case("\u{1b}OC", .key(.right)), Case("\u{1b}OD", .key(.left)),
        Case("\u{1b}[H", .key(.home)), Case("\u{1b}[F", .key(.end)), Case("\u{1b}OH", .key(.home)),
        Case("\u{1b}OF", .key(.end)), Case("\u{1b}OM", .key(.enter)), Case("\u{1b}[Z", .key(.backTab)),
        Case("\u{1b}[2~", .key(.insert)), Case("\u{1b}[3~", .key(.delete)), Case("\u{1b}[5~", .key(.pageUp)),
        Case("\u{1b}[6~", .key(.pageDown)),
        // screen and the Linux console say Home and End so; rxvt so.
        Case("\u{1b}[1~", .key(.home)), Case("\u{1b}[4~", .key(.end)), Case("\u{1b}[7~", .key(.home)),
        Case("\u{1b}[8~", .key(.end)),
        // F1 to F4: xterm, rxvt, Linux console.
        Case("\u{1b}OP", .key(.function(1))), Case("\u{1b}OQ", .key(.function(2))),
        Case("\u{1b}OR", .key(.function(3))), Case("\u{1b}OS", .key(.function(4))),
        Case("\u{1b}[11~", .key(.function(1))),
        Case("\u{1b}[12~", .key(.function(2))), Case("\u{1b}[13~", .key(.function(3))),
        Case("\u{1b}[14~", .key(.function(4))), Case("\u{1b}[[A", .key(.function(1))),
        Case("\u{1b}[[B", .key(.function(2))), Case("\u{1b}[[C", .key(.function(3))),
        Case("\u{1b}[[D", .key(.function(4))), Case("\u{1b}[[E", .key(.function(5))),
        // The numbers have gaps after F5 and F10.
        Case("\u{1b}[15~", .key(.function(5))), Case("\u{1b}[17~", .key(.function(6))),
        Case("\u{1b}[18~", .key(.function(7))), Case("\u{1b}[19~", .key(.function(8))),
        Case("\u{1b}[20~", .key(.function(9))), Case("\u{1b}[21~", .key(.function(10))),
        Case("\u{1b}[23~", .key(.function(11))), Case("\u{1b}[24~", .key(.function(12))),
        // With a modifier they are the same keys here.
        Case("\u{1b}[1;5A", .key(.up)), Case("\u{1b}[1;2P", .key(.function(1))), Case("\u{1b}[3;5~", .key(.delete)),
        // Unknown keys are nothing, and what follows is read as usual.
        Case("\u{1b}[99~a", .key(.character("a"))), Case("\u{1b}[Ia", .key(.character("a"))),
        Case("\u{1b}Oxb", .key(.character("b"))),
    ]

    static let mice: [Case] = [
        Case("\u{1b}[<0;1;1M", mouse(.press, 0, 0)), Case("\u{1b}[<0;1;1m", mouse(.release, 0, 0)),
        Case("\u{1b}[<35;10;20M", mouse(.motion, 9, 19)), Case("\u{1b}[<32;10;20M", mouse(.motion, 9, 19)),
        Case("\u{1b}[<64;3;4M", mouse(.wheelUp, 2, 3)), Case("\u{1b}[<65;3;4M", mouse(.wheelDown, 2, 3)),
        // Beyond what X10 can say.
        Case("\u{1b}[<35;300;240M", mouse(.motion, 299, 239)),
        // rxvt-unicode: no button, and all the modifiers.
        Case("\u{1b}[<31;15;5M", mouse(.motion, 14, 4)),
        // With shift, alt and control held.
        Case("\u{1b}[<28;2;2M", mouse(.press, 1, 1)),
        Case([0x1b, 0x5b, 0x4d, 0x20, 0x21, 0x21], mouse(.press, 0, 0)),
        Case([0x1b, 0x5b, 0x4d, 0x23, 0x21, 0x21], mouse(.release, 0, 0)),
        Case([0x1b, 0x5b, 0x4d, 0x43, 0x2a, 0x34], mouse(.motion, 9, 19)),
        Case([0x1b, 0x5b, 0x4d, 0x60, 0x23, 0x24], mouse(.wheelUp, 2, 3)),
        Case([0x1b, 0x5b, 0x4d, 0x61, 0x23, 0x24], mouse(.wheelDown, 2, 3)),
        // Column 223 is the last one of X10, a byte that isn't UTF-8.
        Case([0x1b, 0x5b, 0x4d, 0x20, 0xff, 0x21], mouse(.press, 222, 0)),
        // Press and release in one go stay two events.
        Case("\u{1b}[<0;5;5M\u{1b}[<0;5;5m", mouse(.press, 4, 4), mouse(.release, 4, 4)),
        Case("\u{1b}[<0;5Ma", .key(.character("a"))), Case("\u{1b}[<0;;5Ma", .key(.character("a"))),
        Case("\u{1b}[<0;99999999999999999999;5Ma", .key(.character("a"))),
    ]

    static let replies: [Case] = [
        Case("\u{1b}]11;rgb:0000/0000/0000\u{1b}\\", .background(red: 0, green: 0, blue: 0)),
        Case("\u{1b}]11;rgb:ffff/ffff/ffff\u{7}", .background(red: 1, green: 1, blue: 1)),
        Case("\u{1b}]11;rgb:f/0/f\u{7}", .background(red: 1, green: 0, blue: 1)),
        Case("\u{1b}]11;rgb:ff/00/80\u{7}", .background(red: 1, green: 0, blue: 128.0 / 255)),
        Case("\u{1b}[?62;22c", .attributes), Case("\u{1b}[?1;2c", .attributes), Case("\u{1b}[?6c", .attributes),
        Case(
            "\u{1b}]11;rgb:1111/1313/1a1a\u{1b}\\\u{1b}[?64;1;2c",
            .background(red: 0x1111.share, green: 0x1313.share, blue: 0x1a1a.share), .attributes),
        Case("\u{1b}]10;rgb:ff/ff/ff\u{7}a", .key(.character("a"))), Case("\u{1b}]11;red\u{7}a", .key(.character("a"))),
        Case("\u{1b}P1$r0m\u{1b}\\a", .key(.character("a"))), Case("\u{1b}_x\u{1b}\\a", .key(.character("a"))),
    ]

    static let pastes: [Case] = [
        Case("\u{1b}[200~abc\u{1b}[201~", .paste(Paste("abc"))), Case("\u{1b}[200~\u{1b}[201~", .paste(Paste(""))),
        // Nothing inside is a key, a sequence or the end.
        Case(
            "\u{1b}[200~a\r\u{1b}[A\u{3}\u{1b}[20\u{1b}[201~b", .paste(Paste("a\r\u{1b}[A\u{3}\u{1b}[20")),
            .key(.character("b"))),
        Case("\u{1b}[200~\u{1b}\u{1b}[201~", .paste(Paste("\u{1b}"))),
    ]

    static let malformed: [Case] = [
        Case([0xff], .malformed(0xff)), Case([0x80], .malformed(0x80)),
        Case([0xc0, 0x80], .malformed(0xc0), .malformed(0x80)),
        Case([0xc3, 0x61], .malformed(0xc3), .key(.character("a"))),
        // A surrogate and a value beyond Unicode.
        Case([0xed, 0xa0, 0x80], .malformed(0xed), .malformed(0xa0), .malformed(0x80)),
        Case([0xf4, 0x90, 0x80, 0x80], .malformed(0xf4), .malformed(0x90), .malformed(0x80), .malformed(0x80)),
        Case([0xe9, 0x8d, 0xc3, 0xa9], .malformed(0xe9), .malformed(0x8d), .key(.character("é"))),
        // C1 controls are no text.
        Case([0xc2, 0x9b, 0x41], .key(.character("A"))),
    ]

    @Test(arguments: text + keys + mice + replies + pastes + malformed)
    func sequence(example: Case) {
        var decoder = InputDecoder()
        #expect(decoder.feed(example.bytes) == example.events)
        let awaitsMore = decoder.awaitsMore
        #expect(!awaitsMore)
        #expect(decoder.idle() == [])
    }

    /// A read may end anywhere.
    @Test(arguments: text + keys + mice + replies + pastes + malformed)
    func splitAnywhere(example: Case) {
        for place in 0...example.bytes.count {
            var decoder = InputDecoder()
            let events = decoder.feed(example.bytes[..<place]) + decoder.feed(example.bytes[place...])
            #expect(events == example.events, "split at \(place)")
        }
        var decoder = InputDecoder()
        #expect(example.bytes.flatMap { decoder.feed([$0]) } == example.events)
    }

    /// One after the other they are the same events as alone.
    @Test func inARow() {
        let cases = Self.text + Self.keys + Self.mice + Self.replies + Self.pastes + Self.malformed
        var decoder = InputDecoder()
        #expect(decoder.feed(cases.flatMap(\.bytes)) == cases.flatMap(\.events))
        var events: [InputEvent] = []
        decoder.feed(cases.flatMap(\.bytes)) { events.append($0) }
        #expect(events == cases.flatMap(\.events))
    }

    @Test(arguments: [
        ("\u{1b}", [InputEvent.key(.escape)]), ("\u{1b}O", [.key(.alt("O"))]), ("\u{1b}[", [.key(.alt("["))]),
        ("\u{1b}[1;", []), ("\u{1b}]11;", []),
    ])
    func idle(sent: String, events: [InputEvent]) {
        var decoder = InputDecoder()
        let before = decoder.feed(sent.utf8)
        let (waits, after, waitsStill) = (decoder.awaitsMore, decoder.idle(), decoder.awaitsMore)
        #expect(waits && !waitsStill)
        #expect(before + after == events)
        // It starts again.
        #expect(decoder.feed("x".utf8) == [.key(.character("x"))])
    }

    @Test func escapeTwice() {
        var decoder = InputDecoder()
        #expect(decoder.feed("\u{1b}\u{1b}".utf8) + decoder.idle() == [.key(.escape), .key(.escape)])
    }

    /// In the middle of a paste silence means nothing: it may come slowly.
    @Test func slowPaste() {
        var decoder = InputDecoder()
        _ = decoder.feed("\u{1b}[200~ab".utf8)
        let awaitsMore = decoder.awaitsMore
        #expect(!awaitsMore)
        _ = decoder.idle()
        #expect(decoder.feed("c\u{1b}[201~".utf8) == [.paste(Paste("abc"))])
    }

    @Test func hugePaste() throws {
        var decoder = InputDecoder()
        let size = 3_000_000
        var events = decoder.feed("\u{1b}[200~".utf8)
        let chunk = [UInt8](repeating: 0x61, count: 10_000)
        for _ in 0..<(size / chunk.count) { events += decoder.feed(chunk) }
        events += decoder.feed("\u{1b}[201~z".utf8)
        try #require(events.count == 2)
        let kept = Paste(
            Secret(Array(repeating: 0x61, count: InputDecoder.pasteLimit)),
            dropped: size - InputDecoder.pasteLimit)
        #expect(events[0] == .paste(kept))
        #expect(events[1] == .key(.character("z")))
    }

    /// A sequence without an end is noise: it is given up, and keys are read again.
    @Test(arguments: ["\u{1b}[", "\u{1b}]", "\u{1b}P"])
    func endless(start: String) {
        var decoder = InputDecoder()
        _ = decoder.feed(start.utf8)
        _ = decoder.feed([UInt8](repeating: 0x31, count: 100_000))
        _ = decoder.idle()
        #expect(decoder.feed("a".utf8) == [.key(.character("a"))])
    }

    /// Whatever comes, keys are read after it; and in pieces it is the same as in one.
    @Test(arguments: 0..<200)
    func randomBytes(seed: UInt64) {
        var random = SplitMix(state: seed)
        // Bytes that begin and end sequences are frequent, so that many are met in the middle.
        let frequent = Array("\u{1b}[]O<;M~m?0123456789cP\\\u{7}".utf8)
        let bytes = (0..<2000).map { _ in
            random.next() % 3 == 0 ? UInt8(truncatingIfNeeded: random.next()) : frequent.randomElement(using: &random)!
        }
        var whole = InputDecoder()
        let events = whole.feed(bytes)
        var pieces = InputDecoder()
        var rest = bytes[...]
        var split: [InputEvent] = []
        while !rest.isEmpty {
            let count = Int(random.next() % 7)
            split += pieces.feed(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        #expect(split == events)
        _ = whole.feed("\u{1b}[201~\u{7}".utf8)
        _ = whole.idle()
        #expect(whole.feed("a".utf8) == [.key(.character("a"))])
    }
}

/// The generator of Steele, Lea and Flood, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension Int {
    /// As a share of 16 bits.
    fileprivate var share: Double { Double(self) / 65_535 }
}

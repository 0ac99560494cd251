import TerminalUI

// What a terminal sends: keys, the mouse, pastes, and its answers to OSC 11, OSC 52 and DA1.

extension FuzzTarget {
    static let terminals = [
        FuzzTarget(
            "terminal",
            words: [
                "\u{1b}[", "\u{1b}[<35;10;10M", "\u{1b}]11;rgb:", "\u{1b}]52;c;", "\u{1b}\\", "\u{1b}[200~",
                "\u{1b}[201~",
            ]
        ) { input in
            var whole = InputDecoder()
            let events = whole.feed(input)
            var bytewise = InputDecoder()
            var others: [InputEvent] = []
            for byte in input { bytewise.feed([byte]) { others.append($0) } }
            if events != others { return "its events depend on how the bytes are cut" }
            _ = whole.idle()
            if whole.awaitsMore { return "it waits for more after it was told that no more comes" }
            return events.lazy.compactMap(complaint).first
        },
        FuzzTarget("text-field") { input in
            var decoder = InputDecoder()
            var field = TextField()
            var secret = SecretField()
            for event in decoder.feed(input) {
                _ = field.handle(event)
                _ = secret.handle(event)
            }
            return obeyed([field.text])
        },
        FuzzTarget("drawn-text", words: ["\u{1b}", "\u{202E}", "\u{9b}", "\u{200D}", "\u{FE0F}", "e\u{301}"]) { input in
            let text = String(decoding: input, as: UTF8.self)
            if let complaint = obeyed([text.safeToDraw]) { return complaint }
            for glyphs in [Glyphs.unicode, .ascii] {
                var canvas = Canvas(size: Size(columns: 40, rows: 3), glyphs: glyphs)
                canvas.put(text, column: 3, row: 1, role: .text)
                if let complaint = obeyed(canvas.cells.map { $0.character.map(String.init) }) { return complaint }
                if glyphs == .ascii, canvas.cells.contains(where: { $0.character?.isASCII == false }) {
                    return "not ASCII"
                }
            }
            return nil
        },
    ]

    private static func complaint(about event: InputEvent) -> String? {
        switch event {
        case .background(let red, let green, let blue):
            [red, green, blue].allSatisfy { (0...1).contains($0) } ? nil : "a color beyond 1"
        case .mouse(let mouse):
            // X10's bytes from 0 to 32 are cells before the first: pages look whether a cell is theirs.
            (-33...65_535).contains(mouse.at.column) && (-33...65_535).contains(mouse.at.row) ? nil : "a cell far away"
        case .paste(let paste): paste.bytes.count <= InputDecoder.pasteLimit ? nil : "a paste beyond its limit"
        default: nil
        }
    }
}

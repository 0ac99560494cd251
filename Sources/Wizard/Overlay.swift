import TerminalUI

/// What stands in front of a page until it is answered or closed.
enum Overlay: Hashable, Sendable {
    case help(Scroll)
    /// Leaving would lose the key pair in memory.
    case leaving
    /// A key was pasted.
    case pasted(PastedKey)

    var keys: [KeyBinding<Message>] {
        switch self {
        case .help:
            [
                KeyBinding(.escape, .enter, .function(1), label: "back to the page", help: "close this help", message: .help),
                Scroll.keys,
            ]
        case .pasted(.publicKey):
            [
                KeyBinding(.enter, label: "use this key", help: "go on with this public key", message: .usePasted),
                KeyBinding(.escape, label: "back to the page", help: "forget what was pasted", message: .stay),
            ]
        case .pasted(.privateKey):
            [KeyBinding(.escape, .enter, label: "back to the page", help: "forget what was pasted", message: .stay)]
        case .leaving:
            [
                KeyBinding(.escape, .enter, label: "stay", help: "go back to the page", message: .stay),
                KeyBinding(.control("d"), label: "leave and discard", help: "leave without saving", message: .leave),
            ]
        }
    }

    var title: String {
        switch self {
        case .help: "Help"
        case .leaving: "Leave without saving?"
        case .pasted(.privateKey): "That is a private key"
        case .pasted(.publicKey): "That is a public key"
        }
    }

    /// Draws in the page's place.
    func draw(_ frame: inout Frame<Message>, in area: Rect, paragraphs: [String], keys: [KeyBinding<Message>]) {
        switch self {
        case .help(let scroll):
            frame.scrolled(scroll, in: area) { frame, area in
                for paragraph in paragraphs {
                    frame.paragraph(paragraph, &area)
                    frame.gap(&area)
                }
                frame.paragraph("Keys on this page", &area, role: .title)
                for binding in keys {
                    let names = binding.keys.map(\.name).joined(separator: ", ")
                    frame.canvas.put(names, column: area.column, row: area.row, role: .key, limit: 16)
                    var inner = Rect(column: area.column + 17, row: area.row, columns: area.columns - 17, rows: area.rows)
                    frame.paragraph(binding.help, &inner)
                    area = area.dropFirst(inner.row - area.row)
                }
            }
        case .pasted(let key):
            var area = area
            drawPasted(key, &frame, &area)
        case .leaving:
            var area = area
            frame.paragraph("The key pair is in memory only. It is lost when you leave now.", &area, role: .warning)
            frame.gap(&area)
            let end = frame.button("Stay", column: area.column, row: area.row, focused: true, press: .stay)
            frame.button("Leave and discard it", column: end + 2, row: area.row, focused: false, press: .leave)
        }
    }

    private func drawPasted(_ key: PastedKey, _ frame: inout Frame<Message>, _ area: inout Rect) {
        switch key {
        case .privateKey:
            frame.paragraph(
                "A private key is pasted nowhere: not here, not into a web page, not into a chat. It was not kept. "
                    + "Whoever saw it on the way can log in as you; if that may be, make a new one.", &area, role: .warning)
            frame.gap(&area)
            frame.paragraph("To use the file that it comes from, open it on the Key page: Use a key that I have.", &area)
            frame.gap(&area)
            frame.button("Back to the page", column: area.column, row: area.row, focused: true, press: .stay)
        case .publicKey(let key, let format, let notes):
            frame.paragraph("\(key.displayName), in the format \(format). As one line for every service it is:", &area)
            frame.gap(&area)
            frame.code(key.line, &area, rows: max(1, area.rows - 6))
            for note in notes { frame.marked(frame.canvas.glyphs.bullet, note.sentence, &area, role: .muted) }
            frame.gap(&area)
            let end = frame.button("Use this key", column: area.column, row: area.row, focused: true, press: .usePasted)
            frame.button("Back to the page", column: end + 2, row: area.row, focused: false, press: .stay)
        }
    }
}

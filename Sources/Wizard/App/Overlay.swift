import TerminalUI

/// What stands in front of a page until it is answered or closed.
enum Overlay: Hashable, Sendable {
    case help(Scroll)
    /// Leaving would lose the key pair in memory.
    case leaving(ActionRow)
    /// A key was pasted.
    case pasted(PastedKey, ActionRow)

    var isLeaving: Bool {
        if case .leaving = self { true } else { false }
    }

    var keys: [KeyBinding<Message>] {
        switch self {
        case .help:
            [
                KeyBinding(
                    .escape, .enter, .function(1), label: "back to the page", help: "close this help", message: .help),
                Scroll.keys,
            ]
        case .leaving(let row), .pasted(_, let row): row.keys(actions)
        }
    }

    private var actions: [Action] {
        let stay = Action("Back to the page", .escape, label: "back to the page", help: "forget what was pasted", .stay)
        return switch self {
        case .help: []
        case .pasted(.privateKey, _), .pasted(.other, _): [stay]
        case .pasted(.publicKey, _):
            [Action("Use this key", label: "use this key", help: "go on with this public key", .usePasted), stay]
        case .leaving:
            [
                Action("Stay", .escape, label: "stay", help: "go back to the page", .stay),
                Action(
                    "Leave and discard it", .control("d"), label: "leave and discard", help: "leave without saving",
                    .leave),
            ]
        }
    }

    /// Another button gets the focus.
    mutating func move(_ message: Message) {
        switch self {
        case .help: break
        case .leaving(var row):
            row.move(message, actions)
            self = .leaving(row)
        case .pasted(let key, var row):
            row.move(message, actions)
            self = .pasted(key, row)
        }
    }

    var title: String {
        switch self {
        case .help: "Help"
        case .leaving: "Leave without saving?"
        case .pasted(.privateKey, _): "That is a private key"
        case .pasted(.publicKey, _): "That is a public key"
        case .pasted(.other, _): "That is no SSH key"
        }
    }

    /// Draws in the page's place; the help is of the page below.
    func draw(
        _ frame: inout Frame<Message>, in area: Rect, paragraphs: [String] = [], keys: [KeyBinding<Message>] = []
    ) {
        var area = area
        switch self {
        case .help(let scroll):
            frame.scrolled(scroll, in: area) { frame, area in
                for paragraph in paragraphs {
                    frame.readable(paragraph, &area)
                    frame.gap(&area)
                }
                frame.paragraph("Keys on this page", &area, role: .title)
                for binding in keys { Self.draw(binding, &frame, &area) }
            }
        case .pasted(let key, let row):
            draw(key, &frame, &area)
            frame.buttons(actions, row, &area)
        case .leaving(let row):
            frame.paragraph("The key pair is in memory only. It is lost when you leave now.", &area, role: .warning)
            frame.gap(&area)
            frame.buttons(actions, row, &area)
        }
    }

    private static func draw(_ binding: KeyBinding<Message>, _ frame: inout Frame<Message>, _ area: inout Rect) {
        let columns = 17
        let names = binding.keys.map(\.name).joined(separator: ", ")
        var left = Rect(column: area.column, row: area.row, columns: columns - 1, rows: area.rows)
        frame.paragraph(names, &left, role: .key)
        var right = Rect(
            column: area.column + columns, row: area.row, columns: area.columns - columns, rows: area.rows)
        frame.paragraph(binding.help, &right)
        area = area.dropFirst(max(left.row, right.row) - area.row)
    }

    private func draw(_ key: PastedKey, _ frame: inout Frame<Message>, _ area: inout Rect) {
        switch key {
        case .privateKey:
            frame.readable(
                "A private key is pasted nowhere: not here, not into a web page, not into a chat. It was not kept. "
                    + "Whoever saw it on the way can log in as you; if that may be, make a new one.", &area,
                role: .warning)
            frame.gap(&area)
            frame.readable(
                "To use the file that it comes from, open it on the Key page: Use a key that I have.", &area)
        case .other(let what, let hint):
            frame.paragraph(what.sentence, &area)
            if let hint {
                frame.gap(&area)
                frame.paragraph(hint.sentence, &area)
            }
        case .publicKey(let key, let format, let notes):
            frame.paragraph(
                "\(key.displayName), format \(format). The line that every service takes:", &area)
            frame.gap(&area)
            frame.code(key.line, &area, rows: max(1, area.rows - 6))
            for note in notes { frame.marked(frame.canvas.glyphs.bullet, note.sentence, &area, role: .muted) }
        }
        frame.gap(&area)
    }
}

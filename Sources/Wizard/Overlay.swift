import TerminalUI

/// What stands in front of a page until it is answered or closed.
enum Overlay: Hashable, Sendable {
    case help(Scroll)
    /// Leaving would lose the key pair in memory.
    case leaving

    var keys: [KeyBinding<Message>] {
        switch self {
        case .help:
            [
                KeyBinding(.escape, .enter, .function(1), label: "back to the page", help: "close this help", message: .help),
                Scroll.keys,
            ]
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
        case .leaving:
            var area = area
            frame.paragraph("The key pair is in memory only. It is lost when you leave now.", &area, role: .warning)
            frame.gap(&area)
            let end = frame.button("Stay", column: area.column, row: area.row, focused: true, press: .stay)
            frame.button("Leave and discard it", column: end + 2, row: area.row, focused: false, press: .leave)
        }
    }
}

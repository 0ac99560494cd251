import TerminalUI

/// A row of buttons, one of which has the focus; plain mode asks the same as a list.
struct ButtonRow: Hashable {
    var focus = 0

    /// The keys of a row of these options.
    func keys(_ options: [Question.Option]) -> [KeyBinding<Message>] {
        guard !options.isEmpty else { return [] }
        let option = options[min(focus, options.count - 1)]
        let enter = option.messages.first.map {
            KeyBinding<Message>.enter(
                option.label.lowercasedFirst,
                help: option.detail.isEmpty ? option.label.lowercasedFirst : option.detail, $0)
        }
        return [enter].compactMap { $0 }
            + (options.count > 1
                ? [
                    KeyBinding(.tab, .right, label: "other button", help: "go to the next button", message: .focusNext),
                    KeyBinding(.backTab, .left, help: "go to the button before", message: .focusPrevious),
                ] : [])
    }

    /// Moves the focus. Returns false when the message was no such move.
    mutating func handle(_ message: Message, count: Int) -> Bool {
        switch message {
        case .focusNext: focus = (focus + 1) % max(1, count)
        case .focusPrevious: focus = (focus + count - 1) % max(1, count)
        default: return false
        }
        return true
    }

    /// Draws the buttons, those that don't fit on a further row.
    func draw(
        _ options: [Question.Option], _ frame: inout Frame<Message>, _ area: inout Rect, hasFocus: Bool = true
    ) {
        var column = area.column
        for (index, option) in options.enumerated() {
            guard let message = option.messages.first else { continue }
            if column > area.column, column + option.label.displayWidth + 4 > area.endColumn {
                column = area.column
                frame.gap(&area)
            }
            let isFocused = hasFocus && index == min(focus, options.count - 1)
            column = frame.button(option.label, column: column, row: area.row, focused: isFocused, press: message) + 2
        }
        if !options.isEmpty { frame.gap(&area) }
    }
}

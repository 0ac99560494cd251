import TerminalUI

/// What a button does, with all its words: the button, its key, the footer and the help page are made of it.
struct Action: Hashable, Sendable {
    var title: String
    /// One or two words for the footer.
    var label: String
    var help: String
    var message: Message
    /// Its own key, besides Enter and Space when it has the focus.
    var key: Key?

    init(_ title: String, _ key: Key? = nil, label: String, help: String, _ message: Message) {
        (self.title, self.key, self.label, self.help, self.message) = (title, key, label, help, message)
    }
}

/// Buttons beside each other, one of which has the focus.
struct ActionRow: Hashable, Sendable {
    private var chosen = 0

    private func focused(of actions: [Action]) -> Int { min(chosen, actions.count - 1) }

    func keys(_ actions: [Action]) -> [KeyBinding<Message>] {
        let place = focused(of: actions)
        var keys: [KeyBinding<Message>] = [
            .enter(actions[place].label, help: actions[place].help, actions[place].message)
        ]
        for (index, action) in actions.enumerated() {
            guard let key = action.key else { continue }
            // Once in the footer is enough.
            let label = index == place ? "" : action.label
            keys.append(KeyBinding(key, label: label, help: action.help, message: action.message))
        }
        guard actions.count > 1 else { return keys }
        return keys + [
            KeyBinding(.tab, .right, help: "go to the next button", message: .focusNext),
            KeyBinding(.backTab, .left, help: "go to the button before", message: .focusPrevious),
        ]
    }

    mutating func move(_ message: Message, _ actions: [Action]) {
        let step = message == .focusNext ? 1 : message == .focusPrevious ? -1 : 0
        chosen = (focused(of: actions) + step + actions.count) % actions.count
    }
}

extension Frame<Message> {
    /// Draws the buttons, in as many rows as they need.
    mutating func buttons(_ actions: [Action], _ row: ActionRow, _ area: inout Rect) {
        var column = area.column
        let focused = row.keys(actions).first?.message
        for action in actions {
            // "[ ", " ]"
            let width = action.title.displayWidth + 4
            if column > area.column, column + width > area.endColumn {
                area = area.dropFirst(1)
                column = area.column
            }
            column =
                2
                + button(
                    action.title, column: column, row: area.row, focused: action.message == focused,
                    press: action.message)
        }
        area = area.dropFirst(1)
    }
}

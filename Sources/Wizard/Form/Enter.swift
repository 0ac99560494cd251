import TerminalUI

// What Enter, a press and the key hints mean: the same rule for every page.

extension Form {
    enum Step: Hashable {
        case press(Button<Event>)
        case focus(Stop)
    }

    /// Enter presses the button that has the focus. Elsewhere it goes on to what is missing further down, or to be seen;
    /// when nothing is, it presses the main button.
    func enter(_ state: FormState) -> Step? {
        if let button = button(state.focus) { return .press(button) }
        // Nothing was found, and nothing was marked instead.
        if case .rows(.search, let rows)? = field(state.focus)?.kind, !state.isMarked,
            RowSearch(state.filter.text).found(rows).isNone
        {
            return nil
        }
        let isRight = field(state.focus)?.obstacle == nil
        let next = fields.drop { $0.id != state.focus?.field }.dropFirst().first {
            $0.obstacle != nil || $0.isVisited && isRight
        }
        return next.map { .focus(Stop(field: $0.id)) } ?? mainButton.map { .press($0) }
    }

    func follow(_ step: Step, _ state: inout FormState) -> Outcome<Event> {
        switch step {
        case .press(let button): return press(button, &state)
        case .focus(let stop):
            focus(stop, &state)
            return .moved
        }
    }

    /// The main button leads to the first field in its way, if there is one; the others never wait.
    func press(_ button: Button<Event>, _ state: inout FormState) -> Outcome<Event> {
        guard button.isMain, let field = fields.first(where: { $0.obstacle != nil }) else {
            return .event(button.event)
        }
        state.showsMissing = true
        focus(Stop(field: field.id), &state)
        return .moved
    }

    /// A press of the mouse.
    func press(_ target: Target, _ state: inout FormState) -> Outcome<Event> {
        switch target {
        case .button(let stop, let words):
            guard let button = button(stop), button.label == words else { return .ignored }
            return press(button, &state)
        case .row(let stop, _, let words) where field(stop)?.instruction != nil:
            guard let field = field(stop), let instruction = field.instruction, field.label == words else {
                return .ignored
            }
            focus(stop, &state)
            return .event(instruction.toggle)
        case .row(let stop, let index, let words):
            guard let rows = field(stop)?.rows, rows.indices.contains(index), rows[index].label == words else {
                return .ignored
            }
            focus(stop, &state)
            (state.row, state.isMarked) = (index, true)
            return rows[index].refusal == nil ? .event(rows[index].event) : .moved
        case .field(let stop):
            guard stops.contains(stop) else { return .ignored }
            focus(stop, &state)
            return .moved
        }
    }

    /// The keys that do something now, for the footer and for F1. A label of no words leaves one out of the footer.
    func keys(_ state: FormState) -> [KeyBinding<Message>] {
        let state = settled(state)
        var keys: [KeyBinding<Message>] = []
        switch enter(state) {
        case .press(let button): keys.append(.hint(.enter, button.hint))
        case .focus: keys.append(.hint(.enter, "next field"))
        case nil: break
        }
        switch field(state.focus)?.kind {
        case .rows(.choice, _): keys.append(KeyBinding(.up, .down, label: "choose", help: "choose"))
        case .rows(.search, _): keys.append(KeyBinding(.up, .down, .pageUp, .pageDown, label: "choose", help: "choose"))
        case .rows(.inline, _): keys.append(KeyBinding(.left, .right, label: "change", help: "change"))
        case .rows(.checks, _): keys.append(.hint(.character(" "), "change"))
        case .instruction(let instruction):
            keys.append(.hint(.character(" "), "check"))
            for action in instruction.actions {
                guard let key = action.key else { continue }
                let words = action.label.lowercasedFirst
                keys.append(KeyBinding(key, label: action.hint, help: words, message: .key(key)))
            }
            keys.append(KeyBinding(.up, .down, label: "", help: "go to the step before or after"))
        case .buttons: keys.append(KeyBinding(.character(" "), help: "press the button that has the focus"))
        case .text(let entry) where !entry.steps.isEmpty:
            keys.append(KeyBinding(.up, .down, label: "usual sizes", help: "step through the usual numbers"))
        default: break
        }
        let pressed = if case .press(let button)? = enter(state) { button } else { Button<Event>?.none }
        for button in buttons {
            guard let key = button.key else { continue }
            // Once in the footer is enough.
            let label = button == pressed ? "" : button.hint
            keys.append(KeyBinding(key, label: label, help: button.label.lowercasedFirst, message: .key(key)))
        }
        switch field(state.focus)?.kind {
        case .text, .secret, .rows(.search, _):
            keys.append(KeyBinding(.left, .right, .home, .end, help: "move in the field"))
            keys.append(KeyBinding(.control("u"), .control("k"), help: "clear the field before or after the cursor"))
        default: break
        }
        if stops.count > 1 {
            keys.append(KeyBinding(.tab, label: "next", help: "go to the next field or button", message: .key(.tab)))
            keys.append(KeyBinding(.backTab, help: "go to the field or button before", message: .key(.backTab)))
        }
        return keys
    }
}

extension KeyBinding<Message> {
    fileprivate static func hint(_ key: Key, _ label: String) -> Self {
        KeyBinding(key, label: label, help: label, message: .key(key))
    }
}

extension Message {
    /// A key hint of a form was pressed.
    fileprivate static func key(_ key: Key) -> Message { .form(.key(key)) }
}

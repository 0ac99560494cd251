import Entropy
import TerminalUI

/// The result of an input.
enum Outcome<Event: Hashable & Sendable>: Hashable, Sendable {
    case event(Event)
    /// Only the user's place in the form has changed.
    case moved
    /// The form has no use for it.
    case ignored
}

extension Form {
    /// The one place where input meets a page. `time` is in nanoseconds of a monotonic clock.
    func handle(_ input: FormInput, _ state: inout FormState) -> Outcome<Event> {
        state = settled(state)
        let before = field(state.focus)
        return leave(before, take(input, &state), state)
    }

    func handle(_ event: InputEvent, at time: UInt64, _ state: inout FormState) -> Outcome<Event> {
        state = settled(state)
        let before = field(state.focus)
        return leave(before, take(event, at: time, &state), state)
    }

    /// The page hears that the user has gone on from a text.
    private func leave(_ before: Field<Event>?, _ outcome: Outcome<Event>, _ state: FormState) -> Outcome<Event> {
        guard outcome == .moved, before?.id != state.focus?.field, case .text(let entry)? = before?.kind,
            let event = entry.left
        else { return outcome }
        return .event(event)
    }

    private func take(_ input: FormInput, _ state: inout FormState) -> Outcome<Event> {
        switch input {
        case .press(_, form: let other) where other != id: return .ignored
        case .press(let target, form: _): return press(target, &state)
        case .scroll(let row):
            state.scroll = row
            return .moved
        case .key(let key): return take(.key(key), at: 0, &state)
        }
    }

    private func take(_ event: InputEvent, at time: UInt64, _ state: inout FormState) -> Outcome<Event> {
        if let field = field(state.focus), let outcome = take(event, field, time, &state) {
            state.scroll = nil
            return outcome
        }
        // A movement counts wherever it is, as in PuTTYgen.
        if case .mouse = event { return gather(event, time) }
        guard case .key(let key) = event else { return type(event, &state) }
        if let button = buttons.first(where: { $0.key == key }) { return press(button, &state) }
        switch key {
        case .tab, .down: moveFocus(1, &state)
        case .backTab, .up: moveFocus(-1, &state)
        case .enter: return enter(state).map { follow($0, &state) } ?? .ignored
        default: return type(event, &state)
        }
        return .moved
    }

    /// What the field that has the focus makes of an input; nil leaves it to the form.
    private func take(_ event: InputEvent, _ field: Field<Event>, _ time: UInt64, _ state: inout FormState) -> Outcome<
        Event
    >? {
        switch field.kind {
        case .text(let entry): step(entry, event) ?? edit(entry, event, &state)
        case .rows(.choice, let rows): event.step.map { choose($0, of: Array(rows.indices), rows, &state) }
        case .rows(.search, let rows): search(event, rows, &state)
        case .rows(.inline, let rows):
            (event == .key(.left) ? -1 : event == .key(.right) || event == .key(.character(" ")) ? 1 : nil).map {
                cycle($0, rows)
            }
        case .rows(.checks, let rows): check(event, rows, &state)
        case .buttons(let buttons): moveOrPress(event, buttons, &state)
        case .entropy: event.isEntropy ? gather(event, time) : nil
        case .instruction(let instruction): act(event, on: instruction)
        // The editing keys of a secret never come here: the runtime has taken them.
        case .secret, .note, .code, .command, .difference, .facts, .items, .revealed, .progress: nil
        }
    }

    /// The usual value before or after the one that is there.
    private func step(_ entry: TextEntry<Event>, _ event: InputEvent) -> Outcome<Event>? {
        guard let step = event.step, !entry.steps.isEmpty else { return nil }
        let now = Int(entry.text) ?? 0
        let next = step > 0 ? entry.steps.first { $0 > now } : entry.steps.last { $0 < now }
        return next.map { .event(entry.maker.make(String($0))) } ?? .moved
    }

    private func edit(_ entry: TextEntry<Event>, _ event: InputEvent, _ state: inout FormState) -> Outcome<Event>? {
        var field = TextField(entry.text, limit: entry.limit, cursor: state.cursor)
        guard field.handle(event) else { return nil }
        (state.cursor, state.notice) = (field.cursor, field.notice)
        return field.text == entry.text ? .moved : .event(entry.maker.make(field.text))
    }

    /// What is typed where nothing takes it goes to the text that asks for that.
    private func type(_ event: InputEvent, _ state: inout FormState) -> Outcome<Event> {
        guard event.isTyping else { return .ignored }
        for field in fields {
            guard case .text(let entry) = field.kind, entry.takesTyping else { continue }
            focus(Stop(field: field.id), &state)
            return edit(entry, event, &state) ?? .ignored
        }
        return .ignored
    }

    /// Chooses the next row in a direction that can be chosen; it stays where there is none.
    private func choose(_ step: Int, of places: [Int], _ rows: [Row<Event>], _ state: inout FormState) -> Outcome<Event>
    {
        let at = places.firstIndex { rows[$0].isOn }
        let ahead = step > 0 ? Array(places.dropFirst(at.map { $0 + 1 } ?? 0)) : places.prefix(at ?? 0).reversed()
        let open = ahead.filter { rows[$0].refusal == nil }
        guard let row = abs(step) == 1 ? open.first : open.dropFirst(abs(step) - 1).first ?? open.last else {
            return .moved
        }
        return .event(rows[row].event)
    }

    /// The next of a few values, the first after the last.
    private func cycle(_ step: Int, _ rows: [Row<Event>]) -> Outcome<Event> {
        let at = rows.firstIndex(where: \.isOn) ?? 0
        return rows.isEmpty ? .moved : .event(rows[(at + step + rows.count) % rows.count].event)
    }

    private func search(_ event: InputEvent, _ rows: [Row<Event>], _ state: inout FormState) -> Outcome<Event>? {
        let (places, isNone) = RowSearch(state.filter.text).found(rows)
        if let step = event.step ?? event.leap(places.count) {
            if isNone, !state.isMarked {
                state.isMarked = true
                return places.first.map { .event(rows[$0].event) } ?? .moved
            }
            return choose(step, of: places, rows, &state)
        }
        let before = state.filter.text
        guard state.filter.handle(event) else { return nil }
        guard state.filter.text != before else { return .moved }
        state.isMarked = false
        let now = RowSearch(state.filter.text).found(rows)
        let first = now.places.first { rows[$0].refusal == nil }
        return now.isNone ? .moved : first.map { .event(rows[$0].event) } ?? .moved
    }

    private func check(_ event: InputEvent, _ rows: [Row<Event>], _ state: inout FormState) -> Outcome<Event>? {
        if event == .key(.character(" ")) {
            return rows.indices.contains(state.row) ? .event(rows[state.row].event) : .moved
        }
        // At its ends the arrows leave the list.
        guard let step = event.step ?? event.leap(rows.count) else { return nil }
        let wanted = abs(step) == 1 ? state.row + step : min(max(0, state.row + step), rows.count - 1)
        guard rows.indices.contains(wanted) else { return nil }
        state.row = wanted
        return .moved
    }

    private func act(_ event: InputEvent, on instruction: Instruction<Event>) -> Outcome<Event>? {
        guard case .key(let key) = event else { return nil }
        return (key == .character(" ") ? instruction.toggle : instruction.actions.first { $0.key == key }?.event).map {
            .event($0)
        }
    }

    private func moveOrPress(_ event: InputEvent, _ buttons: [Button<Event>], _ state: inout FormState) -> Outcome<
        Event
    >? {
        switch event {
        case .key(.character(" ")): return press(buttons[state.focus?.index ?? 0], &state)
        case .key(.left): moveFocus(-1, &state)
        case .key(.right): moveFocus(1, &state)
        default: return nil
        }
        return .moved
    }

    private func gather(_ event: InputEvent, _ time: UInt64) -> Outcome<Event> {
        for case .entropy(_, let maker) in fields.map(\.kind) {
            return EntropySample(event, time: time).map { .event(maker.make($0)) } ?? .ignored
        }
        return .ignored
    }
}

extension InputEvent {
    /// The direction that an arrow moves in.
    fileprivate var step: Int? {
        switch self {
        case .key(.down): 1
        case .key(.up): -1
        case .mouse(let mouse) where mouse.kind == .wheelUp: -1
        case .mouse(let mouse) where mouse.kind == .wheelDown: 1
        default: nil
        }
    }

    /// How far a key moves that moves further in a list.
    fileprivate func leap(_ count: Int) -> Int? {
        switch self {
        case .key(.pageUp): -8
        case .key(.pageDown): 8
        case .key(.home): -max(2, count)
        case .key(.end): max(2, count)
        default: nil
        }
    }

    /// True for characters and pastes: the user is starting to write.
    fileprivate var isTyping: Bool {
        switch self {
        case .key(.character), .key(.backspace), .key(.control("u")), .key(.control("w")), .paste: true
        default: false
        }
    }

    /// What is collected as randomness; the keys that mean something on every page aren't.
    fileprivate var isEntropy: Bool {
        switch self {
        case .key(.enter), .key(.tab), .key(.backTab): false
        case .key, .paste, .malformed, .mouse: true
        case .background, .attributes: false
        }
    }
}

import TerminalUI

/// Where the user is in a form. Pages never see it.
struct FormState: Hashable, Sendable {
    /// The form's. With another one all of this starts over.
    var id = ""
    var focus: Stop?
    /// The place in a text; nil is its end.
    var cursor: Int?
    /// What was left out of the last input.
    var notice: String?
    /// The marked row of a checklist.
    var row = 0
    /// What was typed to find a row.
    var filter = TextField(limit: 60)
    /// Of rows that what was typed doesn't find, one was marked: Enter alone takes none of them.
    var isMarked = false
    /// The first row of the page in sight; nil follows the focus.
    var scroll: Int?
    /// The user tried to go on: what is missing is pointed out.
    var showsMissing = false
}

extension Form {
    /// Everything that can have the focus, in the order of Tab.
    var stops: [Stop] {
        fields.filter { $0.medium != .plain }.flatMap { field in
            switch field.kind {
            case .note, .code, .command, .difference, .facts, .items, .revealed, .progress: [Stop]()
            case .text, .secret, .rows, .entropy, .instruction: [Stop(field: field.id)]
            case .buttons(let buttons):
                buttons.indices.filter { buttons[$0].isOnScreen }.map { Stop(field: field.id, index: $0) }
            }
        }
    }

    /// The state, made to fit a form that may have changed since.
    func settled(_ old: FormState) -> FormState {
        var state = old.id == id ? old : FormState(id: id)
        let stops = stops
        guard !stops.isEmpty, !stops.contains(where: { $0 == state.focus }) else { return state }
        // At the first field that is to be filled in, or has something to choose from; else at the main button.
        let first =
            stops.first { $0.field == start }
            ?? stops.first { stop in
                field(stop).map { $0.isList || $0.isEntropy || $0.instruction != nil || $0.obstacle != nil } ?? false
            }
        let main = stops.first { button($0)?.isMain == true }
        focus(first ?? main ?? stops.first, &state)
        return state
    }

    func focus(_ stop: Stop?, _ state: inout FormState) {
        state = FormState(
            id: id, focus: stop, filter: state.filter, isMarked: state.isMarked, showsMissing: state.showsMissing)
    }

    func moveFocus(_ step: Int, _ state: inout FormState) {
        let stops = stops
        guard let at = stops.firstIndex(where: { $0 == state.focus }) else { return }
        focus(stops[(at + step + stops.count) % stops.count], &state)
    }

    /// The secret that typed characters belong to: known from the form, without drawing it.
    func secret(_ state: FormState) -> SecretName? {
        guard case .secret(let entry)? = field(settled(state).focus)?.kind else { return nil }
        return entry.name
    }

    func field(_ stop: Stop?) -> Field<Event>? { fields.first { $0.id == stop?.field } }

    func button(_ stop: Stop?) -> Button<Event>? {
        guard let stop, case .buttons(let buttons)? = field(stop)?.kind else { return nil }
        return buttons.indices.contains(stop.index) ? buttons[stop.index] : nil
    }

    var buttons: [Button<Event>] {
        fields.flatMap { if case .buttons(let buttons) = $0.kind { buttons } else { [Button<Event>]() } }
    }

    var mainButton: Button<Event>? { buttons.first(where: \.isMain) }
}

extension Button {
    var isOnScreen: Bool { medium == .both || medium == .screen }
    var isInPlain: Bool { medium == .both || medium == .plain }
}

extension Field {
    var rows: [Row<Event>]? { if case .rows(_, let rows) = kind { rows } else { nil } }
    var isRows: Bool { rows != nil }
    fileprivate var isList: Bool { if case .rows(let selection, _) = kind { selection != .inline } else { false } }
    var instruction: Instruction<Event>? { if case .instruction(let instruction) = kind { instruction } else { nil } }
    var isEntropy: Bool { if case .entropy = kind { true } else { false } }

    var isVisited: Bool { if case .text(let entry) = kind { entry.isVisited } else { false } }

    /// What keeps the user from going on.
    var obstacle: String? {
        switch verdict {
        case .wrong(let words), .missing(let words, _): words
        // Chosen before it was refused, say for another destination.
        case .right, .warned, nil: rows?.first { $0.isOn && $0.refusal != nil }?.refusal
        }
    }
}

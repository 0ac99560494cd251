import Services
import TerminalUI

/// Asks where the public key goes; typing filters the list.
struct DestinationPage: Page {
    var filter = TextField(limit: 60)
    var list = ListBox()
    private var isOnButton = false
    /// One of those that serve everybody was marked: Enter alone takes none of them.
    private var isMarked = false

    /// What the typed text finds; nothing is no end, because the server and the line to paste serve everybody.
    private func found(_ session: Session) -> [Destination] {
        let found = Destination.found(by: filter.text, in: session.services)
        return found.isEmpty ? [.server, .none] : found
    }

    private func findsNothing(_ session: Session) -> Bool {
        Destination.found(by: filter.text, in: session.services).isEmpty
    }

    private func chosen(_ session: Session) -> Destination? {
        guard isMarked || !findsNothing(session) else { return nil }
        let found = found(session)
        return found.indices.contains(list.chosen) ? found[list.chosen] : nil
    }

    /// The list's rows: what the terminal has besides the header, the footer and this page's other parts.
    private func visible(_ session: Session) -> Int { max(1, session.size.rows - 12) }

    func title(_ session: Session) -> String { "Where does the public key go?" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        (chosen(session) == nil ? [] : [.enter("continue", help: "take the marked destination and go on", .next)])
            + [
                KeyBinding(.up, .down, .pageUp, .pageDown, label: "move", help: "mark another one"),
                KeyBinding(.tab, .backTab, help: "go to the button, and back to the list", message: .focusNext),
            ]
    }

    func help(_ session: Session) -> [String] {
        [
            "The public key is a line of text, and no secret. Whoever has it can let you in, and do nothing else with it.",
            "Choose the service that asked you for a key. Choose the server if you can log in to it already, with a "
                + "password, say: keywizard then puts the key there for you.",
            "Type a part of a name to find it.",
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        session.serviceTroubles == nil ? [.findServices] : []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        let found = found(session)
        switch message {
        case .servicesFound(let own, let troubles):
            session.services = Catalogue.services + own
            session.serviceTroubles = troubles
        case .input(.key(.down), _) where findsNothing(session) && !isMarked: isMarked = true
        case .input(let event, _):
            if list.handle(event, count: found.count, visible: visible(session)) {
                (isOnButton, isMarked) = (false, true)
                return .stay
            }
            let before = filter.text
            if filter.handle(event), filter.text != before { (list, isOnButton, isMarked) = (ListBox(), false, false) }
        case .choose(let row):
            list.choose(row, count: found.count, visible: visible(session))
            (isOnButton, isMarked) = (false, true)
        case .focus: isOnButton = false
        case .focusNext where chosen(session) != nil: isOnButton.toggle()
        case .next:
            guard let chosen = chosen(session), session.refusal(by: chosen) == nil else { return .stay }
            if session.destination != chosen {
                session.destination = chosen
                (session.installed, session.proved) = (nil, nil)
            }
            return .next
        default: break
        }
        return .stay
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        let found = found(session)
        let glyphs = frame.canvas.glyphs
        frame.canvas.put("Find", column: area.column, row: area.row, role: .muted)
        frame.field(
            filter, column: area.column + 6, row: area.row, columns: min(40, area.columns - 6), focused: !isOnButton,
            placeholder: "type a part of the name", focus: .focus(0))
        if found.count > visible(session) {
            let count = "\(found.count) in all"
            frame.canvas.put(count, column: area.endColumn - count.displayWidth, row: area.row, role: .muted)
        }
        frame.gap(&area, rows: 2)
        let chosen = chosen(session)
        if findsNothing(session) {
            frame.paragraph(
                "Nothing here has a name with “\(filter.text)” in it. Two ways always work; mark one with the arrow keys:",
                &area, role: .warning)
            frame.gap(&area)
        }
        // What is said below the list, whichever row is marked, and the button keep their rows.
        let troubles = (session.serviceTroubles ?? []).map { $0 + "; it is left out" }
        let summary = found.map { $0.summary.sentence.wrapped(to: area.columns).count }.max() ?? 1
        let others = 3 + summary + troubles.reduce(0) { $0 + $1.wrapped(to: area.columns - 2).count }
        var rows = Rect(
            column: area.column, row: area.row, columns: area.columns,
            rows: min(visible(session), max(1, area.rows - others)))
        frame.choices(
            found.map { destination in
                let refusal = session.refusal(by: destination)
                return Choice(label: destination.name, detail: refusal ?? "", isOpen: refusal == nil)
            }, list, &rows, focused: !isOnButton && chosen != nil,
            glyph: { $0 && chosen != nil ? glyphs.pointer : " " }, choose: Message.choose)
        area = area.dropFirst(rows.row - area.row + 1)
        guard let chosen else { return }
        frame.paragraph(chosen.summary.sentence, &area, role: .muted)
        for trouble in troubles { frame.marked(glyphs.wrong, trouble, &area, role: .warning) }
        frame.gap(&area)
        frame.button("Continue", column: area.column, row: area.row, focused: isOnButton, press: .next)
    }
}

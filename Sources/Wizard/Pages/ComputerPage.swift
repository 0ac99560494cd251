import TerminalUI

/// Asks which computer will use the key.
struct ComputerPage: Page {
    var list = ListBox()
    /// The list, or a button by its place.
    private var focus = 0
    /// Of the page itself, where the remarks don't fit.
    private var scroll = Scroll()

    static let introduction = "The one that you log in from. A key has two halves: the private one stays there."

    func title(_ session: Session) -> String { "Which computer will use this key?" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        let buttons = buttons(session)
        let enter: KeyBinding<Message> =
            focus > 1 && focus <= buttons.count
            ? .enter(buttons[focus - 1].label.lowercased(), help: buttons[focus - 1].detail, press(buttons[focus - 1]))
            : .enter("continue", help: "take the marked computer and go on", .next)
        return [
            enter,
            KeyBinding(.up, .down, label: "move", help: "mark another computer"),
            KeyBinding(.tab, help: "go to the next button, and back to the list", message: .focusNext),
            KeyBinding(.backTab, help: "go to the button before", message: .focusPrevious),
        ] + (session.keys?.isEmpty == false ? [keysThere] : [])
    }

    private func buttons(_ session: Session) -> [Question.Option] {
        let hasKeys = session.keys?.isEmpty == false
        return [Question.Option("Continue", detail: "take the marked computer and go on", .next)]
            + (hasKeys
                ? [Question.Option("My keys", detail: "begin with a key that exists already", .useExisting)] : [])
            + session.unfinished.prefix(1).map {
                Question.Option("Go on replacing", detail: "take the interrupted replacement up again", .takeUp($0))
            }
    }

    private func press(_ button: Question.Option) -> Message { button.messages[0] }

    /// Once in the footer is enough.
    private var keysThere: KeyBinding<Message> {
        KeyBinding(
            .control("o"), label: focus == 2 ? "" : "my keys", help: "begin with a key that exists already",
            message: .useExisting)
    }

    func help(_ session: Session) -> [String] {
        [
            "A key pair is two files that belong together. The private key stays on the computer that you log in "
                + "from; the public key goes to where you log in. Nobody can make one from the other.",
            "Programs differ in the files that they read: PuTTY wants a .ppk file, everything else wants OpenSSH's "
                + "format. That is all this page decides; the key itself is the same.",
        ]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        let choices = Computer.choices(on: session.surroundings.system)
        switch message {
        case .input(let event, _):
            let pages = event == .key(.pageUp) || event == .key(.pageDown)
            if pages, session.scrollLimit > 0, scroll.handle(event, session) { return .stay }
            if list.handle(event, count: choices.count, visible: choices.count) { (focus, scroll) = (0, Scroll()) }
            return .stay
        case .choose(let row):
            list.choose(row, count: choices.count, visible: choices.count)
            focus = 0
            return .stay
        case .focusNext, .focusPrevious:
            let count = buttons(session).count + 1
            scroll = Scroll()
            focus = (min(focus, count - 1) + (message == .focusNext ? 1 : count - 1)) % count
            return .stay
        case .next:
            session.computer = choices[list.chosen]
            session.startsWithKey = false
            // Who begins anew, with nothing saved, makes a key that stands by itself.
            if session.replacement?.rotation == nil { session.replacement = nil }
            return .next
        default: return .stay
        }
    }

    /// What is said of a rotation that was not ended.
    static func words(_ interrupted: InterruptedRotation, _ session: Session) -> String {
        "Replacing \(session.surroundings.short(interrupted.rotation.path)) was interrupted."
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var focusRow = 0
        frame.scrolled(scroll, in: area, mustShow: { scroll.isMoved ? nil : focusRow }) { frame, area in
            frame.paragraph(Self.introduction, &area, role: .muted)
            frame.gap(&area)
            drawList(&frame, &area, session)
            frame.gap(&area)
            if focus > 0 { focusRow = area.row }
            var column = area.column
            for (index, button) in buttons(session).enumerated() {
                column =
                    2
                    + frame.button(
                        button.label, column: column, row: area.row, focused: focus == index + 1, press: press(button))
            }
            frame.gap(&area)
            // A low terminal gives the blank row to the remarks.
            if session.size.rows >= 20, hasRemarks(session) { frame.gap(&area) }
            drawRemarks(&frame, &area, session)
        }
    }

    private func drawList(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        let choices = Computer.choices(on: session.surroundings.system).map { computer in
            Choice(
                label: computer.isThisOne ? "This computer: \(computer.name)" : computer.name,
                detail: computer.detail)
        }
        var rows = area
        rows.rows = choices.count
        frame.choices(
            choices, list, &rows, focused: focus == 0, glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        area = area.dropFirst(choices.count)
    }

    private func hasRemarks(_ session: Session) -> Bool {
        !session.unfinished.isEmpty || !session.rotationTroubles.isEmpty || session.keys?.overview != nil
    }

    /// What stands in ~/.ssh, and what was begun there.
    private func drawRemarks(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        for interrupted in session.unfinished.prefix(1) {
            frame.marked(glyphs.bullet, Self.words(interrupted, session), &area, role: .warning)
        }
        for trouble in session.rotationTroubles.prefix(1) { frame.problem(trouble, &area) }
        guard let keys = session.keys, let overview = keys.overview else { return }
        let isFine = keys.allSatisfy { $0.health == .fine && !$0.isUnprotected }
        frame.marked(glyphs.bullet, overview, &area, role: isFine ? .muted : .warning)
    }
}

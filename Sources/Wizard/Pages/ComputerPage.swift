import TerminalUI

/// Asks which computer will use the key.
struct ComputerPage: Page {
    var list = ListBox()
    private var isOnButton = false

    static let introduction = "The one that you log in from. The private half of the key stays there."

    func title(_ session: Session) -> String { "Which computer will use this key?" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        [
            .enter("choose", help: "take the marked computer and go on", .next),
            KeyBinding(.up, .down, label: "move", help: "mark another computer"),
            KeyBinding(.tab, .backTab, help: "go to the button, and back to the list", message: .focusNext),
        ] + (session.keys?.isEmpty == false ? [Self.keysThere] : [])
    }

    private static let keysThere = KeyBinding<Message>(
        .control("o"), label: "my keys", help: "begin with a key that exists already", message: .useExisting)

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
            if list.handle(event, count: choices.count, visible: choices.count) { isOnButton = false }
            return .stay
        case .choose(let row):
            list.choose(row, count: choices.count, visible: choices.count)
            isOnButton = false
            return .stay
        case .focusNext:
            isOnButton.toggle()
            return .stay
        case .next:
            session.computer = choices[list.chosen]
            session.startsWithKey = false
            return .next
        default: return .stay
        }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        let glyphs = frame.canvas.glyphs
        frame.paragraph(Self.introduction, &area, role: .muted)
        frame.gap(&area)
        let rows = Computer.choices(on: session.surroundings.system).map { computer in
            Choice(
                label: computer.isThisOne ? "This computer: \(computer.name)" : computer.name,
                detail: computer.usesPuTTY ? "its own .ppk file as well" : "")
        }
        frame.choices(
            rows, list, &area, focused: !isOnButton, glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        frame.gap(&area)
        let end = frame.button("Continue", column: area.column, row: area.row, focused: isOnButton, press: .next)
        guard let keys = session.keys, let overview = keys.overview else { return }
        frame.button("My keys", column: end + 2, row: area.row, focused: false, press: .useExisting)
        frame.gap(&area, rows: 2)
        let isFine = keys.allSatisfy { $0.health == .fine && !$0.isUnprotected }
        frame.marked(glyphs.bullet, overview, &area, role: isFine ? .muted : .warning)
    }
}

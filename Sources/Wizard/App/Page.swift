import TerminalUI

/// A page: its keys, its view and what it does with a message. Its state is what it needs to draw itself;
/// answers go to the session when the user goes on.
protocol Page: Hashable, Sendable {
    func title(_ session: Session) -> String
    /// The keys that work now; they depend on what has the focus.
    func keys(_ session: Session) -> [KeyBinding<Message>]
    /// The page explained to a beginner, a paragraph each.
    func help(_ session: Session) -> [String]
    /// The user comes to the page, for the first time or again.
    mutating func enter(_ session: inout Session) -> [Effect]
    mutating func update(_ message: Message, _ session: inout Session) -> Turn
    /// What Back does now, in a word for the footer; nil while nothing leads away from the page.
    func backLabel(_ session: Session) -> String?
    /// What plain mode says and asks.
    func prompt(_ session: Session) -> Prompt
    /// Draws over the whole width, where others have their help beside them.
    func needsWidth(_ session: Session) -> Bool
    /// It is a form, which knows by itself what its keys do.
    var isForm: Bool { get }
    /// Back ends what the page is in the middle of.
    func holdsBack(_ session: Session) -> Bool
    /// Draws the page below its title.
    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session)
}

extension Page {
    func needsWidth(_ session: Session) -> Bool { false }
    var isForm: Bool { false }
    func holdsBack(_ session: Session) -> Bool { false }
    func backLabel(_ session: Session) -> String? { "back" }
    mutating func enter(_ session: inout Session) -> [Effect] { [] }
}

/// What follows from a message: where to go, and what to do outside.
struct Turn: Hashable, Sendable {
    enum Move: Hashable, Sendable { case stay, next, back, to(PageName), takeUp(InterruptedRotation), otherPlace }

    var move = Move.stay
    var effects: [Effect] = []

    static let stay = Turn()
    static let next = Turn(move: .next)
    static func effects(_ effects: Effect...) -> Turn { Turn(effects: effects) }
}

/// Keys that several pages have, each with its words in one place.
extension KeyBinding<Message> {
    static func enter(_ label: String, help: String, _ message: Message) -> Self {
        KeyBinding(.enter, label: label, help: help, message: message)
    }

    static let fields = [
        KeyBinding(.tab, .down, label: "next field", help: "go to the next field or button", message: .focusNext),
        KeyBinding(.backTab, .up, help: "go to the field or button before", message: .focusPrevious),
    ]
}

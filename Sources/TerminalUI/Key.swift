/// A key as a terminal can report it.
public enum Key: Hashable, Sendable {
    /// A key that types something; the space bar too.
    case character(Character)
    /// With the control key: `control("c")` is ^C. Letters are lower case.
    case control(Character)
    /// With the alt or meta key (ESC before the character).
    case alt(Character)
    /// A function key by its number: 1 for F1.
    case function(Int)
    /// Return, and ^M, which is the same byte.
    case enter
    /// ESC, once it is clear that no sequence follows.
    case escape
    /// Tab, and ^I, which is the same byte.
    case tab
    /// Shift and Tab.
    case backTab
    /// The key above Return, whether it sends DEL or ^H.
    case backspace
    /// The key that deletes under the cursor.
    case delete
    /// Ins, where the keyboard has it.
    case insert
    /// The arrow up.
    case up
    /// The arrow down.
    case down
    /// The arrow to the left.
    case left
    /// The arrow to the right.
    case right
    /// Home, or Pos1.
    case home
    /// End.
    case end
    /// PgUp.
    case pageUp
    /// PgDn.
    case pageDown

    /// The key's name on the screen: `^C`, `F1`, `Esc`, `c`.
    public var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "^" + character.uppercased()
        case .alt(let character): "Alt-" + String(character)
        case .function(let number): "F\(number)"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        }
    }
}

/// A key and its help, declared once: the footer, the help page and `update` all read this.
public struct KeyBinding<Message: Hashable & Sendable>: Hashable, Sendable {
    /// The keys that do it; the first one is shown.
    public var keys: [Key]
    /// One or two words for the footer; empty keeps it out of the footer.
    public var label: String
    /// A clause for the help page.
    public var help: String
    /// What the key means; nil where a field or a list takes the key as it is.
    public var message: Message?

    /// The name of its key, or of the pair of arrows, for the screen.
    public var name: String {
        keys.starts(with: [.up, .down]) ? "↑↓" : keys.first?.name ?? ""
    }

    /// Keys for a message; without one, they are named only where a field or a list takes them.
    public init(_ keys: Key..., label: String = "", help: String, message: Message? = nil) {
        self.keys = keys
        self.label = label
        self.help = help
        self.message = message
    }
}

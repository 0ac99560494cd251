/// The name of a secret that the live side holds and a page only shows.
public struct SecretName: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// A stretch of a row where the live side draws a secret in the clear, because the person asked to see it.
public struct SecretSlot: Hashable, Sendable {
    public var secret: SecretName
    public var column: Int
    public var row: Int
    public var columns: Int
    public var role: Role

    public init(secret: SecretName, column: Int, row: Int, columns: Int, role: Role) {
        self.secret = secret
        self.column = column
        self.row = row
        self.columns = columns
        self.role = role
    }
}

/// Which mouse events the terminal is asked for.
public enum MouseMode: Hashable, Sendable {
    /// None, so that the terminal's own selection works.
    case off
    case clicks
    /// Every movement, with no button held.
    case motion
}

/// A screen that the pages return: what is drawn, and the terminal's modes with it.
public struct Frame<Message: Hashable & Sendable>: Hashable, Sendable {
    /// A rectangle that stands for a message when it is clicked.
    public struct Target: Hashable, Sendable {
        public var area: Rect
        public var message: Message
    }

    public var canvas: Canvas
    /// Where the hardware cursor stands; nil hides it.
    public var cursor: Point?
    /// Where the hidden cursor rests, on what has the focus: braille displays and magnifiers follow it.
    public var focus: Point?
    /// What Space means: the button that has the focus.
    public var focusedButton: Message?
    /// How far its text can be scrolled: to the row that shows the end.
    public var scrollLimit = 0
    public var mouse = MouseMode.clicks
    /// True while something on it fades or turns: the next frame is wanted soon.
    public var animates = false
    public private(set) var targets: [Target] = []
    public var slots: [SecretSlot] = []
    /// The secret that typed characters and pastes go to, instead of becoming messages.
    public var typesInto: SecretName?

    public init(size: Size, glyphs: Glyphs) {
        canvas = Canvas(size: size, glyphs: glyphs)
    }

    public mutating func target(_ area: Rect, _ message: Message) {
        targets.append(Target(area: area, message: message))
    }

    /// The message under a place: of targets that overlap, the one that was drawn last.
    public func message(at point: Point) -> Message? {
        targets.last { $0.area.contains(point) }?.message
    }
}

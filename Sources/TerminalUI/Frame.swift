/// The name of a secret that the live side holds and a page only shows.
public struct SecretName: Hashable, Sendable {
    /// Its name among the secrets, `passphrase`; only compared and printed in tests.
    public let name: String
    /// The secret of that name.
    public init(_ name: String) { self.name = name }
}

/// A stretch of a row, or of several below each other, where the live side draws a secret in the clear, because the user
/// asked to see it.
public struct SecretSlot: Hashable, Sendable {
    /// The secret to draw.
    public var secret: SecretName
    /// Where it starts, from 0.
    public var column: Int
    /// The row, from 0.
    public var row: Int
    /// How many cells of a row there are for it; what doesn't fit is scrolled.
    public var columns: Int
    /// How many rows it may take.
    public var rows: Int
    /// What its cells mean, as a field as a rule.
    public var role: Role

    /// A stretch of `columns` cells, from the place given, on one row unless told otherwise.
    public init(secret: SecretName, column: Int, row: Int, columns: Int, rows: Int = 1, role: Role) {
        self.secret = secret
        self.column = column
        self.row = row
        self.columns = columns
        self.rows = rows
        self.role = role
    }
}

/// Which mouse events the terminal is asked for.
public enum MouseMode: Hashable, Sendable {
    /// None, so that the terminal's own selection works.
    case off
    /// Presses, releases and the wheel.
    case clicks
    /// Every movement, with no button held.
    case motion
}

/// What scrolls a page.
public enum ScrollStep: Hashable, Sendable {
    /// A notch of the wheel.
    case wheelUp, wheelDown
    /// Some rows.
    case pageUp, pageDown
    /// One row, where the arrows have nothing else to do.
    case lineUp, lineDown
}

/// A screen that the pages return: what is drawn, and the terminal's modes with it.
public struct Frame<Message: Hashable & Sendable>: Hashable, Sendable {
    /// A rectangle that stands for a message when it is clicked.
    public struct Target: Hashable, Sendable {
        /// The cells that can be clicked.
        public var area: Rect
        /// What a click on them means.
        public var message: Message
    }

    /// What is drawn.
    public var canvas: Canvas
    /// Where the hardware cursor stands; nil hides it.
    public var cursor: Point?
    /// Where the hidden cursor rests, on what has the focus: braille displays and magnifiers follow it.
    public var focus: Point?
    /// The button that is lit: Enter presses it, and Space does where no field has the focus.
    public var focusedButton: Message?
    /// What the keys and the wheel mean that scroll.
    public var onScroll: [ScrollStep: Message] = [:]
    /// The mouse events that the page wants.
    public var mouse = MouseMode.clicks
    /// In how many nanoseconds something on it fades or turns by itself; nil while nothing does.
    public var changesIn: UInt64?
    /// In the order in which they were drawn.
    public private(set) var targets: [Target] = []
    /// Where the live side draws secrets; nearly always none.
    public var slots: [SecretSlot] = []
    /// The secret that typed characters and pastes go to, instead of becoming messages.
    public var typesInto: SecretName?

    /// A blank frame, its cursor hidden.
    public init(size: Size, glyphs: Glyphs) {
        canvas = Canvas(size: size, glyphs: glyphs)
    }

    /// Makes a click anywhere in a rectangle mean `message`.
    public mutating func target(_ area: Rect, _ message: Message) {
        targets.append(Target(area: area, message: message))
    }

    /// The message under a place: of targets that overlap, the one that was drawn last.
    public func message(at point: Point) -> Message? {
        targets.last { $0.area.contains(point) }?.message
    }
}

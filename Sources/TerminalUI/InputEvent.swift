import Secrecy

/// What a terminal sent.
public enum InputEvent: Hashable, Sendable {
    /// A key was struck, or repeats by itself.
    case key(Key)
    /// The mouse moved, was pressed or turned, as far as the frame asked for that (SGR, mode 1006).
    case mouse(MouseEvent)
    /// A bracketed paste (mode 2004), as a whole.
    case paste(Paste)
    /// The background color (OSC 11), each channel from 0 to 1.
    case background(red: Double, green: Double, blue: Double)
    /// Primary device attributes (DA1): every terminal answers this, so what was asked before it isn't coming.
    case attributes
    /// A byte that isn't UTF-8.
    case malformed(UInt8)
}

/// A mouse event. Its place is a cell counted from 0.
public struct MouseEvent: Hashable, Sendable {
    /// What the mouse did.
    public enum Kind: Hashable, Sendable {
        /// A button went down, whichever.
        case press
        /// A button was let go.
        case release
        /// The pointer came to another cell.
        case motion
        /// One notch away from the user.
        case wheelUp
        /// One notch towards the user.
        case wheelDown
    }
    /// What the mouse did.
    public var kind: Kind
    /// The cell under the pointer.
    public var at: Point

    /// An event at a cell.
    public init(_ kind: Kind, at: Point) {
        self.kind = kind
        self.at = at
    }
}

/// Pasted bytes, kept as a secret, because nobody can know what was on the clipboard.
public struct Paste: Sendable {
    /// The first `InputDecoder.pasteLimit` bytes.
    public let bytes: Secret
    /// How many more bytes there were.
    public let dropped: Int

    /// A paste of these bytes, `dropped` more having been left out.
    public init(_ bytes: Secret, dropped: Int = 0) {
        self.bytes = bytes
        self.dropped = dropped
    }

    /// A paste of text that is no secret, for tests.
    public init(_ text: String) {
        self.init(Secret(Array(text.utf8)))
    }

    /// The bytes as text; nil when they aren't UTF-8.
    public var text: String? {
        bytes.withBytes { String(validating: $0, as: UTF8.self) }
    }
}

extension Paste: Hashable {
    public static func == (left: Paste, right: Paste) -> Bool {
        left.dropped == right.dropped
            && left.bytes.withBytes { l in right.bytes.withBytes { r in l.elementsEqual(r) } }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        hasher.combine(dropped)
    }
}

/// One line of editable text. It takes no control characters, and says what it left out of a paste.
public struct TextField: Hashable, Sendable {
    /// What is in it.
    public private(set) var text: String
    /// Counted in characters from the start.
    public private(set) var cursor: Int
    /// The longest text, in UTF-8 bytes.
    public let limit: Int
    /// What was left out of the last input; nil when nothing was.
    public private(set) var notice: String?

    /// A field with the cursor at the end of its text, unless another place is given, in characters from the start.
    public init(_ text: String = "", limit: Int = 1024, cursor: Int? = nil) {
        self.text = text
        self.limit = limit
        self.cursor = min(cursor ?? .max, text.count)
    }

    /// Replaces the text and puts the cursor at its end.
    public mutating func set(_ new: String) {
        self = TextField(new, limit: limit)
    }

    /// Handles an editing event. Returns false for other events.
    public mutating func handle(_ event: InputEvent) -> Bool {
        switch event {
        case .key(let key): handle(key)
        case .paste(let paste): take(paste)
        case .malformed: refuse("that was not UTF-8, so it was left out")
        default: false
        }
    }

    private mutating func handle(_ key: Key) -> Bool {
        let before = self
        switch key {
        case .character(let character) where character.isUnsafeToDraw:
            return refuse("that was no visible character, so it was left out")
        case .character(let character): insert(String(character))
        case .backspace: if cursor > 0 { remove((cursor - 1)..<cursor) }
        case .delete, .control("d"): if cursor < text.count { remove(cursor..<(cursor + 1)) }
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = text.count
        case .control("u"): remove(0..<cursor)
        case .control("k"): remove(cursor..<text.count)
        case .control("w"): remove(wordStart..<cursor)
        default: return false
        }
        if before.text != text || before.cursor != cursor, key.isEditing { notice = nil }
        return true
    }

    private mutating func take(_ paste: Paste) -> Bool {
        guard let pasted = paste.text else { return refuse("the paste was not UTF-8 text, so it was left out") }
        notice = nil
        let trimmed = pasted.drop { $0.isNewline }
        let clean = trimmed.prefix { !$0.isNewline }.filter { !$0.isUnsafeToDraw }
        let rest = trimmed.drop { !$0.isNewline }.contains { !$0.isNewline }
        insert(clean)
        if rest {
            notice = "only the first line of the paste was taken"
        } else if clean.count < trimmed.filter({ !$0.isNewline }).count {
            notice = "control characters were left out of the paste"
        }
        if paste.dropped > 0 { notice = "the paste was too long for a line; its start was taken" }
        return true
    }

    private mutating func refuse(_ reason: String) -> Bool {
        notice = reason
        return true
    }

    private mutating func insert(_ new: String) {
        notice = nil
        let room = limit - text.utf8.count
        var fitting = ""
        for character in new where fitting.utf8.count + character.utf8.count <= room { fitting.append(character) }
        if fitting.utf8.count < new.utf8.count { notice = "at most \(limit) bytes fit here" }
        let at = text.index(text.startIndex, offsetBy: cursor)
        let tail = text[at...].count
        text.insert(contentsOf: fitting, at: at)
        // Counted from the end, because a combining mark joins the character before it.
        cursor = max(0, text.count - tail)
    }

    private mutating func remove(_ range: Range<Int>) {
        let start = text.index(text.startIndex, offsetBy: range.lowerBound)
        text.removeSubrange(start..<text.index(start, offsetBy: range.count))
        cursor = range.lowerBound
    }

    private var wordStart: Int {
        let characters = Array(text.prefix(cursor))
        var at = cursor
        while at > 0, characters[at - 1] == " " { at -= 1 }
        while at > 0, characters[at - 1] != " " { at -= 1 }
        return at
    }
}

extension Key {
    /// True when the key changes a line, instead of moving in it.
    fileprivate var isEditing: Bool {
        switch self {
        case .left, .right, .home, .end: false
        default: true
        }
    }
}

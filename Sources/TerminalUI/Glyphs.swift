/// The drawing characters beyond letters: one set for UTF-8 terminals, one that every terminal has.
public struct Glyphs: Hashable, Sendable {
    /// The rail's mark of a step that was taken.
    public var done: Character
    /// The rail's mark of the present step, and of a login's stage at work.
    public var current: Character
    /// The rail's mark of a step to come.
    public var ahead: Character
    /// The rail's mark of a step that has nothing to ask.
    public var skipped: Character
    /// In front of the chosen row of a list.
    public var pointer: Character
    /// Left of what has the focus; in a scroll line the part that is seen.
    public var focusBar: String
    /// A box that is checked.
    public var boxOn: Character
    /// A box that isn't.
    public var boxOff: Character
    /// The short lines of corners.
    public var horizontal: Character
    /// A scroll line.
    public var vertical: Character
    /// The upper left corner of what is to be looked at.
    public var topLeft: Character
    /// Its upper right corner.
    public var topRight: Character
    /// Its lower left corner.
    public var bottomLeft: Character
    /// Its lower right corner.
    public var bottomRight: Character
    /// The last cell of a text that was cut; always one cell wide. In ASCII no ~, which paths begin with.
    public var ellipsis: Character
    /// Beside a text or a list that goes on further down.
    public var moreBelow: String
    /// Beside one that begins further up.
    public var moreAbove: String
    /// In front of a remark or a step.
    public var bullet: Character
    /// One for each character of a secret that isn't shown.
    public var secret: Character
    /// In front of what is right or was done.
    public var correct: Character
    /// In front of what is wrong or failed.
    public var wrong: Character
    /// A whole cell of a bar.
    public var barFull: Character
    /// A cell that the bar hasn't come to.
    public var barEmpty: Character
    /// One to seven eighths of a cell; empty where only whole cells can be drawn.
    public var barEighths: [Character]
    /// A cell of a meter's segment that is reached, and of one that isn't.
    public var meterFull, meterEmpty: Character
    /// The pointer's trail, newest first.
    public var trail: [Character]
    /// The stars, small, middle and large.
    public var stars: [Character]

    /// For terminals whose encoding is UTF-8; all of them one cell wide.
    public static let unicode = Glyphs(
        done: "✓", current: "●", ahead: "·", skipped: "–", pointer: "›", focusBar: "┃", boxOn: "■",
        boxOff: "□",
        horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
        ellipsis: "…", moreBelow: "↓ more", moreAbove: "↑ more", bullet: "•", secret: "•", correct: "✓", wrong: "✗",
        barFull: "█", barEmpty: "░",
        barEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"], meterFull: "━", meterEmpty: "─",
        trail: ["●", "•", "•", "•", "•", "•", "·", "·"], stars: ["·", "·", "•"])

    /// For all others, and on request.
    public static let ascii = Glyphs(
        done: "+", current: "*", ahead: ".", skipped: "-", pointer: ">", focusBar: "|", boxOn: "X",
        boxOff: ".",
        horizontal: "-", vertical: ":", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        ellipsis: ">", moreBelow: "more below", moreAbove: "more above", bullet: "-", secret: "*", correct: "+",
        wrong: "x", barFull: "#", barEmpty: ".",
        barEighths: [], meterFull: "=", meterEmpty: "-", trail: ["@", "o", "o", "o", "o", "o", ".", "."],
        stars: [".", ".", "."])

    /// Text of the program's own, spelled with what this set has: dashes, quotes and arrows become ASCII.
    public func spell(_ text: String) -> String {
        guard barEighths.isEmpty else { return text }
        return text.reduce(into: "") { result, character in
            switch character {
            case "–", "—": result += "-"
            case "…": result += "..."
            case "→", "›": result += ">"
            case "‹": result += "<"
            case "↑": result += "Arrows" // "↑↓", the pair
            case "↓": break
            case "·", "•": result += "-"
            case "“", "”": result += "\""
            case "’", "‘": result += "'"
            case "×", "✗": result += "x"
            case "✓": result += "+"
            default: result.append(character.isASCII ? character : "?")
            }
        }
    }
}

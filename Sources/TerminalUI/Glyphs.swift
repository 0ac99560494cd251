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
    /// In front of the chosen one of a few values.
    public var radioOn: Character
    /// In front of the others.
    public var radioOff: Character
    /// Rules, and the upper and lower edge of a frame.
    public var horizontal: Character
    /// The left and right edge of a frame.
    public var vertical: Character
    /// A frame's upper left corner.
    public var topLeft: Character
    /// A frame's upper right corner.
    public var topRight: Character
    /// A frame's lower left corner.
    public var bottomLeft: Character
    /// A frame's lower right corner.
    public var bottomRight: Character
    /// Where a vertical line leaves a horizontal one downwards.
    public var branchDown: Character
    /// Where a vertical line leaves a horizontal one upwards.
    public var branchUp: Character
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
    /// The pointer's trail, newest first.
    public var trail: [Character]

    /// For terminals whose encoding is UTF-8; all of them one cell wide.
    public static let unicode = Glyphs(
        done: "✓", current: "●", ahead: "○", skipped: "–", pointer: "❯", focusBar: "┃", boxOn: "■",
        boxOff: "□",
        radioOn: "●", radioOff: "○",
        horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
        branchDown: "┬", branchUp: "┴",
        ellipsis: "…", moreBelow: "↓ more", moreAbove: "↑ more", bullet: "•", secret: "•", correct: "✓", wrong: "✗",
        barFull: "█", barEmpty: "░",
        barEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"], trail: ["●", "●", "○", "∘", "∘", "·"])

    /// For all others, and on request.
    public static let ascii = Glyphs(
        done: "+", current: "*", ahead: ".", skipped: "-", pointer: ">", focusBar: "|", boxOn: "X",
        boxOff: ".",
        radioOn: "*", radioOff: "o",
        horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        branchDown: "+", branchUp: "+",
        ellipsis: ">", moreBelow: "more below", moreAbove: "more above", bullet: "-", secret: "*", correct: "+",
        wrong: "x", barFull: "#", barEmpty: ".",
        barEighths: [], trail: ["@", "O", "o", "o", ".", "."])

    /// Text of the program's own, spelled with what this set has: dashes, quotes and arrows become ASCII.
    public func spell(_ text: String) -> String {
        guard barEighths.isEmpty else { return text }
        return text.reduce(into: "") { result, character in
            switch character {
            case "–", "—": result += "-"
            case "…": result += "..."
            case "→", "›": result += ">"
            case "‹": result += "<"
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

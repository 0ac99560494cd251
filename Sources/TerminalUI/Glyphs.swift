/// The drawing characters beyond letters: one set for UTF-8 terminals, one that every terminal has.
public struct Glyphs: Hashable, Sendable {
    public var done, current, ahead, skipped: Character
    public var pointer, radioOn, radioOff: Character
    public var horizontal, vertical: Character
    public var topLeft, topRight, bottomLeft, bottomRight: Character
    /// Where a vertical line leaves a horizontal one, downwards and upwards.
    public var branchDown, branchUp: Character
    public var ellipsis, bullet, secret: Character
    public var correct, wrong: Character
    public var barFull, barEmpty: Character
    /// One to seven eighths of a cell; empty where only whole cells can be drawn.
    public var barEighths: [Character]
    /// The pointer's trail, newest first.
    public var trail: [Character]

    public static let unicode = Glyphs(
        done: "✓", current: "●", ahead: "○", skipped: "–", pointer: "❯", radioOn: "●", radioOff: "○",
        horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
        branchDown: "┬", branchUp: "┴",
        ellipsis: "…", bullet: "•", secret: "•", correct: "✓", wrong: "✗", barFull: "█", barEmpty: "░",
        barEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"], trail: ["●", "●", "○", "∘", "∘", "·"])

    public static let ascii = Glyphs(
        done: "+", current: "*", ahead: ".", skipped: "-", pointer: ">", radioOn: "*", radioOff: "o",
        horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        branchDown: "+", branchUp: "+",
        ellipsis: "~", bullet: "-", secret: "*", correct: "+", wrong: "x", barFull: "#", barEmpty: ".",
        barEighths: [], trail: ["@", "O", "o", "o", ".", "."])

    /// Text of the program's own, spelled with what this set has: dashes, quotes and arrows become ASCII.
    public func spell(_ text: String) -> String {
        guard barEighths.isEmpty else { return text }
        return text.reduce(into: "") { result, character in
            switch character {
            case "–", "—": result += "-"
            case "…": result += "..."
            case "→", "›": result += ">"
            case "·", "•": result += "-"
            case "“", "”": result += "\""
            case "’", "‘": result += "'"
            case "×": result += "x"
            case "↑": result += "^"
            case "↓": result += "v"
            default: result.append(character.isASCII ? character : "?")
            }
        }
    }
}

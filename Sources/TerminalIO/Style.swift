/// How a cell is drawn. Colors are indexes of the terminal's palette; nil is the terminal's own.
struct Style: Hashable, Sendable {
    var foreground: UInt8?
    var background: UInt8?
    var attributes: Attributes

    struct Attributes: OptionSet, Hashable, Sendable {
        let rawValue: UInt32
        static let bold = Attributes(rawValue: 1)
        static let dim = Attributes(rawValue: 2)
        static let reverse = Attributes(rawValue: 4)
        static let underline = Attributes(rawValue: 8)
    }

    init(_ foreground: UInt8? = nil, on background: UInt8? = nil, _ attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// The control sequence that selects it, from whatever was before (ECMA-48 SGR, with xterm's 256 colors).
    var sequence: String {
        var codes = ["0"]
        if attributes.contains(.bold) { codes.append("1") }
        if attributes.contains(.dim) { codes.append("2") }
        if attributes.contains(.underline) { codes.append("4") }
        if attributes.contains(.reverse) { codes.append("7") }
        func color(_ index: UInt8, base: Int) -> String {
            switch index {
            case 0..<8: "\(base + Int(index))"
            case 8..<16: "\(base + 60 + Int(index) - 8)"
            default: "\(base + 8);5;\(index)"
            }
        }
        if let foreground { codes.append(color(foreground, base: 30)) }
        if let background { codes.append(color(background, base: 40)) }
        return "\u{1b}[" + codes.joined(separator: ";") + "m"
    }
}

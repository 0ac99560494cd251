// How many cells a character takes, as terminals count (Unicode Standard Annex 11, wide and fullwidth, of Unicode 17).

extension Character {
    /// 0 for a lone combining mark, 2 for East Asian wide and emoji, else 1. Shape: cells.
    public var displayWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if first.isASCII { return 1 }
        if unicodeScalars.count > 1, unicodeScalars.contains("\u{FE0F}") { return 2 }
        return first.displayWidth
    }

    /// True for what a terminal would act on instead of showing: control, format and line-separating characters.
    public var isUnsafeToDraw: Bool {
        // Nearly everything that is drawn; the tables of Unicode are slow.
        if let byte = asciiValue { return !(0x20..<0x7F).contains(byte) }
        return unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                // The zero-width joiner holds emoji together and does nothing else.
                scalar != "\u{200D}"
            default: false
            }
        }
    }
}

extension Unicode.Scalar {
    var displayWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: 0
        // Hangul's vowels and finals are drawn into the syllable before them; its fillers and the zero-width joiner
        // aren't drawn.
        case _ where (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value): 0
        case _ where [0x3164, 0xFFA0, 0x200D].contains(value): 0
        default: Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }

    /// The wide and fullwidth blocks; everything else is narrow on a terminal.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2630...0x2637, 0x2648...0x2653, 0x267F...0x267F, 0x268A...0x268F,
        0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
        0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D356, 0x1D360...0x1D376, 0x1F004...0x1F004,
        0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E,
        0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393,
        0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
        0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567,
        0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
        0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D8, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC,
        0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
        0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}

extension StringProtocol {
    /// The cells that the text takes on one line.
    public var displayWidth: Int {
        isPlain ? utf8.count : reduce(0) { $0 + $1.displayWidth }
    }

    /// Whether each byte is shown, in a cell of its own: most text is made of nothing else.
    private var isPlain: Bool {
        // A String's bytes are many times faster to walk through than those of any other text.
        var text = String(self)
        return text.withUTF8 { $0.allSatisfy { (0x20..<0x7F).contains($0) } }
    }

    /// The text with each character that a terminal would act on replaced by a visible stand-in.
    public var safeToDraw: String {
        isPlain ? String(self) : String(map { $0.isUnsafeToDraw ? "\u{FFFD}" : $0 })
    }
}

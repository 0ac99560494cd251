/// The palette that the user asked for.
public enum ThemeChoice: String, CaseIterable, Hashable, Sendable {
    /// By the terminal's own background, as far as it tells.
    case auto
    /// Light text, for a dark background.
    case dark
    /// Dark text, for a light background.
    case light
    /// No color: bold, underlined and reversed text.
    case mono
}

/// What the terminal's background is, as far as is known.
public enum Background: Hashable, Sendable {
    /// White text is the easier to read on it.
    case dark
    /// Black text is the easier to read on it.
    case light
    /// The terminal hasn't told, or not yet.
    case unknown

    /// From channels of 0 to 1, as OSC 11 is answered.
    public init(red: Double, green: Double, blue: Double) {
        // On a background of this luminance black and white text are equally readable (WCAG 2, 1.05 / x = x / 0.05).
        self = RGB(red: red, green: green, blue: blue).luminance > 0.179 ? .light : .dark
    }

    /// From COLORFGBG, `foreground;background` or `foreground;default;background`, which rxvt and Konsole set.
    public init(colorFGBG: String?) {
        guard let last = colorFGBG?.split(separator: ";").last, let index = Int(last) else {
            self = .unknown
            return
        }
        self =
            switch index {
            case 7, 9...15: .light
            case 0...6, 8: .dark
            default: .unknown
            }
    }
}

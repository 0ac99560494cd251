import TerminalUI

/// What each role looks like: calm, with one accent, and never told by color alone.
///
/// The text's own color and the background stay the terminal's, which the user has chosen.
struct Palette: Hashable, Sendable {
    /// Nil has attributes alone, for NO_COLOR and terminals without colors.
    private let shades: Shades?

    /// - Parameter colors: how many the terminal has.
    init(choice: ThemeChoice, background: Background, colors: Int, noColor: Bool) {
        let background: Background =
            switch choice {
            case .dark: .dark
            case .light: .light
            case .auto, .mono: background
            }
        // What the command line says goes before NO_COLOR.
        let isMono = choice == .mono || (choice == .auto && noColor)
        shades =
            switch (isMono ? 0 : colors, background) {
            case (256..., .dark): .dark
            case (256..., .light): .light
            case (256..., .unknown): .unknown
            case (16..., .dark): .sixteenOnDark
            case (16..., .light): .sixteenOnLight
            case (8..., .dark): .eightOnDark
            case (8..., .light): .eightOnLight
            // Of so few colors none is readable on both.
            default: nil
            }
    }

    func style(_ role: Role) -> Style { shades?.style(role) ?? Self.mono(role) }

    /// Where all stars look alike, only small ones leave the trail in front.
    var hasLargeStars: Bool { shades?.stars.contains { $0 != nil } ?? false }

    private static func mono(_ role: Role) -> Style {
        switch role {
        case .strong, .accent, .here, .warning, .error, .main: Style(nil, .bold)
        case .trail(let age) where age < Role.trailAges / 2: Style(nil, .bold)
        case .typing, .wrong: Style(nil, [.bold, .underline])
        case .field, .example: Style(nil, .underline)
        case .enter: Style(nil, [.reverse, .bold])
        default: Style()
        }
    }
}

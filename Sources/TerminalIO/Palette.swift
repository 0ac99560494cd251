import TerminalUI

/// What each role looks like: calm, with one accent, and never told by color alone.
///
/// The text's own color and the background stay the terminal's, which the user has chosen.
struct Palette: Hashable, Sendable {
    private let theme: Theme

    private enum Theme: Hashable { case full(Shades), basic(bright: Bool, Background), mono }

    /// - Parameter colors: how many the terminal has.
    init(choice: ThemeChoice, background: Background, colors: Int, noColor: Bool) {
        let background: Background =
            switch choice {
            case .dark: .dark
            case .light: .light
            case .auto, .mono: background
            }
        theme =
            switch colors {
            // What the command line says goes before NO_COLOR.
            case _ where choice == .mono || (choice == .auto && noColor): .mono
            case 256...: .full(.shades(on: background))
            case 8...: .basic(bright: colors >= 16, background)
            default: .mono
            }
    }

    func style(_ role: Role) -> Style {
        switch theme {
        case .full(let shades): shades.style(role)
        case .basic(let bright, let background): Self.basic(role, bright: bright, on: background)
        case .mono: Self.mono(role)
        }
    }

    /// Attributes alone, for NO_COLOR and terminals without colors.
    private static func mono(_ role: Role) -> Style {
        switch role {
        case .title, .accent, .stepCurrent, .key: Style(nil, .bold)
        case .success, .warning, .failure: Style(nil, .bold)
        case .selected, .buttonFocused: Style(nil, .reverse)
        case .fieldFocused: Style(nil, [.bold, .underline])
        case .field, .placeholder, .placeholderFocused: Style(nil, .underline)
        default: Style()
        }
    }

    /// The 8 or 16 colors, whose values are the terminal's. Where the background isn't known the accent is bold
    /// alone: of these colors blue vanishes on black, and cyan and yellow on white.
    private static func basic(_ role: Role, bright: Bool, on background: Background) -> Style {
        let (red, green, yellow, blue, cyan): (UInt8, UInt8, UInt8, UInt8, UInt8) = (1, 2, 3, 4, 6)
        let isDark = background == .dark
        func strong(_ color: UInt8) -> UInt8 { bright && isDark ? color + 8 : color }
        let accent: UInt8? =
            switch background {
            case .dark: strong(cyan)
            case .light: blue
            case .unknown: nil
            }
        switch role {
        case .text, .muted, .stepAhead, .code, .rule, .button, .barEmpty: return Style()
        case .title: return Style(nil, .bold)
        case .accent, .key, .stepCurrent: return Style(accent, .bold)
        case .success, .stepDone: return Style(strong(green))
        case .warning: return Style(isDark ? strong(yellow) : nil, .bold)
        case .failure: return Style(strong(red), .bold)
        case .selected, .buttonFocused: return Style(nil, .reverse)
        case .fieldFocused: return Style(nil, [.bold, .underline])
        case .field, .placeholder, .placeholderFocused: return Style(nil, .underline)
        case .bar(let shade):
            let ramp = bright ? [blue, blue + 8, cyan, cyan + 8, green, green + 8] : [blue, cyan, green]
            return Style(ramp[min(max(0, shade), Role.barShades - 1) * ramp.count / Role.barShades])
        case .trail(let age): return Style(accent, age < Role.trailAges / 2 ? .bold : [])
        }
    }
}

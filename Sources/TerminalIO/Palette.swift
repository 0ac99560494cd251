import TerminalUI

/// What each role looks like: calm, with one accent, and never told by colour alone.
///
/// The text's own colour and the background stay the terminal's, which the person has chosen.
struct Palette: Hashable, Sendable {
    private let theme: Theme

    private enum Theme: Hashable { case full(Shades), basic(bright: Bool, Background), mono }

    /// - Parameter colors: how many the terminal has.
    init(choice: ThemeChoice, background: Background, colors: Int, noColor: Bool) {
        let background: Background = switch choice {
        case .dark: .dark
        case .light: .light
        case .auto, .mono: background
        }
        theme =
            switch colors {
            case _ where choice == .mono || noColor: .mono
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

    /// Attributes alone, for NO_COLOR and terminals without colours.
    private static func mono(_ role: Role) -> Style {
        switch role {
        case .title, .accent, .stepCurrent, .key: Style(nil, .bold)
        case .success, .warning, .failure: Style(nil, .bold)
        case .selected, .buttonFocused: Style(nil, .reverse)
        case .fieldFocused: Style(nil, [.bold, .underline])
        case .field, .placeholder: Style(nil, .underline)
        default: Style()
        }
    }

    /// The 8 or 16 colours whose values are the terminal's. Only those are used that read on both backgrounds where
    /// the background is not known: yellow vanishes on white, blue on black.
    private static func basic(_ role: Role, bright: Bool, on background: Background) -> Style {
        let (green, blue, red, cyan, yellow): (UInt8, UInt8, UInt8, UInt8, UInt8) = (2, 4, 1, 6, 3)
        let onDark = background == .dark
        func strong(_ color: UInt8) -> UInt8 { bright && onDark ? color + 8 : color }
        switch role {
        case .text, .muted, .stepAhead, .code, .rule, .button: return Style()
        case .title: return Style(nil, .bold)
        case .accent, .key: return Style(onDark ? strong(cyan) : blue)
        case .stepCurrent: return Style(onDark ? strong(cyan) : blue, .bold)
        case .success, .stepDone: return Style(strong(green))
        case .warning: return Style(onDark ? strong(yellow) : nil, .bold)
        case .failure: return Style(strong(red), .bold)
        case .selected, .buttonFocused: return Style(nil, .reverse)
        case .fieldFocused: return Style(nil, [.bold, .underline])
        case .field, .placeholder: return Style(nil, .underline)
        case .bar(let shade):
            let ramp = bright ? [blue, blue + 8, cyan, cyan + 8, green, green + 8] : [blue, cyan, green]
            return Style(ramp[min(max(0, shade), Role.barShades - 1) * ramp.count / Role.barShades])
        case .barEmpty: return Style()
        case .trail(let age):
            return age < Role.trailAges / 2 ? Style(onDark ? strong(cyan) : blue, .bold) : Style(onDark ? cyan : blue)
        }
    }
}

import TerminalUI

/// The colors of a palette: indexes of xterm's 256 colors, or of the first 16, whose values are the terminal's. Nil is
/// the terminal's own color.
///
/// No background is painted but those of `enter`, `main` and a bar's track: a fill vanishes on some backgrounds, and text in
/// the terminal's own color is readable on all of them.
struct Shades: Hashable, Sendable {
    /// Where there is no color for it, what has to be seen is bold.
    var muted, accent, success, warning, error: UInt8?
    var enter: Pair
    var main: Pair?
    var rule, thumb: UInt8?
    /// A solid track has its color for its background too.
    var track: UInt8?
    var isTrackSolid = false
    /// `Role.barShades` of them.
    var bar: [UInt8]
    /// `Role.trailAges` of them.
    var trail: [UInt8]
    /// `Role.starSizes` of them.
    var stars: [UInt8?] = [nil, nil, nil]
    /// Bold beside a color would be drawn brighter by many terminals, too bright for a light background.
    var isHereBold = true

    struct Pair: Hashable, Sendable {
        var text, background: UInt8
        init(_ text: UInt8, on background: UInt8) {
            self.text = text
            self.background = background
        }
    }

    func style(_ role: Role) -> Style {
        func colored(_ color: UInt8?) -> Style { color.map { Style($0) } ?? Style(nil, .bold) }
        func underlined(_ color: UInt8?) -> Style { Style(color, color == nil ? [.bold, .underline] : .underline) }
        func pick<Element>(_ from: [Element], _ index: Int) -> Element { from[min(max(0, index), from.count - 1)] }
        return switch role {
        case .text, .button: Style()
        case .strong: Style(nil, .bold)
        case .muted: Style(muted)
        case .accent: Style(accent)
        case .here: isHereBold ? Style(isPlain ? nil : accent, .bold) : Style(accent)
        case .success: Style(success)
        case .warning: colored(warning)
        case .error: colored(error)
        case .field: Style(nil, .underline)
        case .typing: underlined(isPlain ? nil : accent)
        case .wrong: underlined(error)
        case .example: Style(muted, .underline)
        case .enter: Style(enter.text, on: enter.background, .bold)
        case .main: main.map { Style($0.text, on: $0.background) } ?? Style(nil, .bold)
        case .rule: Style(rule)
        case .thumb: Style(thumb)
        case .track: Style(track, on: isTrackSolid ? track : nil)
        case .tip: Style(pick(bar, Role.barShades - 1), on: isTrackSolid ? track : nil)
        case .bar(let shade): Style(pick(bar, shade))
        case .trail(let age): Style(pick(trail, age))
        case .star(let size): Style(pick(stars, size))
        }
    }

    /// No accent is readable as text on every background: it is for marks alone.
    private var isPlain: Bool { muted == nil && main != nil }

    static let dark = Shades(
        muted: 247, accent: 141, success: 115, warning: 221, error: 210, enter: Pair(16, on: 141),
        main: Pair(231, on: 60),
        rule: 240, thumb: 245, track: 237, isTrackSolid: true, bar: [99, 141, 183, 189],
        trail: [231, 189, 183, 141, 135, 99, 62, 61], stars: [61, 103, 146])

    static let light = Shades(
        muted: 241, accent: 56, success: 22, warning: 94, error: 160, enter: Pair(231, on: 56), main: Pair(55, on: 189),
        rule: 250, thumb: 245, track: 254, isTrackSolid: true, bar: [99, 57, 56, 55],
        trail: [54, 55, 56, 57, 99, 141, 147, 183], stars: [146, 146, 103])

    /// For a background that the terminal doesn't tell. No color has 4.5:1 on every usual one, so text is the terminal's
    /// own, marks and bars are of middle brightness, and fills have their own background.
    static let unknown = Shades(
        accent: 99, success: 29, enter: Pair(231, on: 56), main: Pair(231, on: 60), track: 245,
        bar: Array(repeating: 99, count: Role.barShades), trail: Array(repeating: 99, count: Role.trailAges),
        stars: [103, 103, 103])

    /// Of 16 colors, those that are readable as terminals ship them.
    static let sixteenOnDark = Shades(
        accent: 14, success: 10, warning: 11, error: 9, enter: Pair(0, on: 14), bar: [6, 6, 14, 14],
        trail: [14, 14, 14, 14, 6, 6, 6, 6])

    static let sixteenOnLight = Shades(
        accent: 4, error: 1, enter: Pair(15, on: 4), bar: Array(repeating: 4, count: Role.barShades),
        trail: Array(repeating: 4, count: Role.trailAges), isHereBold: false)

    static let eightOnDark = Shades(
        accent: 6, success: 2, enter: Pair(0, on: 6), bar: Array(repeating: 6, count: Role.barShades),
        trail: Array(repeating: 6, count: Role.trailAges))

    static let eightOnLight = Shades(
        accent: 4, error: 1, enter: Pair(7, on: 4), bar: Array(repeating: 4, count: Role.barShades),
        trail: Array(repeating: 4, count: Role.trailAges), isHereBold: false)
}

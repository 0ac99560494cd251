import TerminalUI

/// A palette of xterm's 256 colors: one for dark backgrounds, one for light, one that reads on both.
struct Shades: Hashable, Sendable {
    var muted, accent, success, warning, failure, rule, stepDone, stepAhead, code: UInt8
    /// Text and background, because these cover what is below.
    var selected, field, fieldFocused, placeholder, placeholderFocused, button, buttonFocused: Pair
    var bar: [UInt8]
    var barEmpty: UInt8
    var trail: [UInt8]

    struct Pair: Hashable, Sendable {
        var text, background: UInt8
        init(_ text: UInt8, on background: UInt8) {
            self.text = text
            self.background = background
        }
    }

    static func shades(on background: Background) -> Shades {
        switch background {
        case .dark: dark
        case .light: light
        case .unknown: neutral
        }
    }

    func style(_ role: Role) -> Style {
        func covering(_ pair: Pair, _ attributes: Style.Attributes = []) -> Style {
            Style(pair.text, on: pair.background, attributes)
        }
        return switch role {
        case .text: Style()
        case .muted: Style(muted)
        case .title: Style(nil, .bold)
        case .accent, .key: Style(accent)
        case .success: Style(success)
        case .warning: Style(warning)
        case .failure: Style(failure, .bold)
        case .rule: Style(rule)
        case .stepDone: Style(stepDone)
        case .stepCurrent: Style(accent, .bold)
        case .stepAhead: Style(stepAhead)
        case .selected: covering(selected)
        case .field: covering(field)
        case .fieldFocused: covering(fieldFocused)
        case .placeholder: covering(placeholder)
        case .placeholderFocused: covering(placeholderFocused)
        case .button: covering(button)
        case .buttonFocused: covering(buttonFocused, .bold)
        case .code: Style(code)
        case .bar(let shade): Style(bar[min(max(0, shade), Role.barShades - 1) * bar.count / Role.barShades])
        case .barEmpty: Style(barEmpty)
        case .trail(let age): Style(trail[min(max(0, age), trail.count - 1)])
        }
    }

    static let dark = Shades(
        muted: 247, accent: 75, success: 114, warning: 221, failure: 210, rule: 240, stepDone: 108, stepAhead: 245,
        code: 152,
        selected: Pair(231, on: 24), field: Pair(252, on: 236), fieldFocused: Pair(231, on: 24),
        placeholder: Pair(248, on: 236), placeholderFocused: Pair(152, on: 24),
        button: Pair(253, on: 238), buttonFocused: Pair(16, on: 75),
        bar: rampOnDark, barEmpty: 238, trail: [123, 80, 73, 66, 241, 238])

    static let light = Shades(
        muted: 241, accent: 25, success: 28, warning: 94, failure: 124, rule: 250, stepDone: 22, stepAhead: 242,
        code: 23,
        selected: Pair(231, on: 25), field: Pair(235, on: 254), fieldFocused: Pair(16, on: 153),
        placeholder: Pair(241, on: 254), placeholderFocused: Pair(24, on: 153),
        button: Pair(235, on: 252), buttonFocused: Pair(231, on: 25),
        bar: rampOnLight, barEmpty: 252, trail: [25, 31, 67, 110, 250, 253])

    /// No color has more than 4.3:1 on both a dark and a light background.
    static let neutral = Shades(
        muted: 243, accent: 32, success: 29, warning: 166, failure: 197, rule: 244, stepDone: 65, stepAhead: 243,
        code: 30,
        selected: Pair(231, on: 25), field: Pair(252, on: 238), fieldFocused: Pair(231, on: 25),
        placeholder: Pair(250, on: 238), placeholderFocused: Pair(153, on: 25),
        button: Pair(253, on: 240), buttonFocused: Pair(231, on: 25),
        bar: rampOnLight, barEmpty: 245, trail: [32, 38, 67, 66, 243, 244])

    /// Indigo, blue, cyan, green. Each step changes one channel by one level of the cube, so that no step is a band.
    private static let rampOnDark: [UInt8] = [
        54, 55, 56, 62, 63, 69, 33, 39, 75, 74, 38, 44, 80, 79, 43, 42, 78, 77, 41, 47, 83, 84, 120, 121,
    ]
    /// The same way, less bright: it stands out from white to its end.
    private static let rampOnLight: [UInt8] = [
        54, 55, 56, 62, 63, 69, 33, 32, 68, 74, 38, 37, 73, 72, 36, 35, 71, 70, 34, 40, 76, 77, 41, 47,
    ]
}

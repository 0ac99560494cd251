import TerminalUI

/// A palette of xterm's 256 colours: one for dark backgrounds, one for light, one that reads on both.
struct Shades: Hashable, Sendable {
    var muted, accent, success, warning, failure, rule, stepDone, stepAhead, code: UInt8
    /// Text and background, because these cover what is below.
    var selected, field, fieldFocused, placeholder, button, buttonFocused: Pair
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
        placeholder: Pair(248, on: 236), button: Pair(253, on: 238), buttonFocused: Pair(16, on: 75),
        bar: indigoToGreen, barEmpty: 238, trail: [123, 80, 73, 66, 241, 238])

    static let light = Shades(
        muted: 241, accent: 25, success: 28, warning: 94, failure: 124, rule: 250, stepDone: 65, stepAhead: 242,
        code: 23,
        selected: Pair(231, on: 25), field: Pair(235, on: 254), fieldFocused: Pair(16, on: 153),
        placeholder: Pair(241, on: 254), button: Pair(235, on: 252), buttonFocused: Pair(231, on: 25),
        bar: indigoToGreen, barEmpty: 252, trail: [25, 31, 67, 110, 250, 253])

    static let neutral = Shades(
        muted: 244, accent: 32, success: 34, warning: 136, failure: 167, rule: 244, stepDone: 71, stepAhead: 244,
        code: 37,
        selected: Pair(231, on: 25), field: Pair(252, on: 238), fieldFocused: Pair(231, on: 25),
        placeholder: Pair(250, on: 238), button: Pair(253, on: 240), buttonFocused: Pair(231, on: 25),
        bar: indigoToGreen, barEmpty: 245, trail: [32, 38, 67, 66, 243, 244])

    private static let indigoToGreen: [UInt8] = [
        61, 62, 32, 68, 31, 67, 38, 74, 37, 73, 44, 80, 43, 79, 115, 42, 78, 114, 49, 48, 84, 85, 120, 121,
    ]
}

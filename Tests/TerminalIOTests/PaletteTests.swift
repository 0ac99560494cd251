import Testing

@testable import TerminalIO
@testable import TerminalUI

/// Contrast by the formula of WCAG 2, colors by xterm's published palette.
@Suite struct PaletteTests {
    static let dark = RGB(red: 17.0 / 255, green: 19.0 / 255, blue: 26.0 / 255)
    static let light = RGB(red: 253.0 / 255, green: 253.0 / 255, blue: 253.0 / 255)

    /// The roles that are read as text.
    static let readable: [Role] = [
        .text, .muted, .title, .accent, .success, .warning, .failure, .stepDone, .stepCurrent, .stepAhead, .selected,
        .field, .fieldFocused, .placeholder, .placeholderFocused, .button, .buttonFocused, .key, .code,
    ]
    static let all: [Role] =
        readable + [.rule, .barEmpty] + (0..<Role.barShades).map(Role.bar) + (0..<Role.trailAges).map(Role.trail)

    static func palette(_ choice: ThemeChoice, _ background: Background = .unknown, colors: Int = 256) -> Palette {
        Palette(choice: choice, background: background, colors: colors, noColor: false)
    }

    /// The contrast of a style whose colors are known; nil where both are the terminal's own.
    static func contrast(_ style: Style, on background: RGB) throws -> Double? {
        guard style.foreground != nil || style.background != nil else { return nil }
        // A background of ours under a text color that isn't would be readable by luck alone.
        let text = try #require(style.foreground.flatMap { RGB(xterm: Int($0)) }, "\(style)")
        guard let own = style.background else { return text.contrast(with: background) }
        return try text.contrast(with: #require(RGB(xterm: Int(own))))
    }

    @Test func formula() throws {
        let (black, white) = (RGB(red: 0, green: 0, blue: 0), RGB(red: 1, green: 1, blue: 1))
        #expect(abs(black.contrast(with: white) - 21) < 0.001)
        // The grey that is known as the darkest with 4.5:1 on white is #767676, 4.54:1; the next, #777777, has 4.48:1.
        let grey = try #require(RGB(xterm: 243))
        #expect(abs(grey.contrast(with: white) - 4.54) < 0.005)
        #expect(RGB(xterm: 75) == RGB(red: 95.0 / 255, green: 175.0 / 255, blue: 1))
        #expect(RGB(xterm: 15) == nil)
    }

    @Test(arguments: readable) func textIsReadable(role: Role) throws {
        for (choice, background) in [(ThemeChoice.dark, Self.dark), (.light, Self.light)] {
            let style = Self.palette(choice).style(role)
            if let contrast = try Self.contrast(style, on: background) { #expect(contrast >= 4.5, "\(choice)") }
        }
    }

    /// No color has 4.5:1 on both; the best have 4.3:1.
    @Test(arguments: readable) func textIsReadableOnAnUnknownBackground(role: Role) throws {
        let style = Self.palette(.auto).style(role)
        for background in [Self.dark, Self.light] {
            if let contrast = try Self.contrast(style, on: background) { #expect(contrast >= 3.7) }
        }
    }

    @Test func focusIsSeenWithoutColors() {
        let mono = Self.palette(.mono)
        for (focused, other) in [(Role.selected, Role.text), (.buttonFocused, .button), (.fieldFocused, .field)] {
            #expect(mono.style(focused).attributes != mono.style(other).attributes)
        }
        #expect(mono.style(.field).attributes != mono.style(.text).attributes)
    }

    @Test func noColorMeansNone() {
        for (choice, colors, noColor) in [(ThemeChoice.mono, 256, false), (.auto, 256, true), (.dark, 0, false)] {
            let palette = Palette(choice: choice, background: .dark, colors: colors, noColor: noColor)
            for role in Self.all {
                let style = palette.style(role)
                #expect(style.foreground == nil && style.background == nil, "\(role)")
            }
        }
    }

    @Test(arguments: [8, 16, 88]) func fewColorsAreTheOnesThereAre(colors: Int) {
        for background in [Background.dark, .light, .unknown] {
            let palette = Self.palette(.auto, background, colors: colors)
            for role in Self.all {
                let style = palette.style(role)
                for index in [style.foreground, style.background].compactMap({ $0 }) {
                    #expect(Int(index) < min(colors, 16), "\(role)")
                }
            }
        }
    }

    /// A palette's color pairs all fit in the smallest table that ncurses may have, three palettes in ours of 256.
    @Test func pairsFit() {
        var pairs: Set<[UInt8?]> = []
        for background in [Background.dark, .light, .unknown] {
            for role in Self.all {
                let style = Self.palette(.auto, background).style(role)
                pairs.insert([style.foreground, style.background])
            }
        }
        #expect(pairs.count < 256)
        let few = Set(Self.all.map { Self.palette(.dark, colors: 8).style($0) }.map { [$0.foreground, $0.background] })
        #expect(few.count < 64)
    }

    /// Many shades, and each next to the last in the cube: one channel, one level.
    @Test(arguments: [ThemeChoice.dark, .light]) func barHasNoBands(choice: ThemeChoice) throws {
        let palette = Self.palette(choice)
        var shades: [Int] = []
        for shade in 0..<Role.barShades {
            let index = Int(try #require(palette.style(.bar(shade: shade)).foreground))
            if shades.last != index { shades.append(index) }
        }
        #expect(shades.count >= 24)
        #expect(Set(shades).count == shades.count)
        for (one, next) in zip(shades, shades.dropFirst()) {
            let levels = [36, 6, 1].map { abs((one - 16) / $0 % 6 - (next - 16) / $0 % 6) }
            #expect(levels.reduce(0, +) == 1, "\(one) to \(next)")
        }
    }

    @Test(arguments: [ThemeChoice.dark, .light]) func trailFades(choice: ThemeChoice) throws {
        let palette = Self.palette(choice)
        let background = choice == .dark ? Self.dark : Self.light
        let contrasts = (0..<Role.trailAges).compactMap {
            palette.style(.trail(age: $0)).foreground.flatMap { RGB(xterm: Int($0)) }?.contrast(with: background)
        }
        try #require(contrasts.count == Role.trailAges)
        #expect(contrasts == contrasts.sorted(by: >))
        #expect(contrasts[0] > 4.5 && contrasts[Role.trailAges - 1] < 2)
    }

    @Test func theTerminalsAnswerDecides() {
        #expect(Background(red: 0.07, green: 0.07, blue: 0.1) == .dark)
        #expect(Background(red: 0.99, green: 0.99, blue: 0.99) == .light)
        // Solarized's two backgrounds.
        #expect(Background(red: 0, green: 0.17, blue: 0.21) == .dark)
        #expect(Background(red: 0.99, green: 0.96, blue: 0.89) == .light)
        let cases: [(String?, Background)] = [
            ("15;0", .dark), ("0;15", .light), ("0;default;15", .light), ("7;8", .dark), ("12;7", .light),
            ("default;default", .unknown), ("", .unknown), (nil, .unknown), ("1;99", .unknown),
        ]
        for (value, background) in cases { #expect(Background(colorFGBG: value) == background, "\(value ?? "nil")") }
    }

    @Test func sequences() {
        #expect(Style().sequence == "\u{1b}[0m")
        #expect(Style(1, .bold).sequence == "\u{1b}[0;1;31m")
        #expect(Style(12, on: 9).sequence == "\u{1b}[0;94;101m")
        #expect(Style(231, on: 24, [.underline, .reverse]).sequence == "\u{1b}[0;4;7;38;5;231;48;5;24m")
    }
}

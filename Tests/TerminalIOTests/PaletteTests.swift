import Testing

@testable import TerminalIO
@testable import TerminalUI

extension RGB {
    /// A color as 0xrrggbb.
    fileprivate init(hexadecimal value: Int) {
        self.init(
            red: Double(value >> 16) / 255, green: Double(value >> 8 & 0xff) / 255, blue: Double(value & 0xff) / 255)
    }
}

/// Contrast by the formula of WCAG 2, colors by xterm's published palette, on the backgrounds that people have.
@Suite struct PaletteTests {
    /// The themes' defaults, as their projects publish them: black, the pictures', Windows Terminal, Ubuntu, Tokyo Night,
    /// Catppuccin, Gruvbox, Solarized, Dracula, One Dark, Nord.
    static let dark = [
        0x000000, 0x11131a, 0x0c0c0c, 0x300a24, 0x1a1b26, 0x1e1e2e, 0x282828, 0x002b36, 0x282a36, 0x282c34, 0x2e3440,
    ].map(RGB.init(hexadecimal:))
    /// White, the pictures', One Light, Solarized, Catppuccin, Gruvbox.
    static let light = [0xffffff, 0xfdfdfd, 0xfafafa, 0xfdf6e3, 0xeff1f5, 0xfbf1c7].map(RGB.init(hexadecimal:))

    /// The first 16 colors as xterm, VGA, Windows and Tango ship them, with the dark background of each.
    static let sixteen: [(background: Int, colors: [Int])] = [
        (
            0x000000,
            [
                0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000,
                0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
            ]
        ),
        (
            0x000000,
            [
                0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555, 0xff5555,
                0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
            ]
        ),
        (
            0x0c0c0c,
            [
                0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc, 0x767676, 0xe74856,
                0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2,
            ]
        ),
        (
            0x000000,
            [
                0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf, 0x555753, 0xef2929,
                0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec,
            ]
        ),
    ]

    /// The roles that are read as text.
    static let readable: [Role] = [
        .text, .strong, .muted, .here, .success, .warning, .error, .field, .typing, .wrong, .example, .enter, .main,
        .button,
    ]
    static let all: [Role] =
        readable + [.accent, .rule, .thumb, .track, .tip] + (0..<Role.barShades).map(Role.bar)
        + (0..<Role.trailAges).map(Role.trail) + (0..<Role.starSizes).map(Role.star)

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
        for (choice, backgrounds) in [(ThemeChoice.dark, Self.dark), (.light, Self.light)] {
            let style = Self.palette(choice).style(role)
            for background in backgrounds {
                if let contrast = try Self.contrast(style, on: background) { #expect(contrast >= 4.5, "\(choice)") }
            }
        }
    }

    /// No color has 4.5:1 on all of them, so only a mark and what has its own background have one.
    @Test(arguments: readable) func textHasTheTerminalsColorOnAnUnknownBackground(role: Role) throws {
        let style = Self.palette(.auto).style(role)
        switch role {
        case .enter, .main: #expect(try Self.contrast(style, on: Self.dark[0]) ?? 0 >= 4.5)
        case .success: #expect(style == Style(29))
        default: #expect(style.foreground == nil && style.background == nil)
        }
    }

    /// Of 16 colors, whose values are the terminal's.
    @Test(arguments: readable) func textIsReadableAsTerminalsShipThem(role: Role) {
        for (background, colors) in Self.sixteen {
            for (choice, ground) in [(ThemeChoice.dark, background), (.light, 0xffffff)] {
                let style = Self.palette(choice, colors: 16).style(role)
                guard let text = style.foreground else { continue }
                let behind = style.background.map { colors[Int($0)] } ?? ground
                let contrast = RGB(hexadecimal: colors[Int(text)]).contrast(with: RGB(hexadecimal: behind))
                #expect(contrast >= 4.5, "\(choice)")
            }
        }
    }

    @Test func focusIsSeenWithoutColors() {
        let mono = Self.palette(.mono)
        for (focused, other) in [(Role.here, Role.text), (.enter, .button), (.enter, .main), (.typing, .field)] {
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

    @Test(arguments: [ThemeChoice.dark, .light]) func trailFades(choice: ThemeChoice) throws {
        let palette = Self.palette(choice)
        let background = choice == .dark ? Self.dark[1] : Self.light[1]
        let contrasts = (0..<Role.trailAges).compactMap {
            palette.style(.trail(age: $0)).foreground.flatMap { RGB(xterm: Int($0)) }?.contrast(with: background)
        }
        try #require(contrasts.count == Role.trailAges)
        #expect(contrasts == contrasts.sorted(by: >))
        #expect(contrasts[0] > 4.5 && contrasts[Role.trailAges - 1] < contrasts[0] / 3)
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

import Platform

/// A color in sRGB, each channel from 0 to 1.
struct RGB: Hashable, Sendable {
    var red, green, blue: Double

    /// Relative luminance, from 0 to 1 (WCAG 2).
    var luminance: Double {
        func linear(_ channel: Double) -> Double {
            channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Contrast ratio, from 1 to 21 (WCAG 2).
    func contrast(with other: RGB) -> Double {
        (max(luminance, other.luminance) + 0.05) / (min(luminance, other.luminance) + 0.05)
    }

    /// Entry 16 to 255 of xterm's palette: a cube of 6×6×6 and 24 greys (256colres.pl). The first 16 are the user's.
    init?(xterm index: Int) {
        func channels(_ red: Int, _ green: Int, _ blue: Int) -> RGB {
            RGB(red: Double(red) / 255, green: Double(green) / 255, blue: Double(blue) / 255)
        }
        switch index {
        case 16..<232:
            let levels = [0, 95, 135, 175, 215, 255]
            let place = index - 16
            self = channels(levels[place / 36], levels[place / 6 % 6], levels[place % 6])
        case 232..<256:
            let grey = 8 + 10 * (index - 232)
            self = channels(grey, grey, grey)
        default: return nil
        }
    }

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }
}

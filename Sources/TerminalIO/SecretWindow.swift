import Secrecy
import TerminalUI

/// The part of a secret that a slot shows, as the bytes that draw it past ncurses.
///
/// Nothing of it is ever a `String` on the heap: one scalar at a time is encoded into a buffer that is wiped.
struct SecretWindow {
    private let slot: SecretSlot
    private let field: SecretField
    private let glyphs: Glyphs
    /// The first scalar that is shown.
    private let start: Int
    /// The cell of the field's cursor.
    let cursor: Point

    init(_ slot: SecretSlot, of field: SecretField, glyphs: Glyphs) {
        self.slot = slot
        self.field = field
        self.glyphs = glyphs
        // Scrolled as far as it takes to have the cursor, which may stand behind the last character, inside.
        let place = field.cursor
        var before = 0
        field.forEachScalar { index, scalar in
            if index < place { before += Self.drawn(scalar, glyphs).width }
        }
        var start = 0
        field.forEachScalar { index, scalar in
            guard before >= slot.columns, index < place else { return }
            before -= Self.drawn(scalar, glyphs).width
            start = index + 1
        }
        // What has several rows is shown whole, from its beginning.
        self.start = slot.rows > 1 ? 0 : start
        cursor = Point(column: slot.column + min(before, max(0, slot.columns - 1)), row: slot.row)
    }

    /// The place, the style, the text padded to the slot's end, and back to where the cursor was.
    func drawing(_ style: Style) -> SecretBuffer {
        var bytes = SecretBuffer(capacity: 64 + slot.rows * (32 + slot.columns * 8))
        // DECSC and DECRC, so that ncurses finds the cursor and the style as it left them.
        bytes.append("\u{1b}7\(style.sequence)".utf8)
        for (row, line) in lines.prefix(slot.rows).enumerated() {
            bytes.append("\u{1b}[\(slot.row + row + 1);\(slot.column + 1)H".utf8)
            append(line, to: &bytes)
        }
        bytes.append("\u{1b}8".utf8)
        return bytes
    }

    private func append(_ line: Range<Int>, to bytes: inout SecretBuffer) {
        var used = 0
        field.forEachScalar { index, scalar in
            guard line.contains(index) else { return }
            let (shown, width) = Self.drawn(scalar, glyphs)
            // A mark without a base has no cell to go to.
            guard used + width <= slot.columns, width > 0 || used > 0, let encoded = UTF8.encode(shown) else { return }
            bytes.append(encoded)
            used += width
        }
        for _ in used..<max(used, slot.columns) { bytes.append(0x20) }
    }

    /// The scalars of each row, broken after a hyphen where there is one.
    private var lines: [Range<Int>] {
        var lines: [Range<Int>] = []
        var first = start
        var (used, count) = (0, 0)
        /// After the last hyphen of the line, and the cells up to there.
        var hyphen: (index: Int, used: Int)?
        field.forEachScalar { index, scalar in
            count = index + 1
            guard index >= start else { return }
            let width = Self.drawn(scalar, glyphs).width
            if used + width > slot.columns {
                let full = (index: index, used: used)
                let end = slot.rows > 1 ? hyphen ?? full : full
                lines.append(first..<end.index)
                (first, used, hyphen) = (end.index, used - end.used, nil)
            }
            used += width
            if scalar == "-" { hyphen = (index + 1, used) }
        }
        return lines + [first..<max(first, count)]
    }

    /// What stands for a scalar on the screen: itself, unless a terminal would act on it or can't show it.
    private static func drawn(_ scalar: Unicode.Scalar, _ glyphs: Glyphs) -> (Unicode.Scalar, width: Int) {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f ? ("?", 1) : (scalar, 1) }
        let character = Character(scalar)
        if glyphs == .ascii { return character.displayWidth == 0 ? (scalar, 0) : ("?", 1) }
        return character.isUnsafeToDraw || scalar == "\u{200D}" ? ("\u{FFFD}", 1) : (scalar, character.displayWidth)
    }
}

extension SecretField {
    /// Lends the scalars one by one, decoded in place.
    fileprivate func forEachScalar(_ body: (_ index: Int, Unicode.Scalar) -> Void) {
        withBytes { bytes in
            var iterator = bytes.makeIterator()
            var decoder = UTF8()
            var index = 0
            while case .scalarValue(let scalar) = decoder.decode(&iterator) {
                body(index, scalar)
                index += 1
            }
        }
    }
}

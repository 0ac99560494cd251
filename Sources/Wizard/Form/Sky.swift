import Entropy
import TerminalUI

/// How much randomness the user has given, and where lately: PuTTYgen's blank area and its first bar.
struct Sky: Hashable, Sendable {
    /// A place where something happened, for as long as it fades.
    struct Mark: Hashable, Sendable {
        /// Nil for a key, which has no place of its own: the mark's number spreads it over the area.
        var at: Point?
        var number: Int
        var time: UInt64
    }

    private(set) var meter = EntropyMeter()
    private(set) var marks: [Mark] = []
    private var now: UInt64 = 0
    private var keys = 0

    /// How long a mark can be seen, in nanoseconds.
    private static let fading: UInt64 = 500_000_000

    /// Counts a sample, and marks its place where it is credited.
    mutating func add(_ sample: EntropySample) {
        tick(sample.time)
        guard meter.add(sample) else { return }
        guard case .pointer(let column, let row) = sample.source else {
            keys += 1
            marks.append(Mark(at: nil, number: keys, time: now))
            return
        }
        marks.append(Mark(at: Point(column: column, row: row), number: 0, time: now))
    }

    mutating func tick(_ time: UInt64) {
        now = max(now, time)
        marks.removeAll { $0.time + Self.fading <= now }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect) {
        frame.canvas.frame(area)
        let inside = area.inside
        guard inside.columns > 0, inside.rows > 0 else { return }
        for mark in marks {
            // Steps of the golden section spread the keys' marks evenly, whatever was typed.
            let spread = Point(
                column: inside.column + (mark.number * 37) % inside.columns,
                row: inside.row + (mark.number * 5) % inside.rows)
            let at = mark.at ?? spread
            guard inside.contains(at) else { continue }
            let age = Int((now - min(now, mark.time)) * UInt64(Role.trailAges) / Self.fading)
            let step = min(age, Role.trailAges - 1)
            frame.canvas.dot(frame.canvas.glyphs.trail[step], column: at.column, row: at.row, role: .trail(age: step))
        }
    }
}

extension EntropySample {
    /// The sample that an event is; nil for what the user didn't do, such as a terminal's reply.
    init?(_ event: InputEvent, time: UInt64) {
        switch event {
        case .mouse(let mouse): self.init(.pointer(column: mouse.at.column, row: mouse.at.row), time: time)
        case .key(let key): self.init(.key(key.number), time: time)
        case .paste(let paste): self.init(.key(UInt64(paste.bytes.count)), time: time)
        case .malformed(let byte): self.init(.key(UInt64(byte) << 32), time: time)
        case .background, .attributes: return nil
        }
    }
}

extension Key {
    /// A number that differs from key to key.
    fileprivate var number: UInt64 { name.utf8.reduce(5381) { $0 &* 33 &+ UInt64($1) } }
}

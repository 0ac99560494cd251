import Entropy
import TerminalUI

/// How much randomness the user has given, and where lately: PuTTYgen's blank area and its first bar, as a night sky. Each
/// event that is credited leaves a star, and the pointer draws a comet.
struct Sky: Hashable, Sendable {
    /// A cell that the pointer passed.
    private struct Passed: Hashable, Sendable {
        var at: Point
        var time: UInt64
    }

    private struct Star: Hashable, Sendable {
        /// Nil for a key, which has no place of its own: the star's number spreads it over the area.
        var at: Point?
        var number: Int
        var time: UInt64
    }

    private(set) var meter = EntropyMeter()
    /// Where the pointer was seen last.
    private var pointer: Point?
    private var trail: [Passed] = []
    private var stars: [Star] = []
    private var now: UInt64 = 0
    private var keys = 0

    /// In nanoseconds: an age of the trail, how long a star can be seen, and how far apart two reports of the pointer may
    /// be for the cells between them to be passed.
    private static let (age, starlight, step): (UInt64, UInt64, UInt64) = (90_000_000, 10_000_000_000, 100_000_000)

    /// In how many nanoseconds something on it becomes darker by itself; nil when nothing is left to.
    var changesIn: UInt64? {
        func rest(_ time: UInt64, of span: UInt64) -> UInt64 { span - (now - min(now, time)) % span }
        return (trail.map { rest($0.time, of: Self.age) } + stars.map { rest($0.time, of: Self.starlight / 3) }).min()
    }

    /// Counts a sample. A pointer leaves its trail; what is credited leaves a star. Nothing is kept of a full bar's.
    mutating func add(_ sample: EntropySample) {
        tick(sample.time)
        let isCredited = meter.add(sample)
        guard !meter.isFull else { return (trail, stars) = ([], []) }
        switch sample.source {
        case .pointer(let column, let row):
            let at = Point(column: column, row: row)
            guard at != pointer else { break }
            pointer = at
            if let last = trail.last, now - last.time < Self.step {
                trail += last.at.cells(to: at).map { Passed(at: $0, time: now) }
            } else {
                trail.append(Passed(at: at, time: now))
            }
            if isCredited { stars.append(Star(at: at, number: stars.count, time: now)) }
        case .key:
            guard isCredited else { break }
            keys += 1
            stars.append(Star(at: nil, number: keys, time: now))
        }
    }

    mutating func tick(_ time: UInt64) {
        now = max(now, time)
        trail.removeAll { $0.time + Self.age * UInt64(Role.trailAges) <= now }
        stars.removeAll { $0.time + Self.starlight <= now }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect) {
        frame.canvas.corners(area)
        let inside = area.inside
        guard inside.columns > 0, inside.rows > 0 else { return }
        guard changesIn != nil || meter.credited > 0 else {
            let words = "Move the mouse here, or type"
            frame.canvas.put(
                words, column: area.column + max(0, (area.columns - words.displayWidth) / 2),
                row: area.row + area.rows / 2, role: .muted)
            return
        }
        let glyphs = frame.canvas.glyphs
        for star in stars {
            let at = star.at ?? Self.place(star.number, in: inside)
            guard area.contains(at) else { continue }
            let size = size(of: star)
            frame.canvas.dot(glyphs.stars[size], column: at.column, row: at.row, role: .star(size: size))
        }
        // A key's star begins as bright as the comet's head.
        let heads = stars.compactMap { star in
            star.at == nil ? Passed(at: Self.place(star.number, in: inside), time: star.time) : nil
        }
        for (index, passed) in (heads + trail).enumerated() where area.contains(passed.at) {
            let age = Int((now - min(now, passed.time)) / Self.age)
            guard age < Role.trailAges else { continue }
            // One head; the cells that were passed with it follow.
            let isHead = index < heads.count || index == heads.count + trail.count - 1
            let sign = glyphs.trail[isHead ? age : max(1, age)]
            frame.canvas.dot(sign, column: passed.at.column, row: passed.at.row, role: .trail(age: age))
        }
    }

    /// Most are small. All become smaller before they are gone.
    private func size(of star: Star) -> Int {
        let sizes = [0, 0, 1, 0, 2, 0, 1, 0, 0, 2]
        let dimmed = Int((now - min(now, star.time)) * 3 / Self.starlight)
        return max(0, min(sizes[star.number * 7 % sizes.count], 2 - dimmed))
    }

    /// The places of keys are those of a fixed sequence that covers the area evenly (R2, the plane's golden ratio), so that
    /// they tell nothing of what was typed.
    private static func place(_ number: Int, in area: Rect) -> Point {
        func part(_ step: Double, of length: Int) -> Int {
            let turns = Double(number) * step
            return Int((turns - turns.rounded(.down)) * Double(length))
        }
        return Point(
            column: area.column + part(0.7549, of: area.columns), row: area.row + part(0.5698, of: area.rows))
    }
}

extension Point {
    /// The cells of a straight line to another, without this one.
    fileprivate func cells(to end: Point) -> [Point] {
        let steps = max(abs(end.column - column), abs(end.row - row))
        return (0..<steps).map { step in
            let part = Double(step + 1) / Double(steps)
            return Point(
                column: column + Int((Double(end.column - column) * part).rounded()),
                row: row + Int((Double(end.row - row) * part).rounded()))
        }
    }
}

extension EntropySample {
    /// The sample that an event is; nil for what the user did not do, such as a terminal's reply.
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

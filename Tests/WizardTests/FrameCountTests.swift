import TerminalUI
import Testing

@testable import Wizard

/// How many frames there are of what happens, by a clock that the test turns.
@Suite struct FrameCountTests {
    private static let second: UInt64 = 1_000_000_000

    /// The wizard with the pace of the live terminal: the frames, and when each was drawn.
    private struct Showing {
        var model: Model
        var pace = FramePace()
        var frames: [(time: UInt64, frame: Frame<Message>)] = []
        var now = FrameCountTests.second

        /// Turns the clock on by `duration`; `event` comes every `interval` nanoseconds, and nil for none.
        mutating func run(
            _ duration: UInt64, every interval: UInt64 = .max, _ event: (Int) -> InputEvent? = { _ in nil }
        ) {
            let end = now + duration
            var (next, count) = (interval == .max ? UInt64.max : now + interval, 0)
            while true {
                if pace.isDue(at: now) { draw() }
                let wakeup = min(next, pace.sleep(at: now).map { now + $0 } ?? .max)
                guard wakeup <= end else { break }
                now = wakeup
                guard now == next else { continue }
                if let event = event(count) { _ = model.update(.input(event, time: now)) }
                pace.note()
                (next, count) = (next + interval, count + 1)
            }
            now = end
        }

        private mutating func draw() {
            if pace.animates { _ = model.update(.tick(time: now)) }
            let frame = model.view()
            frames.append((now, frame))
            pace.drew(at: now, animates: frame.animates)
        }

        /// The most frames in any second.
        var most: Int {
            frames.map { start in frames.count { $0.time >= start.time && $0.time < start.time + second } }.max() ?? 0
        }
        /// How many of them differ from the one before: only those reach the terminal.
        var changes: Int { zip(frames, frames.dropFirst()).count { $0.frame != $1.frame } }
    }

    private func showing(_ page: PageName) -> Showing {
        var walk = Walk()
        walk.walk(to: page)
        return Showing(model: walk.model)
    }

    private static func motion(_ step: Int) -> InputEvent {
        .mouse(MouseEvent(.motion, at: Point(column: 22 + step % 40, row: 8 + step % 5)))
    }

    /// A mouse that reports a thousand times a second, on the page where each of its movements shows.
    @Test func aFastMouseGetsSixtyFramesASecond() {
        var showing = showing(.randomness)
        showing.run(Self.second, every: 1_000_000, Self.motion)
        #expect(showing.most <= 60)
        #expect(showing.changes > 50)
    }

    /// Half a second after the last movement its trail is gone, and from then on there is no frame at all.
    @Test func theTrailHasItsFramesAndThenThereAreNone() {
        var showing = showing(.randomness)
        showing.run(Self.second / 10, every: 20_000_000, Self.motion)
        showing.frames = []
        showing.run(Self.second)
        #expect((10...31).contains(showing.frames.count))
        #expect(showing.frames.last.map { $0.time < Self.second * 18 / 10 } == true)
        showing.frames = []
        showing.run(3600 * Self.second)
        #expect(showing.frames.isEmpty)
    }

    /// What is no key of the page, a mouse that wanders, and what terminals say unasked.
    @Test(arguments: PageName.allCases.filter { $0 != .randomness }) func nothingChangesForNothing(_ page: PageName) {
        var showing = showing(page)
        showing.run(Self.second, every: 1_000_000) { step in
            switch step % 3 {
            case 0: Self.motion(step)
            case 1: .key(.function(9))
            default: .attributes
            }
        }
        #expect(showing.most <= 60)
        #expect(showing.changes == 0)
    }
}

import Platform
import TerminalUI
import Testing
import Wizard

@testable import TerminalIO
@testable import keywizard

/// The frames of the wizard's own loop, on a screen whose time the test turns.
@Suite struct FrameTests {
    private static let second: UInt64 = 1_000_000_000
    private static let millisecond: UInt64 = 1_000_000

    /// What happens is given beforehand, and what is drawn is kept. When nothing is left to happen it hangs up.
    private final class ScriptedScreen: FullScreen {
        enum Event { case bytes(String), resized(Size), woken, time }

        private(set) var size = Size(columns: 80, rows: 24)
        let glyphs = Glyphs.unicode
        private(set) var now = FrameTests.second
        private(set) var frames: [(time: UInt64, frame: Frame<Message>)] = []
        /// How many frames there were when it was to be drawn again.
        private(set) var redraws: [Int] = []
        private var script: [(time: UInt64, event: Event)] = []
        private var happened = 0

        /// Has something happen that long after what was there before.
        func after(_ pause: UInt64, _ event: Event) {
            script.append(((script.last?.time ?? now) + pause, event))
        }

        func draw(_ frame: Frame<Message>, secrets: (SecretName) -> SecretField?) { frames.append((now, frame)) }
        func take(_ event: InputEvent) -> Bool { false }

        func wait(upTo patience: Duration?, receive: (UnsafeRawBufferPointer) -> Void) -> Wakeup {
            guard happened < script.count else { return .hungUp }
            let (time, event) = script[happened]
            let end = patience.map { now + UInt64($0 / .nanoseconds(1)) } ?? .max
            guard time <= end else {
                now = end
                return []
            }
            (now, happened) = (time, happened + 1)
            switch event {
            case .time: return []
            // As after a stop: there is no news, but for that.
            case .woken: return .resumed
            case .resized(let new):
                size = new
                return .resized
            case .bytes(let text):
                Array(text.utf8).withUnsafeBytes(receive)
                return .input
            }
        }

        /// Runs the wizard until there is nothing left to happen.
        func run() throws {
            let surface = Surface(
                waker: Waker(), sendToTerminal: nil, show: { _ in }, stepAside: {}, comeBack: {},
                redraw: { [unowned self] in redraws.append(frames.count) }, suspend: {})
            let home = try Workplace()
            let surroundings = Surroundings(system: .linux, user: "ana", host: "studio", home: home.home)
            let end = WizardRun(self, surface, surroundings, clock: { [unowned self] in now }).untilItEnds()
            #expect(end.status == .cancelled)
        }

        /// The text of the last frame.
        var shown: String { frames.last?.frame.canvas.text ?? "" }
        /// The frames from a moment on.
        func frames(since start: UInt64) -> [(time: UInt64, frame: Frame<Message>)] {
            frames.filter { $0.time >= start }
        }
        /// The most frames in any second.
        var most: Int {
            frames.map { start in frames.count { $0.time >= start.time && $0.time < start.time + second } }.max() ?? 0
        }
        /// How many of them differ from the one before: only those reach the terminal.
        var changes: Int { zip(frames, frames.dropFirst()).count { $0.frame != $1.frame } }

        /// Walks to the page where each movement of the mouse shows, and returns when that is.
        func walkToRandomness() -> UInt64 {
            for keys in ["\r", "nowhere", "\r", "\r"] { after(second, .bytes(keys)) }
            after(second, .time)
            return script.last?.time ?? now
        }

        func move(times: Int, every pause: UInt64) {
            for step in 0..<times { after(pause, .bytes("\u{1b}[<35;\(23 + step % 40);\(9 + step % 5)M")) }
        }
    }

    @Test func thereIsOneFrameUntilSomethingHappens() throws {
        let screen = ScriptedScreen()
        screen.after(3600 * Self.second, .bytes("\u{1b}[B"))
        try screen.run()
        #expect(screen.frames.map(\.time) == [Self.second, 3601 * Self.second])
        #expect(screen.changes == 1)
    }

    /// What is no key of the page, the pointer, and what wakes the loop for nothing.
    @Test func whatChangesNothingDrawsWhatIsThere() throws {
        let screen = ScriptedScreen()
        for step in 0..<1000 {
            let bytes = ["\u{1b}[<35;\(1 + step % 80);20M", "x", "\u{1b}[20~"][step % 3]
            screen.after(Self.millisecond, step % 4 == 3 ? .woken : .bytes(bytes))
        }
        try screen.run()
        #expect(screen.frames.count > 50 && screen.most <= 60)
        #expect(screen.changes == 0)
    }

    /// A mouse that reports a thousand times a second, on the page where each of its movements shows.
    @Test func aFloodGetsSixtyFramesASecondAndEachEventCounts() throws {
        let screen = ScriptedScreen()
        let start = screen.walkToRandomness()
        screen.move(times: 1000, every: Self.millisecond)
        screen.after(Self.second / 20, .time)
        try screen.run()
        #expect(screen.most <= 60)
        #expect(screen.changes > 50)
        #expect(screen.frames(since: start + Self.millisecond).count >= 59)
        // One in 10 ms is credited, with 2 bits.
        #expect(screen.shown.contains("200 of 256 bits"))
    }

    /// Between two frames there may be more than one that is credited, in one piece or in several.
    @Test func noEventIsLostBetweenFrames() throws {
        let screen = ScriptedScreen()
        let start = screen.walkToRandomness()
        screen.move(times: 127, every: 10 * Self.millisecond)
        screen.after(Self.second / 20, .time)
        try screen.run()
        #expect(screen.shown.contains("254 of 256 bits"))
        #expect(screen.frames(since: start + Self.millisecond).count < 127)
        let typing = ScriptedScreen()
        _ = typing.walkToRandomness()
        typing.after(Self.second, .bytes("abcdefgh"))
        typing.move(times: 127, every: 10 * Self.millisecond)
        typing.after(Self.second / 20, .time)
        try typing.run()
        #expect(typing.shown.contains("Generating an Ed25519 key"))
    }

    /// Three quarters of a second after the last movement its trail is gone. Stars become smaller twice and are gone after
    /// ten seconds; from then on there is no frame at all.
    @Test func theTrailHasItsFramesAndThenThereAreNone() throws {
        let screen = ScriptedScreen()
        let start = screen.walkToRandomness()
        screen.move(times: 5, every: 20 * Self.millisecond)
        screen.after(3600 * Self.second, .time)
        try screen.run()
        let fading = screen.frames(since: start + Self.second / 10).dropLast()
        let first = fading.prefix { $0.time < start + Self.second }
        #expect((10...31).contains(first.count))
        #expect((1...15).contains(fading.count - first.count))
        #expect(fading.last.map { $0.time < start + Self.second * 11 } == true)
    }

    @Test func aNewSizeIsDrawnOnce() throws {
        let screen = ScriptedScreen()
        screen.after(Self.second, .resized(Size(columns: 100, rows: 30)))
        screen.after(Self.second, .resized(Size(columns: 60, rows: 18)))
        screen.after(3600 * Self.second, .time)
        try screen.run()
        #expect(screen.frames.map(\.frame.canvas.size.columns) == [80, 100, 60])
    }

    @Test func aNewSizeInTheMiddleOfAFloodIsDrawnOnce() throws {
        let screen = ScriptedScreen()
        _ = screen.walkToRandomness()
        screen.move(times: 500, every: Self.millisecond)
        screen.after(0, .resized(Size(columns: 100, rows: 30)))
        screen.move(times: 500, every: Self.millisecond)
        try screen.run()
        let columns = screen.frames.map(\.frame.canvas.size.columns)
        #expect(columns == columns.sorted() && Set(columns) == [80, 100])
        #expect(screen.most <= 60)
    }

    @Test func controlLDrawsAnew() throws {
        let screen = ScriptedScreen()
        screen.after(Self.second, .bytes("\u{c}"))
        screen.after(3600 * Self.second, .time)
        try screen.run()
        // What the terminal shows is forgotten first, and then there is a frame, the same one.
        #expect(screen.redraws == [1])
        #expect(screen.frames.count == 2 && screen.changes == 0)
        #expect(screen.frames.last?.time == 2 * Self.second)
    }

    /// It may be the start of a sequence, and is a key when nothing follows.
    @Test func escapeAloneIsAKeyAMomentLater() throws {
        let screen = ScriptedScreen()
        for keys in ["\r", "\u{1b}"] { screen.after(Self.second, .bytes(keys)) }
        screen.after(Self.second, .time)
        try screen.run()
        let back = try #require(screen.frames.last { $0.time > 3 * Self.second && $0.time < 4 * Self.second })
        #expect(back.time >= 3 * Self.second + 25 * Self.millisecond)
        #expect(back.frame.canvas.text.contains("Which computer"))
    }
}

import Testing

@testable import TerminalUI

@Suite struct FramePaceTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func theFirstFrameIsDueAtOnceAndTheNextWhenSomethingHappens() {
        var pace = FramePace()
        #expect(pace.isDue(at: 0) && pace.isDue(at: 7 * Self.second))
        pace.drew(at: 7 * Self.second, changesIn: nil)
        for later in [8, 100, 100_000] as [UInt64] { #expect(pace.sleep(at: later * Self.second) == nil) }
        pace.note()
        #expect(pace.isDue(at: 8 * Self.second))
    }

    /// However often something happens, and however long the loop sleeps.
    @Test(arguments: [100_000, 1_000_000, 5_000_000, 16_000_000, 40_000_000] as [UInt64])
    func sixtyFramesASecondAtMost(every interval: UInt64) {
        for changesIn in [nil, 1] as [UInt64?] {
            var pace = FramePace()
            var drawn: [UInt64] = []
            for now in stride(from: Self.second, to: 3 * Self.second, by: Int(interval)) {
                pace.note()
                guard pace.isDue(at: now) else { continue }
                drawn.append(now)
                pace.drew(at: now, changesIn: changesIn)
            }
            #expect(drawn.count > 40)
            for start in drawn { #expect(drawn.count { $0 >= start && $0 < start + Self.second } <= 60) }
        }
    }

    /// What happens between two frames is shown by the second, no later.
    @Test func nothingWaitsLongerThanAFrame() {
        var pace = FramePace()
        pace.drew(at: Self.second, changesIn: nil)
        pace.note()
        let sleep = pace.sleep(at: Self.second + 1_000_000) ?? 0
        #expect(sleep > 0 && sleep < 16_000_000)
        #expect(pace.isDue(at: Self.second + 1_000_000 + sleep))
    }

    @Test func anAnimationGoesOnByItselfAndEnds() {
        var pace = FramePace()
        // At most thirty times a second.
        pace.drew(at: Self.second, changesIn: 1)
        #expect(pace.sleep(at: Self.second) == 33_333_334)
        pace.drew(at: Self.second, changesIn: 90_000_000)
        let sleep = pace.sleep(at: Self.second) ?? 0
        #expect(sleep == 90_000_000 && pace.isDue(at: Self.second + sleep))
        pace.drew(at: Self.second + sleep, changesIn: nil)
        #expect(pace.sleep(at: 2 * Self.second) == nil)
    }
}

import Entropy
import Testing

/// PuTTYgen's rule for the pointer: 2 bits for a movement, at most one credit in 10 ms, none for a repetition; 8 bits for
/// a key.
@Suite struct EntropyMeterTests {
    private let millisecond: UInt64 = 1_000_000

    @Test func a128CreditedEventsFillIt() {
        var meter = EntropyMeter()
        for event in 0..<127 {
            let credited = meter.add(
                EntropySample(.pointer(column: event, row: 0), time: UInt64(event) * 10 * millisecond))
            #expect(credited)
        }
        #expect(!meter.isFull)
        #expect(meter.credited == 254)
        meter.add(EntropySample(.pointer(column: 0, row: 1), time: 2000 * millisecond))
        #expect(meter.isFull)
        #expect(meter.fraction == 1)
    }

    @Test func aMouseOfAThousandEventsASecondCountsAsOneOfAHundred() {
        var meter = EntropyMeter()
        let credits = (0..<1000).count { step in
            meter.add(EntropySample(.pointer(column: step, row: step), time: UInt64(step) * millisecond))
        }
        #expect(credits == 100)
    }

    @Test func whatRepeatsIsNotCredited() {
        var meter = EntropyMeter()
        let struck: [(key: UInt64, after: UInt64)] = [(97, 0), (97, 50), (97, 500), (98, 501), (97, 600)]
        let credited = struck.map { meter.add(EntropySample(.key($0.key), time: $0.after * millisecond)) }
        #expect(credited == [true, false, false, true, true])
        #expect(meter.credited == 24)
    }

    /// Some 30 characters fill it, typed by hand; a line that comes at once is one key press.
    @Test func aKeyPressCountsEightBitsButNotTenAtOnce() {
        var typed = EntropyMeter()
        for step in 0..<31 { typed.add(EntropySample(.key(UInt64(step)), time: UInt64(step) * 80 * millisecond)) }
        #expect(typed.credited == 248 && !typed.isFull)
        typed.add(EntropySample(.key(99), time: 3000 * millisecond))
        #expect(typed.isFull)
        var pasted = EntropyMeter()
        for step in 0..<31 { pasted.add(EntropySample(.key(UInt64(step)), time: 0)) }
        #expect(pasted.credited == 8)
    }

    @Test func keysAndPlacesCanBeMixed() {
        var meter = EntropyMeter()
        meter.add(EntropySample(.key(1), time: 0))
        meter.add(EntropySample(.pointer(column: 1, row: 1), time: 10 * millisecond))
        meter.add(EntropySample(.key(1), time: 20 * millisecond))
        #expect(meter.credited == 18)
    }

    @Test func aSampleCarriesAllThatIsKnownOfIt() {
        let pointer = EntropySample(.pointer(column: 7, row: 9), time: 11).words
        #expect((pointer.0, pointer.1, pointer.2) == (7, 9, 11))
        #expect(EntropySample(.key(1), time: 5).words.0 != EntropySample(.key(2), time: 5).words.0)
    }
}

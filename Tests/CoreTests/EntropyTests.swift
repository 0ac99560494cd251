import Entropy
import Testing

/// PuTTYgen's rule: 2 bits for an event, at most one credit in 10 ms, none for a repetition.
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
        #expect(meter.credited == 6)
    }

    @Test func keysAndPlacesCanBeMixed() {
        var meter = EntropyMeter()
        meter.add(EntropySample(.key(1), time: 0))
        meter.add(EntropySample(.pointer(column: 1, row: 1), time: 10 * millisecond))
        meter.add(EntropySample(.key(1), time: 20 * millisecond))
        #expect(meter.credited == 6)
    }

    @Test func aSampleCarriesAllThatIsKnownOfIt() {
        let pointer = EntropySample(.pointer(column: 7, row: 9), time: 11).words
        #expect((pointer.0, pointer.1, pointer.2) == (7, 9, 11))
        #expect(EntropySample(.key(1), time: 5).words.0 != EntropySample(.key(2), time: 5).words.0)
    }
}

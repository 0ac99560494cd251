import FoundationEssentials
import Testing

@testable import Services

@Suite struct HTTPDateTests {
    /// The example of RFC 9110, and others that `date -u -d @N` gave.
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_224_142, "Sat, 21 Nov 2026 01:22:22 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func datesThereAndBack(_ time: Int, _ text: String) {
        #expect(HTTPDate.text(time) == text)
        #expect(HTTPDate.time(text) == time)
    }

    /// Foundation's calendar counts the same days.
    @Test func everyDayIsFoundations() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        for day in stride(from: -800_000, to: 800_000, by: 997) {
            let time = day * 86400 + (day & 0xFFFF)
            let ours = CalendarTime(time)
            let theirs = calendar.dateComponents(
                [.era, .year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(time)))
            guard theirs.era == 1, (theirs.year ?? 0) > 1600 else { continue }
            #expect([ours.year, ours.month, ours.day] == [theirs.year, theirs.month, theirs.day])
            #expect([ours.hour, ours.minute, ours.second] == [theirs.hour, theirs.minute, theirs.second])
        }
    }

    @Test(arguments: [
        "", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 8:49 GMT",
    ])
    func whatIsNoDate(_ text: String) {
        #expect(HTTPDate.time(text) == nil)
    }

    @Test func theBasicFormIsAWSs() {
        #expect(CalendarTime(1_440_938_160).basic == "20150830T123600Z")
    }
}

/// The date of HTTP, `Sat, 21 Nov 2026 01:22:22 GMT` (RFC 9110, section 5.6.7), from and to seconds since 1970.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    static func text(_ time: Int) -> String {
        let parts = CalendarTime(time)
        let weekday = weekdays[(time.flooredQuotient(86400) % 7 + 7) % 7]
        return "\(weekday), \(parts.day.padded(2)) \(months[parts.month - 1]) \(parts.year.padded(4)) "
            + "\(parts.hour.padded(2)):\(parts.minute.padded(2)):\(parts.second.padded(2)) GMT"
    }

    /// Nil when the text is no such date; the two obsolete forms aren't read.
    static func time(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]), (1970...9999).contains(year)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        return CalendarTime.days(year: year, month: month + 1, day: day) * 86400 + hour * 3600 + minute * 60 + second
    }
}

/// A moment in UTC, taken apart.
struct CalendarTime {
    let year, month, day, hour, minute, second: Int

    /// From seconds since 1970. The calendar is counted from 1 March of the year 0, so that the leap day is the last
    /// one of a year, in eras of 400 years, which are all of the same length.
    init(_ time: Int) {
        let days = time.flooredQuotient(86400)
        let clock = time - days * 86400
        let sinceMarch = days + 719_468
        let era = sinceMarch.flooredQuotient(146_097)
        let dayOfEra = sinceMarch - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthSinceMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthSinceMarch + 2) / 5 + 1
        month = monthSinceMarch < 10 ? monthSinceMarch + 3 : monthSinceMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
    }

    /// The days from 1 January 1970 to that day.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year.flooredQuotient(400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// ISO 8601 without punctuation, `20261121T012307Z`.
    var basic: String {
        year.padded(4) + month.padded(2) + day.padded(2) + "T" + hour.padded(2) + minute.padded(2) + second.padded(2)
            + "Z"
    }
}

extension Int {
    func flooredQuotient(_ divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(width - digits.count, 0)) + digits
    }
}

/// The times in the answers of services (RFC 3339, which is ISO 8601 made narrow), in seconds since 1970.
enum Timestamp {
    /// `2027-01-31`, `2027-01-31T12:00:00.123Z`, `2027-01-31 12:00:00+02:00`, and seconds, milliseconds or microseconds
    /// since 1970. A day alone is its beginning in UTC. Nil for anything else.
    static func time(_ text: String) -> Int? {
        if let number = Int(text), number > 0 {
            // Seconds have at most eleven digits until the year 5138, milliseconds fourteen.
            return number < 100_000_000_000 ? number : number / (number < 100_000_000_000_000 ? 1000 : 1_000_000)
        }
        let day = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard text.utf8.count >= 10, day.count == 3, let year = day[0], let month = day[1], let date = day[2],
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(date)
        else { return nil }
        let midnight = CalendarTime.days(year: year, month: month, day: date) * 86400
        // The 30th of February would be some day of March.
        guard CalendarTime(midnight).day == date else { return nil }
        let rest = text.dropFirst(10)
        guard let separator = rest.first else { return midnight }
        guard "Tt ".contains(separator) else { return nil }
        let clock = rest.dropFirst().prefix(8).split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        var zone = rest.dropFirst(9)
        if zone.first == "." { zone = zone.dropFirst().drop { $0.isNumber } }
        return offset(zone).map { midnight + hour * 3600 + minute * 60 + second - $0 }
    }

    /// The seconds that a zone is ahead of UTC; none is UTC.
    private static func offset(_ zone: Substring) -> Int? {
        if zone.isEmpty || zone == "Z" || zone == "z" { return 0 }
        let parts = zone.dropFirst().split(separator: ":").map { Int($0) }
        guard zone.first == "+" || zone.first == "-", parts.count == 2, let hours = parts[0], let minutes = parts[1],
            (0..<24).contains(hours), (0..<60).contains(minutes)
        else { return nil }
        return (hours * 3600 + minutes * 60) * (zone.first == "-" ? -1 : 1)
    }
}

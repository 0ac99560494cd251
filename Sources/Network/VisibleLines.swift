/// The lines of a program's standard error that are for the user: whole, and without what a terminal would obey.
///
/// -v reaches the ssh of a ProxyJump too, whose log goes to standard error; those lines are left out.
package struct VisibleLines {
    /// A line without an end is shown when it gets longer than this.
    static let longestLine = 4096

    private var pending: [UInt8] = []

    package init() {}

    /// The lines that `bytes` complete.
    package mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || pending.count == Self.longestLine { lines += rest() }
            if byte != UInt8(ascii: "\n") { pending.append(byte) }
        }
        return lines
    }

    /// The line that has begun, at the end of the stream.
    package mutating func rest() -> [String] {
        defer { pending = [] }
        let text = String(decoding: pending, as: UTF8.self)
        let chatter = ["debug1: ", "OpenSSH_", "Authenticated to ", "Transferred: ", "Bytes per second: "]
        guard !chatter.contains(where: text.hasPrefix) else { return [] }
        let visible = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            // Format characters turn the direction of text around, or aren't seen at all.
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                scalar == "\t"
            default: true
            }
        }
        return visible.isEmpty ? [] : [String(String.UnicodeScalarView(visible))]
    }
}

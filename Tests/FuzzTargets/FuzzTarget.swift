/// A parser of what others wrote, and what has to hold for every input: run by libFuzzer for minutes, and by the
/// tests with a known seed.
public struct FuzzTarget: Sendable, CustomStringConvertible {
    public let name: String
    /// Words that chance would take long to find.
    public let words: [String]
    /// Takes an input. Returns what is wrong, nil when nothing is. It must not trap.
    public let take: @Sendable ([UInt8]) -> String?

    init(_ name: String, words: [String] = [], _ take: @escaping @Sendable ([UInt8]) -> String?) {
        (self.name, self.words, self.take) = (name, words, take)
    }

    public var description: String { name }

    public static let all = keys + settings + terminals + services
}

/// A complaint when a text that people will see has what a terminal would obey.
func obeyed(_ texts: [String?]) -> String? {
    for case let text? in texts where text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    {
        return "a control character in \(text.debugDescription)"
    }
    return nil
}

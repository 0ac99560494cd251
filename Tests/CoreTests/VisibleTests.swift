import Support
import Testing

/// Texts of others, as they are shown.
@Suite struct VisibleTests {
    /// Two identifiers that aren't the same never look the same.
    @Test func identifiersThatDifferAreShownDifferently() {
        let parts = [
            "", " ", "a", "\\", "\\u{20}", "\u{20}", "\u{A0}", "\u{200B}", "\u{1B}[1m", "\n", "é", "\u{E000}", "…",
        ]
        var seen: [String: String] = [:]
        for first in parts {
            for second in parts {
                for third in parts {
                    let identifier = first + second + third
                    let shown = Visible.exact(identifier)
                    #expect(seen[shown].map { Array($0.utf8) == Array(identifier.utf8) } ?? true, "\(shown)")
                    seen[shown] = identifier
                    // What is shown can be shown as it is.
                    #expect(Visible.line(shown) == shown)
                }
            }
        }
    }

    @Test func aLongIdentifierTellsItsLength() {
        let long = String(repeating: "a", count: 400)
        #expect(Visible.exact(long) == String(repeating: "a", count: Visible.longest) + "… (400 characters)")
        #expect(Visible.exact("laptop") == "laptop")
    }
}

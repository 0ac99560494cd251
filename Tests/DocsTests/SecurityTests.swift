import FoundationEssentials
import Testing

/// SECURITY.md names the tests that hold its promises: they are there.
@Suite struct SecurityTests {
    @Test func everyTestThatIsNamedExists() throws {
        let document = try Repository.text("SECURITY.md")
        let sources = try Repository.sources("Tests")
        let names = document.matches(of: /`([A-Za-z]+Tests)(?:\.([A-Za-z]+))?`/)
        #expect(names.count > 20)
        for name in names {
            let suite = sources.filter { source in
                ["struct", "class", "extension"].contains { source.contains("\($0) \(name.output.1)") }
            }
            #expect(!suite.isEmpty, "\(name.output.1)")
            guard let function = name.output.2 else { continue }
            #expect(suite.contains { $0.contains("func \(function)(") }, "\(name.output.1).\(function)")
        }
    }

    /// Every row of a table of promises names a test.
    @Test func everyPromiseHasATest() throws {
        let document = try Repository.text("SECURITY.md")
        let promised = try #require(document.split(separator: "\n## ").first { $0.hasPrefix("Promised") })
        let rows = promised.split(separator: "\n").filter {
            $0.hasPrefix("| ") && !$0.hasPrefix("| promise") && !$0.hasPrefix("| ---")
        }
        #expect(rows.count > 10)
        for row in rows { #expect(row.split(separator: "|").last { $0.contains("Tests") } != nil, "\(row)") }
    }
}

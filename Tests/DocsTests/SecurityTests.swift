import FoundationEssentials
import Testing

/// SECURITY.md names the tests that hold its promises: each of them is there, and is one.
@Suite struct SecurityTests {
    /// The sources that have a suite of a name.
    private func suite(_ name: some StringProtocol, in sources: [String]) -> [String] {
        sources.filter { source in
            ["struct", "class", "extension"].contains { kind in
                source.contains("\(kind) \(name) ") || source.contains("\(kind) \(name):")
            }
        }
    }

    /// How often a test of a suite is there: once, unless two suites of that name have it.
    private func count(_ suite: some StringProtocol, _ function: some StringProtocol, in sources: [String]) -> Int {
        self.suite(suite, in: sources).reduce(0) { $0 + $1.ranges(of: "func \(function)(").count }
    }

    @Test func everyTestThatIsNamedIsOneTest() throws {
        let document = try Repository.text("SECURITY.md")
        let sources = try Repository.sources("Tests")
        let names = document.matches(of: /`([A-Za-z]+Tests)(?:\.([A-Za-z]+))?`/)
        #expect(names.count > 40)
        for name in names {
            // A suite has tests of many things: its name alone would hold while the test of this property is gone.
            guard let function = name.output.2 else {
                Issue.record("\(name.output.1) names no test")
                continue
            }
            #expect(count(name.output.1, function, in: sources) == 1, "\(name.output.1).\(function)")
        }
    }

    /// What the check itself makes of names that are none.
    @Test func namesThatAreGoneOrTwiceAreFound() {
        let sources = [
            "struct ATests {\n @Test func one() {}\n}", "extension ATests {\n @Test func one() {} func two() {} }",
        ]
        #expect(count("ATests", "one", in: sources) == 2)
        #expect(count("ATests", "two", in: sources) == 1)
        #expect(count("ATests", "three", in: sources) == 0)
        #expect(count("BTests", "one", in: sources) == 0)
    }

    /// Every row of a table of promises names a test.
    @Test func everyPromiseHasATest() throws {
        let document = try Repository.text("SECURITY.md")
        let promised = try #require(document.split(separator: "\n## ").first { $0.hasPrefix("Promised") })
        let rows = promised.split(separator: "\n").filter {
            $0.hasPrefix("| ") && !$0.hasPrefix("| promise") && !$0.hasPrefix("| ---")
        }
        #expect(rows.count > 10)
        for row in rows {
            #expect(row.split(separator: "|").last { $0.contains(/`[A-Za-z]+Tests\.[A-Za-z]+`/) } != nil, "\(row)")
        }
    }

    /// Each C target has the C library's own checks; without optimization there are none.
    @Test func everyCTargetIsFortified() throws {
        let package = try Repository.text("Package.swift")
        for name in ["CCurses", "CCurl", "CFileSystem", "CProcess"] {
            let target = try #require(package.split(separator: ".target(").first { $0.contains("name: \"\(name)\"") })
            #expect(target.contains("cSettings: fortified"), "\(name)")
        }
    }
}

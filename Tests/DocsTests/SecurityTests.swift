import FoundationEssentials
import Testing

/// SECURITY.md names the tests that hold its promises: each of them is there, and is one.
@Suite struct SecurityTests {
    /// The sources that declare or extend a suite, by its name.
    private func suites(in sources: [String]) -> [Substring: [String]] {
        var found: [Substring: [String]] = [:]
        for source in sources {
            let names = source.split(separator: "\n").compactMap { line -> Substring? in
                let words = line.split(separator: " ")
                let kind = words.firstIndex { ["struct", "class", "extension"].contains($0) }
                return kind.flatMap { words.dropFirst($0 + 1).first }?.prefix { $0 != ":" }
            }
            for name in Set(names) where name.hasSuffix("Tests") { found[name, default: []].append(source) }
        }
        return found
    }

    /// How often a test of a suite is there: once, unless two suites of that name have it.
    private func count(_ suite: Substring, _ function: Substring, in suites: [Substring: [String]]) -> Int {
        suites[suite, default: []].reduce(0) { $0 + $1.ranges(of: "func \(function)(").count }
    }

    @Test func everyTestThatIsNamedIsOneTest() throws {
        let document = try Repository.text("SECURITY.md")
        let suites = suites(in: try Repository.sources("Tests"))
        let names = document.matches(of: /`([A-Za-z]+Tests)(?:\.([A-Za-z]+))?`/)
        #expect(names.count > 40)
        for name in names {
            // A suite has tests of many things: its name alone would hold while the test of this property is gone.
            guard let function = name.output.2 else {
                Issue.record("\(name.output.1) names no test")
                continue
            }
            #expect(count(name.output.1, function, in: suites) == 1, "\(name.output.1).\(function)")
        }
    }

    /// How the check handles names that don't exist.
    @Test func namesThatAreGoneOrTwiceAreFound() {
        let suites = suites(in: [
            "struct ATests {\n @Test func one() {}\n}", "extension ATests {\n @Test func one() {} func two() {} }",
        ])
        #expect(count("ATests", "one", in: suites) == 2)
        #expect(count("ATests", "two", in: suites) == 1)
        #expect(count("ATests", "three", in: suites) == 0)
        #expect(count("BTests", "one", in: suites) == 0)
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

import Platform
import Testing
import Wizard

/// The manual page says what the program does. UPDATE_MANUAL=1 writes the page anew.
struct ManualTests {
    private let page: String
    private let version: String

    init() throws {
        version = try CommandTree.output(of: "--version").split(separator: "\n").joined()
        // ## 0.1.0 — 2026-11-21
        let entry = try #require(
            Repository.text("CHANGELOG.md").split(separator: "\n").first { $0.hasPrefix("## ") && $0.contains("—") })
        let words = entry.split(separator: " ")
        let day = words[words.count - 1].split(separator: "-")
        let month = try #require(Int(day[1]))
        let manual = Manual(
            tree: try .ofProgram(), version: version, date: (day[0], month, try #require(Int(day[2]))))
        page = manual.page(try Repository.text("man/keywizard.1.in"))
    }

    @Test func isUpToDate() throws {
        if getenv("UPDATE_MANUAL") != nil { try Repository.write(page, to: "man/keywizard.1") }
        let isSame = try Repository.text("man/keywizard.1") == page
        #expect(isSame, "man/keywizard.1 is out of date: make manual")
    }

    @Test func everyHoleIsFilled() {
        #expect(page.firstMatch(of: /@[A-Z]+@/) == nil)
    }

    @Test func namesEveryEnvironmentVariableThatTheSourcesRead() throws {
        let readers =
            /(?:getenv[(]|environment[(\[]|environmentVariable[(]|isSet[(]|value[(]|word[(]|secret[(]|variable: )"([A-Z][A-Z0-9_]+)"/
        var names: Set<Substring> = []
        for source in try Repository.sources("Sources") { names.formUnion(source.matches(of: readers).map(\.1)) }
        #expect(names.contains("TERM"))
        for name in names.sorted() {
            let isNamed = ["\n", " ,", " ."].contains { page.contains("Ev \(name)\($0)") }
            #expect(isNamed, "\(name) is not in the manual")
        }
    }

    @Test func namesEveryExitStatus() {
        let section = page.split(separator: ".Sh EXIT STATUS")[1].split(separator: ".Sh ")[0]
        let named = section.matches(of: /\.It ([0-9]+)/).compactMap { Int32($0.1) }
        #expect(named == (0...255).filter { ExitStatus(rawValue: $0) != nil })
    }

    /// One version everywhere.
    @Test func everyChangelogHasTheProgramsVersion() throws {
        #expect(try Repository.text("CHANGELOG.md").contains("\n## \(version) — "))
        #expect(try Repository.text("debian/changelog").hasPrefix("keywizard (\(version)) "))
    }
}

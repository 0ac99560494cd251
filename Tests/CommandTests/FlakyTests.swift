import LocalServer
import Testing

/// What .ci/again makes of tests that failed: the logs are what Swift Testing writes, the second run is a script.
@Suite struct FlakyTests {
    private let place: Workplace
    private static let again = #filePath.replacing("Tests/CommandTests/FlakyTests.swift", with: ".ci/again")

    init() throws { place = try Workplace() }

    /// Logs of a group that failed.
    private func fail(_ group: String, _ tests: String...) throws {
        let lines = tests.map {
            """
            ✘ Test \($0) recorded an issue at WholeWalkTests.swift:9:1: Expectation failed: what the first run saw
            ✘ Test \($0) with 2 test cases failed after 61.0 seconds with 1 issue.

            """
        }
        try place.write(lines.joined(), to: group + ".log")
        try place.write("", to: group + ".failed")
    }

    /// Runs it; the second time a test passes but for the names given.
    private func outcome(failingAgain: String = "none") throws -> Workplace.Outcome {
        let script = "echo \"$2\" >>asked; case $2 in *\(failingAgain)*) exit 1 ;; esac; echo what the second run saw"
        return try place.attempt([Self.again, place.path, "sh", "-c", script, "swift"])
    }

    @Test func oneThatPassesThenIsListedWithBothOutputs() throws {
        try fail("walks-1", "aWalk(term:colors:)")
        let outcome = try outcome()
        #expect(outcome.status == 0)
        for text in ["flaky: aWalk(term:colors:)", "what the first run saw", "what the second run saw"] {
            #expect(outcome.output.contains(text), "\(outcome.output)")
        }
        #expect(try place.read("asked") == "^EndToEndTests\\..*/aWalk\\(\n")
    }

    @Test func twoOfThemFailTheRun() throws {
        try fail("walks-1", "aWalk()")
        try fail("walks-rest", "another()")
        #expect(try outcome().status == 1)
    }

    @Test func oneThatFailsAgainFailsTheRun() throws {
        try fail("walks-1", "aWalk()")
        let outcome = try outcome(failingAgain: "aWalk")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("failed twice: aWalk()"))
    }

    @Test func othersAreNotRunAgain() throws {
        try fail("core", "aSum()")
        #expect(try outcome().status == 1)
        #expect(!place.exists("asked"))
    }

    /// A crash names no test, and a build that fails leaves no log.
    @Test func whatSaysNothingFailsTheRun() throws {
        #expect(try outcome().status == 1)
        try fail("walks-2")
        #expect(try outcome().status == 1)
    }
}

import Testing

/// Wrong usage is one message with a hint and status 64 (EX_USAGE), and every help ends with the exit statuses.
struct UsageTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    @Test(arguments: [
        (["generat"], "unknown command “generat”", "did you mean generate? keywizard help lists the commands"),
        (["help", "nope"], "unknown command “nope”", "keywizard help lists the commands"),
        (["help", "audt"], "unknown command “audt”", "did you mean audit? keywizard help lists the commands"),
        (
            ["generate", "--typ", "rsa"], "unknown option '--typ'",
            "did you mean '--type'? keywizard help generate shows the usage"
        ),
        (
            ["public", "id", "--format", "ppk"], "the value 'ppk' is invalid for '--format <format>'",
            "use one of 'openssh', 'rfc4716' or 'spki'; keywizard help public shows the usage"
        ),
        (
            ["convert", "id", "--to", "ppk"], "missing expected argument '--output <path>'",
            "keywizard help convert shows the usage"
        ),
        (
            ["upload", "id.pub", "--to", "gitea", "--input", "no-equals"], "--input is NAME=VALUE, not “no-equals”",
            "keywizard help upload shows the usage"
        ),
    ]) func wrongUsageIsOneMessage(arguments: [String], message: String, hint: String) throws {
        let outcome = try place.attempt([Workplace.keywizard] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == "keywizard: \(message)\n  \(hint)\n")
    }

    @Test(arguments: [
        ["--help"], ["help"], ["help", "generate"], ["help", "inspect"], ["help", "public"], ["convert", "--help"],
        ["passphrase", "-h"], ["help", "audit"], ["help", "upload"], ["help", "services"], ["help", "install"],
        ["help", "test"], ["help", "git"],
    ]) func everyHelpEndsWithTheExitStatuses(arguments: [String]) throws {
        let outcome = try place.attempt([Workplace.keywizard] + arguments)
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(
            outcome.output.hasSuffix(
                "\nExit status: 0 done, 1 failed, 2 some of several failed, 64 wrong usage, 130 canceled.\n"))
    }

    /// A script that completion packages read has nothing added to it.
    @Test func completionsStayAsTheyAre() throws {
        let script = try place.run(Workplace.keywizard, "--generate-completion-script", "bash")
        #expect(!script.contains("Exit status"))
    }
}

import Testing

/// Plain mode through pipes, with answers from a file and no terminal anywhere.
@Suite struct PlainTests {
    /// One answer for each question, as far as the public key and to the end.
    private static let answers = [
        "", "nowhere", "", "pipe", "", "", "no passphrase", "use none", "", "yes", "", "", "", "",
    ]

    private func input(_ answers: some Sequence<String>) -> String { answers.map { $0 + "\n" }.joined() }

    @Test func theWholeWalk() throws {
        let workplace = try Workplace()
        let outcome = try workplace.keywizard("--plain", input: input(Self.answers))
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        // Each half is read by ssh-keygen, and what was shown is what was saved.
        let file = workplace.home + "/.ssh/id_ed25519"
        let line = try workplace.publicLine(file)
        #expect(line.hasSuffix(" pipe"))
        #expect(try workplace.read(file + ".pub") == line + "\n")
        #expect(outcome.output.contains("\n" + line + "\n"))
        #expect(outcome.output.contains(try workplace.fingerprint(file)))
        #expect(workplace.mode(file) == 0o600)
        // Nothing that a terminal would act on, and every question once.
        #expect(!outcome.output.utf8.contains { $0 < 0x20 && $0 != 0x0A })
        let questions = outcome.output.split(separator: "\n").filter { $0.contains("Step ") }
        #expect(Set(questions).count == questions.count)
        #expect(questions.count == 9)
    }

    @Test func withoutTERMItIsThere() throws {
        let workplace = try Workplace()
        let outcome = try workplace.keywizard(input: "quit\n")
        #expect(outcome.status == 130)
        #expect(outcome.output.contains("Which computer will use this key?"))
        let dumb = try workplace.keywizard(input: "quit\n", environment: ["TERM": "dumb"])
        #expect(dumb.status == 130)
    }

    @Test func aPipeIsNoFullScreen() throws {
        let outcome = try Workplace().keywizard(input: "", environment: ["TERM": "xterm-256color"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("keywizard --plain"))
    }

    /// The input ends, or the user leaves: before Save nothing was written, after it both files are whole.
    @Test(arguments: 0...13, ["", "quit\nyes\n"]) func leavingAnywhereLeavesNothingHalfDone(
        after count: Int, by leaving: String
    ) throws {
        let workplace = try Workplace()
        let outcome = try workplace.keywizard("--plain", input: input(Self.answers.prefix(count)) + leaving)
        // The last page's quit is the end that it waits for.
        #expect(outcome.status == (count == 13 ? 0 : 130))
        let wasSaved = count >= 10
        #expect(workplace.exists(workplace.home + "/.ssh") == wasSaved)
        guard wasSaved else { return }
        #expect(try workplace.names(in: workplace.home + "/.ssh") == ["id_ed25519", "id_ed25519.pub"])
        #expect(try workplace.publicLine(workplace.home + "/.ssh/id_ed25519").hasSuffix(" pipe"))
    }

    @Test(arguments: 1...9) func backAnywhereComesToTheSameKey(after count: Int) throws {
        let workplace = try Workplace()
        // Back, then Enter until the walk is where it was; the Randomness page is passed over with a key made.
        let again = count < 6 ? Array(Self.answers[(count - 1)..<count]) : []
        let rest: [String] =
            switch count {
            case 1...5: Array(Self.answers[count...])
            // From Passphrase back to Key: type and comment again.
            case 6: ["", ""] + Self.answers[6...]
            case 7: ["no passphrase", "use none"] + Self.answers[8...]
            // Save has a question of its own to go back to.
            case 8: ["no passphrase", "use none"] + Self.answers[8...]
            default: [""] + Self.answers[9...]
            }
        let given = Array(Self.answers.prefix(count)) + ["back"] + again + rest
        let outcome = try workplace.keywizard("--plain", input: input(given))
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(try workplace.publicLine(workplace.home + "/.ssh/id_ed25519").hasSuffix(" pipe"))
    }

    /// Each tenth is a line of its own, and none is said twice.
    @Test func progressIsSaidInTenths() throws {
        let workplace = try Workplace()
        let answers = ["", "nowhere", "rsa", "3072", "", ""] + Self.answers[5...]
        let outcome = try workplace.keywizard("--plain", input: input(answers))
        #expect(outcome.status == 0)
        let tenths = outcome.output.split(separator: "\n").filter { $0.hasSuffix(" %") }
            .compactMap { Int($0.dropLast(2)) }
        #expect(!tenths.isEmpty && tenths.allSatisfy { $0 % 10 == 0 && (10...100).contains($0) })
        #expect(zip(tenths, tenths.dropFirst()).allSatisfy(<))
        #expect(!outcome.output.utf8.contains { $0 < 0x20 && $0 != 0x0A })
    }

    @Test func aPassphraseDoesNotComeFromAPipe() throws {
        let outcome = try Workplace().keywizard(
            "--plain", input: input(Self.answers.prefix(6) + ["suggest one", "hunter2"]))
        #expect(outcome.status == 130)
        #expect(outcome.output.contains("--passphrase-file"))
        #expect(!outcome.output.contains("Six random words"))
    }

    @Test func withoutALocaleItIsASCII() throws {
        let outcome = try Workplace().keywizard("--plain", input: "help\nquit\n", environment: ["LC_ALL": "C"])
        #expect(outcome.output.utf8.allSatisfy { $0 < 0x80 })
        #expect(outcome.output.contains("\"back\""))
    }

    @Test func carriageReturnsAndAMissingLastNewlineAreFine() throws {
        let workplace = try Workplace()
        let text = Self.answers.joined(separator: "\r\n")
        #expect(try workplace.keywizard("--plain", input: text).status == 0)
    }
}

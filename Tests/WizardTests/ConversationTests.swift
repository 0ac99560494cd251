import Entropy
import SSHKey
import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// Plain mode: the whole walk as lines, and what every question understands.
@Suite struct ConversationTests {
    /// From nothing to a login at a server: one answer for each question.
    private static let answers = [
        "", "1", "", "", "", "", "", "seven lamps", "seven lamps", "", "", "", "", "server.example.org", "", "2222", "",
        "", "", "",
    ]

    /// What is asked before the files are written depends on there being an agent: its answer is waited for.
    @Test func theQuestionBeforeSavingWaitsForTheAgent() {
        var talk = Talk { effect, session in
            effect == .findAgent ? [] : Talk.everythingWorks(effect, session)
        }
        talk.answer("", "nowhere", "", "", "", "", "suggest one", "")
        #expect(talk.page == .save && talk.question == nil, "\(talk.transcript.suffix(6))")
        talk.hear(.logIn(.agentFound(nil)))
        #expect(talk.question?.words == "Path of the private key")
    }

    @Test func fromNothingToALogin() throws {
        var talk = Talk()
        talk.answer(Self.answers)
        talk.answer("")
        #expect(talk.status == .done)
        #expect(talk.session.server == ServerLogin(user: "ana", host: "server.example.org", port: "2222"))
        try expectText(talk.transcript.joined(separator: "\n"), "plain-server")
    }

    @Test func toAServiceByHand() throws {
        var talk = Talk(asksSecrets: false)
        talk.answer(
            "windows with putty", "thermo", "rsa", "", "", "anything at all", "", "no passphrase",
            "use none", "", "yes",
            "2", "1")
        talk.answer("website", "copy public key", "added")
        talk.answer("", "", "", "")
        #expect(talk.page == .done)
        talk.answer("")
        #expect(talk.status == .done)
        try expectText(talk.transcript.joined(separator: "\n"), "plain-service")
    }

    @Test func nothingIsHeardTwiceOnAPage() {
        var talk = Talk()
        talk.answer(Self.answers)
        for page in talk.transcript.split(whereSeparator: \.isEmpty) {
            #expect(Set(page).count == page.count)
        }
    }

    @Test(arguments: 0..<answers.count) func backLeadsToTheQuestionBefore(after count: Int) {
        var talk = Talk()
        talk.answer(Array(Self.answers.prefix(count)))
        let question = talk.question
        talk.answer("back")
        #expect(talk.status == nil)
        if count == 0 {
            #expect(talk.said == ["This is the first question."])
        } else {
            #expect(talk.question != question)
        }
        // Enter takes what was answered, and comes to the same question again.
        for _ in 0..<12 where talk.question?.line != question?.line {
            talk.answer(talk.question?.line.lowercased().contains("passphrase:") == true ? "typed" : "")
        }
        // A pair that was made isn't asked about again: forwards its page is passed over.
        if talk.question?.line != question?.line { #expect(question?.line.contains("Keep this key pair") == true) }
    }

    @Test(arguments: 0..<answers.count) func quitLeaves(after count: Int) {
        var talk = Talk()
        talk.answer(Array(Self.answers.prefix(count)))
        let unsaved = talk.session.hasUnsavedKey
        talk.answer("Quit")
        if unsaved {
            #expect(talk.said.contains("Quit without saving the key?"))
            talk.answer("")
            #expect(talk.status == nil)
            talk.answer("quit", "2")
        }
        #expect(talk.status == .cancelled)
    }

    @Test(arguments: 0..<answers.count) func theEndOfTheInputEnds(after count: Int) {
        var talk = Talk()
        talk.answer(Array(Self.answers.prefix(count)))
        let saves = talk.effects.count { if case .save = $0 { true } else { false } }
        talk.end()
        #expect(talk.status == .cancelled)
        #expect(talk.effects.count { if case .save = $0 { true } else { false } } == saves)
    }

    @Test func theEndAfterTheLastPageIsNoFailure() {
        var talk = Talk()
        talk.answer(Self.answers)
        #expect(talk.page == .done)
        talk.end()
        #expect(talk.status == .done)
    }

    @Test(arguments: 0..<answers.count) func helpExplainsAndAsksAgain(after count: Int) {
        var talk = Talk()
        talk.answer(Array(Self.answers.prefix(count)))
        let question = talk.question
        talk.answer("help")
        #expect(talk.said.contains { $0.contains("put a backslash before it") })
        #expect(talk.question == question)
    }

    @Test func aCommandCanBeAText() {
        var talk = Talk()
        talk.answer("", "2", "", "\\back")
        #expect(talk.session.comment == "back")
        #expect(talk.page == .randomness)
    }

    @Test func aHyphenEmptiesAndEnterKeeps() {
        var talk = Talk()
        talk.answer("", "2", "", "-")
        #expect(talk.session.comment == "")
        talk.answer("back", "ana’s")
        #expect(talk.session.comment == "ana’s")
        talk.answer("back", "")
        #expect(talk.session.comment == "ana’s")
    }

    @Test func aNumberThatIsNoSizeIsAskedForAgain() {
        var talk = Talk()
        talk.answer("", "2", "rsa")
        let question = talk.question
        for wrong in ["1000", "1001"] {
            talk.answer(wrong)
            #expect(talk.said == ["RSA: 2048 to 16384, in steps of 8."])
            // What was refused isn't proposed.
            #expect(talk.question?.line == question?.line)
        }
        talk.answer("3072", "")
        #expect(talk.session.parameters == .rsa(bits: 3072))
    }

    @Test func whatTheDestinationRefusesSaysWhy() {
        var talk = Talk()
        talk.answer("", "2", "ed448")
        #expect(talk.said == ["Ed448 is not possible here: OpenSSH doesn't support it."])
        #expect(talk.page == .key)
    }

    @Test func aTakenNameIsAnsweredWithAFreeOne() {
        var talk = Talk { effect, session in
            if case .examinePlace(let plan, _) = effect, plan.path == "~/.ssh/id_ed25519" {
                return [
                    .save(
                        .examined(
                            PlaceReport(
                                path: plan.path, .taken(name: "id_ed25519", free: "/home/ana/.ssh/id_ed25519_new")))
                    )
                ]
            }
            return Talk.everythingWorks(effect, session)
        }
        talk.answer("", "2", "", "", "", "", "type", "a", "a")
        #expect(talk.question?.line == "Path of the private key (Enter takes ~/.ssh/id_ed25519_new): ")
        talk.answer("~/.ssh/id_ed25519")
        #expect(talk.said == ["id_ed25519 exists and stays as it is. ~/.ssh/id_ed25519_new is free."])
        talk.answer("")
        #expect(talk.said.contains("~/.ssh/id_ed25519_new, private key"))
        talk.answer("no")
        #expect(talk.question?.field == FieldName("place"))
    }

    @Test func whatFailsOutsideIsSaidAndAskedAgain() {
        var tries = 0
        var talk = Talk { effect, session in
            if case .save = effect {
                tries += 1
                if tries == 1 {
                    return [.save(.failed(Problem("the disk is full", hint: "free some space")))]
                }
            }
            return Talk.everythingWorks(effect, session)
        }
        talk.answer("", "2", "", "", "", "", "type", "a", "a", "", "")
        #expect(talk.said.contains("The disk is full. Free some space."))
        talk.answer("", "")
        #expect(talk.page == .publicKey)
    }

    @Test func differentPassphrasesAreNotTaken() {
        var talk = Talk()
        talk.answer("", "2", "", "", "", "", "type", "")
        #expect(talk.said == ["Enter a passphrase, or choose No passphrase."])
        talk.answer("right", "wrong")
        #expect(talk.said == ["Different from here on."])
        talk.answer("right")
        #expect(talk.page == .save)
    }

    @Test func randomWordsAreShownOnATerminalAlone() {
        var talk = Talk()
        talk.answer("", "2", "", "", "", "", "suggest")
        #expect(talk.revealed == [.passphrase])
        talk.answer("")
        #expect(talk.page == .save)
        var piped = Talk(asksSecrets: false)
        piped.answer("", "2", "", "", "", "", "suggest")
        #expect(piped.revealed.isEmpty)
        #expect(piped.question?.field == .choice)
    }

    /// A line comes whole: every character is mixed in, and one of them is credited at most.
    @Test func aLineIsMixedInAndNotCountedAsKeystrokes() {
        var talk = Talk()
        talk.answer("", "2", "", "", "anything")
        let mixed = talk.effects.compactMap { if case .mix(let sample) = $0 { sample } else { nil } }
        #expect(mixed.count == 8)
        var meter = EntropyMeter()
        for sample in mixed { meter.add(sample) }
        #expect(meter.credited == EntropyMeter.bitsPerKey)
        #expect(talk.effects.contains(.generate(.ed25519, comment: "ana@studio")))
    }

    @Test func progressIsOneLineForEachTenth() {
        var talk = Talk { effect, session in
            if case .generate = effect { return [] }
            return Talk.everythingWorks(effect, session)
        }
        talk.answer("", "2", "", "", "")
        #expect(talk.question == nil)
        for permille in stride(from: 0, through: 1000, by: 7) {
            talk.hear(.randomness(.progressed(permille: permille)))
        }
        #expect(talk.said.suffix(9) == (1...9).map { "\($0 * 10) %" })
        talk.answer("what?")
        #expect(talk.said == ["Still at it. “back” stops it, “quit” leaves."])
        talk.answer("back")
        #expect(talk.effects.last == .cancelGeneration)
        #expect(talk.said.contains("Generate some randomness"))
    }

    @Test func theClipboardsAnswerComesBeforeTheNextQuestion() {
        var talk = Talk { effect, session in
            if case .copy = effect { return [] }
            return Talk.everythingWorks(effect, session)
        }
        talk.answer("", "2", "", "", "", "", "type", "a", "a", "", "", "copy")
        #expect(talk.question == nil)
        talk.hear(.copied(.unavailable))
        #expect(talk.said == ["No clipboard in reach: copy the line above from your terminal."])
        #expect(talk.question?.field == .choice)
    }

    @Test func aPrivateKeyThatWasPastedIsPassedOver() {
        var talk = Talk()
        talk.answer("", "2", "")
        talk.answer(
            "-----BEGIN OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ",
            "-----END OPENSSH PRIVATE KEY-----")
        #expect(!talk.transcript.joined().contains("Nothing is asked here"))
        #expect(talk.question?.line == "Press Enter to go back: ")
        talk.answer("", "2", "", "ana")
        #expect(talk.session.comment == "ana")
    }

    @Test func whatIsNoSSHKeyIsPassedOver() {
        var talk = Talk()
        talk.answer("", "2", "")
        talk.answer("-----BEGIN CERTIFICATE-----", "MIIBszCCAVmgAwIBAgIU", "-----END CERTIFICATE-----")
        #expect(talk.transcript.joined().contains("An X.509 certificate."))
        #expect(talk.question?.line == "Press Enter to go back: ")
        talk.answer("", "2", "", "ana")
        #expect(talk.session.comment == "ana")
    }

    @Test func anExistingKeyIsUnlocked() {
        let found = FoundKey(
            path: "/home/ana/.ssh/id", publicKey: Fixture.ed25519, format: "OpenSSH", hasPrivateHalf: true,
            isEncrypted: true,
            ageInDays: 3)
        let opened = OpenedKey(
            found: found, publicKey: Fixture.ed25519, publicPath: nil, privateFormat: .openssh, isUnlocked: false)
        var tries = 0
        var talk = Talk { effect, session in
            switch effect {
            case .listKeys: return [.key(.listed([found]))]
            case .openKey(_, let unlocks):
                tries += unlocks ? 1 : 0
                if tries == 1 {
                    return [.key(.existing(.notOpened(Problem("wrong"), wrongPassphrase: true)))]
                }
                var key = opened
                key.isUnlocked = unlocks
                return [.key(.existing(.opened(key)))]
            default: return Talk.everythingWorks(effect, session)
            }
        }
        talk.answer("", "2", "existing")
        #expect(talk.said.contains("1. id, Ed25519, passphrase, 3 days old"))
        talk.answer("")
        #expect(talk.said.contains { $0.hasPrefix("What do you want") })
        talk.answer("change")
        #expect(talk.question?.line == "Enter passphrase: ")
        talk.answer("bad")
        #expect(talk.said == ["Wrong passphrase; case matters."])
        talk.answer("good")
        #expect(talk.page == .passphrase)
    }

    @Test func aServerThatRefusesIsAskedForAgain() {
        var talk = Talk { effect, session in
            if case .install = effect {
                return [
                    .installed(Report(succeeded: false, "it refused the login", hint: "check the user name"), notes: [])
                ]
            }
            return Talk.everythingWorks(effect, session)
        }
        talk.answer(Array(Self.answers.prefix(13)))
        #expect(talk.page == .upload)
        talk.answer("bad host")
        #expect(talk.said == ["A host name has no spaces."])
        talk.answer("eve@server.example.org:2222", "", "")
        #expect(talk.said.prefix(1) == ["It refused the login. Check the user name."])
        #expect(talk.question?.line == "Your choice (Enter takes 1, Retry): ")
        talk.answer("")
        #expect(
            talk.question?.line
                == "Host, as in server.example.org (Enter takes server.example.org): "
        )
        talk.answer("back", "not now")
        #expect(talk.page == .logIn)
    }
}

/// Answers to a list.
@Suite struct OptionSearchTests {
    private let options: [Question.Option] = [
        .init("GitHub"), .init("GitHub Enterprise Server"), .init("GitLab", keywords: ["forge"]),
        .init("Nowhere yet", detail: "make a key now"),
    ]

    @Test(arguments: [
        ("1", OptionSearch.found(0)), ("4", .found(3)), ("0", .nothing), ("5", .nothing), ("-1", .nothing),
        ("github", .found(0)), ("git", .several([0, 1, 2])), ("GITL", .found(2)), ("server", .found(1)),
        ("forge", .found(2)), ("key", .found(3)), ("yet now", .found(3)), ("hub", .nothing),
        ("", .nothing),
        ("?", .nothing),
    ])
    fileprivate func finds(_ answer: String, _ expected: OptionSearch) {
        #expect(OptionSearch(answer, in: options) == expected)
    }
}

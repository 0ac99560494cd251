import Entropy
import Passphrase
import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard
import SSHClient

@Suite struct ComputerPageTests {
    @Test(arguments: zip([Surroundings.System.linux, .macOS, .wsl], [Computer.Kind.linux, .mac, .wsl]))
    func thisComputerIsChosenFirst(_ system: Surroundings.System, _ kind: Computer.Kind) {
        var walk = Walk(system: system)
        walk.press(.enter)
        #expect(walk.session.computer == Computer(kind, isThisOne: true))
    }

    @Test(arguments: [Surroundings.System.linux, .macOS, .wsl]) func everyChoiceFitsTheSmallestTerminal(
        _ system: Surroundings.System
    ) {
        let walk = Walk(columns: 60, rows: 18, glyphs: .ascii, system: system)
        #expect(!walk.screen.contains("~"), "\(walk.screen)")
    }

    @Test func puttyGetsItsOwnFileAndSteps() {
        var walk = Walk(rows: 40)
        walk.walk(to: .save, computer: "Windows with PuTTY")
        #expect(walk.session.formats == [.openssh, .ppk])
        walk.walk(to: .logIn)
        #expect(walk.screen.contains("Connection › SSH › Auth"))
        #expect(walk.screen.contains("Pageant"))
    }
}

@Suite struct DestinationPageTests {
    @Test(arguments: [
        ("thermo", "thermo"), ("joyent", "triton"), ("mnx", "triton"), ("nexc", "nexcess"), ("gith", "github"),
        ("amazon", "ec2"),
    ])
    func typingFilters(_ typed: String, _ id: String) {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.type(typed)
        walk.press(.enter)
        #expect(walk.session.destination == Catalogue.service(id: id).map(Destination.service))
    }

    @Test func aFilterThatFindsNothingGoesNowhereAndNeverBlocksBack() {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.type("zzz")
        walk.press(.enter)
        #expect(walk.page == .destination)
        walk.press(.escape)
        #expect(walk.page == .computer)
    }

    @Test func whereNothingIsFoundWhatServesEverybodyIsAnArrowAway() {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.type("my own box")
        walk.press(.down)
        #expect(walk.screen.contains("› A server I can log in to"))
        walk.press(.down, .enter)
        #expect(walk.page == .key)
        #expect(walk.session.destination == .none)
        var clicking = Walk()
        clicking.walk(to: .destination)
        clicking.type("zzz")
        clicking.click("A server I")
        clicking.press(.enter)
        #expect(clicking.session.destination == .server)
    }
}

@Suite struct KeyPageTests {
    @Test(arguments: [
        ("thermo", KeyParameters.rsa(bits: 4096)), ("server", .ed25519), ("Nowhere", .ed25519),
    ])
    func theRecommendationDependsOnTheDestination(_ destination: String, _ parameters: KeyParameters) {
        var walk = Walk()
        walk.walk(to: .randomness, destination: destination)
        #expect(walk.session.parameters == parameters)
    }

    /// The rail has the result of each step that was taken, and no other.
    @Test func theRailTellsWhatThereIsSoFar() {
        var walk = Walk()
        walk.walk(to: .key, destination: "thermo")
        #expect(walk.screen.contains("  ✓ Linux\n  ✓ Thermo Client Port…"))
        #expect(walk.screen.contains("  ● Key") && !walk.screen.contains("✓ RSA"))
        walk.press(.enter)
        #expect(walk.screen.contains("  ✓ RSA 4096") && walk.screen.contains("  ● Randomness"))
    }

    /// What is recommended and why, and what is refused and why, all in the smallest terminal.
    @Test(arguments: Catalogue.services.map(\.name) + ["A server I", "Nowhere"])
    func everyReasonIsReadWithoutScrolling(_ destination: String) {
        var walk = Walk(columns: 60, rows: 18, glyphs: .ascii)
        walk.walk(to: .key, destination: destination)
        walk.send(.key(.authenticatorFound(nil)))
        #expect(
            walk.screen.contains("Recommended: ") && walk.screen.contains(" Continue"),
            "\(walk.screen)")
        #expect(!walk.screen.contains("~"), "\(walk.screen)")
    }

    @Test(arguments: ["2047", "16392", "4097", "0", ""]) func sizesOutOfRangeAreNotTaken(_ bits: String) {
        var walk = Walk()
        walk.walk(to: .key, destination: "thermo")
        walk.press(.tab, .control("u"))
        walk.type(bits)
        #expect(walk.screen.contains("2048 to 16384, in steps of 8"))
        walk.press(.enter)
        #expect(walk.page == .key)
        walk.press(.escape)
        #expect(walk.page == .destination)
    }

    @Test(arguments: [2048, 3072, 4104, 16384]) func everyMultipleOfEightInRangeIsTaken(_ bits: Int) {
        var walk = Walk()
        walk.walk(to: .key, destination: "thermo")
        walk.press(.tab, .control("u"))
        walk.type(String(bits))
        walk.press(.enter)
        #expect(walk.session.parameters == .rsa(bits: bits))
    }

    @Test func ed448IsForPuTTYAlone() {
        var linux = Walk()
        linux.walk(to: .key)
        linux.click("Ed448")
        linux.press(.enter)
        #expect(linux.session.parameters == .ed25519)
        var putty = Walk()
        putty.walk(to: .key, computer: "Windows with PuTTY")
        putty.click("Ed448")
        putty.press(.enter)
        #expect(putty.session.parameters == .ed448)
        #expect(putty.session.formats == [.ppk])
    }

    @Test func controlCharactersStayOutOfTheComment() {
        var walk = Walk()
        walk.walk(to: .key)
        walk.press(.tab, .control("u"))
        walk.input(.paste(Paste("work\u{1b}[31m key")))
        #expect(walk.screen.contains("ontrol characters were left out"))
        walk.press(.enter)
        #expect(walk.session.comment == "work[31m key")
    }

    @Test func bytesThatAreNotUTF8StayOut() {
        var walk = Walk()
        walk.walk(to: .key)
        walk.press(.tab)
        walk.input(.malformed(0xff))
        #expect(walk.screen.contains("not UTF-8"))
    }
}

@Suite struct RandomnessPageTests {
    private func walk() -> Walk {
        var walk = Walk()
        walk.walk(to: .randomness)
        return walk
    }

    @Test func everyEventIsMixedIn() {
        var walk = walk()
        walk.press(.character("x"))
        #expect(walk.effects.count == 1)
        walk.press(.character("x"))
        guard case .mix? = walk.effects.first else {
            Issue.record("a repeated key was not mixed in")
            return
        }
    }

    @Test func theMouseAloneFillsTheBar() {
        var walk = walk()
        walk.movePointer(times: 127)
        #expect(walk.screen.contains("254 of 256"))
        walk.movePointer(times: 1)
        #expect(walk.effects.last == .generate(.ed25519, comment: "ana@studio"))
    }

    @Test func theKeyboardAloneFillsTheBar() {
        var walk = walk()
        walk.type(String(repeating: "ab", count: 16))
        #expect(walk.effects.last == .generate(.ed25519, comment: "ana@studio"))
    }

    @Test func aHeldKeyAndAStillMouseDoNot() {
        var walk = walk()
        for _ in 0..<300 { walk.press(.character("a")) }
        for _ in 0..<300 { walk.input(.mouse(MouseEvent(.motion, at: Point(column: 30, row: 10)))) }
        #expect(walk.screen.contains(" 10 of 256"))
    }

    @Test func theTrailFades() {
        var walk = walk()
        walk.movePointer(times: 3)
        func count(_ isOne: (Role) -> Bool) -> Int { walk.model.view().canvas.cells.count { isOne($0.role) } }
        func isTrail(_ role: Role) -> Bool { if case .trail = role { true } else { false } }
        func isStar(_ role: Role) -> Bool { if case .star = role { true } else { false } }
        #expect(walk.model.view().changesIn != nil && count(isTrail) > 0)
        walk.tick(after: 720)
        #expect(walk.model.view().changesIn != nil && count(isTrail) == 0 && count(isStar) == 3)
        walk.tick(after: 10_000)
        #expect(walk.model.view().changesIn == nil && count(isStar) == 0)
    }

    @Test func generationCanBeStoppedAndDoneAgain() {
        var walk = walk()
        walk.press(.enter)
        #expect(walk.effects == [.generate(.ed25519, comment: "ana@studio")])
        walk.send(.randomness(.progressed(permille: 500)))
        walk.press(.escape)
        #expect(walk.effects == [.cancelGeneration])
        #expect(walk.page == .randomness)
        #expect(walk.screen.contains("0 of 256"))
        walk.press(.escape)
        #expect(walk.page == .key)
    }

    @Test func whoIsStillTypingDoesNotTypeIntoTheNextPage() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.randomness(.made(Fixture.ed25519)))
        walk.type("abc")
        #expect(walk.page == .randomness)
        #expect(walk.screen.contains(Fixture.ed25519.fingerprint(.sha256)))
    }

    @Test func aFailureIsSaidAndCanBeTriedAgain() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.randomness(.failed(Problem("OpenSSL failed to create the key"))))
        #expect(walk.screen.contains("OpenSSL failed to create the key"))
        walk.press(.enter)
        #expect(walk.screen.contains("0 of 256"))
    }
}

@Suite struct PassphrasePageTests {
    private func walk() -> Walk {
        var walk = Walk()
        walk.walk(to: .passphrase)
        return walk
    }

    @Test func typedTextGoesToTheFieldWithTheFocus() {
        var walk = walk()
        #expect(walk.model.typesInto == .passphrase)
        walk.press(.tab)
        #expect(walk.model.typesInto == .confirmation)
        walk.press(.tab)
        #expect(walk.model.typesInto == nil)
    }

    @Test func theFirstCharacterLeavesTheFocusWhereItIs() {
        var walk = walk()
        var report = PassphraseReport()
        report.passphrase = .init(count: 1, cursor: 1)
        walk.send(.passphrase(.reported(report)))
        #expect(walk.model.typesInto == .passphrase)
    }

    @Test func differentPassphrasesAreNotTakenAndNeverBlockBack() {
        var walk = walk()
        var report = PassphraseReport.matching
        report.match = .different
        walk.send(.passphrase(.reported(report)))
        walk.press(.tab, .enter)
        #expect(walk.page == .passphrase)
        #expect(walk.screen.contains("Different from here on"))
        walk.press(.escape)
        #expect(walk.page == .key)
    }

    @Test func anEmptyPassphraseIsNotTakenForNone() {
        var walk = walk()
        walk.press(.tab, .enter)
        #expect(walk.page == .passphrase)
        #expect(walk.screen.contains("or choose No passphrase"))
    }

    @Test func noneIsADecisionOfTwoSteps() {
        var walk = walk()
        walk.click(" No passphrase")
        #expect(walk.screen.contains("Anyone who copies the file"))
        walk.press(.escape)
        #expect(walk.page == .passphrase)
        #expect(walk.screen.contains("Confirm passphrase"))
        walk.click(" No passphrase")
        walk.click(" Use none")
        #expect(walk.page == .save)
        #expect(!walk.session.isProtected)
        #expect(walk.effects.contains(.clearPassphrase))
    }

    @Test func nothingIsDrawnInTheClearUntilItIsAskedFor() {
        var walk = walk()
        walk.send(.passphrase(.reported(.matching)))
        #expect(walk.model.view().slots.isEmpty)
        walk.press(.control("r"))
        #expect(walk.model.view().slots.map(\.secret) == [.passphrase, .confirmation])
        walk.press(.control("r"))
        #expect(walk.model.view().slots.isEmpty)
    }

    @Test func goingOnHidesItAgain() {
        var walk = walk()
        walk.press(.control("g"))
        walk.send(.passphrase(.reported(.matching)))
        #expect(!walk.model.view().slots.isEmpty)
        walk.press(.enter)
        #expect(walk.page == .save)
        walk.press(.escape)
        #expect(walk.model.view().slots.isEmpty)
    }

    @Test func aSuggestionIsShownWholeAndCanBeReplaced() {
        var walk = Walk(columns: 60, rows: 18)
        walk.walk(to: .passphrase)
        walk.press(.control("g"))
        #expect(walk.effects == [.suggestPassphrase])
        walk.send(.passphrase(.reported(.matching)))
        let slots = walk.model.view().slots
        #expect(slots.map(\.secret) == [.passphrase])
        #expect(slots.allSatisfy { $0.columns * $0.rows >= WordPassphrase.longest + 9 })
        #expect(walk.model.typesInto == nil)
        walk.click(" Other words")
        #expect(walk.effects == [.suggestPassphrase])
        walk.press(.tab, .tab, .enter)
        #expect(walk.effects == [.clearPassphrase])
        walk.send(.passphrase(.reported(PassphraseReport())))
        #expect(walk.model.typesInto == .passphrase)
    }

    @Test func inputThatIsNoLineOfTextIsRefused() {
        var walk = walk()
        var report = PassphraseReport()
        report.refusedInput = true
        walk.send(.passphrase(.reported(report)))
        #expect(walk.screen.contains("one line of at most 1023 bytes"))
    }
}

@Suite struct SavePageTests {
    private func walk(_ verdict: PlaceReport.Verdict) -> Walk {
        var walk = Walk()
        walk.walk(to: .save, destination: "thermo")
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_rsa", verdict))))
        return walk
    }

    @Test func whatIsListedIsSaved() {
        var walk = walk(.free)
        walk.press(.enter)
        #expect(
            walk.effects == [
                .save(
                    SavePlan(
                        path: "~/.ssh/id_rsa", formats: [.openssh], writesPublicKey: true, makesFolder: false,
                        protects: true))
            ])
        // Enter again, before the answer, saves nothing twice.
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
    }

    @Test func aTakenNameGetsTheFreeOne() {
        var walk = walk(.taken(name: "id_rsa", free: "~/.ssh/id_rsa_thermo"))
        walk.press(.enter)
        guard case .examinePlace(let plan, label: "thermo")? = walk.effects.first else {
            Issue.record("the free name was not looked at: \(walk.effects)")
            return
        }
        #expect(plan.path == "~/.ssh/id_rsa_thermo")
    }

    @Test func aMissingFolderIsOffered() {
        var walk = walk(.folderMissing("/home/ana/.ssh"))
        #expect(walk.screen.contains("Creates ~/.ssh, for you only"))
        walk.press(.enter)
        guard case .save(let plan)? = walk.effects.first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(plan.makesFolder)
    }

    @Test func aPlaceThatWontDoIsSaidAndNothingIsSaved() {
        var walk = walk(.problem(Problem("others may write in /tmp", hint: "choose another folder")))
        #expect(walk.screen.contains("thers may write in /tmp"))
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
        walk.press(.escape)
        #expect(walk.page == .passphrase)
    }

    @Test func aFailureKeepsTheKeyAndAnotherPlaceCanBeChosen() {
        var walk = walk(.free)
        walk.press(.enter)
        walk.send(.save(.failed(Problem("no disk space left"))))
        #expect(walk.screen.contains("still in memory"))
        walk.press(.tab, .control("u"))
        walk.type("/mnt/key")
        walk.send(.save(.examined(PlaceReport(path: "/mnt/key", .free))))
        walk.press(.enter)
        guard case .save(let plan)? = walk.effects.first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(plan.path == "/mnt/key")
    }

    @Test func theButtonIsSeenHoweverLongThePathIs() {
        var walk = Walk(columns: 60, rows: 18)
        walk.walk(to: .save, destination: "thermo", computer: "Windows with PuTTY")
        let path = "~/" + String(repeating: "a long folder/", count: 12) + "id_rsa"
        walk.press(.control("u"))
        walk.type(path)
        walk.send(.save(.examined(PlaceReport(path: path, .folderMissing("/home/ana/a long folder")))))
        #expect(walk.screen.contains("id_rsa"))
        walk.press(.tab)
        #expect(walk.screen.contains(" Save"), "\(walk.screen)")
    }

    @Test func emptyingTheFieldGoesToItFirst() {
        var walk = walk(.free)
        walk.press(.control("u"))
        walk.type("keys/work")
        walk.send(.save(.examined(PlaceReport(path: "keys/work", .folderMissing("/home/ana/keys")))))
        #expect(walk.screen.contains("~/keys/work.pub"))
        walk.press(.enter)
        guard case .save(let plan)? = walk.effects.first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(plan.path == "keys/work")
    }

    @Test func aReportOnAnotherPathIsIgnored() {
        var walk = walk(.free)
        walk.press(.tab)
        walk.type("x")
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_rsa", .free))))
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
    }
}

@Suite struct UploadPageTests {
    private func walk() -> Walk {
        var walk = Walk()
        walk.walk(to: .upload, destination: "A server")
        return walk
    }

    @Test func theClicksOfAServiceAreNamed() {
        var thermo = Walk(rows: 30)
        thermo.walk(to: .upload, destination: "thermo")
        thermo.send(.byHand)
        #expect(thermo.screen.contains("SSH Keys › Add Key"))
        var triton = Walk(rows: 30)
        triton.walk(to: .upload, destination: "triton")
        triton.send(.byHand)
        #expect(triton.screen.contains("(optional)"))
        #expect(triton.screen.contains("KVM and bhyve"))
    }

    /// Nobody is kept at a server that lets nobody in.
    @Test func aServerCanBeLeftForLater() {
        var walk = walk()
        walk.type("server.example.org")
        walk.press(.tab, .tab)
        #expect(walk.screen.contains("Enter add key"))
        walk.press(.enter)
        walk.send(.installed(Report(succeeded: false, "server.example.org refused the login"), notes: []))
        walk.press(.tab, .tab)
        #expect(walk.screen.contains("Enter not now"))
        walk.press(.character(" "))
        #expect(walk.page == .logIn)
        walk.press(.enter)
        #expect(walk.screen.contains("Add the public key to your server first."))
        walk.press(.enter)
        #expect(walk.screen.contains("not yet"))
    }

    @Test func aWholeAddressIsSpreadOverTheFields() {
        var walk = walk()
        walk.input(.paste(Paste("ssh -p 2222 admin@server.example.org")))
        #expect(walk.session.server == nil)
        walk.press(.tab, .tab, .enter)
        #expect(walk.session.server == ServerLogin(user: "admin", host: "server.example.org", port: "2222"))
    }

    @Test func aProposedUserGivesWayToWhatIsTyped() {
        var walk = walk()
        walk.type("server.example.org")
        walk.press(.tab)
        walk.type("begb")
        walk.press(.tab, .enter)
        #expect(walk.session.server == ServerLogin(user: "begb", host: "server.example.org"))
    }

    @Test(arguments: [
        (
            ServerFailure.unreachable(.refused), "2222",
            ServerLogin(user: "ana", host: "server.example.org", port: "2222")
        ),
        (.noLogin(methods: ["password"]), "eve", ServerLogin(user: "eve", host: "server.example.org")),
    ])
    func theCursorIsInTheFieldThatIsLikelyWrong(failure: ServerFailure, typed: String, expected: ServerLogin?) {
        var walk = walk()
        walk.type("server.example.org")
        walk.press(.tab, .tab, .enter)
        walk.send(.installed(Report(succeeded: false, "no"), notes: [], failure: failure))
        walk.type(typed)
        walk.press(.enter)
        #expect(walk.session.server == expected)
    }

    @Test func aWholeAddressIsNotCalledWrongWhileItIsTyped() {
        var walk = walk()
        walk.type("admin@server.example.org:2222")
        #expect(!walk.screen.contains("✗"))
        walk.press(.enter)
        #expect(
            walk.screen.contains("server.example.org") && !walk.screen.contains("@") && walk.screen.contains("2222"))
        walk.press(.backTab, .control("u"))
        walk.type("http://server.example.org:99999")
        #expect(walk.screen.contains("✗ The host alone, without a scheme or a path."))
    }

    @Test func lettersAreNoPort() {
        var walk = walk()
        walk.press(.tab, .tab)
        walk.type("ssh")
        #expect(walk.screen.contains("✗ A port is a number from"))
    }

    @Test(arguments: ["-oProxyCommand=x", "a b", "host_", "ser ver", "exa$mple", ""]) func aHostThatCantBeOneIsSaid(
        _ host: String
    ) {
        var walk = walk()
        walk.type(host)
        walk.press(.tab, .tab, .enter)
        #expect(walk.effects.isEmpty == (ServerLogin.validate(host: host) != nil))
    }

    @Test func aFailureLeadsBackToTheFields() {
        var walk = walk()
        walk.type("server.example.org")
        walk.press(.tab, .tab, .enter)
        walk.send(.installed(Report(succeeded: false, "nothing answers there"), notes: []))
        #expect(walk.screen.contains("Nothing answers there."))
        #expect(walk.screen.contains(" Retry"))
        walk.press(.escape)
        #expect(walk.page == .publicKey)
    }

    @Test func copyingSaysOnlyWhatIsKnown() {
        var walk = Walk()
        walk.walk(to: .publicKey)
        walk.press(.character("c"))
        #expect(walk.effects == [.copy(Fixture.ed25519.line)])
        walk.send(.copied(.sentToTerminal))
        #expect(walk.screen.contains("ent to your terminal's clipboard"))
        #expect(!walk.screen.contains("copied"))
    }

    @Test func theLineIsShownAloneForTheTerminalsOwnSelection() {
        var walk = Walk()
        walk.walk(to: .publicKey)
        walk.press(.character("s"))
        #expect(walk.effects == [.show(Fixture.ed25519.line)])
        walk.press(.tab, .tab, .enter)
        #expect(walk.effects == [.show(Fixture.ed25519.line)])
    }

    /// A long key is scrolled to its end, where its picture is, and no further.
    @Test func aLongKeyIsScrolledByKeysByTheWheelAndByTheMouse() {
        var walk = Walk(columns: 60, rows: 18)
        walk.walk(to: .publicKey, destination: "thermo")
        let top = walk.screen
        #expect(top.contains("↓ more") && !top.contains("↑ more") && !top.contains("MD5:"))
        for _ in 0..<50 { walk.press(.down) }
        let end = walk.screen
        #expect(end.contains("MD5:") && end.contains("↑ more") && !end.contains("↓ more"))
        walk.press(.up)
        #expect(walk.screen != end)
        walk.press(.down)
        #expect(walk.screen == end)
        walk.press(.pageUp, .pageUp, .pageUp)
        #expect(walk.screen == top)
    }

    @Test func theMouseIsTheTerminalsButNotInTheHelp() {
        var walk = Walk(columns: 60, rows: 18)
        walk.walk(to: .publicKey, destination: "thermo")
        #expect(walk.model.view().mouse == .off)
        walk.press(.function(1))
        #expect(walk.model.view().mouse == .clicks)
        let top = walk.screen
        walk.input(.mouse(MouseEvent(.wheelDown, at: Point(column: 5, row: 5))))
        #expect(walk.screen != top)
        walk.click("↑ more")
        #expect(walk.screen == top)
        walk.click("↓ more")
        #expect(walk.screen.contains("↑ more"))
    }
}

@Suite struct SecurityKeyTests {
    private func walk(destination: String = "server", computer: String? = nil) -> Walk {
        var walk = Walk(rows: 30)
        walk.walk(to: .key, destination: destination, computer: computer)
        return walk
    }

    @Test func theyAreOfferedWhereSshKeygenCanMakeThem() {
        var destination = Walk(rows: 30)
        destination.walk(to: .destination)
        #expect(destination.effects.contains(.findAuthenticator))
        var walk = walk()
        #expect(!walk.effects.contains(.findAuthenticator))
        #expect(!walk.screen.contains("Ed25519-SK"))
        walk.send(.key(.authenticatorFound("this ssh-keygen has no security keys")))
        #expect(!walk.screen.contains("Ed25519-SK"))
        walk.send(.key(.authenticatorFound(nil)))
        #expect(walk.screen.contains("Ed25519-SK"))
    }

    @Test func postQuantumKeysAreOfferedWhereSSHKnowsThem() {
        var walk = walk()
        walk.send(.key(.authenticatorFound(nil)))
        #expect(!walk.screen.contains("MLDSA44"))
        walk.send(.key(.authenticatorFound(nil, postQuantum: .available)))
        #expect(walk.screen.contains("post-quantum; needs OpenSSH 10.6"))
        #expect(walk.screen.contains("Recommended: Ed25519"))
        walk.click("MLDSA44-Ed25519")
        walk.press(.enter)
        #expect(walk.page == .randomness)
        #expect(walk.session.parameters == .mldsa44Ed25519)
        #expect(walk.session.securityKey == nil && walk.session.formats == [.openssh])
        #expect(PostQuantumSupport("ssh-ed25519\nssh-mldsa44-ed25519-cert\n") == .unknown)
        #expect(PostQuantumSupport("ssh-mldsa44-ed25519\n") != .unknown)
    }

    @Test func postQuantumKeysAreRefusedWithTheReason() {
        var old = walk()
        old.send(.key(.authenticatorFound(nil, postQuantum: .unusable("needs OpenSSL 3.5 or newer"))))
        #expect(old.screen.contains("needs OpenSSL 3.5 or newer"))
        old.click("MLDSA44-Ed25519")
        old.press(.enter)
        #expect(old.session.parameters == .ed25519)
        for (destination, computer, words) in [
            ("github", nil, "GitHub doesn't accept it"), ("server", "Windows with PuTTY", "PuTTY doesn't support it"),
            ("gitlab", nil, "may be refused"),
        ] {
            var walk = walk(destination: destination, computer: computer)
            walk.send(.key(.authenticatorFound("none", postQuantum: .available)))
            #expect(walk.screen.contains(words))
        }
    }

    @Test func itsChoicesReachSshKeygen() {
        var walk = walk()
        walk.send(.key(.authenticatorFound(nil)))
        walk.click("Ed25519-SK")
        walk.click("Resident")
        walk.press(.down, .character(" "), .tab)
        walk.type("work")
        walk.press(.enter)
        #expect(walk.page == .randomness)
        #expect(walk.screen.contains("on your security key"))
        var request = SecurityKeyRequest(.ed25519SK)
        (request.isResident, request.verifiesUser) = (true, true)
        (request.application, request.comment) = ("ssh:work", "ana@studio")
        walk.press(.enter)
        #expect(walk.effects == [.makeSecurityKey(request)])
        walk.send(.randomness(.made(Fixture.ed25519)))
        walk.press(.enter)
        #expect(walk.page == .passphrase)
    }

    @Test func anApplicationNameThatSshKeygenRefusesIsSaid() {
        var walk = walk()
        walk.send(.key(.authenticatorFound(nil)))
        walk.click("Ed25519-SK")
        walk.press(.tab, .tab, .control("u"))
        walk.type("work")
        walk.press(.enter)
        #expect(walk.page == .key)
        #expect(walk.screen.contains("starts with ssh:"))
    }

    @Test func aRefusalOfTheAuthenticatorIsSaidAndCanBeTriedAgain() {
        var walk = walk()
        walk.send(.key(.authenticatorFound(nil)))
        walk.click("ECDSA-SK")
        walk.press(.enter, .enter)
        walk.send(.randomness(.failed(Problem("wrong PIN", hint: "two tries are left"))))
        #expect(walk.screen.contains("rong PIN"))
        walk.press(.enter)
        #expect(walk.screen.contains("on your security key"))
    }

    @Test func puttyCantUseThem() {
        var walk = walk(computer: "Windows with PuTTY")
        walk.send(.key(.authenticatorFound(nil)))
        walk.click("Ed25519-SK")
        walk.press(.enter)
        #expect(walk.session.parameters == .ed25519)
        #expect(!walk.screen.contains("authenticator"))
    }
}

import SSHKey
import TerminalUI
import Testing

@testable import Wizard

/// The Key page with a key that exists already.
@Suite struct ExistingKeyTests {
    private static let found = FoundKey(
        path: "/home/ana/.ssh/id_ed25519", publicKey: Fixture.ed25519, format: "OpenSSH", hasPrivateHalf: true,
        isEncrypted: true, ageInDays: 400)
    private static let weak = FoundKey(
        path: "/home/ana/.ssh/old.pem", publicKey: Fixture.rsa, format: "traditional PEM", hasPrivateHalf: true,
        isEncrypted: false, ageInDays: 3, isUnused: true, warnings: ["RSA 1024 is too short: create another key"])

    private static func opened(isUnlocked: Bool) -> OpenedKey {
        OpenedKey(
            found: found, publicKey: Fixture.ed25519, publicPath: found.path + ".pub", privateFormat: .openssh,
            isUnlocked: isUnlocked)
    }

    private func walk(destination: String = "Nowhere", computer: String? = nil) -> Walk {
        var walk = Walk()
        walk.walk(to: .key, destination: destination, computer: computer)
        walk.press(.control("o"))
        #expect(walk.effects == [.listKeys])
        walk.send(.key(.listed([Self.found, Self.weak])))
        return walk
    }

    @Test func aKeyFromTheListIsOpened() {
        var walk = walk()
        #expect(walk.screen.contains("Ed25519, passphrase, 13 months old"))
        walk.press(.down, .enter)
        #expect(walk.effects == [.openKey(path: Self.weak.path, unlocks: false)])
    }

    @Test func anyPathIsOpened() {
        var walk = walk()
        walk.type("/mnt/stick/key")
        walk.press(.enter)
        #expect(walk.effects == [.openKey(path: "/mnt/stick/key", unlocks: false)])
        walk.send(
            .key(
                .existing(.notOpened(Problem("/mnt/stick/key doesn't exist"), wrongPassphrase: false))))
        #expect(walk.screen.contains("/mnt/stick/key doesn't exist"))
        walk.press(.escape)
        #expect(walk.page == .key)
        #expect(walk.screen.contains("Which type of key?"))
    }

    @Test func usingItNeedsNoPassphrase() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        walk.press(.enter)
        #expect(walk.page == .publicKey)
        #expect(walk.session.saved?.openSSH == Self.found.path)
        // Nothing that is on the disk can be lost by leaving.
        walk.press(.control("c"))
        guard case .exit? = walk.effects.first else {
            Issue.record("leaving asked for something")
            return
        }
    }

    @Test func anotherPassphraseNeedsTheOldOne() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        walk.press(.down, .enter)
        #expect(walk.model.typesInto == .opening)
        walk.send(.secretEdited(.opening, .init(count: 5, cursor: 5)))
        walk.press(.enter)
        #expect(walk.effects == [.openKey(path: Self.found.path, unlocks: true)])
        walk.send(
            .key(.existing(.notOpened(Problem("wrong passphrase"), wrongPassphrase: true))))
        #expect(walk.screen.contains("Wrong passphrase; case matters"))
        #expect(walk.effects == [.clearOpening])
        walk.send(.secretEdited(.opening, .init(count: 5, cursor: 5)))
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: true)))))
        #expect(walk.page == .passphrase)
        walk.send(.passphrase(.reported(.matching)))
        walk.send(.passphrase(.proceed))
        #expect(walk.page == .save)
        walk.press(.enter)
        #expect(walk.effects == [.reprotect(path: Self.found.path, protects: true)])
        walk.send(.save(.saved(SavedFiles(openSSH: Self.found.path, putty: nil, publicKey: nil))))
        #expect(walk.page == .publicKey)
        #expect(walk.session.saved?.publicKey == Self.found.path + ".pub")
    }

    /// An answer that comes all the same is dropped by who asked for it.
    @Test func unlockingShowsHowFarItIsAndCanBeStopped() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        walk.press(.down, .enter)
        walk.send(.secretEdited(.opening, .init(count: 5, cursor: 5)))
        walk.press(.enter)
        #expect(walk.screen.contains("Opening…") && walk.screen.contains("Esc stop"))
        walk.send(.key(.existing(.progressed(permille: 437))))
        #expect(walk.screen.contains("43 %") && walk.screen.contains("You only lose the wait."))
        walk.press(.enter)
        #expect(walk.effects == [])
        walk.press(.escape)
        #expect(walk.effects == [.cancelOpening])
        #expect(walk.screen.contains("Unlock id_ed25519") && !walk.screen.contains("43 %"))
        walk.press(.enter)
        #expect(walk.effects == [.openKey(path: Self.found.path, unlocks: true)])
        #expect(!walk.screen.contains("43 %"))
        walk.press(.escape, .escape)
        #expect(walk.effects == [.clearOpening])
        #expect(walk.screen.contains("What do you want to do?"))
    }

    @Test func aCopyForPuTTYStandsBesideIt() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: true)))))
        walk.click("Save a copy for PuTTY")
        walk.press(.enter)
        walk.send(.passphrase(.reported(.matching)))
        walk.send(.passphrase(.proceed))
        guard case .examinePlace(let plan, _)? = walk.effects.last else {
            Issue.record("no place was looked at: \(walk.effects)")
            return
        }
        #expect(plan.path == "~/.ssh/id_ed25519" && plan.formats == [.ppk] && !plan.writesPublicKey)
        walk.send(.save(.examined(PlaceReport(path: plan.path, .free))))
        #expect(walk.screen.contains("~/.ssh/id_ed25519.ppk"))
        #expect(!walk.screen.contains(".pub"))
    }

    @Test func whatTheDestinationRefusesIsNotGoneOnWith() {
        var walk = walk(destination: "server")
        walk.press(.enter)
        var key = Self.opened(isUnlocked: false)
        key.publicKey = Fixture.ed448
        walk.send(.key(.existing(.opened(key))))
        walk.press(.enter)
        #expect(walk.page == .key)
        #expect(walk.screen.contains("OpenSSH doesn't support it"))
    }

    @Test func aNewKeyAfterAllForgetsTheOldOne() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        walk.press(.enter, .escape, .escape, .escape)
        #expect(walk.screen.contains("Which type of key?"))
        walk.press(.enter)
        #expect(walk.page == .randomness)
        #expect(walk.session.publicKey == nil && walk.session.saved == nil)
        #expect(walk.effects == [.discardKey, .clearPassphrase])
    }

    // MARK: - From the first page

    private static let old = FoundKey(
        path: "/home/ana/.ssh/id_rsa", publicKey: Fixture.rsa, format: "OpenSSH", hasPrivateHalf: true,
        isEncrypted: false, ageInDays: 3000, health: .old, warnings: ["1024 bits of RSA"])

    /// The first page, with the keys that are there.
    private func firstPage(_ keys: [FoundKey], rows: Int = 24) -> Walk {
        var walk = Walk(rows: rows)
        walk.send(.key(.listed(keys)))
        return walk
    }

    @Test func theFirstPageSaysWhatIsThere() {
        #expect(
            firstPage([Self.found, Self.old]).text.contains(
                "~/.ssh has 2 keys: 1 outdated, 1 without a passphrase."))
        #expect(
            firstPage([Self.weak]).text.contains("~/.ssh has 1 key: 1 without a passphrase, 1 with no"))
        // A key of today waits to be used.
        var new = Self.weak
        new.ageInDays = 0
        #expect(!firstPage([new]).screen.contains("never used"))
        #expect(firstPage([Self.found]).screen.contains("~/.ssh has 1 key."))
        let none = firstPage([])
        #expect(!none.screen.contains("~/.ssh") && !none.screen.contains("my keys"))
        var model = Model(none.session.surroundings, size: Size(columns: 80, rows: 24), glyphs: .unicode)
        #expect(model.start() == [.findRotations, .listKeys])
    }

    @Test func aKeyComesBeforeItsDestination() {
        var walk = firstPage([Self.found])
        walk.press(.control("o"))
        #expect(walk.page == .key && walk.screen.contains("Which key?"))
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        walk.press(.enter)
        #expect(walk.page == .destination)
        walk.press(.escape)
        #expect(walk.page == .key && walk.screen.contains("What do you want to do?"))
        walk.press(.enter)
        walk.type("github")
        walk.press(.enter)
        #expect(walk.page == .publicKey && walk.session.saved?.openSSH == Self.found.path)
        walk.press(.enter)
        #expect(walk.page == .upload)
    }

    @Test func aDestinationThatRefusesTheKeyIsNotChosen() {
        var walk = firstPage([Self.found])
        walk.press(.control("o"), .enter)
        var key = Self.opened(isUnlocked: false)
        key.publicKey = Fixture.ed448
        walk.send(.key(.existing(.opened(key))))
        walk.press(.enter)
        walk.type("a server")
        #expect(walk.screen.contains("OpenSSH doesn't support"))
        walk.press(.enter)
        #expect(walk.page == .destination)
    }

    @Test func aLoginIsTestedWithIt() {
        var walk = firstPage([Self.found])
        walk.press(.control("o"), .enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        walk.click("Test a login with it")
        walk.press(.enter)
        #expect(walk.page == .logIn && walk.session.saved?.openSSH == Self.found.path)
    }

    @Test func backLeadsToTheFirstPageAndANewKeyForgetsTheList() {
        var walk = firstPage([Self.found])
        walk.press(.control("o"), .escape)
        #expect(walk.page == .computer)
        walk.press(.control("o"))
        walk.click("✓ Linux")
        walk.press(.enter, .enter)
        #expect(walk.page == .key && walk.screen.contains("Which type of key?"))
    }

    // MARK: - Where they are

    @Test func servicesAreAskedAtAKey() {
        var walk = firstPage([Self.found, Self.old], rows: 30)
        walk.press(.control("o"), .control("t"))
        #expect(walk.effects == [.askServices([Fixture.ed25519, Fixture.rsa])])
        #expect(walk.screen.contains("Looking for credentials"))
        walk.send(.servicesAsked(["GitHub", "Hetzner Cloud"]))
        #expect(walk.screen.contains("Asking GitHub, Hetzner Cloud …"))
        walk.send(.serviceAnswered(ServiceAnswer("GitHub", fingerprints: [Fixture.ed25519.fingerprint(.sha256)])))
        #expect(walk.screen.contains("Asking Hetzner Cloud …"))
        walk.send(
            .serviceAnswered(ServiceAnswer("Hetzner Cloud", problem: Problem("the token was refused"))))
        #expect(walk.screen.contains("on GitHub"))
        // What its row has no room for stands below the list.
        walk.press(.down)
        #expect(walk.text.contains("no passphrase, not on the services asked, 8 years old."))
        #expect(walk.screen.contains("Asked: GitHub.") && walk.screen.contains("he token was refused"))
    }

    @Test func askingIsStopped() {
        var walk = firstPage([Self.found])
        walk.press(.control("o"), .control("t"), .escape)
        #expect(walk.effects == [.cancelAsking] && walk.page == .key)
        walk.send(.servicesAsked([]))
        #expect(!walk.screen.contains("There are no credentials"))
        walk.press(.control("t"))
        walk.send(.servicesAsked([]))
        #expect(walk.screen.contains("No service credentials found on this computer."))
    }

    /// Whatever the services say, the button stays on the smallest screen, and so does the key that asks them.
    @Test func manyFailuresLeaveTheButton() {
        var walk = Walk(columns: 60, rows: 18)
        walk.send(.key(.listed(Array(repeating: Self.found, count: 3) + [Self.old])))
        walk.press(.control("o"))
        #expect(walk.screen.contains("Check services"))
        walk.press(.control("t"))
        let services = ["GitHub", "GitLab", "Codeberg"]
        walk.send(.servicesAsked(services))
        for service in services {
            let problem = Problem("\(service): the certificate of an address that is rather long is not trusted here")
            walk.send(.serviceAnswered(ServiceAnswer(service, problem: problem)))
        }
        #expect(
            walk.screen.contains(" Open") && walk.text.contains("No answer from GitHub, GitLab, Codeberg"),
            "\(walk.screen)")
    }

    @Test func tabLeadsToMyKeys() {
        var walk = firstPage([Self.found])
        walk.press(.tab, .tab)
        #expect(walk.screen.contains("Enter existing key"))
        walk.press(.tab)
        #expect(walk.model.view().focusedButton == nil)
        walk.press(.backTab, .enter)
        #expect(walk.page == .key && walk.screen.contains("Which key?"))
    }

    @Test func plainModeAsksThemToo() {
        var talk = Talk { effect, session in
            switch effect {
            case .listKeys: [.key(.listed([Self.found]))]
            case .askServices:
                [
                    .servicesAsked(["GitHub"]),
                    .serviceAnswered(ServiceAnswer("GitHub", fingerprints: [Fixture.ed25519.fingerprint(.sha256)])),
                ]
            case .openKey: [.key(.existing(.opened(Self.opened(isUnlocked: false))))]
            default: Talk.everythingWorks(effect, session)
            }
        }
        talk.answer("", "", "use an existing key", "check services")
        #expect(talk.said.contains { $0.contains("on GitHub") })
        talk.answer("1")
        #expect(talk.said.contains("What do you want to do?"))
    }

    @Test func theFirstPageWithKeys() throws {
        var walk = Walk()
        walk.send(.key(.listed([Self.found, Self.old])))
        try expectScreen(walk, "computer-keys")
        walk.press(.control("o"), .control("t"))
        walk.send(.servicesAsked(["GitHub"]))
        walk.send(.serviceAnswered(ServiceAnswer("GitHub", fingerprints: [Fixture.ed25519.fingerprint(.sha256)])))
        try expectScreen(walk, "existing-places")
    }

    @Test func screens() throws {
        var walk = Walk()
        walk.walk(to: .key)
        walk.press(.control("o"))
        walk.send(.key(.listed([Self.found, Self.weak])))
        walk.press(.down)
        try expectScreen(walk, "existing-list")
        walk.press(.up, .enter)
        walk.send(.key(.existing(.opened(Self.opened(isUnlocked: false)))))
        try expectScreen(walk, "existing-opened")
        walk.press(.down, .enter)
        try expectScreen(walk, "existing-locked")
    }
}

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
        isEncrypted: false, ageInDays: 3, warnings: ["1024 bits are too few; make another key"])

    private static func opened(isUnlocked: Bool) -> OpenedKey {
        OpenedKey(
            found: found, publicKey: Fixture.ed25519, publicPath: found.path + ".pub", privateFormat: .openssh,
            isUnlocked: isUnlocked)
    }

    private func walk(destination: String = "No destination", computer: String? = nil) -> Walk {
        var walk = Walk()
        walk.walk(to: .key, destination: destination, computer: computer)
        walk.press(.control("o"))
        #expect(walk.effects == [.listKeys])
        walk.send(.keysListed([Self.found, Self.weak]))
        return walk
    }

    @Test func aKeyFromTheListIsOpened() {
        var walk = walk()
        #expect(walk.screen.contains("Ed25519, passphrase, 13 months"))
        walk.press(.down, .enter)
        #expect(walk.effects == [.openKey(path: Self.weak.path, unlocks: false)])
    }

    @Test func anyPathIsOpened() {
        var walk = walk()
        walk.type("/mnt/stick/key")
        walk.press(.enter)
        #expect(walk.effects == [.openKey(path: "/mnt/stick/key", unlocks: false)])
        walk.send(.keyNotOpened(Problem("there is no file /mnt/stick/key"), wrongPassphrase: false))
        #expect(walk.screen.contains("there is no file /mnt/stick/key"))
        walk.press(.escape)
        #expect(walk.page == .key)
        #expect(walk.screen.contains("Which kind of key?"))
    }

    @Test func usingItNeedsNoPassphrase() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.keyOpened(Self.opened(isUnlocked: false)))
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
        walk.send(.keyOpened(Self.opened(isUnlocked: false)))
        walk.press(.down, .enter)
        #expect(walk.model.typesInto == .opening)
        walk.send(.secretEdited(.opening, .init(count: 5, cursor: 5)))
        walk.press(.enter)
        #expect(walk.effects == [.openKey(path: Self.found.path, unlocks: true)])
        walk.send(.keyNotOpened(Problem("the passphrase is wrong"), wrongPassphrase: true))
        #expect(walk.screen.contains("that is not it"))
        #expect(walk.effects == [.clearOpening])
        walk.send(.secretEdited(.opening, .init(count: 5, cursor: 5)))
        walk.press(.enter)
        walk.send(.keyOpened(Self.opened(isUnlocked: true)))
        #expect(walk.page == .passphrase)
        walk.send(.passphraseChanged(.matching))
        walk.send(.next)
        #expect(walk.page == .save)
        walk.press(.enter)
        #expect(walk.effects == [.reprotect(path: Self.found.path, protects: true)])
        walk.send(.saved(SavedFiles(openSSH: Self.found.path, putty: nil, publicKey: nil)))
        #expect(walk.page == .publicKey)
        #expect(walk.session.saved?.publicKey == Self.found.path + ".pub")
    }

    @Test func aCopyForPuTTYStandsBesideIt() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.keyOpened(Self.opened(isUnlocked: true)))
        walk.click("Save it for PuTTY as well")
        walk.press(.enter)
        walk.send(.passphraseChanged(.matching))
        walk.send(.next)
        guard case .examinePlace(let plan, _)? = walk.effects.last else {
            Issue.record("no place was looked at: \(walk.effects)")
            return
        }
        #expect(plan.path == "~/.ssh/id_ed25519" && plan.formats == [.ppk] && !plan.writesPublicKey)
        walk.send(.placeExamined(PlaceReport(path: plan.path, .free)))
        #expect(walk.screen.contains("~/.ssh/id_ed25519.ppk"))
        #expect(!walk.screen.contains(".pub"))
    }

    @Test func whatTheDestinationRefusesIsNotGoneOnWith() {
        var walk = walk(destination: "server")
        walk.press(.enter)
        var key = Self.opened(isUnlocked: false)
        key.publicKey = Fixture.ed448
        walk.send(.keyOpened(key))
        walk.press(.enter)
        #expect(walk.page == .key)
        #expect(walk.screen.contains("OpenSSH, which tries the login, has none"))
    }

    @Test func aNewKeyAfterAllForgetsTheOldOne() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.keyOpened(Self.opened(isUnlocked: false)))
        walk.press(.enter, .escape, .escape, .escape)
        #expect(walk.screen.contains("Which kind of key?"))
        walk.press(.enter)
        #expect(walk.page == .randomness)
        #expect(walk.session.publicKey == nil && walk.session.saved == nil)
        #expect(walk.effects == [.discardKey, .clearPassphrase])
    }

    @Test(arguments: ScreenTests.Terminal.all) func screens(_ terminal: ScreenTests.Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .key)
        walk.press(.control("o"))
        walk.send(.keysListed([Self.found, Self.weak]))
        walk.press(.down)
        try expectScreen(walk.screen, "existing-list-\(terminal)")
        walk.press(.up, .enter)
        walk.send(.keyOpened(Self.opened(isUnlocked: false)))
        try expectScreen(walk.screen, "existing-opened-\(terminal)")
        walk.press(.down, .enter)
        try expectScreen(walk.screen, "existing-locked-\(terminal)")
    }
}

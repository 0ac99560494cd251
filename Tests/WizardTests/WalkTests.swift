import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard

/// Walks from the first page to the last, forwards and back.
@Suite struct WalkTests {
    @Test func fromNothingToALogin() {
        var walk = Walk()
        walk.walk(to: .done, destination: "A server")
        #expect(walk.session.proved?.succeeded == true)
        walk.press(.enter)
        guard case .exit(.done, let farewell)? = walk.effects.first else {
            Issue.record("the last page does not end: \(walk.effects)")
            return
        }
        #expect(farewell.contains(Fixture.ed25519.line))
        #expect(farewell.contains { $0.hasPrefix("~/.ssh/id_ed25519.pub") })
    }

    @Test func withoutADestinationThereIsNoUpload() {
        var walk = Walk()
        walk.walk(to: .publicKey)
        walk.press(.enter)
        #expect(walk.page == .logIn)
        walk.press(.escape)
        #expect(walk.page == .publicKey)
    }

    @Test(arguments: PageName.allCases) func backWorksOnEveryPageAndKeepsTheAnswers(_ page: PageName) {
        var walk = Walk()
        walk.walk(to: page, destination: "A server")
        for _ in PageName.allCases { walk.press(.escape) }
        #expect(walk.page == .computer)
        walk.press(.enter)
        // What was typed is still there.
        if page > .destination { #expect(walk.screen.contains("A server")) }
        walk.press(.enter)
        if page > .destination { #expect(walk.session.destination == .server) }
    }

    @Test func forwardAgainAsksNothingThatIsKnown() {
        var walk = Walk()
        walk.walk(to: .publicKey, destination: "thermo")
        walk.press(.escape)
        #expect(walk.page == .key)
        walk.press(.enter)
        #expect(walk.page == .publicKey)
        #expect(walk.effects.isEmpty)
    }

    @Test func anotherTypeAfterTheKeyWasMadeMakesAnotherKey() {
        var walk = Walk()
        walk.walk(to: .passphrase)
        walk.press(.escape)
        #expect(walk.page == .key)
        walk.click("RSA")
        walk.press(.enter)
        #expect(walk.effects == [.discardKey, .clearPassphrase])
        #expect(walk.page == .randomness)
        #expect(walk.session.publicKey == nil)
    }

    @Test func anotherCommentBeforeSavingIsOnlyAnotherComment() {
        var walk = Walk()
        walk.walk(to: .passphrase)
        walk.press(.escape, .tab)
        walk.type("!")
        walk.press(.enter)
        #expect(walk.effects.contains(.setComment("ana@studio!")))
        #expect(walk.session.publicKey?.comment == "ana@studio!")
        #expect(walk.page == .passphrase)
    }

    @Test func theRailLeadsBackToPagesThatWerePassed() {
        var walk = Walk()
        walk.walk(to: .key)
        walk.click("✓ Linux")
        #expect(walk.page == .computer)
        // A page that wasn't come to yet is no button.
        walk.click("· Save")
        #expect(walk.page == .computer)
    }

    @Test func everyPageIsReachedByTheMouseAlone() {
        var walk = Walk()
        walk.click("Windows with OpenSSH")
        walk.click(" Continue")
        walk.click("Nowhere yet")
        walk.click(" Continue")
        walk.click("ECDSA")
        walk.click(" Continue")
        #expect(walk.page == .randomness)
        #expect(walk.session.parameters == .ecdsa(.nistp256))
        walk.movePointer(times: 200)
        #expect(
            walk.effects.contains(.generate(.ecdsa(.nistp256), comment: "ana@studio"))
                || walk.screen.contains("Generating"))
        walk.send(.randomness(.made(Fixture.ed25519)))
        walk.click(" Continue")
        walk.click(" Suggest one")
        #expect(walk.effects == [.suggestPassphrase])
        walk.send(.passphrase(.reported(.matching)))
        walk.click(" Continue")
        #expect(walk.page == .save)
    }
}

/// Leaving, and what it costs.
@Suite struct LeavingTests {
    @Test func nothingToLoseAsksNothing() {
        var walk = Walk()
        walk.walk(to: .key)
        walk.press(.control("c"))
        #expect(walk.effects == [.exit(.cancelled, farewell: [])])
    }

    @Test func aKeyInMemoryIsAskedAbout() {
        var walk = Walk()
        walk.walk(to: .save)
        walk.press(.control("c"))
        #expect(walk.effects.isEmpty)
        #expect(walk.screen.contains("Quit without saving the key?"))
        walk.press(.escape)
        #expect(walk.page == .save)
        #expect(!walk.screen.contains("Quit without saving the key?"))
        walk.press(.control("c"), .control("d"))
        #expect(walk.effects == [.exit(.cancelled, farewell: [])])
    }

    @Test func aSecondInterruptLeaves() {
        var walk = Walk()
        walk.walk(to: .save)
        walk.press(.control("c"), .control("c"))
        #expect(walk.effects == [.exit(.cancelled, farewell: [])])
    }

    @Test func afterSavingTheKeyIsNamedOnTheWayOut() {
        var walk = Walk()
        walk.walk(to: .publicKey)
        walk.press(.control("c"))
        guard case .exit(.cancelled, let farewell)? = walk.effects.first else {
            Issue.record("it did not end")
            return
        }
        #expect(farewell.contains(Fixture.ed25519.line))
    }

    @Test func aKeyInMemoryIsAskedAboutWhereThePageHasNoRoom() {
        var walk = Walk()
        walk.walk(to: .save)
        walk.send(.resized(Size(columns: 40, rows: 10)))
        walk.press(.control("c"))
        #expect(walk.effects.isEmpty)
        #expect(walk.screen.contains("Press ^C again to quit and discard the"))
        walk.send(.resized(Size(columns: 80, rows: 24)))
        #expect(walk.screen.contains("Quit without saving the key?"))
        walk.press(.escape)
        #expect(walk.page == .save)
        walk.send(.resized(Size(columns: 40, rows: 10)))
        walk.press(.control("c"), .control("c"))
        #expect(walk.effects == [.exit(.cancelled, farewell: [])])
    }

    @Test func aTerminalThatIsTooSmallLosesNothing() {
        var walk = Walk()
        walk.walk(to: .key)
        let before = walk.screen
        walk.send(.resized(Size(columns: 40, rows: 10)))
        #expect(walk.screen.contains("60×18"))
        walk.type("xyz")
        walk.send(.resized(Size(columns: 80, rows: 24)))
        #expect(walk.screen == before)
    }
}

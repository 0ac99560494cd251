import TerminalUI
import Testing

@testable import Wizard

/// Buttons by Tab, arrows, Space and Enter; the help that lists the keys.
@Suite struct FocusTests {
    @Test func tabLeadsToTheButtonAndBackToTheList() {
        for page in [PageName.computer, .destination] {
            var walk = Walk()
            walk.walk(to: page)
            #expect(walk.model.view().focusedButton == nil)
            walk.press(.tab)
            #expect(walk.model.view().focusedButton != nil)
            walk.press(.down)
            #expect(walk.model.view().focusedButton == nil)
            walk.press(.tab, .character(" "))
            #expect(walk.page > page)
        }
    }

    @Test func spaceIsALetterWhereAFieldHasTheFocus() {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.type("a s")
        #expect(walk.screen.contains("Find  a s"))
        #expect(walk.page == .destination)
    }

    /// Enter presses the button there, and Space doesn't.
    @Test func spaceIsALetterBesideAButtonToo() {
        var place = Walk()
        place.walk(to: .logIn)
        place.type("ssh ana@server")
        #expect(place.screen.contains("┃ ssh ana@server"))
        var folder = Walk()
        folder.walk(to: .logIn, destination: "github.com", computer: "Windows with PuTTY")
        folder.press(.down)
        folder.type(" 2")
        #expect(folder.screen.contains("┃ C:\\Users\\ana\\.ssh 2"))
    }

    @Test func spaceIsRandomnessWhereThatIsCollected() {
        var walk = Walk()
        walk.walk(to: .randomness)
        walk.type(" ")
        guard case .mix? = walk.effects.first else {
            Issue.record("the space was not mixed in: \(walk.effects)")
            return
        }
    }

    @Test func buttonsBesideEachOther() {
        var walk = Walk()
        walk.walk(to: .randomness)
        walk.press(.enter)
        walk.send(.randomness(.made(Fixture.ed25519)))
        #expect(walk.screen.contains("Enter continue   ^N create another"))
        walk.press(.right)
        #expect(walk.screen.contains("Enter create another"))
        walk.press(.left, .backTab, .character(" "))
        #expect(walk.session.publicKey == nil)
    }

    @Test func leavingIsAButtonTooAndStayingComesFirst() {
        var walk = Walk()
        walk.walk(to: .save)
        walk.press(.control("c"))
        #expect(walk.screen.contains("Enter stay"))
        walk.press(.tab, .character(" "))
        #expect(walk.effects == [.exit(.cancelled, farewell: [])])
    }

    @Test func noPassphraseIsReachedByTheKeyboardAlone() {
        var walk = Walk()
        walk.walk(to: .passphrase)
        walk.press(.backTab, .character(" "))
        #expect(walk.screen.contains("Anyone who copies the file"))
        walk.press(.right, .enter)
        #expect(walk.page == .save)
        #expect(walk.session.isProtected == false)
    }

    /// The help says every key that does something, and none that doesn't.
    @Test(arguments: PageName.allCases) func theHelpIsMadeOfTheKeysThatWork(_ page: PageName) {
        var walk = Walk(columns: 140, rows: 100)
        walk.walk(to: page, destination: "A server")
        let bindings = walk.model.keys
        walk.press(.function(1))
        for binding in bindings { #expect(walk.said.contains(binding.help), "\(binding.help)") }
        let hasField = bindings.isEmpty || walk.said.contains("move in the field")
        walk.press(.escape)
        let frame = walk.model.view()
        #expect(hasField == (frame.cursor != nil || frame.typesInto != nil))
    }

    /// What the footer names can be clicked, except where the arrows are meant.
    @Test(arguments: PageName.allCases) func theFooterIsMadeOfButtons(_ page: PageName) {
        var walk = Walk(columns: 160)
        walk.walk(to: page, destination: "A server")
        let frame = walk.model.view()
        for binding in walk.model.keys where !binding.label.isEmpty {
            guard let message = binding.message else { continue }
            #expect(frame.targets.contains { $0.message == message && $0.area.row == 22 }, "\(binding.label)")
        }
    }
}

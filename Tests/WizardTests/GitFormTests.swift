import TerminalUI
import Testing

@testable import Wizard

/// “Set up Git” on the page Done.
@Suite struct GitFormTests {
    private static let differences = [
        GitDifference(
            file: "~/.gitconfig-work",
            lines: [
                "+[core]", "+    sshCommand = ssh -i /home/ana/.ssh/id_ed25519 -o IdentitiesOnly=yes", "+[commit]",
                "+    gpgSign = true",
            ]),
        GitDifference(
            file: "~/.gitconfig", lines: ["+[includeIf \"gitdir:~/work/\"]", "+    path = ~/.gitconfig-work"]),
    ]

    /// On the page Done after a walk to a destination.
    private func walk(to destination: String, computer: String? = nil) -> Walk {
        var walk = Walk()
        walk.walk(to: .done, destination: destination, computer: computer)
        return walk
    }

    @Test func fromTheQuestionsToWhatWasDone() throws {
        var walk = walk(to: "github.com")
        walk.press(.character("g"))
        try expectScreen(walk, "git")
        walk.type("~/work")
        walk.press(.enter)
        var request = GitRequest(path: "/home/ana/.ssh/id_ed25519")
        request.folder = "~/work"
        #expect(walk.effects == [.planGit(request)])
        walk.send(.done(.git(.planned(Self.differences))))
        try expectScreen(walk, "git-changes")
        walk.press(.enter)
        #expect(walk.effects == [.setUpGit(request, shown: Self.differences)])
        // What is under way can't be left.
        walk.press(.escape)
        #expect(walk.effects.isEmpty && walk.page == .done)
        walk.send(.done(.git(.made(["changed ~/.gitconfig"], undo: "keywizard git id --folder '~/work' --undo"))))
        try expectScreen(walk, "git-made")
        walk.press(.enter)
        #expect(walk.screen.contains("✓ Git                   signs commits in ~/work"), "\(walk.screen)")
    }

    @Test func backLeadsToTheAnswers() {
        var walk = walk(to: "github.com")
        walk.press(.character("g"))
        walk.type("~/work")
        walk.press(.enter)
        walk.send(.done(.git(.planned(Self.differences))))
        walk.press(.escape)
        #expect(walk.screen.contains("~/work") && walk.screen.contains("Show the changes"), "\(walk.screen)")
        walk.press(.escape)
        #expect(walk.page == .done && walk.screen.contains(" Finish"), "\(walk.screen)")
        walk.press(.character("g"))
        #expect(walk.screen.contains("~/work"), "\(walk.screen)")
    }

    /// Other changes than those that were shown are shown before they are made.
    @Test func whatIsMadeWasShown() {
        var walk = walk(to: "github.com")
        walk.press(.character("g"), .enter)
        walk.send(.done(.git(.planned(Self.differences))))
        walk.press(.enter)
        walk.send(.done(.git(.planned(Array(Self.differences.prefix(1))))))
        #expect(walk.screen.contains("~/.gitconfig-work") && walk.screen.contains(" Change these files"))
        #expect(!walk.screen.contains("includeIf"), "\(walk.screen)")
    }

    @Test func aFailureLeadsBackToTheQuestions() {
        var walk = walk(to: "github.com")
        walk.press(.character("g"), .enter)
        walk.send(.done(.git(.failed(Problem("git said: “fatal: bad config line 3 in file /home/ana/.gitconfig”")))))
        #expect(walk.screen.contains("bad config line 3") && walk.screen.contains("Show the changes"), "\(walk.screen)")
    }

    /// An address that neither git nor the allowed signers could hold goes no further.
    @Test func aBadAddressIsCorrected() {
        var walk = walk(to: "github.com")
        walk.press(.character("g"), .backTab, .backTab)
        walk.type("a\"b@c")
        walk.press(.enter)
        #expect(walk.effects.isEmpty && walk.screen.contains("Write NAME@HOST"), "\(walk.screen)")
    }

    @Test(arguments: [("thermo", nil), ("Nowhere", nil), ("github.com", "A Mac")] as [(String, String?)])
    func itIsOfferedWhereGitOnThisComputerUsesTheKey(destination: String, computer: String?) {
        let walk = walk(to: destination, computer: computer)
        #expect(walk.page == .done && !walk.screen.contains("Set up Git"), "\(walk.screen)")
    }

    @Test func plainModeAsksTheSame() {
        var walk = walk(to: "github.com")
        walk.press(.character("g"))
        let questions = walk.model.prompt.questions.map(\.words)
        #expect(questions.contains { $0.contains("Folder of the repositories") }, "\(questions)")
        #expect(questions.contains { $0.contains("Sign commits") }, "\(questions)")
        walk.press(.enter)
        walk.send(.done(.git(.planned(Self.differences))))
        #expect(walk.model.prompt.paragraphs.contains { "\($0)".contains("sshCommand") })
    }
}

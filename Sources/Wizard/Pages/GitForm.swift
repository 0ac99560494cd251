import SSHClient
import TerminalUI

/// How Git is to use the key, as the user answered.
public struct GitRequest: Hashable, Sendable {
    /// The private key's file.
    public var path: String
    /// The folder of the repositories, as typed; empty for all of them.
    public var folder = ""
    /// The author's e-mail address; empty for the one that Git has.
    public var email = ""
    /// Whether commits are signed.
    public var signs = true
}

/// How one file would change.
public struct GitDifference: Hashable, Sendable {
    /// As it is shown.
    public var file: String
    /// The lines that come and go, each with its mark.
    public var lines: [String]

    /// A change of that file.
    public init(file: String, lines: [String]) { (self.file, self.lines) = (file, lines) }
}

/// The part of the Done page that sets up Git: a few questions, then the difference, then the work.
public struct GitForm: Hashable, Sendable {
    /// The user's actions here, and their results.
    public enum Event: Hashable, Sendable {
        /// The folder of the repositories.
        case folder(String)
        /// The author's e-mail address.
        case email(String)
        /// Whether commits are signed.
        case signs(Bool)
        /// Find out what would change.
        case plan
        /// What would change; other changes than before are shown again.
        case planned([GitDifference])
        /// Make the changes that are shown.
        case make
        /// They are made and tested: what was done, a line each, and the command that takes it back.
        case made([String], undo: String)
        /// Nothing was changed.
        case failed(Problem)
        /// Back to the questions.
        case change
        /// Back to the page.
        case close
    }

    private enum State: Hashable {
        case asking(Problem?)
        case working
        case shown([GitDifference])
        case made([String], undo: String)
    }

    private var request: GitRequest
    private var state = State.asking(nil)

    init(_ path: String) { request = GitRequest(path: path) }

    mutating func update(_ event: Event) -> Turn {
        switch event {
        case .folder(let text): request.folder = text
        case .email(let text): request.email = text
        case .signs(let signs): request.signs = signs
        case .plan:
            guard case .asking = state else { return .stay }
            state = .working
            return .effects(.planGit(request))
        case .make:
            guard case .shown(let differences) = state else { return .stay }
            state = .working
            return .effects(.setUpGit(request, shown: differences))
        case .planned(let differences): if state == .working { state = .shown(differences) }
        case .made(let lines, let undo): state = .made(lines, undo: undo)
        case .failed(let problem): state = .asking(problem)
        case .change: state = .asking(nil)
        case .close: break
        }
        return .stay
    }

    /// What was done, for the page's list; nil for nothing yet.
    var fact: Fact? {
        guard case .made = state else { return nil }
        let place = request.folder.isEmpty ? "every repository" : request.folder
        return Fact(
            name: "Git", words: request.signs ? "signs commits in \(place)" : "uses it in \(place)", tone: .success)
    }

    // MARK: - The form

    func form() -> Form<DonePage.Event> {
        switch state {
        case .asking(let problem): questions(problem)
        case .working:
            Form("Set up Git", id: "git-working", help: Self.help, back: .unavailable, .waiting("Asking git …"))
        case .shown(let differences):
            Form(
                "Set up Git", id: "git-changes", Self.lead(differences), help: Self.help,
                back: .cancel("back", .git(.change)),
                fields: differences.map { difference in
                    Field(id: FieldName(difference.file), label: difference.file, kind: .command(difference.lines))
                } + [
                    differences.isEmpty
                        ? .buttons(.main("Back", .git(.close), hint: "go back"))
                        : .buttons(
                            .main("Change these files", .git(.make), asks: "Change these files?"),
                            Button("Not now", .git(.close)))
                ])
        case .made(let lines, let undo):
            Form(
                "Git uses this key", help: Self.help, back: .cancel("back", .git(.close)),
                fields: lines.map { .note($0.sentence, .success) } + [
                    .code("To undo:", undo), .buttons(.main("Continue", .git(.close))),
                ])
        }
    }

    private func questions(_ problem: Problem?) -> Form<DonePage.Event> {
        let rows = [true, false].map { signs in
            Row(signs ? "with this key" : "no", isOn: signs == request.signs, DonePage.Event.git(.signs(signs)))
        }
        return Form(
            "Set up Git", "What to change is shown first.", help: Self.help, back: .cancel("back", .git(.close)),
            .problem(problem),
            .text(
                FieldName("git-folder"), "Folder of the repositories", request.folder, { .git(.folder($0)) },
                asks: "Folder of the repositories, or nothing for all of them",
                hint: "empty: all repositories, which then log in as before", example: "~/work", limit: 4096,
                mayBeEmpty: true, takesTyping: true,
                verdict: isEmpty ? .missing("Enter a folder, or have commits signed.") : nil),
            .text(
                FieldName("git-email"), "Author's e-mail address", request.email, { .git(.email($0)) },
                asks: "Author's e-mail address, or nothing for the one that Git has", hint: "empty: as it is now",
                limit: 320, mayBeEmpty: true,
                verdict: request.email.isEmpty || GitSetup.isEmail(request.email)
                    ? nil : .wrong("Write NAME@HOST, without spaces, quotes, commas and brackets.")),
            .rows(FieldName("git-signs"), "Sign commits", rows, as: .inline),
            .buttons(.main("Show the changes", .git(.plan)), Button("Not now", .git(.close))))
    }

    private var isEmpty: Bool { request.folder.isEmpty && request.email.isEmpty && !request.signs }

    private static func lead(_ differences: [GitDifference]) -> String {
        differences.isEmpty ? "Git is set up like this already." : "These lines make Git use the key:"
    }

    private static let help = [
        "A folder gets its own key, for a second account: repositories in it log in with this key.",
        "A signed commit shows that the owner of the key made it. A test commit is signed and verified; if that fails, "
            + "nothing is changed.",
        "Git includes one file more; yours keeps what it says. keywizard git --undo takes it back.",
    ]
}

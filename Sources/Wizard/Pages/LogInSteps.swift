import SSHClient
import Services
import TerminalUI

/// The last step of the Log in page, for what keywizard can't do itself: the steps on the computer that uses the key.
public struct LogInSteps: Hashable, Sendable {
    /// The user's actions on the steps, and their results.
    public enum Event: Hashable, Sendable {
        /// Check a step, or not.
        case toggle(ConnectionStep.Kind)
        /// Continue from a step, whatever its result.
        case pass
        /// Copy the command of a step.
        case copy(ConnectionStep.Kind)
        /// Its result.
        case copied(CopyOutcome)
        /// Have what a step offers written.
        case write
        /// The files for Windows are there.
        case written(WindowsFiles)
        /// The files for Windows weren't written.
        case notWritten(Problem)
        /// Another folder of Windows.
        case folder(String)
        /// Go on.
        case proceed
    }

    private var done: Set<ConnectionStep.Kind> = []
    private var folder = ""
    /// The result of copying a step's command.
    private var copied: CopyOutcome?
    private var copiedStep: ConnectionStep.Kind?
    private var isBusy = false
    private var problem: Problem?

    // MARK: - What happens

    mutating func enter(_ session: inout Session) {
        if folder.isEmpty { folder = "C:\\Users\\\(session.surroundings.user)\\.ssh" }
        session.windowsFolder = folder
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .toggle(let kind): if done.remove(kind) == nil { done.insert(kind) }
        case .pass: problem = nil
        case .copy(let kind):
            guard let command = session.connectionSteps().first(where: { $0.kind == kind })?.command else { break }
            (copiedStep, copied) = (kind, nil)
            return .effects(.copy(command))
        case .copied(let outcome): copied = outcome
        case .write:
            guard !isBusy, let plan = session.windowsPlan(), folderProblem(session) == nil else { break }
            (isBusy, problem) = (true, nil)
            return .effects(.writeForWindows(plan))
        case .written(let files):
            (isBusy, session.writtenForWindows) = (false, files)
            if files.key != nil { done.insert(.copy) }
        case .notWritten(let new): (isBusy, problem) = (false, new)
        case .folder(let text): (folder, problem, session.windowsFolder) = (text, nil, text)
        case .proceed: return .next
        }
        return .stay
    }

    /// The folder can be told here where Windows can't be asked.
    private func asksFolder(_ session: Session) -> Bool {
        session.computer.usesPuTTY && !session.reachesWindows && session.writtenForWindows == nil
    }

    private func folderProblem(_ session: Session) -> String? {
        asksFolder(session) ? PuTTYSession.problem(withFolder: folder) : nil
    }

    // MARK: - The form

    func form(_ session: Session) -> Form<LogInPage.Event> {
        let steps = session.connectionSteps()
        var fields: [Field<LogInPage.Event>] = []
        for (index, step) in steps.enumerated() {
            fields.append(instruction(step, steps.count == 1 ? "Log in" : "Step \(index + 1) of \(steps.count)"))
            if step.kind == .copy, asksFolder(session) { fields.append(folderField(session)) }
        }
        if isBusy { fields.append(.waiting("Writing …", on: .plain)) }
        let ending = ending(session)
        return Form(
            title(session), help: Self.help, back: isBusy ? .unavailable : .leave,
            fields: [Field.items(FieldName("first"), introduction(session).map { Item(.point, $0) })].compactMap { $0 }
                + fields
                + [
                    .items(FieldName("last"), ending.map { Item(.point, $0) }),
                    .buttons(.main("Continue", .steps(.proceed), asks: ending.isEmpty ? nil : "Continue?")),
                ].compactMap { $0 })
    }

    private func instruction(_ step: ConnectionStep, _ question: String) -> Field<LogInPage.Event> {
        var actions: [Button<LogInPage.Event>] = []
        if step.command != nil {
            let copy = Button<LogInPage.Event>(
                "Copy the command", .steps(.copy(step.kind)), .character("c"), hint: "copy")
            actions.append(copy)
        }
        if let offer = step.offer {
            actions.append(Button(offer, .steps(.write), .character("w"), hint: "write"))
        }
        var outcome: Verdict?
        if copiedStep == step.kind, let copied {
            outcome = copied == .unavailable ? .warned(Self.noClipboard, instead: "") : .right(copied.words.sentence)
        }
        if step.offer != nil, isBusy { outcome = .missing("", meanwhile: "Writing …") }
        if step.offer != nil, let problem { outcome = .wrong(problem.words) }
        return .instruction(
            FieldName("step " + step.kind.rawValue), step.text,
            Instruction(
                isDone: done.contains(step.kind), toggle: .steps(.toggle(step.kind)), proceed: .steps(.pass),
                command: step.command?.split(separator: "\n").map(String.init) ?? [], actions: actions, outcome: outcome
            ),
            asks: question, hint: step.offer.map { "w: \($0)" } ?? "")
    }

    private func folderField(_ session: Session) -> Field<LogInPage.Event> {
        .text(
            FieldName("folder"), "Folder on Windows", folder, { .steps(.folder($0)) }, limit: 240,
            verdict: folderProblem(session).map { .wrong($0.sentence) })
    }

    private func title(_ session: Session) -> String {
        if session.computer.isThisOne {
            return session.computer.kind == .wsl && session.place != nil ? Self.windows : "Log in"
        }
        return session.reachesWindows ? Self.windows : "Log in from \(session.computer.name.lowercasedArticle)"
    }

    private static let windows = "For Windows programs too"

    /// What comes before the steps.
    private func introduction(_ session: Session) -> [String] {
        switch session.destination {
        case .none where session.place == nil: [Self.publicKeyFirst]
        case .server where session.installed?.succeeded != true: [Self.publicKeyFirst]
        // A server must exist before anyone logs in to it.
        case .service(let service) where session.place == nil && service.login == nil: service.next
        default: []
        }
    }

    private static let publicKeyFirst = "Add the public key to your server first."

    /// What the login is for, once it works.
    private func ending(_ session: Session) -> [String] {
        guard case .service(let service) = session.destination, session.place == nil, service.login != nil else {
            return []
        }
        return service.next
    }

    /// On this page no key shows the text on a screen of its own.
    private static let noClipboard =
        "No clipboard available. Select the command with the mouse, with Shift held where that is needed."

    private static let help = [
        "Do these on the computer that uses the key; the check boxes are for you only.",
        "Move the private key on a USB stick or with scp. A copy stays here until you delete it. Better still is a key of its "
            + "own for each computer.",
    ]
}

extension String {
    /// A name that begins with an article, inside a sentence.
    fileprivate var lowercasedArticle: String {
        hasPrefix("A ") || hasPrefix("Another ") ? lowercasedFirst : self
    }
}

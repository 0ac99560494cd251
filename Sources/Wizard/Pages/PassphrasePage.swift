import Passphrase
import TerminalUI

/// Asks for the passphrase twice, or for the decision to have none. The text itself is with the live side.
public struct PassphrasePage: Page {
    /// What the user does here, and what is learned of the two fields.
    public enum Event: Hashable, Sendable {
        /// Continue with the contents of the fields.
        case proceed
        /// Show what is typed, or hide it again.
        case reveal
        /// Have random words drawn, or others.
        case suggest
        /// Clear suggested words, or set a passphrase after all.
        case typeOwn
        /// Have no passphrase; takes a second time to confirm.
        case useNone
        /// One of the two fields was edited, or both were filled or wiped.
        case reported(PassphraseReport)
    }

    private enum Mode { case typing, suggested, confirmsNone }
    private var mode = Mode.typing
    private var isShown = false
    private var report = PassphraseReport()

    static func message(_ event: Event) -> Message { .passphrase(event) }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .reported(let new): report = new
        case .proceed where session.saved != nil: return .next
        case .proceed:
            guard report.match == .equal else { return .stay }
            (mode, isShown, session.isProtected) = (.typing, false, true)
            return .next
        case .reveal: isShown.toggle()
        case .suggest:
            (mode, isShown) = (.suggested, false)
            return .effects(.suggestPassphrase)
        case .typeOwn:
            defer { mode = .typing }
            guard mode == .suggested else { return .stay }
            // The fields are empty as soon as they are seen, so that the first of them has the focus.
            report = PassphraseReport()
            return .effects(.clearPassphrase)
        case .useNone where mode != .confirmsNone: mode = .confirmsNone
        case .useNone:
            (mode, isShown, session.isProtected) = (.typing, false, false)
            return Turn(move: .next, effects: [.clearPassphrase])
        }
        return .stay
    }

    func form(_ session: Session) -> Form<Event> {
        if session.saved != nil {
            let protection = session.isProtected ? "protected by your passphrase" : "without a passphrase"
            return Form(
                title(session), "The key is saved, \(protection).", help: Self.help,
                .buttons(.main("Continue", .proceed)))
        }
        return switch mode {
        case .typing: session.surroundings.asksSecrets ? typing(session) : withoutTerminal(session)
        case .suggested: suggested
        case .confirmsNone: confirmation
        }
    }

    private func title(_ session: Session) -> String {
        session.existing == nil ? "Protect the key with a passphrase" : "Choose a new passphrase"
    }

    private func typing(_ session: Session) -> Form<Event> {
        Form(
            title(session), "It encrypts the private key file. You will be asked for it when you log in.",
            help: Self.help,
            .secret(
                "Passphrase",
                SecretEntry(name: .passphrase, report: report.passphrase, strength: report.strength, isShown: isShown),
                asks: "New passphrase", opening: "Type a passphrase", verdict: firstVerdict),
            .secret(
                "Confirm passphrase", SecretEntry(name: .confirmation, report: report.confirmation, isShown: isShown),
                asks: "Repeat passphrase", verdict: secondVerdict),
            .buttons(
                .main("Continue", .proceed), Button("Suggest one", .suggest, .control("g"), hint: "suggest"),
                Button("No passphrase", .useNone), Button(isShown ? "Hide" : "Show", .reveal, .control("r"), on: .key)))
    }

    private var firstVerdict: Verdict? {
        if report.refusedInput { return .wrong("Not accepted: one line of at most \(SecretField.limit) bytes.") }
        return report.passphrase.count == 0 ? .missing("Enter a passphrase, or choose No passphrase.") : nil
    }

    private var secondVerdict: Verdict? {
        switch report.match {
        case .equal: .right("The passphrases match.")
        case .different: .wrong("Different from here on.")
        case .open:
            report.passphrase.count == 0
                ? nil
                : .missing(
                    "Type the whole passphrase again.",
                    meanwhile: report.confirmation.count > 0 ? "The same so far." : "")
        }
    }

    private func withoutTerminal(_ session: Session) -> Form<Event> {
        Form(
            title(session),
            "A passphrase can only be typed on a terminal. In scripts: keywizard generate --passphrase-file",
            help: Self.help, .buttons(Button("No passphrase", .useNone)))
    }

    private var suggested: Form<Event> {
        Form(
            "Six random words", "Save them in a password manager now. They can't be recovered.", help: Self.help,
            back: .cancel("back", .typeOwn), .revealed("", .passphrase),
            .buttons(
                .main("Continue", .proceed), Button("Other words", .suggest, .control("g"), on: .screen),
                Button("Type my own", .typeOwn)))
    }

    private var confirmation: Form<Event> {
        Form(
            "Continue without a passphrase?", help: Self.help, back: .cancel("back", .typeOwn),
            .note(
                "Anyone who copies the file can log in as you until the key is removed. Only for keys used by unattended "
                    + "programs.", .warning),
            .buttons(.main("Set a passphrase", .typeOwn), Button("Use none", .useNone, .control("n"))))
    }

    private static let help = [
        "Anyone who copies the file still needs the passphrase. keywizard doesn't store it or send it anywhere.",
        "Several unrelated words are easier to remember than symbols, and hard to guess.",
        "A lost passphrase can't be recovered: you would need a new key.",
    ]
}

extension SecretName {
    /// The field for a new passphrase.
    public static let passphrase = SecretName("passphrase")
    /// The field for the same again.
    public static let confirmation = SecretName("confirmation")
}

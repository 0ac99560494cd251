import Passphrase
import TerminalUI

/// Asks for the passphrase twice, or for the decision to have none. The text itself is with the live side.
struct PassphrasePage: Page {
    enum Focus: Int, CaseIterable { case passphrase, confirmation, proceed, suggest, none }

    private var focus = Focus.passphrase
    var report = PassphraseReport()
    private var revealed = false
    /// The words were made here, so that the person has to note them.
    private var suggested = false
    /// The person asked for no passphrase and is told what that means.
    private var confirmsNone = false
    /// Continue was pressed with fields that don't agree.
    private var complains = false
    private var row = ActionRow()

    var isAskingAboutNone: Bool { confirmsNone }

    func title(_ session: Session) -> String {
        session.existing == nil ? "Protect the key with a passphrase" : "The new passphrase of the key"
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        if session.saved != nil { return [.enter("continue", help: "go on", .next)] }
        if let actions { return row.keys(actions) }
        let enter: KeyBinding<Message> =
            switch focus {
            case .passphrase: .enter("next field", help: "go to the second field", .focusNext)
            case .confirmation, .proceed: .enter("continue", help: "take this passphrase and go on", .next)
            case .suggest: .enter("suggest one", help: "fill in six random words", .suggest)
            case .none: .enter("no passphrase", help: "go on without one", .useNoPassphrase)
            }
        return [enter] + (focus == .passphrase ? KeyBinding.fieldsBesideEnter : KeyBinding.fields) + [
            KeyBinding(
                .control("r"), label: revealed ? "hide" : "reveal", help: "show or hide what is typed", message: .reveal
            ),
            KeyBinding(.control("g"), label: "suggest", help: "fill in six random words", message: .suggest),
        ]
    }

    /// The buttons of the states that have nothing else; nil beside the fields.
    private var actions: [Action]? {
        if confirmsNone {
            return [
                Action("Set a passphrase", label: "set one", help: "set a passphrase after all", .focus(0)),
                Action(
                    "Use none", .control("n"), label: "use none", help: "save the key without a passphrase",
                    .useNoPassphrase),
            ]
        }
        guard suggested else { return nil }
        return [
            Action("Continue", label: "continue", help: "take these words and go on", .next),
            Action("Suggest others", .control("g"), label: "suggest others", help: "draw six other words", .suggest),
            Action(
                "Type my own", .control("o"), label: "type my own", help: "clear this and type a passphrase", .makeOwn),
        ]
    }

    func help(_ session: Session) -> [String] {
        [
            "The passphrase encrypts the private key's file. Whoever steals the file can't use it without the passphrase. "
                + "It never leaves this computer, and no service knows it.",
            "A few unrelated words are easier to remember than signs, and stronger. Nobody can get a lost passphrase "
                + "back: keep it in a password manager, or on paper in a safe place.",
        ]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .passphraseChanged(let new):
            report = new
            complains = false
        case .focus(let field):
            focus = Focus(rawValue: field) ?? focus
            confirmsNone = false
        case .focusNext, .focusPrevious:
            if let actions { row.move(message, actions) } else { move(message == .focusNext ? 1 : -1) }
        case .reveal: revealed.toggle()
        case .suggest:
            (suggested, revealed, focus, confirmsNone, row) = (true, false, .passphrase, false, ActionRow())
            return .effects(.suggestPassphrase)
        case .makeOwn:
            suggested = false
            return .effects(.clearPassphrase)
        case .back, .goTo: confirmsNone = false
        case .useNoPassphrase:
            guard confirmsNone else {
                (confirmsNone, row) = (true, ActionRow())
                return .stay
            }
            (confirmsNone, revealed, suggested) = (false, false, false)
            session.isProtected = false
            return Turn(move: .next, effects: [.clearPassphrase])
        case .next:
            if session.saved != nil { return .next }
            guard report.match == .equal else {
                complains = true
                focus = report.passphrase.count == 0 ? .passphrase : .confirmation
                return .stay
            }
            (revealed, suggested) = (false, false)
            session.isProtected = true
            return .next
        default: break
        }
        return .stay
    }

    private static let introduction =
        "Whoever gets the file of the private key still needs the passphrase to use it."

    private func savedWords(_ session: Session) -> String {
        session.isProtected
            ? "The key is saved, protected by the passphrase that you chose." : "The key is saved without a passphrase."
    }

    private mutating func move(_ step: Int) {
        let count = Focus.allCases.count
        focus = Focus(rawValue: (focus.rawValue + step + count) % count) ?? .passphrase
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        if session.saved != nil {
            frame.paragraph(savedWords(session), &area)
            frame.gap(&area)
            frame.button("Continue", column: area.column, row: area.row, focused: true, press: .next)
            return
        }
        if confirmsNone { return drawNone(&frame, area) }
        if suggested { return drawSuggestion(&frame, area) }
        frame.paragraph(Self.introduction, &area, role: .muted)
        frame.gap(&area)
        let column = area.column + 14
        let columns = min(44, area.columns - 14)
        drawField(&frame, "Passphrase", area, column, columns, .passphrase, report.passphrase)
        frame.gap(&area)
        drawStrength(&frame, area, column, columns)
        frame.gap(&area, rows: 2)
        drawField(&frame, "Once more", area, column, columns, .confirmation, report.confirmation)
        frame.gap(&area)
        drawMatch(&frame, area, column)
        frame.gap(&area, rows: 2)
        if let advice = report.strength?.advice {
            frame.paragraph(advice.sentence, &area)
        } else {
            frame.gap(&area)
        }
        frame.gap(&area)
        var at =
            frame.button("Continue", column: area.column, row: area.row, focused: focus == .proceed, press: .next) + 2
        at = frame.button("Suggest one", column: at, row: area.row, focused: focus == .suggest, press: .suggest) + 2
        frame.button("No passphrase", column: at, row: area.row, focused: focus == .none, press: .useNoPassphrase)
    }

    private func drawSuggestion(_ frame: inout Frame<Message>, _ area: Rect) {
        var area = area
        frame.paragraph("Six random words, one after the other with hyphens:", &area, role: .muted)
        frame.gap(&area)
        frame.slots.append(
            SecretSlot(secret: .passphrase, column: area.column, row: area.row, columns: area.columns, role: .code))
        frame.gap(&area)
        drawStrength(&frame, area, area.column, area.columns)
        frame.gap(&area, rows: 2)
        frame.paragraph(
            "Write them down, or put them into a password manager, now: they are not shown again, and nobody can recover them.",
            &area, role: .warning)
        frame.gap(&area)
        frame.buttons(actions ?? [], row, &area)
    }

    private func drawNone(_ frame: inout Frame<Message>, _ area: Rect) {
        var area = area
        frame.paragraph(
            "Without a passphrase, whoever gets a copy of the file can log in as you, at once and for as long as the key is accepted.",
            &area, role: .warning)
        frame.gap(&area)
        frame.paragraph("That is right only for keys that programs use with nobody there to type.", &area)
        frame.gap(&area)
        frame.buttons(actions ?? [], row, &area)
    }

    private func drawField(
        _ frame: inout Frame<Message>, _ label: String, _ area: Rect, _ column: Int, _ columns: Int, _ which: Focus,
        _ field: PassphraseReport.Field
    ) {
        frame.canvas.put(label, column: area.column, row: area.row, role: .muted)
        frame.secretField(
            which == .passphrase ? .passphrase : .confirmation, count: field.count, cursor: field.cursor,
            column: column, row: area.row, columns: columns, focused: focus == which, revealed: revealed,
            focus: .focus(which.rawValue))
    }

    private func drawStrength(_ frame: inout Frame<Message>, _ area: Rect, _ column: Int, _ columns: Int) {
        if report.refusedInput {
            frame.canvas.put(
                "\(frame.canvas.glyphs.wrong) not taken: one line, 1023 bytes at most", column: column,
                row: area.row, role: .failure, limit: area.endColumn - column)
            return
        }
        guard let strength = report.strength else {
            if complains {
                frame.canvas.put(
                    "\(frame.canvas.glyphs.wrong) empty: type one, or choose No passphrase", column: column,
                    row: area.row,
                    role: .failure, limit: area.endColumn - column)
            }
            return
        }
        // 80 bits, out of anybody's reach, fill the bar.
        let role: Role = strength.level >= .good ? .success : strength.level == .fair ? .warning : .failure
        frame.bar(min(1, Double(strength.bits) / 80), column: column, row: area.row, columns: 20, role: role)
        frame.canvas.put(strength.level.name, column: column + 22, row: area.row, role: role)
    }

    private func drawMatch(_ frame: inout Frame<Message>, _ area: Rect, _ column: Int) {
        let glyphs = frame.canvas.glyphs
        switch report.match {
        case .equal:
            frame.canvas.put("\(glyphs.correct) the same", column: column, row: area.row, role: .success)
        case .different:
            frame.canvas.put("\(glyphs.wrong) not the same", column: column, row: area.row, role: .failure)
        case .open where complains && report.passphrase.count > 0:
            frame.canvas.put(
                "\(glyphs.wrong) type the whole passphrase again", column: column, row: area.row, role: .failure)
        case .open: break
        }
    }
}

extension SecretName {
    /// The field for a new passphrase.
    public static let passphrase = SecretName("passphrase")
    /// The field for the same once more.
    public static let confirmation = SecretName("confirmation")
}

// MARK: - Plain mode

extension PassphrasePage {
    func prompt(_ session: Session) -> Prompt {
        if session.saved != nil {
            return Prompt(title(session), [Paragraph(savedWords(session))], [.pause()], then: [.next])
        }
        if confirmsNone {
            return Prompt(
                "No passphrase",
                [
                    Paragraph(
                        "Without a passphrase, whoever gets a copy of the file can log in as you, at once and for as long as the key "
                            + "is accepted. That is right only for keys that programs use with nobody there to type.")
                ],
                [
                    .confirm(
                        "Save the key without a passphrase?", default: false, yes: [.useNoPassphrase], no: [.focus(0)])
                ])
        }
        if suggested {
            return Prompt(
                "Six random words, one after the other with hyphens",
                [
                    Paragraph(
                        "Write them down, or put them into a password manager, now: they are not shown again, and nobody can recover "
                            + "them.")
                ],
                [.choice([.init("Take these words", .next), .init("Type my own", .makeOwn)])], reveals: .passphrase)
        }
        let none = Question.Option("No passphrase", .useNoPassphrase)
        guard session.surroundings.asksSecrets else {
            return Prompt(
                title(session),
                [
                    Paragraph(
                        "A passphrase is asked for on a terminal only, and there is none here. “keywizard generate "
                            + "--passphrase-file” takes one from a file.")
                ],
                [.choice([none], default: nil)])
        }
        return Prompt(
            title(session), [Paragraph(Self.introduction + " What you type is not shown.")],
            [
                .choice([.init("Type a passphrase"), .init("Six random words", .suggest), none]),
                .secret(.passphrase, "New passphrase", problem: passphraseProblem),
                .secret(.confirmation, "Repeat passphrase", strengthInWords, problem: confirmationProblem),
            ],
            then: [.next])
    }

    private var passphraseProblem: Problem? {
        if report.refusedInput { return Problem("it takes one line of text, up to 1023 bytes") }
        return report.passphrase.count == 0 ? Problem("empty: type one, or go back and choose none") : nil
    }

    private var confirmationProblem: Problem? {
        report.match == .equal ? nil : Problem("not the same: type it again, or go back to the first")
    }

    private var strengthInWords: [Paragraph] {
        report.strength.map { ["This passphrase is \($0.level.name)\($0.advice.map { "; " + $0 } ?? "")."] } ?? []
    }
}

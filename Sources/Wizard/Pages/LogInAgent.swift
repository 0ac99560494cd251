import TerminalUI

/// The step of the Log in page that gives the key to the agent, where that was not done when it was saved.
struct LogInAgent: Page {
    private enum Field: Int, CaseIterable { case passphrase, term, buttons }

    private var focus = Field.passphrase
    private var term = AgentTermField()
    private var buttons = ButtonRow()
    private var input = PassphraseReport.Field()
    private var isBusy = false
    /// What came of the last try; the passphrase was wrong, or the agent said why not.
    private var answer: AgentAnswer?

    func title(_ session: Session) -> String {
        switch session.agent {
        case .unknown: "Type the passphrase once only"
        case .found(let agent) where agent.standing == .takesKeys: "Type the passphrase once only"
        case .found, .nothing: "The passphrase at each login"
        }
    }

    /// Something secret was typed.
    var hasInput: Bool { input.count > 0 }

    /// Wipes what was typed, because the person goes elsewhere.
    mutating func forget() -> [Effect] {
        guard hasInput else { return [] }
        input = .init()
        return [.clearSecret(.agent)]
    }

    private func options(_ session: Session) -> [Question.Option] {
        switch session.agent {
        case .unknown: []
        case .found(let agent) where agent.standing == .takesKeys:
            [
                Question.Option("Add the key", detail: "open the key and give it to the agent", .addToAgent),
                Question.Option("Not now", detail: "go on; ssh asks for the passphrase then", .skip),
            ]
        case .found, .nothing: [Question.Option("Continue", detail: "go on; ssh asks for the passphrase then", .skip)]
        }
    }

    private func takesKey(_ session: Session) -> Bool { options(session).count > 1 }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        guard takesKey(session) else { return buttons.keys(options(session)) }
        guard !isBusy else { return [] }
        let enter: KeyBinding<Message> =
            focus == .buttons && buttons.focus == 1
            ? .enter("not now", help: "go on; ssh asks for the passphrase then", .skip)
            : .enter("add the key", help: "open the key and give it to the agent", .addToAgent)
        return [enter] + KeyBinding.fields + [
            KeyBinding(.left, .right, label: focus == .term ? "change" : "", help: "step through the times"),
            KeyBinding(
                .control("n"), label: "not now", help: "go on; ssh asks for the passphrase then", message: .skip),
        ]
    }

    func help(_ session: Session) -> [String] {
        [
            "An agent is a program that holds opened keys and signs with them, so that a passphrase is typed once and not at "
                + "every login. It gives no key away. It forgets them when you log out, or when the time is over.",
            "“asks before each use” shows a window each time; that needs a desktop.",
        ]
    }

    // MARK: - What happens

    mutating func enter(_ session: inout Session) -> [Effect] {
        (focus, buttons, isBusy, answer) = (
            .passphrase, ButtonRow(), false, session.agentTrouble.map(AgentAnswer.refused)
        )
        return []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .agentAnswered(let new):
            isBusy = false
            answer = new
            input = .init()
            session.take(new)
            if new == .holds { return .next }
            focus = .passphrase
        case .secretEdited(.agent, let new):
            input = new
            answer = nil
        case .skip:
            session.isAgentDecided = true
            return Turn(move: .next, effects: forget())
        case .addToAgent:
            guard !isBusy, takesKey(session), let file = session.saved?.openSSH, let wish = term.term.wish else {
                break
            }
            guard hasInput else {
                focus = .passphrase
                break
            }
            isBusy = true
            return .effects(.addToAgent(path: file, wish))
        case .focus(let field): focus = Field(rawValue: field) ?? focus
        case .focusNext: move(1, session)
        case .focusPrevious: move(-1, session)
        case .choose(let row): term.choose(row, session.agentTerms(withNever: false))
        case .input(let event, _) where focus == .term: term.handle(event, session.agentTerms(withNever: false))
        case .input(.key(.left), _) where focus == .buttons: buttons.focus = 0
        case .input(.key(.right), _) where focus == .buttons: buttons.focus = 1
        default: break
        }
        return .stay
    }

    /// Through the fields, then the buttons.
    private mutating func move(_ step: Int, _ session: Session) {
        if focus == .buttons, (0...1).contains(buttons.focus + step) {
            buttons.focus += step
            return
        }
        focus = Field(rawValue: (focus.rawValue + step + 3) % 3) ?? .passphrase
        buttons.focus = step > 0 ? 0 : 1
    }

    // MARK: - What is seen

    private func situation(_ session: Session) -> [Paragraph] {
        switch session.agent {
        case .unknown: return []
        case .nothing: return Self.withoutAgent(session.surroundings.system)
        case .found(let agent):
            let add = "ssh-add \(session.surroundings.short(session.saved?.openSSH ?? "").shellWord)"
            switch agent.standing {
            case .takesKeys:
                return [
                    Paragraph(
                        "\(agent.name) can hold the key, so that no login asks for its passphrase. \(agent.contents)")
                ]
            case .keepsKeys:
                return [
                    Paragraph(
                        "\(agent.name) runs here. It keeps keys for good, under a passphrase of its own, which it asks for "
                            + "itself. To give it this key:"), .verbatim(add),
                ]
            case .takesNone:
                return [
                    Paragraph(
                        "\(agent.name) runs here. It takes no key from others: import the file in its own window, or let ssh ask "
                            + "for the passphrase.")
                ]
            case .elsewhere:
                return [
                    Paragraph(
                        "The agent here runs on the computer that you came from. This key stays on this one, so ssh asks for its "
                            + "passphrase. An agent of this computer's own:"),
                    .verbatim("eval \"$(ssh-agent)\" && \(add)"),
                ]
            case .silent(let problem):
                return [
                    Paragraph("\(agent.name) could hold the key, so that no login asks for its passphrase."),
                    Paragraph(problem.words),
                ]
            }
        }
    }

    /// How to have an agent.
    private static func withoutAgent(_ system: Surroundings.System) -> [Paragraph] {
        let first: Paragraph = "No agent runs here, so ssh asks for the passphrase at every login."
        switch system {
        case .macOS:
            return [
                first,
                "macOS starts one for every terminal window. In this one SSH_AUTH_SOCK is missing: open a new window.",
            ]
        case .linux:
            return [
                first,
                Paragraph(
                    "An agent is a program that keeps an opened key ready. A desktop starts one at login; elsewhere this line in "
                        + "~/.profile does:"),
                .verbatim("eval \"$(ssh-agent)\""),
            ]
        case .wsl:
            return [
                first, "Windows doesn't lend its own to Linux. This line in ~/.profile starts one for each window:",
                .verbatim("eval \"$(ssh-agent)\""),
            ]
        }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        if session.agent == .unknown { return frame.waiting("Looking for an agent …", "esc goes back.", &area) }
        for (index, paragraph) in situation(session).enumerated() {
            if index > 0 { frame.gap(&area) }
            if paragraph.isVerbatim {
                frame.command(paragraph.text, &area)
            } else {
                frame.paragraph(paragraph.text, &area)
            }
        }
        frame.gap(&area)
        guard takesKey(session) else { return buttons.draw(options(session), &frame, &area) }
        let column = area.column + 12
        let columns = min(44, area.columns - 12)
        frame.canvas.put("Passphrase", column: area.column, row: area.row, role: .muted)
        frame.secretField(
            .agent, count: input.count, cursor: input.cursor, column: column, row: area.row, columns: columns,
            focused: focus == .passphrase, revealed: false, focus: .focus(Field.passphrase.rawValue))
        frame.gap(&area)
        switch answer {
        case .wrongPassphrase:
            frame.canvas.put(
                "\(frame.canvas.glyphs.wrong) that is not it; capitals matter", column: column,
                row: area.row,
                role: .error, limit: area.endColumn - column)
            frame.gap(&area)
        case .refused(let problem): frame.problem(problem, &area)
        case .holds, nil: break
        }
        frame.gap(&area)
        frame.canvas.put("Hold it", column: area.column, row: area.row, role: .muted)
        frame.field(
            term.text, column: column, row: area.row, columns: columns, focused: focus == .term,
            focus: .focus(Field.term.rawValue))
        if focus == .term { frame.cursor = nil }
        frame.gap(&area, rows: 2)
        if isBusy {
            frame.waiting("Giving it to the agent …", "esc goes back.", &area)
        } else {
            buttons.draw(options(session), &frame, &area, hasFocus: focus == .buttons)
        }
    }

    // MARK: - Plain mode

    func prompt(_ session: Session) -> Prompt {
        let title = title(session)
        if session.agent == .unknown { return Prompt(title, waitsFor: "Looking for an agent …") }
        if isBusy { return Prompt(title, waitsFor: "Giving it to the agent …") }
        guard takesKey(session), session.surroundings.asksSecrets else {
            return Prompt(title, situation(session), [.pause()], then: [.skip])
        }
        var problem: Problem?
        switch answer {
        case .wrongPassphrase: problem = Problem("that is not it; capitals matter")
        case .refused(let new): problem = new
        case .holds, nil: break
        }
        let trouble = problem.map { [Paragraph($0.words)] } ?? []
        return Prompt(
            title, situation(session) + trouble,
            [
                .confirm("Let the agent hold the key?", no: [.skip]),
                .secret(
                    .agent, "Enter passphrase",
                    problem: hasInput ? nil : Problem("empty: type it, or go back and answer no")),
                term.question(FieldName("term"), "For how long", session.agentTerms(withNever: false)),
            ],
            then: [.addToAgent])
    }
}

extension SecretName {
    /// The passphrase that opens a key for the agent.
    public static let agent = SecretName("passphrase for the agent")
}

extension Session {
    /// What the agent said to the key.
    mutating func take(_ answer: AgentAnswer) {
        switch answer {
        case .holds:
            guard case .found(var found) = agent, let publicKey, !found.holds(publicKey) else { return }
            found.keys.append(
                AgentFinding.Held(fingerprint: publicKey.fingerprint(.sha256), comment: publicKey.comment))
            (agent, agentTrouble, isAgentDecided) = (.found(found), nil, true)
        case .wrongPassphrase: agentTrouble = nil
        // Nothing is decided as long as it didn't come true.
        case .refused(let problem): (agentTrouble, isAgentDecided) = (problem, false)
        }
    }
}

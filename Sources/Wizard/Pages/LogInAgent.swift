import TerminalUI

/// The step of the Log in page that gives the key to the agent, where that wasn't done when it was saved.
public struct LogInAgent: Hashable, Sendable {
    /// What the user types and decides, and what the agent said.
    public enum Event: Hashable, Sendable {
        /// For how long the agent is to hold the key.
        case term(AgentTerm)
        /// Open the key and give it to the agent.
        case add
        /// Go on; ssh asks for the passphrase then.
        case skip
        /// The field for the passphrase was edited.
        case edited(PassphraseReport.Field)
        /// What the agent said to the key.
        case answered(AgentAnswer)
    }

    private var term = AgentTerm.untilLogout
    private var input = PassphraseReport.Field()
    private var isBusy = false
    /// The result of the last attempt: the passphrase was wrong, or the agent's reason.
    private var answer: AgentAnswer?

    /// Something secret was typed.
    var hasInput: Bool { input.count > 0 }

    // MARK: - What happens

    /// Wipes what was typed, because the user goes elsewhere.
    mutating func forget() -> [Effect] {
        guard hasInput else { return [] }
        input = .init()
        return [.clearSecret(.agent)]
    }

    mutating func enter(_ session: Session) {
        (isBusy, answer) = (false, session.agentTrouble.map(AgentAnswer.refused))
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .term(let new): term = new
        case .edited(let new): (input, answer) = (new, nil)
        case .answered(let new):
            (isBusy, answer, input) = (false, new, .init())
            session.take(new)
            if new == .holds { return .next }
        case .skip:
            session.isAgentDecided = true
            return Turn(move: .next, effects: forget())
        case .add:
            guard !isBusy, hasInput, session.canGiveToAgent, let file = session.saved?.openSSH, let wish = term.wish
            else { break }
            isBusy = true
            return .effects(.addToAgent(path: file, wish))
        }
        return .stay
    }

    // MARK: - The form

    func form(_ session: Session) -> Form<LogInPage.Event> {
        guard session.agent != .unknown else {
            return Form("Enter the passphrase only once", help: Self.help, .waiting("Looking for an agent …"))
        }
        guard session.canGiveToAgent, case .found(let agent) = session.agent else { return withoutAgent(session) }
        let lead = "\(agent.name) can hold the key, so that ssh doesn't ask each time. \(agent.contents)"
        let rows = session.agentTerms(withNever: false).map { Row($0.words, isOn: $0 == term, Self.event($0)) }
        return Form(
            "Enter the passphrase only once", lead, help: Self.help,
            .secret(
                "Passphrase", SecretEntry(name: .agent, report: input), asks: "Enter passphrase",
                opening: "Add to agent", verdict: hasInput ? nil : .missing("Enter the passphrase.")),
            .rows(FieldName("term"), "Keep it", rows, as: .inline), refusal,
            isBusy ? .waiting("Adding the key …", on: .plain) : nil,
            .buttons(
                .main(isBusy ? "Adding the key …" : "Add to agent", .agent(.add), hint: "add to agent"),
                Button("Not now", .agent(.skip), .control("n"))))
    }

    private static func event(_ term: AgentTerm) -> LogInPage.Event { .agent(.term(term)) }

    /// Why the agent doesn't have the key yet.
    private var refusal: Field<LogInPage.Event>? {
        switch answer {
        case .wrongPassphrase: .note("Wrong passphrase; case matters.", .failure)
        case .refused(let problem): .problem(problem)
        case .holds, nil: nil
        }
    }

    /// Why no agent can have the key, and what can be done about it.
    private func withoutAgent(_ session: Session) -> Form<LogInPage.Event> {
        let path = session.surroundings.short(session.saved?.openSSH ?? "").shellWord
        var fields: [Field<LogInPage.Event>] = []
        switch session.agent {
        case .unknown: break
        case .nothing:
            fields.append(.note("No agent is available in this terminal."))
            fields.append(
                session.surroundings.system == .macOS
                    ? .note("macOS starts one for each terminal window: open a new one.")
                    : .command("To start one:", Self.start))
            if session.configEntry?.addsToAgent == true {
                fields.append(.note("ssh then adds this key to it at the first login, and asks only once.", .muted))
            }
        case .found(let agent):
            switch agent.standing {
            case .takesKeys: break
            case .keepsKeys:
                fields.append(.note("\(agent.name) stores keys for good and asks for a passphrase of its own."))
                fields.append(.command("To add this key:", "ssh-add \(path)"))
            case .takesNone:
                fields.append(.note("\(agent.name) takes no keys from other programs. Import the file there."))
            case .elsewhere:
                fields.append(.note("This agent runs on the computer you logged in from; the key stays here."))
                fields.append(.command("To start one here:", "\(Self.start) && ssh-add \(path)"))
            case .silent(let problem): fields.append(.note(problem.words, .failure))
            }
        }
        fields.append(.buttons(.main("Continue", .agent(.skip))))
        return Form("ssh will ask for the passphrase", help: Self.help, fields: fields)
    }

    private static let start = "eval \"$(ssh-agent)\""

    private static let help = [
        "An agent holds unlocked keys and signs with them; it doesn't give them out. It forgets them when it exits, or when "
            + "the time is over.", "“Ask before each use” needs a desktop.",
        "The passphrase still protects the file: a copy of it alone can't log in.",
    ]
}

extension SecretName {
    /// The passphrase that opens a key for the agent.
    public static let agent = SecretName("passphrase for the agent")
}

extension Session {
    /// The agent takes keys, and the passphrase can be asked for.
    fileprivate var canGiveToAgent: Bool {
        guard case .found(let agent) = agent else { return false }
        return agent.standing == .takesKeys && surroundings.asksSecrets
    }

    /// An agent is to spare the user the passphrase once it was typed: unless that was declined, or for a time alone.
    var wantsAgent: Bool {
        isProtected && publicKey?.type.isSecurityKey != true && [nil, .untilLogout].contains(agentTerm)
    }

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

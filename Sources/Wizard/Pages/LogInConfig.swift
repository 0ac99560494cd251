import SSHClient
import TerminalUI

/// The step of the Log in page that has ssh use the key for its host: what ssh_config would say, shown before it is
/// written.
public struct LogInConfig: Hashable, Sendable {
    /// The user's decisions, and the changes to ssh_config.
    public enum Event: Hashable, Sendable {
        /// The key is for another account of the host than the one that works, or for the same.
        case secondAccount(Bool)
        /// The name of another account, after the host's.
        case label(String)
        /// Continue with the chosen account, or with what ssh has.
        case proceed
        /// Make the change that is shown.
        case change
        /// Look at the file again.
        case retry
        /// Go on without a change.
        case skip
        /// The difference that the wish would make.
        case planned(ConfigPlan)
        /// ssh_config was written.
        case changed(ConfigOutcome)
        /// ssh_config couldn't be read or written; it is what it was.
        case refused(Problem)
    }

    enum State: Hashable, Sendable {
        case planning
        /// The host has another key there: is this one for a second account?
        case choosing(ConfigPlan)
        case planned(ConfigPlan)
        case changing(ConfigPlan)
        case refused(Problem)
        /// Nothing has to be changed any more; with what was changed.
        case settled(HostWish, ConfigOutcome?)
    }

    private var state = State.planning
    private var label = "work"
    /// What is chosen where there is a choice.
    private var choosesSecond = true
    /// The host gets a name of its own for this key.
    private var isSecondAccount = false
    /// Names that other keys have already.
    private var taken: Set<String> = []
    /// What would change without such a name.
    private var withoutName: ConfigPlan?

    // MARK: - What happens

    private func wish(_ session: Session) -> HostWish? {
        // A key that replaces another one is to have its name, and until then that one works.
        guard let place = session.place, let saved = session.saved?.openSSH else { return nil }
        let identity = session.replacement?.path ?? saved
        let host = isSecondAccount ? "\(place.host)-\(label)" : place.host
        var wish = HostWish(
            host: host, hostName: host == place.login.host ? nil : place.login.host, user: place.login.user,
            port: place.login.port, identityFile: identity, usesKeychain: session.computer.kind == .mac)
        wish.addsToAgent = session.wantsAgent
        wish.isSecondAccount = isSecondAccount
        return wish
    }

    /// The key that works for the host now, where the new one may be for another account. A service has one name for
    /// every account of it, so that only its names decide.
    private func otherKey(_ plan: ConfigPlan, _ session: Session) -> String? {
        plan.otherKey ?? (session.place?.check != nil ? plan.usualKey : nil)
    }

    /// There is nothing to decide for the present place.
    func isSettled(_ session: Session) -> Bool {
        if case .settled(let wish, _) = state { wish == self.wish(session) } else { false }
    }

    mutating func enter(_ session: Session) -> [Effect] {
        isSecondAccount = false
        return look(session)
    }

    private mutating func look(_ session: Session) -> [Effect] {
        guard let wish = wish(session) else { return [] }
        state = .planning
        return [.planConfig(wish)]
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch (state, event) {
        case (.planning, .planned(let plan)): return take(plan, &session)
        case (.planning, .refused(let problem)), (.changing, .refused(let problem)): state = .refused(problem)
        case (.choosing, .secondAccount(let new)): choosesSecond = new
        case (.choosing, .label(let text)): label = text
        case (.choosing(let plan), .proceed):
            guard choosesSecond else {
                state = .planned(plan)
                break
            }
            guard verdict == nil else { break }
            isSecondAccount = true
            return Turn(effects: look(session))
        case (.planned(let plan), .change):
            state = .changing(plan)
            return .effects(.changeConfig(plan.wish))
        case (.changing, .changed(let outcome)):
            state = .settled(outcome.wish, outcome)
            if outcome.problem == nil { session.configEntry = outcome.wish }
            // What ssh makes of it otherwise has to be read.
            return outcome.problem == nil ? .next : .stay
        case (.refused, .retry): return Turn(effects: enter(session))
        case (.settled, .proceed), (.planned, .skip), (.refused, .skip): return .next
        default: break
        }
        return .stay
    }

    private mutating func take(_ plan: ConfigPlan, _ session: inout Session) -> Turn {
        guard plan.wish == wish(session) else { return .stay }
        if plan.lines.isEmpty {
            state = .settled(plan.wish, nil)
            session.configEntry = plan.wish
            return .next
        }
        if isSecondAccount, plan.otherKey != nil, let withoutName {
            taken.insert(label)
            (state, isSecondAccount) = (.choosing(withoutName), false)
        } else if isSecondAccount || otherKey(plan, session) == nil {
            state = .planned(plan)
        } else {
            (state, withoutName) = (.choosing(plan), plan)
        }
        return .stay
    }

    private var verdict: Verdict? {
        if label.isEmpty { return .missing("Enter a name.") }
        if taken.contains(label) { return .wrong("This name has another key.") }
        return ServerLogin.validate(host: "h-" + label) == nil ? nil : .wrong("Use letters, digits and hyphens.")
    }

    // MARK: - The form

    func form(_ session: Session) -> Form<LogInPage.Event> {
        switch state {
        case .planning:
            return Form(
                "Set up ssh for \(session.place?.host ?? "the host")", id: "planning", help: Self.help,
                .waiting("Reading ~/.ssh/config …"))
        case .choosing(let plan): return choice(plan, session)
        case .planned(let plan): return difference(plan, isChanging: false, session)
        case .changing(let plan): return difference(plan, isChanging: true, session)
        case .refused(let problem):
            return Form(
                Self.notYet, help: Self.help, .problem(problem),
                .buttons(.main("Retry", .config(.retry)), Button("Skip", .config(.skip))))
        case .settled(let wish, let outcome):
            return Form(
                outcome?.problem == nil ? "ssh uses this key for \(wish.host)" : Self.notYet, outcome?.words,
                help: Self.help, .problem(outcome?.problem), .buttons(.main("Continue", .config(.proceed))))
        }
    }

    private func choice(_ plan: ConfigPlan, _ session: Session) -> Form<LogInPage.Event> {
        let host = plan.wish.host
        let known =
            plan.otherKey.map { "\(host) already uses \($0)." }
            ?? "ssh tries \(plan.usualKey ?? "another key") at \(host) today."
        let rows = [
            Row(
                "Another account", detail: "reach it as \(host)-\(label)", isOn: choosesSecond,
                LogInPage.Event.config(.secondAccount(true))),
            Row(
                "The same account", detail: "ssh tries this key first", isOn: !choosesSecond,
                .config(.secondAccount(false))),
        ]
        let name = Field.text(
            FieldName("label"), "Name", label, { LogInPage.Event.config(.label($0)) },
            asks: "Name, after \(host)-", limit: 63, takesTyping: true, verdict: verdict)
        return Form(
            "A second key for \(host)?", "\(known) What is the new one for?", help: Self.help,
            .rows(FieldName("account"), "Your choice", rows), choosesSecond ? name : nil,
            .buttons(.main("Continue", .config(.proceed))))
    }

    private func difference(_ plan: ConfigPlan, isChanging: Bool, _ session: Session) -> Form<LogInPage.Event> {
        let add = Button<LogInPage.Event>("Add these lines", .config(.change))
        let skip = Button<LogInPage.Event>("Don't change it", .config(.skip))
        // What takes lines out is never agreed to by Enter alone.
        var buttons = plan.removed.isEmpty ? [add, skip] : [skip, add]
        buttons[0].isMain = true
        return Form(
            "Set up ssh for \(plan.wish.host)", id: isChanging ? "changing" : "planned", lead(plan, session),
            help: Self.help, back: isChanging ? .unavailable : .leave, .difference(plan.lines),
            isChanging ? .waiting("Writing …") : .buttons(buttons))
    }

    private func lead(_ plan: ConfigPlan, _ session: Session) -> String {
        let file = plan.isNewFile ? "the new file \(plan.file)" : plan.file
        if !session.hasItsName {
            return
                "These lines in \(file) make ssh use \(session.surroundings.short(plan.wish.identityFile)), the name that the "
                + "new key gets in the end:"
        }
        if !plan.removed.isEmpty {
            let lines = plan.removed.map { "“\($0)”" }.joined(separator: " and ")
            return "This would take \(lines) out of \(file), which ssh uses for \(plan.wish.host) now:"
        }
        return "These lines in \(file) make ssh use this key for \(plan.wish.host):"
    }

    private static let notYet = "ssh doesn't use this key yet"

    private static let help = [
        "ssh reads ~/.ssh/config. With these lines “ssh HOST” uses this key; git, scp and rsync read them too. The old file "
            + "stays next to it as a backup.",
        "With AddKeysToAgent, ssh gives the key to your agent when it asks for the passphrase, so that you type it once.",
        "Another account gets its own host name, such as github.com-work. ssh reaches the same server, with the other key.",
    ]
}

extension ConfigOutcome {
    /// What was done, a sentence.
    var words: String { "Wrote \(file)." + (backup.map { " The old version is \($0)." } ?? "") }
}

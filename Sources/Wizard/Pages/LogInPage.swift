import SSHClient
import TerminalUI

/// Leads from the uploaded key to a login: one step after the other, each a form of its own.
public struct LogInPage: Page {
    /// What happens in a step, and what concerns several.
    public enum Event: Hashable, Sendable {
        /// Where to log in.
        case place(LogInPlace.Event)
        /// What ssh_config says.
        case config(LogInConfig.Event)
        /// Whether the agent holds the key.
        case agent(LogInAgent.Event)
        /// The login test.
        case test(LoginTestPage.Event)
        /// The removal of the key that was replaced.
        case replacement(LogInReplacement.Event)
        /// What to do on the computer that uses the key.
        case steps(LogInSteps.Event)
        /// Go to the step before.
        case back
        /// How a login under test goes, of whichever step.
        case login(LoginReport)
        /// Nil when there is no agent.
        case agentFound(AgentFinding?)
        /// Nil when Windows couldn't be asked.
        case windowsFound(WindowsHome?)
    }

    enum Step: Int, CaseIterable { case place, config, agent, test, replacement, steps }

    private var step = Step.place
    private var place = LogInPlace()
    private var config = LogInConfig()
    private var agent = LogInAgent()
    private var test = LoginTestPage()
    private var replacement = LogInReplacement()
    private var steps = LogInSteps()
    /// What the steps are about; with another key or destination they start over.
    private var subject: Subject?

    private struct Subject: Hashable {
        var destination: Destination
        var server: ServerLogin?
        var identity: String?
        var computer: Computer
    }

    static func message(_ event: Event) -> Message { .logIn(event) }

    func form(_ session: Session) -> Form<Event> {
        var form =
            switch step {
            case .place: place.form(session)
            case .config: config.form(session)
            case .agent: agent.form(session)
            case .test: test.form(session)
            case .replacement: replacement.form(session)
            case .steps: steps.form(session)
            }
        // Back leads through the steps before it leaves the page.
        if form.back == .leave, agent.hasInput || previous(session) != nil { form.back = .cancel("back", .back) }
        return form
    }

    // MARK: - From step to step

    mutating func enter(_ session: inout Session) -> [Effect] {
        // A key that takes another's name is the same one.
        let identity = session.replacement?.path ?? session.saved?.openSSH
        let new = Subject(
            destination: session.destination, server: session.server, identity: identity, computer: session.computer)
        let isOnWindows = session.surroundings.system == .wsl
        let looksForWindows: [Effect] = isOnWindows && session.windows == nil ? [.findWindows] : []
        let lookouts = looksForWindows + (session.logsInFromHere ? [.findAgent] : [])
        guard subject != new else { return lookouts }
        self = LogInPage()
        (subject, session.configEntry) = (new, nil)
        session.place = session.knownPlace
        guard let first = Step.allCases.first(where: { !isPassedOver($0, session) }) else { return lookouts }
        return lookouts + go(to: first, &session)
    }

    /// Ends what goes on, and wipes what was typed.
    mutating func leave(_ session: inout Session) -> [Effect] {
        test.cancel() + replacement.stop() + agent.forget()
    }

    private mutating func go(to new: Step, _ session: inout Session) -> [Effect] {
        step = new
        switch new {
        case .place: place.enter(session)
        case .config: return config.enter(session)
        case .agent: agent.enter(session)
        case .test: test.enter(session)
        case .replacement: return replacement.enter(&session)
        case .steps: steps.enter(&session)
        }
        return []
    }

    private func isPassedOver(_ step: Step, _ session: Session) -> Bool {
        switch step {
        case .place: !session.logsInFromHere || session.knownPlace != nil && !place.isOpen
        // A test changes nothing.
        case .config:
            !session.logsInFromHere || session.place == nil || session.existing?.purpose == .test
                || config.isSettled(session)
        case .agent: !session.logsInFromHere || session.place == nil || !session.needsAgent
        case .test: session.place == nil
        case .replacement: session.replacement?.rotation == nil
        // A completed way isn't described again.
        case .steps: session.computer.isThisOne && session.place != nil && !session.reachesWindows
        }
    }

    private func previous(_ session: Session) -> Step? {
        Step.allCases.last { $0.rawValue < step.rawValue && !isPassedOver($0, session) }
    }

    /// An answer may find another step in front: it is taken in, but leads nowhere.
    private mutating func follow(_ turn: Turn, from origin: Step? = nil, _ session: inout Session) -> Turn {
        guard origin == nil || origin == step else { return Turn(effects: turn.effects) }
        switch turn.move {
        case .stay, .to, .takeUp, .otherPlace: return turn
        case .next:
            let rest = Step.allCases.filter { $0.rawValue > step.rawValue }
            guard let next = rest.first(where: { !isPassedOver($0, session) }) else { return turn }
            return Turn(effects: turn.effects + go(to: next, &session))
        case .back:
            guard let previous = previous(session) else { return turn }
            return Turn(effects: turn.effects + go(to: previous, &session))
        }
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .back: return follow(Turn(move: .back, effects: agent.forget()), &session)
        case .agentFound(let found):
            session.agent = found.map(Session.AgentSearch.found) ?? .nothing
            // While the user waits there is nothing to decide.
            return step == .agent && !session.needsAgent ? follow(.next, &session) : .stay
        case .windowsFound(let home):
            session.windows = home
            return .stay
        case .login(let report):
            return replacement.isTesting ? replacement.take(report, &session) : test.take(report, &session)
        case .test(.changeAddress):
            place.isOpen = true
            return Turn(effects: go(to: .place, &session))
        case .test(.changeUser(let user)):
            guard let old = session.place?.login,
                let login = ServerLogin(user: user, host: old.host, port: old.port.map(String.init) ?? "")
            else { return .stay }
            session.place?.login = login
            if session.destination == .server { session.server = login }
            return startAgain(&session)
        case .test(.useAlternative(let host, let port)):
            guard let old = session.place, let login = ServerLogin(user: old.login.user, host: host, port: String(port))
            else { return .stay }
            session.place?.alias = old.host
            session.place?.login = login
            return startAgain(&session)
        case .place(let event): return follow(place.update(event, &session), from: .place, &session)
        case .config(let event): return follow(config.update(event, &session), from: .config, &session)
        case .agent(let event): return follow(agent.update(event, &session), from: .agent, &session)
        case .test(let event): return follow(test.update(event, &session), from: .test, &session)
        case .replacement(let event):
            return follow(replacement.update(event, &session), from: .replacement, &session)
        case .steps(let event): return follow(steps.update(event, &session), from: .steps, &session)
        }
    }

    /// The place is another one: ssh_config has to say something else, and the test is due again.
    private mutating func startAgain(_ session: inout Session) -> Turn {
        subject?.server = session.server
        (test, session.proved) = (LoginTestPage(), nil)
        return Turn(effects: go(to: .config, &session))
    }
}

extension Session {
    /// The key is used on this computer by OpenSSH, so that keywizard can set the login up and try it.
    var logsInFromHere: Bool { computer.isThisOne && saved?.openSSH != nil }

    /// The place that is known without asking, where the key can be tried from here.
    var knownPlace: LoginPlace? {
        guard saved?.openSSH != nil else { return nil }
        switch destination {
        case .server:
            return installed?.succeeded == true ? server.map { LoginPlace($0) } : nil
        case .service(let service):
            guard computer.isThisOne, let check = service.login(at: serviceAddress),
                let login = ServerLogin(user: check.user, host: check.host.text)
            else { return nil }
            return LoginPlace(login, check: check)
        case .none: return nil
        }
    }

    /// The place is the same for everybody, a service's own.
    var hasFixedPlace: Bool {
        if case .service(let service) = destination {
            service.api?.endpoint.isSelfHosted != true && place?.check != nil
        } else {
            false
        }
    }

    /// The key has a passphrase that an agent could spare the user, and nothing was decided about that yet.
    var needsAgent: Bool { isProtected && publicKey?.type.isSecurityKey != true && !agentHolds && !isAgentDecided }

    /// The name that ssh_config was given for the place, where that is another one: the login is to work by it.
    var loginName: ServerLogin? {
        guard let place, let entry = configEntry, entry.host != place.login.host, hasItsName else { return nil }
        return ServerLogin(user: entry.user, host: entry.host)
    }

    /// A login with the key and nothing else.
    func loginProof(at login: ServerLogin) -> LoginProof? {
        guard let identity = saved?.openSSH, let key = publicKey else { return nil }
        var proof = LoginProof(
            login: login, identityFile: identity, fingerprint: key.fingerprint(.sha256), notes: notes(at: login))
        proof.usesAgent = agentHolds
        proof.asks = isProtected && !agentHolds || key.type.isSecurityKey
        return proof
    }

    /// The installation saw the key in authorized_keys of that account.
    func hasKeyInstalled(at login: ServerLogin?) -> Bool {
        hosts.first { $0.login == login }?.isThere ?? (server == login && installed?.succeeded == true)
    }

    /// What the installation noticed at an account.
    func notes(at login: ServerLogin) -> [InstallNote] {
        hosts.first { $0.login == login }?.outcome.notes ?? (server == login ? installNotes : [])
    }

    /// What a refusal of the key means where it was put into authorized_keys; nil where it wasn't, and for other
    /// failures.
    func refusal(_ failure: LoginFailure, at login: ServerLogin) -> Problem? {
        guard failure == .keyNotThere, hasKeyInstalled(at: login) else { return nil }
        let message = "the server didn't accept the key, although it is in authorized_keys of \(login.user) there"
        for case .restricted(let options) in notes(at: login) {
            return Problem(
                "\(message): \(InstallNote.restricted(options: options).message)",
                hint: InstallNote.restricted(options: options).hint)
        }
        return Problem(
            message,
            hint:
                "its administrator may keep keys elsewhere (AuthorizedKeysFile in sshd_config), or allow other types of key"
        )
    }

    /// The key's file is where it stays; false for one that is to have the name of the key that it replaces.
    var hasItsName: Bool { replacement.map { $0.path == saved?.openSSH } ?? true }

    /// The agent can sign with the key, so that nobody has to be asked.
    var agentHolds: Bool { agent.holds(publicKey) }
}

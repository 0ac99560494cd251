import SSHClient
import Services
import TerminalUI

/// The step of the Log in page that proves the key: a real login with it alone, a list of what was reached, and what
/// to do where it ended.
public struct LoginTestPage: Hashable, Sendable {
    /// What the user does here, and the answer to what is written.
    public enum Event: Hashable, Sendable {
        /// Test the login, or test it again.
        case start
        /// End the test.
        case stop
        /// Go on, tested or not.
        case proceed
        /// Write the host key that is shown into known_hosts; its fingerprint was compared.
        case trust
        /// Nil when the host key is in known_hosts now.
        case hostKeyAdded(Problem?)
        /// Add the key where it is missing.
        case upload
        /// Type another account, server or port.
        case changeAddress
        /// Test the login as that user.
        case changeUser(String)
        /// Test the login at the service's other host and port.
        case useAlternative(host: String, port: Int)
    }

    enum State: Hashable, Sendable {
        case ready
        case running
        /// The server's key isn't known here, and nobody has said yet that it is the right one.
        case asking(SeenHostKey, HostKeyTable.Verdict)
        case trusting(SeenHostKey)
        case failed(LoginFailure)
        /// The test, or writing the host key down, wasn't possible at all.
        case broken(Problem)
        case loggedIn(Greeting?, needsMore: Bool)
    }

    private var state = State.ready
    /// It takes the terminal, as ssh had something to ask that it couldn't ask without.
    private var needsTerminal = false
    private var progress: LoginProgress?

    // MARK: - What happens

    /// The test of the session's key, at its place.
    private func test(_ session: Session) -> LoginTest? {
        guard let place = session.place, let proof = session.loginProof(at: session.loginName ?? place.login) else {
            return nil
        }
        var test = LoginTest(proof, serviceUser: place.check?.user)
        if needsTerminal { (test.proof.asks, test.asksAboutHostKey) = (true, true) }
        test.address = place.login
        test.hostKeys = place.check?.hostKeys ?? []
        test.expects = place.check?.expects
        test.alternative = place.check?.alternative
        return test
    }

    mutating func enter(_ session: Session) {
        if case .loggedIn = state { return }
        self = LoginTestPage()
    }

    /// Ends the test, or keeps it from starting.
    mutating func cancel() -> [Effect] {
        switch state {
        case .running:
            state = .ready
            return [.cancelLogin]
        case .trusting:
            state = .ready
            return []
        case .ready, .asking, .failed, .broken, .loggedIn: return []
        }
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch (state, event) {
        case (_, .stop): return Turn(effects: cancel())
        case (.trusting, .hostKeyAdded(let problem?)): state = .broken(problem)
        case (.trusting, .hostKeyAdded(nil)): return start(session)
        case (.running, _), (.trusting, _), (_, .hostKeyAdded): break
        case (_, .start): return start(session)
        case (.asking(let key, let verdict), .trust):
            if case .differs = verdict { break }
            guard let login = session.place?.login else { break }
            state = .trusting(key)
            return .effects(.trustHostKey(key, at: login))
        case (_, .proceed): return .next
        case (_, .upload): return Turn(move: .to(.upload))
        // The address is the Log in page's.
        case (_, .changeAddress), (_, .changeUser), (_, .useAlternative), (_, .trust): break
        }
        return .stay
    }

    /// How the login goes, and how it ended.
    mutating func take(_ report: LoginReport, _ session: inout Session) -> Turn {
        guard state == .running else { return .stay }
        switch report {
        case .moved(let new): progress = new
        case .tested(let verdict, let last):
            progress = last ?? progress
            if case .failed(let failure) = verdict, failure.needsPrompt, test(session)?.proof.asks == false {
                needsTerminal = true
                return start(session)
            }
            take(verdict, &session)
        case .failed(let problem): state = .broken(problem)
        }
        return .stay
    }

    private mutating func start(_ session: Session) -> Turn {
        guard let test = test(session) else { return .stay }
        (progress, state) = (LoginProgress(test), .running)
        return .effects(.testLogin(test))
    }

    private mutating func take(_ verdict: LoginVerdict, _ session: inout Session) {
        switch verdict {
        case .loggedIn(let greeting, let needsMore):
            state = .loggedIn(greeting, needsMore: needsMore)
            let words = needsMore ? "key accepted; another factor wasn't tested" : "just now, with this key only"
            session.proved = Report(succeeded: true, words)
        // By ^C, while ssh was asking.
        case .failed(.server(.cancelled, _)): state = .ready
        case .failed(let failure):
            let words =
                session.isOffline(failure)
                ? "not tested: offline" : "failed: \(Self.problem(failure, session).message)"
            session.proved = Report(succeeded: false, words)
            if case .hostKeyNew(let key, let verdict) = failure {
                state = .asking(key, verdict)
            } else {
                state = .failed(failure)
            }
        }
    }

    // MARK: - The form

    func form(_ session: Session) -> Form<LogInPage.Event> {
        switch state {
        case .ready:
            let isResumed = session.replacement?.isResumed == true
            let resumed = session.replacement.map {
                "The new key of \(session.surroundings.short($0.path)) is saved; its login must be tested again."
            }
            return Form(
                "Test the login", "\(intro("logs", session)) \(way(session))", help: Self.help,
                .items(FieldName("done"), done(session).map { Item(.done, $0) }),
                isResumed ? resumed.map { .note($0) } : nil,
                .buttons(.main("Test login", .test(.start)), Button("Not now", .test(.proceed))))
        case .running:
            return Form(
                "Testing the login", intro("logs", session), help: Self.help, back: Self.stop, steps(session),
                .waiting("Logging in …", on: .plain))
        case .trusting:
            return Form(
                "Testing the login", id: "trusting", help: Self.help, back: Self.stop,
                .waiting("Fetching the host key …"))
        case .asking(let key, let verdict): return question(key, verdict, session)
        case .failed(.server(.hostKeyChanged(let fingerprint, let removal), _)):
            return changedKey(fingerprint, removal, session)
        case .failed(let failure): return failed(failure, session)
        case .broken(let problem):
            return Form(
                "The login test failed", intro("couldn't log", session), help: Self.help, .problem(problem),
                .buttons(Self.retry(isMain: true), Self.skip()))
        case .loggedIn(let greeting, let needsMore): return succeeded(greeting, needsMore, session)
        }
    }

    private func intro(_ verb: String, _ session: Session) -> String {
        let login = session.loginName ?? session.place?.login
        return "ssh \(verb) in to \(login?.address ?? "the server") with this key only."
    }

    private func way(_ session: Session) -> String {
        if session.publicKey?.type.isSecurityKey == true { return "Touch the security key when it blinks." }
        return test(session)?.proof.asks == true ? "It asks for the passphrase." : "It asks nothing."
    }

    /// What came before, a tick each.
    private func done(_ session: Session) -> [String] {
        guard session.logsInFromHere else { return [] }
        var done: [String] = []
        if let entry = session.configEntry, session.hasItsName { done.append("ssh uses this key for \(entry.host)") }
        if session.agentHolds, case .found(let agent) = session.agent { done.append("\(agent.name) holds the key") }
        return done
    }

    /// What was reached, and where it is or ended.
    private func steps(_ session: Session) -> Field<LogInPage.Event>? {
        let items = progress?.items ?? []
        let next = items.first { !$0.isReached }?.step
        let isOver = state != .running
        return .items(
            FieldName("steps"),
            items.map { item in
                // The greeting is quoted as a whole.
                let detail = item.step == .greeted ? "" : item.detail ?? ""
                let mark: Item.Mark =
                    item.isReached ? .done : item.step != next ? .ahead : isOver ? .failed : .now
                return Item(mark, item.step.text.capitalized, detail: item.isReached ? detail : "")
            })
    }

    private func succeeded(_ greeting: Greeting?, _ needsMore: Bool, _ session: Session) -> Form<LogInPage.Event> {
        let host = session.place?.login.host ?? "the server"
        let name = if case .service(let service) = session.destination { service.name } else { host }
        // The service's own name is another account's where this one has a name of its own.
        var remarks: [String] = []
        if case .service(let service) = session.destination, session.configEntry?.isSecondAccount != true {
            remarks = service.next
        }
        // Only what was reached: a second factor, or a greeting that no service gave, is no failure.
        var steps = steps(session)
        if case .items(let items)? = steps?.kind { steps?.kind = .items(items.filter { $0.mark == .done }) }
        return Form(
            needsMore ? "The server accepted this key" : "You can log in to \(name)",
            needsMore
                ? "It also asks for another factor, which keywizard doesn't test." : "The server accepted this key.",
            help: Self.help,
            fields: [
                steps, greeting.map { .note("\(name) said: “\($0.text)”") }, next(session),
                .items(FieldName("remarks"), remarks.map { Item(.point, $0) }),
                .buttons(.main("Continue", .test(.proceed))),
            ].compactMap { $0 })
    }

    /// What is typed from now on; nil where ssh doesn't know the key by itself.
    private func next(_ session: Session) -> Field<LogInPage.Event>? {
        guard let entry = session.configEntry, session.logsInFromHere, session.hasItsName else { return nil }
        if session.place?.check == nil { return .command("Next:", "ssh \(entry.host)") }
        return entry.host == session.place?.login.host
            ? nil : .command("Next:", "git clone \(entry.user)@\(entry.host):OWNER/REPOSITORY.git")
    }

    static let stop = Back<LogInPage.Event>.cancel("stop", .test(.stop))

    private static let help = [
        "Only this key is used, so no other key or password can make the test pass. On a server it runs one command, "
            + "echo, which must answer with a random word.",
        "If the key is refused, check the account, and that the public key was added whole.",
        "A host key shows that you reach the right server. ssh keeps those you trust in known_hosts. Ask the administrator "
            + "before you trust a new or changed one.",
    ]
}

// MARK: - The server's key

extension LoginTestPage {
    /// Asks about a new host key, compared with what is published: only one that is may be trusted by Enter.
    private func question(
        _ key: SeenHostKey, _ verdict: HostKeyTable.Verdict, _ session: Session
    ) -> Form<LogInPage.Event> {
        let host = session.place?.login.host ?? "the server"
        let service = session.serviceName
        let fingerprint = Field<LogInPage.Event>.code(
            "It sent this \(key.algorithm) host key, which is the server's own and not yours:", key.fingerprint)
        let notNow = Self.skip("Not now", isMain: true)
        switch verdict {
        case .published(let page):
            return Form(
                "Is this the right server?", "This computer doesn't know \(host).", help: Self.help, fingerprint,
                .code("\(service) publishes this key (checked \(HostKeyTable.date)):", page),
                .buttons(.main("Trust this host key", .test(.trust)), Self.skip("Not now")))
        case .differs(let page):
            return Form(
                "\(host) sent an unpublished host key",
                "\(service) doesn't list it (checked \(HostKeyTable.date)). Someone may be intercepting the connection.",
                help: Self.help, fingerprint, .code("Compare:", page), .buttons(notNow, Self.retry()))
        case .unknown:
            return Form(
                "Is this the right server?", "This computer doesn't know \(host).", help: Self.help, fingerprint,
                .note("Compare it with what the server's administrator or console shows."),
                .buttons(notNow, Button("Trust this host key", .test(.trust))))
        }
    }

    /// Another key than the known one, with what is published about it.
    private func changedKey(_ fingerprint: String?, _ removal: String?, _ session: Session) -> Form<LogInPage.Event> {
        let published: String? =
            switch fingerprint.flatMap({ test(session)?.standing(of: $0) }) {
            case .published: "\(session.serviceName) publishes this key (checked \(HostKeyTable.date))."
            case .differs: "\(session.serviceName) doesn't publish this key (checked \(HostKeyTable.date))."
            case .unknown, nil: nil
            }
        return Form(
            "The host key of \(session.place?.login.host ?? "the server") has changed",
            "known_hosts has another one. Someone may be intercepting the connection, or the server was reinstalled.",
            help: Self.help, fingerprint.map { .code("It now sends:", $0) }, published.map { .note($0) },
            removal.map { .command("Once you know why, remove the old one:", $0) },
            .buttons(Self.skip("Not now", isMain: true), Self.retry()))
    }
}

// MARK: - Failures

extension LoginTestPage {
    private func failed(_ failure: LoginFailure, _ session: Session) -> Form<LogInPage.Event> {
        Form(
            session.isOffline(failure) ? "The login wasn't tested" : "The login test failed",
            intro("couldn't log", session), help: Self.help, steps(session),
            .problem(Self.problem(failure, session)), .buttons(remedies(failure.action, session)))
    }

    /// What went wrong in one sentence, and what to do about it.
    private static func problem(_ failure: LoginFailure, _ session: Session) -> Problem {
        if session.isOffline(failure) {
            let host = session.place?.login.host ?? "the host"
            return Problem(
                "ssh couldn't resolve \(host); this computer seems to be offline", hint: "check its network, then retry"
            )
        }
        if let login = session.place?.login, let problem = session.refusal(failure, at: login) { return problem }
        guard case .keyFileUnusable(let reason) = failure, reason.contains("permissions"),
            let file = session.saved?.openSSH
        else { return Problem(failure.message, hint: failure.hint) }
        return Problem(
            failure.message, hint: "make it yours alone: chmod 600 \(session.surroundings.short(file).shellWord)")
    }

    /// What can be done about a failure, the likeliest first.
    private func remedies(_ action: LoginFailure.Action, _ session: Session) -> [Button<LogInPage.Event>] {
        // A service has one address for everybody.
        let other: [Button<LogInPage.Event>] =
            session.hasFixedPlace ? [] : [Button("Change the address", .test(.changeAddress))]
        var buttons: [Button<LogInPage.Event>] =
            switch action {
            // To add it again would lead in a circle.
            case .backToUpload where session.hasKeyInstalled(at: session.place?.login) || session.destination == .none:
                [Self.retry()] + other
            case .backToUpload: [Button("Back to Upload", .test(.upload)), Self.retry()] + other
            case .changeUser(let user): [Button("Log in as \(user)", .test(.changeUser(user)))] + other
            case .changeHost: other + [Self.retry()]
            case .useAlternativePort(let host, let port):
                [Button("Use \(host):\(port)", .test(.useAlternative(host: host, port: port))), Self.retry()]
            case .stopHostKeyChanged, .confirmHostKey, .fixServerPermissions, .fixKeyFile, .checkNetwork, .retry:
                [Self.retry()] + other
            // Nothing that is done here helps.
            case .askAdministrator: [Self.skip(), Self.retry()]
            }
        if action != .askAdministrator { buttons.append(Self.skip()) }
        buttons[0].isMain = true
        return buttons
    }

    private static func retry(isMain: Bool = false) -> Button<LogInPage.Event> {
        isMain ? .main("Retry", .test(.start)) : Button("Retry", .test(.start))
    }

    private static func skip(_ label: String = "Skip the test", isMain: Bool = false) -> Button<LogInPage.Event> {
        isMain ? .main(label, .test(.proceed)) : Button(label, .test(.proceed))
    }
}

extension Session {
    /// A service's name, for sentences on what it publishes.
    fileprivate var serviceName: String {
        if case .service(let service) = destination { service.name } else { "The service" }
    }

    /// No name server answers, or doesn't know a name that everybody has from the catalogue.
    fileprivate func isOffline(_ failure: LoginFailure) -> Bool {
        switch failure {
        case .server(.unreachable(.noNameServer), _): true
        case .server(.unreachable(.nameNotResolved), _): hasFixedPlace
        default: false
        }
    }
}

import Services
import TerminalUI
import SSHClient

/// The step of the Log in page that proves the key: a real login with it alone, a list of what was reached, and what
/// to do where it ended.
struct LogInTest: Page {
    enum State: Hashable, Sendable {
        case ready
        case running
        /// The server's key is not known here, and nobody has said yet that it is the right one.
        case asking(SeenHostKey, HostKeyTable.Verdict)
        case trusting(SeenHostKey)
        case failed(LoginFailure)
        /// The test, or writing the host key down, was not possible at all.
        case broken(Problem)
        case loggedIn(LoginVerdict)
    }

    private var state = State.ready
    /// It takes the terminal, as ssh had something to ask that it could not ask without.
    private var needsTerminal = false
    private var progress: LoginProgress?
    private var buttons = ButtonRow()
    private var scroll = Scroll()

    var isRunning: Bool { state == .running }

    /// Something goes on outside, and Back ends it.
    var isBusy: Bool { if case .trusting = state { true } else { isRunning } }

    func backLabel(_ session: Session) -> String? { isBusy ? "stop" : "back" }

    func title(_ session: Session) -> String {
        switch state {
        case .loggedIn: "The login works"
        case .asking: "Is this the right server?"
        case .failed(.server(.hostKeyChanged, _)): "Stop: the server shows another key"
        case .failed, .broken: "The login failed"
        case .ready, .running, .trusting: "Try the login"
        }
    }

    // MARK: - What can be done

    private static let again = Question.Option("Try again", detail: "log in once more with only this key", .prove)
    private static let goOn = Question.Option("Go on without", detail: "go on; the login is not proved", .next)

    private func options(_ session: Session) -> [Question.Option] {
        switch state {
        case .ready:
            [
                Question.Option("Try the login", detail: "log in once with only this key", .prove),
                Question.Option("Not now", detail: "go on without trying", .next),
            ]
        case .running: [Question.Option("Stop", detail: "end the test", .back)]
        case .trusting: []
        case .asking(_, .published), .asking(_, .unknown):
            [
                Question.Option(
                    "Add the server's key", detail: "write it into known_hosts, then log in", .trustHostKey),
                Question.Option("Stop here", detail: "go on; the login is not proved", .next),
            ]
        case .asking(_, .differs):
            [Question.Option("Stop here", detail: "go on; the login is not proved", .next), Self.again]
        case .failed(let failure): remedies(failure.action, session)
        case .broken: [Self.again, Self.goOn]
        case .loggedIn: [Question.Option("Continue", detail: "go on", .next)]
        }
    }

    private func remedies(_ action: LoginFailure.Action, _ session: Session) -> [Question.Option] {
        // A service has one address for everybody.
        let other =
            session.hasFixedPlace
            ? [] : [Question.Option("Change the address", detail: "type another account, server or port", .changePlace)]
        switch action {
        // To bring it there once more would lead in a circle.
        case .backToUpload where session.hasKeyInstalled(at: session.place?.login):
            return [Self.again] + other + [Self.goOn]
        case .backToUpload:
            let back = Question.Option("Back to Upload", detail: "put the key there first", .goTo(.upload))
            return (session.destination == .none ? [] : [back]) + [Self.again] + other + [Self.goOn]
        case .changeUser(let user):
            return [Question.Option("Log in as \(user)", detail: "try it with that account", .changeUser(user))] + other
                + [Self.goOn]
        case .changeHost: return other + [Self.again, Self.goOn]
        case .useAlternativePort(let host, let port):
            return [
                Question.Option(
                    "Use \(host):\(port)", detail: "go through the port that is open",
                    .useAlternative(host: host, port: port)),
                Self.again, Self.goOn,
            ]
        case .stopHostKeyChanged:
            return [Question.Option("Stop here", detail: "go on; the login is not proved", .next), Self.again]
        case .confirmHostKey, .fixServerPermissions, .fixKeyFile, .checkNetwork, .retry:
            return [Self.again] + other + [Self.goOn]
        case .askAdministrator: return [Self.again, Self.goOn]
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] { buttons.keys(options(session)) + [Scroll.keys] }

    func help(_ session: Session) -> [String] {
        [
            "The test starts your system's ssh with this key and nothing else, so that no other key and no password can "
                + "make it look good. Where the passphrase is needed, ssh itself asks for it. Nothing is run on the server.",
            "A server shows a key of its own, so that nobody can pass for it. ssh keeps those that you agreed to in the file "
                + "known_hosts. Many services publish theirs; keywizard compares with its list of \(HostKeyTable.date).",
            "If the server refuses the key, the reason is nearly always there: the key is in another account's file, or "
                + "others may write to the home folder.",
        ]
    }

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

    mutating func enter(_ session: inout Session) -> [Effect] {
        if case .loggedIn = state { return [] }
        (state, progress, buttons, scroll) = (.ready, nil, ButtonRow(), Scroll())
        needsTerminal = false
        return []
    }

    /// Ends the test, or keeps it from starting.
    mutating func cancel() -> [Effect] {
        guard isBusy else { return [] }
        let effects: [Effect] = isRunning ? [.cancelLogin] : []
        set(.ready)
        return effects
    }

    private mutating func set(_ new: State) {
        (state, scroll) = (new, Scroll())
        // What nobody vouches for is not agreed to by Enter alone.
        switch new {
        case .asking(_, .unknown): buttons = ButtonRow(focus: 1)
        // Nothing that is done here helps.
        case .failed(let failure) where failure.action == .askAdministrator: buttons = ButtonRow(focus: 1)
        default: buttons = ButtonRow()
        }
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch (state, message) {
        case (.running, .back), (.trusting, .back): return Turn(effects: cancel())
        case (.running, .loginMoved(let new)): progress = new
        case (.running, .loginTested(let verdict, let last)):
            progress = last ?? progress
            if case .failed(let failure) = verdict, failure.needsSomebody, test(session)?.proof.asks == false {
                needsTerminal = true
                return start(session)
            }
            take(verdict, &session)
        case (.running, .loginFailed(let problem)): set(.broken(problem))
        case (.asking(let key, _), .trustHostKey):
            guard let login = session.place?.login else { break }
            set(.trusting(key))
            return .effects(.trustHostKey(key, at: login))
        case (.trusting, .hostKeyAdded(let problem?)): set(.broken(problem))
        case (.trusting, .hostKeyAdded(nil)): return start(session)
        case (.ready, .prove), (.failed, .prove), (.broken, .prove), (.asking, .prove): return start(session)
        case (.running, _), (.trusting, _): break
        case (_, .next): return .next
        case (_, .input(let event, _)): _ = scroll.handle(event, session)
        default: _ = buttons.handle(message, count: options(session).count)
        }
        return .stay
    }

    private mutating func start(_ session: Session) -> Turn {
        guard let test = test(session) else { return .stay }
        progress = LoginProgress(test)
        set(.running)
        return .effects(.testLogin(test))
    }

    private mutating func take(_ verdict: LoginVerdict, _ session: inout Session) {
        switch verdict {
        case .loggedIn:
            set(.loggedIn(verdict))
            session.proved = Report(succeeded: true, verdict.message)
        // By ^C, while ssh was asking.
        case .failed(.server(.cancelled, _)): set(.ready)
        case .failed(let failure):
            session.proved = Report(succeeded: false, problem(failure, session).message)
            if case .hostKeyNew(let key, let verdict) = failure {
                set(.asking(key, verdict))
            } else {
                set(.failed(failure))
            }
        }
    }

    // MARK: - What is seen

    private func intro(_ session: Session) -> String {
        let way =
            if session.publicKey?.type.isSecurityKey == true {
                "Touch the authenticator when it blinks."
            } else if test(session)?.proof.asks == true {
                "It asks you for the passphrase."
            } else {
                "It asks you nothing."
            }
        let name = session.loginName.map(\.destination) ?? session.place?.name ?? ""
        return "Now ssh logs in at \(name) with this key alone. \(way)"
    }

    /// What came before, a tick each.
    private func done(_ session: Session) -> [String] {
        guard session.logsInFromHere else { return [] }
        var done: [String] = []
        if let entry = session.configEntry, session.hasItsName { done.append("ssh uses this key for \(entry.host)") }
        if session.agentHolds, case .found(let agent) = session.agent { done.append("\(agent.name) holds the key") }
        return done
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var buttonsEnd: Int?
        // A list that is too long gives way to what has to be decided, unless the person scrolls.
        frame.scrolled(scroll, in: area, mustShow: { scroll.isMoved ? nil : buttonsEnd }) { frame, area in
            let glyphs = frame.canvas.glyphs
            if state == .ready {
                for line in done(session) { frame.marked(glyphs.correct, line, &area, role: .success) }
                if !done(session).isEmpty { frame.gap(&area) }
                frame.paragraph(intro(session), &area)
            } else {
                if showsList { drawList(&frame, &area, session) }
                drawOutcome(&frame, &area, session)
            }
            frame.gap(&area)
            buttons.draw(options(session), &frame, &area)
            // The row below it is shown as well.
            buttonsEnd = area.row - 2
        }
    }

    /// Beside a question there is no list: it would be the third thing to read.
    private var showsList: Bool {
        switch state {
        case .asking, .failed(.server(.hostKeyChanged, _)): false
        default: progress != nil
        }
    }

    private func drawList(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        let items = progress?.items ?? []
        let next = items.first { !$0.isReached }?.step
        for item in items {
            // After the end, what was not reached is not listed but for the place where it ended.
            guard item.isReached || isRunning || item.step == next else { continue }
            let isEnd = item.step == next && !isBusy
            let mark =
                item.isReached
                ? glyphs.correct : isEnd ? glyphs.wrong : item.step == next ? glyphs.current : glyphs.ahead
            let role: Role = item.isReached ? .success : isEnd ? .error : item.step == next ? .accent : .muted
            if case .loggedIn = state, !item.isReached { continue }
            frame.canvas.put(String(mark), column: area.column, row: area.row, role: role)
            let end = frame.canvas.put(
                item.step.text, column: area.column + 2, row: area.row, role: item.isReached ? .text : role)
            if let detail = item.detail, item.isReached {
                frame.canvas.put(
                    detail, column: max(end + 2, area.column + 18), row: area.row, role: .muted,
                    limit: area.endColumn - max(end + 2, area.column + 18))
            }
            frame.gap(&area)
        }
        // With all of the list, the smallest screen has no row to spare.
        if case .loggedIn = state, session.size.rows < 20 { return }
        frame.gap(&area)
    }

    private func drawOutcome(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        switch state {
        case .ready: break
        case .running: frame.paragraph("Logging in …", &area, role: .muted)
        case .trusting: frame.waiting("Fetching the server's key …", "esc stops it.", &area)
        case .asking(let key, let verdict):
            frame.marked(
                verdict.isTrouble ? glyphs.wrong : glyphs.bullet, Self.question(verdict, session), &area,
                role: verdict.isTrouble ? .error : .text, markRole: verdict.isTrouble ? .error : .accent)
            frame.gap(&area)
            frame.paragraph("It shows this \(key.algorithm) key:", &area)
            frame.paragraph(key.fingerprint, &area, role: .text)
            frame.gap(&area)
            frame.paragraph(Self.advice(verdict), &area)
            if let page = verdict.page { frame.code(page, &area) }
        case .failed(let failure):
            if case .stopHostKeyChanged(let fingerprint, let removal) = failure.action {
                frame.paragraph(changedKey(fingerprint, session), &area, role: .warning)
                if let fingerprint {
                    frame.gap(&area)
                    frame.paragraph("It shows now:", &area)
                    frame.paragraph(fingerprint, &area, role: .text)
                }
                if let removal {
                    frame.gap(&area)
                    frame.paragraph("This forgets the old key, once you know why it changed:", &area)
                    frame.command(removal, &area)
                }
            } else {
                frame.problem(problem(failure, session), &area)
            }
        case .broken(let problem): frame.problem(problem, &area)
        case .loggedIn(let verdict):
            frame.marked(glyphs.correct, verdict.message.sentence, &area, role: .success)
            for line in whatNext(session) { frame.marked(" ", line, &area, role: .text) }
        }
    }

    /// One sentence on what a new host key is, compared with what is published.
    private static func question(_ verdict: HostKeyTable.Verdict, _ session: Session) -> String {
        let host = session.place?.login.host ?? "the server"
        return switch verdict {
        case .published: "This computer has not met \(host) before. It shows the key that the service publishes."
        case .differs: "\(host) shows a key that the service does not publish. Somebody may be in between."
        case .unknown: "This computer has not met \(host) before."
        }
    }

    private static func advice(_ verdict: HostKeyTable.Verdict) -> String {
        switch verdict {
        case .published: "On \(HostKeyTable.date) it was published at:"
        case .differs: "Compare it with the page; the list here is of \(HostKeyTable.date):"
        case .unknown:
            "Compare it with what the server's administrator, or its console, tells you. If it is the same, add it."
        }
    }

    /// What another key than the known one means, with what is published about it.
    private func changedKey(_ fingerprint: String?, _ session: Session) -> String {
        switch fingerprint.flatMap({ test(session)?.standing(of: $0) }) {
        case .published: "The service publishes this one, as of \(HostKeyTable.date): it has changed its key."
        case .differs: "The service does not publish this one. Somebody may be in between: go no further."
        case .unknown, nil:
            "Somebody may be in between, or the server was made anew. Ask its administrator before anything else."
        }
    }

    /// What went wrong in one sentence, and what to do about it.
    private func problem(_ failure: LoginFailure, _ session: Session) -> Problem {
        if let login = session.place?.login, let problem = session.refusal(failure, at: login) { return problem }
        guard case .keyFileUnusable(let reason) = failure, reason.contains("permissions"),
            let file = session.saved?.openSSH
        else {
            return Problem(failure.message, hint: failure.hint)
        }
        return Problem(
            failure.message, hint: "make it yours alone: chmod 600 \(session.surroundings.short(file).shellWord)")
    }

    /// How to go on once the key works.
    private func whatNext(_ session: Session) -> [String] {
        var lines: [String] = []
        if let entry = session.configEntry, session.logsInFromHere, session.hasItsName {
            if session.place?.check == nil {
                lines.append("From now on: ssh \(entry.host)")
            } else if entry.host != session.place?.login.host {
                lines.append("From now on: git clone \(entry.user)@\(entry.host):OWNER/REPOSITORY.git")
            }
        }
        // The service's own name is another account's where this one has a name of its own.
        if case .service(let service) = session.destination, session.configEntry?.isSecondAccount != true {
            lines += service.next
        }
        return lines
    }

    // MARK: - Plain mode

    func prompt(_ session: Session) -> Prompt {
        switch state {
        case .ready:
            return Prompt(
                title(session), done(session).map { Paragraph($0 + ".") } + [Paragraph(intro(session))],
                [.choice(options(session))])
        case .running: return Prompt(title(session), reached, waitsFor: "Logging in …")
        case .trusting: return Prompt(title(session), waitsFor: "Fetching the server's key …")
        case .asking(let key, let verdict):
            return Prompt(
                title(session),
                [
                    Paragraph(Self.question(verdict, session)), Paragraph("It shows this \(key.algorithm) key:"),
                    .verbatim(key.fingerprint), Paragraph(Self.advice(verdict)),
                ] + (verdict.page.map { [.verbatim($0)] } ?? []),
                [.choice(options(session), default: buttons.focus)])
        case .failed(let failure):
            var paragraphs = reached
            if case .stopHostKeyChanged(let fingerprint, let removal) = failure.action {
                paragraphs.append(Paragraph(changedKey(fingerprint, session)))
                if let fingerprint { paragraphs += ["It shows now:", .verbatim(fingerprint)] }
                if let removal {
                    paragraphs += ["This forgets the old key, once you know why it changed:", .verbatim(removal)]
                }
            } else {
                paragraphs += [Paragraph](problem(failure, session))
            }
            return Prompt(title(session), paragraphs, [.choice(options(session), default: buttons.focus)])
        case .broken(let problem): return Prompt(title(session), [Paragraph](problem), [.choice(options(session))])
        case .loggedIn(let verdict):
            return Prompt(
                title(session),
                reached + [Paragraph(verdict.message.sentence)] + whatNext(session).map { Paragraph($0) },
                [.pause()], then: [.next])
        }
    }

    private var reached: [Paragraph] {
        (progress?.items ?? []).filter(\.isReached).map { item in
            Paragraph("\(item.step.text)\(item.detail.map { ": " + $0 } ?? "")".sentence)
        }
    }
}

extension HostKeyTable.Verdict {
    /// The key is not one of those that are published.
    fileprivate var isTrouble: Bool { if case .differs = self { true } else { false } }

    fileprivate var page: String? {
        switch self {
        case .published(let page), .differs(let page): page
        case .unknown: nil
        }
    }
}

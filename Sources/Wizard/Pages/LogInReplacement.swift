import Services
import Support
import SSHClient
import TerminalUI

/// The step of the Log in page that retires the key that was replaced: what would be removed is shown, and removed when
/// that is agreed to.
///
/// The new key takes the old one's name before the old one is removed anywhere. ssh_config, git and scripts go on naming
/// the same file, without a line of them being changed, and at no moment does that name mean a key that is refused:
/// first the old one, which is there still, then the new one, which has logged in.
struct LogInReplacement: Page {
    enum State: Hashable, Sendable {
        /// Services are asked for the old key.
        case looking
        case planned
        /// A name of the old key at a service has characters that don't show.
        case confirming
        /// The new key logs in at one server after the other.
        case proving(ServerLogin, rest: [ServerLogin])
        case renaming
        case removing(OldKeyRemoval, rest: [OldKeyRemoval])
        /// The agent is asked to forget it.
        case forgetting
        case finished
    }

    private var state = State.planned
    /// What the services said, by their ids.
    private var findings: [String: OldKeyFinding] = [:]
    private var reports: [Report] = []
    /// Why the new key didn't log in.
    private var failures: [ServerLogin: String] = [:]
    /// What the agent made of it, once it was removed elsewhere.
    private var agent = AgentForgetting.hadNone
    private var problem: Problem?
    private var buttons = ButtonRow()
    private var scroll = Scroll()

    /// Something is changed outside, and ends by itself.
    var isBusy: Bool {
        switch state {
        case .renaming, .removing, .forgetting: true
        case .looking, .planned, .proving, .confirming, .finished: false
        }
    }

    /// Logins are tested, which Back ends.
    var isProving: Bool { if case .proving = state { true } else { false } }

    func backLabel(_ session: Session) -> String? { isBusy ? nil : isProving ? "stop" : "back" }

    private static let unstoppable = "This is not stopped halfway. If anything interrupts it, both keys work."

    private var hasFailed: Bool { reports.contains { !$0.succeeded } }

    private func isProved(_ session: Session) -> Bool { session.proved?.succeeded == true }

    func title(_ session: Session) -> String {
        if state == .confirming { return "Delete the key of exactly this name?" }
        if state == .finished { return hasFailed ? "The old key is still there" : "The old key is retired" }
        return session.canRetire || isBusy || state == .looking ? "Retire the old key" : "The old key stays"
    }

    private func options(_ session: Session) -> [Question.Option] {
        switch state {
        case .looking: return [Question.Option("Not now", detail: "go on; both keys stay", .skip)]
        case .renaming, .removing, .forgetting: return []
        case .proving: return [Question.Option("Stop", detail: "end the tests", .back)]
        case .confirming:
            return [
                Question.Option("Not now", detail: "go on; both keys stay, and it can be taken up again", .skip),
                Question.Option("Retire it", detail: "delete the key of this name, and no other", .retire),
            ]
        case .finished where hasFailed:
            return [
                Question.Option("Try again", detail: "remove it where that failed", .retire),
                Question.Option("Leave it there", detail: "go on; it can be taken up again", .skip),
            ]
        case .finished: return [Question.Option("Continue", detail: "go on", .next)]
        case .planned: return plannedOptions(session)
        }
    }

    private func plannedOptions(_ session: Session) -> [Question.Option] {
        var options: [Question.Option] = []
        if session.canRetire { options.append(Question.Option("Retire it", detail: "do what is listed", .retire)) }
        if session.place != nil, !isProved(session) {
            options.append(Question.Option("Try the login", detail: "go back to the test", .back))
        }
        let servers = session.unprovedServers.filter { $0 != session.place?.login }
        if !servers.isEmpty {
            let title = servers.count == 1 ? "Test the login at \(servers[0].host)" : "Test \(servers.count) logins"
            options.append(Question.Option(title, detail: "log in with the new key alone", .proveOthers))
        }
        let open = session.replacement?.open.last
        if let name = open?.name(session.services), isProved(session) || session.place == nil {
            options.append(Question.Option("First \(name)", detail: "bring the new key there", .otherPlace))
            options.append(
                Question.Option("Leave out \(name)", detail: "the old key stays there, and opens it alone", .leaveOut))
        } else if session.canRetire {
            options.append(
                Question.Option("Another place first", detail: "bring the new key there as well", .otherPlace))
        }
        return options + [
            Question.Option("Not now", detail: "go on; both keys stay, and it can be taken up again", .skip)
        ]
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] { buttons.keys(options(session)) + [Scroll.keys] }

    func help(_ session: Session) -> [String] {
        let old = session.replacement.map { session.surroundings.short($0.oldPath) } ?? ""
        return [
            "The new key has logged in, so the old one can go. First the new key takes the old one's name, so that "
                + "ssh_config, git and scripts need no change; then the old key is removed where the new one has logged in. "
                + "In authorized_keys every line with the old key goes, and no other line is touched. "
                + "Last, the agent forgets it.",
            "The old key is kept as \(old), until you delete it or put it back: the list of your keys has both.",
            "Where the old key is known elsewhere too, bring the new key there first. Whatever interrupts this, both keys "
                + "work, and the first page offers to go on.",
        ]
    }

    // MARK: - What happens

    mutating func enter(_ session: inout Session) -> [Effect] {
        guard state != .finished, !isBusy, !isProving else { return [] }
        (state, buttons, scroll, problem, reports, agent) = (.planned, ButtonRow(), Scroll(), nil, [], .hadNone)
        session.noteProof()
        guard isProved(session) else { return [] }
        let orders = (session.replacement?.proved ?? []).compactMap(\.order).filter { findings[$0.service.id] == nil }
        if !orders.isEmpty { state = .looking }
        return orders.map { .findOldKey($0) }
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch (state, message) {
        case (_, .oldKeyFound(let finding)):
            findings[finding.service] = finding
            let asked = (session.replacement?.proved ?? []).compactMap(\.order?.service.id)
            if state == .looking, asked.allSatisfy({ findings[$0] != nil }) { state = .planned }
        case (.planned, .proveOthers):
            return Turn(effects: proveNext(session.unprovedServers.filter { $0 != session.place?.login }, session))
        case (.proving(let login, let rest), .loginTested(let verdict, _)):
            return Turn(effects: take(verdict, of: login, before: rest, &session))
        case (.proving(let login, let rest), .loginFailed(let problem)):
            failures[login] = problem.message
            return Turn(effects: proveNext(rest, session))
        case (.proving, .back): return Turn(effects: stop())
        case (.proving, _): break
        case (.planned, .leaveOut):
            guard let open = session.replacement?.open.last else { break }
            (buttons, scroll) = (ButtonRow(), Scroll())
            return Turn(effects: session.leaveOut(open))
        case (.planned, .retire) where session.canRetire && !misleadingNames(session).isEmpty:
            (state, buttons, scroll) = (.confirming, ButtonRow(), Scroll())
        case (.planned, .retire), (.confirming, .retire), (.finished, .retire):
            guard let rotation = session.replacement?.rotation, session.canRetire || state == .finished else { break }
            (state, problem, scroll) = (.renaming, nil, Scroll())
            return .effects(.takeOldName(rotation))
        case (.renaming, .oldNameNotTaken(let new)):
            (state, problem) = (.planned, new)
        case (.renaming, .oldNameTaken(let files)):
            session.saved = files
            session.replacement?.rotation?.step = .renamed
            reports = []
            let kept = (session.replacement?.rotation).map { [Effect.keepRotation($0)] } ?? []
            return Turn(effects: kept + proceed(session.oldKeyRemovals(), &session))
        case (.removing(let removal, let rest), .oldKeyRemoved(let report)):
            reports.append(report)
            let kept = report.succeeded ? session.noteRemoval(removal, before: rest) : []
            return Turn(effects: kept + proceed(rest, &session))
        case (.forgetting, .agentForgot(let answer)):
            agent = answer
            return Turn(effects: finish(&session))
        case (.renaming, _), (.removing, _), (.forgetting, _): break
        case (.finished, .next), (_, .skip):
            // Whoever comes back is told again what the services say.
            findings = [:]
            return Turn(move: .next, effects: [.forgetServices])
        case (_, .input(let event, _)): _ = scroll.handle(event, session)
        default: _ = buttons.handle(message, count: options(session).count)
        }
        return .stay
    }

    // MARK: - The logins at other servers

    private mutating func proveNext(_ logins: [ServerLogin], _ session: Session) -> [Effect] {
        guard let next = logins.first, let proof = session.loginProof(at: next) else {
            (state, buttons, scroll) = (.planned, ButtonRow(), Scroll())
            return []
        }
        state = .proving(next, rest: Array(logins.dropFirst()))
        return [.testLogin(LoginTest(proof))]
    }

    private mutating func take(
        _ verdict: LoginVerdict, of login: ServerLogin, before rest: [ServerLogin], _ session: inout Session
    ) -> [Effect] {
        switch verdict {
        case .loggedIn:
            failures[login] = nil
            session.noteProof(at: login)
        case .failed(.server(.cancelled, _)): return stop()
        case .failed(let failure):
            failures[login] = session.refusal(failure, at: login)?.message ?? failure.message
        }
        return proveNext(rest, session)
    }

    /// Ends the tests, if there are any.
    mutating func stop() -> [Effect] {
        guard isProving else { return [] }
        (state, buttons, scroll) = (.planned, ButtonRow(), Scroll())
        return [.cancelLogin]
    }

    // MARK: - The removals

    /// One removal after the other. With the last one the agent's key serves nothing any more, unless one of them failed
    /// or a place is left for later.
    private mutating func proceed(_ removals: [OldKeyRemoval], _ session: inout Session) -> [Effect] {
        if let next = removals.first {
            state = .removing(next, rest: Array(removals.dropFirst()))
            return [.removeOldKey(next)]
        }
        guard !hasFailed, let replacement = session.replacement, replacement.open.isEmpty else {
            (state, buttons, scroll) = (.finished, ButtonRow(), Scroll())
            return []
        }
        state = .forgetting
        return [.forgetInAgent(replacement.oldKey)]
    }

    /// It is over, whatever the agent said.
    private mutating func finish(_ session: inout Session) -> [Effect] {
        (state, buttons, scroll) = (.finished, ButtonRow(), Scroll())
        session.replacement?.isOver = true
        return (session.replacement?.rotation).map { [.endRotation($0)] } ?? []
    }

    // MARK: - What is seen

    /// What would be done, each in a line; false for what can't be done from here.
    private func plan(_ session: Session) -> [(text: String, isDone: Bool)] {
        guard let replacement = session.replacement else { return [] }
        let short = session.surroundings.short
        var lines: [(String, Bool)] = []
        for place in replacement.proved {
            if let order = place.order { lines.append(words(order, findings[order.service.id])) }
            if let byHand = place.byHand {
                let page = byHand.page.map { " at \($0)" } ?? ""
                lines.append(("\(byHand.name): delete the old key by hand\(page)", false))
            }
            if let login = place.login {
                lines.append(("\(login.destination): its line in authorized_keys is removed", true))
            }
        }
        let forgets = replacement.open.isEmpty && session.agent.holds(replacement.oldKey)
        lines.append(
            (
                "\(short(replacement.path)) is kept as \(short(replacement.oldPath))"
                    + (forgets ? ", and the agent forgets it" : "") + "; the new key gets its name", true
            ))
        return lines
    }

    /// The places that are in the way, each with the reason where one was seen.
    private func missing(_ session: Session) -> [String] {
        // Where nothing is proved, one server more or less explains nothing.
        guard session.replacement?.proved.isEmpty == false || session.hosts.count > 1 else { return [] }
        return (session.replacement?.open ?? []).map { place in
            let result = session.hosts.first { $0.login == place.login }
            let reason =
                place.login.flatMap { failures[$0] } ?? result?.failure?.message
                ?? "the new key has not logged in there yet"
            return "\(place.name(session.services)): \(reason)"
        }
    }

    private func words(_ order: UploadOrder, _ finding: OldKeyFinding?) -> (String, Bool) {
        let service = order.service.name
        guard let finding else { return ("\(service): the old key is deleted", true) }
        if let problem = finding.problem { return ("\(service): \(problem.message)", false) }
        let names = finding.names.map { "“\(Visible.exact($0))”" }.joined(separator: ", ")
        return finding.names.isEmpty
            ? ("\(service) does not have the old key", false) : ("\(service): the key \(names) is deleted", true)
    }

    /// The names of the old key that look like others, spelled out, each with its service.
    private func misleadingNames(_ session: Session) -> [String] {
        (session.replacement?.proved ?? []).compactMap(\.order).flatMap { order in
            (findings[order.service.id]?.names ?? []).filter { Visible.exact($0) != $0 }.map { name in
                "\(order.service.name): the key “\(Visible.exact(name))” is deleted, with the characters that don't show."
            }
        }
    }

    /// What is known, or not, of other places.
    private func elsewhere(_ session: Session) -> String? {
        guard let replacement = session.replacement else { return nil }
        let fingerprint = replacement.oldKey.fingerprint(.sha256)
        let done = replacement.proved.compactMap { $0.place.service.map { id in id } }
        let others = session.keyPlaces.answers.filter { answer in
            answer.fingerprints.contains(fingerprint)
                && !session.services.contains { done.contains($0.id) && answer.service.hasPrefix($0.name) }
        }
        if !others.isEmpty {
            return
                "The old key is on \(others.map(\.service).joined(separator: ", ")) as well: bring the new one there first."
        }
        return "Where else the old key is known, bring the new one first: ssh uses the new one everywhere from then on."
    }

    private func intro(_ session: Session) -> String {
        let proved = session.replacement?.proved ?? []
        let open = session.replacement?.open.count ?? 0
        guard session.canRetire else {
            if proved.isEmpty {
                return "The login with the new key was not proved, so nothing is removed. Both keys stay as they are."
            }
            return
                "The new key has logged in at \(proved.count) of \(proved.count + open) places. Both keys stay as they are "
                + "until it has logged in at each:"
        }
        if proved.count > 1 { return "The new key has logged in at all \(proved.count) places. This would be done:" }
        return "The new key has logged in at \(session.place?.name ?? "its place"). This would be done:"
    }

    /// What is left when all is done.
    private func ending(_ session: Session) -> [String] {
        guard let replacement = session.replacement else { return [] }
        let short = session.surroundings.short
        var lines = [
            "The new key is \(short(replacement.path)). The old one is kept as \(short(replacement.oldPath))"
                + (agent == .forgot ? ", and the agent has forgotten it" : "")
                + ": the list of your keys deletes it, or puts it back."
        ]
        for place in replacement.proved {
            if let byHand = place.byHand {
                lines.append("Delete the old key at \(byHand.name)\(byHand.page.map { ": \($0)" } ?? " by hand").")
            }
        }
        if !replacement.open.isEmpty {
            let names = replacement.open.map { $0.name(session.services) }.joined(separator: ", ")
            lines.append("It is still known at \(names); the first page offers to go on.")
        }
        if agent == .noAgent {
            lines.append("No agent runs here. One of another terminal forgets the old key by: \(command(session))")
        }
        return lines
    }

    /// Makes an agent forget the old key.
    private func command(_ session: Session) -> String {
        let path = session.replacement?.oldPath ?? ""
        let short = session.surroundings.short(path)
        // A quoted ~ is no home folder.
        return "ssh-add -d " + (short.shellWord == short ? short : path.shellWord)
    }

    /// Why the agent may hold the old key still, and what can be done.
    private func agentTrouble(_ session: Session) -> Problem? {
        guard case .kept(let standing) = agent else { return nil }
        let message = "the agent still holds the old key"
        return switch standing {
        case .takesKeys, .elsewhere: Problem(message, hint: "take it out: \(command(session))")
        case .keepsKeys: Problem(message, hint: "delete its entry in ~/.gnupg/sshcontrol")
        case .takesNone: Problem(message, hint: "delete it in the agent's own window")
        case .silent(let problem): Problem(problem.message, hint: "if it holds the old key: \(command(session))")
        }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var buttonsEnd: Int?
        frame.scrolled(scroll, in: area, mustShow: { scroll.isMoved ? nil : buttonsEnd }) { frame, area in
            let glyphs = frame.canvas.glyphs
            switch state {
            case .looking, .planned:
                frame.paragraph(intro(session), &area)
                if !session.canRetire {
                    for line in missing(session) {
                        frame.marked(glyphs.wrong, line, &area, role: .text, markRole: .warning)
                    }
                } else {
                    for line in plan(session) {
                        frame.marked(
                            line.isDone ? glyphs.bullet : glyphs.skipped, line.text, &area,
                            role: line.isDone ? .text : .muted,
                            markRole: .accent)
                    }
                    if state == .looking { frame.paragraph("Asking for the old key …", &area, role: .muted) }
                    if let problem { frame.problem(problem, &area) }
                    if let elsewhere = elsewhere(session) {
                        frame.gap(&area)
                        frame.paragraph(elsewhere, &area, role: .muted)
                    }
                }
            case .confirming: for line in misleadingNames(session) { frame.paragraph(line, &area) }
            case .proving(let login, let rest):
                frame.waiting("Logging in to \(login.destination), \(rest.count) to follow …", "esc stops it.", &area)
            case .renaming: frame.waiting("Changing the names …", Self.unstoppable, &area)
            case .removing:
                for report in reports { frame.report(report, &area) }
                frame.waiting("Removing the old key …", Self.unstoppable, &area)
            case .forgetting:
                for report in reports { frame.report(report, &area) }
                frame.waiting(Self.asksAgent, Self.unstoppable, &area)
            case .finished:
                for report in reports { frame.report(report, &area) }
                if !reports.isEmpty { frame.gap(&area) }
                for line in ending(session) { frame.paragraph(line, &area) }
                if let trouble = agentTrouble(session) {
                    frame.gap(&area)
                    frame.problem(trouble, &area)
                }
            }
            frame.gap(&area)
            buttons.draw(options(session), &frame, &area)
            // The row below it is shown as well.
            buttonsEnd = area.row - 2
        }
    }

    private static let asksAgent = "Asking the agent to forget the old key …"

    // MARK: - Plain mode

    func prompt(_ session: Session) -> Prompt {
        switch state {
        case .looking: return Prompt(title(session), waitsFor: "Asking for the old key …")
        case .proving(let login, let rest):
            return Prompt(
                title(session), waitsFor: "Logging in to \(login.destination), \(rest.count) to follow …")
        case .renaming: return Prompt(title(session), waitsFor: "Changing the names …")
        case .removing:
            return Prompt(title(session), reports.flatMap { [Paragraph]($0) }, waitsFor: "Removing the old key …")
        case .forgetting:
            return Prompt(title(session), reports.flatMap { [Paragraph]($0) }, waitsFor: Self.asksAgent)
        case .planned:
            let lines = (session.canRetire ? plan(session).map(\.text) : missing(session)).map {
                Paragraph($0.sentence)
            }
            let others = session.canRetire ? elsewhere(session).map { [Paragraph($0)] } ?? [] : []
            return Prompt(
                title(session), [Paragraph(intro(session))] + lines + [Paragraph](problem) + others,
                [.choice(options(session))])
        case .confirming:
            return Prompt(title(session), misleadingNames(session).map { Paragraph($0) }, [.choice(options(session))])
        case .finished:
            let said =
                reports.flatMap { [Paragraph]($0) } + ending(session).map { Paragraph($0) }
                + [Paragraph](agentTrouble(session))
            return Prompt(title(session), said, hasFailed ? [.choice(options(session))] : [.pause()], then: [.next])
        }
    }
}

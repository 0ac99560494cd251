import SSHClient
import Services
import Support
import TerminalUI

/// The step of the Log in page that removes the key that was replaced: what would be done is shown, and done when that
/// is agreed to.
///
/// The new key takes the old one's name before the old one is removed anywhere. ssh_config, git and scripts go on naming
/// the same file, without a line of them being changed, and at no moment does that name mean a key that is refused:
/// first the old one, which is there still, then the new one, which has logged in.
public struct LogInReplacement: Hashable, Sendable {
    /// The user's decisions, and their results.
    public enum Event: Hashable, Sendable {
        /// Give the new key the old one's name, and remove the old one where the new one has logged in.
        case remove
        /// Add the new key to another place first.
        case otherPlace
        /// Take the place that is named off the list of places.
        case leaveOut
        /// Log in with the new key at the other servers that have it.
        case testOthers
        /// End those tests.
        case stop
        /// Go on; both keys stay where the old one is.
        case skip
        /// What a service has of the old key.
        case found(OldKeyFinding)
        /// The new key has the old one's name; its files.
        case renamed(SavedFiles)
        /// The names are what they were, or some of them; doing it again ends it.
        case notRenamed(Problem)
        /// The outcome of removing the old key.
        case removed(Report)
        /// What the agent made of the old key.
        case agentForgot(AgentForgetting)
    }

    enum State: Hashable, Sendable {
        /// Services are asked for the old key.
        case looking
        case planned
        /// A name of the old key at a service has characters that don't show.
        case confirming
        /// The new key logs in at one server after the other.
        case testing(ServerLogin, rest: [ServerLogin])
        case renaming
        case removing(OldKeyRemoval, rest: [OldKeyRemoval])
        /// The agent is asked to forget it.
        case forgetting
        case finished
    }

    private(set) var state = State.planned
    /// What the services said, by their ids.
    private(set) var findings: [String: OldKeyFinding] = [:]
    private(set) var reports: [Report] = []
    /// Why the new key didn't log in.
    private(set) var failures: [ServerLogin: String] = [:]
    /// What the agent made of it, once it was removed elsewhere.
    private(set) var agent = AgentForgetting.hadNone
    private(set) var problem: Problem?

    /// Something is changed outside, and ends by itself.
    private var isBusy: Bool {
        switch state {
        case .renaming, .removing, .forgetting: true
        case .looking, .planned, .testing, .confirming, .finished: false
        }
    }

    /// Logins are tested, which Back ends.
    var isTesting: Bool { if case .testing = state { true } else { false } }

    var hasFailed: Bool { reports.contains { !$0.succeeded } }

    // MARK: - What happens

    mutating func enter(_ session: inout Session) -> [Effect] {
        guard state != .finished, !isBusy, !isTesting else { return [] }
        (state, problem, reports, agent) = (.planned, nil, [], .hadNone)
        session.noteProof()
        guard session.proved?.succeeded == true else { return [] }
        let orders = (session.replacement?.proved ?? []).compactMap(\.order).filter { findings[$0.service.id] == nil }
        if !orders.isEmpty { state = .looking }
        return orders.map { .findOldKey($0) }
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch (state, event) {
        case (_, .found(let finding)):
            findings[finding.service] = finding
            let asked = (session.replacement?.proved ?? []).compactMap(\.order?.service.id)
            if state == .looking, asked.allSatisfy({ findings[$0] != nil }) { state = .planned }
        case (.planned, .testOthers):
            return Turn(effects: testNext(session.unprovedServers.filter { $0 != session.place?.login }, session))
        case (_, .stop): return Turn(effects: stop())
        case (.planned, .leaveOut):
            return (session.replacement?.open.last).map { Turn(effects: session.leaveOut($0)) } ?? .stay
        case (.planned, .otherPlace):
            session.head(for: session.replacement?.open.last)
            return Turn(move: .otherPlace)
        case (.planned, .remove) where session.canRetire && !misleadingNames(session).isEmpty: state = .confirming
        case (.planned, .remove), (.confirming, .remove), (.finished, .remove):
            guard let rotation = session.replacement?.rotation, session.canRetire || state == .finished else { break }
            (state, problem) = (.renaming, nil)
            return .effects(.takeOldName(rotation))
        case (.renaming, .notRenamed(let new)): (state, problem) = (.planned, new)
        case (.renaming, .renamed(let files)):
            session.saved = files
            session.replacement?.rotation?.step = .renamed
            reports = []
            let kept = (session.replacement?.rotation).map { [Effect.keepRotation($0)] } ?? []
            return Turn(effects: kept + proceed(session.oldKeyRemovals(), &session))
        case (.removing(let removal, let rest), .removed(let report)):
            reports.append(report)
            let kept = report.succeeded ? session.noteRemoval(removal, before: rest) : []
            return Turn(effects: kept + proceed(rest, &session))
        case (.forgetting, .agentForgot(let answer)):
            agent = answer
            return Turn(effects: finish(&session))
        case (.looking, .skip), (.planned, .skip), (.confirming, .skip), (.finished, .skip):
            // On return, the services' answers are shown again.
            findings = [:]
            return Turn(move: .next, effects: [.forgetServices])
        default: break
        }
        return .stay
    }

    /// How the login at another server goes.
    mutating func take(_ report: LoginReport, _ session: inout Session) -> Turn {
        guard case .testing(let login, let rest) = state else { return .stay }
        switch report {
        case .moved: return .stay
        case .failed(let problem): failures[login] = problem.message
        case .tested(.failed(.server(.cancelled, _)), _): return Turn(effects: stop())
        case .tested(.failed(let failure), _):
            failures[login] = session.refusal(failure, at: login)?.message ?? failure.message
        case .tested(.loggedIn, _):
            failures[login] = nil
            session.noteProof(at: login)
        }
        return Turn(effects: testNext(rest, session))
    }

    private mutating func testNext(_ logins: [ServerLogin], _ session: Session) -> [Effect] {
        guard let next = logins.first, let proof = session.loginProof(at: next) else {
            state = .planned
            return []
        }
        state = .testing(next, rest: Array(logins.dropFirst()))
        return [.testLogin(LoginTest(proof))]
    }

    /// Ends the tests, if there are any.
    mutating func stop() -> [Effect] {
        guard isTesting else { return [] }
        state = .planned
        return [.cancelLogin]
    }

    /// One removal after the other. With the last one the agent's key serves nothing any more, unless one of them failed
    /// or a place is left for later.
    private mutating func proceed(_ removals: [OldKeyRemoval], _ session: inout Session) -> [Effect] {
        if let next = removals.first {
            state = .removing(next, rest: Array(removals.dropFirst()))
            return [.removeOldKey(next)]
        }
        guard !hasFailed, let replacement = session.replacement, replacement.open.isEmpty else {
            state = .finished
            return []
        }
        state = .forgetting
        return [.forgetInAgent(replacement.oldKey)]
    }

    /// It is over, whatever the agent said.
    private mutating func finish(_ session: inout Session) -> [Effect] {
        state = .finished
        session.replacement?.isOver = true
        return (session.replacement?.rotation).map { [.endRotation($0)] } ?? []
    }
}

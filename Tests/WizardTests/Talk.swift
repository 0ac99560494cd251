import Services
import TerminalUI
import Testing

@testable import Wizard

/// A user's conversation with the wizard: answers go in, what is said and asked comes out. What goes on outside is
/// played here, at once.
struct Talk {
    private(set) var conversation: Conversation
    /// All that was said, with the answers.
    private(set) var transcript: [String] = []
    /// What was said since the last answer.
    private(set) var said: [String] = []
    private(set) var question: Question?
    private(set) var effects: [Effect] = []
    private(set) var status: Wizard.ExitStatus?
    private(set) var revealed: [SecretName] = []
    private var clock: UInt64 = 1_000_000_000
    /// The result of an effect.
    var outside: (Effect, Session) -> [Message] = Talk.everythingWorks

    /// `starts` finds out what is to be found out before the first question.
    init(
        asksSecrets: Bool = true, starts: Bool = false,
        outside: @escaping (Effect, Session) -> [Message] = Talk.everythingWorks
    ) {
        var surroundings = Surroundings(system: .linux, user: "ana", host: "studio", home: "/home/ana")
        surroundings.asksSecrets = asksSecrets
        conversation = Conversation(surroundings)
        self.outside = outside
        if starts { perform(conversation.start()) }
        goOn()
    }

    var page: PageName { conversation.page }
    var session: Session { conversation.session }

    /// Answers one question after the other; the answer to a secret is only said to be there.
    mutating func answer(_ answers: String...) { answer(answers) }

    mutating func answer(_ answers: [String]) {
        for answer in answers where status == nil {
            clock += 1_000_000_000
            said = []
            transcript.append((question?.line ?? "") + (isSecret ? "" : answer))
            if isSecret, PlainCommand(answer) == nil {
                perform(conversation.answered(report(on: answer)))
            } else {
                perform(conversation.answer(answer, time: clock))
            }
            goOn()
        }
    }

    mutating func end() {
        perform(conversation.end())
        goOn()
    }

    mutating func hear(_ message: Message) {
        perform(conversation.hear(message))
        goOn()
    }

    private var isSecret: Bool { if case .secret? = question?.kind { true } else { false } }

    /// What the fields report when this was typed.
    private func report(on answer: String) -> Message {
        guard case .secret(let name)? = question?.kind, [.passphrase, .confirmation].contains(name) else {
            let name = if case .secret(let name)? = question?.kind { name } else { SecretName.opening }
            return .secretEdited(name, .init(count: answer.count, cursor: answer.count))
        }
        var report = PassphraseReport.matching
        if name == .passphrase { report.match = .open }
        if answer == "wrong" { report.match = .different }
        if answer.isEmpty { report.passphrase = .init() }
        return .passphrase(.reported(report))
    }

    private mutating func goOn() {
        while status == nil {
            let step = conversation.proceed()
            let lines = conversation.takeLines().map(\.text)
            said += lines
            transcript += lines
            switch step {
            case .effects(let effects): perform(effects)
            case .reveal(let name): revealed.append(name)
            case .listen(let asked):
                question = asked
                return
            case .wait:
                question = nil
                return
            }
        }
    }

    private mutating func perform(_ effects: [Effect]) {
        self.effects += effects
        for effect in effects where status == nil {
            if case .exit(let status, _) = effect {
                self.status = status
                return
            }
            for message in outside(effect, session) { perform(conversation.hear(message)) }
        }
    }

    static func everythingWorks(_ effect: Effect, _ session: Session) -> [Message] {
        switch effect {
        case .generate(.rsa, _):
            [.randomness(.progressed(permille: 330)), .randomness(.made(Fixture.rsa))]
        case .generate: [.randomness(.made(Fixture.ed25519))]
        case .examinePlace(let plan, _): [.save(.examined(PlaceReport(path: plan.path, .free)))]
        case .save: [.save(.saved(Fixture.saved(session)))]
        case .suggestPassphrase: [.passphrase(.reported(.matching))]
        case .listKeys: [.key(.listed([]))]
        case .findCredentials: [.credentialsFound([])]
        case .copy: [.copied(.copied(by: "xclip"))]
        case .install:
            [.installed(Report(succeeded: true, "added the key to ~/.ssh/authorized_keys on the server"), notes: [])]
        case .resolveHost(let host):
            [.hostResolved(ResolvedHost(host: host, user: "ana", hostName: host, port: 22))]
        case .findAgent: [.logIn(.agentFound(nil))]
        case .planConfig(let wish):
            [.logIn(.config(.planned(ConfigPlan(wish, file: "~/.ssh/config", isNewFile: false, lines: []))))]
        case .testLogin: [.logIn(.login(.tested(.loggedIn(nil, needsMore: false))))]
        default: []
        }
    }
}

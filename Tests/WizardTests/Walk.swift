import FoundationEssentials
import SSHKey
import TerminalUI
import Testing

@testable import Wizard

/// A user's walk through the wizard without a terminal: keys and clicks go in, the screen and effects come out.
struct Walk {
    private(set) var model: Model
    /// What the last step asked for.
    private(set) var effects: [Effect] = []
    private var clock: UInt64 = 1_000_000_000
    /// The agent that there is; nil for none.
    var agent: AgentFinding?

    init(
        columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode, system: Surroundings.System = .linux
    ) {
        let surroundings = Surroundings(system: system, user: "ana", host: "studio", home: "/home/ana")
        model = Model(surroundings, size: Size(columns: columns, rows: rows), glyphs: glyphs)
    }

    var screen: String { model.view().canvas.text }
    /// The page's own text, its lines joined.
    var text: String {
        let canvas = model.view().canvas
        let page = Stage(in: canvas.size).page
        let rows = (page.row..<page.endRow).map { row in
            String((page.column..<page.endColumn).compactMap { canvas[column: $0, row: row].character })
        }
        return rows.joined(separator: " ").split(separator: " ").joined(separator: " ")
    }
    /// What the page says in plain mode, where no line is broken.
    var said: String { model.prompt.paragraphs.map(\.text).joined(separator: "\n") }
    var page: PageName { model.current }
    var session: Session { model.session }

    mutating func send(_ message: Message) {
        effects = model.update(message)
        // ssh_config says nothing of it.
        for case .resolveHost(let host) in effects {
            effects += model.update(
                .hostResolved(ResolvedHost(host: host, user: "ana", hostName: host, port: 22)))
        }
    }

    mutating func input(_ event: InputEvent, after milliseconds: UInt64 = 20) {
        clock += milliseconds * 1_000_000
        // As on a terminal, where the frame was seen that is pressed on.
        let isKey =
            if case .key(let key) = event { ![.up, .down, .pageUp, .pageDown].contains(key) } else {
                false
            }
        send(isKey ? .input(event, time: clock) : model.view().message(event, time: clock))
    }

    mutating func press(_ keys: Key...) {
        for key in keys { input(.key(key)) }
    }

    mutating func type(_ text: String) {
        for character in text { input(.key(.character(character))) }
    }

    mutating func tick(after milliseconds: UInt64) {
        clock += milliseconds * 1_000_000
        send(.tick(time: clock))
    }

    /// Clicks on the first place where the text is on the screen.
    mutating func click(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        if model.view().mouse == .off {
            Issue.record("the mouse is the terminal's here", sourceLocation: sourceLocation)
        }
        for (row, line) in screen.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let range = line.ranges(of: text).first else { continue }
            let at = Point(column: line[..<range.lowerBound].displayWidth, row: row)
            input(.mouse(MouseEvent(.press, at: at)))
            let pressed = effects
            input(.mouse(MouseEvent(.release, at: at)))
            effects = pressed + effects
            return
        }
        Issue.record("no “\(text)” to click on:\n\(screen)", sourceLocation: sourceLocation)
    }

    mutating func movePointer(times: Int) {
        for step in 0..<times {
            input(.mouse(MouseEvent(.motion, at: Point(column: 22 + step % 40, row: 8 + step % 5))))
        }
    }

    /// Walks to a page like a user who chooses a destination by name and accepts what is proposed.
    mutating func walk(
        to goal: PageName, destination: String = "Nowhere", computer: String? = nil,
        passphrase: Bool = true
    ) {
        // The Log in page has the most steps.
        var stays = (page: page, times: 0)
        while page < goal {
            stays = page == stays.page ? (page, stays.times + 1) : (page, 1)
            guard stays.times < 10 else {
                Issue.record("the walk stays on this page:\n\(screen)")
                return
            }
            switch page {
            case .computer:
                if let computer { click(computer) }
                press(.enter)
            case .destination:
                type(destination)
                press(.enter)
            case .key: press(.enter)
            case .randomness:
                press(.enter)
                send(.randomness(.made(session.parameters.type == .rsa ? Fixture.rsa : Fixture.ed25519)))
                press(.enter)
            case .passphrase:
                if passphrase {
                    send(.passphrase(.reported(.matching)))
                    send(.passphrase(.proceed))
                } else {
                    press(.control("g"))
                    send(.passphrase(.useNone))
                    send(.passphrase(.useNone))
                }
            case .save:
                guard case .examinePlace(let plan, _)? = effects.last else {
                    Issue.record("the page asked for no examination: \(effects)")
                    return
                }
                send(.save(.examined(PlaceReport(path: plan.path, .free))))
                if let agent { send(.logIn(.agentFound(agent))) }
                press(.enter)
                if case .save(let plan)? = effects.first, plan.agent != nil { send(.logIn(.agent(.answered(.holds)))) }
                send(.save(.saved(Fixture.saved(session))))
            case .publicKey: press(.enter)
            case .upload:
                if case .service(let service) = session.destination, service.api != nil {
                    send(.byHand)
                } else if session.destination == .server {
                    type("server.example.org")
                    press(.tab, .tab, .enter)
                    send(
                        .installed(
                            Report(succeeded: true, "added the key to ~/.ssh/authorized_keys on the server"), notes: [])
                    )
                }
                press(.enter)
            case .logIn:
                answerLogIn()
                press(.enter)
                answerLogIn()
            case .done: return
            }
        }
    }
}

extension Walk {
    /// Plays what the Log in page asks of the outside: ssh_config says all of it, and the login works.
    mutating func answerLogIn() {
        var open = effects
        while !open.isEmpty {
            switch open.removeFirst() {
            case .findAgent: findAgent()
            case .planConfig(let wish):
                send(.logIn(.config(.planned(ConfigPlan(wish, file: "~/.ssh/config", isNewFile: false, lines: [])))))
            case .testLogin: send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
            default: continue
            }
            open += effects
        }
    }
}

extension Walk {
    /// The agent answers, with the key that it was given.
    mutating func findAgent() {
        var found = agent
        if session.agentHolds, found?.holds(session.publicKey) == false {
            found?.keys.append(
                AgentFinding.Held(fingerprint: session.publicKey?.fingerprint(.sha256), comment: session.comment))
        }
        send(.logIn(.agentFound(found)))
    }

    /// Comes to the Log in page, where ssh_config would change by `lines`.
    mutating func walkToLogIn(
        _ destination: String, passphrase: Bool = true, lines: [ConfigPlan.Line] = Walk.newHost, otherKey: String? = nil
    ) {
        walk(to: .logIn, destination: destination, passphrase: passphrase)
        plan(lines, otherKey: otherKey)
        findAgent()
    }

    /// ssh_config was compared with the wish of the last step.
    mutating func plan(_ lines: [ConfigPlan.Line] = Walk.newHost, otherKey: String? = nil) {
        for case .planConfig(let wish) in effects {
            send(
                .logIn(
                    .config(
                        .planned(
                            ConfigPlan(wish, file: "~/.ssh/config", isNewFile: false, lines: lines, otherKey: otherKey))
                    )))
        }
    }

    static let newHost: [ConfigPlan.Line] = [
        .init(.context, "Host old"), .init(.context, "    User me"), .init(.added, ""),
        .init(.added, "Host server.example.org"),
        .init(.added, "    User ana"), .init(.added, "    IdentityFile ~/.ssh/id_ed25519"),
        .init(.added, "    IdentitiesOnly yes"),
    ]

    static let sshAgent = AgentFinding(name: "ssh-agent", .takesKeys)
}

/// Keys that others made: ssh-keygen (ed25519 is the vector of seed 00 01 .. 1f).
enum Fixture {
    static let ed25519 = key("ed25519")
    static let rsa = key("rsa4096")
    static let ed448 = key("ed448")
    /// The Ed25519 key in a certificate of ssh-keygen's.
    static let certificate = read(#filePath, "Fixtures/ed25519-cert.pub") ?? ""

    private static func key(_ name: String) -> PublicKey {
        let text = read(#filePath, "Fixtures/\(name).pub") ?? ""
        let fields = text.split { $0 == " " || $0 == "\n" }
        do {
            let blob = Data(base64Encoded: String(fields[1])).map(Array.init) ?? []
            return try PublicKey(blob: blob, comment: String(fields[2]))
        } catch {
            fatalError("the fixture \(name) is damaged: \(error)")
        }
    }

    static func saved(_ session: Session) -> SavedFiles {
        let stem = "/home/ana/.ssh/id_" + session.parameters.type.fileName
        return SavedFiles(
            openSSH: session.formats.contains(.openssh) ? stem : nil,
            putty: session.formats.contains(.ppk) ? stem + ".ppk" : nil,
            publicKey: stem + ".pub")
    }
}

extension PassphraseReport {
    static var matching: PassphraseReport {
        var report = PassphraseReport()
        report.passphrase = Field(count: 21, cursor: 21)
        report.confirmation = Field(count: 21, cursor: 21)
        report.match = .equal
        return report
    }
}

/// The text of a file beside a test's source.
func read(_ source: String, _ name: String) -> String? {
    try? String(contentsOfFile: folder(source) + name, encoding: .utf8)
}

func folder(_ source: String) -> String {
    String(source[...(source.lastIndex(of: "/") ?? source.startIndex)])
}

import SSHClient
import Services
import TerminalUI

/// Says what was made and where, and the commands that would have done the same.
public struct DonePage: Page {
    /// What the user does here.
    public enum Event: Hashable, Sendable {
        /// Leave.
        case finish
        /// Copy the public key line.
        case copy
        /// Show the commands that would have done the same, or what was done.
        case showCommands(Bool)
        /// The result of copying the line.
        case copied(CopyOutcome)
        /// Set up Git to use the key.
        case setUpGit
        /// What happens there.
        case git(GitForm.Event)
    }

    private var copied: CopyOutcome?
    private var git: GitForm?
    private var isAtGit = false
    private var showsCommands = false

    static func message(_ event: Event) -> Message { .done(event) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        self = DonePage()
        return []
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .finish: return .effects(.exit(.done, farewell: session.farewell))
        case .copy: return session.publicKey.map { .effects(.copy($0.line)) } ?? .stay
        case .showCommands(let shows): showsCommands = shows
        case .copied(let outcome): copied = outcome
        case .setUpGit:
            if git == nil { git = session.keyForGit.map { GitForm($0) } }
            isAtGit = git != nil
        case .git(.close): isAtGit = false
        case .git(let event): return git?.update(event) ?? .stay
        }
        return .stay
    }

    func form(_ session: Session) -> Form<Event> {
        if let git, isAtGit { return git.form() }
        let commands = session.equivalentCommands()
        guard !showsCommands else {
            return Form(
                "Equivalent commands", help: Self.help, back: .cancel("back", .showCommands(false)),
                fields: commands.map { .code("", $0) } + [
                    .buttons(.main("Back", .showCommands(false), hint: "go back"))
                ])
        }
        var form = Form<Event>(
            title(session), help: Self.help, .facts("", facts(session) + [git?.fact].compactMap { $0 }),
            copied.map { .note($0.words.sentence, $0 == .unavailable ? .warning : .success, on: .screen) },
            .buttons(
                .main("Finish", .finish), Button("Copy public key", .copy, .character("c"), hint: "copy", on: .screen),
                commands.isEmpty ? nil : Button("Equivalent commands", .showCommands(true), hint: "commands"),
                session.keyForGit == nil ? nil : Button("Set up Git", .setUpGit, .character("g"), hint: "Git")))
        form.opensRail = true
        form.mark = session.proved?.succeeded == true || session.replacement?.isOver == true ? .success : nil
        return form
    }

    private func title(_ session: Session) -> String {
        if session.proved?.succeeded == true {
            if case .service(let service) = session.destination { return "You can log in to \(service.name)" }
            return "You can log in to \(session.place?.login.host ?? session.server?.host ?? "the server")"
        }
        if let replacement = session.replacement, replacement.isOver {
            return "\(replacement.path.fileName) is replaced"
        }
        return "Your key is ready"
    }

    private func facts(_ session: Session) -> [Fact] {
        let protection = session.isProtected ? "protected by your passphrase" : "without a passphrase"
        var facts = [Fact(name: "Key", words: "\(session.keyName), \(protection)", tone: .success)]
        facts += (session.saved?.list ?? []).map { file, role in
            Fact(name: role.capitalized, words: session.surroundings.short(file), tone: .success)
        }
        facts += arrival(session) + session.loginFacts
        if let line = session.bothKeysStay { facts.append(Fact(name: "Old key", words: line, tone: .warning)) }
        if session.destination == .none, session.proved?.succeeded != true {
            facts.append(Fact(name: "Next", words: "send the public key to those who asked for it"))
        }
        return facts
    }

    /// The result of adding the key to its destination.
    private func arrival(_ session: Session) -> [Fact] {
        switch session.destination {
        case .none: return []
        case .service(let service):
            let (words, tone): (String, Tone) =
                switch session.uploaded {
                case .created(let key)?: (service.name + (key.name.map { ", as “\($0)”" } ?? ""), .success)
                case .alreadyThere?: ("\(service.name), already there", .success)
                case .failed?, nil:
                    session.isPasted
                        ? ("\(service.name), you said you added it", .muted)
                        : ("not to \(service.name) yet", .warning)
                }
            return [Fact(name: "Uploaded", words: words, tone: tone)]
        case .server:
            guard let server = session.server, session.installed?.succeeded == true else {
                return [Fact(name: "Added", words: "not yet", tone: .warning)]
            }
            var facts = [Fact(name: "Added", words: "\(server.user)@\(server.host)", tone: .success)]
            if session.hosts.count > 1 {
                let count = session.hosts.count(where: \.isThere)
                let isAll = count == session.hosts.count
                facts[0].words = "\(count) of \(session.hosts.count) servers"
                facts[0].tone = isAll ? .success : .warning
                facts += session.hosts.compactMap { result in
                    result.failure.map { Fact(name: result.login.address, words: $0.message, tone: .failure) }
                }
            }
            return facts
        }
    }

    private static let help = [
        "✓ marks what is done.", "When you finish, the public key and the paths are printed on your screen.",
    ]
}

extension Session {
    /// What is left to do about the key that was to be replaced; nil for nothing.
    var bothKeysStay: String? {
        guard let replacement, replacement.rotation != nil, !replacement.isOver else { return nil }
        let open = replacement.open.map { $0.name(services) }.joined(separator: ", ")
        return "\(surroundings.short(replacement.path)) is still in use; resume from the first page"
            + (open.isEmpty ? "" : ". The new key hasn't logged in to \(open) yet")
    }

    /// The file of a key that Git can use: ssh on this computer reads it, and it is on a service that Git logs in to.
    fileprivate var keyForGit: String? {
        guard computer.isThisOne, replacement == nil, case .service(let service) = destination, service.login != nil,
            publicKey?.type != .ed448
        else { return nil }
        return saved?.openSSH
    }

    /// What was achieved beyond the upload.
    fileprivate var loginFacts: [Fact] {
        var facts: [Fact] = []
        func add(_ name: String, _ words: String) { facts.append(Fact(name: name, words: words, tone: .success)) }
        if let configEntry, logsInFromHere, hasItsName { add("ssh config", "Host \(configEntry.host)") }
        if agentHolds, logsInFromHere, case .found(let agent) = agent { add("Agent", "\(agent.name) holds the key") }
        if let proved {
            let tone: Tone = proved.succeeded ? .success : .warning
            facts.append(Fact(name: "Login tested", words: proved.message, tone: tone))
        } else if place != nil {
            facts.append(Fact(name: "Login tested", words: "not tested", tone: .warning))
        }
        if let replacement, replacement.isOver { add("Old key", "kept as \(surroundings.short(replacement.oldPath))") }
        return facts
    }

    /// What is printed on the ordinary screen after leaving.
    var farewell: [String] {
        guard let publicKey, let saved else { return [] }
        let open = bothKeysStay.map { ["", "Old key: \($0)."] } ?? []
        return ["Public key:", publicKey.line, ""]
            + saved.list.map { "\(surroundings.short($0.file))  \($0.role)" } + open
    }
}

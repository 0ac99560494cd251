import SSHClient
import SSHKey
import TerminalUI

/// The part of the Upload page for a server: its address, and the result of the installation.
public struct SSHInstallPage: Hashable, Sendable {
    /// What the user does with it, and the answers to its effects.
    public enum Event: Hashable, Sendable {
        /// The host; `user@host:port` and an ssh command do as well.
        case host(String)
        /// The account there; empty for ssh's own choice.
        case user(String)
        /// The port; empty for ssh's own choice.
        case port(String)
        /// The user goes on from the host.
        case hostLeft
        /// Add the key; go on once that is done.
        case proceed
        /// Stop asking ssh about the host.
        case stop
        /// Add it to several servers at once.
        case several
        /// Add it to another server as well.
        case anotherServer
        /// Go on without.
        case skip
        /// What ssh would use for a host.
        case resolved(ResolvedHost)
        /// ssh refuses its configuration, so that nobody knows what it would use.
        case unresolved(host: String, Problem)
        /// The installation is over; the notes are what was seen of permissions there.
        case installed(Report, notes: [InstallNote], failure: ServerFailure? = nil)
    }

    private var host = ""
    private var user = ""
    private var port = ""
    private var isBusy = false
    /// What ssh would use for a host by itself: only what was typed overrides it.
    private var resolved: ResolvedHost?
    private var isResolving = false
    private var problem: Problem?
    /// How often the fields were shown again.
    private var round = 0
    /// The field that is to be changed, as far as that is known.
    private var suspect: FieldName?
    private var several = SeveralServers()
    private var isForSeveral = false

    /// `login` is the account that is known already; without it the user is whom ssh would take.
    init(_ login: ServerLogin? = nil) {
        guard let login else { return }
        (host, user, port) = (login.host, login.user, login.port.map(String.init) ?? "")
    }

    // MARK: - What happens

    mutating func update(_ event: Event, _ session: inout Session, _ key: PublicKey) -> Turn {
        switch event {
        case .host(let text):
            // What comes in one piece was pasted, or is an answer of plain mode.
            let isWhole = text.count > host.count + 1
            host = text
            if isWhole { spread() }
            session.installed = nil
        case .user(let text): (user, session.installed) = (text, nil)
        case .port(let text): (port, session.installed) = (text, nil)
        case .hostLeft:
            spread()
            guard resolved?.host != host, ServerLogin.validate(host: host) == nil else { break }
            return .effects(.resolveHost(host))
        case .proceed: return session.installed?.succeeded == true ? .next : install(&session, key)
        case .stop: isResolving = false
        case .several: isForSeveral = true
        case .anotherServer:
            session.installed = nil
            show(.host)
        case .skip: return .next
        case .resolved(let new):
            guard new.host == host else { break }
            (resolved, problem) = (new, nil)
            guard isResolving else { break }
            isResolving = false
            return install(&session, key)
        case .unresolved(host, let new): (isResolving, problem) = (false, new)
        case .unresolved: break
        case .installed(let report, let notes, let failure):
            guard isBusy else { break }
            isBusy = false
            (session.installed, session.installNotes) = (report, notes)
            show(failure.flatMap(Self.suspect))
        }
        return .stay
    }

    mutating func update(_ event: SeveralServers.Event, _ session: inout Session, _ key: PublicKey) -> Turn {
        guard let line = AuthorizedLine(key.line) else { return .stay }
        if let turn = several.update(event, &session, line) { return turn }
        isForSeveral = false
        return .stay
    }

    private mutating func show(_ field: FieldName?) { (round, suspect) = (round + 1, field) }

    /// The field that is wrong as a rule when that is what was found.
    private static func suspect(_ failure: ServerFailure) -> FieldName? {
        switch failure {
        case .unreachable(.nameNotResolved), .unreachable(.timedOut), .unreachable(.noRoute): .host
        case .unreachable(.refused), .unreachable(.notSSH): .port
        case .noLogin: .user
        default: nil
        }
    }

    private mutating func install(_ session: inout Session, _ key: PublicKey) -> Turn {
        guard !isBusy else { return .stay }
        spread()
        problem = nil
        if user.isEmpty, resolved?.host != host {
            isResolving = true
            return .effects(.resolveHost(host))
        }
        let account = user.isEmpty ? resolved?.user ?? "" : user
        guard let login = ServerLogin(user: account, host: host, port: port), let line = AuthorizedLine(key.line)
        else { return .stay }
        (session.server, session.installed, session.proved, session.hosts) = (login, nil, nil, [])
        isBusy = true
        return .effects(.install(KeyInstallation(login: login, line: line)))
    }

    /// What the host field has in one piece: `user@host:port`, or an ssh command.
    private var parts: ServerFields? {
        guard let parts = ServerLogin.parse(host), parts.host != host, ServerLogin.validate(host: parts.host) == nil,
            ServerLogin.validate(port: parts.port) == nil,
            parts.user.isEmpty || ServerLogin.validate(user: parts.user) == nil
        else { return nil }
        return parts
    }

    /// Puts the parts into the fields that they belong to.
    private mutating func spread() {
        guard let parts else { return }
        host = parts.host
        if !parts.user.isEmpty { user = parts.user }
        if !parts.port.isEmpty { port = parts.port }
    }

    // MARK: - The form

    private static let title = "Add the key to your server"

    func form(_ session: Session) -> Form<UploadPage.Event> {
        if isForSeveral { return several.form() }
        if isBusy {
            let login = session.server?.destination ?? host
            return Form(
                Self.title, id: "installing", help: Self.help, .waiting("Logging in to \(login) with ssh …"))
        }
        if isResolving {
            return Form(
                Self.title, id: "resolving", help: Self.help, back: .cancel("stop", .server(.stop)),
                .waiting("Asking ssh about \(host) …"))
        }
        if let report = session.installed, report.succeeded {
            return Form(
                Self.title, id: "installed", help: Self.help,
                fields: notes(on: report) + [
                    .buttons(
                        .main("Continue", .server(.proceed)),
                        Button("Another server", .server(.anotherServer), .control("n")))
                ])
        }
        var fields = fields(session) + (session.installed.map(notes) ?? [])
        if let problem { fields.append(.note(problem.words, .failure)) }
        fields.append(
            .buttons(
                .main(session.installed == nil ? "Add key" : "Retry", .server(.proceed)),
                Button("Several servers", .server(.several), .control("t"), hint: "several"),
                Button("Not now", .server(.skip))))
        return Form(
            Self.title, id: "server \(round)", "ssh may ask for your password on the server. keywizard doesn't see it.",
            help: Self.help, start: suspect, fields: fields)
    }

    /// How the installation ended, and what else was seen on the server.
    private func notes(on report: Report) -> [Field<UploadPage.Event>] {
        let words = Problem(report.message, hint: report.hint).words
        return [.note(words, report.succeeded ? .success : .failure)]
            + report.notes.map { .note($0.sentence, .warning) }
    }

    private func fields(_ session: Session) -> [Field<UploadPage.Event>] {
        [
            .text(
                .host, "Host", host, { .server(.host($0)) }, asks: "Host, as in server.example.org",
                opening: session.installed == nil ? "One server" : "Retry", example: "server.example.org", limit: 255,
                left: .server(.hostLeft), verdict: hostVerdict),
            .text(
                .user, "User", user, { .server(.user($0)) },
                asks: "User, your account there; empty for ssh's own choice",
                example: usual(\.user) ?? "your account there", limit: 64, columns: 20, mayBeEmpty: true,
                isVisited: true,
                verdict: (user.isEmpty ? nil : ServerLogin.validate(user: user)).map { .wrong($0.sentence) }),
            .text(
                .port, "Port", port, { .server(.port($0)) }, asks: "Port, 22 when left empty",
                example: usual { String($0.port) } ?? "22", limit: 5, columns: 7, mayBeEmpty: true,
                verdict: ServerLogin.validate(port: port).map { .wrong($0.sentence) }),
        ]
    }

    private var hostVerdict: Verdict? {
        guard parts == nil, let words = ServerLogin.validate(host: host)?.sentence else { return nil }
        return host.isEmpty ? .missing(words) : .wrong(words)
    }

    /// What ssh would use, where it was asked about this host.
    private func usual(_ value: (ResolvedHost) -> String) -> String? {
        resolved.flatMap { $0.host == host ? value($0) : nil }
    }

    private static let help = [
        "Your system's ssh logs in and adds one line to .ssh/authorized_keys, unless the key is there.",
        "User is your account on the server. The port is 22 unless you were told another.",
        "Several servers can get the key at once: those of ~/.ssh/config, or of a file.",
    ]
}

extension FieldName {
    fileprivate static let host = FieldName("host")
    fileprivate static let user = FieldName("user")
    fileprivate static let port = FieldName("port")
}

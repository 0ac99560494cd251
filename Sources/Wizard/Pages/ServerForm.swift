import SSHKey
import TerminalUI
import SSHClient

/// The part of the Upload page for a server: its address, and what the installation found.
struct ServerForm: Hashable, Sendable {
    enum Field: Int, CaseIterable { case host, user, port, proceed, several, notNow }

    private var host = TextField(limit: 255)
    private var user: TextField
    private var port = TextField(limit: 5)
    private var focus = Field.host
    private var isBusy = false
    /// What ssh would use for a host by itself: only what was typed overrides it.
    private var resolved: ResolvedHost?
    private var isResolving = false
    private var problem: Problem?
    /// Fields are not called wrong before they were left once.
    private var complains = false
    /// Set while the key goes to several servers at once.
    private var hosts: HostsForm?

    /// `login` is the account that is known already; without it the user is whom ssh would take.
    init(_ login: ServerLogin? = nil) {
        self.user = TextField(login?.user ?? "", limit: 64)
        guard let login else { return }
        host.set(login.host)
        port.set(login.port.map(String.init) ?? "")
        focus = .proceed
    }

    var title: String { hosts?.title ?? "Put the key on the server" }

    /// The key goes to several servers at once.
    var isForSeveral: Bool { hosts != nil }

    var backLabel: String { hosts?.backLabel ?? "back" }

    /// Back leads from several servers to the one.
    var isInTheMiddle: Bool { isForSeveral }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        if let hosts { return hosts.keys }
        guard !isBusy else { return [] }
        if session.installed?.succeeded == true {
            return [
                .enter("continue", help: "go on to the login", .next),
                KeyBinding(
                    .control("n"), label: "another server", help: "change the address and put the key there",
                    message: .install),
            ]
        }
        let enter: String? =
            switch focus {
            case .host, .user: nil
            // Enter walks through the fields, and ends at the last one.
            case .port, .proceed: "put it there"
            case .several: "several"
            case .notNow: "not now"
            }
        return [.enter(enter ?? "next field", help: "put the key there when all fields are filled", .next)]
            + (enter == nil ? KeyBinding.fieldsBesideEnter : KeyBinding.fields)
            + [
                KeyBinding(
                    .control("t"), label: "several", help: "put the key on several servers at once",
                    message: .severalHosts)
            ]
    }

    private func complaint(_ field: Field) -> String? {
        switch field {
        case .host: parts == nil ? ServerLogin.validate(host: host.text) : nil
        case .user: user.text.isEmpty ? nil : ServerLogin.validate(user: user.text)
        case .port: ServerLogin.validate(port: port.text)
        case .proceed, .several, .notNow: nil
        }
    }

    mutating func update(_ message: Message, _ session: inout Session, _ key: PublicKey) -> Turn {
        if hosts != nil {
            guard let line = AuthorizedLine(key.line), let turn = hosts?.update(message, &session, line) else {
                hosts = nil
                return .stay
            }
            return turn
        }
        guard !isBusy else {
            guard case .installed(let report, let notes, let failure) = message else { return .stay }
            isBusy = false
            focus = failure.flatMap(Self.suspect) ?? focus
            (session.installed, session.installNotes) = (report, notes)
            return .stay
        }
        switch message {
        case .hostResolved(let new) where new.host == host.text:
            (resolved, problem) = (new, nil)
            guard isResolving else { break }
            isResolving = false
            return proceed(&session, key)
        case .hostUnresolved(host.text, let new): (isResolving, problem) = (false, new)
        case .input(let event, _):
            guard session.installed?.succeeded != true else { break }
            if edit(event) { (session.installed, isResolving) = (nil, false) }
        case .fill(let name, let text): fill(name, text)
        case .focus(let field):
            focus = Field(rawValue: field) ?? focus
            return Turn(effects: lookUp())
        case .focusNext:
            move(1)
            return Turn(effects: lookUp())
        case .focusPrevious:
            move(-1)
            return Turn(effects: lookUp())
        case .severalHosts: hosts = HostsForm()
        case .skip: return .next
        case .install:
            session.installed = nil
            (focus, complains) = (.host, false)
        case .next:
            if session.installed?.succeeded == true || focus == .notNow { return .next }
            if focus == .several {
                hosts = HostsForm()
                return .stay
            }
            return proceed(&session, key)
        default: break
        }
        return .stay
    }

    /// The field that is wrong as a rule when that is what was found.
    private static func suspect(_ failure: ServerFailure) -> Field? {
        switch failure {
        case .unreachable(.nameNotResolved), .unreachable(.timedOut), .unreachable(.noRoute): .host
        case .unreachable(.refused), .unreachable(.notSSH): .port
        case .noLogin: .user
        default: nil
        }
    }

    private mutating func edit(_ event: InputEvent) -> Bool {
        switch focus {
        case .host:
            guard host.handle(event) else { return false }
            // What people have at hand is often user@host, or host:port, in one piece.
            if case .paste = event { spread() }
            return true
        case .user: return user.handle(event)
        case .port: return port.handle(event)
        case .proceed, .several, .notNow: return false
        }
    }

    private mutating func move(_ step: Int) {
        let count = Field.allCases.count
        focus = Field(rawValue: (focus.rawValue + step + count) % count) ?? .host
    }

    /// Asks ssh about the host that was typed.
    private mutating func lookUp() -> [Effect] {
        spread()
        guard focus != .host, resolved?.host != host.text, ServerLogin.validate(host: host.text) == nil else {
            return []
        }
        return [.resolveHost(host.text)]
    }

    private mutating func proceed(_ session: inout Session, _ key: PublicKey) -> Turn {
        spread()
        if let wrong = Field.allCases.first(where: { complaint($0) != nil }) {
            complains = complains || focus.rawValue >= wrong.rawValue || focus == .proceed
            focus = wrong
            return .stay
        }
        // Enter walks through the fields, so that nobody goes to a wrong account by accident.
        if focus != .proceed, focus != .port {
            move(1)
            return Turn(effects: lookUp())
        }
        if user.text.isEmpty, resolved?.host != host.text {
            (isResolving, problem) = (true, nil)
            return .effects(.resolveHost(host.text))
        }
        let account = user.text.isEmpty ? resolved?.user ?? "" : user.text
        guard let login = ServerLogin(user: account, host: host.text, port: port.text),
            let line = AuthorizedLine(key.line)
        else { return .stay }
        (session.server, session.installed, session.proved, session.hosts) = (login, nil, nil, [])
        isBusy = true
        return .effects(.install(KeyInstallation(login: login, line: line)))
    }

    /// What the host field has in one piece: `user@host:port`, or an ssh command.
    private var parts: ServerFields? {
        guard let parts = ServerLogin.parse(host.text), parts.host != host.text,
            ServerLogin.validate(host: parts.host) == nil, ServerLogin.validate(port: parts.port) == nil,
            parts.user.isEmpty || ServerLogin.validate(user: parts.user) == nil
        else { return nil }
        return parts
    }

    /// Puts the parts into the fields that they belong to.
    private mutating func spread() {
        guard let parts else { return }
        host.set(parts.host)
        if !parts.user.isEmpty { user.set(parts.user) }
        if !parts.port.isEmpty { port.set(parts.port) }
    }

    /// What ssh would use, where it was asked about this host.
    private func usual(_ value: (ResolvedHost) -> String) -> String? {
        resolved.flatMap { $0.host == host.text ? value($0) : nil }
    }

    private static let introduction =
        "Your system's ssh logs in as it does today. If it asks for a password, that is the one of your account there."

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        if let hosts { return hosts.draw(&frame, in: area, session) }
        var area = area
        frame.paragraph(Self.introduction, &area, role: .muted)
        frame.gap(&area)
        draw(.host, "Host", host, placeholder: "as in server.example.org", &frame, &area)
        draw(.user, "User", user, placeholder: usual(\.user) ?? "your account there", &frame, &area)
        draw(.port, "Port", port, placeholder: usual { String($0.port) } ?? "22", &frame, &area)
        frame.gap(&area)
        if let report = session.installed { frame.report(report, &area) }
        if let problem { frame.problem(problem, &area) }
        frame.gap(&area)
        let succeeded = session.installed?.succeeded == true
        let title = succeeded ? "Continue" : session.installed == nil ? "Put the key there" : "Try again"
        let end = frame.button(
            isBusy ? "Logging in…" : isResolving ? "Asking ssh…" : title, column: area.column, row: area.row,
            focused: succeeded || focus == .proceed,
            press: succeeded ? .next : focus == .proceed ? .next : .focus(Field.proceed.rawValue))
        if !succeeded {
            let last = frame.button(
                "Several servers", column: end + 2, row: area.row, focused: focus == .several, press: .severalHosts)
            frame.button("Not now", column: last + 2, row: area.row, focused: focus == .notNow, press: .skip)
        }
    }

    private func draw(
        _ field: Field, _ label: String, _ text: TextField, placeholder: String, _ frame: inout Frame<Message>,
        _ area: inout Rect
    ) {
        frame.canvas.put(label, column: area.column, row: area.row, role: .muted)
        let columns = field == .port ? 7 : min(40, area.columns - 6)
        frame.field(
            text, column: area.column + 6, row: area.row, columns: columns, focused: focus == field,
            placeholder: placeholder,
            focus: .focus(field.rawValue))
        frame.gap(&area)
        let wrong = (complains || !text.text.isEmpty ? complaint(field) : nil) ?? text.notice
        if let words = wrong {
            frame.canvas.put(
                "\(frame.canvas.glyphs.wrong) \(words)", column: area.column + 6, row: area.row, role: .error,
                limit: area.columns - 6)
        }
        frame.gap(&area, rows: wrong == nil ? 0 : 1)
    }
}

// MARK: - Plain mode

extension FieldName {
    fileprivate static let host = FieldName("host")
    fileprivate static let user = FieldName("user")
    fileprivate static let port = FieldName("port")
}

extension ServerForm {
    func prompt(_ title: String, _ session: Session) -> Prompt {
        if let hosts { return hosts.prompt(session) }
        if isBusy { return Prompt(title, waitsFor: "Putting the key there …") }
        if isResolving { return Prompt(title, waitsFor: "Asking ssh about the host …") }
        if session.installed?.succeeded == true {
            return Prompt(
                title, [Paragraph](session.installed),
                [.choice([.init("Go on to the login", .next), .init("Another server", .install)])])
        }
        let wrong: (Field, TextField) -> Problem? = { field, text in
            text.complaint ?? complaint(field).map { Problem($0) }
        }
        return Prompt(
            title,
            [Paragraph(Self.introduction)] + [Paragraph](session.installed) + [Paragraph](problem),
            [ways(session.installed)] + [
                .text(.host, "Host, as in server.example.org", now: host.text, problem: wrong(.host, host)),
                .text(
                    .user, "User, your account there; empty for ssh's own choice", now: user.text, mayBeEmpty: true,
                    problem: wrong(.user, user)),
                .text(.port, "Port, 22 when left empty", now: port.text, mayBeEmpty: true, problem: wrong(.port, port)),
            ],
            then: [.focus(Field.proceed.rawValue), .next])
    }

    /// Asked again when the installation has failed: nobody is kept here.
    private func ways(_ installed: Report?) -> Question {
        .choice(
            [
                .init(installed == nil ? "One server" : "Try again"),
                .init("Several servers at once", .severalHosts), .init("Not now", detail: "go on without", .skip),
            ], field: FieldName(installed == nil ? "ways" : "other ways"))
    }

    mutating func fill(_ name: FieldName, _ text: String) {
        switch name {
        case .host:
            host.fill(text)
            spread()
        case .user: user.fill(text)
        case .port: port.fill(text)
        default: break
        }
    }
}

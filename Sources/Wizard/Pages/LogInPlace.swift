import Services
import TerminalUI
import SSHClient

/// The step of the Log in page that asks where to log in, where that can't be known.
struct LogInPlace: Page {
    private var address = TextField(limit: 512)
    /// Asked for even though a place is known: it was not the right one.
    var isOpen = false
    /// An address is not called wrong before it was entered once.
    private var complains = false
    private var scroll = Scroll()
    /// What is asked of ssh, about a host without a user.
    private var asked: ServerFields?
    private var problem: Problem?

    func title(_ session: Session) -> String {
        if case .service(let service) = session.destination, service.login != nil {
            return "Where is your \(service.name)?"
        }
        return "Where do you log in?"
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        [
            .enter(
                isSkipped ? "not now" : "continue", help: "go on with this address; without one, go on without a login",
                .next),
            Scroll.keys,
        ]
    }

    func help(_ session: Session) -> [String] {
        [
            "The address is the account's name, an @ and the server, as in ana@server.example.org; a port other than 22 follows "
                + "after a colon. Without an account, ssh's own choice is taken, as from ~/.ssh/config. With it, keywizard sets up ssh for that server and tries the login.",
            "Without an address the page says what to do later.",
        ]
    }

    private var isSkipped: Bool { address.text.allSatisfy(\.isWhitespace) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        (complains, asked, problem) = (false, nil, nil)
        if address.text.isEmpty, let place = session.place {
            address.set(place.login.destination + (place.login.port.map { ":\($0)" } ?? ""))
        }
        return []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .input(let event, _):
            if address.handle(event) {
                (complains, asked, problem) = (false, nil, nil)
            } else {
                _ = scroll.handle(event, session)
            }
        case .fill(.address, let text): address.fill(text)
        case .next:
            if isSkipped {
                session.place = nil
                return .next
            }
            let parts = parts(session)
            if parts.user.isEmpty, complaint(session) == nil {
                (asked, problem) = (parts, nil)
                return .effects(.resolveHost(parts.host))
            }
            guard let login = parts.login else {
                complains = true
                return .stay
            }
            return go(to: login, &session)
        case .hostResolved(let host):
            // Only what was typed overrides what ssh would use by itself.
            guard var parts = asked, parts.host == host.host else { break }
            (asked, parts.user) = (nil, host.user)
            guard let login = parts.login else { break }
            return go(to: login, &session)
        case .hostUnresolved(let host, let new):
            guard asked?.host == host else { break }
            (asked, problem) = (nil, new)
        default: break
        }
        return .stay
    }

    private func go(to login: ServerLogin, _ session: inout Session) -> Turn {
        if session.place?.login != login { session.proved = nil }
        var check: LoginCheck?
        if case .service(let service) = session.destination { check = service.login(at: login.host) }
        // An installation may have another user than the usual one.
        check?.user = login.user
        session.place = LoginPlace(login, check: check)
        return .next
    }

    /// The parts of the address; the account is a service's usual one, or empty, unless it is said.
    private func parts(_ session: Session) -> ServerFields {
        var parts = ServerLogin.parse(address.text) ?? ServerFields(host: address.text)
        if parts.user.isEmpty { parts.user = usualUser(session) ?? "" }
        return parts
    }

    /// A service has one for everybody; elsewhere ssh knows better.
    private func usualUser(_ session: Session) -> String? {
        guard case .service(let service) = session.destination else { return nil }
        let user = service.login?.user ?? service.loginUser
        return ServerLogin.validate(user: user) == nil && user != "USER" ? user : nil
    }

    private func complaint(_ session: Session) -> String? {
        guard !isSkipped else { return nil }
        let parts = parts(session)
        return ServerLogin.validate(host: parts.host)
            ?? (parts.user.isEmpty ? nil : ServerLogin.validate(user: parts.user))
            ?? ServerLogin.validate(port: parts.port)
    }

    private func intro(_ session: Session) -> String {
        switch session.destination {
        case .service(let service) where service.login != nil:
            "Its address, as in git clone. SSH may answer on another port than the web: git.example.org:2222. "
                + "Leave it empty to try no login."
        case .service:
            "When your server runs, type its address here. Leave it empty if there is none yet."
        case .server:
            "The account and the server. Leave it empty to try no login."
        case .none:
            "If the public key is on a server already, type the account and the server, and the login is tried. Otherwise leave it "
                + "empty."
        }
    }

    private func example(_ session: Session) -> String {
        if case .service(let service) = session.destination, service.login != nil { return "git.example.org" }
        return (usualUser(session) ?? session.surroundings.user) + "@server.example.org"
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        frame.scrolled(scroll, in: area) { frame, area in
            if case .service(let service) = session.destination, service.login == nil, !service.next.isEmpty {
                for step in service.next {
                    frame.marked(frame.canvas.glyphs.bullet, step, &area, role: .text, markRole: .accent)
                }
                frame.gap(&area)
            }
            frame.paragraph(intro(session), &area)
            frame.gap(&area)
            frame.canvas.put("Address", column: area.column, row: area.row, role: .muted)
            frame.field(
                address, column: area.column + 9, row: area.row, columns: min(44, area.columns - 9), focused: true,
                placeholder: "as in " + example(session), focus: .focus(0))
            frame.gap(&area)
            if let words = address.notice ?? (complains ? complaint(session) : nil) {
                frame.canvas.put(
                    "\(frame.canvas.glyphs.wrong) \(words)", column: area.column + 9, row: area.row, role: .error,
                    limit: area.columns - 9)
            }
            frame.gap(&area)
            if let problem { frame.problem(problem, &area) }
            frame.gap(&area)
            frame.button(
                asked != nil ? "Asking ssh…" : isSkipped ? "Not now" : "Continue", column: area.column, row: area.row,
                focused: false, press: .next)
            frame.gap(&area)
        }
    }

    // MARK: - Plain mode

    func prompt(_ session: Session) -> Prompt {
        var paragraphs: [Paragraph] = []
        if case .service(let service) = session.destination, service.login == nil {
            paragraphs = service.next.map { Paragraph($0) }
        }
        if asked != nil { return Prompt(title(session), waitsFor: "Asking ssh about the host …") }
        return Prompt(
            title(session), paragraphs + [Paragraph(intro(session))] + [Paragraph](problem),
            [
                .text(
                    .address, "Address, as in \(example(session))", now: address.text, mayBeEmpty: true,
                    problem: address.complaint ?? complaint(session).map { Problem($0) })
            ],
            then: [.next])
    }
}

extension FieldName {
    fileprivate static let address = FieldName("address")
}

import SSHClient
import Services
import TerminalUI

/// The step of the Log in page that asks where to log in, where that can't be known.
public struct LogInPlace: Hashable, Sendable {
    /// What the user types, and what ssh makes of a host without a user.
    public enum Event: Hashable, Sendable {
        /// Another address.
        case address(String)
        /// Continue with it; without one, continue without a login.
        case proceed
        /// What ssh would use for the host.
        case resolved(ResolvedHost)
        /// Why nobody knows what ssh would use: it refuses its configuration.
        case unresolved(host: String, Problem)
    }

    private var address = ""
    /// Asked for even though a place is known: it wasn't the right one.
    var isOpen = false
    /// What is asked of ssh, about a host without a user.
    private var asked: ServerFields?
    private var problem: Problem?

    private var isSkipped: Bool { address.allSatisfy(\.isWhitespace) }

    // MARK: - What happens

    mutating func enter(_ session: Session) {
        (asked, problem) = (nil, nil)
        if address.isEmpty, let place = session.place { address = place.login.address }
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .address(let text): (address, asked, problem) = (text, nil, nil)
        case .proceed:
            if isSkipped {
                session.place = nil
                return .next
            }
            let parts = parts(session)
            if parts.user.isEmpty, complaint(session) == nil {
                (asked, problem) = (parts, nil)
                return .effects(.resolveHost(parts.host))
            }
            return parts.login.map { go(to: $0, &session) } ?? .stay
        case .resolved(let host):
            // Only what was typed overrides what ssh would use by itself.
            guard var parts = asked, parts.host == host.host else { break }
            (asked, parts.user) = (nil, host.user)
            return parts.login.map { go(to: $0, &session) } ?? .stay
        case .unresolved(let host, let new):
            guard asked?.host == host else { break }
            (asked, problem) = (nil, new)
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
        var parts = ServerLogin.parse(address) ?? ServerFields(host: address)
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

    // MARK: - The form

    func form(_ session: Session) -> Form<LogInPage.Event> {
        let name = FieldName("address")
        let example = example(session)
        return Form(
            title(session), lead(session), help: Self.help, start: name,
            .items(FieldName("steps"), servers(session).map { Item(.point, $0) }),
            .text(
                name, "Address", address, { .place(.address($0)) }, asks: "Address, as in \(example)",
                example: example, limit: 512, mayBeEmpty: true, takesTyping: true,
                verdict: complaint(session).map { .missing($0.sentence) }),
            asked == nil ? nil : .waiting("Asking ssh about the host …", on: .plain), .problem(problem),
            .buttons(
                .main(
                    asked != nil ? "Asking ssh…" : isSkipped ? "Not now" : "Continue", .place(.proceed),
                    hint: isSkipped ? "not now" : "continue")))
    }

    private func title(_ session: Session) -> String {
        guard case .service(let service) = session.destination, service.login != nil else {
            return "Where do you want to log in?"
        }
        return "Where is your \(service.name)?"
    }

    private func lead(_ session: Session) -> String {
        switch session.destination {
        case .service(let service) where service.login != nil:
            "Its SSH address, as in git clone; add :port if it isn't 22."
        case .service: "When your server is running, enter its address."
        case .server, .none: "If a server already has your public key, enter your account there."
        }
    }

    /// How to have a server that there isn't yet.
    private func servers(_ session: Session) -> [String] {
        guard case .service(let service) = session.destination, service.login == nil else { return [] }
        return service.next
    }

    private func example(_ session: Session) -> String {
        if case .service(let service) = session.destination, service.login != nil { return "git.example.org" }
        return (usualUser(session) ?? session.surroundings.user) + "@server.example.org"
    }

    private static let help = [
        "With an address, keywizard sets up ssh and tests the login. Without one, you see the steps for later.",
        "The address is your account, an @ and the server, as in ana@server.example.org; a port other than 22 follows after "
            + "a colon. Without an account, ssh's own choice is taken, as from ~/.ssh/config.",
    ]
}

import SSHClient
import Services

/// Adds the public key at its destination: through a service's API or on its website, or to servers by ssh.
public struct UploadPage: Page {
    /// What happens on the page, by the part of it that it concerns.
    public enum Event: Hashable, Sendable {
        /// One server.
        case server(SSHInstallPage.Event)
        /// Several servers.
        case several(SeveralServers.Event)
        /// A service.
        case service(APIUploadPage.Event)
        /// The steps on a service's website.
        case website(WebsiteSteps.Event)
    }

    private var server: SSHInstallPage?
    private var service: APIUploadPage?

    static func message(_ event: Event) -> Message { .upload(event) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        guard case .service(let wanted) = session.destination else {
            service = nil
            if session.destination == .server, server == nil { server = SSHInstallPage(session.server) }
            return []
        }
        guard service?.service.id != wanted.id else { return [] }
        let isFirst = service == nil
        (service, session.isPasted) = (APIUploadPage(wanted, name: session.comment), false)
        return (isFirst ? [] : [.clearCredential]) + (wanted.api == nil ? [] : [.findCredentials(wanted)])
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        guard let key = session.publicKey else { return .stay }
        return switch event {
        case .server(let event): server?.update(event, &session, key) ?? .stay
        case .several(let event): server?.update(event, &session, key) ?? .stay
        case .service(let event): service?.update(event, &session) ?? .stay
        case .website(let event): service?.update(event, &session, key) ?? .stay
        }
    }

    func form(_ session: Session) -> Form<Event> {
        if case .service = session.destination {
            service?.form(session) ?? Form("")
        } else {
            server?.form(session) ?? Form("")
        }
    }
}

import Services
import TerminalUI

/// Asks where the public key goes; typing filters the list.
public struct DestinationPage: Page {
    /// What the user does here, and what is found out meanwhile.
    public enum Event: Hashable, Sendable {
        /// Mark a destination.
        case choose(Destination)
        /// Take the marked one and go on.
        case proceed
        /// The user's own services, and what is wrong with files that describe none.
        case servicesFound([Service], troubles: [String])
    }

    private var chosen = Destination.server
    private var hasLooked = false

    static func message(_ event: Event) -> Message { .destination(event) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        // Whether there is a type for security keys is found out before the next page is shown, so that no row comes late.
        let looks: [Effect] = hasLooked ? [] : [.findAuthenticator]
        hasLooked = true
        return (session.serviceTroubles == nil ? [.findServices] : []) + looks
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .choose(let destination): chosen = destination
        case .servicesFound(let own, let troubles):
            session.services = Catalogue.services + own
            session.serviceTroubles = troubles
        case .proceed:
            guard session.refusal(by: chosen) == nil else { return .stay }
            if session.destination != chosen {
                session.destination = chosen
                (session.installed, session.proved) = (nil, nil)
            }
            return .next
        }
        return .stay
    }

    func form(_ session: Session) -> Form<Event> {
        let rows = Destination.choices(session.services).map { destination in
            Row(
                destination.name, detail: destination.way, refusal: session.refusal(by: destination),
                isOn: destination == chosen, keywords: destination.searchTexts,
                isAlways: destination == .server || destination == .none, Event.choose(destination))
        }
        let nothing = Selection.search(nothingFound: "No service matches “{text}”. Two choices always work:")
        return Form(
            "Where does the public key go?", help: Self.help,
            fields: [.rows(FieldName("destination"), "Your choice", rows, as: nothing)]
                + [.note(chosen.summary.sentence, .muted, on: .screen)]
                + (session.serviceTroubles ?? []).map {
                    .note($0.sentence + " The service was skipped.", .warning, on: .screen)
                } + [.buttons(.main("Continue", .proceed))])
    }

    private static let help = [
        "The public key isn't secret. Where it is added, your private key can log in.",
        "Choose the service that asked for your key, or a server you can already log in to, for example with a password.",
        "Not listed? Choose “Nowhere yet” and paste the public key yourself.",
    ]
}

import TerminalUI

/// A page that is described once: what it shows, and what it does about an event. It never draws and never writes a
/// prompt.
protocol Page: Hashable, Sendable {
    /// What the user does on the page, and the answers to its effects.
    associatedtype Event: Hashable, Sendable

    /// The event as the wizard's message.
    static func message(_ event: Event) -> Message
    func form(_ session: Session) -> Form<Event>
    /// The user comes to the page, for the first time or again.
    mutating func enter(_ session: inout Session) -> [Effect]
    mutating func update(_ event: Event, _ session: inout Session) -> Turn
    /// The user goes to another page by the rail: ends what the page is in the middle of.
    mutating func leave(_ session: inout Session) -> [Effect]
    /// Time for the next frame of what moves on it.
    mutating func tick(_ time: UInt64)
}

extension Page {
    mutating func enter(_ session: inout Session) -> [Effect] { [] }
    mutating func tick(_ time: UInt64) {}

    mutating func leave(_ session: inout Session) -> [Effect] {
        guard case .cancel(_, let event) = form(session).back else { return [] }
        return update(event, &session).effects
    }
}

/// A page as the model has it, whatever its events are.
protocol RunningPage: Hashable, Sendable {
    func title(_ session: Session) -> String
    /// The mark before a title that is a result.
    func mark(_ session: Session) -> Tone?
    func help(_ session: Session) -> [String]
    /// The keys that work now; they depend on what has the focus.
    func keys(_ session: Session) -> [KeyBinding<Message>]
    func typesInto(_ session: Session) -> SecretName?
    /// What plain mode says and asks.
    func prompt(_ session: Session) -> Prompt
    /// Draws over the whole width, where others have their help beside them.
    func needsWidth(_ session: Session) -> Bool
    /// Its facts have their names where the rail is elsewhere.
    func opensRail(_ session: Session) -> Bool
    /// What Back does now, in a word for the footer; nil while nothing leads away from the page.
    func backLabel(_ session: Session) -> String?
    /// Back ends what the page is in the middle of.
    func holdsBack(_ session: Session) -> Bool
    mutating func enter(_ session: inout Session) -> [Effect]
    mutating func update(_ message: Message, _ session: inout Session) -> Turn
    /// Draws the page below its title.
    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session)
}

/// A page and where the user is in its form.
struct Running<P: Page>: RunningPage {
    private(set) var page: P
    private var state = FormState()

    init(_ page: P) { self.page = page }

    func title(_ session: Session) -> String { page.form(session).title }
    func help(_ session: Session) -> [String] { page.form(session).help }
    func keys(_ session: Session) -> [KeyBinding<Message>] { page.form(session).keys(state) }
    func typesInto(_ session: Session) -> SecretName? { page.form(session).secret(state) }
    func prompt(_ session: Session) -> Prompt { page.form(session).prompt(P.message) }
    func needsWidth(_ session: Session) -> Bool { page.form(session).isForSelecting }
    func mark(_ session: Session) -> Tone? { page.form(session).mark }
    func opensRail(_ session: Session) -> Bool { page.form(session).opensRail }

    func backLabel(_ session: Session) -> String? {
        switch page.form(session).back {
        case .leave: "back"
        case .cancel(let word, _): word
        case .unavailable: nil
        }
    }

    func holdsBack(_ session: Session) -> Bool { if case .cancel = page.form(session).back { true } else { false } }

    mutating func enter(_ session: inout Session) -> [Effect] { page.enter(&session) }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        if case .goTo = message { return Turn(effects: page.leave(&session)) }
        let form = page.form(session)
        let outcome: Outcome<P.Event> =
            switch message {
            case .input(let event, let time): form.handle(event, at: time, &state)
            case .form(let input): form.handle(input, &state)
            case .fill(let name, let text): form.fill(name, text, &state)
            case .back: if case .cancel(_, let event) = form.back { .event(event) } else { .ignored }
            default: .ignored
            }
        if case .tick(let time) = message { page.tick(time) }
        guard case .event(let event) = outcome else { return .stay }
        return page.update(event, &session)
    }

    /// Takes an event of its own: an answer, or what plain mode was told.
    mutating func take(_ event: P.Event, _ session: inout Session) -> Turn {
        // Who types a secret stays in its field, though that is no longer what is missing first.
        let form = page.form(session)
        if form.secret(state) != nil { state = form.settled(state) }
        return page.update(event, &session)
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        let form = page.form(session)
        frame.draw(form, state, asPage: area, opening: form.opensRail ? Stage(in: session.size).railWidth : 0)
    }
}

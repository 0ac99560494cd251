import Services
import TerminalUI

/// The last step of the Log in page, for what keywizard can't do itself: the steps where the key is used.
struct LogInSteps: Page {
    private var list = StepList()

    func title(_ session: Session) -> String {
        session.computer.kind == .wsl && session.place != nil ? "The programs of Windows" : "Log in with the key"
    }

    func backLabel(_ session: Session) -> String? { list.isBusy ? nil : "back" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        [.enter("continue", help: "go on", .next)] + list.keys(session)
    }

    func help(_ session: Session) -> [String] {
        [
            "These are the steps where the key is used, one after the other. Ticking them is for you alone; nothing "
                + "depends on it.",
            "A private key goes from one computer to the other on a stick or through scp, never through a chat or an "
                + "e-mail. Better still is a key of its own for each computer.",
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] { list.enter(&session) }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        message == .next ? .next : Turn(effects: list.update(message, &session))
    }

    /// What comes before the steps.
    private func introduction(_ session: Session) -> [String] {
        switch session.destination {
        case .none where session.place == nil: ["Put the public key where you want to log in; then:"]
        case .server where session.installed?.succeeded != true: ["Have the public key put on the server; then:"]
        // A server has to be made before anybody logs in to it.
        case .service(let service) where session.place == nil && service.login == nil: service.next
        default: []
        }
    }

    /// What the login is for, once it works.
    private func ending(_ session: Session) -> [String] {
        guard case .service(let service) = session.destination, session.place == nil, service.login != nil else {
            return []
        }
        return service.next
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var focusRow: Int?
        // The button stays in sight, however long the steps are.
        var body = area
        body.rows -= 2
        let end = frame.scrolled(in: body, mustShow: { focusRow }) { frame, area in
            for line in introduction(session) {
                frame.marked(frame.canvas.glyphs.bullet, line, &area, role: .text, markRole: .accent)
            }
            if !introduction(session).isEmpty { frame.gap(&area) }
            list.draw(&frame, &area, session, &focusRow)
            if !ending(session).isEmpty { frame.gap(&area) }
            for line in ending(session) {
                frame.marked(frame.canvas.glyphs.bullet, line, &area, role: .text, markRole: .accent)
            }
        }
        frame.button("Continue", column: area.column, row: end + 1, focused: frame.cursor == nil, press: .next)
    }

    func prompt(_ session: Session) -> Prompt {
        if list.isBusy { return Prompt(title(session), waitsFor: "Writing …") }
        var (questions, last) = (list.questions(session), Question.pause())
        last.paragraphs = ending(session).map { Paragraph($0) }
        if questions.isEmpty || !last.paragraphs.isEmpty { questions.append(last) }
        return Prompt(title(session), introduction(session).map { Paragraph($0) }, questions, then: [.next])
    }
}

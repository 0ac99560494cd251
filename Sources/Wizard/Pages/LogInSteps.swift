import Services
import TerminalUI

/// The last step of the Log in page, for what keywizard can't do itself: the steps where the key is used.
struct LogInSteps: Page {
    private var list = StepList()

    func title(_ session: Session) -> String {
        session.computer.kind == .wsl && session.place != nil ? "The programs of Windows" : "Log in with the key"
    }

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
        case .service(let service) where session.place == nil: service.next
        default: []
        }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var focusRow: Int?
        frame.scrolled(in: area, mustShow: { focusRow }) { frame, area in
            for line in introduction(session) {
                frame.marked(frame.canvas.glyphs.bullet, line, &area, role: .text, markRole: .accent)
            }
            if !introduction(session).isEmpty { frame.gap(&area) }
            list.draw(&frame, &area, session, &focusRow)
            frame.gap(&area)
            frame.button("Continue", column: area.column, row: area.row, focused: true, press: .next)
            frame.gap(&area)
        }
    }

    func prompt(_ session: Session) -> Prompt {
        if list.isBusy { return Prompt(title(session), waitsFor: "Writing …") }
        let questions = list.questions(session)
        return Prompt(
            title(session), introduction(session).map { Paragraph($0) }, questions.isEmpty ? [.pause()] : questions,
            then: [.next])
    }
}

import Services
import TerminalUI

/// The last step of the Log in page where keywizard can't try the login: what to do instead.
struct LogInSteps: Page {
    private var scroll = Scroll()

    func title(_ session: Session) -> String { "Log in with the key" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        [.enter("continue", help: "go on", .next), Scroll.keys]
    }

    func help(_ session: Session) -> [String] {
        ["These are the steps on the computer that uses the key, one after the other."]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .input(let event, _): _ = scroll.handle(event)
        case .next: return .next
        default: break
        }
        return .stay
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        frame.scrolled(scroll, in: area) { frame, area in
            if session.destination == .none {
                frame.paragraph("When the public key has been put where you want to log in:", &area)
                frame.gap(&area)
            }
            if case .service(let service) = session.destination {
                for step in service.next {
                    frame.marked(frame.canvas.glyphs.bullet, step, &area, role: .text, markRole: .accent)
                }
                frame.gap(&area)
            }
            for step in session.connectionSteps() {
                frame.marked(frame.canvas.glyphs.bullet, step.text, &area, role: .text, markRole: .accent)
                guard let command = step.command else { continue }
                var inner = Rect(column: area.column + 2, row: area.row, columns: area.columns - 2, rows: area.rows)
                frame.command(command, &inner)
                area = area.dropFirst(inner.row - area.row)
            }
            frame.gap(&area)
            frame.button("Continue", column: area.column, row: area.row, focused: true, press: .next)
            frame.gap(&area)
        }
    }

    func prompt(_ session: Session) -> Prompt {
        var paragraphs: [Paragraph] = []
        if session.destination == .none {
            paragraphs.append("When the public key has been put where you want to log in:")
        }
        if case .service(let service) = session.destination { paragraphs += service.next.map { Paragraph($0) } }
        for step in session.connectionSteps() {
            paragraphs.append(Paragraph(step.text))
            if let command = step.command { paragraphs.append(.verbatim(command)) }
        }
        return Prompt(title(session), paragraphs, [.pause()], then: [.next])
    }
}

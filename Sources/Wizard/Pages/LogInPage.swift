import Services
import TerminalUI

/// Proves that the key logs in, or says how to get there.
struct LogInPage: Page {
    private var scroll = Scroll()
    private var isBusy = false
    private var steps = StepList()

    func title(_ session: Session) -> String {
        session.destination == .server ? "Try the login" : "Log in with the key"
    }

    private func canProve(_ session: Session) -> Bool {
        session.destination == .server && session.installed?.succeeded == true && session.server != nil
            && session.saved?.openSSH != nil
    }

    /// The way to the login on another computer, once the login from here was tried.
    private func showsSteps(_ session: Session) -> Bool {
        StepList.isNeeded(session) && (!canProve(session) || session.proved?.succeeded == true)
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        StepList.isNeeded(session) ? steps.enter(&session) : []
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        var keys: [KeyBinding<Message>] = []
        if canProve(session), session.proved?.succeeded != true {
            keys.append(.enter(session.proved == nil ? "try it" : "try again", help: "log in once with only this key", .prove))
            keys.append(KeyBinding(.control("n"), label: "skip", help: "go on without trying", message: .next))
        } else {
            keys.append(.enter("continue", help: "go on", .next))
        }
        return keys + (showsSteps(session) ? steps.keys(session) : [Scroll.keys])
    }

    func help(_ session: Session) -> [String] {
        [
            "The test starts your system's ssh with this key and nothing else, so that no other key and no password can "
                + "make it look good. ssh itself asks for the key's passphrase. Nothing is run on the server.",
            "If the server refuses the key, the reason is nearly always there: the key is in another account's file, or "
                + "others may write to the home folder.",
        ]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .next: return .next
        case .windowsFound, .writtenForWindows, .windowsRefused: _ = steps.update(message, &session)
        case _ where showsSteps(session): return Turn(effects: steps.update(message, &session))
        case .input(let event, _): _ = scroll.handle(event)
        case .prove where !isBusy:
            guard canProve(session), let server = session.server, let identity = session.saved?.openSSH,
                let key = session.publicKey
            else { return .stay }
            isBusy = true
            return .effects(
                .prove(
                    LoginProof(
                        login: server, identityFile: identity, fingerprint: key.fingerprint(.sha256),
                        notes: session.installNotes)))
        case .proved(let report):
            isBusy = false
            session.proved = report
        default: break
        }
        return .stay
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var focusRow: Int?
        frame.scrolled(scroll, in: area, mustShow: { focusRow }) { frame, area in
            if canProve(session) { drawProof(&frame, &area, session) }
            if session.destination == .none {
                frame.paragraph("When the public key has been put where you want to log in:", &area)
                frame.gap(&area)
            }
            if case .service(let service) = session.destination {
                for step in service.next { frame.marked(frame.canvas.glyphs.bullet, step, &area, role: .text, markRole: .accent) }
                frame.gap(&area)
            }
            if session.proved?.succeeded == true || !canProve(session) {
                if showsSteps(session) {
                    steps.draw(&frame, &area, session, &focusRow)
                } else {
                    drawSteps(&frame, &area, session)
                }
                frame.gap(&area)
                frame.button("Continue", column: area.column, row: area.row, focused: true, press: .next)
                frame.gap(&area)
            }
        }
    }

    private func drawProof(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        if let report = session.proved {
            frame.report(report, &area)
        } else {
            frame.paragraph(
                "The key is on the server. Now ssh logs in with this key alone"
                    + (session.isProtected ? " and asks you for its passphrase." : "."), &area)
        }
        frame.gap(&area)
        guard session.proved?.succeeded != true else { return }
        let title = isBusy ? "Trying…" : session.proved == nil ? "Try the login" : "Try again"
        let end = frame.button(title, column: area.column, row: area.row, focused: true, press: .prove)
        frame.button("Skip", column: end + 2, row: area.row, focused: false, press: .next)
        frame.gap(&area, rows: 2)
    }

    private func drawSteps(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        for step in session.connectionSteps() {
            frame.marked(frame.canvas.glyphs.bullet, step.text, &area, role: .text, markRole: .accent)
            guard let command = step.command else { continue }
            var inner = Rect(column: area.column + 2, row: area.row, columns: area.columns - 2, rows: area.rows)
            frame.command(command, &inner)
            area = area.dropFirst(inner.row - area.row)
        }
    }
}

// MARK: - Plain mode

extension LogInPage {
    func prompt(_ session: Session) -> Prompt {
        var paragraphs: [Paragraph] = []
        if canProve(session), session.proved?.succeeded != true {
            paragraphs = session.proved == nil
                ? [
                    Paragraph(
                        "The key is on the server. Now ssh logs in with this key alone"
                            + "\(session.isProtected ? " and asks you for its passphrase." : ".")")
                ] : [Paragraph](session.proved)
            if isBusy { return Prompt(title(session), paragraphs, waitsFor: "Trying …") }
            return Prompt(
                title(session), paragraphs,
                [.choice([.init(session.proved == nil ? "Try the login" : "Try again", .prove), .init("Skip it", .next)])])
        }
        paragraphs += [Paragraph](session.proved)
        if session.destination == .none { paragraphs.append("When the public key has been put where you want to log in:") }
        if case .service(let service) = session.destination { paragraphs += service.next.map { Paragraph($0) } }
        if showsSteps(session) {
            if steps.isBusy { return Prompt(title(session), paragraphs, waitsFor: "Writing …") }
            return Prompt(title(session), paragraphs, steps.questions(session), then: [.next])
        }
        for step in session.connectionSteps() {
            paragraphs.append(Paragraph(step.text))
            if let command = step.command { paragraphs.append(.verbatim(command)) }
        }
        return Prompt(title(session), paragraphs, [.pause()], then: [.next])
    }
}

import TerminalUI

/// Says what was made and where, and the commands that would have done the same.
struct DonePage: Page {
    private var scroll = Scroll()

    func title(_ session: Session) -> String {
        session.proved?.succeeded == true ? "Done: you can log in" : "Done"
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        [
            .enter("finish", help: "leave; the public key line stays on your screen", .next),
            Scroll.keys,
        ]
    }

    func help(_ session: Session) -> [String] {
        ["Everything is saved. After leaving, the public key line and the paths stand on your ordinary screen."]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .input(let event, _): _ = scroll.handle(event, session)
        case .next: return .effects(.exit(.done, farewell: session.farewell))
        default: break
        }
        return .stay
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var body = area
        body.rows -= 2
        let end = frame.scrolled(scroll, in: body) { frame, area in
            let glyphs = frame.canvas.glyphs
            let protection = session.isProtected ? "protected by your passphrase" : "without a passphrase"
            frame.marked(glyphs.correct, "\(session.keyName) key pair, \(protection)", &area, role: .success)
            for (file, role) in session.saved?.list ?? [] {
                frame.marked(" ", "\(session.surroundings.short(file)) – \(role)", &area, role: .text)
            }
            switch session.destination {
            case .service(let service):
                if let uploaded = session.uploaded, !uploaded.isFailure {
                    frame.marked(glyphs.correct, uploaded.message, &area, role: .success)
                } else {
                    frame.marked(glyphs.bullet, "\(service.name): pasted by you", &area, role: .text, markRole: .accent)
                }
            case .server:
                drawServer(&frame, &area, session)
            case .none where session.proved?.succeeded == true: break
            case .none:
                frame.marked(
                    glyphs.bullet,
                    "The public key line is printed after you leave: give it to whoever asks for your key.", &area,
                    role: .text,
                    markRole: .accent)
            }
            for line in session.loginLines { frame.marked(glyphs.correct, line, &area, role: .success) }
            if let line = session.bothKeysStay { frame.marked(glyphs.bullet, line, &area, role: .warning) }
            frame.gap(&area)
            frame.paragraph("The same by hand:", &area, role: .muted)
            for command in session.equivalentCommands() { frame.command(command, &area) }
        }
        frame.button("Finish", column: area.column, row: end + 1, focused: true, press: .next)
    }

    private func drawServer(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        guard let server = session.server, session.installed?.succeeded == true else {
            frame.marked(
                frame.canvas.glyphs.bullet,
                "The key is on no server yet. Its public line is printed after you leave: it has to be put there.",
                &area,
                role: .warning)
            return
        }
        let place = "\(server.user)@\(server.host)"
        frame.marked(frame.canvas.glyphs.correct, "\(place) accepts the key", &area, role: .success)
        if session.hosts.count > 1 {
            let count = session.hosts.count(where: \.isThere)
            let isAll = count == session.hosts.count
            let glyphs = frame.canvas.glyphs
            frame.marked(
                isAll ? glyphs.correct : glyphs.bullet, "the key is on \(count) of \(session.hosts.count) servers",
                &area,
                role: isAll ? .success : .warning)
            for result in session.hosts {
                guard let failure = result.failure else { continue }
                frame.marked(
                    frame.canvas.glyphs.wrong, "\(result.login.address): \(failure.message)", &area, role: .warning)
            }
        }
        if session.proved?.succeeded != true {
            frame.marked(frame.canvas.glyphs.bullet, "The login was not proved.", &area, role: .warning)
        }
    }
}

extension Session {
    /// What is left to do about the key that was to be replaced; nil for nothing.
    var bothKeysStay: String? {
        guard let replacement, replacement.rotation != nil, !replacement.isOver else { return nil }
        let open = replacement.open.map { $0.name(services) }.joined(separator: ", ")
        return "\(surroundings.short(replacement.path)) is not replaced yet; the first page offers to go on"
            + (open.isEmpty ? "" : ". The new key has still to log in at \(open)")
    }

    /// What was achieved beyond the upload.
    var loginLines: [String] {
        var lines: [String] = []
        if destination != .server, let proved, proved.succeeded, let place {
            lines.append("\(place.name): \(proved.message)")
        }
        if let configEntry, logsInFromHere, hasItsName { lines.append("ssh uses the key for \(configEntry.host)") }
        if let replacement, replacement.isOver {
            lines.append("the old key is kept as \(surroundings.short(replacement.oldPath))")
        }
        if agentHolds, logsInFromHere, case .found(let agent) = agent { lines.append("\(agent.name) holds the key") }
        return lines
    }

    /// What is printed on the ordinary screen after leaving.
    var farewell: [String] {
        guard let publicKey, let saved else { return [] }
        return ["Public key:", publicKey.line, ""] + saved.list.map { "\(surroundings.short($0.file))  \($0.role)" }
    }
}

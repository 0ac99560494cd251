import SSHKey
import Services
import TerminalUI

/// Brings the public key to its destination: by hand in a service's page, or by ssh to a server.
struct UploadPage: Page {
    private var scroll = Scroll()
    private var form: ServerForm?
    /// Set where the service takes keys by request.
    private var request: ServiceForm?
    var copied: CopyOutcome?
    private var wasOpened: Bool?

    func title(_ session: Session) -> String {
        switch session.destination {
        case .service(let service): request?.title ?? "Paste the key at \(service.name)"
        case .server, .none: "Put the key on the server"
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        if let form, session.destination == .server { return form.keys(session) }
        if let request, !request.isByHand { return request.keys }
        return [
            .enter("continue", help: "go on when the key is there", .next),
            .copy,
            KeyBinding(
                .character("s"), label: "show alone", help: "print the line alone, to select it", message: .showLine),
        ]
            + (page(session) == nil
                ? []
                : [
                    KeyBinding(
                        .character("o"), label: "open", help: "open the service's page in a browser", message: .openPage
                    )
                ]) + [
                Scroll.keys
            ]
    }

    func help(_ session: Session) -> [String] {
        switch session.destination {
        case .service where request?.isByHand == false:
            [
                "The service is asked in its own language. It has to know who asks: that is what the credential is for, a "
                    + "secret of yours that the service gave you. It is sent to the service alone, and not kept.",
                "Before anything is added, the keys that are there are looked at; a key that is there already is success.",
            ]
        case .service:
            ["These are the clicks in the service's web page. What has to be pasted is copied with c."]
        case .server, .none:
            [
                "keywizard starts your system's ssh, which asks for your password there as always; keywizard doesn't see it. "
                    + "On the server one line is added to the file .ssh/authorized_keys, unless it is there already.",
                "The user is your account's name on the server, not on this computer. The port is 22 unless you were "
                    + "told another one.",
            ]
        }
    }

    var isInTheMiddle: Bool { request?.isInTheMiddle ?? false }

    mutating func enter(_ session: inout Session) -> [Effect] {
        (copied, wasOpened) = (nil, nil)
        if session.destination == .server, form == nil { form = ServerForm(user: session.surroundings.user) }
        guard case .service(let service) = session.destination, service.api != nil else {
            request = nil
            return []
        }
        guard request?.service.id != service.id else { return [] }
        request = ServiceForm(service)
        return [.findCredentials(service)]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        guard let key = session.publicKey else { return .stay }
        if session.destination == .server, form != nil {
            return form?.update(message, &session, key) ?? .stay
        }
        if request != nil, request?.isByHand == false || message == .back {
            return request?.update(message, &session) ?? .stay
        }
        switch message {
        case .input(let event, _): _ = scroll.handle(event)
        case .copy: return .effects(.copy(key.line))
        case .showLine: return .effects(.show(key.line))
        case .copied(let outcome): copied = outcome
        case .openPage: return page(session).map { .effects(.openPage($0)) } ?? .stay
        case .pageOpened(let opened): wasOpened = opened
        case .next: return .next
        default: break
        }
        return .stay
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        switch session.destination {
        case .service(let service):
            if let request, !request.isByHand {
                request.draw(&frame, in: area, session)
            } else {
                draw(service, &frame, area, session)
            }
        case .server, .none: form?.draw(&frame, in: area, session)
        }
    }

    /// The address of the service's page, where the guide names one.
    private func page(_ session: Session) -> String? {
        guard case .service(let service) = session.destination else { return nil }
        for case .open(let url, _) in service.guide(at: nil).steps where url.hasPrefix("https://") { return url }
        return nil
    }

    private func draw(_ service: Service, _ frame: inout Frame<Message>, _ area: Rect, _ session: Session) {
        let guide = service.guide(at: nil)
        frame.scrolled(scroll, in: area) { frame, area in
            for (number, step) in guide.steps.enumerated() {
                var inner = Rect(column: area.column + 3, row: area.row, columns: area.columns - 3, rows: area.rows)
                frame.canvas.put("\(number + 1).", column: area.column, row: area.row, role: .accent)
                frame.paragraph(step.text, &inner)
                if case .open = step, let wasOpened {
                    frame.paragraph(
                        wasOpened
                            ? "Your browser was asked to open it." : "There is no desktop here: copy the address.",
                        &inner,
                        role: wasOpened ? .success : .warning)
                }
                area = area.dropFirst(inner.row - area.row)
                if case .paste = step {
                    let end = frame.button(
                        "Copy it", column: area.column + 3, row: area.row, focused: false, press: .copy)
                    if let copied {
                        frame.canvas.put(
                            copied.words, column: end + 1, row: area.row, role: .success,
                            limit: area.endColumn - end - 1)
                    } else {
                        frame.canvas.put("or press c", column: end + 1, row: area.row, role: .muted)
                    }
                    frame.gap(&area)
                }
            }
            frame.gap(&area)
            for remark in guide.remarks {
                frame.marked(frame.canvas.glyphs.bullet, remark, &area, role: .muted)
            }
            frame.gap(&area)
            frame.button("The key is there: continue", column: area.column, row: area.row, focused: true, press: .next)
            frame.gap(&area)
        }
    }
}

// MARK: - Plain mode

extension UploadPage {
    func prompt(_ session: Session) -> Prompt {
        guard case .service(let service) = session.destination else {
            return form?.prompt(title(session), session) ?? Prompt(title(session), [], [.pause()], then: [.next])
        }
        if let request, !request.isByHand { return request.prompt(session) }
        let guide = service.guide(at: nil)
        var paragraphs = guide.steps.enumerated().map { Paragraph("\($0 + 1). \($1.text)") }
        if let key = session.publicKey { paragraphs.append(.verbatim(key.line)) }
        paragraphs += guide.remarks.map { Paragraph($0) }
        var options: [Question.Option] = [
            .init("The key is there: go on", .next), .init("Copy the public key line", .copy),
        ]
        if page(session) != nil { options.append(.init("Open the page in a browser", .openPage)) }
        return Prompt(title(session), paragraphs, [.choice(options)])
    }
}

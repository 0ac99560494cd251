import SSHKey
import Services
import TerminalUI

/// The part of the Upload page for pasting by hand: the service's page, the clicks in their order, what goes where.
struct HandGuide: Hashable, Sendable {
    /// What can be copied.
    enum Piece: Hashable, Sendable { case key, name, address }

    let service: Service
    /// Where a self-hosted service is; nil where most people have it.
    private(set) var address: String?
    /// What the key is to be called there.
    private let name: String
    private var host = TextField(limit: 255)
    /// The guide's addresses need a host that nobody has named yet.
    private var asksHost: Bool
    private var scroll = Scroll()
    private var wanted: Piece?
    private var copied: (piece: Piece, outcome: CopyOutcome)? {
        get { wanted.flatMap { piece in outcome.map { (piece, $0) } } }
    }
    private var outcome: CopyOutcome?
    private var wasOpened: Bool?

    init(_ service: Service, at address: String?, name: String) {
        self.service = service
        self.address = address
        self.name = service.api?.name.name(for: name) ?? name
        asksHost = service.guide(at: address).needsHost
    }

    private var guide: Guide { service.guide(at: address) }
    private var isSelfHosted: Bool { service.api?.endpoint.isSelfHosted == true }
    private var takesName: Bool { guide.steps.contains { if case .name = $0 { true } else { false } } }

    /// Back leads out of the question for the host.
    var isInTheMiddle: Bool { asksHost && !service.guide(at: address).needsHost }

    var keys: [KeyBinding<Message>] {
        guard !asksHost else {
            let enter = host.text.isEmpty ? "not now" : "continue"
            return [.enter(enter, help: "show the clicks at that host; without one, go on without them", .next)]
        }
        var keys: [KeyBinding<Message>] = [.enter("continue", help: "go on when the key is there", .next), .copy]
        if takesName {
            keys.append(
                KeyBinding(
                    .character("n"), label: "copy name", help: "copy the name of the key to the clipboard",
                    message: .copyName))
        }
        if guide.page != nil {
            keys += [
                KeyBinding(
                    .character("o"), label: "open",
                    help: "open the page in a browser; without a desktop show its address alone",
                    message: .openPage),
                KeyBinding(
                    .character("a"), help: "copy the address of the page to the clipboard", message: .copyAddress),
            ]
        }
        keys.append(
            KeyBinding(
                .character("s"), label: "show alone", help: "print the public key line alone, to select it",
                message: .showLine))
        if isSelfHosted, guide.page != nil {
            keys.append(KeyBinding(.character("h"), label: "host", help: "name another host", message: .otherHost))
        }
        return keys + [Scroll.keys]
    }

    mutating func update(_ message: Message, _ key: PublicKey, _ session: Session) -> Turn {
        switch message {
        case .input(let event, _):
            if asksHost { _ = host.handle(event) } else { _ = scroll.handle(event, session) }
        case .fill(_, let text): host.fill(text)
        case .back: asksHost = false
        case .otherHost: asksHost = true
        case .next:
            guard asksHost, !host.text.isEmpty else { return .next }
            let typed = service.guide(at: host.text)
            if !typed.needsHost { (address, asksHost) = (host.text, false) }
        case .copy: return copy(.key, key.line)
        case .copyName: return copy(.name, name)
        case .copyAddress: return guide.page.map { copy(.address, $0) } ?? .stay
        case .showLine: return .effects(.show(key.line))
        case .copied(let new): outcome = new
        case .openPage: return guide.page.map { .effects(.openPage($0)) } ?? .stay
        case .pageOpened(let opened):
            wasOpened = opened
            // Nobody can click here: the address stands alone, to be selected.
            if !opened, let page = guide.page { return .effects(.show(page)) }
        default: break
        }
        return .stay
    }

    private mutating func copy(_ piece: Piece, _ text: String) -> Turn {
        (wanted, outcome) = (piece, nil)
        return .effects(.copy(text))
    }

    /// Why the host that was typed is none.
    private var complaint: String? {
        !host.text.isEmpty && service.guide(at: host.text).needsHost ? "this is not a host" : nil
    }

    // MARK: - What is seen

    func draw(_ frame: inout Frame<Message>, in area: Rect) {
        var area = area
        guard !asksHost else { return drawHost(&frame, &area) }
        let guide = guide
        // The button stays in sight, however long the clicks are.
        var body = area
        body.rows -= 2
        var copiedRow: Int?
        let end = frame.scrolled(scroll, in: body, mustShow: { scroll.isMoved ? nil : copiedRow }) { frame, area in
            for (number, step) in guide.steps.enumerated() {
                var inner = Rect(column: area.column + 3, row: area.row, columns: area.columns - 3, rows: area.rows)
                frame.canvas.put("\(number + 1).", column: area.column, row: area.row, role: .accent)
                frame.paragraph(step.text, &inner)
                switch step {
                case .open where guide.page != nil:
                    if let wasOpened {
                        frame.paragraph(
                            wasOpened
                                ? "Your browser was asked to open it." : "There is no desktop here to open it on.",
                            &inner,
                            role: wasOpened ? .success : .muted)
                    }
                    drawButton("Open it", .openPage, .address, key: "o", &frame, &inner)
                case .name: drawButton("Copy “\(name)”", .copyName, .name, key: "n", &frame, &inner)
                case .paste: drawButton("Copy it", .copy, .key, key: "c", &frame, &inner)
                default: break
                }
                area = area.dropFirst(inner.row - area.row)
                if step.piece != nil, step.piece == copied?.piece { copiedRow = area.row - 2 }
            }
            frame.gap(&area)
            for remark in guide.remarks {
                frame.marked(frame.canvas.glyphs.bullet, remark, &area, role: .muted)
            }
        }
        frame.button("The key is there: continue", column: area.column, row: end + 1, focused: true, press: .next)
    }

    private func drawButton(
        _ title: String, _ message: Message, _ piece: Piece, key: Character, _ frame: inout Frame<Message>,
        _ area: inout Rect
    ) {
        let end = frame.button(
            title.fitting(area.columns - 6), column: area.column, row: area.row, focused: false, press: message)
        guard let copied, copied.piece == piece else {
            frame.canvas.put(
                "or press \(key)", column: end + 1, row: area.row, role: .muted, limit: area.endColumn - end - 1)
            return frame.gap(&area)
        }
        let words = copied.outcome.words
        let role: Role = copied.outcome == .unavailable ? .warning : .success
        guard end + 1 + words.displayWidth > area.endColumn else {
            frame.canvas.put(words, column: end + 1, row: area.row, role: role)
            return frame.gap(&area)
        }
        frame.gap(&area)
        frame.paragraph(words.sentence, &area, role: role)
    }

    private func drawHost(_ frame: inout Frame<Message>, _ area: inout Rect) {
        frame.paragraph(
            "Which host is your \(service.name) on? Left empty, you go on without the clicks of its page.", &area)
        frame.gap(&area)
        frame.canvas.put("Host", column: area.column, row: area.row, role: .muted)
        frame.field(
            host, column: area.column + 6, row: area.row, columns: min(40, area.columns - 6), focused: true,
            placeholder: "as in host.example.org", focus: .focus(0))
        frame.gap(&area)
        if let words = host.notice ?? complaint {
            frame.canvas.put(
                "\(frame.canvas.glyphs.wrong) \(words)", column: area.column + 6, row: area.row, role: .error,
                limit: area.columns - 6)
        }
        frame.gap(&area, rows: 2)
        frame.button(
            host.text.isEmpty ? "Not now" : "Continue", column: area.column, row: area.row, focused: false, press: .next
        )
    }

    // MARK: - Plain mode

    func prompt(_ title: String, _ session: Session) -> Prompt {
        guard !asksHost else {
            let problem = host.complaint ?? complaint.map { Problem($0) }
            return Prompt(
                title, ["Without a host you go on without the clicks of its page."],
                [
                    .text(
                        FieldName("host"), "Host of \(service.name), as in host.example.org", now: host.text,
                        mayBeEmpty: true, problem: problem)
                ],
                then: [.next])
        }
        let guide = guide
        // Not numbered: the answers are.
        var paragraphs = guide.steps.map { Paragraph($0.text) }
        if let page = guide.page { paragraphs += ["The address of the page:", .verbatim(page)] }
        if takesName { paragraphs += ["The name of the key:", .verbatim(name)] }
        if let key = session.publicKey { paragraphs += ["The public key line:", .verbatim(key.line)] }
        paragraphs += guide.remarks.map { Paragraph($0) }
        var options: [Question.Option] = [
            .init("The key is there: go on", .next), .init("Copy the public key line", .copy),
        ]
        if takesName { options.append(.init("Copy the name", .copyName)) }
        if guide.page != nil {
            options += [
                .init("Open the page in a browser", .openPage), .init("Copy the address of the page", .copyAddress),
            ]
        }
        if isSelfHosted, guide.page != nil { options.append(.init("Name another host", .otherHost)) }
        return Prompt(title, paragraphs, [.choice(options)])
    }
}

extension Guide.Step {
    /// What it has copied.
    fileprivate var piece: HandGuide.Piece? {
        switch self {
        case .name: .name
        case .paste: .key
        default: nil
        }
    }
}

extension String {
    /// The text in as many cells, its end left out where it is longer.
    fileprivate func fitting(_ columns: Int) -> String {
        displayWidth <= columns ? self : (cut(to: max(1, columns - 1)).first ?? "") + "…"
    }
}

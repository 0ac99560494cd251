import SSHKey
import TerminalUI

/// Shows the public key line, its fingerprints and its randomart, and copies it.
struct PublicKeyPage: Page {
    var copied: CopyOutcome?
    private var scroll = Scroll()
    private var row = ActionRow()

    private static let actions = [
        Action("Continue", label: "continue", help: "go on", .next),
        Action("Copy", .character("c"), label: "copy", help: "copy the public key line to the clipboard", .copy),
        Action(
            "Show alone", .character("s"), label: "show alone",
            help: "print the line alone and unbroken on an empty screen, to select it with the mouse", .showLine),
    ]

    var needsWidth: Bool { true }

    func title(_ session: Session) -> String { "The public key" }

    func keys(_ session: Session) -> [KeyBinding<Message>] { row.keys(Self.actions) + [Scroll.keys] }

    func help(_ session: Session) -> [String] {
        [
            "This line is what services and servers ask for. It is no secret. It must arrive whole and on one line: "
                + "copy it, or show it alone and select it with the mouse.",
            "The fingerprint is a short name of the key, the same on every computer: compare it where a service shows one. "
                + "Older services show the MD5 form. The picture says the same for eyes that compare.",
            "The mouse belongs to your terminal on this page, so that you can select text.",
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        self = PublicKeyPage()
        return []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        guard let key = session.publicKey else { return .stay }
        switch message {
        case .copy: return .effects(.copy(key.line))
        case .copied(let outcome): copied = outcome
        case .showLine: return .effects(.show(key.line))
        case .focusNext, .focusPrevious: row.move(message, Self.actions)
        case .input(let event, _): _ = scroll.handle(event, session)
        case .next: return .next
        default: break
        }
        return .stay
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        guard let key = session.publicKey else { return }
        // The terminal's own selection takes the line; everything here has a key.
        frame.mouse = .off
        // The key, a row for what became of copying it, and the buttons; a low terminal gives the blank row to the key.
        let space = area.rows < 16 ? 0 : 1
        var (body, last) = (area, area.dropFirst(area.rows - 2))
        body.rows -= 2 + space
        last.row = frame.scrolled(scroll, in: body) { frame, area in draw(key, &frame, &area) } + space
        if let copied {
            let role: Role = copied == .unavailable ? .warning : .success
            frame.canvas.put(copied.words, column: last.column, row: last.row, role: role, limit: last.columns)
        }
        last = last.dropFirst(1)
        frame.buttons(Self.actions, row, &last)
    }

    /// The picture stands beside the line where the terminal is wide, else below it.
    private func draw(_ key: PublicKey, _ frame: inout Frame<Message>, _ area: inout Rect) {
        let art = key.randomart
        let width = art.map(\.displayWidth).max() ?? 0
        var (text, picture) = (area, area)
        let isBeside = area.columns >= 60 + width
        if isBeside {
            text.columns -= width + 3
            (picture.column, picture.columns) = (area.endColumn - width, width)
        }
        frame.paragraph("Public key for pasting into OpenSSH authorized_keys file:", &text)
        frame.code(key.line, &text)
        frame.gap(&text)
        frame.paragraph("Its fingerprints, short names to know it by:", &text, role: .muted)
        frame.code(key.fingerprint(.sha256), &text)
        frame.code(key.fingerprint(.md5), &text)
        if !isBeside {
            frame.gap(&text)
            picture = text
        }
        for line in art {
            frame.canvas.put(line, column: picture.column, row: picture.row, role: .accent)
            picture = picture.dropFirst(1)
        }
        area = area.dropFirst(max(text.row, picture.row) - area.row)
    }
}

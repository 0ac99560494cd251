import SSHKey
import TerminalUI

/// Shows the public key line, its fingerprints and its randomart, and copies it.
struct PublicKeyPage: Page {
    private var showsArt = false
    var copied: CopyOutcome?

    func title(_ session: Session) -> String { "The public key" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        [
            .enter("continue", help: "go on", .next),
            .copy,
            KeyBinding(
                .character("s"), label: "show alone",
                help: "print the line alone and unbroken on an empty screen, to select it with the mouse", message: .showLine),
            KeyBinding(
                .character("a"), label: "randomart", help: "show the picture of the key, or the line again", message: .turnOver),
        ]
    }

    func help(_ session: Session) -> [String] {
        [
            "This line is what services and servers ask for. It is no secret. It must arrive whole and on one line: "
                + "copy it with c, or press s and select it with the mouse.",
            "The fingerprint is a short name of the key, the same on every computer: compare it where a service shows one. "
                + "Older services show the MD5 form. The picture says the same for eyes that compare.",
            "The mouse belongs to your terminal on this page, so that you can select text.",
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        copied = nil
        return []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        guard let key = session.publicKey else { return .stay }
        switch message {
        case .copy: return .effects(.copy(key.line))
        case .copied(let outcome):
            copied = outcome
            return .stay
        case .showLine: return .effects(.show(key.line))
        case .turnOver:
            showsArt.toggle()
            return .stay
        case .next: return .next
        default: return .stay
        }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        guard let key = session.publicKey else { return }
        frame.mouse = .off
        var area = area
        let status = Rect(column: area.column, row: area.endRow - 1, columns: area.columns, rows: 1)
        area.rows -= 1
        if let copied {
            frame.canvas.put(copied.words, column: status.column, row: status.row, role: .success, limit: status.columns)
        }
        let art = key.randomart
        let artWidth = art.map(\.displayWidth).max() ?? 0
        // Beside each other where the terminal is wide, below each other where it is high, else one at a time.
        let beside = area.columns >= 60 + artWidth
        if beside {
            draw(art, &frame, Rect(column: area.endColumn - artWidth, row: area.row, columns: artWidth, rows: area.rows))
            area.columns -= artWidth + 3
        }
        let below = !beside && key.line.cut(to: area.columns).count + 4 + art.count <= area.rows
        if showsArt, !beside, !below {
            drawFingerprints(key, &frame, &area)
            draw(art, &frame, area)
            return
        }
        frame.paragraph("Public key for pasting into OpenSSH authorized_keys file:", &area)
        frame.code(key.line, &area, rows: max(1, area.rows - 3))
        frame.gap(&area)
        drawFingerprints(key, &frame, &area)
        if below { draw(art, &frame, area) }
    }

    private func drawFingerprints(_ key: PublicKey, _ frame: inout Frame<Message>, _ area: inout Rect) {
        frame.code(key.fingerprint(.sha256), &area, rows: 1)
        frame.code(key.fingerprint(.md5), &area, rows: 1)
    }

    private func draw(_ art: [String], _ frame: inout Frame<Message>, _ area: Rect) {
        for (row, line) in art.prefix(area.rows).enumerated() {
            frame.canvas.put(line, column: area.column, row: area.row + row, role: .accent)
        }
    }
}

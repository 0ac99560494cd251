import TerminalUI

extension Overlay {
    /// Nil for the help, which plain mode says at once.
    var prompt: Prompt? {
        switch self {
        case .help: nil
        case .leaving:
            Prompt(
                title, ["The key pair is in memory only. It is lost when you leave now."],
                [.confirm("Leave and discard it?", default: false, yes: [.leave], no: [.stay])])
        case .pasted(.privateKey, _):
            Prompt(
                title,
                [
                    Paragraph(
                        "A private key is pasted nowhere: not here, not into a web page, not into a chat. It was not kept. Whoever "
                            + "saw it on the way can log in as you; if that may be, make a new one."),
                    "The rest of it is passed over.",
                ],
                [.pause("Press Enter to go back", .stay)])
        case .pasted(.other(let what, let hint), _):
            Prompt(
                title, [what, hint].compactMap { $0.map { Paragraph($0.sentence) } },
                [.pause("Press Enter to go back", .stay)])
        case .pasted(.publicKey(let key, let format, let notes), _):
            Prompt(
                title,
                [
                    "\(key.displayName), format \(format). The line that every service takes:",
                    .verbatim(key.line),
                ]
                    + notes.map { Paragraph($0.sentence) },
                [.confirm("Use this key?", yes: [.usePasted], no: [.stay])])
        }
    }
}

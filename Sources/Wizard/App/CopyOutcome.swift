/// What can be said about a copy to the clipboard; nothing more is known.
public enum CopyOutcome: Hashable, Sendable {
    /// A program of the desktop took it, by its name.
    case copied(by: String)
    /// tmux has it in a buffer, and passes it on to a terminal that may refuse it.
    case sentToTmux
    /// The terminal was asked by OSC 52, and doesn't say whether it took it.
    case sentToTerminal
    /// There is no way to any clipboard.
    case unavailable

    var words: String {
        switch self {
        case .copied: "copied to the clipboard"
        case .sentToTmux: "sent to tmux and to your terminal, which may refuse it"
        case .sentToTerminal: "sent to your terminal's clipboard, which may refuse it"
        case .unavailable: "no clipboard in reach: press s, select it with the mouse"
        }
    }
}

/// Why there is no full screen.
public enum ScreenError: Error, Hashable, Sendable {
    /// Input or output is a file, a pipe or nothing.
    case notATerminal
    /// TERM says that the terminal can't place text; nil when TERM is unset or empty.
    case dumb(term: String?)
    /// No terminfo entry, not even xterm's.
    case noDescription(term: String)

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .notATerminal: "the wizard needs a terminal for input and output"
        case .dumb(nil): "TERM isn't set"
        case .dumb(let term?): "the terminal type \(term) has no full screen"
        case .noDescription(let term): "no terminfo entry for \(term) or xterm-256color"
        }
    }

    /// What to do: another way to run the program, or what to install.
    public var hint: String {
        switch self {
        case .notATerminal, .dumb: "`keywizard --plain` asks line by line, `keywizard generate` asks nothing"
        case .noDescription: "install ncurses-term, or use `keywizard --plain`"
        }
    }
}

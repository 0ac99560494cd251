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
        case .notATerminal: "the wizard needs a terminal for its input and output"
        case .dumb(nil): "TERM is not set, so nothing is known about the terminal"
        case .dumb(let term?): "a terminal of type \(term) has no full screen"
        case .noDescription(let term): "there is no terminfo entry for \(term), nor for xterm-256color"
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

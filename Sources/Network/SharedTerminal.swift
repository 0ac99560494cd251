import Platform

/// The time in which ^C and ^\ are for the program on the terminal, and not for this one, as in system(3).
///
/// Handlers that do nothing rather than SIG_IGN, which the program would inherit.
public final class InterruptShield {
    private var interrupt = sigaction()
    private var quit = sigaction()

    /// Starts the time; it ends, and the handlers from before are back, when the last reference goes.
    public init() {
        var nothing = sigaction()
        #if canImport(Glibc)
        nothing.__sigaction_handler.sa_handler = { _ in }
        #else
        nothing.__sigaction_u.__sa_handler = { _ in }
        #endif
        nothing.sa_flags = SA_RESTART
        sigaction(SIGINT, &nothing, &interrupt)
        sigaction(SIGQUIT, &nothing, &quit)
    }

    deinit {
        sigaction(SIGINT, &interrupt, nil)
        sigaction(SIGQUIT, &quit, nil)
    }
}

/// Writes a line to standard error, which is the person's terminal.
func writeToTerminal(_ line: String) {
    writeAll(line + "\n", to: STDERR_FILENO)
}

import Platform
import Synchronization
import TerminalUI

/// The time in which ^C and ^\ are for the program on the terminal, and not for this one, as in system(3).
///
/// Handlers that do nothing of their own rather than SIG_IGN, which the program would inherit. Several may overlap.
public final class InterruptShield: Sendable {
    private struct Handlers {
        var shields = 0
        var interrupt = sigaction()
        var quit = sigaction()
    }
    private static let handlers = Mutex(Handlers())
    /// How often SIGINT or SIGQUIT came while there was a shield.
    fileprivate static let interrupts = Atomic(0)

    /// Starts the time; it ends, and the handlers from before are back, when the last reference to the last one goes.
    public init() {
        Self.handlers.withLock { handlers in
            handlers.shields += 1
            guard handlers.shields == 1 else { return }
            var counting = sigaction()
            let count: @convention(c) (Int32) -> Void = { _ in InterruptShield.interrupts.add(1, ordering: .relaxed) }
            #if canImport(Glibc)
            counting.__sigaction_handler.sa_handler = count
            #else
            counting.__sigaction_u.__sa_handler = count
            #endif
            counting.sa_flags = SA_RESTART
            sigaction(SIGINT, &counting, &handlers.interrupt)
            sigaction(SIGQUIT, &counting, &handlers.quit)
        }
    }

    deinit {
        Self.handlers.withLock { handlers in
            handlers.shields -= 1
            guard handlers.shields == 0 else { return }
            sigaction(SIGINT, &handlers.interrupt, nil)
            sigaction(SIGQUIT, &handlers.quit, nil)
        }
    }
}

/// Whether SIGINT or SIGQUIT comes while there is a shield.
struct Interrupts: Sendable {
    private let before = InterruptShield.interrupts.load(ordering: .relaxed)

    /// Whether it came since this was made.
    var came: Bool { InterruptShield.interrupts.load(ordering: .relaxed) != before }
}

/// Writes a line to standard error, which is the user's terminal.
func writeToTerminal(_ line: String) {
    writeAll(line.safeToDraw + "\n", to: STDERR_FILENO)
}

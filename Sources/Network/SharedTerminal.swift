import Platform
import Synchronization
import TerminalUI

/// The time in which ^C and ^\ are for the program on the terminal, and not for this one, as in system(3).
///
/// Handlers that do nothing of their own rather than SIG_IGN, which the program would inherit. Several may overlap.
public final class InterruptShield: Sendable {
    private struct Handler {
        var shields = 0
        var before = sigaction()
    }
    private static let handlers = Mutex<[Int32: Handler]>([:])
    /// How often a signal came while there was a shield against it.
    fileprivate static let interrupts = Atomic(0)
    /// How often SIGTERM was the one.
    fileprivate static let terminations = Atomic(0)

    private let signals: [Int32]

    /// Starts the time; it ends, and the handlers from before are back, when the last reference to the last one goes.
    /// With `termination` it is SIGTERM's too: the caller looks at `Interrupts`, and ends by itself.
    public init(termination: Bool = false) {
        signals = [SIGINT, SIGQUIT] + (termination ? [SIGTERM] : [])
        // A handler must not be the first to use them.
        _ = (Self.interrupts.load(ordering: .relaxed), Self.terminations.load(ordering: .relaxed))
        Self.handlers.withLock { handlers in
            for signal in signals {
                handlers[signal, default: Handler()].shields += 1
                guard handlers[signal]?.shields == 1 else { continue }
                var counting = sigaction()
                let count: @convention(c) (Int32) -> Void = { signal in
                    InterruptShield.interrupts.add(1, ordering: .relaxed)
                    if signal == SIGTERM { InterruptShield.terminations.add(1, ordering: .relaxed) }
                }
                #if canImport(Glibc)
                counting.__sigaction_handler.sa_handler = count
                #else
                counting.__sigaction_u.__sa_handler = count
                #endif
                counting.sa_flags = SA_RESTART
                var before = sigaction()
                sigaction(signal, &counting, &before)
                handlers[signal]?.before = before
            }
        }
    }

    deinit {
        Self.handlers.withLock { handlers in
            for signal in signals {
                handlers[signal]?.shields -= 1
                guard handlers[signal]?.shields == 0, var before = handlers[signal]?.before else { continue }
                sigaction(signal, &before, nil)
            }
        }
    }
}

/// Whether one of the signals comes while there is a shield.
public struct Interrupts: Sendable {
    private let before = InterruptShield.interrupts.load(ordering: .relaxed)
    private let terminationsBefore = InterruptShield.terminations.load(ordering: .relaxed)

    /// Those of the work that the task is part of, where it looks at them: a program that starts after the signal is
    /// ended too.
    @TaskLocal static var ofWork: Interrupts?

    /// Counts from now on.
    public init() {}

    /// Those of the work that the task is part of, else those from now on.
    public static var current: Interrupts { ofWork ?? Interrupts() }

    /// Does work all of whose programs end when a signal comes.
    public func watching<Value>(_ work: () async throws -> Value) async rethrows -> Value {
        try await Self.$ofWork.withValue(self, operation: work)
    }

    /// Whether one came since this was made.
    public var came: Bool { InterruptShield.interrupts.load(ordering: .relaxed) != before }

    /// Whether SIGTERM came, which the terminal sends to no program of its own.
    var terminated: Bool { InterruptShield.terminations.load(ordering: .relaxed) != terminationsBefore }
}

/// Writes a line to standard error, which is the user's terminal.
func writeToTerminal(_ line: String) {
    writeAll(line.safeToDraw + "\n", to: STDERR_FILENO)
}

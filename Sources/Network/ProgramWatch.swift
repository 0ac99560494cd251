import Platform
import Synchronization
import Threading

/// Ends a program that takes too long, and at a signal that it doesn't hear of: ^C where it runs in a session of its own,
/// SIGTERM everywhere.
final class ProgramWatch: Sendable {
    /// Nothing tells when ssh has logged in but the file that it makes.
    private static let interval = Duration.milliseconds(50)
    /// What a program has to end by itself.
    private static let grace = Duration.seconds(2)

    private let isLate = Mutex(false)
    private let watching = Mutex<Task<Void, Never>?>(nil)

    /// Whether it was ended for taking too long.
    var timedOut: Bool { isLate.withLock { $0 } }

    /// - Parameters:
    ///   - ofSession: whether the process leads a session, all of which is to end.
    ///   - limits: how long it may take until `showsSession`, from there on, and as a whole; nil for any time.
    init(
        process: pid_t, ofSession: Bool, limits: (login: Duration?, session: Duration?, whole: Duration?),
        _ interrupts: Interrupts, showsSession: @escaping @Sendable () -> Bool
    ) {
        let target = ofSession ? -process : process
        let task = inBackground { [weak self] in
            let beginning = ContinuousClock.now
            var start = beginning
            var isOpen = false
            while (try? await Task.sleep(for: Self.interval)) != nil {
                if !isOpen, showsSession() { (isOpen, start) = (true, .now) }
                let limit = isOpen ? limits.session : limits.login
                let now = ContinuousClock.now
                let isLate = [(start, limit), (beginning, limits.whole)].contains { start, limit in
                    limit.map { now - start > $0 } ?? false
                }
                guard isLate || ofSession && interrupts.came || interrupts.terminated else { continue }
                if isLate { self?.isLate.withLock { $0 = true } }
                kill(target, SIGTERM)
                // Not after the end, when the number may be another program's.
                guard (try? await Task.sleep(for: Self.grace)) != nil else { return }
                kill(target, SIGKILL)
                return
            }
        }
        watching.withLock { $0 = task }
    }

    /// Ends the watching, because the program has ended.
    func end() { watching.withLock { $0?.cancel() } }
}

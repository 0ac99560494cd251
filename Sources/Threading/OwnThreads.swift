import Dispatch
import Platform
import Synchronization

// Work beside the main thread. The global queues of libdispatch, on which Swift's tasks run unless told otherwise, are
// watched by a timer that wakes the process once a second for the rest of its life. Queues of one's own aren't.

/// The processors that are online.
public let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Starts a task that nobody has to wait for.
@discardableResult
public func inBackground(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    Task.detached(executorPreference: OwnThreads.shared, operation: work)
}

/// Does `work` with each number below `count`, on all processors; returns when all of it is done.
public func inParallel(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let next = Next()
    let takeTurns: @Sendable () -> Void = {
        while let number = next.take(below: count) { work(number) }
    }
    let group = DispatchGroup()
    for _ in 1..<max(1, min(count, processorCount)) {
        DispatchQueue(label: "parallel", qos: .userInitiated).async(group: group, execute: takeTurns)
    }
    takeTurns()
    group.wait()
}

/// The numbers from 0 on, each given out once.
private final class Next: Sendable {
    private let number = Atomic(0)

    func take(below limit: Int) -> Int? {
        let taken = number.add(1, ordering: .relaxed).oldValue
        return taken < limit ? taken : nil
    }
}

/// Runs each part of a task, from one wait to the next, on a thread that does nothing else meanwhile: a part that takes
/// long keeps no other from its turn. libdispatch keeps threads for a few seconds, so a new queue rarely makes one.
private final class OwnThreads: TaskExecutor {
    static let shared = OwnThreads()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        DispatchQueue(label: "task", qos: .userInitiated).async {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}

import Dispatch
import Synchronization
import Threading

/// Waits for asynchronous work. For the main thread only, which isn't one of the threads that tasks need.
func blocking<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) -> Result {
    let box = Box<Result>()
    let done = DispatchSemaphore(value: 0)
    inBackground {
        let result = await work()
        box.value.withLock { $0 = result }
        done.signal()
    }
    while true {
        done.wait()
        if let result = box.value.withLock({ $0 }) { return result }
    }
}

/// The same for work that may fail.
func tryBlocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    try blocking { () async -> Result<Value, any Error> in
        do { return .success(try await work()) } catch { return .failure(error) }
    }.get()
}

private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

import Network

/// Work at many servers, so many at a time.
enum HostJobs {
    /// As many logins at a time as are no burden for a network.
    static let standard = 8
    /// Each has a temporary folder that a signal removes, and there is room for so many.
    static let most = 64
    /// A login takes less; a server that drops what it is sent takes until its deadline.
    static let patience = Duration.seconds(5)
    /// How many times `jobs` may go on at most, those that the patience is over with included.
    private static let slowFactor = 4

    private enum Event<Result: Sendable>: Sendable {
        case done(Int, Result)
        /// The patience with one is over.
        case slow(Int)
    }

    /// The result of each, in their order; nil for those that had not begun when a signal came, or the task was
    /// cancelled. `done` hears of each as it comes, of one at a time.
    ///
    /// One that takes long leaves its place to the next, so that servers that don't answer hold up no others.
    static func results<Element: Sendable, Result: Sendable>(
        of elements: [Element], jobs: Int = standard, done: (Result) -> Void = { _ in },
        _ work: @escaping @Sendable (Element) async -> Result
    ) async -> [Result?] {
        let interrupts = Interrupts.current
        return await withTaskGroup(of: Event<Result>.self) { group in
            var results = [Result?](repeating: nil, count: elements.count)
            var rest = elements.enumerated().makeIterator()
            var (running, slow) = (Set<Int>(), Set<Int>())
            func fillPlaces() {
                while running.count - slow.count < jobs, running.count < min(most, jobs * slowFactor) {
                    guard !interrupts.came, !Task.isCancelled, let (index, element) = rest.next() else { return }
                    running.insert(index)
                    group.addTask { .done(index, await work(element)) }
                    group.addTask {
                        try? await Task.sleep(for: patience)
                        return .slow(index)
                    }
                }
            }
            fillPlaces()
            while !running.isEmpty, let event = await group.next() {
                switch event {
                case .slow(let index): if running.contains(index) { slow.insert(index) }
                case .done(let index, let result):
                    running.remove(index)
                    slow.remove(index)
                    results[index] = result
                    done(result)
                }
                fillPlaces()
            }
            // Only sleepers are left.
            group.cancelAll()
            return results
        }
    }
}

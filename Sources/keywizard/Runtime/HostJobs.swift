import Network

/// Work at many servers, so many at a time.
enum HostJobs {
    /// As many logins at a time as are no burden for a network.
    static let standard = 8
    /// Each has a temporary folder that a signal removes, and there is room for so many.
    static let most = 64

    /// What became of each, in their order; nil for those that had not begun when a signal came, or the task was
    /// cancelled. `done` hears of each as it comes, of one at a time.
    static func results<Element: Sendable, Result: Sendable>(
        of elements: [Element], jobs: Int = standard, done: (Result) -> Void = { _ in },
        _ work: @escaping @Sendable (Element) async -> Result
    ) async -> [Result?] {
        let interrupts = Interrupts.current
        return await withTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: elements.count)
            var rest = elements.enumerated().makeIterator()
            func startNext() {
                guard !interrupts.came, !Task.isCancelled, let (index, element) = rest.next() else { return }
                group.addTask { (index, await work(element)) }
            }
            for _ in 0..<jobs { startNext() }
            while let (index, result) = await group.next() {
                results[index] = result
                done(result)
                startNext()
            }
            return results
        }
    }
}

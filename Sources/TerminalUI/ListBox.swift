/// The place in a list: which row is chosen, and which is the first one shown.
public struct ListBox: Hashable, Sendable {
    /// The chosen row, from 0.
    public private(set) var chosen: Int
    /// The first row that was shown, from 0; `scrolled` says which is to be.
    public private(set) var first = 0

    /// A list at its top with a row chosen.
    public init(chosen: Int = 0) {
        self.chosen = chosen
    }

    /// Moves on a key of a list of `count` rows, `visible` at a time. Returns false when it was no such key.
    public mutating func handle(_ event: InputEvent, count: Int, visible: Int) -> Bool {
        let step: Int
        switch event {
        case .key(.up): step = -1
        case .key(.down): step = 1
        case .mouse(let mouse) where mouse.kind == .wheelUp: step = -1
        case .mouse(let mouse) where mouse.kind == .wheelDown: step = 1
        case .key(.pageUp): step = -max(1, visible)
        case .key(.pageDown): step = max(1, visible)
        case .key(.home): step = -count
        case .key(.end): step = count
        default: return false
        }
        choose(chosen + step, count: count, visible: visible)
        return true
    }

    /// Chooses a row, or the nearest there is, and scrolls it into view.
    public mutating func choose(_ row: Int, count: Int, visible: Int) {
        chosen = min(max(0, row), max(0, count - 1))
        first = scrolled(visible: visible)
    }

    /// The first row to show so that the chosen one can be seen.
    public func scrolled(visible: Int) -> Int {
        min(max(first, chosen - max(1, visible) + 1), chosen)
    }
}

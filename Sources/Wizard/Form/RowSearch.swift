/// Finds rows by what was typed: by the start of each of its words, in any order. A label's own words go before what
/// only describes it.
struct RowSearch {
    private let typed: [String]

    /// Nothing typed finds every row.
    init(_ text: String) { typed = text.searchWords }

    /// Nil for a row that it doesn't find, else 0 where the label alone has it, and more the further away it stands.
    func rank<Event>(_ row: Row<Event>) -> Int? {
        var words: [String] = []
        for (rank, text) in ([row.label, row.detail] + row.keywords).enumerated() {
            words += text.searchWords
            if typed.allSatisfy({ start in words.contains { $0.hasPrefix(start) } }) { return rank == 0 ? 0 : 1 }
        }
        return nil
    }

    /// The rows that it finds, by their places, the best first; those that serve everybody where it finds none.
    func found<Event>(_ rows: [Row<Event>]) -> (places: [Int], isNone: Bool) {
        let ranked = rows.indices.compactMap { index in rank(rows[index]).map { (index, $0) } }
        let places = ranked.filter { $0.1 == 0 }.map(\.0) + ranked.filter { $0.1 > 0 }.map(\.0)
        return places.isEmpty ? (rows.indices.filter { rows[$0].isAlways }, true) : (places, false)
    }
}

extension String { var searchWords: [String] { lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) } }

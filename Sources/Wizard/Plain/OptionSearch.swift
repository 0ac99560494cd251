/// What an answer to a choice finds: by its number, or by the start of each of its words.
enum OptionSearch: Hashable {
    case found(Int)
    /// Rows that the answer fits equally well.
    case several([Int])
    case nothing

    init(_ answer: String, in options: [Question.Option]) {
        if let number = Int(answer) {
            self = options.indices.contains(number - 1) ? .found(number - 1) : .nothing
            return
        }
        let typed = answer.searchWords
        guard !typed.isEmpty else {
            self = .nothing
            return
        }
        // A label's own words go before what only describes it.
        for texts in [{ [$0.label] }, { [$0.label, $0.detail] + $0.keywords }] as [(Question.Option) -> [String]] {
            let rows = options.indices.filter { row in
                let words = texts(options[row]).flatMap(\.searchWords)
                return typed.allSatisfy { start in words.contains { $0.hasPrefix(start) } }
            }
            if let exact = rows.first(where: { options[$0].label.searchWords == typed }) {
                self = .found(exact)
                return
            }
            if !rows.isEmpty {
                self = rows.count == 1 ? .found(rows[0]) : .several(rows)
                return
            }
        }
        self = .nothing
    }
}

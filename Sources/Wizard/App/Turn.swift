/// What follows from a message: where to go, and what to do outside.
struct Turn: Hashable, Sendable {
    enum Move: Hashable, Sendable { case stay, next, back, to(PageName), takeUp(InterruptedRotation), otherPlace }

    var move = Move.stay
    var effects: [Effect] = []

    static let stay = Turn()
    static let next = Turn(move: .next)
    static func effects(_ effects: Effect...) -> Turn { Turn(effects: effects) }
}

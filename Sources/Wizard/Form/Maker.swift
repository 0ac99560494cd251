import Entropy

/// Makes an event of what was typed: the constructor of an enum case, `Event.comment`.
///
/// Functions can't be compared, but what they make can. Two makers are equal if they make the same event of the same
/// probe, which for constructors is exact: no two cases make equal events.
struct Maker<Value: Probe, Event: Hashable & Sendable>: Hashable, Sendable, CustomStringConvertible {
    let make: @Sendable (Value) -> Event

    init(_ make: @escaping @Sendable (Value) -> Event) { self.make = make }

    static func == (left: Self, right: Self) -> Bool { left.make(.probe) == right.make(.probe) }
    func hash(into hasher: inout Hasher) { hasher.combine(make(.probe)) }
    var description: String { "\(make(.probe))" }
}

/// A type whose makers can be compared.
protocol Probe: Sendable { static var probe: Self { get } }

extension String: Probe { static var probe: String { "…" } }
extension EntropySample: Probe { static var probe: EntropySample { EntropySample(.key(0), time: 0) } }

/// What a cell means. Pages speak in roles; only a palette knows colors.
public enum Role: Hashable, Sendable {
    /// Values, and the names of choices, in the terminal's own color.
    case text
    /// A title, the label of the field with the focus, and what is chosen in a list without it.
    case strong
    /// Text that can be passed over: help, labels, notes, the rail.
    case muted
    /// The bar beside what has the focus.
    case accent
    /// The present step, and the chosen row of the list with the focus.
    case here
    /// The mark of what was done, or is right; a good strength.
    case success
    /// The mark of what to think about; a fair strength.
    case warning
    /// The mark of what failed or is wrong; a weak strength.
    case error
    /// A field's cells: without the focus, with it, and with an error.
    case field, typing, wrong
    /// What an empty field is for.
    case example
    /// The button that Enter presses.
    case enter
    /// The main button while Enter does something else.
    case main
    /// Any other button.
    case button
    /// Corners, a scroll line, the part of a meter that is missing.
    case rule
    /// The part of a scroll line that is seen.
    case thumb
    /// A filled cell of a bar, from 0 (its body) to `Role.barShades - 1` (its bright end).
    case bar(shade: Int)
    /// The cell that a bar has reached in part.
    case tip
    /// A cell that a bar has not come to.
    case track
    /// Where the pointer went, from 0 (just now) to `Role.trailAges - 1` (nearly gone).
    case trail(age: Int)
    /// A star, from 0 (small) to `Role.starSizes - 1` (large).
    case star(size: Int)

    /// How many shades a bar has.
    public static let barShades = 4
    /// How many ages a trail has.
    public static let trailAges = 8
    /// How many sizes of stars there are.
    public static let starSizes = 3
}

/// What a cell means. Pages speak in roles; only a palette knows colours.
public enum Role: Hashable, Sendable {
    case text, muted, title, accent
    case success, warning, failure
    /// Lines and frames.
    case rule
    /// A step of the rail: passed, the present one, one to come.
    case stepDone, stepCurrent, stepAhead
    /// The row of a list that has the focus.
    case selected
    case field, fieldFocused
    /// What an empty field is for.
    case placeholder, placeholderFocused
    case button, buttonFocused
    /// A key's name in the footer.
    case key
    /// Text to be taken as it is: a key line, a command, a path.
    case code
    /// A filled cell of a bar, from 0 (its start) up to `Role.barShades - 1` (its end).
    case bar(shade: Int)
    case barEmpty
    /// Where the pointer went, from 0 (just now) up to `Role.trailAges - 1` (nearly gone).
    case trail(age: Int)

    /// Enough steps that no band can be seen in a bar of 60 cells.
    public static let barShades = 32
    public static let trailAges = 6
}

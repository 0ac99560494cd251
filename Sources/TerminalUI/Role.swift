/// What a cell means. Pages speak in roles; only a palette knows colors.
public enum Role: Hashable, Sendable {
    /// Ordinary text, in the terminal's own color.
    case text
    /// Text that can be passed over: explanations, labels.
    case muted
    /// A heading.
    case title
    /// What the eye is to find first.
    case accent
    /// What was done, or is right.
    case success
    /// What to think about.
    case warning
    /// What failed, or is wrong.
    case failure
    /// Lines and frames.
    case rule
    /// A step of the rail: passed, the present one, one to come.
    case stepDone, stepCurrent, stepAhead
    /// The row of a list that has the focus.
    case selected
    /// A field's cells without the focus.
    case field
    /// The cells of the field that is typed into.
    case fieldFocused
    /// What an empty field is for.
    case placeholder, placeholderFocused
    /// A button without the focus.
    case button
    /// The button that Enter presses.
    case buttonFocused
    /// A key's name in the footer.
    case key
    /// Text to be taken as it is: a key line, a command, a path.
    case code
    /// A filled cell of a bar, from 0 (its start) up to `Role.barShades - 1` (its end).
    case bar(shade: Int)
    /// A cell that a bar hasn't come to.
    case barEmpty
    /// Where the pointer went, from 0 (just now) up to `Role.trailAges - 1` (nearly gone).
    case trail(age: Int)

    /// Enough steps that no band can be seen in a bar of 60 cells.
    public static let barShades = 32
    /// As many as `Glyphs.trail` has characters.
    public static let trailAges = 6
}

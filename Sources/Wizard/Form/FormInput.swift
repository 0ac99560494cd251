import TerminalUI

/// What the user did to a form with the mouse or by scrolling: what that means only the frame knows that was seen.
public enum FormInput: Hashable, Sendable {
    /// A place was pressed, in the form of that name.
    case press(Target, form: String)
    /// The page is to be scrolled to a row.
    case scroll(to: Int)
    /// A key hint was pressed, which is as good as the key.
    case key(Key)
}

/// What a press can hit: a place in the form, not an event, so that frames don't depend on a page's types. The words
/// are what the user saw there: a press on what has changed since is no press.
public enum Target: Hashable, Sendable {
    /// A button.
    case button(Stop, String)
    /// A row to choose, from 0.
    case row(Stop, Int, String)
    /// A field that is typed into.
    case field(Stop)
}

/// What can have the focus: a field, or one of its buttons.
public struct Stop: Hashable, Sendable {
    let field: FieldName
    var index = 0
}

extension Frame<Message> {
    /// The message that an input is. What was pressed, and how far there is to scroll, only a frame knows: the runtime
    /// asks the one that it drew last, so that what is pressed is what was seen, and `update` never draws.
    public func message(_ event: InputEvent, time: UInt64) -> Message {
        let found: Message? =
            switch event {
            case .mouse(let mouse) where mouse.kind == .press: message(at: mouse.at)
            case .mouse(let mouse) where mouse.kind == .wheelUp: onScroll[.wheelUp]
            case .mouse(let mouse) where mouse.kind == .wheelDown: onScroll[.wheelDown]
            case .key(.pageUp): onScroll[.pageUp]
            case .key(.pageDown): onScroll[.pageDown]
            case .key(.up): onScroll[.lineUp]
            case .key(.down): onScroll[.lineDown]
            default: nil
            }
        return found ?? .input(event, time: time)
    }
}

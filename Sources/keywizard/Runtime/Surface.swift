import Platform
import TerminalIO
import Wizard

/// What the live side needs of the terminal, whichever form the wizard has there.
struct Surface {
    var waker: Waker
    /// Where a control sequence can be sent; nil where it would be printed.
    var sendToTerminal: (@Sendable (_ sequence: String) -> Void)?
    /// Shows a line alone, to be selected with the mouse.
    var show: (_ line: String) -> Void
    /// Goes to the ordinary screen, where another program talks to the user, and comes back.
    var stepAside: () -> Void
    var comeBack: () -> Void
    var redraw: () -> Void
    var suspend: () -> Void
}

extension Surface {
    /// The full screen.
    init(_ screen: Screen) {
        self.init(
            waker: screen.waker, sendToTerminal: screen.waker.send,
            show: { line in
                screen.pause()
                Console.put("\n" + line.safeToDraw + "\n")
                Console.say("Select the line above and copy it. Press Enter to return.")
                screen.waitForEnter()
                screen.resume()
            },
            stepAside: {
                screen.pause()
                // What an attempt before this one left there isn't this one's.
                writeAll("\u{1b}[H\u{1b}[2J", to: STDOUT_FILENO)
            }, comeBack: screen.resume, redraw: screen.redraw, suspend: screen.suspend)
    }

    /// Plain mode, which is on the ordinary screen always.
    init(_ terminal: LineTerminal) {
        self.init(
            waker: terminal.waker, sendToTerminal: nil, show: { terminal.say($0) }, stepAside: {},
            comeBack: terminal.forgetInterrupt, redraw: {}, suspend: {})
    }
}

import TerminalIO

// A program that traps while it has the full screen, as one with a mistake in it would.
let screen = try Screen.open(theme: .auto, ascii: false)
_ = screen.wait(upTo: .seconds(1)) { _ in }
fatalError("the words of the trap")

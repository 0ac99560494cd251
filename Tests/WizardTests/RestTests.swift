import TerminalUI
import Testing

@testable import Wizard

/// What is nothing to a page leaves its frame as it is, so that the terminal gets not a byte.
@Suite struct RestTests {
    /// What is no key of the page, a mouse that wanders, and what terminals say unasked.
    @Test(arguments: PageName.allCases.filter { $0 != .randomness }) func nothingChangesForNothing(_ page: PageName) {
        var walk = Walk()
        walk.walk(to: page)
        let frame = walk.model.view()
        for step in 0..<200 {
            let at = Point(column: 22 + step % 40, row: 8 + step % 5)
            for event in [.mouse(MouseEvent(.motion, at: at)), .key(.function(9)), .attributes] as [InputEvent] {
                walk.input(event)
                #expect(walk.model.view() == frame, "\(event)")
            }
        }
    }
}

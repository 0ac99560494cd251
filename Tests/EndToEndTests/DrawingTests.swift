import Testing

/// What reaches the terminal, byte by byte.
@Suite struct DrawingTests {
    /// Without colors the terminal isn't asked for its background.
    private func start(_ environment: [String: String] = ["NO_COLOR": "1"]) throws -> Terminal {
        let terminal = try Terminal(environment: environment)
        // The mouse is asked for after the first frame.
        try terminal.waitForModes("the first frame") { $0.hasMouse }
        return terminal
    }

    /// All that is written from here to the end of the program.
    private func rest(_ terminal: Terminal, _ input: () throws -> Void) throws -> [UInt8] {
        try terminal.record()
        try input()
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 130)
        return try terminal.recording(endingWith: "\u{1b}[?1l\u{1b}>")
    }

    @Test func nothingIsDrawnWhenNothingChanges() throws {
        let idle = try rest(start()) {}
        let busy = try start()
        let other = try rest(busy) {
            for column in 1...40 { try busy.send("\u{1b}[<35;\(column);20M\u{1b}[<0;\(column);22m".utf8) }
            // Up at the top, what is no key of the page, a click beside everything, and what terminals say unasked.
            for _ in 1...10 { try busy.press("Up", "F5", "x", "M-x", "Insert") }
            try busy.send("\u{1b}[<0;79;20M\u{1b}[<0;79;20m\u{1b}[I\u{1b}[O\u{1b}]11;rgb:0000/0000/0000\u{1b}\\".utf8)
        }
        #expect(other == idle)
    }

    /// A frame holds what has changed, not the screen.
    @Test func oneStepIsAFewBytes() throws {
        let idle = try rest(start()) {}
        let moving = try start()
        let other = try rest(moving) {
            try moving.press("Down")
            try moving.wait("› Windows with PuTTY")
        }
        #expect(other.count > idle.count)
        #expect(other.count - idle.count < 500)
    }

    /// When trail and star are gone the randomness page is at rest, and what is not credited draws nothing.
    @Test func theTrailFadesAndThenThereIsRest() throws {
        func atRest() throws -> Terminal {
            let terminal = try start()
            try terminal.walk(until: .randomness)
            try terminal.waitForModes("motion") { $0.hasMotion }
            try terminal.send("\u{1b}[<35;40;10M".utf8)
            try terminal.wait("2 of 256 bits")
            try terminal.wait("the trail's end", Self.isBlank)
            return terminal
        }
        let idle = try rest(atRest()) {}
        let busy = try atRest()
        let other = try rest(busy) {
            for _ in 1...20 { try busy.send("\u{1b}[<35;40;10M".utf8) }
        }
        #expect(other == idle)
    }

    /// The blank area is blank.
    private static func isBlank(_ screen: String) -> Bool {
        let lines = screen.split(separator: "\n").map { $0.dropFirst(26) }
        let sky = lines.drop { !$0.contains("╭") }.dropFirst().prefix { !$0.contains("╰") }
        return !sky.isEmpty && sky.allSatisfy { $0.allSatisfy { $0 == " " } }
    }
}

import Passphrase
import TerminalUI
import Testing

@testable import Wizard

/// Every page at the size to design for and at the smallest, with UTF-8 and with ASCII.
@Suite struct ScreenTests {
    struct Terminal: Sendable, CustomStringConvertible {
        var columns: Int
        var rows: Int
        var glyphs: Glyphs
        var description: String { "\(columns)x\(rows)" + (glyphs == .ascii ? "-ascii" : "") }

        static let all: [Terminal] = [Glyphs.unicode, .ascii].flatMap { glyphs in
            [(80, 24), (60, 18)].map { Terminal(columns: $0.0, rows: $0.1, glyphs: glyphs) }
        }
        func walk(_ system: Surroundings.System = .linux) -> Walk { Walk(columns: columns, rows: rows, glyphs: glyphs, system: system) }
    }

    @Test(arguments: Terminal.all) func computer(_ terminal: Terminal) throws {
        try expectScreen(terminal.walk().screen, "computer-\(terminal)")
    }

    @Test(arguments: Terminal.all) func destination(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .destination)
        try expectScreen(walk.screen, "destination-\(terminal)")
        walk.type("tri")
        try expectScreen(walk.screen, "destination-filtered-\(terminal)")
        walk.type("x")
        try expectScreen(walk.screen, "destination-nothing-\(terminal)")
    }

    @Test(arguments: Terminal.all) func key(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .key, destination: "thermo")
        try expectScreen(walk.screen, "key-\(terminal)")
        walk.press(.backTab, .backTab)
        walk.type("7")
        try expectScreen(walk.screen, "key-wrong-size-\(terminal)")
    }

    @Test(arguments: Terminal.all) func randomness(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .randomness)
        walk.movePointer(times: 74)
        try expectScreen(walk.screen, "randomness-\(terminal)")
        walk.press(.control("r"))
        walk.send(.progressed(permille: 437))
        try expectScreen(walk.screen, "generating-\(terminal)")
    }

    @Test(arguments: Terminal.all) func passphrase(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .passphrase)
        try expectScreen(walk.screen, "passphrase-\(terminal)")
        var report = PassphraseReport()
        report.passphrase = .init(count: 11, cursor: 11)
        report.confirmation = .init(count: 3, cursor: 3)
        report.match = .different
        report.strength = "password123".utf8.withContiguousStorageIfAvailable { Strength(of: UnsafeRawBufferPointer($0)) }
        walk.send(.passphraseChanged(report))
        try expectScreen(walk.screen, "passphrase-different-\(terminal)")
        walk.send(.suggest)
        walk.send(.passphraseChanged(.matching))
        try expectScreen(walk.screen, "passphrase-suggested-\(terminal)")
        walk.send(.makeOwn)
        walk.send(.useNoPassphrase)
        try expectScreen(walk.screen, "passphrase-none-\(terminal)")
    }

    @Test(arguments: Terminal.all) func save(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .save, destination: "thermo", computer: "Windows with PuTTY")
        walk.send(.placeExamined(PlaceReport(path: "~/.ssh/id_rsa", .taken(name: "id_rsa", free: "~/.ssh/id_rsa_thermo"))))
        try expectScreen(walk.screen, "save-taken-\(terminal)")
        walk.press(.enter)
        walk.send(.placeExamined(PlaceReport(path: "~/.ssh/id_rsa_thermo", .folderMissing("/home/ana/.ssh"))))
        try expectScreen(walk.screen, "save-\(terminal)")
        walk.press(.enter)
        walk.send(.savingFailed(Problem("the disk is full", hint: "free some space, or choose another disk")))
        try expectScreen(walk.screen, "save-failed-\(terminal)")
    }

    @Test(arguments: Terminal.all) func publicKey(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .publicKey)
        walk.send(.copied(.sentToTerminal))
        try expectScreen(walk.screen, "public-key-\(terminal)")
        var rsa = terminal.walk()
        rsa.walk(to: .publicKey, destination: "thermo")
        try expectScreen(rsa.screen, "public-key-rsa-\(terminal)")
        rsa.press(.character("a"))
        try expectScreen(rsa.screen, "public-key-rsa-art-\(terminal)")
    }

    @Test(arguments: Terminal.all) func upload(_ terminal: Terminal) throws {
        for service in ["thermo", "triton"] {
            var walk = terminal.walk()
            walk.walk(to: .upload, destination: service)
            walk.send(.byHand)
            try expectScreen(walk.screen, "upload-\(service)-\(terminal)")
        }
        var walk = terminal.walk()
        walk.walk(to: .upload, destination: "A server")
        walk.type("server.example.org")
        try expectScreen(walk.screen, "upload-server-\(terminal)")
        walk.press(.tab, .tab, .enter)
        walk.send(.installed(Report(
            succeeded: false, "server.example.org refused the login", hint: "check the user name and its password"), notes: []))
        try expectScreen(walk.screen, "upload-server-failed-\(terminal)")
    }

    @Test(arguments: Terminal.all) func done(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .done, destination: "A server")
        try expectScreen(walk.screen, "done-\(terminal)")
    }

    @Test(arguments: Terminal.all) func help(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .passphrase)
        walk.press(.function(1))
        try expectScreen(walk.screen, "help-\(terminal)")
    }

    @Test func leaving() throws {
        var walk = Walk()
        walk.walk(to: .save)
        walk.press(.control("c"))
        try expectScreen(walk.screen, "leaving")
    }

    @Test func tooSmall() throws {
        try expectScreen(Walk(columns: 40, rows: 10).screen, "too-small")
    }

    /// Wider than the text: the key and its picture stand side by side.
    @Test func wide() throws {
        var walk = Walk(columns: 140, rows: 50)
        walk.walk(to: .publicKey, destination: "thermo")
        try expectScreen(walk.screen, "public-key-140x50")
    }
}

import Passphrase
import TerminalUI
import Testing

@testable import Wizard

/// Every page in every state, at the smallest size, at the size to design for and at a wide one, with UTF-8 and ASCII.
@Suite struct ScreenTests {
    struct Terminal: Sendable, CustomStringConvertible {
        var columns: Int
        var rows: Int
        var glyphs: Glyphs
        var description: String { "\(columns)x\(rows)" + (glyphs == .ascii ? "-ascii" : "") }

        static let all: [Terminal] = [Glyphs.unicode, .ascii].flatMap { glyphs in
            [(80, 24), (60, 18), (140, 50)].map { Terminal(columns: $0.0, rows: $0.1, glyphs: glyphs) }
        }
        func walk(_ system: Surroundings.System = .linux) -> Walk {
            Walk(columns: columns, rows: rows, glyphs: glyphs, system: system)
        }
    }

    @Test(arguments: Terminal.all) func computer(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        try expectScreen(walk.screen, "computer-\(terminal)")
        walk.press(.down)
        try expectScreen(walk.screen, "computer-other-\(terminal)")
        let wsl = terminal.walk(.wsl)
        try expectScreen(wsl.screen, "computer-wsl-\(terminal)")
    }

    @Test(arguments: Terminal.all) func destination(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .destination)
        try expectScreen(walk.screen, "destination-\(terminal)")
        walk.type("tri")
        try expectScreen(walk.screen, "destination-filtered-\(terminal)")
        walk.type("x")
        try expectScreen(walk.screen, "destination-nothing-\(terminal)")
        var troubled = terminal.walk()
        troubled.walk(to: .destination)
        troubled.send(.servicesFound([], troubles: ["~/.config/keywizard/services/forge.json has no address"]))
        try expectScreen(troubled.screen, "destination-trouble-\(terminal)")
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
        var failing = walk
        failing.send(.makingFailed(Problem("OpenSSL made no key (error 2)", hint: "try again")))
        try expectScreen(failing.screen, "generating-failed-\(terminal)")
        walk.send(.made(Fixture.ed25519))
        try expectScreen(walk.screen, "generated-\(terminal)")
    }

    @Test(arguments: Terminal.all) func passphrase(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .passphrase)
        try expectScreen(walk.screen, "passphrase-\(terminal)")
        walk.press(.tab, .tab, .enter)
        try expectScreen(walk.screen, "passphrase-empty-\(terminal)")
        var report = PassphraseReport()
        report.passphrase = .init(count: 11, cursor: 11)
        report.confirmation = .init(count: 3, cursor: 3)
        report.match = .different
        report.strength = "password123".utf8.withContiguousStorageIfAvailable {
            Strength(of: UnsafeRawBufferPointer($0))
        }
        walk.send(.passphraseChanged(report))
        try expectScreen(walk.screen, "passphrase-different-\(terminal)")
        report.confirmation = .init(count: 11, cursor: 11)
        report.match = .equal
        walk.send(.passphraseChanged(report))
        try expectScreen(walk.screen, "passphrase-equal-\(terminal)")
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
        walk.send(
            .placeExamined(PlaceReport(path: "~/.ssh/id_rsa", .taken(name: "id_rsa", free: "~/.ssh/id_rsa_thermo"))))
        try expectScreen(walk.screen, "save-taken-\(terminal)")
        walk.press(.enter)
        walk.send(.placeExamined(PlaceReport(path: "~/.ssh/id_rsa_thermo", .folderMissing("/home/ana/.ssh"))))
        try expectScreen(walk.screen, "save-\(terminal)")
        walk.press(.enter)
        try expectScreen(walk.screen, "saving-\(terminal)")
        walk.send(.savingFailed(Problem("the disk is full", hint: "free some space, or choose another disk")))
        try expectScreen(walk.screen, "save-failed-\(terminal)")
        walk.send(.saved(Fixture.saved(walk.session)))
        walk.press(.escape)
        walk.send(.goTo(.save))
        try expectScreen(walk.screen, "saved-\(terminal)")
        walk.send(.goTo(.passphrase))
        try expectScreen(walk.screen, "passphrase-saved-\(terminal)")
    }

    @Test(arguments: Terminal.all) func publicKey(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .publicKey)
        walk.send(.copied(.sentToTerminal))
        try expectScreen(walk.screen, "public-key-\(terminal)")
        var rsa = terminal.walk()
        rsa.walk(to: .publicKey, destination: "thermo")
        try expectScreen(rsa.screen, "public-key-rsa-\(terminal)")
        rsa.send(.copied(.unavailable))
        rsa.press(.pageDown, .pageDown)
        try expectScreen(rsa.screen, "public-key-rsa-end-\(terminal)")
    }

    @Test(arguments: Terminal.all) func pasted(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.input(.paste(Paste(Fixture.ed25519.line)))
        try expectScreen(walk.screen, "pasted-public-\(terminal)")
        walk.press(.escape)
        walk.input(.paste(Paste("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU")))
        try expectScreen(walk.screen, "pasted-private-\(terminal)")
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
        walk.send(
            .installed(
                Report(
                    succeeded: false, "server.example.org refused the login",
                    hint: "check the user name and its password"), notes: []))
        try expectScreen(walk.screen, "upload-server-failed-\(terminal)")
    }

    @Test(arguments: Terminal.all) func done(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .done, destination: "A server")
        try expectScreen(walk.screen, "done-\(terminal)")
        var service = terminal.walk()
        service.walk(to: .done, destination: "thermo", computer: "Windows with PuTTY")
        try expectScreen(service.screen, "done-service-\(terminal)")
        var alone = terminal.walk()
        alone.walk(to: .done, passphrase: false)
        try expectScreen(alone.screen, "done-alone-\(terminal)")
    }

    @Test(arguments: Terminal.all) func help(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .passphrase)
        walk.press(.function(1))
        try expectScreen(walk.screen, "help-\(terminal)")
        walk.press(.end, .pageDown, .pageDown)
        try expectScreen(walk.screen, "help-end-\(terminal)")
    }

    @Test(arguments: Terminal.all) func leaving(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .save)
        walk.press(.control("c"))
        try expectScreen(walk.screen, "leaving-\(terminal)")
    }

    @Test func tooSmall() throws {
        try expectScreen(Walk(columns: 40, rows: 10).screen, "too-small")
    }

    /// Beyond what the eye takes in, the wizard stands in the middle.
    @Test func huge() throws {
        try expectScreen(Walk(columns: 300, rows: 100).screen, "huge")
    }
}

/// What holds at every size, on every page.
@Suite struct SizeTests {
    @Test(arguments: PageName.allCases) func everyPageAtEverySize(_ page: PageName) {
        var walk = Walk()
        walk.walk(to: page, destination: "A server")
        // The Log in page asks nothing before it has read ssh_config.
        walk.plan()
        for columns in [60, 61, 75, 76, 80, 119, 120, 140, 160, 161, 300] {
            for rows in [18, 19, 24, 50, 61, 100] {
                walk.send(.resized(Size(columns: columns, rows: rows)))
                let frame = walk.model.view()
                #expect(frame.canvas.size == Size(columns: columns, rows: rows))
                #expect(frame.canvas.text.contains("F1 help"), "\(columns)x\(rows)")
                #expect(frame.canvas.text.contains("^C quit"), "\(columns)x\(rows)")
                // What has the focus can be seen: a field by the cursor, all else by where that rests.
                guard let at = frame.cursor ?? frame.focus else {
                    #expect(page == .randomness)
                    continue
                }
                #expect((0..<columns).contains(at.column) && (0..<rows).contains(at.row))
                let role = frame.canvas[column: at.column, row: at.row].role
                #expect([.selected, .buttonFocused, .fieldFocused, .placeholderFocused].contains(role), "\(role)")
            }
        }
    }

    /// Each click target lies on what is drawn, and none is lost outside.
    @Test(arguments: PageName.allCases) func targetsAreInside(_ page: PageName) {
        for (columns, rows) in [(60, 18), (80, 24), (140, 50), (300, 100)] {
            var walk = Walk(columns: columns, rows: rows)
            walk.walk(to: page, destination: "A server")
            for target in walk.model.view().targets {
                #expect(target.area.column >= 0 && target.area.endColumn <= columns)
                #expect(target.area.row >= 0 && target.area.endRow <= rows)
            }
        }
    }

    /// A resize in the middle of anything changes nothing but the drawing.
    @Test(arguments: PageName.allCases) func aResizeLosesNothing(_ page: PageName) {
        var walk = Walk()
        walk.walk(to: page, destination: "A server")
        walk.press(.tab)
        let before = walk.model.view()
        for (columns, rows) in [(300, 100), (40, 10), (60, 18), (1, 1), (140, 50), (80, 24)] {
            walk.send(.resized(Size(columns: columns, rows: rows)))
            #expect(walk.model.view().canvas.size == Size(columns: columns, rows: rows))
        }
        #expect(walk.model.view() == before)
    }
}

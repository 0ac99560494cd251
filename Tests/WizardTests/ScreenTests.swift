import Passphrase
import TerminalUI
import Testing

@testable import Wizard

/// Every page in every state that a walk from the first to the last comes through.
@Suite struct ScreenTests {
    @Test func computer() throws {
        var walk = Walk()
        try expectScreen(walk, "computer")
        walk.press(.down)
        try expectScreen(walk, "computer-other")
        let wsl = Walk(system: .wsl)
        try expectScreen(wsl, "computer-wsl")
    }

    @Test func destination() throws {
        var walk = Walk()
        walk.walk(to: .destination)
        try expectScreen(walk, "destination")
        walk.type("tri")
        try expectScreen(walk, "destination-filtered")
        walk.type("x")
        try expectScreen(walk, "destination-nothing")
        var troubled = Walk()
        troubled.walk(to: .destination)
        troubled.send(
            .destination(
                .servicesFound([], troubles: ["~/.config/keywizard/services/forge.json has no address"])))
        try expectScreen(troubled, "destination-trouble")
    }

    @Test func key() throws {
        var walk = Walk()
        walk.walk(to: .key, destination: "thermo")
        try expectScreen(walk, "key")
        walk.press(.backTab, .backTab)
        walk.type("7")
        try expectScreen(walk, "key-wrong-size")
    }

    @Test func randomness() throws {
        var walk = Walk()
        walk.walk(to: .randomness)
        walk.movePointer(times: 74)
        try expectScreen(walk, "randomness")
        walk.press(.enter)
        walk.send(.randomness(.progressed(permille: 437)))
        try expectScreen(walk, "generating")
        var failing = walk
        failing.send(.randomness(.failed(Problem("OpenSSL made no key (error 2)", hint: "try again"))))
        try expectScreen(failing, "generating-failed")
        walk.send(.randomness(.made(Fixture.ed25519)))
        try expectScreen(walk, "generated")
    }

    @Test func passphrase() throws {
        var walk = Walk()
        walk.walk(to: .passphrase)
        try expectScreen(walk, "passphrase")
        walk.press(.tab, .tab, .enter)
        try expectScreen(walk, "passphrase-empty")
        var report = PassphraseReport()
        report.passphrase = .init(count: 11, cursor: 11)
        report.confirmation = .init(count: 3, cursor: 3)
        report.match = .different
        report.strength = "password123".utf8.withContiguousStorageIfAvailable {
            Strength(of: UnsafeRawBufferPointer($0))
        }
        walk.send(.passphrase(.reported(report)))
        try expectScreen(walk, "passphrase-different")
        report.confirmation = .init(count: 11, cursor: 11)
        report.match = .equal
        walk.send(.passphrase(.reported(report)))
        try expectScreen(walk, "passphrase-equal")
        walk.send(.passphrase(.suggest))
        walk.send(.passphrase(.reported(.matching)))
        try expectScreen(walk, "passphrase-suggested")
        walk.send(.passphrase(.typeOwn))
        walk.send(.passphrase(.useNone))
        try expectScreen(walk, "passphrase-none")
    }

    @Test func save() throws {
        var walk = Walk()
        walk.walk(to: .save, destination: "thermo", computer: "Windows with PuTTY")
        walk.send(
            .save(
                .examined(
                    PlaceReport(path: "~/.ssh/id_rsa", .taken(name: "id_rsa", free: "~/.ssh/id_rsa_thermo"))))
        )
        try expectScreen(walk, "save-taken")
        walk.press(.enter)
        walk.send(
            .save(.examined(PlaceReport(path: "~/.ssh/id_rsa_thermo", .folderMissing("/home/ana/.ssh")))))
        try expectScreen(walk, "save")
        walk.press(.enter)
        try expectScreen(walk, "saving")
        walk.send(
            .save(.failed(Problem("the disk is full", hint: "free some space, or choose another disk"))))
        try expectScreen(walk, "save-failed")
        walk.send(.save(.saved(Fixture.saved(walk.session))))
        walk.press(.escape)
        walk.send(.goTo(.save))
        try expectScreen(walk, "saved")
        walk.send(.goTo(.passphrase))
        try expectScreen(walk, "passphrase-saved")
    }

    @Test func publicKey() throws {
        var walk = Walk()
        walk.walk(to: .publicKey)
        walk.send(.copied(.sentToTerminal))
        try expectScreen(walk, "public-key")
        var rsa = Walk()
        rsa.walk(to: .publicKey, destination: "thermo")
        try expectScreen(rsa, "public-key-rsa")
        rsa.send(.copied(.unavailable))
        rsa.press(.pageDown, .pageDown)
        try expectScreen(rsa, "public-key-rsa-end")
    }

    @Test func pasted() throws {
        var walk = Walk()
        walk.input(.paste(Paste(Fixture.ed25519.line)))
        try expectScreen(walk, "pasted-public")
        walk.press(.escape)
        walk.input(.paste(Paste("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU")))
        try expectScreen(walk, "pasted-private")
    }

    @Test func upload() throws {
        for service in ["thermo", "triton"] {
            var walk = Walk()
            walk.walk(to: .upload, destination: service)
            walk.send(.byHand)
            try expectScreen(walk, "upload-\(service)")
        }
        var walk = Walk()
        walk.walk(to: .upload, destination: "A server")
        walk.type("server.example.org")
        try expectScreen(walk, "upload-server")
        walk.press(.tab, .tab, .enter)
        walk.send(
            .installed(
                Report(
                    succeeded: false, "server.example.org refused the login",
                    hint: "check the user name and the password"), notes: []))
        try expectScreen(walk, "upload-server-failed")
    }

    @Test func done() throws {
        var walk = Walk()
        walk.walk(to: .done, destination: "A server")
        try expectScreen(walk, "done")
        var service = Walk()
        service.walk(to: .done, destination: "thermo", computer: "Windows with PuTTY")
        try expectScreen(service, "done-service")
        var alone = Walk()
        alone.walk(to: .done, passphrase: false)
        try expectScreen(alone, "done-alone")
    }

    @Test func help() throws {
        var walk = Walk()
        walk.walk(to: .passphrase)
        walk.press(.function(1))
        try expectScreen(walk, "help")
        walk.press(.end, .pageDown, .pageDown)
        try expectScreen(walk, "help-end")
    }

    @Test func leaving() throws {
        var walk = Walk()
        walk.walk(to: .save)
        walk.press(.control("c"))
        try expectScreen(walk, "leaving")
    }

    @Test func tooSmall() throws {
        try expectText(Walk(columns: 40, rows: 10).screen, "too-small")
    }

    /// Beyond what the eye takes in, the wizard is in the middle.
    @Test func huge() throws {
        try expectText(Walk(columns: 300, rows: 100).screen, "huge")
    }
}

/// What holds at every size, on every page.
@Suite struct SizeTests {
    @Test(arguments: PageName.allCases) func everyPageAtEverySize(_ page: PageName) {
        var walk = Walk()
        walk.walk(to: page, destination: "A server")
        // The Log in page asks nothing before it has read ssh_config.
        walk.plan()
        for columns in [60, 61, 79, 80, 81, 115, 116, 128, 140, 300] {
            for rows in [18, 19, 24, 36, 37, 50, 100] {
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
                #expect([Role.here, .enter, .typing, .wrong, .example].contains(role), "\(role)")
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

import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The Upload page with several servers.
@Suite struct SeveralServersTests {
    private static let logins = ["ana@web1.example.org", "ana@web2.example.org:2222", "root@db.example.org"].map {
        text in
        let parts = ServerLogin.parse(text)!
        return ServerLogin(user: parts.user, host: parts.host, port: parts.port)!
    }
    private static let line = AuthorizedLine(Fixture.ed25519.line)!
    private static let added = HostResult(logins[0], .added(file: "~/.ssh/authorized_keys", notes: []))
    private static let asks = HostResult(logins[1], .failed(.nobodyToAsk(methods: ["password"]), notes: []))
    private static let down = HostResult(logins[2], .failed(.unreachable(.refused), notes: []))

    private func walk(columns: Int = 80, rows: Int = 24) -> Walk {
        var walk = Walk(columns: columns, rows: rows)
        walk.walk(to: .upload, destination: "A server")
        walk.press(.control("t"))
        return walk
    }

    @Test func theNamesOfSSHConfigArePickedOneByOne() {
        var walk = walk()
        walk.press(.enter)
        #expect(walk.effects == [.findHosts(.sshConfig)])
        walk.send(.hostsFound(Self.logins))
        #expect(walk.screen.contains("0 of 3 selected"))
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
        walk.press(.down, .character(" "), .enter)
        #expect(walk.effects == [.installOnHosts([Self.logins[1]], Self.line)])
    }

    @Test func aFileIsPickedAsAWhole() {
        var walk = walk()
        walk.press(.down)
        walk.type("~/hosts")
        walk.press(.enter)
        #expect(walk.effects == [.findHosts(.file("~/hosts"))])
        walk.send(.hostsNotFound(Problem("~/hosts, line 2: “a b” isn't [USER@]HOST[:PORT]")))
        #expect(walk.screen.contains("line 2"))
        walk.press(.enter)
        walk.send(.hostsFound(Self.logins))
        #expect(walk.screen.contains("■ ana@web2.example.org:2222"))
        walk.click("root@db")
        walk.press(.enter)
        #expect(walk.effects == [.installOnHosts(Array(Self.logins.prefix(2)), Self.line)])
    }

    /// A walk to where each has its result.
    private func finished(_ results: HostResult...) -> Walk {
        var walk = walk()
        walk.press(.enter)
        walk.send(.hostsFound(Self.logins))
        walk.press(.character("a"), .enter)
        walk.send(.hostInstalled(results[0]))
        walk.send(.hostsInstalled(results))
        return walk
    }

    @Test func whatFailedIsTriedAgainAndNothingElse() {
        var walk = finished(Self.added, Self.asks, Self.down)
        #expect(walk.screen.contains("Added to 1 of 3 servers"))
        walk.press(.enter)
        #expect(walk.effects == [.askHosts([Self.asks], Self.line)])
        walk.send(.hostsInstalled([HostResult(Self.logins[1], .alreadyThere(file: "f", notes: []))]))
        #expect(walk.screen.contains("Added to 2 of 3 servers"))
        #expect(!walk.screen.contains("without a prompt"))
        walk.press(.enter)
        #expect(walk.effects == [.installOnHosts([Self.logins[2]], Self.line)])
        walk.send(.hostsInstalled([Self.down]))
        walk.press(.tab, .enter)
        #expect(walk.page == .logIn)
        #expect(walk.session.server == Self.logins[0])
        #expect(walk.session.hosts.count == 3)
    }

    @Test func ofNoneThereIsNoGoingOn() {
        var walk = finished(Self.down)
        #expect(!walk.screen.contains(" Continue"))
        walk.press(.escape, .escape, .escape)
        #expect(walk.page == .upload)
        #expect(walk.screen.contains(" Add key"))
        walk.press(.escape)
        #expect(walk.page == .publicKey)
    }

    @Test func itCanBeStopped() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.hostsFound(Self.logins))
        walk.press(.character("a"), .enter, .escape)
        #expect(walk.effects == [.cancelHosts])
        // What comes late changes nothing.
        walk.send(.hostInstalled(Self.down))
        #expect(walk.screen.contains("3 of 3 selected"))
    }

    /// What was done before the stop stays known: in the list, and to the pages after it.
    @Test func whatWasDoneStaysMarked() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.hostsFound(Self.logins))
        walk.press(.character("a"), .enter)
        walk.send(.hostInstalled(Self.added))
        #expect(walk.screen.contains("1 of 3 done."))
        walk.press(.escape)
        #expect(walk.effects == [.cancelHosts] && walk.session.hosts == [Self.added])
        let line = walk.screen.split(separator: "\n").first { $0.contains("web1.example.org") } ?? ""
        #expect(line.contains("added"))
        walk.press(.escape, .escape)
        #expect(walk.screen.contains("Added to 1 of 3 servers."))
        walk.press(.enter)
        #expect(walk.page == .logIn && walk.session.server == Self.logins[0])
    }

    /// The failures stand first, those of one reason together.
    @Test func failuresComeFirst() {
        let servers = (1...6).map { ServerLogin(user: "ana", host: "web\($0).example.org")! }
        let failures: [ServerFailure?] = [
            nil, .unreachable(.refused), .nobodyToAsk(methods: []), nil, .unreachable(.timedOut),
            .unreachable(.refused),
        ]
        var walk = walk()
        walk.press(.enter)
        walk.send(.hostsFound(servers))
        walk.press(.character("a"), .enter)
        walk.send(
            .hostsInstalled(
                zip(servers, failures).map { login, failure in
                    HostResult(login, failure.map { .failed($0, notes: []) } ?? .added(file: "f", notes: []))
                }))
        let order = walk.screen.split(separator: "\n").compactMap { line in
            (1...6).first { line.contains("ana@web\($0).") }
        }
        #expect(order == [3, 2, 6, 5, 1, 4], "\(walk.screen)")
    }

    @Test func manyFitPlainModesList() {
        var talk = Talk { effect, session in
            switch effect {
            case .findHosts: [.hostsFound(Self.logins)]
            case .installOnHosts: []
            default: Talk.everythingWorks(effect, session)
            }
        }
        talk.answer("", "", "", "", "", "", "no passphrase", "use none", "", "", "", "several", "")
        #expect(talk.said.contains("3. ana@web2.example.org:2222, not selected"), "\(talk.transcript)")
        talk.answer("web2")
        #expect(talk.said.contains("1. Add the key to 1 server"))
        talk.answer("select none", "select all", "add")
        talk.hear(.hostInstalled(Self.added))
        #expect(talk.said.suffix(2) == ["ana@web1.example.org, added", "1 of 3 done."], "\(talk.said)")
        talk.hear(.hostsInstalled([Self.added, Self.asks, Self.down]))
        #expect(talk.said.contains("Added to 1 of 3 servers"), "\(talk.said)")
        #expect(talk.said.contains("ana@web2.example.org:2222, can't log in without a prompt"))
    }

    /// The list has the rows that nothing else needs, and the button stays in sight.
    @Test(arguments: [(60, 18), (80, 24), (140, 50)]) func manyServersScroll(columns: Int, rows: Int) {
        var walk = walk(columns: columns, rows: rows)
        let many = (1...60).map { ServerLogin(user: "ana", host: "web\($0).example.org")! }
        func listed(_ walk: Walk) -> Int { walk.screen.split(separator: "\n").count { $0.contains("ana@web") } }
        walk.press(.enter)
        walk.send(.hostsFound(many))
        walk.press(.character("a"))
        #expect(listed(walk) >= min(rows, 36) - 12 && walk.screen.contains(" Add key"), "\(walk.screen)")
        walk.press(.end)
        #expect(walk.screen.contains("■ ana@web60.example.org"))
        walk.press(.enter)
        let failed = many.map { HostResult($0, .failed(.nobodyToAsk(methods: ["password"]), notes: [])) }
        for result in failed.prefix(40) { walk.send(.hostInstalled(result)) }
        for _ in 1...14 { walk.press(.pageDown) }
        #expect(walk.screen.contains("ana@web40.example.org"), "\(walk.screen)")
        walk.send(.hostsInstalled(failed))
        for _ in 1...20 { walk.press(.pageDown) }
        #expect(
            walk.screen.contains("ana@web60.example.org") && walk.screen.contains(" Log in one by one"),
            "\(walk.screen)")
    }

    @Test func theEndSaysWhatIsMissing() throws {
        var walk = finished(Self.added, Self.asks, Self.down)
        walk.press(.tab, .tab, .enter)
        walk.walk(to: .done)
        #expect(walk.screen.contains("1 of 3 servers"))
        walk.click(" Equivalent commands")
        #expect(walk.screen.contains("keywizard install"))
    }

    @Test func screens() throws {
        var walk = walk()
        walk.press(.down)
        walk.type("~/hosts.txt")
        try expectScreen(walk, "hosts-source")
        walk.press(.enter)
        try expectScreen(walk, "hosts-reading")
        var wrong = walk
        wrong.send(
            .hostsNotFound(Problem("~/hosts.txt, line 2: “a b” isn't a server", hint: "write it as [USER@]HOST[:PORT]"))
        )
        try expectScreen(wrong, "hosts-wrong")
        walk.send(.hostsFound(Self.logins))
        try expectScreen(walk, "hosts-picking")
        var none = walk
        none.press(.character("a"))
        try expectScreen(none, "hosts-none-picked")
        walk.press(.enter)
        walk.send(.hostInstalled(Self.added))
        try expectScreen(walk, "hosts-working")
        walk.send(.hostsInstalled([Self.added, Self.asks, Self.down]))
        try expectScreen(walk, "hosts-finished")
        walk.send(
            .hostsInstalled(
                Self.logins.map { HostResult($0, .alreadyThere(file: "~/.ssh/authorized_keys", notes: [])) }))
        try expectScreen(walk, "hosts-all-there")
    }
}

import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The Upload page with several servers.
@Suite struct HostsFormTests {
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
        #expect(walk.screen.contains("0 of 3 servers are picked"))
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
        walk.send(.hostsNotFound(Problem("~/hosts, line 2: “a b” is not [USER@]HOST[:PORT]")))
        #expect(walk.screen.contains("line 2"))
        walk.press(.enter)
        walk.send(.hostsFound(Self.logins))
        #expect(walk.screen.contains("[x] ana@web2.example.org:2222"))
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
        #expect(walk.screen.contains("The key is on 1 of 3 servers"))
        walk.press(.enter)
        #expect(walk.effects == [.askHosts([Self.asks], Self.line)])
        walk.send(.hostsInstalled([HostResult(Self.logins[1], .alreadyThere(file: "f", notes: []))]))
        #expect(walk.screen.contains("The key is on 2 of 3 servers"))
        #expect(!walk.screen.contains("that asks"))
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
        #expect(walk.screen.contains("Put the key there"))
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
        #expect(walk.screen.contains("3 of 3 servers are picked"))
    }

    @Test func ansibleIsSaid() {
        var walk = walk()
        walk.press(.enter)
        walk.send(.hostsFound(Self.logins))
        walk.press(.character("a"), .enter)
        walk.send(.hostsHandedOver)
        #expect(walk.screen.contains("Ansible, a program"))
        walk.send(.hostInstalled(Self.added))
        #expect(walk.screen.contains("1 of 3 have answered"))
    }

    /// The list has the rows that nothing else needs, and the button stays in sight.
    @Test(arguments: [(60, 18), (80, 24), (140, 50)]) func manyServersScroll(columns: Int, rows: Int) {
        var walk = walk(columns: columns, rows: rows)
        let many = (1...60).map { ServerLogin(user: "ana", host: "web\($0).example.org")! }
        func listed(_ walk: Walk) -> Int { walk.screen.split(separator: "\n").count { $0.contains("ana@web") } }
        walk.press(.enter)
        walk.send(.hostsFound(many))
        walk.press(.character("a"))
        #expect(listed(walk) == rows - 10 && walk.screen.contains(" Put the key there"), "\(walk.screen)")
        walk.press(.end)
        #expect(walk.screen.contains("› [x] ana@web60.example.org"))
        walk.press(.enter)
        #expect(listed(walk) == rows - 12 && walk.screen.contains("Esc stops it"), "\(walk.screen)")
        walk.send(
            .hostsInstalled(many.map { HostResult($0, .failed(.nobodyToAsk(methods: ["password"]), notes: [])) }))
        walk.press(.end)
        #expect(walk.screen.contains("› ✗ ana@web60.example.org") && walk.screen.contains(" Log in one by one"))
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
            .hostsNotFound(Problem("~/hosts.txt, line 2: “a b” is no server", hint: "write it as [USER@]HOST[:PORT]")))
        try expectScreen(wrong, "hosts-wrong")
        walk.send(.hostsFound(Self.logins))
        try expectScreen(walk, "hosts-picking")
        var none = walk
        none.press(.character("a"))
        try expectScreen(none, "hosts-none-picked")
        walk.press(.enter)
        var ansible = walk
        ansible.send(.hostsHandedOver)
        try expectScreen(ansible, "hosts-ansible")
        walk.send(.hostInstalled(Self.added))
        try expectScreen(walk, "hosts-working")
        walk.send(.hostsInstalled([Self.added, Self.asks, Self.down]))
        walk.press(.down)
        try expectScreen(walk, "hosts-finished")
        walk.send(
            .hostsInstalled(
                Self.logins.map { HostResult($0, .alreadyThere(file: "~/.ssh/authorized_keys", notes: [])) }))
        try expectScreen(walk, "hosts-all-there")
    }
}

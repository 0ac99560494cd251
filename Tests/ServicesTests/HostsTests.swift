import Testing

@testable import Services
@testable import SSHClient

struct HostsTests {
    @Test(
        arguments: [
            ("me@server.example", "me", "server.example", nil),
            ("server.example:2222", nil, "server.example", 2222),
            ("me@[2001:db8::1]:22", "me", "2001:db8::1", 22),
            ("ssh -p 2022 root@10.0.0.1", "root", "10.0.0.1", 2022),
            ("alias", nil, "alias", nil),
        ] as [(String, String?, String, Int?)])
    func addressees(text: String, user: String?, host: String, port: Int?) throws {
        let addressee = try HostAddressee(text)
        #expect(addressee.user == user)
        #expect(addressee.host == host)
        #expect(addressee.port == port)
        // What we write is what we read.
        let login = try #require(addressee.login(user: "you"))
        #expect(try HostAddressee(login.address).login(user: "other") == login)
    }

    @Test(arguments: ["", "-oProxyCommand=x", "me@", "two words", "host:99999", "a;b@host", "host/path"])
    func noAddressee(text: String) {
        #expect(throws: HostsError.self) { try HostAddressee(text) }
    }

    @Test func aFileNamesItsWrongLine() throws {
        #expect(try HostsFile.parse("# all\n\r\n a.example # one\n\tb@c.example:22\r\n", name: "f").count == 2)
        do {
            _ = try HostsFile.parse("a\n\nb c d\n", name: "hosts.txt")
            Issue.record("it was taken")
        } catch {
            #expect(error.message.hasPrefix("hosts.txt, line 3: "))
        }
    }

    /// As Windows and spreadsheets write them.
    @Test func aLongFileWithAByteOrderMark() throws {
        let lines = (0..<10_000).map { "me@host\($0).example # \($0)" }
        let hosts = try HostsFile.parse("\u{FEFF}" + lines.joined(separator: "\r\n"), name: "f")
        #expect(hosts.count == 10_000)
        #expect(hosts.first?.host == "host0.example" && hosts.first?.user == "me")
        #expect(hosts.last?.host == "host9999.example")
    }

    /// What a template, a pattern or a shell could mistake; Ansible itself reads it in the tests of the command.
    @Test func nothingInAPlaybookIsExpanded() throws {
        let line = try #require(
            AuthorizedLine(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDETIuv+vUsQQP08ZsaeFmTkw7CAZzD8UPbXx4Rbbm9i {{ x }} \"\\\u{2028}é"
            ))
        let logins = [
            try #require(ServerLogin(user: "me", host: "a.example", port: "22")),
            try #require(ServerLogin(user: "me", host: "a.example-22")),
            try #require(ServerLogin(user: "a\\b", host: "2001:db8::1")),
        ]
        var playbook = HostsPlaybook(line: line, logins: logins)
        playbook.options = ["ProxyCommand=nc '%h' %p"]
        #expect(playbook.names == ["me-a.example-22", "me-a.example-22-2", "a-b-2001-db8--1"])
        #expect(playbook.playbook.contains(#"bm9i {{ x }} \"\\\U00002028é""#))
        #expect(playbook.playbook.contains("key: !unsafe \""))
        #expect(playbook.inventory.contains(#"ansible_user: !unsafe "a\\b""#))
        #expect(
            playbook.inventory.contains(#"ansible_ssh_common_args: !unsafe "-o 'ProxyCommand=nc '\\''%h'\\'' %p'""#))
    }

    /// What Ansible 2.14 wrote with its JSON callback, shortened.
    @Test func ansiblesReport() throws {
        let logins = try ["a", "b", "c", "d", "e", "f"].map { try #require(ServerLogin(user: "me", host: $0)) }
        let line = try #require(
            AuthorizedLine("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDETIuv+vUsQQP08ZsaeFmTkw7CAZzD8UPbXx4Rbbm9i"))
        let playbook = HostsPlaybook(line: line, logins: logins)
        let output = """
            [WARNING]: something
            {"plays": [{"tasks": [{"hosts": {
            "me-a": {"changed": true, "keyfile": "/home/me/.ssh/authorized_keys"},
            "me-b": {"changed": false, "keyfile": "/home/me/.ssh/authorized_keys"},
            "me-c": {"changed": false, "unreachable": true, "msg":
            "Failed to connect to the host via ssh: me@c: Permission denied (publickey,password)."},
            "me-d": {"changed": false, "unreachable": true, "msg":
            "Failed to connect to the host via ssh: Host key verification failed."},
            "me-e": {"failed": true, "msg": "MODULE FAILURE\\nSee stdout/stderr for the exact error", "module_stderr":
            "/bin/sh: 1: /usr/bin/python3: not found\\n"}
            }}]}], "stats": {}}
            """
        let file = "/home/me/.ssh/authorized_keys"
        #expect(
            playbook.results(of: output)?.map(\.outcome) == [
                .added(file: file, notes: []), .alreadyThere(file: file, notes: []),
                .failed(.nobodyToAsk(methods: ["publickey", "password"]), notes: []),
                .failed(.hostKeyUnknown, notes: []),
                .failed(.other(said: ["/bin/sh: 1: /usr/bin/python3: not found"]), notes: []),
                .failed(.other(said: ["Ansible didn't reach it"]), notes: []),
            ])
        #expect(playbook.results(of: "ERROR! couldn't resolve module/action") == nil)
    }
}

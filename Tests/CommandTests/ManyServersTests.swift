import FoundationEssentials
import LocalServer
import Testing

extension InstallTests {
    /// A line of `--json-lines`.
    struct Line: Decodable {
        let host, user: String
        let port: Int?
        let result, message: String?
        let loggedIn: Bool?
    }

    private func lines(_ outcome: Workplace.Outcome) throws -> [Line] {
        try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    func address(_ server: TestServer) -> String { "\(server.user)@127.0.0.1:\(server.port)" }

    // MARK: - Servers that fail

    /// The host that the name is of, by the way that ssh takes to it: each is another failure, and the last is done.
    @Test func eachFailureIsTheHostsOwn() throws {
        let (good, silent) = (try makeServer(), try SilentServer())
        let stalled = try SilentServer(greeting: "SSH-2.0-OpenSSH_9.2p1\r\n")
        let talker = try serveOnce(String(repeating: "x", count: 64 << 10))
        let closed = try freePort()
        let list = """
            \u{FEFF}a@127.0.0.1:\(silent.port)   # says nothing
            # the next one greets and stops
            b@127.0.0.1:\(stalled.port)
            c@127.0.0.1:\(talker)

            d@[::1]:\(closed)
            d@[::1]:\(closed)
            \(address(good))
            """
        try place.write(
            list.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"), to: "hosts")
        let outcome = try keywizard(
            "install", "id.pub", "--hosts-file", "hosts", "--timeout", "5", "--json-lines", "--failed-to", "failed")
        #expect(outcome.status == 2, "\(outcome.errors)")
        let lines = try lines(outcome)
        #expect(lines.count == 5)
        let messages = Dictionary(uniqueKeysWithValues: lines.map { ($0.user, $0.message ?? "") })
        #expect(messages["a"] == "the server didn't answer in time")
        #expect(messages["b"] == "the server didn't finish the key exchange in time")
        #expect(messages["c"] == "this port didn't answer with SSH")
        #expect(messages["d"] == "the server refused the connection on this port")
        #expect(lines.filter { $0.result == "added" }.map(\.user) == [good.user])
        // Those that hang come last.
        #expect(Set(lines.suffix(2).map(\.user)) == ["a", "b"])
        #expect(try read(good.authorizedKeys) == place.read("old.pub") + place.read("id.pub"))

        #expect(outcome.errors.contains("5 servers: 4 failed, 1 added"), "\(outcome.errors)")
        #expect(
            try place.read("failed")
                == "a@127.0.0.1:\(silent.port)\nb@127.0.0.1:\(stalled.port)\nc@127.0.0.1:\(talker)\nd@[::1]:\(closed)\n"
        )
        #expect(outcome.errors.contains("to retry: keywizard install id.pub --hosts-file failed -o "))
        #expect(outcome.errors.contains(" --timeout 5 --json-lines"))
        // The list is never replaced, and that is said before anything is done.
        let again = try keywizard("install", "id.pub", "--hosts-file", "failed", "--failed-to", "failed")
        #expect(again.status == 1 && again.output.isEmpty && again.errors.contains("failed exists"), "\(again.errors)")
    }

    @Test func reasonsAreSaidOnceWithTheirHosts() throws {
        let closed = try freePort()
        let hosts = (1...3).flatMap { ["--host", "user\($0)@127.0.0.1:\(closed)"] }
        let outcome = try place.attempt([Workplace.keywizard, "install", "id.pub"] + hosts + options)
        #expect(outcome.status == 1)
        let said = outcome.errors.split(separator: "\n").map(String.init)
        #expect(said.first == "keywizard: 3 servers: 3 failed")
        #expect(said.contains("keywizard: 3 failed: the server refused the connection on this port"), "\(said)")
        #expect(
            said.contains("  " + (1...3).map { "user\($0)@127.0.0.1:\(closed)" }.joined(separator: ", ")), "\(said)")
        #expect(said.count { $0.hasPrefix("  check the port") } == 1)
    }

    /// Ending one ssh ends no other.
    @Test func aKilledSSHIsOneFailure() throws {
        let server = try makeServer()
        try place.makeFolder("bin")
        try place.write(
            "#!/bin/sh\ncase \" $* \" in *\" -v \"*killed@*) kill -KILL $$ ;; esac\nexec /usr/bin/ssh \"$@\"\n",
            to: "bin/ssh")
        try place.run("chmod", "700", place.path("bin/ssh"))
        let hosts = ["--host", "killed@127.0.0.1:1", "--host", address(server), "--jobs", "1", "--json-lines"]
        let outcome = try place.attempt(
            [Workplace.keywizard, "install", "id.pub"] + hosts + options,
            environment: ["PATH": place.path("bin") + ":/usr/bin:/bin"])
        #expect(outcome.status == 2)
        let lines = try lines(outcome)
        #expect(lines.map(\.result) == ["failed", "added"], "\(outcome.output)")
        #expect(lines.first?.message == "ssh was ended by signal 9")
    }

    /// What was done is reported, what was going on is ended, and the rest is not begun.
    @Test(arguments: ["INT", "TERM"], ["--json-lines", "--json"]) func aSignalReportsWhatWasDone(
        signal: String, format: String
    ) throws {
        let (good, silent) = (try makeServer(), try SilentServer())
        let hosts = [address(good)] + ["a", "b", "c"].map { "\($0)@127.0.0.1:\(silent.port)" }
        try place.write(hosts.joined(separator: "\n"), to: "hosts")
        let command =
            [Workplace.keywizard, "install", "id.pub", "--hosts-file", "hosts", "--jobs", "2", format] + options
        // The signal comes once the key is on the first server.
        let script = """
            mkfifo out
            "$@" >out & pid=$!
            exec 3<out
            while ! grep -q "$(cut -d ' ' -f 2 id.pub)" '\(good.authorizedKeys)'; do :; done
            \(format == "--json" ? "" : "read -r line <&3; printf '%s\\n' \"$line\"")
            kill -\(signal) $pid
            cat <&3
            wait $pid
            """
        let outcome = try place.attempt(["sh", "-c", script, "sh"] + command)
        #expect(outcome.status == 130, "\(outcome.errors)")
        let told = format == "--json" ? try outcome.decoded(as: [Line].self) : try lines(outcome)
        #expect(told.filter { $0.result == "added" }.count == (told.first?.result == "added" ? 1 : 0))
        #expect(told.allSatisfy { $0.result == "added" || $0.message == "canceled" }, "\(outcome.output)")
        #expect(outcome.errors.contains("canceled; 4 servers: "), "\(outcome.errors)")
        #expect(outcome.errors.contains(" not begun"))
        #expect(outcome.errors.contains("--host 'c@127.0.0.1:\(silent.port)'"))
        if format == "--json-lines" {
            #expect(told.first?.result == "added")
            #expect(!outcome.errors.contains("--host '\(good.user)@"), "\(outcome.errors)")
        }
        // The same again does no harm.
        let again = try keywizard("install", "id.pub", "--host", address(good))
        #expect(again.status == 0 && again.output.contains("already-there"), "\(again.output)")
        #expect(try read(good.authorizedKeys) == place.read("old.pub") + place.read("id.pub"))
    }

    /// Even where there is one place for all.
    @Test func aServerThatDropsEverythingHoldsUpNoOther() throws {
        let (good, silent) = (try makeServer(), try SilentServer())
        let hosts = ["--host", "a@127.0.0.1:\(silent.port)", "--host", address(good), "--jobs", "1", "--json-lines"]
        // The first line ends the wait for the other server.
        let script =
            "mkfifo out; \"$@\" >out & exec 3<out; read -r line <&3; echo \"$line\"; kill -TERM $!; cat <&3; wait $!"
        let outcome = try place.attempt(
            ["sh", "-c", script, "sh", Workplace.keywizard, "install", "id.pub"] + hosts + options)
        #expect(outcome.status == 130)
        let lines = try lines(outcome)
        #expect(lines.map(\.result) == ["added", "failed"], "\(outcome.output)")
        #expect(lines.last?.message == "canceled")
    }

    @Test func aListThatCanNotBeOneIsRefused() throws {
        try place.makeFolder("list")
        let folder = try keywizard("install", "id.pub", "--hosts-file", "list")
        #expect(folder.status == 1 && folder.errors.contains("list: a folder, a file of servers was expected"))
        for wrong in [["--jobs", "0"], ["--jobs", "65"], ["--timeout", "0"], ["--json", "--json-lines"]] {
            let outcome = try place.attempt([Workplace.keywizard, "install", "id.pub", "--host", "me@h"] + wrong)
            #expect(outcome.status == 64, "\(wrong)")
        }
    }

    @Test func whatWasAutomaticIsSSHNow() throws {
        let server = try makeServer()
        let outcome = try keywizard("install", "id.pub", "--host", address(server), "--with", "auto")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    // MARK: - The login test at many servers

    @Test func everyHostIsTested() throws {
        let (good, other) = (try makeServer(), try makeServer())
        other.authorize("")
        let hosts = ["--host", address(good), "--host", address(other)]
        for hosts in [hosts, [hosts[2], hosts[3], hosts[0], hosts[1]]] {
            let outcome = try place.attempt([Workplace.keywizard, "test", "old", "--json"] + hosts + options)
            #expect(outcome.status == 2, "\(outcome.errors)")
            let tested = try outcome.decoded(as: [Tested].self)
            #expect(tested.map(\.loggedIn) == hosts.filter { $0 != "--host" }.map { $0 == address(good) })
            #expect(outcome.errors.contains("2 servers: 1 failed, 1 logged-in"), "\(outcome.errors)")
            #expect(outcome.errors.contains("keywizard test old --host '\(address(other))' -o"), "\(outcome.errors)")
        }
        try place.write(address(good) + "\n", to: "hosts")
        let file = try keywizard("test", "old", "--hosts-file", "hosts")
        #expect(file.status == 0, "\(file.errors)")
        #expect(file.output.split(separator: "\n").last == "\(address(good))  logged-in  the server accepted this key")
    }

    /// One agent has it for all of them.
    @Test func anEncryptedKeyIsTestedEverywhere() throws {
        try place.makeKey("locked", "-t", "ed25519", passphrase: "battery staple")
        try place.write("battery staple\n", to: "pass")
        let servers = [try makeServer(), try makeServer()]
        for server in servers { server.authorize(try place.read("locked.pub")) }
        let hosts = servers.flatMap { ["--host", address($0)] }
        let good = try place.attempt(
            [Workplace.keywizard, "test", "locked", "--passphrase-file", "pass"] + hosts + options)
        #expect(good.status == 0, "\(good.errors)")
        let without = try place.attempt([Workplace.keywizard, "test", "locked"] + hosts + options)
        #expect(without.status == 1)
        #expect(without.errors.contains("there is no terminal to ask for its passphrase"), "\(without.errors)")
    }
}

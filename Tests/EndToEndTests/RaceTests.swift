#if canImport(Glibc)
import Glibc
import LocalServer
import Testing

/// Two who save the same name at the same moment: one wins, and the other is told.
@Suite(.serialized) struct RaceTests {
    /// strace holds each of them up before it gives its file the name, until all of them have found it free.
    @Test(.enabled(if: exists("/usr/bin/strace"), "needs strace"), arguments: [2, 4]) func ofCommands(count: Int) throws
    {
        let folder = try TemporaryFolder()
        let hold = "strace -f -qq -o /dev/null -e trace=linkat -e inject=linkat:delay_enter=1000000:when=1"
        let script = """
            cd \(folder.path)
            for n in $(seq \(count)); do
                ( \(hold) \(Terminal.keywizard) generate --no-passphrase --comment $n --output key >$n.out 2>$n.err; echo $? >$n ) &
            done
            wait
            """
        try Shell.run(["sh", "-c", script], environment: ["HOME": folder.path])
        var winners: [String] = []
        for number in (1...count).map(String.init) {
            let status = try folder.read(number)
            if status == "0\n" {
                winners.append(number)
            } else {
                #expect(status == "1\n")
                #expect(try folder.read(number + ".err").contains("already exists"))
                #expect(try folder.read(number + ".out") == "")
            }
        }
        #expect(winners.count == 1)
        let line = try Shell.run(["ssh-keygen", "-y", "-P", "", "-f", folder.path + "/key"])
        #expect(try folder.read("key.pub") == line)
        #expect(winners == [String(line.split { $0 == " " || $0 == "\n" }.last ?? "")])
        #expect(
            try Shell.run(["ls", "-A", folder.path]).split(separator: "\n").filter {
                $0.hasPrefix("key") || $0.hasPrefix(".") && $0 != ".local"
            } == ["key", "key.pub"])
    }

    @Test func ofWizards() throws {
        let home = try TemporaryFolder()
        let terminals = try (1...2).map { _ in try Terminal(environment: ["HOME": home.path]) }
        for terminal in terminals { try terminal.walk(until: .save) }
        for terminal in terminals { try terminal.press("Enter") }
        for terminal in terminals {
            try terminal.wait("an end") {
                $0.contains("MD5 (older services)") || $0.contains("The key pair is still in memory")
            }
        }
        let screens = try terminals.map { try $0.screen() }
        let winner = try #require(screens.firstIndex { $0.contains("MD5 (older services)") })
        #expect(screens.count { $0.contains("The key pair is still in memory") } == 1)
        // What stands is the winner's pair, and nothing of the other one.
        let printed = try Shell.run(["ssh-keygen", "-lf", home.path + "/.ssh/id_ed25519"]).split(separator: " ")[1]
        #expect(screens[winner].contains(printed))
        #expect(try Shell.run(["ls", "-A", home.path + "/.ssh"]) == "id_ed25519\nid_ed25519.pub\n")
        // The other one goes on under a free name, with the key that it made.
        try terminals[1 - winner].press("Enter")
        try terminals[1 - winner].wait("id_ed25519_new")
    }
}
#endif

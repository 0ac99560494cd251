import Testing

@testable import KeyStore
import SSHClient

struct SSHConfigTests {
    static let home = "/home/me"

    static func entry(
        _ host: String = "github.com", hostName: String? = nil, user: String? = "git", port: Int? = nil,
        key: String = "/home/me/.ssh/id_new", keychain: Bool = false
    ) -> HostEntry {
        HostEntry(
            host: host, hostName: hostName, user: user, port: port, identityFile: key, usesKeychain: keychain)!
    }

    static let entries = [
        entry(), entry("github.com-work", hostName: "github.com"), entry("bastion", user: "ops", port: 2200),
        entry("a", hostName: "a.example.com"), entry("server", user: nil), entry("x", user: "other"),
        entry("git.example.com", key: "/home/me/.ssh/with space"), entry("x", key: "/opt/100%/key\"s"),
    ]

    // MARK: every byte is kept

    @Test(arguments: SSHConfigSamples.all) func aFileComesBackByteForByte(text: String) {
        #expect(SSHConfig(Array(text.utf8), path: "config").bytes == Array(text.utf8))
    }

    @Test func anyBytesComeBackAndAnyPlanKeepsThem() throws {
        var random = SeededGenerator(seed: 5)
        let words = [
            "Host", "Match", "Include", "all", "*", "github.com", "User", "IdentityFile", " ", "\t", "=", "\"", "'",
            "\\", "#", "\n", "\r\n", "!", "exec", "~/x",
        ].map { Array($0.utf8) }
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                if Int.random(in: 0..<4, using: &random) == 0 {
                    bytes.append(UInt8.random(in: .min ... .max, using: &random))
                } else {
                    bytes += words.randomElement(using: &random)!
                }
            }
            let config = SSHConfig(bytes, path: "config")
            #expect(config.bytes == bytes)
            guard config.oddity == nil else { continue }
            let change = try SSHConfig.plan(adding: Self.entry(), to: config, home: Self.home)
            // Nothing of the user's goes but values that were replaced, which the diff shows.
            let removed = change.diff.count { $0.kind == .removed }
            let kept = Set(config.lines.map(\.text)).subtracting(SSHConfig(change.new, path: "").lines.map(\.text))
            #expect(kept.count <= removed)
            let again = try SSHConfig.plan(adding: Self.entry(), to: SSHConfig(change.new, path: ""), home: Self.home)
            #expect(again.isEmpty, "not settled: \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    // MARK: what is added takes effect, and once

    @Test(arguments: SSHConfigSamples.all, entries)
    func everyEditIsWhatSSHReads(text: String, entry: HostEntry) throws {
        let config = SSHConfig(Array(text.utf8), path: "config")
        let change = try SSHConfig.plan(adding: entry, to: config, home: Self.home)
        let effective = try #require(ssh(change.new, host: entry.host))
        #expect(effective.user == entry.user || entry.user == nil)
        #expect(effective.hostName == entry.hostName ?? effective.hostName)
        #expect(effective.port == entry.port ?? effective.port)
        #expect(effective.identitiesOnly)
        let value = KeyFilePath.abbreviate(entry.identityFile, home: Self.home)
        #expect(effective.identityFiles.first?.replacing("%%", with: "%") == value)
        #expect(try SSHConfig.plan(adding: entry, to: SSHConfig(change.new, path: ""), home: Self.home).isEmpty)
    }

    @Test func anyConfigurationIsReadBySSHAsPlanned() throws {
        var random = SeededGenerator(seed: 2026)
        let headers = [
            "Host *", "Host github.com", "Host github.com gitlab.com", "Host *.com", "Host !github.com *", "Match all",
            "Match originalhost github.com", "Match originalhost !github.com", "Match host git*", "Match user git",
            "Match !user git", "Match final all", "host=other", "MATCH Host * User *",
        ]
        let settings = [
            "User me", "user=git", "Port 2222", "HostName ssh.github.com", "HostName %h", "IdentityFile ~/.ssh/id_old",
            "IdentityFile \"~/.ssh/id_new\"", "IdentitiesOnly no", "IdentitiesOnly\tyes", "Compression yes",
            "# comment", "",
        ]
        for _ in 0..<150 {
            var text = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let isHeader = Int.random(in: 0..<3, using: &random) == 0
                let line = (isHeader ? headers : settings).randomElement(using: &random)!
                text += (isHeader ? "" : "  ") + line + "\n"
            }
            let entry = Self.entry(hostName: Bool.random(using: &random) ? "github.com" : nil, port: 2200)
            let change = try SSHConfig.plan(adding: entry, to: SSHConfig(Array(text.utf8), path: ""), home: Self.home)
            let effective = try #require(ssh(change.new, host: "github.com"))
            let isRight =
                effective.user == "git" && effective.port == 2200 && effective.identitiesOnly
                && effective.hostName == entry.hostName ?? effective.hostName
            #expect(isRight, "from\n\(text)to\n\(String(decoding: change.new, as: UTF8.self))")
            // The key is tried first, but for those that stand with it in blocks of that very host.
            #expect(effective.identityFiles.contains("~/.ssh/id_new"), "\(text)")
            for other in ["other", "gitlab.com"] {
                #expect(sshOutput(change.new, host: other) == sshOutput(Array(text.utf8), host: other), "\(text)")
            }
            let again = try SSHConfig.plan(adding: entry, to: SSHConfig(change.new, path: ""), home: Self.home)
            #expect(again.isEmpty, "\(text)")
        }
    }

    @Test(arguments: SSHConfigSamples.all, entries)
    func otherHostsReadWhatTheyDid(text: String, entry: HostEntry) throws {
        let config = SSHConfig(Array(text.utf8), path: "config")
        let change = try SSHConfig.plan(adding: entry, to: config, home: Self.home)
        for host in ["elsewhere", "gitlab.example.com", "quoted", "b", "host.corp"] where host != entry.host {
            let before = try #require(sshOutput(Array(text.utf8), host: host))
            #expect(sshOutput(change.new, host: host) == before)
        }
    }

    @Test(arguments: SSHConfigSamples.all, entries)
    func theDiffIsOneThatPatchTakes(text: String, entry: HostEntry) throws {
        let config = SSHConfig(Array(text.utf8), path: "config")
        let change = try SSHConfig.plan(adding: entry, to: config, home: Self.home)
        let old = SSHConfig(change.old, path: "").lines.map(\.text)
        let new = SSHConfig(change.new, path: "").lines.map(\.text)
        var (result, position) = ([String](), 0)
        for line in change.diff {
            switch line.kind {
            case .hunk:
                let start = Int(line.text.dropFirst(4).prefix { $0.isNumber })!
                let isEmpty = line.text.contains("-\(start),0 ")
                result += old[position..<(isEmpty ? start : start - 1)]
                position = isEmpty ? start : start - 1
            case .context, .removed:
                #expect(old[position] == line.text)
                position += 1
                if line.kind == .context { result.append(line.text) }
            case .added: result.append(line.text)
            }
        }
        #expect(result + old[position...] == new)
    }

    // MARK: what works goes on working

    /// The keys that ssh tries by itself follow the new one, and what the agent has isn't left out.
    @Test func theUsualKeysStay() throws {
        var entry = Self.entry()
        (entry.isExclusive, entry.otherKeys) = (false, ["/home/me/.ssh/id_ed25519", "/home/me/.ssh/id_rsa"])
        for text in ["", "Host github.com\n    User git\n", "Host *\n    ServerAliveInterval 5\n"] {
            let change = try SSHConfig.plan(
                adding: entry, to: SSHConfig(Array(text.utf8), path: "config"), home: Self.home)
            let effective = try #require(ssh(change.new, host: "github.com"))
            #expect(effective.identityFiles == ["~/.ssh/id_new", "~/.ssh/id_ed25519", "~/.ssh/id_rsa"])
            #expect(!effective.identitiesOnly)
            #expect(try SSHConfig.plan(adding: entry, to: SSHConfig(change.new, path: ""), home: Self.home).isEmpty)
        }
        // Where keys are named, those are what ssh tries.
        #expect(
            try planned(entry, "Host github.com\n    User git\n    IdentityFile ~/.ssh/old\n") == """
                Host github.com
                    User git
                    IdentityFile ~/.ssh/id_new
                    IdentityFile ~/.ssh/old

                """)
    }

    /// What leads to the server behind an alias leads there by the alias too.
    @Test func anAliasTakesTheWayAlong() throws {
        var entry = Self.entry("srv-work", hostName: "192.0.2.7", user: "ops", port: 2232)
        (entry.proxyJump, entry.hostKeyAlias) = ("ops@bastion:2200", "srv")
        let change = try SSHConfig.plan(adding: entry, to: SSHConfig([], path: "config"), home: Self.home)
        let effective = try #require(ssh(change.new, host: "srv-work"))
        #expect((effective.hostName, effective.port, effective.user) == ("192.0.2.7", 2232, "ops"))
        #expect((effective.proxyJump, effective.hostKeyAlias) == ("ops@bastion:2200", "srv"))
        #expect(try SSHConfig.plan(adding: entry, to: SSHConfig(change.new, path: ""), home: Self.home).isEmpty)
        var other = Self.entry("srv-work", hostName: "192.0.2.7")
        other.proxyCommand = #"nc -X 5 -x "proxy:1080" %h %p"#
        let command = try SSHConfig.plan(adding: other, to: SSHConfig([], path: "config"), home: Self.home)
        #expect(try #require(ssh(command.new, host: "srv-work")).proxyCommand == other.proxyCommand)
        #expect(try SSHConfig.plan(adding: other, to: SSHConfig(command.new, path: ""), home: Self.home).isEmpty)
    }

    @Test(arguments: [
        ("\u{FEFF}Host a\n", "byte order mark"), ("Host a\n\0", "NUL"), ("\u{FF}\u{FE}H\0o\0s\0t\0", "UTF-16"),
    ])
    func whatIsNoPlainTextIsLeftAlone(text: String, reason: String) {
        let bytes = text.hasPrefix("\u{FF}") ? text.unicodeScalars.map { UInt8($0.value) } : Array(text.utf8)
        do throws(ConfigError) {
            _ = try SSHConfig.plan(adding: Self.entry(), to: SSHConfig(bytes, path: "config"), home: Self.home)
            Issue.record("it was changed")
        } catch {
            #expect(error.message.contains("config isn't plain text") && error.message.contains(reason))
        }
    }

    // MARK: where it goes

    @Test func anEmptyFileGetsOneBlock() throws {
        #expect(
            try planned(Self.entry(keychain: true), "") == """
                Host github.com
                    User git
                    IdentityFile ~/.ssh/id_new
                    IdentitiesOnly yes
                    AddKeysToAgent yes
                    UseKeychain yes

                """)
    }

    @Test func anExistingBlockIsEditedInPlace() throws {
        let text = """
            Host github.com # mine
            \tuser=someone   # who?

            \t# the key
            \tIdentityFile ~/.ssh/old

            # end

            """
        #expect(
            try planned(Self.entry(), text) == """
                Host github.com # mine
                \tuser=git   # who?

                \t# the key
                \tIdentityFile ~/.ssh/id_new
                \tIdentityFile ~/.ssh/old
                \tIdentitiesOnly yes

                # end

                """)
    }

    @Test func aNewBlockStandsBeforeTheDefaultsAndTheirComment() throws {
        let new = try planned(Self.entry("new.example", user: nil), SSHConfigSamples.commented)
        #expect(
            new.contains(
                """
                    IdentitiesOnly yes

                Host new.example
                \tIdentityFile ~/.ssh/id_new
                \tIdentitiesOnly yes

                # everything else
                Host *
                """))
    }

    @Test func defaultsOutsideOfAnyBlockStayDefaults() throws {
        let new = try planned(Self.entry("new.example"), SSHConfigSamples.global)
        #expect(
            new.hasPrefix(
                """
                Host new.example
                    User git
                    IdentityFile ~/.ssh/id_new
                    IdentitiesOnly yes

                Host *
                # defaults first, as they should not be
                User me

                """))
    }

    @Test func aBlockOfSeveralHostsStaysAsItIs() throws {
        let text = "Host github.com gitlab.com\n  User git\n"
        #expect(
            try planned(Self.entry(), text) == """
                Host github.com
                  IdentityFile ~/.ssh/id_new
                  IdentitiesOnly yes

                Host github.com gitlab.com
                  User git

                """)
    }

    @Test func theSecondAccountHasAnAlias() throws {
        let entry = try #require(
            HostEntry(secondAccount: "work", at: "github.com", user: "git", identityFile: "/home/me/.ssh/id_work"))
        #expect(
            try planned(entry, "Host github.com\n    User git\n") == """
                Host github.com
                    User git

                Host github.com-work
                    HostName github.com
                    User git
                    IdentityFile ~/.ssh/id_work
                    IdentitiesOnly yes

                """)
    }

    @Test(
        arguments: [
            ("Host github.com\n  IdentityFile ~/.ssh/id_old\n", "~/.ssh/id_old"),
            ("Host gitlab.com github.com\n  IdentityFile /keys/a\n  IdentityFile /keys/b\n", "/keys/a"),
            // The same key in another spelling, one for everybody, one for someone else, none.
            ("Host github.com\n  IdentityFile %d/.ssh/id_new\n", nil), ("IdentityFile ~/.ssh/id_old\n", nil),
            ("Host *\n  IdentityFile ~/.ssh/id_old\n", nil), ("Host gitlab.com\n  IdentityFile ~/.ssh/id_old\n", nil),
            ("Match user git\n  IdentityFile ~/.ssh/id_old\n", nil), ("", nil),
        ] as [(String, String?)])
    func anotherKeyOfTheHostIsSeen(text: String, key: String?) throws {
        let config = SSHConfig(Array(text.utf8), path: "config")
        #expect(try config.otherKey(than: Self.entry(), home: Self.home) == key)
    }

    @Test func lineEndsAreThoseOfTheFile() throws {
        let new = try planned(Self.entry(), "Host other\r\n    User x\r\n")
        let lines = [
            "", "Host github.com", "    User git", "    IdentityFile ~/.ssh/id_new", "    IdentitiesOnly yes", "",
        ]
        #expect(new.hasSuffix("x\r\n" + lines.joined(separator: "\r\n")))
    }

    @Test(arguments: [
        "Host github.com\n User git\n IdentityFile /home/me/.ssh/id_new\n IdentitiesOnly yes\n",
        "Host *.com\n User=git\n IdentityFile \"%d/.ssh/id_new\"\n IdentitiesOnly true\n",
        "user git\nidentityfile ${HOME}/.ssh/id_new\nidentitiesonly yes\nHost *\n IdentityFile ~/.ssh/other\n",
        "Match all\n User git\n IdentityFile ~/.ssh/id_new\n IdentitiesOnly yes\nMatch final all\n User x\n",
    ])
    func whatIsThereIsNotAddedAgain(text: String) throws {
        let config = SSHConfig(Array(text.utf8), path: "")
        #expect(try SSHConfig.plan(adding: Self.entry(), to: config, home: Self.home).isEmpty)
    }

    @Test func aConfirmingAgentStaysOne() throws {
        let text = "Host github.com\n  AddKeysToAgent confirm\n"
        let new = try planned(Self.entry(keychain: true), text)
        #expect(new.contains("AddKeysToAgent confirm") && !new.contains("AddKeysToAgent yes"))
    }

    // MARK: Include

    @Test func aBlockInAnIncludedFileIsEditedThere() throws {
        let main = "Include config.d/*\nHost *\n  ForwardAgent no\n"
        let included = SSHConfig(Array("Host github.com\n  User git\n".utf8), path: "/home/me/.ssh/config.d/forge")
        var asked: [String] = []
        let change = try SSHConfig.plan(
            adding: Self.entry(), to: SSHConfig(Array(main.utf8), path: "config"), home: Self.home
        ) {
            asked.append($0); return [included]
        }
        #expect(asked == ["/home/me/.ssh/config.d/*"])
        #expect(change.path == included.path)
        #expect(
            String(decoding: change.new, as: UTF8.self)
                == "Host github.com\n  User git\n  IdentityFile ~/.ssh/id_new\n  IdentitiesOnly yes\n")
    }

    @Test func anIncludedFileThatWouldWinIsPreceded() throws {
        let scratch = Scratch()
        scratch.write("Host *\n  IdentityFile /keys/other\n", to: "included")
        scratch.write("Host never\n  User no\n", to: "unrelated")
        let main = "# all of it\nInclude \(scratch.path("incl*")) \(scratch.path("unrelated"))\n\nHost x\n  User y\n"
        let change = try SSHConfig.plan(
            adding: Self.entry(), to: SSHConfig(Array(main.utf8), path: "config"), home: Self.home,
            include: SSHConfigFile.include)
        #expect(change.path == "config")
        let effective = try #require(ssh(change.new, host: "github.com"))
        #expect(effective.identityFiles == ["~/.ssh/id_new", "/keys/other"])
        #expect(ssh(change.new, host: "elsewhere")?.identityFiles == ["/keys/other"])
        #expect(ssh(change.new, host: "x")?.user == "y")
        let again = try SSHConfig.plan(
            adding: Self.entry(), to: SSHConfig(change.new, path: "config"), home: Self.home,
            include: SSHConfigFile.include)
        #expect(again.isEmpty)
    }

    @Test func aFileThatOthersKeepIsNotEdited() throws {
        let included = SSHConfig(Array("Host github.com\n  User git\n".utf8), path: "/etc/company/ssh")
        let main = SSHConfig(Array("Include /etc/company/ssh\n".utf8), path: "config")
        let change = try SSHConfig.plan(adding: Self.entry(), to: main, home: Self.home) { _ in [included] }
        #expect(change.path == "config")
        let block = "\nHost github.com\n    IdentityFile ~/.ssh/id_new\n    IdentitiesOnly yes\n"
        #expect(String(decoding: change.new, as: UTF8.self).hasSuffix(block))
    }

    @Test func anIncludeInABlockOfAnotherHostIsNotRead() throws {
        let main = "Host other\n  Include secret\n"
        _ = try SSHConfig.plan(adding: Self.entry(), to: SSHConfig(Array(main.utf8), path: ""), home: Self.home) { _ in
            Issue.record("read for nothing")
            return []
        }
    }

    @Test func circlesEnd() {
        let main = SSHConfig(Array("Include a\nInclude a\n".utf8), path: "config")
        #expect(throws: ConfigError.tooManyIncludes(path: "config")) {
            try SSHConfig.plan(adding: Self.entry(), to: main, home: Self.home) { _ in [main] }
        }
    }

    // MARK: what can be an entry

    @Test(arguments: ["", "*", "a b", "-v", "a,b", "!a", "#a", "a\nb", "a\"b", "a=b"])
    func aPatternIsNoHost(host: String) {
        #expect(HostEntry(host: host, identityFile: "/k") == nil)
    }

    @Test func fieldsThatSSHWouldMisreadAreRefused() {
        #expect(HostEntry(host: "h", user: "a;b", identityFile: "/k") == nil)
        #expect(HostEntry(host: "h", port: 0, identityFile: "/k") == nil)
        #expect(HostEntry(host: "h", identityFile: "k") == nil)
        #expect(HostEntry(host: "h", identityFile: "/k\nHost *") == nil)
    }

    private func planned(_ entry: HostEntry, _ text: String) throws -> String {
        let change = try SSHConfig.plan(
            adding: entry, to: SSHConfig(Array(text.utf8), path: "config"), home: Self.home)
        return String(decoding: change.new, as: UTF8.self)
    }

    /// What the real ssh makes of it.
    private func ssh(_ config: [UInt8], host: String) -> EffectiveConfig? {
        sshOutput(config, host: host).flatMap(EffectiveConfig.init)
    }

    private func sshOutput(_ config: [UInt8], host: String) -> String? {
        let scratch = Scratch()
        scratch.write(String(decoding: config, as: UTF8.self), to: "config")
        var command = EffectiveConfig.command(for: host, configFile: scratch.path("config"))
        command.arguments.insert(contentsOf: ["-o", "IgnoreUnknown=UseKeychain"], at: 0)
        return scratch.output(of: command.program, command.arguments)
    }
}

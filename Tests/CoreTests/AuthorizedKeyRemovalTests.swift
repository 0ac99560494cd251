import Testing
import SSHClient

/// The script that takes a key out of authorized_keys, in every shell that a server may call sh.
struct AuthorizedKeyRemovalTests {
    private static let key = "ssh-ed25519 " + ServerInstallationTests.blob
    private static let other =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther00zrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    /// Lines that let the key in.
    private static let gone = [
        key, key + " me@laptop", "  \tssh-ed25519   \(ServerInstallationTests.blob)  two words", key + "\r",
        key + " me\r", "no-pty,command=\"echo \\\"hi\\\" there\" \(key) c", "from=\"10.0.0.0/8\"\t  \(key)",
        "command=\"a # b\" \(key)", "a\\b \(key)", "command=\"a,cert-authority,b\" \(key)",
    ]
    /// Lines that look like it and don't.
    private static let staying = [
        "# " + key, "#" + key, "", "   ", "command=\"x \(key) y\" \(other) o", other + " " + key,
        "cert-authority " + key, "no-pty,CERT-Authority " + key, other + "\r", "garbage * ? [a", "\\", "\\c\\n %s",
        "ssh-rsa " + ServerInstallationTests.blob, "command=\"unclosed " + key, key + "x", "café", "-n " + other,
        "x=\"a\\\\\" y " + other,
    ]

    private func removal() -> AuthorizedKeyRemoval {
        let proof = LoginProof(
            login: ServerInstallationTests.login, identityFile: "/home/me/.ssh/id", fingerprint: "SHA256:new")
        return AuthorizedKeyRemoval(AuthorizedLine(Self.key + " me")!, by: proof)
    }

    private func run(_ home: Home, _ shell: String = "sh") -> KeyRemovalOutcome {
        let command = removal().command
        home.write(command.standardInput, to: "script")
        home.run("HOME=\"$PWD\" \(shell) -s < script > output 2> errors")
        #expect(home.read("errors") == "")
        return removal().outcome(
            of: CommandResult(status: .exited(0), output: home.read("output"), marker: command.marker))
    }

    @Test func itLogsInWithTheNewKeyAlone() {
        let command = removal().command
        #expect(command.arguments.contains("IdentityFile=\"/home/me/.ssh/id\""))
        #expect(command.arguments.contains("IdentitiesOnly=yes"))
        #expect(command.arguments.contains("PreferredAuthentications=publickey"))
        #expect(command.arguments.last == "sh -s" && !command.arguments.contains { $0.contains("AAAA") })
    }

    @Test(arguments: ServerInstallationTests.shells) func everyOtherLineStaysByteForByte(shell: String) {
        var lines = Self.staying.map { ($0, true) }
        // Each of them among others, first, and last.
        for (index, line) in Self.gone.enumerated() { lines.insert((line, false), at: index * 3 % lines.count) }
        for ending in ["\n", ""] {
            for last in [lines, lines.reversed()] {
                let home = Home()
                let old = last.map(\.0).joined(separator: "\n") + ending
                let kept = last.enumerated().filter(\.element.1).map {
                    $0.element.0 + ($0.offset < last.count - 1 ? "\n" : ending)
                }
                home.run("mkdir -m 700 .ssh")
                home.write(old, to: ".ssh/authorized_keys")
                home.run("chmod 640 .ssh/authorized_keys")
                #expect(run(home, shell) == .removed(lines: Self.gone.count, files: ["~/.ssh/authorized_keys"]))
                #expect(home.read(".ssh/authorized_keys") == kept.joined())
                home.run("ls -A .ssh > names; stat -c %a .ssh/authorized_keys > mode")
                #expect(home.read("names") == "authorized_keys\n" && home.read("mode") == "640\n")
                // Again there is nothing to do.
                #expect(run(home, shell) == .notThere)
            }
        }
    }

    @Test(arguments: ["400", "444", "600", "664"]) func theModeStays(mode: String) {
        let home = Home()
        home.run("mkdir -m 700 .ssh; echo '\(Self.key)' > .ssh/authorized_keys; chmod \(mode) .ssh/authorized_keys")
        #expect(run(home) == .removed(lines: 1, files: ["~/.ssh/authorized_keys"]))
        home.run("stat -c '%a %s' .ssh/authorized_keys > mode")
        #expect(home.read("mode") == "\(mode) 0\n")
    }

    @Test func bothFilesAreLookedThroughAndLinksStay() {
        let home = Home()
        home.run("mkdir -m 700 .ssh kept; echo '\(Self.key)' | tee kept/real .ssh/authorized_keys2 > /dev/null")
        home.run("ln -s ../kept/real .ssh/authorized_keys")
        let files = ["~/.ssh/authorized_keys", "~/.ssh/authorized_keys2"]
        #expect(run(home) == .removed(lines: 2, files: files))
        home.run("readlink .ssh/authorized_keys > link")
        #expect(home.read("link") == "../kept/real\n" && home.read("kept/real") == "")
    }

    @Test func theReasonOfAFailureIsTold() {
        let home = Home()
        home.run("mkdir -m 700 .ssh; echo '\(Self.key)' > .ssh/authorized_keys")
        // A program in its place stands for what the system may answer.
        home.run(
            "mkdir bin; printf '#!/bin/sh\\necho \"mv: cannot move it: Operation not permitted\" >&2; exit 1' > bin/mv")
        home.run("chmod 755 bin/mv")
        let outcome = run(home, "env PATH=\"$PWD/bin:$PATH\" sh")
        #expect(
            outcome == .failed(.notWritten(path: "~/.ssh/authorized_keys", host: "server.example", .notPermitted)))
        home.run("ls -A .ssh > names")
        #expect(home.read("names") == "authorized_keys\n" && home.read(".ssh/authorized_keys") == Self.key + "\n")
    }

    @Test func withoutTheFileThereIsNothingToDo() {
        let home = Home()
        #expect(run(home) == .notThere)
        #expect(!home.names.contains(".ssh"))
    }

    @Test func whatIsNoTextIsLeftAsItIs() {
        let home = Home()
        home.run(
            "mkdir -m 700 .ssh; { echo '\(Self.key)'; printf 'a\\0b\\n'; } > .ssh/authorized_keys; cp .ssh/authorized_keys old"
        )
        guard case .failed = run(home) else {
            Issue.record("a file with a NUL was written again")
            return
        }
        home.run("cmp old .ssh/authorized_keys && ls -A .ssh > names")
        #expect(home.read("names") == "authorized_keys\n")
    }

    /// A connection that breaks in the middle must not run half of it.
    @Test func aScriptThatWasCutDoesNothing() {
        let script = removal().command.standardInput
        let calls = "remove\nexit\n"
        #expect(script.hasSuffix("}\n\n" + calls))
        for fraction in 1..<20 {
            let home = Home()
            home.run("mkdir -m 700 .ssh; echo '\(Self.key)' > .ssh/authorized_keys")
            home.write(String(script.dropLast(calls.count).prefix(script.count * fraction / 20)), to: "script")
            home.run("HOME=\"$PWD\" sh -s < script > /dev/null 2>&1")
            #expect(home.read(".ssh/authorized_keys") == Self.key + "\n")
        }
    }

    /// A server that is gone by then hasn't said that it refuses the old key.
    @Test(arguments: [
        "ssh: connect to host example.org port 22: Connection refused\n", "Connection closed by 127.0.0.1 port 22\n",
        "",
    ]) func aCheckThatReachesNobodyIsNoRefusal(log: String) {
        var removal = removal()
        (removal.oldIdentityFile, removal.oldFingerprint) = ("/home/ana/.ssh/old", "SHA256:x")
        let removed = KeyRemovalOutcome.removed(lines: 1, files: ["~/.ssh/authorized_keys"])
        let after = removal.outcome(removed, after: CommandResult(status: .exited(255), errors: log, log: log))
        guard case .notChecked = after else {
            Issue.record("\(after)")
            return
        }
        #expect(after.message.contains("couldn't be checked"))
    }
}

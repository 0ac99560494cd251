import SSHKey
import Testing

@testable import KeyStore

struct KnownHostsTests {
    /// Host keys made by ssh-keygen, and a known_hosts about them.
    private struct Fixture {
        let scratch = Scratch()
        var path: String { scratch.path("known_hosts") }

        init(_ names: String...) {
            for name in names { scratch.shell("ssh-keygen -q -t ed25519 -N '' -C '' -f \(name)") }
        }

        func key(_ name: String) -> HostKey {
            let fields = scratch.read(name + ".pub")!.split(whereSeparator: \.isWhitespace)
            return HostKey(algorithm: String(fields[0]), base64: String(fields[1]))
        }

        /// What ssh-keygen itself finds, by the numbers of the lines.
        func found(_ name: String) -> [Int] {
            let output = scratch.shell("ssh-keygen -F '\(name)' -f known_hosts") ?? ""
            return output.split(separator: "\n").filter { $0.hasPrefix("#") }.compactMap { line in
                line.split(separator: " ").compactMap { Int($0) }.last
            }
        }
    }

    @Test func everyWayToNameAHostIsRead() throws {
        let fixture = Fixture("a", "b", "c", "d", "e")
        let line = { (name: String) in fixture.key(name).algorithm + " " + fixture.key(name).base64 }
        fixture.scratch.write(
            """
            # comment
            plain.example,192.0.2.1 \(line("a")) a comment

            \t*.wild.example,!not.wild.example \(line("b"))
            [ported.example]:2222 \(line("c"))
            @revoked * \(line("d"))
            @cert-authority *.corp.example \(line("e"))
            UPPER.example \(line("a"))\r
            broken
            @unknown x \(line("a"))
            """, to: "known_hosts")
        let known = try KnownHostsFile.read(fixture.path)
        for (host, port) in [
            ("plain.example", 22), ("192.0.2.1", 22), ("PLAIN.example", 22), ("x.wild.example", 22),
            ("not.wild.example", 22), ("ported.example", 22), ("ported.example", 2222), ("upper.example", 22),
            ("box.corp.example", 22), ("elsewhere", 22),
        ] {
            let name = KnownHosts.name(host, port: port)
            // ssh-keygen counts marked lines as found, and an @unknown marker as broken.
            let ours = known.lines.filter { $0.isAbout(name) }.map(\.number)
            #expect(ours == fixture.found(name), "\(name)")
        }
        #expect(known.keys(of: "plain.example") == [fixture.key("a")])
        #expect(known.authorities(of: "box.corp.example") == [fixture.key("e")])
        #expect(known.standing(of: fixture.key("a"), at: "plain.example") == .known)
        #expect(known.standing(of: fixture.key("b"), at: "plain.example") == .changed(known: fixture.key("a"), line: 2))
        #expect(known.standing(of: fixture.key("d"), at: "plain.example") == .revoked(line: 6))
        #expect(known.standing(of: fixture.key("a"), at: "elsewhere") == .new)
        let other = HostKey(algorithm: "ssh-rsa", base64: "AAAA")
        #expect(known.standing(of: other, at: "plain.example") == .newType(known: [fixture.key("a")]))
    }

    @Test func hiddenNamesAreFound() throws {
        let fixture = Fixture("a")
        let key = fixture.key("a")
        fixture.scratch.write("host.example,[host.example]:2222 \(key.algorithm) \(key.base64)\n", to: "known_hosts")
        fixture.scratch.shell("ssh-keygen -H -f known_hosts")
        let known = try KnownHostsFile.read(fixture.path)
        #expect(known.hidesNames)
        #expect(known.keys(of: "Host.example") == [key])
        #expect(known.keys(of: "host.example", port: 2222) == [key])
        #expect(known.keys(of: "host.example", port: 2223) == [])
    }

    @Test(arguments: [false, true]) func whatIsAddedIsFoundBySSHKeygen(hides: Bool) throws {
        let fixture = Fixture("a", "b")
        #expect(try KnownHostsFile.add(fixture.key("a"), of: "Host.example", to: fixture.path, hidesName: hides))
        #expect(
            try KnownHostsFile.add(
                fixture.key("b"), of: "host.example", port: 2222, to: fixture.path, hidesName: hides))
        #expect(fixture.found("host.example") == [1])
        #expect(fixture.found("[host.example]:2222") == [2])
        #expect(fixture.scratch.mode("known_hosts") == 0o600)
        #expect(fixture.scratch.read("known_hosts")!.contains("host.example") == !hides)
        // Never twice.
        #expect(try !KnownHostsFile.add(fixture.key("a"), of: "host.example", to: fixture.path))
        #expect(fixture.scratch.read("known_hosts")!.split(separator: "\n").count == 2)
    }

    @Test func aKeyThatContradictsIsNotAdded() throws {
        let fixture = Fixture("a", "b")
        try KnownHostsFile.add(fixture.key("a"), of: "h", to: fixture.path)
        let before = fixture.scratch.read("known_hosts")
        #expect(throws: ConfigError.otherHostKey(path: fixture.path, line: 1)) {
            try KnownHostsFile.add(fixture.key("b"), of: "h", to: fixture.path)
        }
        #expect(fixture.scratch.read("known_hosts") == before)
    }

    @Test func aLineWithoutAnEndIsNotExtended() throws {
        let fixture = Fixture("a")
        fixture.scratch.write("# last words", to: "known_hosts")
        fixture.scratch.setMode(0o644, "known_hosts")
        try KnownHostsFile.add(fixture.key("a"), of: "h", to: fixture.path)
        let key = fixture.key("a")
        #expect(fixture.scratch.read("known_hosts") == "# last words\nh \(key.algorithm) \(key.base64)\n")
        #expect(fixture.scratch.mode("known_hosts") == 0o644)
    }

    @Test func aFileThatHidesNamesGoesOnHidingThem() throws {
        let fixture = Fixture("a", "b")
        try KnownHostsFile.add(fixture.key("a"), of: "one", to: fixture.path, hidesName: true)
        try KnownHostsFile.add(fixture.key("b"), of: "two", to: fixture.path)
        #expect(fixture.scratch.read("known_hosts")!.split(separator: "\n").allSatisfy { $0.hasPrefix("|1|") })
    }

    @Test(arguments: ["", "a b", "a,b", "a\nb", "*", "|1|x", "@revoked"])
    func aNameThatMeansMoreIsRefused(host: String) {
        let fixture = Fixture("a")
        #expect(throws: ConfigError.self) { try KnownHostsFile.add(fixture.key("a"), of: host, to: fixture.path) }
        #expect(!fixture.scratch.names.contains("known_hosts"))
    }

    @Test func manyMayAddAtOnce() async throws {
        let fixture = Fixture("a")
        let (key, path) = (fixture.key("a"), fixture.path)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { _ = try? KnownHostsFile.add(key, of: "host\(number)", to: path) }
            }
        }
        let known = try KnownHostsFile.read(path)
        #expect(known.lines.count == 50)
        #expect(Set(known.lines.map(\.hosts)).count == 50)
        #expect(known.lines.allSatisfy { $0.key == key })
    }
}

#if canImport(Glibc)
import Glibc
import LocalServer
import Testing

/// What is left in the memory of the running program, read by root.
@Suite(.serialized, .enabled(if: isRoot, "reads the memory of another process: needs root"))
struct MemoryTests {
    /// Its first byte is rare in memory, which makes the search quick.
    private static let passphrase = "~Quince and 3 lanterns"

    @Test(arguments: ["ed25519", "rsa"]) func nothingIsLeftAfterSaving(type: String) throws {
        let terminal = try Terminal()
        // The one recommends Ed25519, the other RSA 4096.
        let walk = Walk(
            destination: type == "rsa" ? "Thermo" : "Nowhere", protection: .passphrase(Self.passphrase))
        try terminal.walk(walk, until: .save) { stop in
            guard stop == .passphrase else { return }
            try terminal.press("C-r")
            try terminal.wait(Self.passphrase)
            try terminal.press("C-r")
        }
        let process = try processID(terminal)
        let whileNeeded = try MemoryImage(of: process)
        try terminal.walk(walk, from: .save, until: .publicKey)

        let secrets = try privateNumbers(in: terminal.home + "/.ssh/id_" + type)
        #expect(secrets.count == (type == "rsa" ? 4 : 1))
        let passphrase = Array(Self.passphrase.utf8)
        // Before saving they are needed: this shows that the search finds what is there.
        #expect(whileNeeded.form(of: passphrase) == "bytes")
        for secret in secrets { #expect(whileNeeded.form(of: secret) != nil) }

        try expectNothing(of: [passphrase] + pieces(secrets), in: process)
        try terminal.press("Enter")
        if type == "rsa" {
            try terminal.wait("Done")
            try expectNothing(of: [passphrase] + pieces(secrets), in: process)
        }
    }

    /// Both passphrases of a key that exists, and its private number, after the one was exchanged for the other.
    @Test func nothingIsLeftOfAKeyThatExists() throws {
        let old = "~Medlar and 5 harbours"
        let terminal = try Terminal { try Shell.makeKey("work", in: $0, type: "ecdsa", passphrase: old) }
        let secrets = try privateNumbers(in: terminal.home + "/.ssh/work", passphrase: old)
        try terminal.walk(until: .key)
        try terminal.openKey("ECDSA nistp256, passphrase")
        try terminal.press("Down", "Enter")
        try terminal.wait("is encrypted")
        try terminal.spell(old)
        try terminal.press("Enter")
        try terminal.walk(Walk(protection: .passphrase(Self.passphrase)), from: .passphrase, until: .save)
        let process = try processID(terminal)
        let whileNeeded = try MemoryImage(of: process)
        #expect(whileNeeded.form(of: Array(Self.passphrase.utf8)) == "bytes")
        for secret in secrets { #expect(whileNeeded.form(of: secret) != nil) }
        try terminal.press("Enter")
        try terminal.wait("MD5 (older services)")
        try expectNothing(of: [Array(old.utf8), Array(Self.passphrase.utf8)] + pieces(secrets), in: process)
    }

    /// A token that was typed, after it has done its work: neither its field nor libcurl's requests have it.
    @Test func nothingIsLeftOfAToken() throws {
        let token = "~f27c1d9ab64e58c03"
        let gitea = try KeyService()
        let walk = Walk(destination: "Gitea", upload: .token(token, at: "http://127.0.0.1:" + gitea.port))
        let terminal = try Terminal()
        try terminal.walk(walk, until: .uploaded) { stop throws in
            guard stop == .upload else { return }
            #expect(try MemoryImage(of: processID(terminal)).form(of: Array(token.utf8)) == "bytes")
        }
        #expect(gitea.authorization == "token " + token)
        // Whole, and every twelve bytes of it: fewer could be there by chance.
        let bytes = Array(token.utf8)
        try expectNothing(
            of: [bytes] + (0...bytes.count - 12).map { Array(bytes[$0..<$0 + 12]) }, in: processID(terminal))
    }

    /// The agent gets the key while it is known anyway; afterwards only the agent has it.
    @Test func nothingIsLeftOnceTheAgentHasTheKey() throws {
        let terminal = try Terminal(["ssh-agent", Terminal.keywizard])
        try terminal.walk(Walk(protection: .passphrase(Self.passphrase)), until: .save)
        try terminal.answer("Add to ssh-agent", "Enter")
        try terminal.wait("MD5 (older services)")
        let process = try processID(terminal)
        let secrets = [Array(Self.passphrase.utf8)] + pieces(try privateNumbers(in: terminal.home + "/.ssh/id_ed25519"))
        try expectNothing(of: secrets, in: process)
        try terminal.press("Enter")
        try terminal.wait("Where do you want to log in?")
        try terminal.press("Enter", "Enter")
        try terminal.wait("ssh-agent holds the key")
        try expectNothing(of: secrets, in: process)
    }

    /// The passphrase of an existing key is known only until the agent has the key.
    @Test func nothingIsLeftOfAPassphraseTypedForTheAgent() throws {
        let terminal = try Terminal(["ssh-agent", Terminal.keywizard]) {
            try Shell.makeKey("id_ed25519", in: $0, passphrase: Self.passphrase)
        }
        try terminal.walk(until: .key)
        try terminal.openKey("Ed25519, passphrase")
        try terminal.press("Enter")
        try terminal.walk(from: .publicKey, until: .logIn)
        try terminal.answer("Where do you want to log in?", with: "host.invalid")
        try terminal.answer(" Don't change it", "Tab", "Enter")
        try terminal.wait("Enter the passphrase only once")
        try terminal.type(Self.passphrase)
        try terminal.wait("•••••")
        let process = try processID(terminal)
        let passphrase = Array(Self.passphrase.utf8)
        let whileNeeded = try MemoryImage(of: process)
        #expect(whileNeeded.form(of: passphrase) == "bytes")
        try terminal.press("Enter")
        try terminal.wait("ssh-agent holds the key")
        try expectNothing(
            of: [passphrase] + pieces(privateNumbers(in: terminal.home + "/.ssh/id_ed25519")), in: process)
    }

    @Test func otherProcessesOfTheUserCannotReadIt() throws {
        let terminal = try Terminal()
        try terminal.wait("Which computer")
        let process = try processID(terminal)
        let limits = try Shell.run(["cat", "/proc/\(process)/limits"]).split(separator: "\n")
        let cores = limits.first { $0.hasPrefix("Max core file size") }?.split(separator: " ").suffix(3).map(
            String.init)
        #expect(cores == ["0", "0", "bytes"])
        // Run by a user other than root, it waits for its passphrase. What isn't dumpable is the public key of root in /proc,
        // and is closed to everybody else.
        let folder = try TemporaryFolder()
        let script = """
            cd \(folder.path)
            ./keywizard generate --passphrase-file fifo --output key >/dev/null 2>&1 &
            for attempt in $(seq 200); do
                [ "$(stat -c %u /proc/$!/mem)" = 0 ] && break
                sleep 0.05
            done
            stat -c %u /proc/$!/mem
            cat /proc/$!/maps >/dev/null 2>&1 && echo open
            echo passphrase >fifo
            wait $!
            """
        // The build's folder may be closed to others.
        try Shell.run(["install", "-m", "0755", Terminal.keywizard, folder.path + "/keywizard"])
        try Shell.run(["mkfifo", "-m", "0600", folder.path + "/fifo"])
        try Shell.run(["chown", "-R", "65534", folder.path])
        let seen = try Shell.run(
            ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh", "-c", script],
            environment: ["HOME": folder.path])
        #expect(seen == "0\n")
    }

    // MARK: - The wizard

    /// The program in the terminal: the one of all processes with this HOME that runs our file.
    private func processID(_ terminal: Terminal) throws -> Int32 {
        let script = """
            for process in /proc/[0-9]*; do
                [ "$(readlink $process/exe)" = "$0" ] && grep -qzxF "HOME=$1" $process/environ && echo ${process#/proc/}
            done
            """
        let program = try Shell.run(["readlink", "-f", Terminal.keywizard]).dropLast()
        let found = try Shell.run(["sh", "-c", script + "\ntrue", String(program), terminal.home])
        guard let process = Int32(found.dropLast()) else { throw Failure("not one process: \(found)") }
        return process
    }

    /// A thread that has reported may be about to let go of what it worked with: it gets some time for that.
    private func expectNothing(of secrets: [[UInt8]], in process: Int32) throws {
        var image = try MemoryImage(of: process)
        #expect(image.count > 1_000_000)
        var attempts = 20
        while attempts > 0, secrets.contains(where: { image.form(of: $0) != nil }) {
            usleep(100_000)
            image = try MemoryImage(of: process)
            attempts -= 1
        }
        for (number, secret) in secrets.enumerated() {
            #expect(image.form(of: secret) == nil, "secret \(number) of \(secret.count) bytes")
        }
    }

    // MARK: - The key

    /// What must not be known of a key, read from a copy of its file without the passphrase: the seed of an Ed25519
    /// key, the scalar of an ECDSA key, and d, q⁻¹, p and q of an RSA key.
    private func privateNumbers(in file: String, passphrase: String = passphrase) throws -> [[UInt8]] {
        let folder = try TemporaryFolder()
        let copy = folder.path + "/copy"
        try Shell.run(["install", "-m", "0600", file, copy])
        try Shell.run(["ssh-keygen", "-q", "-p", "-P", passphrase, "-N", "", "-f", copy])
        let hex = try Shell.run(["sh", "-c", "grep -v -- ----- \(copy) | base64 -d | od -An -v -tx1"])
        let bytes = hex.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0, radix: 16) }
        // openssh-key-v1: magic, three strings, a count, the public key; then the private section, a string, in it
        // two check numbers and the strings of the key.
        var reader = Strings(bytes.dropFirst("openssh-key-v1".utf8.count + 1))
        for _ in 0..<3 { _ = try reader.next() }
        reader.skip(4)
        _ = try reader.next()
        var key = Strings(try reader.next()[...])
        key.skip(8)
        switch String(decoding: try key.next(), as: UTF8.self) {
        case "ssh-ed25519":
            _ = try key.next()
            return [Array(try key.next().prefix(32))]
        case "ecdsa-sha2-nistp256":
            _ = (try key.next(), try key.next())
            return [Array(try key.next().drop { $0 == 0 })]
        case "ssh-rsa":
            let numbers = try (0..<6).map { _ in try key.next() }
            return numbers.suffix(4).map { Array($0.drop { $0 == 0 }) }
        case let other: throw Failure("a key of type \(other)")
        }
    }

    /// Halves of short numbers, and pieces of 32 bytes of long ones: what has been overwritten in part counts too.
    private func pieces(_ numbers: [[UInt8]]) -> [[UInt8]] {
        numbers.flatMap { number in
            let length = min(32, number.count / 2)
            return stride(from: 0, through: number.count - length, by: length).map { Array(number[$0..<$0 + length]) }
        }
    }

    private struct Strings {
        private var rest: ArraySlice<UInt8>
        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

        mutating func next() throws -> [UInt8] {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 4 + length else { throw Failure("no openssh-key-v1") }
            defer { rest = rest.dropFirst(4 + length) }
            return Array(rest.dropFirst(4).prefix(length))
        }
    }
}
#endif

import Dispatch
import Secrecy
import SSHKey
import Testing

@testable import KeyStore
import Platform

struct AgentTests {
    static let parameters: [KeyParameters] =
        [
            .rsa(bits: 2048), .ecdsa(.nistp256), .ecdsa(.nistp384), .ecdsa(.nistp521), .ed25519,
        ] + (hasPostQuantum ? [.mldsa44Ed25519] : [])

    /// OpenSSL 3.5 makes such keys, and OpenSSH 10.6 knows them.
    private static let hasPostQuantum =
        KeyType.mldsa44Ed25519.refusalToGenerate == nil
        && system("ssh -Q key 2>/dev/null | grep -qx ssh-mldsa44-ed25519") == 0

    // MARK: a real ssh-agent

    @Test(arguments: parameters) func aKeyIsAddedListedAndRemoved(parameters: KeyParameters) async throws {
        let real = RunningAgent()
        let key = try await makeKey(parameters, comment: "me@näher")
        #expect(try real.agent.identities() == [])
        try real.agent.add(key)
        #expect(try real.agent.identities() == [AgentIdentity(keyBlob: key.publicKey.blob, comment: "me@näher")])
        #expect(real.listing == key.publicKey.line + "\n")
        let identity = try #require(real.agent.identities().first)
        try real.agent.remove(identity)
        #expect(try real.agent.identities() == [])
        #expect(throws: AgentError.unknownKey) { try real.agent.remove(identity) }
        #expect(throws: AgentError.refusedSignature) { try real.agent.sign([1], with: key.publicKey) }
    }

    @Test(arguments: parameters) func sshKeygenVerifiesWhatTheAgentSigns(parameters: KeyParameters) async throws {
        let real = RunningAgent()
        let key = try await makeKey(parameters)
        try real.agent.add(key)
        // A leading zero of r or s comes once in 256 times: several signatures see both kinds.
        for _ in 0..<8 {
            #expect(try signsWell(real.agent, key.publicKey))
        }
    }

    @Test func aCertificateIsAnIdentityOfItsOwn() throws {
        let real = RunningAgent()
        real.run(
            """
            for name in ca id other; do ssh-keygen -q -t ecdsa -N '' -f $name; done
            ssh-keygen -q -s ca -I me id.pub && ssh-add -q id other
            """)
        let key = try #require(real.key("id.pub"))
        let held = try real.agent.identities()
        #expect(held.map { $0.belongs(to: key) } == [true, true, false])
        #expect(held[1].keyBlob != key.blob)
        for identity in held where identity.belongs(to: key) { try real.agent.remove(identity) }
        #expect(real.listing.map { String($0.dropLast()) } == real.key("other.pub")?.line)
    }

    @Test func anRSAKeySignsWithTheHashThatIsAskedFor() async throws {
        let real = RunningAgent()
        let key = try await makeKey(.rsa(bits: 2048))
        try real.agent.add(key)
        #expect(try real.agent.sign([1], with: key.publicKey, flags: .rsaSHA256).format == "rsa-sha2-256")
        #expect(try real.agent.sign([1], with: key.publicKey, flags: .rsaSHA512).format == "rsa-sha2-512")
    }

    @Test func aKeyIsForgottenAfterItsLifetime() async throws {
        let real = RunningAgent()
        try real.agent.add(try await makeKey(), constraints: AgentConstraints(lifetime: 1))
        #expect(try real.agent.identities().count == 1)
        // The agent looks at its keys when it is asked.
        var tries = 0
        while try real.agent.identities().count == 1, tries < 100 {
            usleep(100_000)
            tries += 1
        }
        #expect(try real.agent.identities() == [])
    }

    @Test(arguments: [("true", true), ("false", false)])
    func aKeyIsUsedOnlyWithConsent(askpass: String, isUsed: Bool) async throws {
        let real = RunningAgent(environment: "SSH_ASKPASS=$(command -v \(askpass)) SSH_ASKPASS_REQUIRE=force")
        let key = try await makeKey()
        try real.agent.add(key, constraints: AgentConstraints(lifetime: 60, confirms: true))
        let signature = try? real.agent.sign([1], with: key.publicKey)
        #expect((signature != nil) == isUsed)
    }

    @Test func aLockedAgentRefuses() async throws {
        let real = RunningAgent()
        real.run("printf '#!/bin/sh\\necho secret\\n' > ask && chmod +x ask")
        real.run("SSH_ASKPASS=./ask SSH_ASKPASS_REQUIRE=force ssh-add -x")
        let key = try await makeKey()
        #expect(throws: AgentError.refusedKey) { try real.agent.add(key) }
        #expect(try real.agent.identities() == [])
    }

    @Test func whichAgentItIsIsSaidAsAGuess() throws {
        let real = RunningAgent()
        let found = try real.agent.identify(home: "/home/me")
        // ssh-agent answers the question since 10.0 or so; before, the test's socket is in no place of note.
        let knowsQuestion = try real.agent.extensions() != nil
        #expect(found == AgentIdentification(kind: knowsQuestion ? .openSSH : .unknown, isGuess: !knowsQuestion))
    }

    // MARK: gpg-agent

    @Test(.enabled(if: isInstalled("gpg-agent"), "gpg-agent is not installed"))
    func gpgAgentIsAskedTheSame() async throws {
        let scratch = Scratch()
        scratch.setMode(0o700)
        // gpg-agent keeps what it is given, and asks for a passphrase of its own.
        scratch.write(
            """
            #!/bin/sh
            echo OK
            while read -r command rest; do
                [ "$command" = GETPIN ] && echo "D battery staple"
                echo OK
                [ "$command" = BYE ] && exit
            done
            """, to: "pinentry")
        scratch.setMode(0o700, "pinentry")
        let pinentry = "--pinentry-program '\(scratch.path("pinentry"))'"
        let options = "--homedir '\(scratch.path)' --enable-ssh-support \(pinentry) --daemon"
        let started = try #require(scratch.shell("gpg-agent \(options) 2>/dev/null"))
        defer { scratch.shell("gpgconf --homedir '\(scratch.path)' --kill gpg-agent") }
        let path = try #require(started.split(separator: ";").first?.split(separator: "=").last)
        let agent = Agent(socketPath: String(path))
        #expect(try agent.identities() == [])
        #expect(try agent.identify(home: "/home/me") == AgentIdentification(kind: .gpg, isGuess: true))
        let key = try await makeKey(comment: "kept by gpg")
        try agent.add(key)
        #expect(try agent.identities() == [AgentIdentity(keyBlob: key.publicKey.blob, comment: "kept by gpg")])
        #expect(try signsWell(agent, key.publicKey))
        // It says yes to this, and keeps the key.
        try agent.remove(agent.identities()[0])
        #expect(try agent.identities().count == 1)
    }

    // MARK: no agent, or none that answers

    @Test func nobodyIsThere() {
        let scratch = Scratch()
        #expect(throws: AgentError.noSocket(path: scratch.path("agent"))) {
            try Agent(socketPath: scratch.path("agent")).identities()
        }
        let long = "/" + String(repeating: "x", count: 200)
        #expect(throws: AgentError.self) { try Agent(socketPath: long).identities() }
        #expect(throws: AgentError.self) { try Agent(socketPath: "").identities() }
    }

    @Test func aDeadSocketIsNamed() throws {
        let real = RunningAgent()
        real.run("kill -KILL $(cat pid); while kill -0 $(cat pid) 2>/dev/null; do sleep 0.01; done")
        #expect(throws: AgentError.dead(path: real.agent.socketPath)) { try real.agent.identities() }
    }

    @Test func whoNeverAnswersIsNotWaitedForLong() throws {
        let silent = try FakeAgent { _ in nil }
        var agent = Agent(socketPath: silent.path)
        agent.patience = .milliseconds(50)
        #expect(throws: AgentError.timedOut(path: silent.path)) { try agent.identities() }
    }

    @Test(
        arguments: [
            [], [0, 0, 0, 0], [0, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF, 12], [0, 4, 0, 1, 12],
            [0, 0, 0, 5, 12, 0, 0, 0, 9],
            [0, 0, 0, 1, 99], [0, 0, 0, 5, 12, 0xFF, 0xFF, 0xFF, 0xFF], Array("HTTP/1.1 400 Bad Request\r\n".utf8),
        ] as [[UInt8]]) func aWrongAnswerIsNone(answer: [UInt8]) throws
    {
        let hostile = try FakeAgent { _ in answer }
        #expect(throws: AgentError.nonsense(path: hostile.path)) {
            try Agent(socketPath: hostile.path).identities()
        }
    }

    @Test func anAnswerMayComeInPieces() throws {
        let slow = try FakeAgent(pieces: true) { _ in [0, 0, 0, 15, 12, 0, 0, 0, 1, 0, 0, 0, 1, 7, 0, 0, 0, 1, 0x1B] }
        #expect(try Agent(socketPath: slow.path).identities() == [AgentIdentity(keyBlob: [7], comment: " ")])
    }

    @Test func noAnswerBreaksTheParser() {
        var random = SeededGenerator(seed: 11)
        let valid: [UInt8] = [12, 0, 0, 0, 2, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 0, 0, 0, 1, 65]
        #expect(
            AgentReply(valid)
                == .identities([
                    AgentIdentity(keyBlob: [7], comment: ""), AgentIdentity(keyBlob: [1, 2], comment: "A"),
                ]))
        var accepted = 0
        for _ in 0..<20_000 {
            var message = valid
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    let place = Int.random(in: 0..<message.count, using: &random)
                    message[place] = .random(in: .min ... .max, using: &random)
                case 1: message.removeLast(Int.random(in: 0..<message.count, using: &random))
                default: message.append(.random(in: .min ... .max, using: &random))
                }
            }
            guard case .identities(let identities) = AgentReply(message) else { continue }
            accepted += 1
            // What is believed is no more than what came.
            #expect(identities.reduce(5) { $0 + 8 + $1.keyBlob.count } <= message.count)
        }
        #expect(accepted > 0)
    }

    @Test(arguments: [
        ("/run/user/1000/gnupg/S.gpg-agent.ssh", AgentKind.gpg),
        ("/home/me/.1password/agent.sock", .onePassword),
        ("/Users/me/Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock", .onePassword),
        ("/run/user/1000/keyring/ssh", .gnomeKeyring), ("/run/user/1000/gcr/ssh", .gnomeKeyring),
        ("/tmp/ssh-AbCdEf123456/agent.4711", .openSSH),
        ("/private/tmp/com.apple.launchd.abc/Listeners", .openSSH),
        ("/home/me/.ssh/agent/s.abc.agent.def", .openSSH), ("/home/me/.ssh/agent/s.abc.sshd.def", .forwarded),
        ("/tmp/pageant.me/pageant.123", .pageant), ("/mnt/c/tools/wsl-ssh-pageant/ssh-agent.sock", .pageantBridge),
        ("/somewhere/agent", .unknown),
    ]) func aPlaceSuggestsAnAgent(path: String, kind: AgentKind) {
        #expect(AgentKind(socketPath: path, home: "/home/me") == kind)
    }

    @Test func extensionsTellAgentsApart() throws {
        let names = ["query", "list-extended@putty.projects.tartarus.org"]
        let strings: [UInt8] = names.flatMap { [0, 0, 0, UInt8($0.utf8.count)] + $0.utf8 }
        for type: UInt8 in [6, 29] {
            let fake = try FakeAgent { _ in [0, 0, 0, UInt8(strings.count + 1), type] + strings }
            let found = try Agent(socketPath: fake.path).identify(home: "/")
            #expect(found == AgentIdentification(kind: .pageant, isGuess: false))
        }
    }

    /// Whether ssh-keygen takes what the agent signs, in the frame of OpenSSH's PROTOCOL.sshsig.
    private func signsWell(_ agent: Agent, _ key: PublicKey) throws -> Bool {
        func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes }
        let scratch = Scratch()
        scratch.write("date: Sat, 21 Nov 2026 01:22:22 GMT", to: "data")
        scratch.shell("openssl dgst -sha512 -binary -out hash data")
        let hash = try #require(scratch.bytes("hash"))
        let names = [Array("file".utf8), [], Array("sha512".utf8)].flatMap(string)
        let magic = Array("SSHSIG".utf8)
        let signature = try agent.sign(magic + names + string(hash), with: key, flags: .rsaSHA512)
        scratch.write(magic + [0, 0, 0, 1] + string(key.blob) + names + string(signature.blob), to: "signature")
        return scratch.shell(
            """
            for line in "-----BEGIN SSH SIGNATURE-----" "$(base64 -w 70 signature)" "-----END SSH SIGNATURE-----"; do
                printf '%s\\n' "$line"
            done > armoured
            ssh-keygen -Y check-novalidate -n file -s armoured < data
            """) != nil
    }
}

/// A real ssh-agent with a socket of its own; gone with the last reference.
private final class RunningAgent {
    private let scratch = Scratch()

    init(environment: String = "") {
        run("\(environment) ssh-agent -s -a agent > out && sed -n 's/.*AGENT_PID=\\([0-9]*\\);.*/\\1/p' out > pid")
    }

    deinit { scratch.shell("kill $(cat pid) 2>/dev/null") }

    var agent: Agent { Agent(socketPath: scratch.path("agent")) }
    var listing: String? { run("ssh-add -L") }

    func key(_ name: String) -> PublicKey? {
        scratch.read(name).flatMap { (try? PublicKey.parse($0))?.publicKey }
    }

    @discardableResult func run(_ line: String) -> String? {
        scratch.shell("export SSH_AUTH_SOCK=\(scratch.path("agent")); \(line)")
    }
}

/// Something behind a socket that answers what a test wants it to.
private final class FakeAgent {
    private let scratch = Scratch()
    private let listener: Int32
    var path: String { scratch.path("agent") }

    /// `answer` gets the request; nil is silence.
    init(pieces: Bool = false, answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) throws {
        #if canImport(Glibc)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let listener = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        self.listener = listener
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: scratch.path("agent").utf8) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isBound && listen(listener, 4) == 0)
        // A queue of its own, because it waits.
        DispatchQueue(label: "agent").async {
            while case let peer = accept(listener, nil, nil), peer >= 0 {
                var request = [UInt8](repeating: 0, count: 4096)
                request.removeLast(4096 - max(recv(peer, &request, 4096, 0), 0))
                guard let answer = answer(request) else {
                    // Silent until the other side has had enough.
                    _ = recv(peer, &request, 1, 0)
                    close(peer)
                    continue
                }
                for part in pieces ? answer.map({ [$0] }) : [answer] {
                    _ = part.withUnsafeBytes { send(peer, $0.baseAddress, $0.count, 0) }
                    if pieces { usleep(1000) }
                }
                close(peer)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}

/// A key to test with.
private func makeKey(_ parameters: KeyParameters = .ed25519, comment: String = "") async throws -> PrivateKey {
    try await PrivateKey.generate(parameters, comment: comment) { _ in }
}

import Platform
import SSHKey
import Testing
import Wizard

@testable import keywizard

/// A real agent forgets a key.
struct AgentSideTests {
    private let place: Workplace
    private var socket: String { place.path("agent") }

    init() throws {
        place = try Workplace()
        for name in ["ca", "old", "other"] { try place.makeKey(name, "-t", "ed25519") }
        try place.run("ssh-keygen", "-q", "-s", place.path("ca"), "-I", "me", place.path("old.pub"))
    }

    private var side: AgentSide? { AgentSide(home: place.home, environment: ["SSH_AUTH_SOCK": socket]) }

    private func key(_ name: String) throws -> PublicKey { try PublicKey.parse(place.read(name)).publicKey }

    private func held() throws -> [Substring] {
        try place.attempt(["ssh-add", "-L"], environment: ["SSH_AUTH_SOCK": socket]).output.split(separator: "\n")
    }

    /// Starts ssh-agent with the keys, and returns what ends it.
    private func startAgent(_ names: String...) throws -> () -> Void {
        let said = try place.run("ssh-agent", "-s", "-a", socket)
        let process = try #require(said.firstMatch(of: /SSH_AGENT_PID=(\d+);/).flatMap { pid_t($0.1) })
        let files = names.map(place.path)
        #expect(try place.attempt(["ssh-add", "-q"] + files, environment: ["SSH_AUTH_SOCK": socket]).status == 0)
        return {
            // What Swift's tasks start may hold other signals back. Its connections end with it.
            let connection = Self.connect(to: socket)
            defer { close(connection) }
            kill(process, SIGKILL)
            var byte: UInt8 = 0
            while Platform.read(connection, &byte, 1) > 0 {}
        }
    }

    private static func connect(to path: String) -> Int32 {
        #if canImport(Glibc)
        let connection = Platform.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let connection = Platform.socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = Platform.connect(connection, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return connection
    }

    @Test func theKeyGoesWithItsCertificateAndTheOthersStay() throws {
        let stop = try startAgent("old", "other")
        defer { stop() }
        #expect(try held().count == 3)
        #expect(try side?.forget(key("old.pub")) == .forgot)
        #expect(try held().map { $0 + "\n" } == [place.read("other.pub")])
        #expect(try side?.forget(key("old.pub")) == .hadNone)
    }

    @Test func anAgentThatHasEndedHoldsNothing() throws {
        try startAgent("old")()
        #expect(try side?.forget(key("old.pub")) == .noAgent)
    }

    @Test func withoutASocketThereIsNoAgent() throws {
        #expect(try side?.forget(key("old.pub")) == .noAgent)
        #expect(AgentSide(home: place.home, environment: [:]) == nil)
    }

    /// gpg-agent says that it did, and didn't.
    @Test(.enabled(if: Workplace.hasProgram("gpg-agent"), "gpg-agent is not installed"))
    func whatTheAgentStillHoldsIsNotCalledForgotten() throws {
        try place.makeFolder("gnupg")
        try place.write(
            """
            #!/bin/sh
            echo OK
            while read -r command rest; do
                [ "$command" = GETPIN ] && echo "D battery staple"
                echo OK
                [ "$command" = BYE ] && exit
            done
            """, to: "pinentry")
        try place.run("chmod", "700", place.path("pinentry"))
        let home = ["--homedir", place.path("gnupg")]
        let said = try place.attempt(
            ["gpg-agent"] + home + ["--enable-ssh-support", "--pinentry-program", place.path("pinentry"), "--daemon"])
        defer { _ = try? place.attempt(["gpgconf"] + home + ["--kill", "gpg-agent"]) }
        let path = try #require(said.output.split(separator: ";").first?.split(separator: "=").last.map(String.init))
        #expect(
            try place.attempt(["ssh-add", "-q", place.path("other")], environment: ["SSH_AUTH_SOCK": path]).status == 0)
        let side = AgentSide(home: place.home, environment: ["SSH_AUTH_SOCK": path])
        #expect(try side?.forget(key("other.pub")) == .kept(.keepsKeys))
        #expect(try side?.forget(key("old.pub")) == .hadNone)
    }
}

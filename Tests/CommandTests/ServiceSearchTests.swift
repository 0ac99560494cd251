import Testing

/// The question where the keys are, asked by the wizard with a credential that is on this computer.
@Suite struct ServiceSearchTests {
    @Test func whatTheServiceSaysIsSaid() throws {
        let place = try Workplace()
        let server = try ServiceServer.shared.get()
        try place.run("mkdir", "-m", "700", place.home + "/.ssh")
        try place.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", place.home + "/.ssh/id_ed25519")
        let outcome = try place.keywizard(
            "--plain", input: "use an existing key\ncheck services\nquit\n",
            environment: ["GH_HOST": "localhost:" + server.port, "GH_ENTERPRISE_TOKEN": "good-of-nobody"])
        #expect(outcome.output.contains("~/.ssh has 1 key: 1 without a passphrase."))
        // The wizard trusts no authority but the system's.
        #expect(outcome.output.contains("localhost isn't trusted"))
        #expect(!outcome.output.contains("good-of-nobody"))
    }
}

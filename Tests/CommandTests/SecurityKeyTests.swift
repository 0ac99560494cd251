import Testing

/// Keys inside a security key: OpenSSH's own stand-in for one, and one that fails as it is told to.
struct SecurityKeyTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("a passphrase of its own\n", to: "pass")
    }

    /// Where Debian's package openssh-tests has it.
    static let dummy = "/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so"
    static let hasDummy = Workplace.canRead(dummy)

    @Test(.enabled(if: hasDummy), arguments: ["ed25519-sk", "ecdsa-sk"], [true, false])
    func aKeyIsMadeAndProtected(type: String, isProtected: Bool) throws {
        let protection = isProtected ? ["--passphrase-file", "pass"] : ["--no-passphrase"]
        let outcome = try place.attempt(
            [Workplace.keywizard, "generate", "--type", type, "--output", "id", "--comment", "for work", "--json"]
                + protection, environment: ["SSH_SK_PROVIDER": Self.dummy, "TMPDIR": place.path("streams")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("Touch your security key"))
        let line = try place.publicLine("id", passphrase: isProtected ? "a passphrase of its own" : "")
        #expect(try line + "\n" == place.read("id.pub"))
        #expect(line.hasSuffix(" for work"))
        #expect(place.mode("id") == 0o600)
        #expect(((try? place.publicLine("id", passphrase: "another one")) == nil) == isProtected)
        struct Described: Decodable {
            var type, publicKey: String
            var encrypted: Bool
        }
        let described = try outcome.decoded(as: Described.self)
        #expect(described.type == type)
        #expect(described.publicKey == line)
        #expect(described.encrypted == isProtected)
        #expect(try place.names(in: "streams").filter { $0.hasPrefix("keywizard") } == [])
    }

    @Test(.enabled(if: hasDummy && Workplace.hasProgram("strace")))
    func choicesReachSSHKeygenAndSecretsDont() throws {
        let outcome = try place.attempt(
            [
                "strace", "-f", "-qq", "-s", "4096", "-v", "-e", "trace=execve", "-o", "log", Workplace.keywizard,
                "generate", "--type", "ed25519-sk", "--resident", "--verify-required", "--application", "ssh:work",
                "--output", "id", "--passphrase-file", "pass",
            ], environment: ["SSH_SK_PROVIDER": Self.dummy])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let log = try place.read("log")
        for option in ["resident", "verify-required", "application=ssh:work"] {
            #expect(log.contains("\"-O\", \"\(option)\""))
        }
        for text in [log, outcome.output, outcome.errors] { #expect(!text.contains("a passphrase of its own")) }
        let found = try place.keywizard("inspect", "id", "--passphrase-file", "pass", "--json")
        #expect(try found.decoded(as: [Inspected].self).first?.type == "ed25519-sk")
    }

    /// A library with OpenSSH's interface (PROTOCOL.u2f) whose enrolment fails with a given number.
    private func brokenAuthenticator() throws -> String {
        try place.write(
            """
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>
            uint32_t sk_api_version(void) { return 0x000a0000; }
            int sk_enroll(void) {
                fprintf(stderr, "%s\\n", getenv("AUTHENTICATOR_SAYS"));
                return atoi(getenv("AUTHENTICATOR_FAILS"));
            }
            int sk_sign(void) { return -1; }
            int sk_load_resident_keys(void) { return -1; }
            """, to: "broken.c")
        try place.run("cc", "-shared", "-fPIC", "-o", place.path("broken.so"), place.path("broken.c"))
        return place.path("broken.so")
    }

    #if os(Linux)
    @Test(
        .enabled(if: Workplace.hasProgram("cc")),
        arguments: [
            ("-4", "", "no security key found"), ("-2", "", "can't create this ed25519-sk key"),
            ("-3", "", "no terminal to enter it on"),
            ("-5", "", "the security key already has a key named ssh:work"),
            (
                "-1", "debug1: ssh_sk_enroll: fido_dev_make_cred: FIDO_ERR_ACTION_TIMEOUT",
                "timed out waiting for your touch"
            ),
            ("-1", "debug1: ssh_sk_enroll: fido_dev_make_cred: FIDO_ERR_PIN_NOT_SET", "has no PIN yet"),
            ("-3", "debug1: ssh_sk_enroll: fido_dev_make_cred: FIDO_ERR_PIN_AUTH_BLOCKED", "is locked"),
            ("-1", "debug1: ssh_sk_enroll: fido_dev_make_cred: FIDO_ERR_KEY_STORE_FULL", "no room"),
            ("-1", "", "ssh-keygen: "),
        ])
    func failuresAreToldApart(code: String, says: String, message: String) throws {
        let outcome = try place.keywizard(
            "generate", "--type", "ed25519-sk", "--no-passphrase", "--resident", "--application", "ssh:work",
            "--output", "id",
            environment: [
                "SSH_SK_PROVIDER": try brokenAuthenticator(), "AUTHENTICATOR_FAILS": code, "AUTHENTICATOR_SAYS": says,
                "TMPDIR": place.path("streams"),
            ])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!outcome.errors.contains("debug1"))
        #expect(!place.exists("id") && !place.exists("id.pub"))
        #expect(try place.names(in: "streams").filter { $0.hasPrefix("keywizard") } == [])
    }
    #endif

    @Test func withoutALibraryItSaysSo() throws {
        let outcome = try place.keywizard(
            "generate", "--type", "ecdsa-sk", "--no-passphrase", "--output", "id",
            environment: ["SSH_SK_PROVIDER": place.path("missing.so")])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("doesn't support security keys"))
    }

    @Test func wrongUsage() throws {
        let command = ["generate", "--no-passphrase", "--output", "id"]
        for options in [
            ["--type", "rsa", "--resident"], ["--verify-required"], ["--type", "ed25519-sk", "--application", "work"],
            ["--type", "ed25519-sk", "--bits", "384"],
        ] {
            #expect(try place.attempt([Workplace.keywizard] + command + options).status == 64)
        }
        let format = try place.keywizard("generate", "--type", "ed25519-sk", "--format", "ppk", "--no-passphrase")
        #expect(format.status == 1)
        #expect(format.errors.contains("use openssh"))
    }
}

import Testing

@testable import Services

/// `keywizard upload` against servers that answer as the services do.
@Suite(.serialized) struct UploadTests {
    private let place: Workplace
    private let server: ServiceServer

    init() throws {
        server = try ServiceServer.shared.get()
        place = try Workplace()
        try place.makeKey("id", "-t", "ed25519")
    }

    private struct Uploaded: Decodable, Equatable {
        let service: String
        let name, id: String?
        let fingerprint, result: String
    }

    /// A token that no other test has; its first word says how the server treats it.
    private func makeToken(_ fate: String) throws -> String {
        let token = fate + "-" + String(UInt64.random(in: .min ... .max), radix: 36)
        try place.write(token + "\n", to: "token")
        return token
    }

    private func upload(
        _ file: String = "id.pub", to service: String, _ more: String..., environment: [String: String] = [:]
    ) throws -> Workplace.Outcome {
        let command = [
            Workplace.keywizard, "upload", file, "--to", service, "--url", server.url, "--ca-file", server.caFile,
        ]
        return try place.attempt(command + more, environment: environment)
    }

    /// The token is in no output, in no file but its own, and was in no process's arguments.
    private func expectSecret(_ token: String, _ outcomes: Workplace.Outcome...) throws {
        for outcome in outcomes { #expect(!(outcome.output + outcome.errors).contains(token)) }
        let found = try place.attempt(["grep", "-rlF", token, place.path])
        #expect(found.output == place.path("token") + "\n")
        #expect(try !server.requests().contains { $0.method == "LEAK" })
    }

    // MARK: - The services

    @Test(arguments: [("github-enterprise", "512"), ("gitea", "7"), ("nexcess", "140")])
    func createdThenAlreadyThere(service: String, id: String) throws {
        let token = try makeToken("good")
        let first = try upload(to: service, "--credential-file", "token", "--json", "--name", "my laptop")
        #expect(first.status == 0, "\(first.errors)")
        let fingerprint = try place.fingerprint("id.pub")
        var expected = Uploaded(
            service: service, name: "my laptop", id: id, fingerprint: fingerprint, result: "created")
        #expect(try first.decoded(as: Uploaded.self) == expected)
        #expect(first.errors.contains("added the key to"))

        let second = try upload("id", to: service, "--credential-file", "token", "--json")
        #expect(second.status == 0, "\(second.errors)")
        expected = Uploaded(
            service: service, name: "my laptop", id: id, fingerprint: fingerprint, result: "already-there")
        #expect(try second.decoded(as: Uploaded.self) == expected)
        try expectSecret(token, first, second)
        // The line as it is, whichever file it came from.
        let line = String(try place.read("id.pub").dropLast())
        let sent = try server.requests().compactMap { $0.body?["key"]?.text }
        #expect(sent.contains(line))
        #expect(!sent.contains { $0.contains("PRIVATE") })
    }

    @Test func everyFormatIsConverted() throws {
        let token = try makeToken("good")
        try place.run("puttygen", place.path("id"), "-O", "private", "-o", place.path("id.ppk"))
        try place.write(place.run("ssh-keygen", "-e", "-f", place.path("id.pub")), to: "id.rfc4716")
        for (index, file) in ["id.rfc4716", "id.ppk", "id"].enumerated() {
            let outcome = try upload(file, to: "gitea", "--credential-file", "token", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.decoded(as: Uploaded.self).result == (index == 0 ? "created" : "already-there"))
            try expectSecret(token, outcome)
        }
    }

    @Test func aTakenNameIsVaried() throws {
        let token = try makeToken("good")
        #expect(try upload(to: "gitea", "--credential-file", "token").status == 0)
        try place.makeKey("other", "-t", "ecdsa")
        let outcome = try upload("other.pub", to: "gitea", "--credential-file", "token", "--json")
        #expect(try outcome.decoded(as: Uploaded.self).name == "me@here-2")
        try expectSecret(token, outcome)
    }

    @Test(arguments: [
        (
            "github-enterprise", "bad", "rejected this personal access token",
            "create a new one at https://localhost"
        ),
        ("github-enterprise", "narrow", "it asks for admin:public_key", "create one with that permission"),
        (
            "github-enterprise", "elsewhere", "says this key is in use, but this account doesn't list it",
            "a key can be in one account only"
        ),
        ("gitea", "bad", "rejected this access token", "create a new one"),
        ("gitea", "narrow", "required scope(s): [write:user]", "create one with that permission"),
        ("nexcess", "bad", "rejected this API token", "create a new one"),
    ])
    func refusalsAreToldApart(service: String, fate: String, message: String, hint: String) throws {
        let token = try makeToken(fate)
        let outcome = try upload(to: service, "--credential-file", "token", "--json")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains(hint), "\(outcome.errors)")
        try expectSecret(token, outcome)
    }

    @Test func onlyTheAuthorityThatWasNamedIsTrusted() throws {
        let token = try makeToken("good")
        let before = try server.requests().count
        let outcome = try place.keywizard(
            "upload", "id.pub", "--to", "gitea", "--url", server.url, "--credential-file", "token")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("isn't trusted"))
        #expect(outcome.errors.contains("--ca-file"))
        #expect(try server.requests().count == before)
        try expectSecret(token, outcome)
    }

    // MARK: - Credentials

    @Test func aCredentialOfTheEnvironmentIsFoundAndNamed() throws {
        let token = try makeToken("good")
        let outcome = try upload(
            to: "github-enterprise", "--json", environment: ["GH_ENTERPRISE_TOKEN": token])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("using environment variable GH_ENTERPRISE_TOKEN"))
        try expectSecret(token, outcome)
    }

    /// A token goes to the host that it is for, whatever address the command names.
    @Test func aCredentialForAnotherHostIsNotUsed() throws {
        try place.makeFolder("home/.config")
        try place.makeFolder("home/.config/glab-cli")
        try place.write(
            "hosts:\n  gitlab.example.com:\n    token: glpat-hidden\n", to: "home/.config/glab-cli/config.yml")
        let before = try server.requests().count
        let outcome = try upload(to: "gitlab")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("no personal access token for GitLab"), "\(outcome.errors)")
        #expect(try server.requests().count == before)
    }

    @Test func withoutACredentialOrATerminalTheOptionIsNamed() throws {
        let outcome = try upload(to: "github-enterprise")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--credential-file FILE, or set GH_ENTERPRISE_TOKEN"))
        try place.write("\n", to: "token")
        #expect(try upload(to: "gitea", "--credential-file", "token").errors.contains("token has no access token"))
    }

    // MARK: - What is sent, and what never is

    @Test(arguments: ["github-enterprise", "gitea", "nexcess"]) func aDryRunSendsNothing(service: String) throws {
        let token = try makeToken("good")
        let before = try server.requests().count
        let outcome = try upload(to: service, "--credential-file", "token", "--dry-run")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("GET \(server.url)/"))
        #expect(outcome.output.contains("\n###\n\nPOST \(server.url)/"))
        #expect(outcome.output.contains("<token>"))
        #expect(outcome.output.contains(String(try place.read("id.pub").dropLast())))
        let json = try upload(to: service, "--credential-file", "token", "--dry-run", "--json")
        #expect(json.output.contains(#""method" : "POST""#))
        #expect(try server.requests().count == before)
        try expectSecret(token, outcome, json)
    }

    @Test func whatNobodyShouldHaveIsRefusedHere() throws {
        let before = try server.requests().count
        _ = try makeToken("good")
        // 512 bits of RSA: factored in an afternoon.
        try place.run("openssl", "genrsa", "-traditional", "-out", place.path("weak"), "512")
        let weak = try upload("weak", to: "gitea", "--credential-file", "token")
        #expect(weak.status == 1)
        #expect(weak.errors.contains("RSA 512"), "\(weak.errors)")
        // A private file that shows nothing without its passphrase.
        try place.run(
            "openssl", "genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:secret", "-out",
            place.path("locked"))
        let locked = try upload("locked", to: "gitea", "--credential-file", "token")
        #expect(locked.status == 1)
        #expect(locked.errors.contains("the key is encrypted"), "\(locked.errors)")
        try place.run("openssl", "dsaparam", "-genkey", "-noout", "-out", place.path("dsa"), "1024")
        let dsa = try upload("dsa", to: "gitea", "--credential-file", "token")
        #expect(dsa.status == 1)
        #expect(dsa.errors.contains("Gitea doesn't accept DSA keys"), "\(dsa.errors)")
        #expect(try server.requests().count == before)
    }

    @Test func plainHTTPIsForThisComputerAndSaidLoudly() throws {
        let token = try makeToken("good")
        let far = try place.keywizard(
            "upload", "id.pub", "--to", "gitea", "--url", "http://git.example", "--credential-file", "token")
        #expect(far.status == 64)
        #expect(far.errors.contains("isn't encrypted"))
        let near = try place.keywizard(
            "upload", "id.pub", "--to", "gitea", "--url", "http://127.0.0.1:1", "--credential-file", "token")
        #expect(near.status == 1)
        #expect(near.errors.contains("warning: plain HTTP"))
        try expectSecret(token, far, near)
    }

    @Test func wrongUsage() throws {
        #expect(try place.keywizard("upload", "id.pub").status == 64)
        #expect(try upload(to: "nowhere").errors.contains("no service named “nowhere”"))
        #expect(try upload(to: "nowhere").status == 64)
        #expect(try upload(to: "gitea", "--input", "no-equals").status == 64)
        #expect(try upload(to: "gitea", "--input", "region=x").errors.contains("has no input “region”"))
        let ec2 = try place.keywizard("upload", "id.pub", "--to", "ec2", "--dry-run", "--input", "region=eu-central-1")
        #expect(ec2.status == 64)
        #expect(ec2.errors.contains("--input accessKey=VALUE"))
    }

    @Test func byHandSaysTheSteps() throws {
        let outcome = try place.keywizard("upload", "id.pub", "--to", "launchpad")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("1. Open https://launchpad.net/"))
        #expect(outcome.errors.contains(String(try place.read("id.pub").dropLast())))
    }

    // MARK: - Signatures

    @Test func tritonSignsWithAFileOrWithTheAgent() throws {
        try place.makeKey("old", "-t", "rsa")
        let fingerprint = try place.fingerprint("old.pub", "md5").dropFirst(4)
        let keyID = "keyId=\"/acme/keys/\(fingerprint)\",algorithm=\"rsa-sha256\""
        let common = ["upload", "id.pub", "--to", "triton", "--input", "account=acme", "--dry-run"]
        let file = try place.attempt([Workplace.keywizard] + common + ["--sign-with", "old"])
        #expect(file.output.contains(keyID), "\(file.errors)")
        // The key on its way is there too, and isn't taken for one that the account has.
        let agent = try place.attempt(
            ["ssh-agent", "sh", "-c", "ssh-add -q id old && exec \"$0\" \"$@\"", Workplace.keywizard] + common)
        #expect(agent.output.contains(keyID), "\(agent.errors)")
        #expect(agent.errors.contains("signing with the agent's key me@here"))
        let none = try place.attempt([Workplace.keywizard] + common)
        #expect(none.status == 64)
        #expect(none.errors.contains("--sign-with FILE"))
    }

    /// A file of the working folder is named in a question first; without a terminal it isn't used.
    @Test func aFileOfTheWorkingFolderIsNotUsedUnasked() throws {
        try place.write(
            """
            clouds:
              mine:
                auth:
                  auth_url: https://127.0.0.1:1/v3
                  username: me
                  password: secret-of-clouds
                  project_name: mine
            """, to: "clouds.yaml")
        let outcome = try place.keywizard("upload", "id.pub", "--to", "openstack", environment: ["OS_CLOUD": "mine"])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("./clouds.yaml, cloud mine is in this folder"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("using ./clouds.yaml"))
    }

    /// The token of gitlab.com is for no other host, whatever the command line says.
    @Test func aTokenOfTheUsualHostGoesNowhereElse() throws {
        let outcome = try upload(to: "gitlab", environment: ["GITLAB_TOKEN": "glpat-for-gitlab-com"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("environment variable GITLAB_TOKEN is for"), "\(outcome.errors)")
        #expect(outcome.errors.contains("no terminal to ask on"))
    }

    /// TLS's keys aren't written down, and a described service shows no secret's variable.
    @Test func theKeysOfTLSAreNotWrittenDown() throws {
        let log = place.path("tls-keys")
        let token = "good-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let outcome = try upload(
            to: "github-enterprise", environment: ["GH_ENTERPRISE_TOKEN": token, "SSLKEYLOGFILE": log])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!place.exists("tls-keys"))
    }

    @Test func aDryRunShowsNoSecretOfOthers() throws {
        try place.run("mkdir", "-p", place.home + "/.config/keywizard/services")
        var service = try #require(Catalogue.service(id: "gitea"))
        service.id = "mine"
        service.api?.inputs = [Input(id: "project", label: "project", fallback: "none", environment: ["GH_TOKEN"])]
        service.api?.credentials[0].secrets[0].environment = ["GH_TOKEN"]
        let json = String(decoding: service.json, as: UTF8.self).replacing("/user/keys", with: "/user/{project}/keys")
        try place.write(json, to: "home/.config/keywizard/services/mine.json")
        try place.write("typed\n", to: "token")
        let outcome = try place.keywizard(
            "upload", "id.pub", "--to", "mine", "--url", "git.example.org", "--credential-file", "token", "--dry-run",
            environment: ["GH_TOKEN": "ghp_stolen"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("/user/none/keys") && !outcome.output.contains("ghp_stolen"))
        #expect(outcome.errors.contains("only variables that start with MINE_") && outcome.errors.contains("GH_TOKEN"))
    }
}

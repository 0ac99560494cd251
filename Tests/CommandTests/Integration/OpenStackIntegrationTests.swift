import Network
import SSHKey
import Secrecy
import Services
import Testing

@testable import keywizard

/// `keywizard upload` to a real Keystone and a real Nova.
@Suite(.serialized, .enabled(if: Servers.areThere, "needs the servers that make integration starts"))
struct OpenStackIntegrationTests {
    private let place: Workplace
    /// No other run has a key pair of that name.
    private let name = "key-" + String(UInt64.random(in: .min ... .max), radix: 36)

    init() throws {
        place = try Workplace()
        try place.makeKey("id", "-t", "ed25519")
    }

    private static let password = Servers["OPENSTACK_PASSWORD"]
    private static let credential = [
        "OS_AUTH_TYPE": "v3applicationcredential", "OS_AUTH_URL": Servers["OPENSTACK_URL"],
        "OS_APPLICATION_CREDENTIAL_ID": Servers["OPENSTACK_CREDENTIAL_ID"],
        "OS_APPLICATION_CREDENTIAL_SECRET": Servers["OPENSTACK_CREDENTIAL_SECRET"], "OS_REGION_NAME": "RegionOne",
    ]

    private static func login(
        _ user: String = "demo", password: String = password, region: String = "RegionOne"
    ) -> [String: String] {
        [
            "OS_AUTH_URL": Servers["OPENSTACK_URL"], "OS_USERNAME": user, "OS_PASSWORD": password,
            "OS_PROJECT_NAME": "demo", "OS_USER_DOMAIN_ID": "default", "OS_PROJECT_DOMAIN_ID": "default",
            "OS_REGION_NAME": region,
        ]
    }

    private func upload(
        _ file: String = "id.pub", as name: String? = nil, with environment: [String: String]
    ) throws -> Workplace.Outcome {
        let outcome = try place.attempt(
            [Workplace.keywizard, "upload", file, "--to", "openstack", "--name", name ?? self.name, "--json"],
            environment: environment)
        for secret in [Self.password, Servers["OPENSTACK_CREDENTIAL_SECRET"], "gAAAA"] {
            #expect(!(outcome.output + outcome.errors).contains(secret))
        }
        return outcome
    }

    /// The line that Nova has under a name, asked for without keywizard.
    private func line(named name: String) throws -> String {
        let script = """
            import json, sys, urllib.request
            auth, password, name = sys.argv[1:]
            user = {"name": "demo", "domain": {"id": "default"}, "password": password}
            scope = {"project": {"name": "demo", "domain": {"id": "default"}}}
            body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
            request = urllib.request.Request(
                auth + "/auth/tokens", json.dumps(body).encode(), {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as answer:
                token, catalogue = answer.headers["X-Subject-Token"], json.load(answer)["token"]["catalog"]
            compute = next(service for service in catalogue if service["type"] == "compute")
            url = next(each["url"] for each in compute["endpoints"] if each["region"] == "RegionOne")
            request = urllib.request.Request(url + "/os-keypairs/" + name, headers={"X-Auth-Token": token})
            print(json.load(urllib.request.urlopen(request))["keypair"]["public_key"])
            """
        return try place.run("python3", "-c", script, Servers["OPENSTACK_URL"], Self.password, name)
    }

    @Test(arguments: ["password", "application credential", "clouds.yaml"]) func aKeyIsImported(with way: String) throws
    {
        var environment = way == "password" ? Self.login() : Self.credential
        if way == "clouds.yaml" {
            try place.run("mkdir", "-p", place.home + "/.config/openstack")
            try place.write(
                """
                clouds:
                  demo:
                    region_name: RegionOne
                    auth:
                      auth_url: \(Servers["OPENSTACK_URL"])
                      username: demo
                      password: \(Self.password)
                      project_name: demo
                      user_domain_id: default
                      project_domain_id: default
                """, to: "home/.config/openstack/clouds.yaml")
            environment = ["OS_CLOUD": "demo"]
        }
        let first = try upload(with: environment)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains(way == "clouds.yaml" ? "clouds.yaml, cloud demo" : "using environment variable"))
        #expect(first.errors.contains("warning: plain HTTP"))
        var expected = UploadedKey(
            service: "openstack", name: name, id: name, fingerprint: try place.fingerprint("id.pub"), result: "created")
        #expect(try first.decoded(as: UploadedKey.self) == expected)
        #expect(try line(named: name) == place.read("id.pub"))

        let second = try upload(as: "another", with: environment)
        expected = UploadedKey(
            service: "openstack", name: name, id: name, fingerprint: expected.fingerprint, result: "already-there")
        #expect(try second.decoded(as: UploadedKey.self) == expected)
    }

    /// The old key of two leaves, by its name, and is no longer there; the other one stays.
    @Test func anOldKeyLeaves() async throws {
        #expect(try upload(with: Self.login()).status == 0)
        try place.makeKey("other", "-t", "ecdsa")
        #expect(try upload("other.pub", as: name + "-new", with: Self.login()).status == 0)
        let words = try place.read("id.pub").split(separator: " ")
        let shape = CredentialShape(
            id: "password", values: ["username": "demo", "projectName": "demo", "region": "RegionOne"])
        let removal = KeyRemoval(
            of: try PublicKey(blob: decoded(words[1])), from: .openStack, with: shape,
            address: Servers["OPENSTACK_URL"])
        let run = UploadRun(
            client: HTTPClient(version: "test", environment: [:]),
            secrets: [.password: Secret(Self.password.utf8)])
        guard case .removed(let keys) = await run.run(removal) else {
            Issue.record("it stays")
            return
        }
        #expect(keys.map(\.name) == [name])
        #expect(throws: (any Error).self) { try line(named: name) }
        #expect(try line(named: name + "-new") == place.read("other.pub"))
        #expect(await run.run(removal) == .notThere)
    }

    @Test(arguments: ["ecdsa", "rsa"]) func aTakenNameIsVaried(_ type: String) throws {
        #expect(try upload(with: Self.login()).status == 0)
        try place.makeKey("other", "-t", type)
        let outcome = try upload("other.pub", with: Self.login())
        #expect(try outcome.decoded(as: UploadedKey.self).name == name + "-2", "\(outcome.errors)")
        #expect(try line(named: name + "-2") == place.read("other.pub"))
    }

    @Test func aNovaFromBeforeKnowsFewerNames() throws {
        let outcome = try upload(as: name + "@a.b", with: Self.login(region: "RegionOld"))
        #expect(try outcome.decoded(as: UploadedKey.self).name == name + "_a_b", "\(outcome.errors)")
    }

    @Test func theUserWithTooManyHearsOfIt() throws {
        let outcome = try upload(with: Self.login("full"))
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains(
                "OpenStack reports that the key limit is reached: “Quota exceeded, too many key pairs.”"),
            "\(outcome.errors)")
    }

    /// Keystone doesn't say which of them is wrong, so all of them are named.
    @Test(arguments: ["password", "user", "project", "credential"]) func whoIsNotKnownHearsOfIt(_ wrong: String) throws
    {
        var environment = wrong == "user" ? Self.login("nobody") : Self.login(password: "wrong")
        if wrong == "project" {
            environment = Self.login()
            environment["OS_PROJECT_NAME"] = "nowhere"
        }
        if wrong == "credential" {
            environment = Self.credential
            environment["OS_APPLICATION_CREDENTIAL_ID"] = String(repeating: "0", count: 32)
        }
        let outcome = try upload(with: environment)
        #expect(outcome.status == 1)
        let name = wrong == "credential" ? "application credential" : "user name, password and project"
        #expect(outcome.errors.contains("OpenStack rejected this \(name)"), "\(outcome.errors)")
    }

    @Test func aNovaWithoutItsKeystoneAnswersWithAPage() throws {
        let outcome = try upload(with: Self.login(region: "RegionLost"))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("OpenStack failed with status 503\n"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("<"))
    }

    @Test func aRegionThatIsNotThereIsNamed() throws {
        let outcome = try upload(with: Self.login(region: "RegionNine"))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("address for keys in the region RegionNine"), "\(outcome.errors)")
    }

    /// Keys of security keys aren't sent: releases of Nova differ in whether they take them.
    @Test func securityKeysAreNotSent() throws {
        let line =
            "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gAAAABHNzaDo= sk"
        try place.write(line + "\n", to: "sk.pub")
        let outcome = try upload("sk.pub", with: Self.login())
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("OpenStack doesn't accept Ed25519-SK keys"), "\(outcome.errors)")
    }

    // MARK: - What keywizard itself never sends

    /// Walks an upload whose requests are spoilt on the way.
    private func failure(
        token: (Secret) -> Secret = { $0 }, spoil: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> UploadFailure? {
        let words = try place.read("id.pub").split(separator: " ")
        let key = try PublicKey(blob: decoded(words[1]), comment: "me")
        let shape = CredentialShape(
            id: "password", values: ["username": "demo", "projectName": "demo", "region": "RegionOne"])
        var upload = Upload(
            to: .openStack, key: key, name: name, with: shape, at: Servers["OPENSTACK_URL"])
        var secrets = [SecretRole.password: Secret(Self.password.utf8)]
        while case .send(var request, _) = upload.step {
            spoil(&request)
            var kept: [SecretRole: Secret] = [:]
            let answer = await HTTPClient(version: "test", environment: [:]).send(
                request, secrets: { secrets[$0] }, keep: { kept[$0] = token($1) })
            secrets.merge(kept) { $1 }
            upload.receive(answer, at: 0)
        }
        guard case .finished(.failed(let failure)) = upload.step else { return nil }
        return failure
    }

    private func decoded(_ base64: Substring) throws -> [UInt8] {
        let digits = try place.run("sh", "-c", "printf %s \"$0\" | base64 -d | od -An -v -tx1", String(base64))
        return digits.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16) ?? 0 }
    }

    @Test func aBadTokenIsABadCredential() async throws {
        let failure = try await failure(token: { _ in Secret("gAAAAABnotatoken".utf8) })
        #expect(failure?.reason == .badCredential)
        #expect(failure?.said == "The request you have made requires authentication.")
    }

    @Test func aBadKeyIsRefused() async throws {
        let failure = try await failure(spoil: { request in
            guard request.method == .post, let body = request.body, request.url.hasSuffix("/os-keypairs") else {
                return
            }
            request.body = Template(
                body.parts.map { part in
                    guard case .text(let text) = part else { return part }
                    return .text(text.replacing("ssh-ed25519 AAAA", with: "ssh-ed25519 AAAB"))
                })
        })
        #expect(failure?.reason == .keyRefused)
        #expect(failure?.said == "Keypair data is invalid: failed to generate fingerprint")
    }
}

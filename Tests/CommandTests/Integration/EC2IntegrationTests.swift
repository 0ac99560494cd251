import Network
import SSHKey
import Secrecy
import Services
import Testing

@testable import keywizard

/// `keywizard upload` to moto's EC2, which checks signatures and permissions.
@Suite(.serialized, .enabled(if: Servers.areThere, "needs the servers that make integration starts"))
struct EC2IntegrationTests {
    private let place: Workplace
    private let name = "key-" + String(UInt64.random(in: .min ... .max), radix: 36)

    init() throws {
        place = try Workplace()
        try place.makeKey("id", "-t", "ed25519")
    }

    private func upload(
        _ file: String = "id.pub", as name: String? = nil, user: String = "UPLOADER", secret: String? = nil,
        path: String = ""
    ) throws -> Workplace.Outcome {
        let secret = secret ?? Servers[user + "_SECRET"]
        let outcome = try place.attempt(
            [Workplace.keywizard, "upload", file, "--to", "ec2", "--name", name ?? self.name, "--json"],
            environment: [
                "AWS_ENDPOINT_URL_EC2": Servers["EC2_URL"] + path, "AWS_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": Servers[user + "_ID"], "AWS_SECRET_ACCESS_KEY": secret,
            ])
        #expect(!(outcome.output + outcome.errors).contains(secret))
        return outcome
    }

    @Test(arguments: ["ed25519", "rsa"]) func aKeyIsImported(_ type: String) throws {
        if type == "rsa" {
            try place.run("rm", place.path("id"), place.path("id.pub"))
            try place.makeKey("id", "-t", "rsa", "-b", "2048")
        }
        let first = try upload()
        #expect(first.status == 0, "\(first.errors)")
        let created = try first.decoded(as: UploadedKey.self)
        #expect(try created.fingerprint == place.fingerprint("id.pub"))
        #expect(created.name == name && created.result == "created")
        #expect(created.id?.hasPrefix("key-") == true)

        let second = try upload(as: "another").decoded(as: UploadedKey.self)
        #expect(second.result == "already-there" && second.name == name && second.id == created.id)
    }

    @Test func aTakenNameIsVaried() throws {
        #expect(try upload().status == 0)
        try place.makeKey("other", "-t", "ed25519")
        #expect(try upload("other.pub").decoded(as: UploadedKey.self).name == name + "-2")
    }

    /// Profiles of the AWS command line's own files, the one that is in use counting.
    @Test func aProfileIsFound() throws {
        try place.makeFolder("home/.aws")
        try place.write(
            """
            [default]
            aws_access_key_id = \(Servers["POWERLESS_ID"])
            aws_secret_access_key = \(Servers["POWERLESS_SECRET"])
            [work]
            aws_access_key_id = \(Servers["UPLOADER_ID"])
            aws_secret_access_key = \(Servers["UPLOADER_SECRET"])
            """, to: "home/.aws/credentials")
        try place.write("[profile work]\nregion = us-west-2\n", to: "home/.aws/config")
        let outcome = try place.keywizard(
            "upload", "id.pub", "--to", "ec2", "--name", name,
            environment: ["AWS_ENDPOINT_URL": Servers["EC2_URL"], "AWS_PROFILE": "work"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("using ~/.aws/credentials, profile work"))
    }

    private func remove(_ file: String, as user: String) async throws -> KeyRemoval.Outcome {
        let shape = CredentialShape(
            id: "access-key", values: ["accessKey": Servers[user + "_ID"], "region": "eu-central-1"])
        let removal = KeyRemoval(
            of: try PublicKey.parse(place.read(file)).publicKey, from: .ec2, with: shape, address: Servers["EC2_URL"])
        let run = UploadRun(
            client: HTTPClient(version: "test", environment: [:]),
            secrets: [.secretKey: Secret(Servers[user + "_SECRET"].utf8)])
        return await run.run(removal)
    }

    /// The old key of two leaves, under whatever names it has, and the other one stays.
    @Test func anOldKeyLeaves() async throws {
        #expect(try upload().status == 0)
        try place.makeKey("new", "-t", "rsa", "-b", "2048")
        #expect(try upload("new.pub", as: name + "-new").status == 0)
        guard case .removed(let keys) = try await remove("id.pub", as: "UPLOADER") else {
            Issue.record("it stays")
            return
        }
        #expect(keys.map(\.name) == [name])
        #expect(try await remove("id.pub", as: "UPLOADER") == .notThere)
        let again = try upload("new.pub", as: "another").decoded(as: UploadedKey.self)
        #expect(again.result == "already-there" && again.name == name + "-new")
    }

    /// What the form asks for is enough to add a key, and what it asks for besides is what removing one lacks then.
    @Test func whatRemovingNeedsIsWhatTheServiceMisses() async throws {
        #expect(try upload(user: "IMPORTER").status == 0)
        guard case .failed(let failure) = try await remove("id.pub", as: "IMPORTER") else {
            Issue.record("it is gone")
            return
        }
        let right = try #require(Service.ec2.api?.credentials.first?.removalScope)
        #expect(failure.message.contains("remove SSH keys: “User"), "\(failure.message)")
        #expect(failure.said?.contains("not authorized to perform: \(right)") == true, "\(failure.message)")
    }

    @Test func aBadSignatureIsABadCredential() throws {
        let outcome = try upload(secret: String(repeating: "x", count: 40))
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains(
                "Amazon EC2 rejected this access key: “AWS was not able to validate the provided access credentials”"
            ),
            "\(outcome.errors)")
    }

    @Test func whoMayNotHearsWhichPermissionIsMissing() throws {
        let outcome = try upload(user: "POWERLESS")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("doesn't let this access key add SSH keys"))
        #expect(outcome.errors.contains("not authorized to perform: ec2:DescribeKeyPairs"), "\(outcome.errors)")
    }

    @Test func aClockThatIsWrongIsToldByHowMuch() throws {
        let outcome = try upload(path: "/fast")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("this computer's clock is 60 min behind Amazon EC2's")
                || outcome.errors.contains("this computer's clock is 59 min behind Amazon EC2's"), "\(outcome.errors)")
    }

    @Test func keysThatItDoesntTakeAreNotSent() throws {
        try place.makeKey("ecdsa", "-t", "ecdsa")
        #expect(try upload("ecdsa.pub").errors.contains("Amazon EC2 doesn't accept ECDSA keys"))
    }
}

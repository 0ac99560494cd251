import Network
import SSHKey
import Secrecy
import Services
import Testing

@testable import keywizard

/// The removal of an old key from servers that answer as the services do, which have the new one as well.
@Suite(.serialized) struct OldKeyTests {
    private let place: Workplace
    private let server: ServiceServer

    init() throws {
        server = try ServiceServer.shared.get()
        place = try Workplace()
        try place.makeKey("old", "-t", "ed25519")
        try place.makeKey("new", "-t", "ed25519")
    }

    private func key(_ name: String) throws -> PublicKey {
        let file = try KeyFile.read(Secret(place.read(name + ".pub").utf8), passphrase: nil)
        return try #require(file.publicKey)
    }

    private func run(_ fate: String) -> UploadRun {
        let token = fate + "-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let client = HTTPClient(version: "test", caFile: server.caFile, environment: [:])
        return UploadRun(client: client, secrets: [.token: Secret(token.utf8)])
    }

    @Test(arguments: ["github-enterprise", "gitea", "nexcess"]) func itLeavesAndTheNewOneStays(id: String) async throws
    {
        let service = try #require(Catalogue.service(id: id))
        let run = run("good")
        for name in ["old", "new"] {
            let upload = Upload(to: service, key: try key(name), name: name, at: server.url)
            guard case .created = await run.run(upload) else {
                Issue.record("\(name) is not there")
                return
            }
        }
        let removal = KeyRemoval(of: try key("old"), from: service, address: server.url)
        guard case .removed(let gone) = await run.run(removal) else {
            Issue.record("it stays")
            return
        }
        #expect(gone.map(\.name) == ["old"])
        let left = KeySearch(for: [try key("old"), try key("new")], at: service, address: server.url)
        guard case .found(let found) = await run.run(left) else {
            Issue.record("the list can't be read")
            return
        }
        #expect(found.map(\.name) == ["new"])
        #expect(await run.run(removal) == .notThere)
        #expect(try !server.requests().contains { $0.method == "LEAK" && $0.path != "no token" })
    }

    /// A token that may not delete: the key stays, and that is said.
    @Test func aTokenForReadingIsToldApart() async throws {
        let service = try #require(Catalogue.service(id: "github-enterprise"))
        let run = run("reader")
        let upload = Upload(to: service, key: try key("old"), name: "old", at: server.url)
        guard case .created = await run.run(upload) else {
            Issue.record("it is not there")
            return
        }
        let outcome = await run.run(KeyRemoval(of: try key("old"), from: service, address: server.url))
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.reason == .missingScope("admin:public_key"))
    }
}

import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard

/// The Upload page with a service that takes keys by request.
@Suite struct ServiceFormTests {
    private static let offer = CredentialOffer(
        number: 0, origin: "environment variable GH_TOKEN", credential: Service.gitHub.api?.credentials.first?.id ?? "",
        values: [:])
    private static let uploaded = UploadOutcome.alreadyThere(
        UploadedKey(service: "GitHub", name: "laptop", id: "1", fingerprint: Fixture.ed25519.fingerprint(.sha256)))

    private func walk(_ service: String = "github.com", offers: [CredentialOffer] = [offer]) -> Walk {
        var walk = Walk()
        walk.walk(to: .upload, destination: service)
        guard case .findCredentials? = walk.effects.last else {
            Issue.record("nobody looked for credentials: \(walk.effects)")
            return walk
        }
        walk.send(.credentialsFound(offers))
        return walk
    }

    private func order(_ walk: Walk, sourceLocation: SourceLocation = #_sourceLocation) -> UploadOrder? {
        guard case .upload(let order)? = walk.effects.first else {
            Issue.record("nothing was uploaded: \(walk.effects)", sourceLocation: sourceLocation)
            return nil
        }
        return order
    }

    @Test func aCredentialThatWasFoundNeedsOnlyAYes() throws {
        var walk = walk()
        #expect(walk.screen.contains("environment variable GH_TOKEN"))
        walk.press(.enter, .enter)
        let order = try #require(self.order(walk))
        #expect(order.service.id == "github" && order.offer == 0 && order.key == Fixture.ed25519)
        #expect(order.name == "ana@studio")
        walk.send(.uploadMoved(.looking))
        #expect(walk.screen.contains("Looking at the keys"))
        walk.send(.uploaded(Self.uploaded))
        #expect(walk.effects == [.clearCredential])
        #expect(walk.screen.contains("GitHub has this key already, under the name “laptop”"))
        walk.press(.enter)
        #expect(walk.page == .logIn)
    }

    @Test func aTokenIsTypedWithoutEcho() throws {
        var walk = walk(offers: [])
        walk.press(.enter)
        #expect(walk.screen.contains("https://github.com/settings/tokens"))
        #expect(walk.model.typesInto == .credential(.token))
        walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        walk.press(.backTab, .enter)
        let order = try #require(self.order(walk))
        #expect(order.offer == nil)
    }

    @Test func anotherNameAndTheHostOfOnesOwn() throws {
        var walk = walk("gitea", offers: [])
        walk.press(.enter)
        walk.type("git.example.org")
        walk.press(.tab, .tab)
        walk.type("work laptop")
        walk.press(.tab, .enter)
        let order = try #require(self.order(walk))
        #expect(order.address == "git.example.org" && order.name == "work laptop")
    }

    @Test func whatFailedSaysWhyAndNothingTypedIsLost() throws {
        var walk = walk("gitea", offers: [])
        walk.press(.enter)
        walk.type("git.example.org")
        walk.press(.backTab, .enter)
        let gitea = try #require(Catalogue.service(id: "gitea"))
        var upload = Upload(to: gitea, key: Fixture.ed25519, at: "git.example.org")
        upload.receive(.failure(.nameNotResolved(host: "git.example.org")), at: 0)
        guard case .finished(let outcome) = upload.step else {
            Issue.record("no outcome: \(upload.step)")
            return
        }
        walk.send(.uploaded(outcome))
        #expect(walk.screen.contains("there is no host git.example.org"))
        walk.press(.enter)
        #expect(walk.screen.contains("git.example.org"))
        #expect(walk.page == .upload)
    }

    @Test func anUploadCanBeStopped() {
        var walk = walk()
        walk.press(.enter, .enter)
        walk.send(.uploadMoved(.working(progress: 0.5)))
        walk.press(.escape)
        #expect(walk.effects == [.cancelUpload])
        #expect(walk.page == .upload)
    }

    @Test func byHandIsAlwaysAWay() {
        var walk = walk()
        walk.click("By hand, in the web page")
        walk.press(.enter)
        #expect(walk.screen.contains("Copy it"))
        walk.press(.escape)
        #expect(walk.screen.contains("Bring the key to GitHub"))
        walk.press(.escape)
        #expect(walk.page == .publicKey)
    }

    @Test func aServiceWithoutRequestsShowsItsClicksAtOnce() {
        var walk = Walk()
        walk.walk(to: .upload, destination: "launchpad")
        #expect(walk.screen.contains("Paste the key at Launchpad"))
    }

    @Test(arguments: Catalogue.services.map(\.id)) func everyServiceFitsTheSmallestTerminal(_ id: String) throws {
        let service = try #require(Catalogue.service(id: id))
        var walk = Walk(columns: 60, rows: 18, glyphs: .ascii)
        walk.walk(to: .upload, destination: service.name)
        let title = walk.screen.split(separator: "\n")[2]
        #expect(!title.contains("~"), "\(title)")
        if service.api != nil {
            walk.send(.credentialsFound([]))
            #expect(!walk.screen.contains("Another"))
            walk.press(.enter, .backTab)
            #expect(walk.screen.contains("[ Add the key ]"), "\(walk.screen)")
        }
    }

    @Test(arguments: ScreenTests.Terminal.all) func screens(_ terminal: ScreenTests.Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .upload, destination: "github.com")
        walk.send(.credentialsFound([Self.offer]))
        try expectScreen(walk.screen, "service-ways-\(terminal)")
        walk.press(.down, .enter)
        try expectScreen(walk.screen, "service-fields-\(terminal)")
        walk.press(.backTab, .enter)
        walk.send(.uploadMoved(.adding))
        try expectScreen(walk.screen, "service-sending-\(terminal)")
        walk.send(.uploaded(Self.uploaded))
        try expectScreen(walk.screen, "service-there-\(terminal)")
    }
}

import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard

/// The Upload page with a service that takes keys by request.
@Suite struct APIUploadTests {
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

    /// What may stay empty is said to, and what is in for it where something does.
    @Test func plainModeSaysWhatAnEmptyFieldMeans() {
        var talk = Talk()
        talk.answer(
            "", "gitea", "", "", "", "", "no passphrase", "use none", "", "", "", "access token")
        #expect(talk.question?.line == "Host, as in host.example.org: ")
        talk.answer("git.example.org", "token")
        #expect(talk.question?.line == "Key name, else ana@studio (Enter leaves it empty): ")
        talk.answer("")
        #expect(talk.question?.line == "CA file, PEM; only for a private CA (Enter leaves it empty): ")
    }

    @Test func aCredentialThatWasFoundNeedsOnlyAYes() throws {
        var walk = walk()
        #expect(walk.screen.contains("Environment variable GH_TOKEN"))
        walk.press(.enter, .enter)
        let order = try #require(self.order(walk))
        #expect(order.service.id == "github" && order.offer == 0 && order.key == Fixture.ed25519)
        #expect(order.name == "ana@studio")
        walk.send(.uploadMoved(.looking))
        #expect(walk.screen.contains("Checking the keys there"))
        walk.send(.uploaded(Self.uploaded))
        #expect(walk.effects == [.clearCredential])
        #expect(walk.text.contains("GitHub has this key already, under the name “laptop”"))
        walk.press(.enter)
        #expect(walk.page == .logIn)
    }

    /// Where nothing was found, nobody is sent to make a credential first.
    @Test(arguments: ["amazon", "openstack", "github.com", "gitea"]) func theWebsiteIsFirst(service: String) {
        var walk = walk(service, offers: [])
        #expect(walk.screen.contains("› Paste it on the website"), "\(walk.screen)")
        #expect(walk.screen.contains("only if you have one"))
        walk.send(.credentialsFound([Self.offer]))
        #expect(walk.screen.contains("› Environment variable GH_TOKEN"))
        #expect(!walk.screen.contains("only if you have one"))
    }

    /// What the user has marked stays marked when credentials are found meanwhile.
    @Test func whatIsMarkedStaysMarked() {
        var walk = Walk()
        walk.walk(to: .upload, destination: "github.com")
        walk.press(.down)
        walk.send(.credentialsFound([Self.offer]))
        #expect(walk.screen.contains("› Another personal access token"), "\(walk.screen)")
    }

    @Test func aTokenIsTypedWithoutEcho() throws {
        var walk = walk(offers: [])
        walk.press(.down, .enter)
        #expect(walk.screen.contains("https://github.com/settings/tokens"))
        #expect(walk.model.typesInto == .credential(.token))
        walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        walk.press(.enter)
        let order = try #require(self.order(walk))
        #expect(order.offer == nil)
    }

    @Test func anotherNameAndTheHostOfOnesOwn() throws {
        var walk = walk("gitea", offers: [])
        walk.press(.down, .enter)
        walk.type("git.example.org")
        walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        walk.press(.tab, .tab)
        walk.type("work laptop")
        walk.press(.enter)
        let order = try #require(self.order(walk))
        #expect(order.address == "git.example.org" && order.name == "work laptop")
    }

    @Test func nothingIsSentWithoutWhatIsNeeded() {
        var walk = walk("gitea", offers: [])
        walk.press(.down, .enter)
        #expect(!walk.screen.contains("Required."))
        walk.click(" Add key")
        #expect(walk.effects.isEmpty && walk.screen.contains("Required."))
        // The host has the focus now; then the token is what is missing.
        walk.type("git.example.org")
        walk.click(" Add key")
        #expect(walk.effects.isEmpty && walk.model.typesInto == .credential(.token))
        walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        walk.press(.enter)
        #expect(order(walk) != nil)
    }

    @Test func theEndOfTheWorkIsNotSaidBeforeItsOutcome() {
        var walk = walk()
        walk.press(.enter, .enter)
        walk.send(.uploadMoved(.confirming))
        let before = walk.screen
        walk.send(.uploadMoved(.finished))
        #expect(walk.screen == before)
    }

    @Test func whatFailedSaysWhyAndNothingTypedIsLost() throws {
        var walk = walk("gitea", offers: [])
        walk.press(.down, .enter)
        walk.type("git.example.org")
        walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        walk.press(.enter)
        let gitea = try #require(Catalogue.service(id: "gitea"))
        var upload = Upload(to: gitea, key: Fixture.ed25519, at: "git.example.org")
        upload.receive(.failure(.nameNotResolved(host: "git.example.org")), at: 0)
        guard case .finished(let outcome) = upload.step else {
            Issue.record("no outcome: \(upload.step)")
            return
        }
        walk.send(.uploaded(outcome))
        #expect(walk.screen.contains("couldn't resolve git.example.org"))
        walk.press(.escape)
        #expect(walk.screen.contains("Add the key to Gitea") && walk.screen.contains("git.example.org"))
        #expect(walk.page == .upload)
    }

    // MARK: - What can be done about a failure

    /// A walk to what the service's answers make of the upload.
    private func failed(_ service: String, _ answers: (Int, String)...) throws -> Walk {
        var walk = walk(service)
        walk.press(.enter, .enter)
        let order = try #require(self.order(walk))
        let shape = CredentialShape(id: order.credential, values: order.values)
        var upload = Upload(to: order.service, key: order.key, name: order.name, with: shape, at: order.address)
        for (status, body) in answers {
            upload.receive(.success(HTTPResponse(status: status, body: Array(body.utf8))), at: 0)
        }
        guard case .finished(let outcome) = upload.step, outcome.isFailure else {
            Issue.record("it did not fail: \(upload.step)")
            return walk
        }
        walk.send(.uploaded(outcome))
        return walk
    }

    @Test func aRefusedCredentialOffersAnotherFirst() throws {
        var walk = try failed("github.com", (401, #"{"message":"Bad credentials"}"#))
        #expect(walk.screen.contains("› Use another credential"))
        walk.press(.enter)
        #expect(walk.screen.contains("How do you want to add it?"))
        walk.press(.down, .enter)
        #expect(walk.model.typesInto == .credential(.token))
    }

    @Test func tryingAgainSendsTheSame() throws {
        var walk = try failed("github.com", (503, "<html>"))
        #expect(walk.screen.contains("GitHub failed with status 503"))
        walk.press(.enter)
        let order = try #require(self.order(walk))
        #expect(order.offer == 0 && order.name == "ana@studio")
    }

    @Test func aNameThatIsRefusedIsTypedAnew() throws {
        let taken = #"{"message":"Key title has been used"}"#
        var walk = try failed(
            "codeberg", (200, "[]"), (422, taken), (422, taken), (422, taken), (422, taken), (422, taken))
        walk.click("Change the name")
        walk.press(.enter)
        walk.type("mine")
        for _ in 0..<4 where walk.effects.isEmpty { walk.press(.enter) }
        #expect(try #require(self.order(walk)).name == "mine")
    }

    @Test func aKeyOfAnotherAccountIsReplaced() throws {
        let used = #"{"message":"Validation Failed","errors":[{"message":"key is already in use"}]}"#
        var walk = try failed("github.com", (200, "[]"), (422, used), (200, "[]"))
        #expect(walk.screen.contains("› Choose another key"))
        walk.press(.enter)
        #expect(walk.page == .key)
        #expect(walk.effects.contains(.clearCredential))
    }

    @Test func everyFailureHasARetryAnotherCredentialAndTheWayByHand() throws {
        for status in [400, 401, 403, 404, 409, 422, 429, 500] {
            var walk = try failed("github.com", (200, "[]"), (status, "{}"), (200, "[]"))
            for way in ["Retry", "Use another credential", "Paste it on the website"] {
                #expect(walk.screen.contains(way), "\(walk.screen)")
            }
            walk.click("Paste it on the website")
            walk.press(.enter)
            #expect(walk.screen.contains("Paste the key into GitHub"))
        }
    }

    @Test func anAuthorityCanBeTrusted() throws {
        var walk = walk("github.com")
        walk.press(.enter, .enter)
        let order = try #require(self.order(walk))
        var upload = Upload(to: order.service, key: order.key)
        upload.receive(.failure(.notTrusted(host: "api.github.com", reason: "unknown authority")), at: 0)
        guard case .finished(let outcome) = upload.step else { return }
        walk.send(.uploaded(outcome))
        walk.press(.enter)
        walk.type("~/ca.pem")
        walk.press(.enter)
        #expect(try #require(self.order(walk)).authorities == "~/ca.pem")
    }

    // MARK: - What is known of a credential

    @Test func plainHTTPIsSaidLoudly() {
        var walk = walk("gitea", offers: [])
        walk.press(.down, .enter)
        walk.type("http://127.0.0.1:3000")
        #expect(walk.screen.contains("Plain HTTP: the access token goes unencrypted"))
    }

    @Test func theKeyThatSignsIsOfTheAgentOrOfAFile() throws {
        var walk = walk("triton", offers: [])
        walk.press(.down, .enter)
        walk.type("acme")
        walk.press(.tab, .tab, .tab, .tab)
        walk.type("~/.ssh/id_rsa")
        walk.press(.tab)
        #expect(walk.model.typesInto == .signing)
        for _ in 0..<8 where walk.effects.isEmpty { walk.press(.enter) }
        let order = try #require(self.order(walk))
        #expect(order.signingFile == "~/.ssh/id_rsa" && order.values["account"] == "acme")
    }

    @Test func thePageOfTheCredentialIsOpenedOrCopied() {
        var walk = walk(offers: [])
        walk.press(.down, .enter, .control("o"))
        let page =
            "https://github.com/settings/tokens/new?scopes=write:public_key,read:public_key&description=keywizard"
        #expect(walk.effects == [.openPage(page)])
        walk.send(.pageOpened(false))
        #expect(walk.effects.isEmpty && walk.screen.contains("No desktop here: copy the address."))
        walk.click(" Copy address")
        #expect(walk.effects == [.copy(page)])
        walk.send(.copied(.unavailable))
        #expect(walk.effects == [.show(page)])
        // What was said of the page is of no use on another.
        walk.press(.escape)
        #expect(!walk.screen.contains("No desktop here"))
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
        walk.click("Paste it on the website")
        walk.press(.enter)
        #expect(walk.screen.contains(" Copy public key"))
        walk.press(.escape)
        #expect(walk.screen.contains("How do you want to add it?"))
        walk.press(.escape)
        #expect(walk.page == .publicKey)
    }

    // MARK: - By hand

    @Test func onlyWhatWasSaidToBeAddedIsCalledAdded() {
        for (button, words) in [(" I've added it", "you said you added it"), (" Not now", "not to GitHub yet")] {
            var walk = walk()
            walk.send(.byHand)
            walk.click(button)
            walk.walk(to: .done)
            #expect(walk.screen.contains(words), "\(walk.screen)")
        }
        var walk = walk()
        walk.click(" Not now")
        #expect(walk.effects.contains(.clearCredential) && walk.page == .logIn)
        walk.walk(to: .done)
        #expect(walk.screen.contains("not to GitHub yet"))
    }

    @Test func aServiceWithoutRequestsShowsItsClicksAtOnce() {
        var walk = Walk()
        walk.walk(to: .upload, destination: "launchpad")
        #expect(walk.screen.contains("Paste the key into Launchpad"))
    }

    @Test func eachThingToPasteHasItsKey() {
        var walk = Walk()
        walk.walk(to: .upload, destination: "thermo")
        walk.send(.byHand)
        walk.press(.character("c"))
        #expect(walk.effects == [.copy(Fixture.rsa.line)])
        walk.press(.character("n"))
        #expect(walk.effects == [.copy("ana@studio")])
        walk.send(.copied(.copied(by: "xclip")))
        #expect(walk.screen.contains("✓ Name: copied to the clipboard."), "\(walk.screen)")
        walk.press(.character("a"))
        #expect(walk.effects == [.copy("https://core.thermo.io/login/")])
        walk.press(.character("o"))
        #expect(walk.effects == [.openPage("https://core.thermo.io/login/")])
        walk.send(.pageOpened(false))
        #expect(walk.effects.isEmpty && walk.screen.contains("No desktop here: copy the address."))
        #expect(walk.screen.contains(" Copy address"))
        walk.press(.enter)
        #expect(walk.page == .logIn && walk.effects.contains(.clearCredential))
    }

    /// One step back from the end is seen at once, however often the end was asked for.
    @Test func theClicksScrollNoFurtherThanTheirEnd() {
        var walk = Walk(columns: 60, rows: 18)
        walk.walk(to: .upload, destination: "triton")
        walk.send(.byHand)
        let start = walk.screen
        for _ in 1...9 { walk.press(.pageDown) }
        let end = walk.screen
        #expect(end != start && end.contains("↑ more") && !end.contains("↓ more"))
        #expect(end.contains(" I've added it") && start.contains(" I've added it"))
        walk.press(.up)
        #expect(walk.screen != end)
    }

    @Test func aPageOnAHostOfOnesOwnAsksForTheHostFirst() {
        var walk = walk("gitea", offers: [])
        walk.send(.byHand)
        #expect(walk.screen.contains("Which host is your Gitea on?") && walk.screen.contains(" Not now"))
        walk.type("git.example.org")
        walk.press(.enter)
        #expect(walk.screen.contains("https://git.example.org/user/settings/keys"))
        walk.press(.character("h"))
        walk.press(.escape)
        #expect(walk.screen.contains("https://git.example.org/user/settings/keys"))
        walk.press(.escape)
        #expect(walk.screen.contains("How do you want to add it?"))
    }

    @Test(arguments: Catalogue.services.map(\.id)) func everyServiceHasItsClicks(_ id: String) throws {
        let service = try #require(Catalogue.service(id: id))
        var walk = Walk(columns: 60, rows: 18, glyphs: .ascii)
        walk.walk(to: .upload, destination: service.name)
        if service.api != nil { walk.send(.byHand) }
        if walk.screen.contains("Which host") {
            walk.type("git.example.org")
            walk.press(.enter)
        }
        #expect(walk.screen.contains("1  Open"), "\(walk.screen)")
        walk.press(.character("c"))
        #expect(walk.effects == [.copy(walk.session.publicKey?.line ?? "")])
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
            walk.press(.down, .enter)
            #expect(walk.screen.contains(" Add key"), "\(walk.screen)")
        }
    }
}

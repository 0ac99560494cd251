import Services
import TerminalUI
import Testing

@testable import Wizard

/// Every state of the Upload page with a service, at the size to design for and at the smallest.
@Suite struct UploadScreenTests {
    typealias Terminal = ScreenTests.Terminal

    private static let offers = [
        CredentialOffer(number: 0, origin: "environment variable GH_TOKEN", credential: "token", values: [:]),
        CredentialOffer(number: 1, origin: "gh, account ana on github.com", credential: "token", values: [:]),
    ]

    private func walk(_ terminal: Terminal, _ service: String = "github.com", offers: [CredentialOffer] = offers)
        -> Walk
    {
        var walk = terminal.walk()
        walk.walk(to: .upload, destination: service)
        walk.send(.credentialsFound(offers))
        return walk
    }

    /// What a service's answers make of an upload.
    private func outcome(
        _ id: String, at address: String? = nil, _ answers: Result<HTTPResponse, HTTPFailure>...
    ) throws -> UploadOutcome {
        var upload = Upload(
            to: try #require(Catalogue.service(id: id)), key: Fixture.ed25519, name: "ana@studio", at: address)
        for answer in answers { upload.receive(answer, at: 1_795_224_142) }
        guard case .finished(let outcome) = upload.step else {
            Issue.record("no outcome: \(upload.step)")
            throw HTTPFailure.cancelled
        }
        return outcome
    }

    private func answer(
        _ status: Int, _ body: String = "", _ headers: [String: String] = [:]
    ) -> Result<HTTPResponse, HTTPFailure> {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    @Test(arguments: Terminal.all) func looking(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .upload, destination: "github.com")
        try expectScreen(walk.screen, "upload-looking-\(terminal)")
        walk.send(.credentialsFound(Self.offers))
        try expectScreen(walk.screen, "upload-offers-\(terminal)")
    }

    @Test(arguments: Terminal.all) func forms(_ terminal: Terminal) throws {
        var token = walk(terminal)
        token.press(.down, .down, .enter)
        token.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        try expectScreen(token.screen, "upload-form-github-\(terminal)")
        var host = walk(terminal, "gitea", offers: [])
        host.press(.enter)
        host.type("http://127.0.0.1:3000")
        try expectScreen(host.screen, "upload-form-gitea-\(terminal)")
        var signed = walk(terminal, "triton", offers: [])
        signed.press(.enter)
        signed.type("acme")
        signed.press(.backTab, .backTab, .backTab, .backTab)
        signed.type("~/.ssh/id_rsa")
        try expectScreen(signed.screen, "upload-form-triton-\(terminal)")
        var cloud = walk(terminal, "openstack", offers: [])
        cloud.press(.enter)
        try expectScreen(cloud.screen, "upload-form-openstack-\(terminal)")
    }

    @Test(arguments: Terminal.all) func busy(_ terminal: Terminal) throws {
        var walk = walk(terminal, "nexcess", offers: [Self.offers[0]])
        walk.press(.enter, .enter)
        walk.send(.uploadMoved(.working(progress: 0.4)))
        try expectScreen(walk.screen, "upload-busy-\(terminal)")
    }

    @Test(arguments: Terminal.all) func endings(_ terminal: Terminal) throws {
        let key = UploadedKey(
            service: "GitHub", name: "ana@studio-2", id: "7", fingerprint: Fixture.ed25519.fingerprint(.sha256))
        let taken = answer(422, #"{"message":"Key title has been used"}"#)
        let used = answer(422, #"{"message":"Validation Failed","errors":[{"message":"key is already in use"}]}"#)
        let endings: [(String, UploadOutcome)] = [
            ("done", .created(key)), ("there", .alreadyThere(key)),
            ("bad-credential", try outcome("github", answer(401, #"{"message":"Bad credentials"}"#))),
            (
                "missing-scope",
                try outcome(
                    "github", answer(404, "{}", ["x-accepted-oauth-scopes": "admin:public_key, write:public_key"]))
            ),
            ("elsewhere", try outcome("github", answer(200, "[]"), used, answer(200, "[]"))),
            ("taken-name", try outcome("codeberg", answer(200, "[]"), taken, taken, taken, taken, taken)),
            ("rate-limit", try outcome("github", answer(429, "", ["retry-after": "90"]))),
            (
                "not-trusted",
                try outcome(
                    "github",
                    .failure(
                        .notTrusted(
                            host: "api.github.com",
                            reason: "its certificate comes from an authority that this computer doesn't trust")))
            ),
            ("no-network", try outcome("github", .failure(.nameNotResolved(host: "api.github.com")))),
        ]
        for (name, outcome) in endings {
            var walk = walk(terminal)
            walk.press(.enter, .enter)
            walk.send(.uploaded(outcome))
            try expectScreen(walk.screen, "upload-\(name)-\(terminal)")
        }
        var refused = walk(terminal, "triton", offers: [])
        refused.press(.enter)
        refused.type("acme")
        refused.press(.backTab, .enter)
        refused.send(
            .uploadRefused(
                Problem(
                    "there is no key to sign with, and no agent that has one",
                    hint: "ssh-add a key that the account has, or name its file (--sign-with FILE)")))
        try expectScreen(refused.screen, "upload-refused-\(terminal)")
    }

    @Test(arguments: Terminal.all) func byHand(_ terminal: Terminal) throws {
        var walk = walk(terminal)
        walk.send(.byHand)
        walk.press(.character("n"))
        walk.send(.copied(.copied(by: "xclip")))
        walk.send(.pageOpened(false))
        try expectScreen(walk.screen, "upload-by-hand-\(terminal)")
        var host = self.walk(terminal, "gitea", offers: [])
        host.send(.byHand)
        host.type("git.example.org")
        try expectScreen(host.screen, "upload-by-hand-host-\(terminal)")
    }
}

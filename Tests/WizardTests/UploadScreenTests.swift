import Services
import TerminalUI
import Testing

@testable import Wizard

/// Every state of the Upload page with a service.
@Suite struct UploadScreenTests {
    private static let offers = [
        CredentialOffer(number: 0, origin: "environment variable GH_TOKEN", credential: "token", values: [:]),
        CredentialOffer(number: 1, origin: "gh, account ana on github.com", credential: "token", values: [:]),
    ]

    private func walk(_ service: String = "github.com", offers: [CredentialOffer] = offers)
        -> Walk
    {
        var walk = Walk()
        walk.walk(to: .upload, destination: service)
        walk.send(.credentialsFound(offers))
        return walk
    }

    /// What a service's answers make of an upload.
    private func outcome(
        _ id: String, at address: String? = nil, _ answers: Result<HTTPResponse, HTTPFailure>...
    ) throws -> UploadOutcome {
        let shape = CredentialShape(values: ["account": "acme"], signingKey: id == "triton" ? Fixture.rsa : nil)
        var upload = Upload(
            to: try #require(Catalogue.service(id: id)), key: Fixture.ed25519, name: "ana@studio", with: shape,
            at: address)
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

    @Test func looking() throws {
        var walk = Walk()
        walk.walk(to: .upload, destination: "github.com")
        try expectScreen(walk, "upload-looking")
        walk.send(.credentialsFound(Self.offers))
        try expectScreen(walk, "upload-offers")
    }

    @Test func forms() throws {
        var token = walk()
        token.press(.down, .down, .enter)
        token.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        try expectScreen(token, "upload-form-github")
        var host = walk("gitea", offers: [])
        host.press(.down, .enter)
        try expectScreen(host, "upload-form-empty")
        host.click(" Add key")
        try expectScreen(host, "upload-form-wrong")
        host.type("http://127.0.0.1:3000")
        try expectScreen(host, "upload-form-gitea")
        var signed = walk("triton", offers: [])
        try expectScreen(signed, "upload-nothing-found")
        signed.press(.down, .enter)
        signed.type("acme")
        signed.press(.tab, .tab, .tab, .tab)
        signed.type("~/.ssh/id_rsa")
        try expectScreen(signed, "upload-form-triton")
        var cloud = walk("openstack", offers: [])
        cloud.press(.down, .enter)
        try expectScreen(cloud, "upload-form-openstack")
    }

    @Test func busy() throws {
        var walk = walk("nexcess", offers: [Self.offers[0]])
        walk.press(.enter, .enter)
        walk.send(.uploadMoved(.working(progress: 0.4)))
        try expectScreen(walk, "upload-busy")
    }

    @Test func endings() throws {
        let key = UploadedKey(
            service: "GitHub", name: "ana@studio-2", id: "7", fingerprint: Fixture.ed25519.fingerprint(.sha256))
        let endings: [(String, UploadOutcome)] = [
            ("done", .created(key)), ("there", .alreadyThere(key)),
        ]
        for (name, outcome) in endings {
            var walk = walk()
            walk.press(.enter, .enter)
            walk.send(.uploaded(outcome))
            try expectScreen(walk, "upload-\(name)")
        }
        var refused = walk("triton", offers: [])
        refused.press(.down, .enter)
        refused.type("acme")
        refused.press(.enter)
        refused.send(
            .uploadRefused(
                Problem(
                    "no key to sign with, and no agent that holds one",
                    hint: "ssh-add a key that the account has, or name its file")))
        try expectScreen(refused, "upload-refused")
    }

    /// What can go wrong, each by the service's answer or the lack of one.
    private func failures() throws -> [(name: String, outcome: UploadOutcome)] {
        let page = "<html><body>Sign in to the guest network</body></html>"
        let full = #"{"error":{"code":"resource_limit_exceeded","message":"project limit exceeded"}}"#
        let skew = #"{"code":"InvalidHeader","message":"clock skew of 600.086s was greater than 300s"}"#
        let invalid = #"{"message":"Validation Failed","errors":[{"message":"key is invalid"}]}"#
        let taken = answer(422, #"{"message":"Key title has been used"}"#)
        let used = answer(422, #"{"message":"Validation Failed","errors":[{"message":"key is already in use"}]}"#)
        return [
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
                            reason: "its certificate is from an authority that this computer doesn't trust")))
            ),
            ("no-network", try outcome("github", .failure(.nameNotResolved(host: "api.github.com")))),
            ("expired", try outcome("github", answer(401, #"{"message":"Token has expired"}"#))),
            ("quota", try outcome("hetzner", answer(200, #"{"ssh_keys":[]}"#), answer(403, full))),
            (
                "clock",
                try outcome("triton", answer(200, "[]"), answer(400, skew, ["date": "Sat, 21 Nov 2026 01:12:22 GMT"]))
            ),
            ("status-503", try outcome("github", answer(503, page))),
            ("web-page", try outcome("github", answer(200, page))),
            ("redirected", try outcome("github", answer(302, "", ["location": "https://login.example.org/"]))),
            ("key-refused", try outcome("github", answer(200, "[]"), answer(422, invalid))),
            ("proxy", try outcome("github", .failure(.proxy("proxy.example.org:3128 refused the connection")))),
            (
                "no-connection",
                try outcome("github", .failure(.noConnection(host: "api.github.com", reason: "connection refused")))
            ),
            ("timed-out", try outcome("github", .failure(.timedOut(seconds: 10)))),
            ("cut-off", try outcome("github", .failure(.cutOff))),
            ("too-large", try outcome("github", .failure(.tooLarge(limit: 1_048_576)))),
        ]
    }

    @Test func failing() throws {
        for (name, outcome) in try failures() {
            var walk = walk()
            walk.press(.enter, .enter)
            walk.send(.uploaded(outcome))
            try expectScreen(walk, "upload-\(name)")
        }
        var starting = walk()
        starting.press(.enter, .enter)
        try expectScreen(starting, "upload-starting")
    }

    /// Each is told apart, names the service, says what to do, and takes away nothing that was typed.
    @Test func everyFailureSaysWhatToDoAndKeepsWhatWasTyped() throws {
        var walk = walk("gitea", offers: [])
        walk.send(.resized(Size(columns: 80, rows: 40)))
        walk.press(.down, .enter)
        walk.type("git.example.org")
        walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        walk.press(.tab, .tab)
        walk.type("work laptop")
        func typed(_ walk: Walk) -> Bool {
            ["git.example.org", "work laptop", "••••", " Add key"].allSatisfy { walk.screen.contains($0) }
        }
        #expect(typed(walk))
        var messages: Set<String> = []
        for (name, outcome) in try failures() {
            let service = ["quota": "Hetzner", "clock": "Triton", "taken-name": "Codeberg"][name] ?? "GitHub"
            #expect(outcome.message.contains(service), "\(outcome.message)")
            #expect(outcome.hint?.isEmpty == false, "\(outcome.message)")
            #expect(messages.insert(outcome.message).inserted)
            walk.press(.enter)
            guard case .upload? = walk.effects.first else {
                Issue.record("nothing was sent: \(walk.effects)")
                return
            }
            walk.send(.uploaded(outcome))
            #expect(walk.effects.isEmpty)
            for way in ["Retry", "Use another credential", "Paste it on the website"] {
                #expect(walk.screen.contains(way))
            }
            // There and back by every way that there is.
            walk.click("Paste it on the website")
            walk.press(.enter, .escape)
            #expect(!walk.effects.contains(.clearCredential))
            walk.press(.enter)
            #expect(!walk.effects.contains(.clearCredential))
            #expect(typed(walk), "\(walk.screen)")
        }
    }

    @Test func byHand() throws {
        var walk = walk()
        walk.send(.byHand)
        walk.press(.character("n"))
        walk.send(.copied(.copied(by: "xclip")))
        walk.send(.pageOpened(false))
        try expectScreen(walk, "upload-by-hand")
        var host = self.walk("gitea", offers: [])
        host.send(.byHand)
        host.type("git.example.org")
        try expectScreen(host, "upload-by-hand-host")
    }
}

import SSHKey
import Testing

@testable import Services

@Suite struct GitHubTests {
    static let headers = """
        Accept: application/vnd.github+json
        X-GitHub-Api-Version: 2026-03-10
        User-Agent: keywizard
        Authorization: Bearer <token>
        """

    @Test func aNewKeyIsListedThenCreated() {
        var talk = Conversation(.gitHub)
        #expect(talk.request == "GET https://api.github.com/user/keys?per_page=100\n" + Self.headers)
        talk.answer(200, "[]")
        #expect(
            talk.request == """
                POST https://api.github.com/user/keys
                \(Self.headers)
                Content-Type: application/json

                {"title":"laptop","key":"\(Sample.line)"}
                """)
        // The comment isn't in the answer.
        let key = Sample.line.split(separator: " ").prefix(2).joined(separator: " ")
        talk.answer(
            201,
            #"{"id":122587195,"key":"\#(key)","url":"https://api.github.com/user/keys/122587195","title":"laptop","verified":true,"created_at":"2025-05-18T12:22:17Z","read_only":false}"#
        )
        #expect(talk.outcome == created(.gitHub, id: "122587195"))
        #expect(talk.outcome?.message == "added the key to GitHub as “laptop”")
    }

    @Test func aKeyOnALaterPageIsFound() {
        var talk = Conversation(.gitHub)
        talk.answer(
            200, #"[{"id":1,"title":"a","key":"\#(Sample.other.line)"}]"#,
            ["link": #"<https://api.github.com/user/keys?page=2>; rel="next", <https://x>; rel="last""#])
        #expect(talk.request.hasPrefix("GET https://api.github.com/user/keys?per_page=100&page=2\n"))
        talk.answer(200, #"[{"id":2,"title":"old laptop","key":"\#(Sample.line)"}]"#)
        #expect(talk.outcome == alreadyThere(.gitHub, name: "old laptop", id: "2"))
    }

    @Test func signingKeysHaveTheirOwnPlace() {
        var talk = Conversation(.gitHub, with: CredentialShape(values: ["use": "ssh_signing_keys"]))
        #expect(talk.request.hasPrefix("GET https://api.github.com/user/ssh_signing_keys?"))
        talk.answer(200, "[]")
        #expect(talk.request.hasPrefix("POST https://api.github.com/user/ssh_signing_keys\n"))
    }

    @Test(arguments: ["github.example.com", "https://github.example.com/", "https://github.example.com/api/v3"])
    func enterpriseIsAnywhere(_ address: String) {
        let talk = Conversation(.gitHubEnterprise, at: address)
        #expect(talk.request.hasPrefix("GET https://github.example.com/api/v3/user/keys?"))
    }

    static let invalid =
        "key is invalid. It must begin with 'ssh-ed25519', 'ssh-rsa', 'ssh-dss', 'ecdsa-sha2-nistp256'."

    @Test(arguments: [
        Refusal(401, #"{"message":"Bad credentials"}"#, .badCredential),
        Refusal(
            404, #"{"message":"Not Found"}"#,
            ["x-oauth-scopes": "repo", "x-accepted-oauth-scopes": "admin:public_key, write:public_key"],
            .missingScope("admin:public_key, write:public_key")),
        Refusal(
            404, #"{"message":"Not Found"}"#,
            ["x-oauth-scopes": "admin:public_key", "x-accepted-oauth-scopes": "admin:public_key, write:public_key"],
            .refused(status: 404)),
        Refusal(403, #"{"message":"Resource not accessible by personal access token"}"#, .missingScope(nil)),
        Refusal(
            422,
            #"{"message":"Validation Failed","errors":[{"resource":"PublicKey","code":"custom","field":"key","message":"\#(invalid)"}]}"#,
            .keyRefused),
        Refusal(
            403, #"{"message":"API rate limit exceeded"}"#,
            ["x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Conversation.now + 90)], .rateLimit(seconds: 90)),
        Refusal(
            403, #"{"message":"You have exceeded a secondary rate limit."}"#, ["retry-after": "60"],
            .rateLimit(seconds: 60)),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.gitHub)
        talk.answer(200, "[]")
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
        #expect(talk.failure?.message.contains("GitHub") == true)
        #expect(talk.failure?.hint?.isEmpty == false)
    }

    @Test func aKeyOfAnotherAccountIsLookedForOnceMore() {
        var talk = Conversation(.gitHub)
        talk.answer(200, "[]")
        talk.answer(
            422,
            #"{"message":"Validation Failed","errors":[{"resource":"PublicKey","code":"custom","field":"key","message":"key is already in use"}]}"#
        )
        talk.answer(200, "[]")
        #expect(talk.failure?.reason == .duplicateKey(elsewhere: true))
        #expect(talk.failure?.said == "Validation Failed; key is already in use")
        #expect(talk.failure?.remedies == [.otherKey, .otherCredential, .byHand])
    }

    @Test func aKeyThatCameInTheMeantimeIsFound() {
        var talk = Conversation(.gitHub)
        talk.answer(200, "[]")
        talk.answer(422, #"{"message":"Validation Failed","errors":[{"message":"key is already in use"}]}"#)
        talk.answer(200, #"[{"id":2,"title":"x","key":"\#(Sample.line)"}]"#)
        #expect(talk.outcome == alreadyThere(.gitHub, name: "x", id: "2"))
    }

    @Test func theTokenPageHasTheScope() {
        var talk = Conversation(.gitHubEnterprise, at: "github.example.com")
        talk.answer(401, #"{"message":"Bad credentials"}"#)
        #expect(
            talk.failure?.credentialPage
                == "https://github.example.com/settings/tokens/new?scopes=write:public_key,read:public_key&description=keywizard"
        )
    }
}

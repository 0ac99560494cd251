import SSHKey
import Testing

@testable import Services

@Suite struct GitLabTests {
    static let headers = """
        Accept: application/json
        User-Agent: keywizard
        PRIVATE-TOKEN: <token>
        """

    @Test func aNewKey() {
        var talk = Conversation(.gitLab, with: CredentialShape(values: ["use": "auth", "expires": "2027-01-31"]))
        #expect(talk.request == "GET https://gitlab.com/api/v4/user/keys?per_page=100\n" + Self.headers)
        talk.answer(200, "[]")
        #expect(
            talk.request == """
                POST https://gitlab.com/api/v4/user/keys
                \(Self.headers)
                Content-Type: application/json

                {"title":"laptop","key":"\(Sample.line)","expires_at":"2027-01-31","usage_type":"auth"}
                """)
        talk.answer(201, #"{"id":7,"title":"laptop","key":"\#(Sample.line)","created_at":"x","usage_type":"auth"}"#)
        #expect(talk.outcome == created(.gitLab, id: "7"))
    }

    @Test func withoutADayItNeverExpires() {
        var talk = Conversation(.gitLab, at: "git.example.com/gitlab")
        talk.answer(200, "[]")
        #expect(talk.request.hasPrefix("POST https://git.example.com/gitlab/api/v4/user/keys\n"))
        #expect(talk.request.hasSuffix(#"{"title":"laptop","key":"\#(Sample.line)","usage_type":"auth_and_signing"}"#))
    }

    @Test(arguments: [
        Refusal(401, #"{"message":"401 Unauthorized"}"#, .badCredential),
        Refusal(401, #"{"error":"invalid_token","error_description":"Token is expired."}"#, .expiredCredential),
        Refusal(
            403, #"{"error":"insufficient_scope","error_description":"needs higher privileges","scope":"api"}"#,
            .missingScope("api")),
        Refusal(
            400,
            #"{"message":{"fingerprint_sha256":["cannot be generated"],"key":["type is forbidden. Must be RSA, ECDSA, ED25519, ECDSA_SK, or ED25519_SK","is invalid"]}}"#,
            .keyRefused),
        Refusal(400, #"{"message":{"key":["must be at least 4096 bits"]}}"#, .keyRefused),
        Refusal(400, #"{"error":"title is missing"}"#, .nameRefused("laptop")),
        Refusal(404, "<!DOCTYPE html><html>", .notAnAnswer(status: 404)),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.gitLab)
        talk.answer(200, "[]")
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test(arguments: [
        #"{"message":{"fingerprint":["has already been taken"],"key":["has already been taken"]}}"#,
        #"{"message":{"fingerprint_sha256":["has already been taken"]}}"#,
    ])
    func aKeyOfAnotherAccount(_ body: String) {
        var talk = Conversation(.gitLab)
        talk.answer(200, "[]")
        talk.answer(400, body)
        talk.answer(200, "[]")
        #expect(talk.failure?.reason == .duplicateKey(elsewhere: true))
        #expect(talk.failure?.said?.contains("fingerprint") == true)
    }

    @Test func hostKeysAreThoseOfGitLabCom() {
        #expect(Service.gitLab.login(at: nil)?.hostKeys?.count == 3)
        #expect(Service.gitLab.login(at: nil)?.host == "gitlab.com")
        #expect(Service.gitLab.login(at: "git.example.com")?.hostKeys == nil)
        #expect(Service.gitLab.login(at: "https://git.example.com:8443/gitlab")?.host == "git.example.com")
        #expect(Service.gitea.login(at: nil) == nil)
        #expect(Service.gitHub.login(at: nil)?.alternative == "ssh.github.com")
    }

    @Test func pagesAreThoseOfTheHost() {
        #expect(Service.gitLab.guide(at: nil).page == "https://gitlab.com/-/user_settings/ssh_keys")
        #expect(
            Service.gitLab.guide(at: "https://git.example.com/gitlab/api/v4").page
                == "https://git.example.com/gitlab/-/user_settings/ssh_keys")
        #expect(
            Service.gitea.guide(at: "http://127.0.0.1:3000").page == "http://127.0.0.1:3000/user/settings/keys")
        #expect(Service.gitea.guide(at: nil).page == nil)
        #expect(Service.gitea.guide(at: nil).steps.first?.text.contains("https://YOUR-HOST/user") == true)
    }
}

@Suite struct GiteaTests {
    static let headers = """
        Accept: application/json
        User-Agent: keywizard
        Authorization: token <token>
        """

    @Test(arguments: [Service.gitea, .forgejo, .codeberg]) func aNewKey(_ service: Service) {
        let host = service == .codeberg ? "codeberg.org" : "git.example.com"
        var talk = Conversation(service, at: service == .codeberg ? nil : host)
        #expect(talk.request == "GET https://\(host)/api/v1/user/keys?limit=50\n" + Self.headers)
        talk.answer(200, "[]")
        #expect(
            talk.request == """
                POST https://\(host)/api/v1/user/keys
                \(Self.headers)
                Content-Type: application/json

                {"title":"laptop","key":"\(Sample.line)","read_only":false}
                """)
        talk.answer(
            201,
            #"{"id":1,"key":"\#(Sample.line)","url":"https://\#(host)/api/v1/user/keys/1","title":"laptop","fingerprint":"\#(Sample.sha256)","created_at":"x","key_type":"user"}"#
        )
        #expect(talk.outcome == created(service, id: "1"))
    }

    @Test func withoutAHostNothingIsSent() {
        let talk = Conversation(.gitea)
        #expect(talk.failure?.reason == .missingInput("host"))
    }

    @Test(arguments: [
        Refusal(401, #"{"message":"token is required","url":"https://x/api/swagger"}"#, .badCredential),
        Refusal(
            403, #"{"message":"token does not have at least one of required scope(s): [write:user]","url":"x"}"#,
            .missingScope(nil)),
        Refusal(
            422, #"{"message":"Invalid key content: key length is not enough: got 1024, needs 2047","url":"x"}"#,
            .keyRefused),
        Refusal(422, #"{"message":"Unable to verify key content","url":"x"}"#, .keyRefused),
        Refusal(422, #"{"message":"SSH is disabled","url":"x"}"#, .notAllowed),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.codeberg)
        talk.answer(200, "[]")
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test func aKeyOfAnotherAccount() {
        var talk = Conversation(.codeberg)
        talk.answer(200, "[]")
        talk.answer(422, #"{"message":"Key content has been used as non-deploy key","url":"x"}"#)
        talk.answer(200, "[]")
        #expect(talk.failure?.reason == .duplicateKey(elsewhere: true))
    }

    @Test func aTakenNameIsVaried() {
        var talk = Conversation(.codeberg)
        talk.answer(200, #"[{"id":1,"title":"laptop","key":"\#(Sample.other.line)"}]"#)
        #expect(talk.request.contains(#"{"title":"laptop-2","#))
        // One that the list doesn't show.
        talk.answer(422, #"{"message":"Key title has been used","url":"x"}"#)
        #expect(talk.request.contains(#"{"title":"laptop-3","#))
        talk.answer(201, #"{"id":9,"key":"\#(Sample.line)","title":"laptop-3"}"#)
        #expect(talk.outcome == created(.codeberg, name: "laptop-3", id: "9"))
    }

    @Test func namesAreNotVariedForever() {
        var talk = Conversation(.codeberg)
        talk.answer(200, "[]")
        for _ in 0..<5 { talk.answer(422, #"{"message":"Key title has been used","url":"x"}"#) }
        #expect(talk.failure?.reason == .duplicateName("laptop-5"))
        #expect(talk.failure?.remedies == [.otherName, .byHand])
    }
}

@Suite struct BitbucketTests {
    static let headers = """
        Accept: application/json
        User-Agent: keywizard
        Authorization: Basic <token>
        """
    static let credential = CredentialShape(values: ["email": "me@example.com"])
    static let keys = "https://api.bitbucket.org/2.0/users/%7Ba1b2%7D/ssh-keys"

    @Test func aNewKey() {
        var talk = Conversation(.bitbucket, with: Self.credential)
        #expect(talk.upload.phase == .signingIn)
        #expect(talk.request == "GET https://api.bitbucket.org/2.0/user\n" + Self.headers)
        talk.answer(200, #"{"type":"user","uuid":"{a1b2}"}"#)
        #expect(talk.request == "GET \(Self.keys)?pagelen=100\n" + Self.headers)
        talk.answer(
            200, #"{"values":[{"uuid":"{1}","label":"x","key":"\#(Sample.other.line)"}],"next":"\#(Self.keys)?page=2"}"#
        )
        #expect(talk.request == "GET \(Self.keys)?page=2\n" + Self.headers)
        talk.answer(200, #"{"values":[]}"#)
        #expect(
            talk.request == """
                POST \(Self.keys)
                \(Self.headers)
                Content-Type: application/json

                {"key":"\(Sample.line)","label":"laptop"}
                """)
        let key = Sample.line.split(separator: " ").prefix(2).joined(separator: " ")
        talk.answer(
            201,
            #"{"type":"ssh_key","uuid":"{b15b}","key":"\#(key)","comment":"me@laptop","label":"laptop","owner":{}}"#)
        #expect(talk.outcome == created(.bitbucket, id: "{b15b}"))
        guard case .created(let uploaded) = talk.outcome else { return }
        #expect(talk.upload.removal(of: uploaded)?.request.url == Self.keys + "/%7Bb15b%7D")
    }

    @Test func theUserNameIsPartOfTheCredential() {
        let talk = Conversation(.bitbucket, with: Self.credential)
        guard case .send(let request, _) = talk.upload.step else { return #expect(Bool(false)) }
        #expect(
            request.headers.last
                == .init("Authorization", Template([.text("Basic "), .basic(user: "me@example.com", .token)])))
    }

    @Test func aNextPageOnAnotherServerIsNotAskedFor() {
        var talk = Conversation(.bitbucket, with: Self.credential)
        talk.answer(200, #"{"uuid":"{a1b2}"}"#)
        talk.answer(200, #"{"values":[{"key":"x"}],"next":"https://evil.example/keys"}"#)
        #expect(talk.failure?.reason == .redirected(to: "https://evil.example/keys"))
    }

    @Test(arguments: [
        Refusal(401, "", .badCredential),
        Refusal(
            403,
            #"{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes."}}"#,
            .missingScope(nil)),
        Refusal(400, #"{"type":"error","error":{"message":"Invalid SSH key."}}"#, .keyRefused),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.bitbucket, with: Self.credential)
        talk.answer(200, #"{"uuid":"{a1b2}"}"#)
        talk.answer(200, #"{"values":[]}"#)
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test func aKeyOfAnotherAccount() {
        var talk = Conversation(.bitbucket, with: Self.credential)
        talk.answer(200, #"{"uuid":"{a1b2}"}"#)
        talk.answer(200, #"{"values":[]}"#)
        talk.answer(400, #"{"type":"error","error":{"message":"Someone has already registered that SSH key."}}"#)
        talk.answer(200, #"{"values":[]}"#)
        #expect(talk.failure?.reason == .duplicateKey(elsewhere: true))
    }
}

import SSHKey
import Testing

@testable import Services

/// What answers mean. The texts are those of the vendors: of their documentation, their servers' code, or of threads where
/// someone shows one.
@Suite struct MeaningTests {
    /// A refusal of the request that adds the key.
    struct Case: CustomTestStringConvertible {
        let service: Service
        let refusal: Refusal

        init(_ service: Service, _ status: Int, _ body: String, _ reason: UploadFailure.Reason) {
            self.init(service, status, body, [:], reason)
        }

        init(
            _ service: Service, _ status: Int, _ body: String, _ headers: [String: String],
            _ reason: UploadFailure.Reason
        ) {
            (self.service, refusal) = (service, Refusal(status, body, headers, reason))
        }

        var testDescription: String { service.id + " " + refusal.testDescription }

        /// The failure that it ends in, whatever has to be asked before and after.
        func failure() -> UploadFailure? {
            let shape = CredentialShape(values: [
                "project": "105bdce1-64c0-48ab-899d-868455867ecf", "email": "me@example.com",
            ])
            var talk = Conversation(service, with: shape)
            let lists = [
                "digitalocean": DigitalOceanTests.none, "hetzner": HetznerTests.none, "linode": LinodeTests.none,
                "vultr": VultrTests.none, "scaleway": ScalewayTests.none, "bitbucket": #"{"values":[]}"#,
            ]
            if service == .bitbucket { talk.answer(200, #"{"uuid":"{a1b2}"}"#) }
            talk.answer(200, lists[service.id] ?? "[]")
            talk.answer(refusal.status, refusal.body, refusal.headers)
            if talk.outcome == nil { talk.answer(200, lists[service.id] ?? "[]") }
            return talk.failure
        }
    }

    static let gitHubFault =
        #"{"message":"Validation Failed","errors":[{"resource":"PublicKey","code":"missing_field","field":"title"}]}"#
    static let scopes = ["x-oauth-scopes": "admin:public_key, repo", "x-accepted-oauth-scopes": "admin:public_key"]

    @Test(arguments: [
        // A refused name isn't a refused key.
        Case(
            .hetzner, 422,
            #"{"error":{"code":"invalid_input","message":"invalid input in field 'name': is too long","details":{"fields":[{"name":"name","messages":["is too long"]}]}}}"#,
            .nameRefused("laptop")),
        Case(
            .hetzner, 422,
            #"{"error":{"code":"invalid_input","message":"invalid input in field 'public_key'","details":{"fields":[{"name":"public_key","messages":["is invalid"]}]}}}"#,
            .keyRefused),
        Case(.hetzner, 422, #"{"error":{"code":"invalid_input","message":"invalid input"}}"#, .refused(status: 422)),
        Case(.linode, 400, #"{"errors":[{"field":"label","reason":"Length must be 1-64"}]}"#, .nameRefused("laptop")),
        Case(.linode, 400, #"{"errors":[{"field":"ssh_key","reason":"Invalid"}]}"#, .keyRefused),
        Case(.linode, 400, #"{"errors":[{"reason":"Bad Request"}]}"#, .refused(status: 400)),
        Case(
            .digitalOcean, 422, #"{"id":"unprocessable_entity","message":"Name is too long (maximum is 255)"}"#,
            .nameRefused("laptop")),
        Case(.digitalOcean, 422, #"{"id":"unprocessable_entity","message":"try later"}"#, .refused(status: 422)),
        Case(.gitHub, 422, gitHubFault, .nameRefused("laptop")),
        Case(.gitHub, 422, #"{"message":"Validation Failed"}"#, .refused(status: 422)),
        // Nor is a refused day or a wrong project.
        Case(
            .gitLab, 400, #"{"error":"expires_at is invalid"}"#,
            .inputRefused("day on which the key expires, YYYY-MM-DD")),
        Case(
            .gitLab, 400, #"{"message":{"key":["has expired"]}}"#,
            .inputRefused("day on which the key expires, YYYY-MM-DD")),
        Case(
            .gitLab, 400, #"{"message":{"expires_at":["must be before 2027-01-01"]}}"#,
            .inputRefused("day on which the key expires, YYYY-MM-DD")),
        Case(.gitLab, 400, #"{"error":"usage_type does not have a valid value"}"#, .inputRefused("use of the key")),
        Case(
            .scaleway, 400,
            #"{"message":"invalid argument(s)","type":"invalid_arguments","details":[{"argument_name":"project_id","reason":"format","help_message":"must be a UUID"}]}"#,
            .inputRefused("project ID")),
        Case(
            .scaleway, 404, #"{"message":"resource is not found","resource":"project","type":"not_found"}"#,
            .inputRefused("project ID")),
        // 403 is no scope by itself.
        Case(.gitHub, 403, #"{"message":"Sorry. Your account was suspended."}"#, scopes, .accountBlocked),
        Case(
            .gitHub, 403,
            #"{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}"#,
            .rateLimit(seconds: nil)),
        Case(
            .gitHub, 403,
            #"{"message":"Although you appear to have the correct authorization credentials, the `x` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."}"#,
            scopes, .addressRefused),
        Case(
            .gitHub, 403,
            #"{"message":"Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization."}"#,
            scopes, .actionNeeded),
        Case(.gitHub, 403, #"{"message":"Forbidden"}"#, scopes, .notAllowed),
        Case(
            .gitHub, 403, #"{"message":"Forbidden"}"#, ["x-accepted-github-permissions": "git_ssh_keys=write"],
            .missingScope("git_ssh_keys=write")),
        Case(
            .gitLab, 403,
            #"{"message":"403 Forbidden - You (@me) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at https://gitlab.com."}"#,
            .actionNeeded),
        Case(.gitLab, 403, #"{"message":"403 Forbidden - Your account has been blocked."}"#, .accountBlocked),
        Case(.gitLab, 403, #"{"message":"403 Forbidden"}"#, .notAllowed),
        Case(
            .codeberg, 403,
            #"{"message":"You must change your password. Change it at: https://codeberg.org/user/change_password"}"#,
            .actionNeeded),
        Case(.codeberg, 403, #"{"message":"user not allowed"}"#, .notAllowed),
        // 401 is no expiry by itself, and may be a scope.
        Case(
            .linode, 401, #"{"errors":[{"reason":"Your OAuth token is not authorized to use this endpoint."}]}"#,
            .missingScope(nil)),
        Case(
            .bitbucket, 401,
            #"{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}"#,
            .badCredential),
        Case(
            .bitbucket, 403,
            #"{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["write:ssh-key:bitbucket"],"granted":["read:user:bitbucket"]}}}"#,
            .missingScope("write:ssh-key:bitbucket")),
        // A page of a proxy isn't an answer of the service, whatever its status.
        Case(.gitHub, 401, "<!DOCTYPE html><html><title>Sign in</title></html>", .notAnAnswer(status: 401)),
        Case(.gitHub, 403, "<html>blocked by policy</html>", .notAnAnswer(status: 403)),
        Case(.linode, 422, "<html>", .notAnAnswer(status: 422)),
        // Later.
        Case(.hetzner, 423, #"{"error":{"code":"locked","message":"resource is locked"}}"#, .busy),
        Case(.hetzner, 409, #"{"error":{"code":"conflict","message":"conflict during request, please retry"}}"#, .busy),
        Case(.vultr, 503, #"{"error":"Rate limit exceeded, please try again","status":503}"#, .rateLimit(seconds: nil)),
    ])
    func itIsWhatTheServiceSays(_ test: Case) {
        let failure = test.failure()
        #expect(failure?.reason == test.refusal.reason, "\(failure?.message ?? "no failure")")
        #expect(failure?.hint?.isEmpty == false)
    }

    /// The useful words of an answer are all there.
    @Test(arguments: [
        (
            Case(
                .scaleway, 400,
                #"{"message":"invalid argument(s)","type":"invalid_arguments","details":[{"argument_name":"public_key","reason":"format","help_message":"must be an OpenSSH key"}]}"#,
                .keyRefused), ["invalid argument(s)", "public_key", "format", "must be an OpenSSH key"]
        ),
        (
            Case(
                .bitbucket, 400,
                #"{"type":"error","error":{"message":"Bad request","detail":"the key is truncated"}}"#,
                .refused(status: 400)), ["Bad request", "the key is truncated"]
        ),
        (Case(.gitHub, 422, gitHubFault, .nameRefused("laptop")), ["Validation Failed", "title: missing_field"]),
        (
            Case(
                .hetzner, 422,
                #"{"error":{"code":"invalid_input","message":"invalid input","details":{"fields":[{"name":"name","messages":["is too long","is blank"]}]}}}"#,
                .nameRefused("laptop")), ["invalid input", "name: is too long; is blank"]
        ),
    ])
    func itsWordsAreAllSaid(_ test: Case, _ words: [String]) {
        let failure = test.failure()
        for word in words { #expect(failure?.said?.contains(word) == true, "\(failure?.said ?? "")") }
    }

    /// GitHub answers 410 to a version of its interface that it no longer has.
    @Test func anOlderVersionIsSpokenWhereTheNewOneIsUnknown() {
        for status in [410, 400] {
            var talk = Conversation(.gitHub)
            #expect(talk.request.contains("X-GitHub-Api-Version: 2026-03-10\n"))
            talk.answer(status, #"{"message":"2026-03-10 is not a supported version of the API version header"}"#)
            #expect(talk.request.contains("X-GitHub-Api-Version: 2022-11-28\n"))
            talk.answer(status, #"{"message":"not a supported version"}"#)
            #expect(talk.failure?.reason == .oldVersion)
        }
    }

    @Test func offlineIsSaidWhereNoHostWasNamed() {
        var talk = Conversation(.gitHub)
        talk.answer(.nameNotResolved(host: "api.github.com"))
        #expect(talk.failure?.message.contains("offline") == true)
        #expect(talk.failure?.hint?.contains("typed") == false)

        talk = Conversation(.gitLab, at: "git.exampel.com")
        talk.answer(.nameNotResolved(host: "git.exampel.com"))
        #expect(talk.failure?.message == "GitLab: couldn't resolve git.exampel.com")
        #expect(talk.failure?.hint?.contains("spelling") == true)
    }

    // MARK: - What is checked before anything is sent

    @Test(arguments: ["tomorrow", "2027-02-30", "2027-1-1", "31.01.2027", "2027-01-31T00:00:00Z", "20270131"])
    func aDayIsADay(_ day: String) {
        let talk = Conversation(.gitLab, with: CredentialShape(values: ["expires": day]))
        #expect(talk.failure?.message == "the day on which the key expires has to be a day like 2027-01-31")
    }

    @Test(arguments: [
        "105bdce1", "105bdce1-64c0-48ab-899d-868455867ecg", "default", "105bdce164c048ab899d868455867ecf",
    ])
    func aProjectIsAUUID(_ project: String) {
        let talk = Conversation(.scaleway, with: CredentialShape(values: ["project": project]))
        #expect(talk.failure?.message.contains("has to be a UUID like") == true)
    }

    @Test func aChoiceIsOneOfAFew() {
        let talk = Conversation(.gitLab, with: CredentialShape(values: ["use": "login"]))
        #expect(talk.failure?.message == "the use of the key has to be auth_and_signing or auth or signing")
    }

    // MARK: - Names and addresses

    @Test func aShortenedNameIsABeginning() {
        let long = String(repeating: "ab ", count: 400)
        #expect(!NameRule().name(for: long).contains("…"))
        #expect(NameRule(longest: 1000).name(for: long).count == 1000)
        // A service counts scalars: a flag is two of them, and stays whole.
        let flags = String(repeating: "🇨🇭", count: 20)
        #expect(NameRule(longest: 17).name(for: flags).unicodeScalars.count == 16)
        #expect(Service.triton.api?.name.name(for: #"my (old) laptop* \ `x`"#) == "my -old- laptop- - -x-")
    }

    @Test func theAddressesOfAVendorStayEncrypted() {
        let bitbucket = Service.bitbucket
        let credential = bitbucket.api!.credentials[0]
        #expect(
            bitbucket.api?.page(of: credential, at: "http://127.0.0.1:8000")?.hasPrefix("https://id.atlassian") == true)
        #expect(bitbucket.guide(at: "http://127.0.0.1:8000").page == "https://bitbucket.org/account/settings/ssh-keys/")
        var talk = Conversation(
            .bitbucket, with: CredentialShape(values: ["email": "me@example.com"]), at: "http://127.0.0.1:8000")
        talk.answer(401, "{}")
        #expect(talk.failure?.credentialPage?.hasPrefix("https://id.atlassian.com/") == true)
        #expect(Service.gitea.guide(at: "http://127.0.0.1:3000").page == "http://127.0.0.1:3000/user/settings/keys")
    }

    @Test(arguments: [
        ("cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn/"),
        ("eu-west-1", "https://ec2.eu-west-1.amazonaws.com/"),
    ])
    func chinaHasAnAddressOfItsOwn(_ region: String, _ url: String) {
        let talk = Conversation(.ec2, with: CredentialShape(values: ["accessKey": "AKIA", "region": region]))
        #expect(talk.request.hasPrefix("POST \(url)\n"))
    }
}

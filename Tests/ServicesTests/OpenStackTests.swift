import SSHKey
import Testing

@testable import Services

@Suite struct OpenStackTests {
    static let password = CredentialShape(values: ["username": "demo", "projectName": "demo"])
    static let catalog =
        #"{"token":{"methods":["password"],"user":{"name":"demo"},"catalog":[{"type":"identity","endpoints":[{"interface":"public","url":"http://127.0.0.1:15000/v3"}]},{"type":"compute","name":"nova","endpoints":[{"interface":"internal","region":"RegionOne","url":"http://10.0.0.1/v2.1"},{"interface":"public","region_id":"RegionOne","region":"RegionOne","url":"http://127.0.0.1:18774/v2.1"},{"interface":"public","region":"RegionTwo","url":"http://127.0.0.2:18774/v2.1"}]}]}}"#
    static let none = #"{"keypairs": []}"#

    static func headers(_ version: String) -> String {
        """
        Accept: application/json
        OpenStack-API-Version: compute \(version)
        User-Agent: keywizard
        X-Auth-Token: <session token>
        """
    }

    static func signedIn(_ shape: CredentialShape = password) -> Conversation {
        var talk = Conversation(.openStack, name: "me@host.lan", with: shape, at: "http://127.0.0.1:15000/v3")
        talk.answer(201, catalog)
        return talk
    }

    @Test(arguments: ["http://127.0.0.1:15000", "http://127.0.0.1:15000/", "http://127.0.0.1:15000/v3"])
    func aPasswordIsExchangedForAToken(_ address: String) {
        let talk = Conversation(.openStack, with: Self.password, at: address)
        #expect(
            talk.request == """
                POST http://127.0.0.1:15000/v3/auth/tokens
                Accept: application/json
                User-Agent: keywizard
                Content-Type: application/json

                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo","domain":{"id":"default"},"password":"<password>"}}},"scope":{"project":{"name":"demo","domain":{"id":"default"}}}}}
                """)
        guard case .send(let request, .inRequest) = talk.upload.step else { return #expect(Bool(false)) }
        #expect(request.keeps == .init("x-subject-token", as: .sessionToken))
    }

    @Test func domainsAndProjectsByNameOrID() {
        let shape = CredentialShape(values: [
            "username": "demo", "userDomainName": "Staff", "projectID": "924d", "projectDomainName": "Lab",
        ])
        let talk = Conversation(.openStack, with: shape, at: "https://cloud.example.com:5000")
        #expect(
            talk.request.hasSuffix(
                #"{"user":{"name":"demo","domain":{"name":"Staff"},"password":"<password>"}}},"scope":{"project":{"id":"924d","domain":{"name":"Lab"}}}}}"#
            ))
    }

    @Test func anApplicationCredentialHasNoScope() {
        let shape = CredentialShape(id: "application-credential", values: ["credentialID": "c6fe70af"])
        let talk = Conversation(.openStack, with: shape, at: "http://127.0.0.1:15000/v3")
        #expect(
            talk.request.hasSuffix(
                #"{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"c6fe70af","secret":"<password>"}}}}"#
            ))
    }

    @Test func aNewKey() {
        var talk = Self.signedIn()
        #expect(talk.request == "GET http://127.0.0.1:18774/v2.1/os-keypairs\n" + Self.headers("2.92"))
        talk.answer(200, Self.none)
        #expect(
            talk.request == """
                POST http://127.0.0.1:18774/v2.1/os-keypairs
                \(Self.headers("2.92"))
                Content-Type: application/json

                {"keypair":{"name":"me@host.lan","type":"ssh","public_key":"\(Sample.line)"}}
                """)
        talk.answer(
            201,
            #"{"keypair": {"type": "ssh", "name": "me@host.lan", "public_key": "\#(Sample.line)", "fingerprint": "\#(Sample.md5)", "user_id": "0ac6"}}"#
        )
        #expect(talk.outcome == created(.openStack, name: "me@host.lan", id: "me@host.lan"))
        guard case .created(let uploaded) = talk.outcome else { return }
        let removal = talk.upload.removal(of: uploaded)?.request
        #expect(removal?.method == .delete)
        #expect(removal?.url == "http://127.0.0.1:18774/v2.1/os-keypairs/me%40host.lan")
    }

    @Test func theRegionChoosesTheEndpoint() {
        var shape = Self.password
        shape.values["region"] = "RegionTwo"
        #expect(Self.signedIn(shape).request.hasPrefix("GET http://127.0.0.2:18774/v2.1/os-keypairs\n"))
        shape.values["region"] = "Nowhere"
        #expect(Self.signedIn(shape).failure?.reason == .incomplete("address for keys in the region Nowhere"))
    }

    @Test func anOlderNovaIsSpokenToInItsVersion() {
        var talk = Self.signedIn()
        talk.answer(
            406,
            #"{"computeFault": {"code": 406, "message": "Version 2.92 is not supported by the API. Minimum is 2.1 and maximum is 2.79."}}"#
        )
        #expect(talk.request == "GET http://127.0.0.1:18774/v2.1/os-keypairs\n" + Self.headers("2.2"))
        talk.answer(200, Self.none)
        #expect(talk.request.contains(#"{"keypair":{"name":"me_host_lan","#))
        var again = Self.signedIn()
        again.answer(406, "{}")
        again.answer(406, "{}")
        #expect(again.failure?.reason == .oldVersion)
    }

    /// Another name would begin the next page elsewhere, and leave keys out.
    @Test func theMarkerIsTheLastNameToTheByte() {
        var talk = Self.signedIn()
        talk.answer(
            200,
            #"{"keypairs": [{"keypair": {"name": "a  b\u00a0", "public_key": "\#(Sample.other.line)"}}], "keypairs_links": [{"rel": "next", "href": "http://x/os-keypairs"}]}"#
        )
        #expect(talk.request.hasPrefix("GET http://127.0.0.1:18774/v2.1/os-keypairs?marker=a%20%20b%C2%A0\n"))
    }

    @Test func theListGoesOnAfterItsLastName() {
        var talk = Self.signedIn()
        talk.answer(
            200,
            #"{"keypairs": [{"keypair": {"name": "t-22", "public_key": "\#(Sample.other.line)"}}, {"keypair": {"name": "t-app", "public_key": "\#(Sample.rsa.line)"}}], "keypairs_links": [{"rel": "next", "href": "http://x/os-keypairs?limit=2&marker=t-app"}]}"#
        )
        #expect(talk.request.hasPrefix("GET http://127.0.0.1:18774/v2.1/os-keypairs?marker=t-app\n"))
        talk.answer(200, #"{"keypairs": [{"keypair": {"name": "mine", "public_key": "\#(Sample.line)"}}]}"#)
        #expect(talk.outcome == alreadyThere(.openStack, name: "mine", id: "mine"))
    }

    @Test(arguments: [
        Refusal(
            401,
            #"{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}"#,
            .badCredential),
        Refusal(
            404,
            #"{"error":{"code":404,"message":"Could not find Application Credential: 0000.","title":"Not Found"}}"#,
            .badCredential),
        Refusal(503, "<html><body>Service Unavailable</body></html>", .serverFailed(status: 503)),
        Refusal(404, "<html>", .notAnAnswer(status: 404)),
    ])
    func refusalsOfKeystone(_ refusal: Refusal) {
        var talk = Conversation(.openStack, with: Self.password, at: "http://127.0.0.1:15000")
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test(arguments: [
        Refusal(
            400,
            #"{"badRequest": {"code": 400, "message": "Keypair data is invalid: failed to generate fingerprint"}}"#,
            .keyRefused),
        Refusal(
            400,
            #"{"badRequest":{"code":400,"message":"An invalid 'name' value was provided. The name must be: Only expected characters: [@._- 0-9a-zA-Z…]"}}"#,
            .nameRefused("me@host.lan")),
        Refusal(403, #"{"forbidden": {"code": 403, "message": "Quota exceeded, too many key pairs."}}"#, .quota),
        Refusal(403, #"{"forbidden": {"code": 403, "message": "Forbidden"}}"#, .notAllowed),
        Refusal(
            401,
            #"{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}"#,
            .badCredential),
    ])
    func refusalsOfNova(_ refusal: Refusal) {
        var talk = Self.signedIn()
        talk.answer(200, Self.none)
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test func aTakenNameIsVaried() {
        var talk = Self.signedIn()
        talk.answer(200, Self.none)
        talk.answer(
            409, #"{"conflictingRequest": {"code": 409, "message": "Key pair 'me@host.lan' already exists."}}"#)
        #expect(talk.request.contains(#""name":"me@host.lan-2""#))
    }
}

import SSHKey
import Testing

@testable import Services

private func bearer(_ name: String = "Authorization: Bearer") -> String {
    """
    Accept: application/json
    User-Agent: keywizard
    \(name) <token>
    """
}

private func failure(_ service: Service, _ list: String, _ refusal: Refusal, with shape: CredentialShape)
    -> UploadFailure?
{
    var talk = Conversation(service, with: shape)
    talk.answer(200, list)
    talk.answer(refusal.status, refusal.body, refusal.headers)
    if talk.outcome == nil { talk.answer(200, list) }
    return talk.failure
}

@Suite struct DigitalOceanTests {
    static let none = #"{"ssh_keys":[],"links":{},"meta":{"total":0}}"#

    @Test func aNewKey() {
        var talk = Conversation(.digitalOcean)
        #expect(talk.request == "GET https://api.digitalocean.com/v2/account/keys?per_page=200\n" + bearer())
        talk.answer(200, Self.none)
        #expect(
            talk.request == """
                POST https://api.digitalocean.com/v2/account/keys
                \(bearer())
                Content-Type: application/json

                {"name":"laptop","public_key":"\(Sample.line)"}
                """)
        talk.answer(
            201,
            #"{"ssh_key":{"id":512189,"fingerprint":"\#(Sample.md5)","public_key":"\#(Sample.line)","name":"laptop"}}"#)
        #expect(talk.outcome == created(.digitalOcean, id: "512189"))
    }

    @Test func theLinkSaysThatThereIsMore() {
        var talk = Conversation(.digitalOcean)
        talk.answer(
            200,
            #"{"ssh_keys":[{"id":1,"name":"a","public_key":"\#(Sample.other.line)"}],"links":{"pages":{"next":"https://api.digitalocean.com/v2/account/keys?page=2"}}}"#
        )
        #expect(talk.request.contains("per_page=200&page=2"))
    }

    @Test(arguments: [
        Refusal(401, #"{"id":"unauthorized","message":"Unable to authenticate you."}"#, .badCredential),
        Refusal(403, #"{"id":"forbidden","message":"You are not authorized"}"#, .notAllowed),
        Refusal(
            422, #"{"id":"unprocessable_entity","message":"SSH Key is already in use on your account"}"#,
            .duplicateKey(elsewhere: false)),
        Refusal(
            422, #"{"id":"unprocessable_entity","message":"Key invalid type, we support 'ssh-rsa', 'ssh-dss'"}"#,
            .keyRefused),
        Refusal(
            429, #"{"id":"too_many_requests","message":"slow down"}"#, ["ratelimit-reset": "30"],
            .rateLimit(seconds: 30)),
    ])
    func refusals(_ refusal: Refusal) {
        #expect(failure(.digitalOcean, Self.none, refusal, with: CredentialShape())?.reason == refusal.reason)
    }
}

@Suite struct HetznerTests {
    static let none = #"{"ssh_keys":[],"meta":{"pagination":{"next_page":null}}}"#

    @Test func aNewKey() {
        var talk = Conversation(.hetzner)
        #expect(talk.request == "GET https://api.hetzner.cloud/v1/ssh_keys?per_page=50\n" + bearer())
        talk.answer(
            200,
            #"{"ssh_keys":[{"id":1,"name":"a","fingerprint":"x","public_key":"\#(Sample.other.line)"}],"meta":{"pagination":{"next_page":2}}}"#
        )
        #expect(talk.request == "GET https://api.hetzner.cloud/v1/ssh_keys?per_page=50&page=2\n" + bearer())
        talk.answer(200, Self.none)
        #expect(
            talk.request == """
                POST https://api.hetzner.cloud/v1/ssh_keys
                \(bearer())
                Content-Type: application/json

                {"name":"laptop","public_key":"\(Sample.line)"}
                """)
        talk.answer(
            201,
            #"{"ssh_key":{"id":2323,"name":"laptop","fingerprint":"\#(Sample.md5)","public_key":"\#(Sample.line)","labels":{},"created":"x"}}"#
        )
        #expect(talk.outcome == created(.hetzner, id: "2323"))
    }

    @Test(arguments: [
        Refusal(401, #"{"error":{"code":"unauthorized","message":"unable to authenticate"}}"#, .badCredential),
        Refusal(403, #"{"error":{"code":"token_readonly","message":"token is readonly"}}"#, .missingScope(nil)),
        Refusal(
            409, #"{"error":{"code":"uniqueness_error","message":"SSH key with the same fingerprint already exists"}}"#,
            .duplicateKey(elsewhere: false)),
        Refusal(
            409, #"{"error":{"code":"uniqueness_error","message":"SSH key not unique"}}"#,
            .duplicateKey(elsewhere: false)),
        Refusal(422, #"{"error":{"code":"invalid_input","message":"invalid input"}}"#, .refused(status: 422)),
        Refusal(429, #"{"error":{"code":"rate_limit_exceeded","message":"limit"}}"#, .rateLimit(seconds: nil)),
        Refusal(403, #"{"error":{"code":"resource_limit_exceeded","message":"limit"}}"#, .quota),
    ])
    func refusals(_ refusal: Refusal) {
        #expect(failure(.hetzner, Self.none, refusal, with: CredentialShape())?.reason == refusal.reason)
    }

    @Test func aTakenNameIsVaried() {
        var talk = Conversation(.hetzner)
        talk.answer(200, Self.none)
        talk.answer(409, #"{"error":{"code":"uniqueness_error","message":"SSH key name is already used"}}"#)
        #expect(talk.request.contains(#"{"name":"laptop-2","#))
    }
}

@Suite struct LinodeTests {
    static let none = #"{"data":[],"page":1,"pages":1,"results":0}"#

    @Test func aNewKey() {
        var talk = Conversation(.linode, name: String(repeating: "n", count: 80))
        #expect(talk.request == "GET https://api.linode.com/v4/profile/sshkeys?page_size=100\n" + bearer())
        talk.answer(200, Self.none)
        let label = String(repeating: "n", count: 64)
        #expect(
            talk.request == """
                POST https://api.linode.com/v4/profile/sshkeys
                \(bearer())
                Content-Type: application/json

                {"label":"\(label)","ssh_key":"\(Sample.line)"}
                """)
        talk.answer(
            200, #"{"id":451621,"label":"\#(label)","ssh_key":"\#(Sample.line)","created":"2018-01-01T00:01:01"}"#)
        #expect(talk.outcome == created(.linode, name: label, id: "451621"))
    }

    @Test(arguments: [
        Refusal(401, #"{"errors":[{"reason":"Invalid Token"}]}"#, .badCredential),
        Refusal(403, #"{"errors":[{"reason":"Unauthorized"}]}"#, .notAllowed),
        Refusal(400, #"{"errors":[{"field":"ssh_key","reason":"SSH Key is invalid"}]}"#, .keyRefused),
        Refusal(404, #"{"errors":[{"reason":"Not found"}]}"#, .refused(status: 404)),
    ])
    func refusals(_ refusal: Refusal) {
        #expect(failure(.linode, Self.none, refusal, with: CredentialShape())?.reason == refusal.reason)
    }
}

@Suite struct VultrTests {
    static let none = #"{"ssh_keys":[],"meta":{"total":0,"links":{"next":"","prev":""}}}"#

    @Test(arguments: [200, 201]) func aNewKey(_ status: Int) {
        var talk = Conversation(.vultr)
        #expect(talk.request == "GET https://api.vultr.com/v2/ssh-keys?per_page=500\n" + bearer())
        talk.answer(
            200,
            #"{"ssh_keys":[{"id":"a","name":"a","ssh_key":"\#(Sample.other.line)"}],"meta":{"links":{"next":"bmV4dA==","prev":""}}}"#
        )
        #expect(talk.request == "GET https://api.vultr.com/v2/ssh-keys?per_page=500&cursor=bmV4dA%3D%3D\n" + bearer())
        talk.answer(200, Self.none)
        #expect(
            talk.request == """
                POST https://api.vultr.com/v2/ssh-keys
                \(bearer())
                Content-Type: application/json

                {"name":"laptop","ssh_key":"\(Sample.line)"}
                """)
        talk.answer(
            status, #"{"ssh_key":{"id":"3b8066a7","date_created":"x","name":"laptop","ssh_key":"\#(Sample.line)"}}"#)
        #expect(talk.outcome == created(.vultr, id: "3b8066a7"))
    }

    @Test(arguments: [
        Refusal(401, #"{"error":"Invalid API token.","status":401}"#, .badCredential),
        Refusal(403, #"{"error":"Unauthorized IP address","status":403}"#, .notAllowed),
        Refusal(404, #"{"error":"Invalid ssh key.","status":404}"#, .keyRefused),
    ])
    func refusals(_ refusal: Refusal) {
        #expect(failure(.vultr, Self.none, refusal, with: CredentialShape())?.reason == refusal.reason)
    }

    @Test func theListOfAddressesIsNamed() {
        let refusal = Refusal(403, #"{"error":"x"}"#, .notAllowed)
        #expect(
            failure(.vultr, Self.none, refusal, with: CredentialShape())?.hint?.contains("access control list") == true)
    }
}

@Suite struct ScalewayTests {
    static let none = #"{"ssh_keys":[],"total_count":0}"#
    static let project = CredentialShape(values: ["project": "105bdce1-64c0-48ab-899d-868455867ecf"])

    @Test func aNewKey() {
        var talk = Conversation(.scaleway, with: Self.project)
        let url = "https://api.scaleway.com/iam/v1alpha1/ssh-keys"
        #expect(
            talk.request == "GET \(url)?project_id=105bdce1-64c0-48ab-899d-868455867ecf&page_size=100\n"
                + bearer("X-Auth-Token:"))
        talk.answer(200, Self.none)
        #expect(
            talk.request == """
                POST \(url)
                \(bearer("X-Auth-Token:"))
                Content-Type: application/json

                {"name":"laptop","public_key":"\(Sample.line)","project_id":"105bdce1-64c0-48ab-899d-868455867ecf"}
                """)
        let key = Sample.line.split(separator: " ").prefix(2).joined(separator: " ")
        talk.answer(
            200,
            #"{"id":"d563fb19","name":"laptop","public_key":"\#(key)","fingerprint":"256 MD5:\#(Sample.md5) (ssh-ed25519)","disabled":false}"#
        )
        #expect(talk.outcome == created(.scaleway, id: "d563fb19"))
    }

    @Test func withoutAProjectNothingIsSent() {
        #expect(Conversation(.scaleway).failure?.reason == .missingInput("project ID"))
    }

    @Test(arguments: [
        Refusal(401, #"{"message":"authentication is denied","type":"denied_authentication"}"#, .badCredential),
        Refusal(403, #"{"message":"insufficient permissions","type":"permissions_denied"}"#, .missingScope(nil)),
        Refusal(
            400,
            #"{"message":"invalid argument(s)","type":"invalid_arguments","details":[{"argument_name":"public_key","reason":"format"}]}"#,
            .keyRefused),
        Refusal(409, #"{"message":"conflict","type":"conflict"}"#, .duplicateKey(elsewhere: false)),
        Refusal(
            404, #"{"message":"resource is not found","resource":"ssh_key","type":"not_found"}"#, .refused(status: 404)),
    ])
    func refusals(_ refusal: Refusal) {
        #expect(failure(.scaleway, Self.none, refusal, with: Self.project)?.reason == refusal.reason)
    }
}

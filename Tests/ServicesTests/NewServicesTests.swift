import SSHKey
import Secrecy
import Testing

@testable import Services

/// The requests of services whose descriptions have something of their own. Answers are those of the descriptions.
@Suite struct NewServicesTests {
    @Test func gerritTakesTheLineItself() {
        var talk = Conversation(
            .gerrit, with: CredentialShape(values: ["username": "ana"]), at: "review.example.com")
        #expect(talk.request.hasPrefix("GET https://review.example.com/a/accounts/self/sshkeys\n"))
        talk.answer(200, ")]}'\n[]")
        #expect(
            talk.request == """
                POST https://review.example.com/a/accounts/self/sshkeys
                Accept: application/json
                User-Agent: keywizard
                Authorization: Basic <password>
                Content-Type: text/plain

                \(Sample.line)
                """)
        talk.answer(
            201,
            ")]}'\n{\"seq\":2,\"ssh_public_key\":\"\(Sample.line)\",\"algorithm\":\"ssh-ed25519\",\"comment\":\"me@laptop\",\"valid\":true}"
        )
        #expect(talk.outcome == created(.gerrit, name: "me@laptop", id: "2"))

        talk = Conversation(.gerrit, with: CredentialShape(values: ["username": "ana"]), at: "review.example.com")
        talk.answer(200, ")]}'\n[]")
        talk.answer(400, "SSH key is not valid", ["content-type": "text/plain;charset=utf-8"])
        #expect(talk.failure?.reason == .keyRefused && talk.failure?.said == "SSH key is not valid")
    }

    @Test func sourcehutSpeaksGraphQL() {
        var talk = Conversation(.sourcehut)
        #expect(talk.request.hasPrefix("POST https://meta.sr.ht/query\n"))
        #expect(talk.request.hasSuffix(#"{results{id key fingerprint comment}cursor}}}"}"#), "\(talk.request)")
        let other = #"{"id":1,"key":"\#(Sample.other.line)","fingerprint":"x","comment":"o"}"#
        talk.answer(200, #"{"data":{"me":{"sshKeys":{"results":[\#(other)],"cursor":"c1"}}}}"#)
        #expect(talk.request.hasSuffix(#""variables":{"cursor":"c1"}}"#), "\(talk.request)")
        talk.answer(200, #"{"data":{"me":{"sshKeys":{"results":[],"cursor":null}}}}"#)
        #expect(talk.request.hasSuffix(#""variables":{"key":"\#(Sample.line)"}}"#))
        var refused = talk
        talk.answer(200, #"{"data":{"createSSHKey":{"id":7,"key":"\#(Sample.line)","comment":"me@laptop"}}}"#)
        #expect(talk.outcome == created(.sourcehut, name: "me@laptop", id: "7"))
        guard case .created(let key) = talk.outcome else { return }
        #expect(
            talk.upload.removal(of: key)?.request.dryRun().hasSuffix(#""variables":{"id":7}}"#) == true)
        // A refusal is a 200 with errors.
        refused.answer(200, #"{"data":null,"errors":[{"message":"Access denied: missing required scope SSH_KEYS"}]}"#)
        #expect(refused.failure?.reason == .missingScope(nil))
    }

    @Test func osLoginHasAMapOfKeys() {
        let shape = CredentialShape(values: ["email": "ana@example.com"])
        var talk = Conversation(.googleOSLogin, with: shape)
        #expect(
            talk.request.hasPrefix("GET https://oslogin.googleapis.com/v1/users/ana%40example.com/loginProfile\n"))
        var broken = talk
        broken.answer(200, "{}")
        #expect(broken.failure?.reason == .incomplete("list of keys"))
        talk.answer(200, #"{"name":"1234","posixAccounts":[{"username":"ana_example_com"}]}"#)
        #expect(
            talk.request.hasPrefix(
                "POST https://oslogin.googleapis.com/v1/users/ana%40example.com:importSshPublicKey\n"))
        #expect(talk.request.hasSuffix("\n{\"key\":\"\(Sample.line)\"}"))
        talk.answer(200, #"{"loginProfile":{"name":"1234"}}"#)
        talk.answer(200, #"{"name":"1234","sshPublicKeys":{"f00d":{"key":"\#(Sample.line)","fingerprint":"f00d"}}}"#)
        #expect(talk.outcome == created(.googleOSLogin, name: nil, id: "f00d"))
    }

    @Test func azurePutsAResource() {
        let shape = CredentialShape(values: [
            "subscription": "105bdce1-64c0-48ab-899d-868455867ecf", "group": "my group", "location": "westeurope",
        ])
        var talk = Conversation(.azure, Sample.rsa, name: "me@laptop", with: shape)
        talk.answer(200, #"{"value":[]}"#)
        #expect(
            talk.request.hasPrefix(
                "PUT https://management.azure.com/subscriptions/105bdce1-64c0-48ab-899d-868455867ecf/resourceGroups/my%20group/providers/Microsoft.Compute/sshPublicKeys/me_laptop?api-version=2024-07-01\n"
            ), "\(talk.request)")
        #expect(talk.request.hasSuffix(#"{"location":"westeurope","properties":{"publicKey":"\#(Sample.rsa.line)"}}"#))
        talk.answer(201, #"{"name":"me_laptop","properties":{"publicKey":"\#(Sample.rsa.line)"}}"#)
        #expect(talk.outcome == created(.azure, name: "me_laptop", id: "me_laptop", Sample.rsa))
    }

    /// The two examples of Exoscale's documentation of the signature, with a secret of our own; the values are those of
    /// Python's hmac.
    @Test func exoscaleIsSignedAsDocumented() throws {
        let request = HTTPRequest(
            .post, "https://api-ch-gva-2.exoscale.com/v2/security-group", body: #"{"name": "my-security-group"}"#)
        let headers = try ExoscaleSignature.headers(
            for: request, accessKey: "EXO29147e9f89102b7ac1e88514",
            secretKey: Secret("Gjq2O4GmXbrVwWiwvSaXAX4pkXhJyK8Dl7zuvkJ8rIw".utf8), at: 1_599_140_767 - 600)
        #expect(
            headers.first?.value.plainText
                == "EXO2-HMAC-SHA256 credential=EXO29147e9f89102b7ac1e88514,expires=1599140767,signature=NXg7zm51sncCLHq+vWfQ6aaJC06Lvr94RrdznIh8MvM="
        )
    }

    @Test func exoscaleShowsFingerprints() {
        let shape = CredentialShape(values: ["accessKey": "EXO1"])
        var talk = Conversation(.exoscale, name: "me@laptop", with: shape)
        #expect(talk.request.hasPrefix("GET https://api-ch-gva-2.exoscale.com/v2/ssh-key\n"))
        talk.answer(200, #"{"ssh-keys":[]}"#)
        #expect(talk.request.hasSuffix(#"{"name":"me_laptop","public-key":"\#(Sample.line)"}"#))
        talk.answer(200, #"{"id":"4f1c","state":"success","reference":{"id":"x"}}"#)
        talk.answer(200, #"{"ssh-keys":[{"name":"me_laptop","fingerprint":"\#(Sample.md5)"}]}"#)
        #expect(talk.outcome == created(.exoscale, name: "me_laptop", id: "me_laptop"))
    }

    @Test func iamShowsNoKeys() {
        let shape = CredentialShape(values: ["accessKey": "AKIDEXAMPLE", "username": "ana"])
        let list =
            "<ListSSHPublicKeysResponse><ListSSHPublicKeysResult><IsTruncated>false</IsTruncated><SSHPublicKeys><member><UserName>ana</UserName><SSHPublicKeyId>APKA1</SSHPublicKeyId><Status>Active</Status></member></SSHPublicKeys></ListSSHPublicKeysResult></ListSSHPublicKeysResponse>"
        var talk = Conversation(.codeCommit, Sample.rsa, with: shape)
        #expect(talk.request.contains("/us-east-1/iam/aws4_request"))
        #expect(talk.request.hasSuffix("\nAction=ListSSHPublicKeys&Version=2010-05-08&UserName=ana"))
        talk.answer(200, list)
        #expect(talk.request.contains("&SSHPublicKeyBody=ssh-rsa%20AAAA"))
        var refused = talk
        talk.answer(
            200,
            "<UploadSSHPublicKeyResponse><UploadSSHPublicKeyResult><SSHPublicKey><SSHPublicKeyId>APKA2</SSHPublicKeyId><SSHPublicKeyBody>\(Sample.rsa.line)</SSHPublicKeyBody><Status>Active</Status></SSHPublicKey></UploadSSHPublicKeyResult></UploadSSHPublicKeyResponse>"
        )
        #expect(talk.outcome == created(.codeCommit, id: "APKA2", Sample.rsa))
        refused.answer(
            409,
            "<ErrorResponse><Error><Type>Sender</Type><Code>DuplicateSSHPublicKey</Code><Message>words</Message></Error></ErrorResponse>"
        )
        refused.answer(200, list)
        #expect(refused.failure?.reason == .duplicateKey(elsewhere: false))

        // What the list doesn't show isn't said to be missing.
        var search = KeySearch(for: [Sample.rsa], at: .codeCommit, with: shape)
        search.receive(.success(HTTPResponse(status: 200, body: Array(list.utf8))), at: 0)
        guard case .finished(.failed(let failure)) = search.step else { return #expect(Bool(false)) }
        #expect(failure.message.hasSuffix("has no keys to compare with"))
    }

    @Test func bitbucketDataCenterAndHostinger() {
        var talk = Conversation(.bitbucketDataCenter, at: "git.example.com")
        #expect(talk.request.hasPrefix("GET https://git.example.com/rest/ssh/1.0/keys?limit=100\n"))
        talk.answer(
            200,
            #"{"size":1,"limit":100,"isLastPage":false,"nextPageStart":100,"start":0,"values":[{"id":1,"text":"\#(Sample.other.line)","label":"o"}]}"#
        )
        #expect(talk.request.hasPrefix("GET https://git.example.com/rest/ssh/1.0/keys?limit=100&start=100\n"))
        talk.answer(200, #"{"isLastPage":true,"nextPageStart":null,"values":[]}"#)
        #expect(talk.request.hasSuffix(#"{"text":"\#(Sample.line)","label":"laptop"}"#))

        talk = Conversation(.hostinger)
        talk.answer(200, #"{"data":[],"meta":{"current_page":1,"per_page":50,"total":0}}"#)
        #expect(talk.request.hasPrefix("POST https://developers.hostinger.com/api/vps/v1/public-keys\n"))
        talk.answer(422, #"{"message":"The key field is invalid.","errors":{"key":["The key field is invalid."]}}"#)
        #expect(talk.failure?.reason == .keyRefused)
    }

    @Test func aTokenOfOneGitLabIsNotForAnother() {
        for service in [Service.salsa, .gnome, .freedesktop] {
            let credential = service.api?.credentials.first
            #expect(credential?.secrets.first?.environment == [] && credential?.tools == [])
            #expect(
                Conversation(service).request.hasPrefix("GET https://\(service.api!.endpoint.defaultHost!)/api/v4/"))
        }
        #expect(Service.gnome.login(at: nil)?.host == "ssh.gitlab.gnome.org")
        #expect(Service.ovhCloud.api?.endpoint.defaultHost == "auth.cloud.ovh.net")
    }
}

import SSHKey
import Testing

@testable import Services

/// What an upload says at its end is what the service's answers show.
@Suite struct UploadOutcomeTests {
    // MARK: - Keys that are there and useless

    struct Useless: CustomTestStringConvertible {
        let service: Service
        var use: String?
        let entry: String
        let kind: KeyDefect.Kind?

        init(_ service: Service, _ entry: String, _ kind: KeyDefect.Kind?, use: String? = nil) {
            (self.service, self.use, self.entry, self.kind) = (service, use, entry, kind)
        }

        var testDescription: String { "\(service.id) \(use ?? "-") \(entry)" }
    }

    @Test(arguments: [
        // As doc/api/user_keys.md of GitLab shows it, and as rails writes a time.
        Useless(.gitLab, #""expires_at":"2016-01-21T00:00:00.000Z","usage_type":"auth""#, .expired),
        Useless(.gitLab, #""expires_at":"2026-11-21T01:22:21.999Z""#, .expired),
        Useless(.gitLab, #""expires_at":"2026-11-21T03:00:00+02:00""#, .expired),
        Useless(.gitLab, #""expires_at":"2026-11-21T01:22:23Z""#, nil),
        Useless(.gitLab, #""expires_at":null,"usage_type":"auth_and_signing""#, nil),
        Useless(.gitLab, #""expires_at":"2026-11-20""#, .expired),
        Useless(.gitLab, #""usage_type":"signing""#, .signingOnly),
        Useless(.gitLab, #""usage_type":"signing""#, .signingOnly, use: "auth"),
        Useless(.gitLab, #""usage_type":"signing""#, nil, use: "signing"),
        Useless(.gitLab, #""usage_type":"auth""#, .loginOnly, use: "signing"),
        Useless(.gitLab, #""usage_type":"auth""#, nil),
        Useless(.gitHub, #""verified":false"#, .unverified),
        Useless(.gitHub, #""verified":true"#, nil),
        Useless(.scaleway, #""disabled":true"#, .disabled),
        Useless(.scaleway, #""disabled":false"#, nil),
        Useless(.bitbucket, #""expires_on":"2026-11-20T12:00:00.000000+00:00""#, .expired),
        Useless(.bitbucket, #""expires_on":"2027-11-20T12:00:00.000000+00:00""#, nil),
    ])
    func aKeyThatIsUselessIsNoSuccess(_ test: Useless) {
        var values = ["project": "105bdce1-64c0-48ab-899d-868455867ecf", "email": "me@example.com"]
        values["use"] = test.use
        var talk = Conversation(test.service, with: CredentialShape(values: values))
        if test.service == .bitbucket { talk.answer(200, #"{"uuid":"{a1b2}"}"#) }
        let entry =
            #"{"id":"7","uuid":"7","title":"old","label":"old","name":"old","key":"\#(Sample.line)","public_key":"\#(Sample.line)",\#(test.entry)}"#
        let lists = ["scaleway": #"{"ssh_keys":[\#(entry)],"total_count":1}"#, "bitbucket": #"{"values":[\#(entry)]}"#]
        talk.answer(200, lists[test.service.id] ?? "[\(entry)]")
        guard let kind = test.kind else {
            return #expect(talk.outcome == alreadyThere(test.service, name: "old", id: "7"))
        }
        #expect(talk.failure?.reason == .useless(kind, name: "old"))
        #expect(talk.failure?.message.hasPrefix("\(test.service.name) has this key under the name “old”, but") == true)
        #expect(talk.failure?.hint?.isEmpty == false)
    }

    @Test func anotherEntryThatCanBeUsedCounts() {
        var talk = Conversation(.scaleway, with: ScalewayTests.project)
        talk.answer(
            200,
            #"{"ssh_keys":[{"id":"1","name":"off","public_key":"\#(Sample.line)","disabled":true},{"id":"2","name":"on","public_key":"\#(Sample.line)","disabled":false}],"total_count":2}"#
        )
        #expect(talk.outcome == alreadyThere(.scaleway, name: "on", id: "2"))
    }

    // MARK: - Lists

    @Test(arguments: [#"{"hello":"world"}"#, "null", #"{"error":"try later"}"#, "true", #""[]""#, "[1]", "{}"])
    func anAnswerWithoutTheListIsNotAnEmptyOne(_ body: String) {
        for service in [Service.gitHub, .digitalOcean, .linode, .vultr, .nexcess] {
            var talk = Conversation(service)
            talk.answer(200, body)
            #expect(talk.failure?.reason == .incomplete("list of keys"), "\(service.id)")
        }
    }

    @Test(arguments: [
        #"{"ssh_keys":null}"#, #"{"ssh_keys":{}}"#, #"{"ssh_keys":"none"}"#, #"{"ssh_keys":["a"]}"#,
        #"{"meta":{"total":0}}"#,
    ])
    func theListIsAnArrayOfObjects(_ body: String) {
        var talk = Conversation(.vultr)
        talk.answer(200, body)
        #expect(talk.failure?.reason == .incomplete("list of keys"))
        #expect(talk.failure?.message == "Vultr's answer has no list of keys")
    }

    @Test(arguments: ["<a><b/></a>", "<DescribeKeyPairsResponse/>", "<a><keySet>words</keySet></a>"])
    func theListOfEC2IsAnElement(_ body: String) {
        var talk = Conversation(.ec2, with: EC2Tests.shape)
        talk.answer(200, body)
        #expect(talk.failure?.reason == .incomplete("list of keys"))
    }

    /// The documentation of the portal (ssh-key/list.md) gives 416 for a page that isn't there.
    @Test(arguments: [404, 416]) func aPageThatIsNotThereIsTheEnd(_ status: Int) {
        for service in [Service.nexcess, .gitHub] {
            var talk = Conversation(service)
            talk.answer(
                200, #"[{"id":1,"name":"a","title":"a","key":"\#(Sample.other.line)"}]"#,
                ["link": #"<https://api.github.com/user/keys?page=2>; rel="next""#])
            #expect(talk.request.contains("page=2"))
            talk.answer(status, #"{"message":"Requested Range Not Satisfiable"}"#)
            #expect(talk.request.hasPrefix("POST "), "\(service.id)")
        }
    }

    @Test func aFirstPageThatIsRefusedIsNoEnd() {
        var talk = Conversation(.nexcess)
        talk.answer(416, "{}")
        #expect(talk.failure?.reason == .refused(status: 416))
    }

    @Test func aListThatKnowsNoPagesIsReadOnce() {
        var talk = Conversation(.nexcess)
        let page = #"[{"id":1,"name":"a","fingerprint":"SHA256:x"},{"id":2,"name":"b","fingerprint":"SHA256:y"}]"#
        talk.answer(200, page)
        talk.answer(200, page)
        #expect(talk.request.hasPrefix("POST "))
    }

    @Test func theServicesOwnTotalsCount() {
        func key(_ id: Int) -> String {
            #"{"id":\#(id),"label":"a","name":"a","ssh_key":"x y","public_key":"x y"}"#
        }
        var linode = Conversation(.linode)
        linode.answer(200, #"{"data":[\#(key(1))],"page":1,"pages":2,"results":2}"#)
        #expect(linode.request.contains("?page_size=100&page=2\n"))
        linode.answer(200, #"{"data":[\#(key(2))],"page":2,"pages":2,"results":2}"#)
        #expect(linode.request.hasPrefix("POST "))

        var scaleway = Conversation(.scaleway, with: ScalewayTests.project)
        scaleway.answer(200, #"{"ssh_keys":[\#(key(1))],"total_count":2}"#)
        #expect(scaleway.request.contains("&page_size=100&page=2\n"))
        scaleway.answer(200, #"{"ssh_keys":[\#(key(2))],"total_count":2}"#)
        #expect(scaleway.request.hasPrefix("POST "))
    }

    // MARK: - A key whose creation had no clear end

    enum Ending: CaseIterable { case status500, status504, timedOut, cutOff, tooLarge, empty, page, halfJSON }

    private func stop(_ talk: inout Conversation, _ ending: Ending) {
        switch ending {
        case .status500: talk.answer(500, "<html>oops</html>")
        case .status504: talk.answer(504, #"{"message":"Gateway Timeout"}"#)
        case .timedOut: talk.answer(.timedOut(seconds: 30))
        case .cutOff: talk.answer(.cutOff)
        case .tooLarge: talk.answer(.tooLarge(limit: 1 << 20))
        case .empty: talk.answer(201, "")
        case .page: talk.answer(200, "<!DOCTYPE html><html>welcome</html>")
        case .halfJSON: talk.answer(201, #"{"id":1,"#)
        }
    }

    @Test(arguments: Ending.allCases) func theListSaysWhetherItWasAdded(_ ending: Ending) {
        var talk = Conversation(.linode)
        talk.answer(200, LinodeTests.none)
        stop(&talk, ending)
        #expect(talk.request.hasPrefix("GET https://api.linode.com/v4/profile/sshkeys?page_size=100\n"))
        var other = talk
        talk.answer(200, #"{"data":[{"id":5,"label":"laptop","ssh_key":"\#(Sample.line)"}],"pages":1}"#)
        #expect(talk.outcome == created(.linode, id: "5"))

        other.answer(200, LinodeTests.none)
        #expect(other.failure?.fate == .notAdded)
        #expect(other.failure?.message.hasSuffix("; its list shows that the key wasn't added") == true)
    }

    @Test func whereTheListFailsTooNothingIsClaimed() {
        var talk = Conversation(.linode)
        talk.answer(200, LinodeTests.none)
        talk.answer(.timedOut(seconds: 30))
        talk.answer(503, "")
        #expect(talk.failure?.reason == .network(.timedOut(seconds: 30)))
        #expect(
            talk.failure?.message
                == "Linode didn't answer within 30 seconds; it is unknown whether the key was added")
        #expect(talk.failure?.hint?.contains("check the keys") == true)
    }

    @Test(arguments: [
        HTTPFailure.nameNotResolved(host: "x"), .noConnection(host: "x", reason: "refused"),
        .notTrusted(host: "x", reason: "expired"), .proxy("refused"),
    ])
    func whatWasNotSentIsNotLookedFor(_ failure: HTTPFailure) {
        var talk = Conversation(.linode)
        talk.answer(200, LinodeTests.none)
        talk.answer(failure)
        #expect(talk.failure?.reason == .network(failure) && talk.failure?.fate == nil)
    }

    @Test func aListThatFailsAfterASuccessDoesNotHideIt() {
        var talk = Conversation(.ec2, with: EC2Tests.shape)
        talk.answer(200, EC2Tests.none)
        talk.answer(200, EC2Tests.imported)
        talk.answer(403, EC2Tests.error("UnauthorizedOperation"))
        #expect(talk.failure?.fate == .unconfirmed)
        #expect(talk.failure?.message.contains("it said that it added the key") == true)
    }

    @Test func aTaskThatCannotBeFollowedIsLookedFor() {
        var talk = Conversation(.nexcess)
        talk.answer(200, "[]")
        talk.answer(202, NocWorxTests.pending)
        talk.upload.waited()
        talk.answer(502, "<html>")
        talk.answer(200, "[]")
        #expect(talk.failure?.reason == .serverFailed(status: 502))
        #expect(talk.failure?.message.hasSuffix("; its list doesn't have the key yet") == true)
    }

    // MARK: - Types of keys

    static let securityKey = Sample.key(
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gAAAABHNzaDo= sk"
    )

    @Test func unprovenTypesAreTriedWithAWarning() {
        let key = Self.securityKey
        #expect(Conversation(.gitHub, key).request.hasPrefix("GET "))
        #expect(Service.gitHub.warning(about: key)?.contains("may reject") == true)
        #expect(Service.gitHub.warning(about: key, ["use": "ssh_signing_keys"]) == nil)
        #expect(Service.gitHub.warning(about: Sample.ed25519) == nil)
        #expect(Service.gitLab.warning(about: key) == nil)
        #expect(Service.nexcess.warning(about: Sample.ed25519) != nil)
    }

    /// Nova 26 finds no fingerprint of such a key: “Keypair data is invalid: failed to generate fingerprint”.
    @Test func whatIsKnownToBeRefusedIsNotSent() {
        let talk = Conversation(.openStack, Self.securityKey, with: OpenStackTests.password, at: "cloud.example.com")
        #expect(talk.failure?.message == "OpenStack doesn't accept Ed25519-SK keys")
    }
}

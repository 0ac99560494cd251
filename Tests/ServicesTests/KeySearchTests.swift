import SSHKey
import Testing

@testable import Services

/// Which keys a service has. The answers have the members of those in ForgeTests and CloudTests.
@Suite struct KeySearchTests {
    private func answer(_ search: inout KeySearch, _ status: Int, _ body: String, _ headers: [String: String] = [:]) {
        let response = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        search.receive(.success(response), at: Conversation.now)
    }

    private func method(_ search: KeySearch) -> HTTPRequest.Method? {
        if case .send(let request, _) = search.step { request.method } else { nil }
    }

    @Test func allPagesAreCompared() {
        var search = KeySearch(for: [Sample.ed25519, Sample.other], at: .gitHub)
        #expect(method(search) == .get)
        let link = ["link": #"<https://api.github.com/user/keys?page=2>; rel="next""#]
        answer(&search, 200, #"[{"id":1,"title":"old","key":"ssh-rsa AAAAB3NzaC1yc2E="}]"#, link)
        #expect(method(search) == .get)
        answer(&search, 200, #"[{"id":7,"title":"laptop","key":"\#(Sample.line)"}]"#)
        let key = UploadedKey(service: "GitHub", name: "laptop", id: "7", fingerprint: Sample.sha256)
        #expect(search.step == .finished(.found([key])))
    }

    /// One that knows no pages sends all of its keys again, which are no further ones.
    @Test func aPageThatComesTwiceCountsOnce() {
        var search = KeySearch(for: [Sample.ed25519], at: .nexcess)
        let page = #"[{"id":7,"name":"laptop","fingerprint":"\#(Sample.sha256) (ED25519)"}]"#
        answer(&search, 200, page)
        answer(&search, 200, page)
        let key = UploadedKey(
            service: "Nexcess Client Portal", name: "laptop", id: "7", fingerprint: Sample.sha256)
        #expect(search.step == .finished(.found([key])))
    }

    @Test func anEmptyListIsAnAnswer() {
        var search = KeySearch(for: [Sample.ed25519], at: .gitHub)
        answer(&search, 200, "[]")
        #expect(search.step == .finished(.found([])))
    }

    @Test func aRefusalSaysWhose() {
        var search = KeySearch(for: [Sample.ed25519], at: .gitHub)
        answer(&search, 401, #"{"message":"Bad credentials","status":"401"}"#)
        guard case .finished(.failed(let failure)) = search.step else {
            Issue.record("\(search.step)")
            return
        }
        #expect(failure.reason == .badCredential && failure.message.contains("GitHub"))
    }

    @Test(arguments: Catalogue.services.filter { $0.api != nil }) func nothingIsChanged(_ service: Service) {
        let values = ["host": "service.example.org", "address": "service.example.org", "region": "x", "project": "x"]
        let search = KeySearch(
            for: [Sample.ed25519], at: service, with: CredentialShape(values: values), address: "service.example.org")
        // A login is the only thing that is posted.
        if let method = method(search), method != .get {
            let lists = service.api?.list.call.method == .post
            #expect(method == .post && (service.api?.credentials.first?.login != nil || lists))
        }
    }
}

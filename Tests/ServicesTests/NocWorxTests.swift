import SSHKey
import Testing

@testable import Services

@Suite struct NocWorxTests {
    static let headers = """
        Accept: application/json
        User-Agent: keywizard
        Authorization: Bearer <token>
        """
    static let pending =
        #"{"id":519,"identity":"ssh-key:add (pending)","metadata":{"scope":"api-task","uri":"/v1/task/bd369617"},"status":"pending","action":"ssh-key:add","errors":{},"resource":null,"uuid":"bd369617"}"#
    static let success =
        #"{"id":519,"status":"success","errors":{},"resource":{"id":140,"identity":"laptop - SHA256:x (ED25519)","metadata":{"scope":"user-ssh-key","uri":"/v1/ssh-key/140"}}}"#

    @Test(arguments: [(Service.thermo, "https://core.thermo.io"), (.nexcess, "https://portal.nexcess.net")])
    func aTaskIsFollowedAndItsKeyConfirmed(_ service: Service, _ base: String) {
        var talk = Conversation(service)
        #expect(talk.request == "GET \(base)/v1/ssh-key?sortBy=name\n" + Self.headers)
        talk.answer(200, "[]")
        #expect(
            talk.request == """
                POST \(base)/v1/ssh-key
                \(Self.headers)
                Content-Type: application/json

                {"name":"laptop","key":"\(Sample.line)"}
                """)
        // The address of the header counts before the one of the body.
        talk.answer(202, Self.pending, ["location": "/v1/task/6bf71868"])
        #expect(talk.upload.step == .wait(seconds: 1))
        #expect(talk.upload.phase == .working(progress: 0))
        talk.upload.waited()
        #expect(talk.request == "GET \(base)/v1/task/6bf71868\n" + Self.headers)
        talk.answer(200, Self.pending)
        #expect(talk.upload.phase == .working(progress: 1.0 / 30))
        talk.upload.waited()
        talk.answer(200, Self.success)
        #expect(talk.request == "GET \(base)/v1/ssh-key?sortBy=name\n" + Self.headers)
        talk.answer(
            200,
            #"[{"id":140,"name":"laptop","fingerprint":"\#(Sample.sha256) (ED25519)","key_size":256,"creation_date":1638366250}]"#
        )
        #expect(talk.outcome == created(service, id: "140"))
    }

    @Test(arguments: ["\(Sample.sha256) (ED25519)", "MD5:\(Sample.md5)  (ED25519)", "\(Sample.md5) (ED25519)"])
    func aKeyThatIsThereIsKnownByItsFingerprint(_ fingerprint: String) {
        var talk = Conversation(.nexcess)
        talk.answer(200, #"[{"id":139,"name":"nexcess-ssh-key","fingerprint":"\#(fingerprint)"}]"#)
        #expect(talk.outcome == alreadyThere(.nexcess, name: "nexcess-ssh-key", id: "139"))
    }

    @Test func aTaskThatFailsSaysWhy() {
        var talk = Conversation(.nexcess)
        talk.answer(200, "[]")
        talk.answer(202, Self.pending)
        talk.upload.waited()
        #expect(talk.request.hasPrefix("GET https://portal.nexcess.net/v1/task/bd369617\n"))
        talk.answer(200, #"{"status":"failure","errors":{"message":"no disk"},"resource":null}"#)
        #expect(talk.failure?.reason == .taskFailed)
        #expect(talk.failure?.said == "no disk")
    }

    @Test func aTaskThatNeverEndsIsGivenUp() {
        var talk = Conversation(.nexcess)
        talk.answer(200, "[]")
        talk.answer(202, Self.pending)
        for _ in 0..<30 {
            talk.upload.waited()
            talk.answer(200, Self.pending)
        }
        talk.answer(200, "[]")
        #expect(talk.failure?.reason == .taskTimedOut(seconds: 30))
        #expect(talk.upload.phase == .finished)
    }

    @Test func aTaskOnAnotherServerIsNotFollowed() {
        var talk = Conversation(.nexcess)
        talk.answer(200, "[]")
        talk.answer(202, "{}", ["location": "https://evil.example/v1/task/1"])
        talk.answer(200, "[]")
        #expect(talk.failure?.reason == .incomplete("address of its task"))
    }

    @Test(arguments: [
        Refusal(401, #"{"message":"not logged in"}"#, .badCredential),
        Refusal(401, #"{"message":"token expired"}"#, .expiredCredential),
        Refusal(403, "{}", .notAllowed),
        Refusal(422, #"{"message":"bad key"}"#, .keyRefused),
        Refusal(503, "<html>down</html>", .serverFailed(status: 503)),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.nexcess)
        talk.answer(200, "[]")
        talk.answer(refusal.status, refusal.body, refusal.headers)
        if talk.outcome == nil { talk.answer(200, "[]") }
        #expect(talk.failure?.reason == refusal.reason)
    }

}

import Testing

@testable import Services
@testable import Support

@Suite struct ServiceFileTests {
    static let acme = #"""
        {
          "id": "acme", "name": "Acme Git", "summary": "git at Acme",
          "guide": {"steps": [{"open": "https://{host}/keys"}, {"paste": "Key"}, {"press": "Save"}]},
          "api": {
            "endpoint": {"host": "git.acme.example", "path": "/api"},
            "credentials": [
              {"name": "token", "authorization": {"header": "X-Token", "value": "{token}"},
               "secrets": [{"role": "token", "environment": ["ACME_TOKEN"]}]}
            ],
            "list": {"call": {"method": "GET", "path": "/keys"}, "items": "keys", "entry": {"key": "text", "name": "title"}},
            "create": {"call": {"method": "POST", "path": "/keys", "body": {"title": "{name}", "text": "{key}"}},
                       "entry": {"key": "text"}},
            "delete": {"method": "DELETE", "path": "/keys/{id}"},
            "meanings": [{"status": 409, "words": ["taken"], "means": "duplicateName"}]
          }
        }
        """#

    static func parse(_ text: String) -> Result<Service, ServiceFileError> {
        Service.parse(Array(text.utf8), file: "acme.json")
    }

    @Test func aServiceOfOnesOwnWorks() throws {
        let service = try Self.parse(Self.acme).get()
        #expect(service.guide(at: nil).steps.first?.text == "Open https://git.acme.example/keys and log in.")
        var talk = Conversation(service)
        #expect(
            talk.request == """
                GET https://git.acme.example/api/keys
                Accept: application/json
                User-Agent: keywizard
                X-Token: <token>
                """)
        talk.answer(200, #"{"keys":[]}"#)
        #expect(talk.request.hasSuffix(#"{"text":"\#(Sample.line)","title":"laptop"}"#))
        talk.answer(409, #"{"error":"that title is taken"}"#)
        #expect(talk.request.contains(#""title":"laptop-2""#))
    }

    /// A list without keys confirms by the id of the new one.
    @Test func anIDConfirmsWhereNothingElseDoes() throws {
        let text = Self.acme.replacing(
            #""entry": {"key": "text", "name": "title"}"#, with: #""entry": {"id": "id", "name": "title"}"#
        ).replacing(#""entry": {"key": "text"}"#, with: #""entry": {"id": "id"}"#)
        let service = try Self.parse(text).get()
        var talk = Conversation(service)
        talk.answer(200, #"{"keys":[{"id":1,"title":"x"}]}"#)
        talk.answer(201, #"{"id":2}"#)
        #expect(talk.upload.phase == .confirming)
        talk.answer(200, #"{"keys":[{"id":1,"title":"x"},{"id":2,"title":"laptop"}]}"#)
        #expect(talk.outcome == created(service, id: "2"))
    }

    @Test(arguments: [
        (#""id": "acme", "#, "", "id: it is missing"),
        (#""id": "acme""#, #""id": "Acme!""#, "id: an id consists of a to z, 0 to 9 and -"),
        (#""id": "acme""#, #""id": "github""#, "id: a built-in service has this id"),
        (#""id": "acme""#, #""id": 7"#, "id: it should be a text"),
        (
            #""items": "keys""#, #""items": "a..b""#,
            "api.list.items: a path is names with dots between them, * and [name=text], or $"
        ),
        (#""path": "/keys/{id}""#, #""path": "/keys/{id""#, "api.delete.path: write placeholders as {name} or {name?}"),
        (#""path": "/keys/{id}""#, #""path": "/keys/{nobody}""#, "api: nothing fills {nobody}"),
        (#""means": "duplicateName""#, #""means": "trouble""#, "api.meanings[0].means: "),
        (
            #""status": 409, "words": ["taken"], "#, "",
            "api.meanings[0].means: it needs a status, a code, fields or words to go by"
        ),
        (#""items""#, #""itmes""#, "api.list.items: it is missing"),
        (#""summary""#, #""sumary""#, "sumary: unknown key"),
        (
            #""environment""#, #""enviroment""#,
            "api.credentials[0].secrets[0].enviroment: unknown key"
        ),
        (#""method": "GET""#, #""method": "FETCH""#, "api.list.call.method: "),
        (
            #"{"open": "https://{host}/keys"}"#, "{}",
            "guide.steps[0]: a step is one of open, choose, name, paste and press"
        ),
        (
            #"{"header": "X-Token", "value": "{token}"}"#, "{}",
            "api.credentials[0].authorization: it is one of header, basic, awsSignature, exoscaleSignature and httpSignature"
        ),
        (#""means": "duplicateName"}"#, #""means": "duplicateName""#, "not valid JSON"),
        (#""status": 409,"#, #""status": 409,,"#, "not valid JSON"),
    ])
    func mistakesAreNamed(_ right: String, _ wrong: String, _ message: String) {
        var text = Self.acme
        if let range = text.firstRange(of: right) { text.replaceSubrange(range, with: wrong) }
        #expect(text != Self.acme)
        guard case .failure(let error) = Self.parse(text) else {
            Issue.record("it was taken")
            return
        }
        #expect(error.message.hasPrefix("acme.json: " + message))
    }

    @Test(arguments: 0..<20) func damagedFilesDoNoHarm(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<50 {
            // What is still a service still makes requests.
            if case .success(let service) = Service.parse(random.mutated(Array(Self.acme.utf8)), file: "x") {
                _ = Conversation(service).upload.preview
            }
        }
    }
}

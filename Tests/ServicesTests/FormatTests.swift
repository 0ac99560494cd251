import FoundationEssentials
import Testing

@testable import Services
@testable import Support

@Suite struct JSONTests {
    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "'a'", "\"\u{1}\"", "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"", "[1]]", "\"a", "{a:1}", "{\"a\" 1}", "NaN", "[1 2]", "\u{FEFF}",
    ])
    func whatIsNoJSON(_ text: String) {
        #expect(JSON.parse(Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("-0.5e+10", .number("-0.5e+10")),
            ("12345678901234567890", .number("12345678901234567890")), (#""\u00e9\ud83d\ude00\/""#, .string("é😀/")),
            (#"{"b":[1,{}],"a":""}"#, ["b": .array([.number("1"), .object([])]), "a": ""]),
            ("\u{FEFF}[]", .array([])),
        ] as [(String, JSON)])
    func whatItIs(_ text: String, _ value: JSON) {
        #expect(JSON.parse(Array(text.utf8)) == value)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(JSON.parse([0x22, 0xFF, 0x22]) == nil)
        #expect(JSON.parse([0x22, 0xC0, 0x80, 0x22]) == nil)
    }

    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> JSON? {
            JSON.parse(Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8))
        }
        #expect(nested(64) != nil)
        #expect(nested(65) == nil)
        #expect(nested(500_000) == nil)
    }

    /// What this reader takes is what JSONDecoder makes of it too, whatever was done to the document. (JSONDecoder takes
    /// more: commas without anything behind them.)
    @Test(arguments: 0..<20) func itAgreesWithFoundation(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let document = Array(OpenStackTests.catalog.utf8)
        for _ in 0..<200 {
            let changed = random.mutated(document)
            guard let ours = JSON.parse(changed) else { continue }
            let theirs = try JSONDecoder().decode(JSON.self, from: Data(changed))
            #expect(ours.normalized == theirs.normalized, "\(String(decoding: changed, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        ("ssh_key.id", "7"), ("errors.*.message", "first"), ("errors.message", "first"), ("list[type=b].url", "u2"),
        ("list[type={t}].url", "u2"), ("list[type={none?}].url", "u1"), ("*.id", "7"),
    ])
    func paths(_ path: JSONPath, _ text: String) {
        let json: JSON = [
            "ssh_key": ["id": .number("7")], "errors": [["message": "first"], ["message": "second"]],
            "list": [["type": "a", "url": "u1"], ["type": "b", "url": "u2"]],
        ]
        #expect(path.text(in: json, Values(["t": "b"])) == text)
    }

    @Test(arguments: ["", "a..b", ".a", "a[", "a[b]", "a[b=c", "[b=c]", "a]", "a[b={]"])
    func whatIsNoPath(_ text: String) {
        #expect(JSONPath(text) == nil)
    }

    @Test(arguments: ["{", "}", "{}", "{a b}", "a}b{", "{a?b}", "{?}"]) func whatIsNoPattern(_ text: String) {
        #expect(Pattern(text) == nil)
    }
}

@Suite struct XMLTests {
    @Test func elementsBecomeMembers() {
        let xml =
            "<?xml version=\"1.0\"?>\n<!-- a --><r xmlns='x'><a>1 &lt; 2 &#x41;&#66;</a><b/><c><i>1</i><i>2</i></c><![CDATA[<]]></r>\n"
        #expect(
            JSON.parse(xml: Array(xml.utf8)) == ["a": "1 < 2 AB", "b": "", "c": ["i": ["1", "2"]]])
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a>&unknown;</a>", "<a>&#x110000;</a>",
        "<a>&#xD800;</a>",
        "<a b></a>", "<a b=c/>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a>&lt</a>", "<a", "<a></a", "<a/>x",
        "<a><!-- </a>", "< a/>", "<html><br></html>",
    ])
    func whatIsNoXML(_ text: String) {
        #expect(JSON.parse(xml: Array(text.utf8)) == nil)
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(JSON.parse(xml: Array(deep.utf8)) == nil)
    }

    @Test(arguments: 0..<20) func changedDocumentsDoNoHarm(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let document = Array(EC2Tests.list(EC2Tests.item("a", Sample.other), EC2Tests.item("b", Sample.rsa)).utf8)
        for _ in 0..<200 {
            var talk = Conversation(.ec2, with: EC2Tests.shape)
            let changed = random.mutated(document)
            talk.upload.receive(.success(HTTPResponse(status: 200, body: changed)), at: Conversation.now)
            // A damaged list is no list, or one that doesn't have the key.
            if talk.outcome != nil { #expect(talk.failure?.reason == .notAnAnswer(status: 200)) }
        }
    }
}

/// Every answer, however wrong, moves an upload on or ends it.
@Suite struct AnswerFuzzTests {
    static let documents = [
        OpenStackTests.catalog, NocWorxTests.pending, NocWorxTests.success, EC2Tests.error("AuthFailure"),
        #"[{"id":1,"title":"laptop","key":"\#(Sample.line)","fingerprint":"SHA256:x"}]"#,
        #"{"ssh_keys":[{"id":1,"name":"a"}],"links":{"pages":{"next":"x"}},"meta":{"links":{"next":"x"}},"errors":[{"message":"x"}]}"#,
    ]

    @Test(arguments: Catalogue.services.filter { $0.api != nil }) func everyUploadEnds(_ service: Service) {
        var random = SeededGenerator(seed: UInt64(service.id.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }))
        let shape = CredentialShape(
            values: [
                "account": "a", "email": "a@b", "project": "p", "region": "r", "accessKey": "k", "username": "u",
                "projectName": "p",
            ], signingKey: Sample.rsa)
        for _ in 0..<100 {
            var talk = Conversation(service, with: shape, at: "https://x.example")
            var steps = 0
            loop: while steps < 400 {
                steps += 1
                switch talk.upload.step {
                case .finished: break loop
                case .wait: talk.upload.waited()
                case .send:
                    let document = Array(Self.documents.randomElement(using: &random)!.utf8)
                    let headers = ["link": "rel=next", "location": "/x", "date": "Sat, 21 Nov 2026 01:22:22 GMT"]
                    let response = HTTPResponse(
                        status: [200, 200, 201, 202, 400, 406, 409, 422].randomElement(using: &random)!,
                        headers: Bool.random(using: &random) ? headers : [:], body: random.mutated(document))
                    talk.upload.receive(.success(response), at: Conversation.now)
                }
            }
            #expect(talk.outcome != nil)
        }
    }
}

/// SplitMix64, so that a seed is a run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// A few bytes changed, taken out, duplicated or cut off.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...4, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.remove(at: place)
            case 2: bytes.removeLast(bytes.count - place)
            case 3:
                bytes.insert(
                    contentsOf: Array("{}[]\",:\\<>&/e0-".utf8).randomElement(using: &self).map { [$0] } ?? [],
                    at: place)
            default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
            }
        }
        return bytes
    }
}

extension JSON {
    /// With members in the order of their names, the first of a name, and numbers by their value.
    fileprivate var normalized: JSON {
        switch self {
        case .object(let members):
            let names = Set(members.map(\.name))
            return .object(
                names.sorted().compactMap { name in
                    members.first { $0.name == name }.map { Member(name, $0.value.normalized) }
                })
        case .array(let items): return .array(items.map(\.normalized))
        case .number(let text): return .number(String(Double(text) ?? 0))
        default: return self
        }
    }
}

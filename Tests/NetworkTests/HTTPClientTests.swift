import Secrecy
import Services
import Testing

@testable import Network

/// Requests as they arrive, and answers as they come back.
@Suite struct HTTPClientTests {
    let server: HTTPTestServer

    init() throws { server = try HTTPTestServer.shared.get() }

    @Test func aRequestArrivesByteForByte() async throws {
        let request = HTTPRequest(
            .post, server.url("/echo?page=1"),
            headers: [
                .init("Accept", "application/json"), .init("Content-Type", "application/json"),
                .init("Authorization", Template([.text("Bearer "), .secret(.token)])),
            ],
            body: Template([.text(#"{"secret": ""#), .json(.password), .text(#""}"#)]))
        let secrets: [SecretRole: String] = [.token: "t0ken", .password: "a\"b\\c\n\u{1}é"]
        let answer = try await server.client().send(request) { role in secrets[role].map { Secret($0.utf8) } }.get()
        let body = #"{"secret": "a\"b\\c\u000a\u0001é"}"#
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "application/octet-stream")
        #expect(
            String(decoding: answer.body, as: UTF8.self) == """
                POST /echo?page=1 HTTP/1.1\r
                Host: localhost:\(server.ports["good"]!)\r
                User-Agent: keywizard/1.2.3\r
                Accept: application/json\r
                Content-Type: application/json\r
                Authorization: Bearer t0ken\r
                Content-Length: \(body.utf8.count)\r
                \r
                \(body)
                """)
    }

    @Test(arguments: [HTTPRequest.Method.get, .post, .put, .delete])
    func aRequestWithoutABodySaysSo(method: HTTPRequest.Method) async throws {
        let answer = try await server.client().send(HTTPRequest(method, server.url()), secrets: noSecrets).get()
        let length = method == .post || method == .put ? "Content-Length: 0\r\n" : ""
        #expect(
            String(decoding: answer.body, as: UTF8.self) == """
                \(method.rawValue) /echo HTTP/1.1\r
                Host: localhost:\(server.ports["good"]!)\r
                User-Agent: keywizard/1.2.3\r
                Accept: */*\r
                \(length)\r

                """)
    }

    /// The vector of RFC 7617, 2, and lengths that end in each kind of padding.
    @Test(arguments: [
        ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), ("a", "b", "YTpi"), ("a", "bc", "YTpiYw=="),
        ("a", "bcd", "YTpiY2Q="), ("test", "123£", "dGVzdDoxMjPCow=="),
    ])
    func basicAuthorization(user: String, password: String, encoded: String) async throws {
        let request = HTTPRequest(
            .get, server.url(),
            headers: [.init("Authorization", Template([.text("Basic "), .basic(user: user, .password)]))])
        let answer = try await server.client().send(request) { _ in Secret(password.utf8) }.get()
        #expect(String(decoding: answer.body, as: UTF8.self).contains("Authorization: Basic \(encoded)\r\n"))
    }

    @Test(arguments: [201, 204, 302, 401, 404, 407, 422, 500, 503])
    func everyStatusIsAnAnswer(status: Int) async throws {
        let request = HTTPRequest(.get, server.url("/status?code=\(status)"))
        #expect(try await server.client().send(request, secrets: noSecrets).get().status == status)
    }

    @Test func interimAnswersAreNotTheAnswer() async throws {
        let answer = try await server.client().send(HTTPRequest(.get, server.url("/interim")), secrets: noSecrets).get()
        #expect(answer.status == 200)
        #expect(answer.headers == ["content-length": "5", "x-late": "yes"])
        #expect(answer.body == Array("whole".utf8))
    }

    @Test func chunksAreJoined() async throws {
        let answer = try await server.client().send(HTTPRequest(.get, server.url("/chunked")), secrets: noSecrets).get()
        #expect(answer.body == Array("abcdefg".utf8))
    }

    @Test func headersAreJoinedBoundedAndVisible() async throws {
        let answer = try await server.client().send(HTTPRequest(.get, server.url("/headers")), secrets: noSecrets).get()
        #expect(
            answer.headers == [
                "content-length": "0", "x-twice": "one, two", "x-empty": "", "x-spaces": "between",
                "x-control": "[31mred and 31m more", "x-name": "Zoë",
            ])
    }

    @Test func nothingIsUnpacked() async throws {
        let request = HTTPRequest(.get, server.url("/compressed"))
        let answer = try await server.client().send(request, secrets: noSecrets).get()
        #expect(answer.body == [0x1f, 0x8b, 0x08] + Array("nonsense".utf8))
    }

    @Test func manyAtOnce() async throws {
        let client = server.client()
        let url = server.url("/large?size=100000")
        let sizes = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 {
                group.addTask { try? await client.send(HTTPRequest(.get, url), secrets: noSecrets).get().body.count }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes == [Int?](repeating: 100_000, count: 20))
    }

    @Test func redirectsAreNotFollowed() async throws {
        let marker = marker()
        let target = server.url("/echo", listener: "second", host: "127.0.0.1")
        let request = HTTPRequest(
            .post, server.url("/redirect?to=\(target)"),
            headers: [.init("Authorization", Template([.text("Bearer "), .secret(.token)]))], body: "{}")
        let answer = try await server.client().send(request) { _ in Secret(marker.utf8) }.get()
        #expect(answer.status == 307)
        #expect(answer.headers["location"] == target)
        #expect(server.requests(with: marker).map(\.listener) == ["good"])
    }

    @Test func aHeaderThatIsASecretIsNoText() async throws {
        let request = HTTPRequest(.get, server.url("/headers"), keeps: .init("x-spaces", as: .sessionToken))
        var kept: [SecretRole: String] = [:]
        let answer = try await server.client().send(
            request, secrets: noSecrets,
            keep: { role, value in kept[role] = value.withBytes { String(decoding: $0, as: UTF8.self) } }
        ).get()
        #expect(kept == [.sessionToken: "between"])
        #expect(answer.headers["x-spaces"] == nil)
        #expect(answer.headers["x-name"] == "Zoë")
    }

    /// RFC 9110, 5.5: what no header can carry must not start another one.
    @Test(arguments: ["token\r\nX-Injected: yes", "token\n", "to\0ken", "tok\u{7f}en"])
    func noSecretMakesAnotherHeader(token: String) async {
        let marker = marker()
        let request = HTTPRequest(
            .get, server.url("/echo?\(marker)"), headers: [.init("X-Token", Template([.secret(.token)]))])
        let outcome = await server.client().send(request) { _ in Secret(token.utf8) }
        #expect(outcome == .failure(.other("the value for the header X-Token has a character that can't be sent")))
        #expect(server.requests(with: marker).isEmpty)
    }

    @Test func aSecretThatIsMissingIsNamed() async {
        let request = HTTPRequest(
            .get, server.url(), headers: [.init("X-Token", Template([.secret(.secretKey)]))])
        #expect(
            await server.client().send(request, secrets: noSecrets)
                == .failure(.other("no secret key to send")))
    }
}

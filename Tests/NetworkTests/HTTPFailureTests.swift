import Secrecy
import Services
import Testing

@testable import Network

/// Every way in which there is no answer, told apart.
@Suite struct HTTPFailureTests {
    let server: HTTPTestServer

    init() throws { server = try HTTPTestServer.shared.get() }

    private func failure(
        _ url: String, client: HTTPClient? = nil, limits: HTTPClient.Limits = .init()
    ) async -> HTTPFailure? {
        switch await (client ?? server.client(limits: limits)).send(HTTPRequest(.get, url), secrets: noSecrets) {
        case .success: nil
        case .failure(let failure): failure
        }
    }

    @Test func aNameThatDoesNotExist() async {
        // RFC 6761, 6.4: no name below it exists.
        #expect(await failure("https://nowhere.invalid/") == .nameNotResolved(host: "nowhere.invalid"))
    }

    @Test func nobodyListens() async {
        #expect(
            await failure(server.url(listener: "closed", host: "127.0.0.1"))
                == .noConnection(host: "127.0.0.1", reason: "connection refused"))
    }

    @Test(arguments: ["/cut", "/cut-chunked", "/cut-head", "/nothing", "/reset"])
    func cutOff(path: String) async {
        #expect(await failure(server.url(path)) == .cutOff)
    }

    @Test func asMuchAsTheLimitIsTaken() async throws {
        let whole = try await server.client().send(
            HTTPRequest(.get, server.url("/large?size=1000")), secrets: noSecrets
        ).get()
        #expect(whole.body.count == 1000)
        let header = "HTTP/1.1 200 Whatever\r\nContent-Length: 1000\r\n\r\n".utf8.count
        var limits = HTTPClient.Limits(bytes: header + 1000)
        #expect(await failure(server.url("/large?size=1000"), limits: limits) == nil)
        limits.bytes -= 1
        #expect(await failure(server.url("/large?size=1000"), limits: limits) == .tooLarge(limit: header + 999))
    }

    @Test(arguments: ["/large?size=1048577", "/endless"])
    func moreThanAMebibyte(path: String) async {
        #expect(await failure(server.url(path)) == .tooLarge(limit: 1 << 20))
    }

    @Test func aHeaderWithoutEnd() async {
        #expect(
            await failure(server.url("/endless-headers"), limits: .init(bytes: 100_000)) == .tooLarge(limit: 100_000))
    }

    @Test(arguments: ["/slow", "/slow-body"])
    func anAnswerThatDoesNotCome(path: String) async {
        let limits = HTTPClient.Limits(connecting: .seconds(20), whole: .milliseconds(500))
        #expect(await failure(server.url(path), limits: limits) == .timedOut(seconds: 1))
    }

    @Test func aConnectionThatIsNotMade() async {
        let limits = HTTPClient.Limits(connecting: .milliseconds(500), whole: .seconds(20))
        #expect(await failure(server.url(listener: "silent"), limits: limits) == .timedOut(seconds: 1))
    }

    @Test func anAuthorityThatIsNotTrusted() async {
        let client = HTTPClient(version: "1.2.3", environment: [:])
        #expect(
            await failure(server.url(), client: client)
                == .notTrusted(
                    host: "localhost",
                    reason: "its certificate is from an authority that this computer doesn't trust"))
    }

    @Test func aCertificateForAnotherName() async {
        #expect(
            await failure(server.url(listener: "other"))
                == .notTrusted(host: "localhost", reason: "its certificate is for another name"))
    }

    @Test func anExpiredCertificate() async {
        #expect(
            await failure(server.url(listener: "expired"))
                == .notTrusted(
                    host: "localhost", reason: "its certificate has expired, or this computer's clock is wrong"))
    }

    @Test(arguments: ["plain", "old"])
    func noModernTLS(listener: String) async {
        #expect(
            await failure(server.url(listener: listener))
                == .notTrusted(host: "localhost", reason: "the server doesn't support TLS 1.2 or later"))
    }

    @Test func anAuthorityFileThatIsNotThere() async {
        let client = HTTPClient(version: "1.2.3", caFile: server.folder + "/none.pem", environment: [:])
        #expect(
            await failure(server.url(), client: client)
                == .notTrusted(host: "localhost", reason: "the CA file can't be read"))
    }

    @Test func anotherProtocol() async {
        #expect(await failure(server.url("/other-protocol")) == .other("the server didn't answer with HTTP"))
    }

    @Test func plainHTTPStaysOnThisComputer() async throws {
        let port = server.ports["plain"]!
        for host in ["localhost", "127.0.0.1"] {
            #expect(await failure("http://\(host):\(port)/echo") == nil)
        }
        // An address for documentation, RFC 5737: a packet to it would be the failure of this test.
        for url in ["http://192.0.2.1/echo", "http://localhost.example.com/", "http://127.0.0.1.example.com/"] {
            #expect(await failure(url) == .notEncrypted(url: url))
        }
    }

    @Test(arguments: [
        "ftp://localhost/", "file:///etc/passwd", "localhost", "https://user:secret@localhost/", "https://", "",
    ])
    func whatIsNoWebAddress(url: String) async {
        #expect(await failure(url) == .other("not a web address without a user name"))
    }

    @Test(arguments: ["/slow", "/slow-body"])
    func cancelled(path: String) async {
        let marker = marker()
        let url = server.url(path + "?" + marker)
        let client = server.client()
        let task = Task { await client.send(HTTPRequest(.get, url), secrets: noSecrets) }
        while server.requests(with: marker).isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
    }

    @Test func cancelledWhileConnecting() async {
        let url = server.url(listener: "silent")
        let client = server.client()
        let task = Task { await client.send(HTTPRequest(.get, url), secrets: noSecrets) }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
    }

    @Test func cancelledBefore() async {
        let marker = marker()
        let url = server.url("/echo?" + marker)
        let client = server.client()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await client.send(HTTPRequest(.get, url), secrets: noSecrets)
        }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
        #expect(server.requests(with: marker).isEmpty)
    }
}

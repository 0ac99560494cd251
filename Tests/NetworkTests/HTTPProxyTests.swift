import Secrecy
import Services
import Testing

@testable import Network

@Suite struct HTTPProxyTests {
    let server: HTTPTestServer

    init() throws { server = try HTTPTestServer.shared.get() }

    private func outcome(
        _ url: String, proxy: String, headers: [HTTPRequest.Header] = []
    ) async -> Result<HTTPResponse, HTTPFailure> {
        await server.client(proxy: proxy).send(HTTPRequest(.get, url, headers: headers)) { _ in Secret("t0ken".utf8) }
    }

    @Test func whatPassesIsForTheServerAlone() async throws {
        let marker = marker()
        let answer = try await outcome(
            "https://service.test/echo?\(marker)", proxy: "passes",
            headers: [.init("X-Host", "\(marker).test"), .init("Authorization", Template([.secret(.token)]))]
        ).get()
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("Authorization: t0ken\r\n"))
        let connects = server.requests(with: "CONNECT service.test:443").filter { $0.listener == "passes" }
        #expect(!connects.isEmpty)
        #expect(connects.allSatisfy { !$0.text.contains("t0ken") && !$0.text.contains(marker) })
        #expect(answer.headers.keys.sorted() == ["content-length", "content-type"])
    }

    @Test func whatRefusesIsNamed() async {
        let port = { server.ports[$0]! }
        #expect(
            await outcome("https://service.test/", proxy: "denies")
                == .failure(.proxy("127.0.0.1:\(port("denies")) refused to connect to service.test (status 403)")))
        #expect(
            await outcome("https://service.test/", proxy: "asks")
                == .failure(.proxy("127.0.0.1:\(port("asks")) requires a user name and a password")))
        #expect(
            await outcome("https://service.test/", proxy: "mute")
                == .failure(.proxy("127.0.0.1:\(port("mute")) gave no valid proxy reply")))
        #expect(
            await outcome("https://service.test/", proxy: "closed")
                == .failure(.proxy("127.0.0.1:\(port("closed")) can't be reached: connection refused")))
    }

    @Test func aProxyThatDoesNotExist() async {
        let client = HTTPClient(version: "1", environment: ["HTTPS_PROXY": "http://user:hidden@nowhere.invalid:3128"])
        let outcome = await client.send(HTTPRequest(.get, "https://service.test/"), secrets: noSecrets)
        #expect(outcome == .failure(.proxy("nowhere.invalid:3128 is a name that can't be resolved")))
    }

    @Test func troubleBehindTheProxyIsNotTheProxys() async {
        #expect(
            await outcome("https://elsewhere.test/", proxy: "passes")
                == .failure(.notTrusted(host: "elsewhere.test", reason: "its certificate is for another name")))
        #expect(await outcome("https://service.test/cut", proxy: "passes") == .failure(.cutOff))
        #expect(await outcome("https://service.test/nothing", proxy: "passes") == .failure(.cutOff))
    }

    @Test func thisComputerIsNeverBehindOne() async throws {
        #expect(try await outcome(server.url(), proxy: "denies").get().status == 200)
    }

    /// The rules that curl, Go and Python share.
    @Test(arguments: [
        ("service.test", true), (".service.test", true), ("*.test", true), ("test", true), ("SERVICE.TEST", true),
        ("*", true), ("example.com, service.test", true), ("example.com service.test", true),
        ("service.test:443", true), ("service.test:8443", false), ("vice.test", false), ("my.service.test", false),
        ("", false), (",", false), ("10.0.0.0/8", false),
    ])
    func exceptions(list: String, covers: Bool) throws {
        let address = try #require(HTTPAddress("https://service.test/"))
        let environment = ["HTTPS_PROXY": "proxy:1", "NO_PROXY": list]
        #expect((HTTPProxy(for: address, environment: environment) == nil) == covers)
    }

    @Test(arguments: [
        ("https://10.1.2.3/", "10.0.0.0/8", true), ("https://11.1.2.3/", "10.0.0.0/8", false),
        ("https://10.1.2.3/", "10.1.2.3", true), ("https://10.1.2.3/", "2.3", false),
        ("https://[fd00::1]/", "fd00::/8", true), ("https://[fd00::1]/", "fd00:0::1", true),
        ("https://[fd00::1]/", "[fd00::1]:443", true), ("https://[fd00::1]/", "[fd00::1]:444", false),
        ("https://10.1.2.3/", "fd00::/8", false), ("https://10.128.0.1/", "10.0.0.0/9", false),
        ("https://10.1.2.3/", "10.0.0.0/33", false),
    ])
    func exceptionsByNumber(url: String, list: String, covers: Bool) throws {
        let address = try #require(HTTPAddress(url))
        let environment = ["all_proxy": "proxy:1", "no_proxy": list]
        #expect((HTTPProxy(for: address, environment: environment) == nil) == covers)
    }

    @Test(arguments: [
        ("localhost", true), ("127.0.0.1", true), ("127.8.9.1", true), ("[::1]", true), ("LOCALHOST", true),
        ("localhost.", false), ("127.1", true), ("0x7f.1", true), ("128.0.0.1", false), ("[::2]", false),
        ("localhost.test", false),
        ("0.0.0.0", false), ("[::ffff:127.0.0.1]", false),
    ])
    func loopback(host: String, isLoopback: Bool) {
        #expect(HTTPClient.isLoopback("http://\(host):8080/v1") == isLoopback)
    }

    @Test(arguments: [
        ("http://me:se/cret@proxy.example:3128", "proxy.example:3128"),
        ("http://me:s@cret@proxy.example", "proxy.example"),
        ("http://me:se#cret@proxy.example:80/", "proxy.example:80"), ("me:se?cret@[::1]:80", "[::1]:80"),
        ("proxy.example:3128", "proxy.example:3128"), ("http://me:secret", "the proxy"), ("me:se/cret", "the proxy"),
        ("socks5h://me:secret@proxy.example", "proxy.example"),
    ]) func noPartOfAPasswordIsShown(url: String, name: String) throws {
        let address = try #require(HTTPAddress("https://example.org"))
        #expect(HTTPProxy(for: address, environment: ["HTTPS_PROXY": url])?.name == name)
    }

    @Test(arguments: [
        "http://localhost.:8080", "http://localhost.example", "http://127.0.0.1.example", "http://[::ffff:127.0.0.1]",
    ])
    func namesLikeThisComputersAreNot(url: String) async {
        #expect(!HTTPClient.isLoopback(url))
        let outcome = await HTTPClient(version: "test", environment: [:]).send(
            HTTPRequest(.get, url, headers: [])
        ) { _ in nil }
        #expect(outcome == .failure(.notEncrypted(url: url)))
    }
}

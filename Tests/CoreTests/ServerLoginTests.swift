import Platform
import Testing
import SSHClient

struct ServerLoginTests {
    @Test(arguments: [
        "server", "server.example", "server.example.", "web_1", "xn--bcher-kva.example", "3com.example", "a-b", "A",
        "192.0.2.1", "::1", "[::1]", "2001:db8::1", "fe80::1%eth0", "[fe80::1%en-0.5]", "::ffff:192.0.2.1", " padded ",
        String(repeating: "a", count: 63) + ".example",
    ])
    func aHostCanBe(host: String) {
        #expect(ServerLogin.validate(host: host) == nil)
    }

    @Test(arguments: [
        ("", "enter the server's name or address"),
        ("  ", "enter the server's name or address"),
        ("-oProxyCommand=x", "it can't start with a hyphen, as options do"),
        ("a b", "a host name has no spaces"),
        ("a\u{1b}b", "a host name has no control characters"),
        ("me@host", "the user has a field of its own"),
        ("host:22", "the port has its own field"),
        ("[::1]:22", "the port has its own field"),
        ("https://host", "the host alone, without a scheme or a path"),
        ("bücher.example", "write an international name in its xn-- form"),
        ("a..b", "a host name has something on both sides of a dot"),
        (".", "a host name has something on both sides of a dot"),
        ("a$b", "a host name can't contain $"),
        ("a%h", "a host name can't contain %"),
        ("a-.b", "no part can start or end with a hyphen"),
        ("256.0.0.1", "an IPv4 address is four numbers from 0 to 255"),
        ("10.1", "an IPv4 address is four numbers from 0 to 255"),
        ("1::2::3", "not an IPv6 address"),
        ("[host]", "not an IPv6 address"),
        ("[::1", "not an IPv6 address"),
        (String(repeating: "a", count: 64), "this is too long for a host name"),
        (String(repeating: "a.", count: 128), "this is too long for a host name"),
    ])
    func aHostCannotBe(host: String, reason: String) {
        #expect(ServerLogin.validate(host: host) == reason)
        #expect(ServerLogin(user: "me", host: host) == nil)
        // Beside its field in a terminal of 60 columns.
        #expect(reason.count <= 48)
    }

    /// Made-up addresses, right and nearly right: inet_pton decides.
    @Test func addressesAreTheSystemsOwn() {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["0", "1", "ab", "ffff", "12345", "g", "", "", "1.2.3.4", "1.2.3", "255"]
        var valid = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...9, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator)! }.joined(separator: ":")
            guard text.contains(":") else { continue }
            var address = in6_addr()
            let expected = inet_pton(AF_INET6, text, &address) == 1
            if expected { valid += 1 }
            #expect((ServerLogin.validate(host: "[\(text)]") == nil) == expected, "\(text)")
        }
        #expect(valid > 100)
    }

    @Test func bracketsAndSpacesAreNotPartOfIt() throws {
        let login = try #require(ServerLogin(user: " me ", host: "[2001:db8::1] ", port: " 2222"))
        #expect(login.destination == "me@2001:db8::1")
        #expect(login.port == 2222)
        #expect(ServerLogin(user: "me", host: "host", port: "")?.port == nil)
    }

    @Test(arguments: [
        ("me", nil), ("DOMAIN\\me", nil), ("me@example.com", nil), ("jürgen", nil), ("_www", nil),
        ("", "enter the name that you log in with"),
        ("-l", "it can't start with a hyphen, as options do"),
        ("a b", "a user name has no spaces"),
        ("a\tb", "a user name has no control characters"),
        ("a;b", "a user name can't contain ;"),
        ("$(a)", "a user name can't contain ("),
        ("a`b", "a user name can't contain `"),
        ("a\\", "a user name can't end with a backslash"),
    ])
    func aUser(name: String, reason: String?) {
        #expect(ServerLogin.validate(user: name) == reason)
    }

    @Test(arguments: ["", "1", "22", "65535", " 22 "]) func aPortCanBe(port: String) {
        #expect(ServerLogin.validate(port: port) == nil)
    }

    @Test(arguments: ["0", "65536", "-1", "+22", "22a", "ssh", "٢٢", "99999999999999999999"])
    func aPortCannotBe(port: String) {
        #expect(ServerLogin.validate(port: port) == "a port is a number from 1 to 65535")
    }

    @Test(arguments: [
        ("host", ServerFields(host: "host")),
        ("me@host", ServerFields(user: "me", host: "host")),
        ("me@host:2222", ServerFields(user: "me", host: "host", port: "2222")),
        ("me@example.com@host", ServerFields(user: "me@example.com", host: "host")),
        ("me@::1", ServerFields(user: "me", host: "::1")),
        ("me@[::1]:22", ServerFields(user: "me", host: "[::1]", port: "22")),
        ("ssh://me@host:22/", ServerFields(user: "me", host: "host", port: "22")),
        (" ssh -i ~/.ssh/old -p 2222 me@host ", ServerFields(user: "me", host: "host", port: "2222")),
        ("ssh host -l me -p2222", ServerFields(user: "me", host: "host", port: "2222")),
        ("", nil), ("ssh", nil), ("me@", nil), ("ssh -p", nil), ("ssh -o X=y host", nil), ("two words", nil),
    ])
    func aPastedDestinationIsTakenApart(text: String, expected: ServerFields?) {
        #expect(ServerLogin.parse(text) == expected)
    }
}

import Testing

@testable import SSHKey

struct FingerprintTests {
    /// Every type that ssh-keygen knows; DSA and security keys come from files.
    static let parameters = Samples.parameters.filter { $0 != .ed448 }

    @Test(arguments: parameters) func sameAsSSHKeygen(parameters: KeyParameters) async throws {
        let key = try await Samples.key(parameters, comment: "one comment").publicKey
        let scratch = try Scratch()
        try scratch.write((key.line + "\n").utf8, to: "key.pub")
        for hash in FingerprintHash.allCases {
            let output = try scratch.run(
                "ssh-keygen", "-l", "-v", "-E", hash.word.lowercased(), "-f", scratch.path("key.pub"))
            let expected = ["\(key.bits) \(key.fingerprint(hash)) one comment (\(key.type.word))"] + key.randomart(hash)
            #expect(output == expected.joined(separator: "\n") + "\n")
        }
    }

    @Test(arguments: Samples.parameters) func sameAsPuTTYgen(parameters: KeyParameters) async throws {
        let key = try await Samples.key(parameters).publicKey
        let scratch = try Scratch()
        try scratch.write((key.line + "\n").utf8, to: "key.pub")
        let output = try scratch.run("puttygen", scratch.path("key.pub"), "-O", "fingerprint")
        #expect(output.split(whereSeparator: \.isWhitespace).contains { $0 == key.fingerprint() })
    }

    /// The walk of OpenSSH's own picture: a long title loses its size, and a longer one its bracket.
    @Test func framesFitTheirTitles() throws {
        let art = Randomart(digest: [UInt8](repeating: 0, count: 16))
        #expect(art.lines(titles: ["[ED25519-SK 256]"], hash: "MD5")[0] == "+[ED25519-SK 256]-+")
        #expect(
            art.lines(titles: ["[ED25519-SK-CERT 256]", "[ED25519-SK-CERT]"], hash: "MD5")[0] == "+[ED25519-SK-CERT-+")
    }

    @Test func commentsStayOnTheirLine() async throws {
        let key = try await Samples.key(.ed25519, comment: "first\nssh-ed25519 AAAA second\u{7F}\u{2028}\r").publicKey
        #expect(key.line.hasSuffix(" first ssh-ed25519 AAAA second   "))
        #expect(try await Samples.key(.ed25519, comment: "").publicKey.line.split(separator: " ").count == 2)
    }
}

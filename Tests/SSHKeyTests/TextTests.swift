import Secrecy
import Testing

@testable import SSHKey

/// Text is read leniently, and what was put right is said.
struct TextTests {
    private func read(_ text: String) throws -> KeyFile { try KeyFile.read(Secret(text: text), passphrase: nil) }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let repair: ReadNote?
        let apply: @Sendable (String) -> String

        init(_ name: String, _ repair: ReadNote?, _ apply: @escaping @Sendable (String) -> String) {
            (testDescription, self.repair, self.apply) = (name, repair, apply)
        }
    }

    /// What mail, editors, YAML, JSON and Windows do to a file.
    static let damages: [Damage] = [
        Damage("nothing", nil) { $0 },
        Damage("CR LF", nil) { $0.replacing("\n", with: "\r\n") },
        Damage("CR", nil) { $0.replacing("\n", with: "\r") },
        Damage("blank lines around it", nil) { "\n\n" + $0 + "\n \n" },
        Damage("no last newline", nil) { String($0.dropLast()) },
        Damage("a byte order mark", .byteOrderMark) { "\u{FEFF}" + $0 },
        Damage("indentation", .indentation) {
            $0.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
        },
        Damage("text in front", .surroundingText) { "Here is the key you wanted.\n" + $0 },
    ]

    @Test(arguments: damages, PrivateFormat.allCases) func repairs(damage: Damage, format: PrivateFormat) async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        let file = try read(damage.apply(key.encoded(as: format, passphrase: nil).text))
        #expect(try file.openedPrivateKey().publicKey.blob == key.publicKey.blob)
        #expect(file.notes == (damage.repair.map { [$0] } ?? []))
    }

    @Test(arguments: ["\n", "\r\n"]) func indentedEncryptedKeys(newline: String) async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        for format in PrivateFormat.allCases {
            let file = try key.encoded(as: format, passphrase: Secret(text: "edge"), options: .cheap).text
            let text = file.split(separator: "\n", omittingEmptySubsequences: false).map { "\t\($0)\(newline)" }
                .joined()
            let read = try KeyFile.read(Secret(text: text), passphrase: Secret(text: "edge"))
            #expect(read.privateKey?.publicKey.blob == key.publicKey.blob)
            #expect(read.notes == [.indentation])
        }
    }

    static let armoured: [PrivateFormat] = [.openssh, .pkcs8, .pem]

    @Test(arguments: armoured) func otherRepairs(format: PrivateFormat) async throws {
        let key = try await Samples.key(.ecdsa(.nistp384))
        let text = try key.encoded(as: format, passphrase: nil).text
        func expect(_ text: String, _ notes: ReadNote..., at location: SourceLocation = #_sourceLocation) throws {
            let file = try read(text)
            #expect(file.privateKey?.publicKey.blob == key.publicKey.blob, sourceLocation: location)
            #expect(file.notes == notes, sourceLocation: location)
        }
        let lines = text.split(separator: "\n")
        try expect(lines.joined(separator: "\\n"), .escapedNewlines)
        try expect("{\"key\": \"" + lines.joined(separator: "\\r\\n") + "\\n\"}", .escapedNewlines, .surroundingText)
        try expect(lines.joined(separator: " "), .oneLine)
        try expect(lines.dropLast().joined(separator: "\n"), .missingEnd)
        try expect(lines.dropFirst().dropLast().joined(separator: "\n"), .missingArmour)
        let second = try await Samples.key(.ed25519)
        let name = "a private key, Ed25519 \(second.publicKey.fingerprint(.sha256))"
        try expect(text + second.encoded(as: .openssh, passphrase: nil).text, .others([name]))
    }

    @Test func utf16() async throws {
        let key = try await Samples.key(.ed25519)
        for text in [key.publicKey.line, try key.encoded(as: .openssh, passphrase: nil).text] {
            let units = [0xFEFF] + Array(text.utf16)
            let little = units.flatMap { unit -> [UInt8] in [UInt8(unit & 255), UInt8(unit >> 8)] }
            let big = units.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 255)] }
            for bytes in [little, big] {
                let file = try KeyFile.read(Secret(bytes), passphrase: nil)
                #expect(file.publicKey?.blob == key.publicKey.blob)
                #expect(file.notes.first == .wideCharacters)
            }
        }
    }

    @Test func aLabelThatLies() async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        let text = try key.encoded(as: .pkcs8, passphrase: nil).text.replacing("PRIVATE KEY", with: "RSA PRIVATE KEY")
        let file = try read(text)
        #expect(file.privateKey?.publicKey.blob == key.publicKey.blob)
        #expect(file.notes == [.wrongLabel("RSA PRIVATE KEY")])
    }

    @Test(arguments: [PrivateFormat.openssh, .pkcs8, .pem]) func labelsOfEachOther(format: PrivateFormat) async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", OpenSSHFormat.label] {
            let file = try key.encoded(as: format, passphrase: nil)
            let armour = try #require(file.withBytes { (text) in Armour(in: text, from: 0) })
            let relabelled = try read(file.text.replacing(armour.label, with: label))
            #expect(relabelled.format == KeyFileFormat(rawValue: format.rawValue))
            #expect(relabelled.privateKey?.publicKey.blob == key.publicKey.blob)
            #expect(relabelled.notes == (label == armour.label ? [] : [.wrongLabel(label)]))
        }
    }

    @Test func parametersInFrontOfAnECKey() throws {
        let scratch = try Scratch()
        try scratch.run("openssl", "ecparam", "-name", "secp384r1", "-genkey", "-out", scratch.path("key"))
        let file = try KeyFile.read(Secret(try scratch.read("key")), passphrase: nil)
        #expect(file.publicKey?.displayName == "ECDSA nistp384")
        #expect(file.notes.isEmpty)
    }

    @Test func aCertificateInFrontOfItsKey() async throws {
        let scratch = try Scratch()
        try scratch.run(
            "openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=test", "-keyout",
            scratch.path("key"), "-out", scratch.path("certificate"))
        let both = try scratch.read("certificate") + scratch.read("key")
        let file = try KeyFile.read(Secret(both), passphrase: nil)
        #expect(file.privateKey?.publicKey.type == .ed25519)
        #expect(file.notes == [.others(["an X.509 certificate"])])
    }

    // MARK: Public lines

    @Test(arguments: Samples.oddComments) func linesAndTheirComments(comment: String) async throws {
        let key = try await Samples.key(.ed25519, comment: comment).publicKey
        let text = try PublicKey.parse(key.line + "\n")
        #expect(text.publicKey.blob == key.blob)
        #expect(text.format == .line)
        // White space at the ends of a comment is the line's, not the comment's.
        #expect(text.publicKey.comment == comment.trimming)
        #expect(text.notes.isEmpty)
    }

    @Test func linesWithOptions() async throws {
        let key = try await Samples.key(.ecdsa(.nistp256), comment: "me").publicKey
        let options = [
            "no-pty", "command=\"echo \\\"hello world\\\"\",no-pty", "from=\"10.0.0.0/8\",environment=\"A=ssh-rsa b\"",
        ]
        for option in options {
            let text = try PublicKey.parse("# comment\n\n  \(option) \(key.line)\r\n")
            #expect(text.publicKey == key)
            #expect(text.notes == [.options(option)])
        }
    }

    @Test func linesOfKnownHosts() async throws {
        let key = try await Samples.key(.ed25519, comment: "").publicKey
        let scratch = try Scratch()
        for host in ["host.example.org,192.0.2.1", "[host]:2222", "2001:db8::1", "@cert-authority *.example.org"] {
            let line = host + " " + key.line + "\n"
            let text = try PublicKey.parse(line)
            #expect(text.publicKey == key)
            #expect(text.notes == [.hostKey(host)])
            let file = try scratch.write(line.utf8, to: "known_hosts")
            try scratch.run("ssh-keygen", "-q", "-H", "-f", file)
            let hashed = try PublicKey.parse(String(decoding: try scratch.read("known_hosts"), as: UTF8.self))
            #expect(hashed.publicKey == key)
            #expect(hashed.notes.first?.message.contains("this is a server's host key") == true)
        }
    }

    /// On Windows, PuTTYgen writes comments in the code page of the system.
    @Test func commentsThatAreNoUTF8() async throws {
        let latin = [UInt8]("Jos".utf8) + [0xE9]
        #expect(Comment.decoded(latin) == "José")
        #expect(Comment.decoded("José".utf8) == "José")
        let line = Array(try await Samples.key(.ed25519, comment: "").publicKey.line.utf8) + [0x20] + latin + [0x0A]
        #expect(try KeyFile.read(Secret(line), passphrase: nil).publicKey?.comment == "José")
    }

    @Test(arguments: [64, 76, 200], ["\n", "\r\n", "\\\n", "\n    "])
    func brokenLinesAreJoined(columns: Int, separator: String) async throws {
        let key = try await Samples.key(.rsa(bits: 2048), comment: "me at home").publicKey
        let prefix = "ssh-rsa "
        let base64 = Array(Base64.encode(key.blob))
        let pieces = stride(from: 0, to: base64.count, by: columns).map {
            String(base64[$0..<min($0 + columns, base64.count)])
        }
        let text = try PublicKey.parse(prefix + pieces.joined(separator: separator) + " me at home\n")
        #expect(text.publicKey == key)
        #expect(text.notes == [.brokenLine])
    }

    @Test func wrongAndMissingTypes() async throws {
        let key = try await Samples.key(.ed25519, comment: "me").publicKey
        let wrong = try PublicKey.parse(key.line.replacing("ssh-ed25519", with: "ssh-rsa"))
        #expect(wrong.publicKey == key)
        #expect(wrong.notes == [.wrongType("ssh-ed25519")])
        let missing = try PublicKey.parse(Base64.encode(key.blob))
        #expect(missing.publicKey.blob == key.blob)
        #expect(missing.notes == [.missingType])
        let two = try PublicKey.parse(key.line + "\n" + key.line)
        #expect(two.publicKey == key)
        #expect(two.notes == [.others(["a public key, Ed25519 \(key.fingerprint(.sha256))"])])
    }

    @Test(arguments: [
        "-----BEGIN PRIVATE KEY-----", "PuTTY-User-Key-File-3: ssh-rsa", "---- BEGIN SSH2 PUBLIC KEY ----",
    ])
    func commentsThatLookLikeFiles(comment: String) async throws {
        let key = try await Samples.key(.ed25519, comment: comment).publicKey
        #expect(try PublicKey.parse(key.line).publicKey == key)
        for format in PublicFormat.allCases {
            #expect(try PublicKey.parse(key.encoded(as: format)).publicKey.blob == key.blob)
        }
    }

    // MARK: Other public formats

    @Test(arguments: Samples.parameters, PublicFormat.allCases)
    func publicFormats(parameters: KeyParameters, format: PublicFormat) async throws {
        let long =
            "a comment that is so long that RFC 4716 must break it: " + String(repeating: "grüße ", count: 30) + "."
        let key = try await Samples.key(parameters, comment: long).publicKey
        let text = try key.encoded(as: format)
        let read = try PublicKey.parse(text)
        #expect(read.publicKey.blob == key.blob)
        #expect(read.publicKey.comment == (format == .spki ? "" : long))
        #expect(read.notes.isEmpty)
        var again = read.publicKey
        again.comment = long
        #expect(try again.encoded(as: format) == text)
        if format == .rfc4716 { #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 72 }) }
    }

    @Test(arguments: Samples.parameters) func othersReadAndWritePublicFormats(parameters: KeyParameters) async throws {
        let key = try await Samples.key(parameters, comment: "a comment").publicKey
        let scratch = try Scratch()
        try scratch.write(try key.encoded(as: .rfc4716).utf8, to: "rfc4716")
        #expect(try PublicKey.parse(scratch.run("puttygen", scratch.path("rfc4716"), "-L")).publicKey == key)
        #expect(try PublicKey.parse(scratch.run("puttygen", scratch.path("rfc4716"), "-p")).publicKey == key)
        try scratch.write(try key.encoded(as: .spki).utf8, to: "spki")
        #expect(try scratch.run("openssl", "pkey", "-pubin", "-in", scratch.path("spki")) == key.encoded(as: .spki))
        try scratch.run(
            "openssl", "pkey", "-pubin", "-in", scratch.path("spki"), "-outform", "DER", "-out", scratch.path("der"))
        let der = try KeyFile.read(Secret(try scratch.read("der")), passphrase: nil)
        #expect(der.publicKey?.blob == key.blob)
        guard parameters != .ed448 else { return }
        let imported = try scratch.run("ssh-keygen", "-i", "-f", scratch.path("rfc4716"))
        #expect(try PublicKey.parse(imported).publicKey.blob == key.blob)
        try scratch.write((key.line + "\n").utf8, to: "line")
        let exported = try PublicKey.parse(scratch.run("ssh-keygen", "-e", "-f", scratch.path("line")))
        #expect(exported.publicKey.blob == key.blob)
        #expect(exported.format == .rfc4716)
    }

    @Test(arguments: Samples.oddComments) func puttygenKeepsTheCommentsOfRFC4716(comment: String) async throws {
        let key = try await Samples.key(.ed25519, comment: comment).publicKey
        let scratch = try Scratch()
        try scratch.write(try key.encoded(as: .rfc4716).utf8, to: "ours")
        let theirs = try scratch.run("puttygen", scratch.path("ours"), "-p")
        #expect(try PublicKey.parse(theirs).publicKey == key)
        #expect(try PublicKey.parse(key.encoded(as: .rfc4716)).publicKey == key)
    }

    /// Quotes and backslashes of programs that put no backslash before them.
    @Test(arguments: [#""say "hi" there""#, #"say "hi"#, #""one \ two""#, #""C:\keys""#, #""C:\\keys""#])
    func unescapedCommentsOfRFC4716(comment: String) async throws {
        let key = try await Samples.key(.ed25519, comment: "").publicKey
        let text = try key.encoded(as: .rfc4716).replacing(
            "PUBLIC KEY ----\n", with: "PUBLIC KEY ----\nComment: \(comment)\n")
        let expected = [
            #""say "hi" there""#: #"say "hi" there"#, #"say "hi"#: #"say "hi"#, #""one \ two""#: #"one \ two"#,
            #""C:\keys""#: #"C:\keys"#, #""C:\\keys""#: #"C:\keys"#,
        ]
        #expect(try PublicKey.parse(text).publicKey.comment == expected[comment])
    }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"]) func certificates(type: String) throws {
        let scratch = try Scratch()
        for name in ["authority", "key"] {
            try scratch.run(
                "ssh-keygen", "-q", "-t", name == "key" ? type : "ed25519", "-N", "", "-C", name, "-f",
                scratch.path(name))
        }
        try scratch.run(
            "ssh-keygen", "-q", "-s", scratch.path("authority"), "-I", "an id", "-n", "me,root", "-z", "42", "-V",
            "20260101Z:20300101Z", "-O", "force-command=true", scratch.path("key.pub"))
        let line = String(decoding: try scratch.read("key-cert.pub"), as: UTF8.self)
        let text = try PublicKey.parse(line)
        let certificate = try #require(text.certificate)
        #expect(certificate.line + "\n" == line)
        #expect(text.publicKey.line + "\n" == String(decoding: try scratch.read("key.pub"), as: UTF8.self))
        #expect(certificate.kind == .user)
        #expect(certificate.keyID == "an id")
        #expect(certificate.principals == ["me", "root"])
        #expect(certificate.serial == 42)
        #expect(certificate.criticalOptions == ["force-command": "true"])
        #expect(certificate.extensions["permit-pty"] == "")
        #expect(certificate.validAfter < certificate.validBefore)
        let authority = try PublicKey.parse(String(decoding: scratch.read("authority.pub"), as: UTF8.self))
        #expect(certificate.authority.blob == authority.publicKey.blob)
    }
}

extension String {
    fileprivate var trimming: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// The text with every occurrence of `pattern` replaced.
    func replacing(_ pattern: String, with replacement: String) -> String {
        var result = ""
        var rest = Substring(self)
        while !rest.isEmpty {
            if rest.hasPrefix(pattern) {
                result += replacement
                rest = rest.dropFirst(pattern.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}

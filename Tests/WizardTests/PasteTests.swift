import Support
import TerminalUI
import Testing

@testable import SSHKey
@testable import Wizard

/// Keys that are pasted where they don't belong.
@Suite struct PasteTests {
    @Test(arguments: [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAA\n", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n",
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n",
    ])
    func aPrivateKeyIsRefusedEverywhere(_ text: String) {
        for page in [PageName.destination, .key, .save, .upload] {
            var walk = Walk()
            walk.walk(to: page, destination: "A server")
            walk.input(.paste(Paste(text)))
            #expect(walk.screen.contains("That is a private key"))
            #expect(!walk.screen.contains("b3Bl"))
            walk.press(.enter)
            #expect(walk.page == page)
            #expect(!walk.screen.contains("BEGIN"))
        }
    }

    @Test func aPublicKeyInAnotherFormatIsConverted() throws {
        let text = try Fixture.ed25519.encoded(as: .rfc4716)
        var walk = Walk()
        walk.walk(to: .destination)
        walk.input(.paste(Paste(text)))
        #expect(walk.screen.contains("That is a public key"))
        #expect(walk.screen.contains("RFC 4716"))
        #expect(walk.screen.contains("ssh-ed25519 AAAA"))
        walk.press(.enter)
        #expect(walk.page == .publicKey)
        #expect(walk.session.publicKey?.blob == Fixture.ed25519.blob)
        walk.press(.control("c"))
        guard case .exit? = walk.effects.first else {
            Issue.record("a public key was treated as something to lose")
            return
        }
    }

    @Test func aPPKWithoutItsPrivateHalfIsPublic() throws {
        let text = """
            PuTTY-User-Key-File-3: ssh-ed25519
            Encryption: none
            Comment: ana@desk
            Public-Lines: 2
            \(Fixture.ed25519.line.split(separator: " ")[1].prefix(64))
            \(Fixture.ed25519.line.split(separator: " ")[1].dropFirst(64))

            """
        var walk = Walk()
        walk.walk(to: .key)
        walk.input(.paste(Paste(text)))
        #expect(walk.screen.contains("That is a public key"))
        walk.press(.enter)
        #expect(walk.session.publicKey?.blob == Fixture.ed25519.blob)
    }

    @Test(arguments: [
        (
            "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUd2VhcmVub3RyZWFsbHkwCgYI\n-----END CERTIFICATE-----\n",
            "An X.509"
        ),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n-----END PGP PUBLIC KEY BLOCK-----\n", "An OpenPGP"),
        ("AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQQPZRY9X8GF2TVDW0S3JN54KHCE6", "A private key of age"),
        ("age1qqpzry9x8gf2tvdw0s3jn54khce6mua7lqqpzry9x8gf2tvdw0s3jn54khce", "A public key of age"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#, "A JSON Web Key"),
        ("[Interface]\nPrivateKey = aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8hIQE=\n", "A WireGuard"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 411\n", "A Git LFS pointer"),
        (
            "Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY]\n",
            "Settings of PuTTY"
        ),
        ("U2FsdGVkX1+vupppZksvRf5pq5g5XjFRIipRkwB0K1Y96Qsv2Lm+31cmzaAILwyt", "A file encrypted with `openssl enc`"),
        ("{\"message\": \"Not Found\", \"status\": \"404\"}", "An answer of a web service"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "A page of a web service"),
        ("${{ secrets.DEPLOY_KEY }}", "A variable that was not filled in"),
        ("•••••••••••••", "A secret that was masked"),
        ("pkcs11:token=YubiKey;object=SSH", "A PKCS#11 URI"), ("{\\rtf1\\ansi ssh-ed25519 here}", "A document in RTF"),
        ("256 SHA256:abc me@desk (ED25519)\n+--[ED25519 256]--+\n|   .o  |\n", "The output of ssh-keygen"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA... me@desk", "A shortened key"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN1Ydx$", "A key that is cut off at the edge"),
        ("age-encryption.org/v1\n-> X25519 abc\n", "A file encrypted with age"),
        ("RSA Private-Key: (2048 bit)\nmodulus:\n    00:b1\n", "A private key printed by"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN1YdxBpNlzxDqfJyw", "The key is cut off"),
    ])
    func whatIsNoSSHKeyIsNamed(_ text: String, name: String) {
        for page in [PageName.destination, .key] {
            var walk = Walk()
            walk.walk(to: page, destination: "A server")
            walk.input(.paste(Paste(text)))
            #expect(walk.screen.contains("Not an SSH key"))
            #expect(walk.screen.contains(name))
            walk.press(.enter)
            #expect(walk.page == page)
        }
    }

    @Test func aWeakKeyIsCalledWeak() {
        let text =
            "ssh-rsa "
            + "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDLCZfXZM8VQvc4NSeEOJj+OgziFZt+XugAdvxHrnic0GsjMJ5B0H6Qn38/nJS/J4hulrDk"
            + "5QTsYVz/NoeABT4y1xffCASTaIVa4RM5OFai5iaKgdmxcs8cWIk0YwW7RYFsDkc+mhvORm4l3c/XpJny1N+oDEBK7S/cXuTcaxeP"
            + "pQ=="
        var walk = Walk(rows: 40)
        walk.walk(to: .key)
        walk.input(.paste(Paste(text)))
        #expect(walk.screen.contains("RSA 1024 is below today's minimum"))
        #expect(walk.screen.contains("create a"))
    }

    @Test func aCertificateIsNamed() {
        var walk = Walk(rows: 40)
        walk.walk(to: .key)
        walk.input(.paste(Paste(Fixture.certificate)))
        #expect(walk.screen.contains("The certificate around the key is left out."))
    }

    @Test func aLineThatATerminalBrokeIsRepaired() {
        let line = Fixture.rsa.line
        let broken = line.prefix(200) + "\n" + line.dropFirst(200).prefix(300) + "\n" + line.dropFirst(500)
        var walk = Walk(rows: 40)
        walk.walk(to: .key)
        walk.input(.paste(Paste(String(broken))))
        #expect(walk.screen.contains("Joined a wrapped line."))
        walk.press(.escape)
        #expect(walk.screen.contains("Which type of key?"))
    }

    /// The names, addresses and paths that fields are for.
    @Test(arguments: [
        "triton", "~/.ssh/id_ed25519", "https://git.example.org", "data.example.org", "[::1]:22", "MY_DEPLOY_KEY",
        "ana's key", "your-host", "SHA256:abc", "my ssh-rsa key", "host 7", "id_ed25519.pub", "none",
    ])
    func whatMayBeAnAnswerIsPastedAsItIs(_ text: String) {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.input(.paste(Paste(text)))
        #expect(walk.screen.contains("Find  \(text)"), "\(walk.screen)")
    }

    /// Base64 of a file, a body without its lines, hexadecimal digits and dashes of a word processor.
    @Test func aMangledPrivateKeyIsRefused() throws {
        var bytes = Array("openssh-key-v1\0".utf8)
        for name in ["none", "none", ""] { bytes += [0, 0, 0, UInt8(name.utf8.count)] + Array(name.utf8) }
        bytes += [0, 0, 0, 1, 0, 0, 0, 51]
        let rsa =
            "MIICXAIBAAKBgQDLCZfXZM8VQvc4NSeEOJj+OgziFZt+XugAdvxHrnic0GsjMJ5B0H6Qn38/nJS/J4hulrDk5QTsYVz/NoeABT4y1xff"
            + "CASTaIVa4RM5OFai5iaKgdmxcs8cWIk0YwW7RYFsDkc+mhvORm4l3c/XpJny1N+oDEBK7S/cXuTcaxePpQIDAQABAoGAQ0Y3Zm9v"
        let file = "-----BEGIN OPENSSH PRIVATE KEY-----\n" + Base64.encode(bytes) + "\n"
        let texts = [
            Base64.encode(Array(file.utf8)), rsa, hexadecimal(bytes),
            file.replacing("-----", with: "—"), file.replacing("\n", with: "\\n"),
        ]
        for text in texts {
            var walk = Walk()
            walk.walk(to: .key)
            walk.input(.paste(Paste(text)))
            #expect(walk.screen.contains("That is a private key"), "\(text)\n\(walk.screen)")
        }
    }
}

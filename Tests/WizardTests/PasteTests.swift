import SSHKey
import TerminalUI
import Testing

@testable import Wizard
import Support

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
        #expect(walk.screen.contains("1024 bits of RSA: shorter than the 2048"))
        #expect(walk.screen.contains("make a new key"))
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
        #expect(walk.screen.contains("The line was broken and was joined again."))
        walk.press(.escape)
        #expect(walk.screen.contains("Which type of key?"))
    }

    @Test func whatIsNoKeyIsPastedAsItIs() {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.input(.paste(Paste("triton")))
        #expect(walk.screen.contains("Find  triton"))
    }
}

import SSHKey
import Testing

@testable import Services

@Suite struct TritonTests {
    static let shape = CredentialShape(values: ["account": "demo"], signingKey: Sample.rsa)
    static let headers = """
        Accept: application/json
        Accept-Version: ~9||~8
        User-Agent: keywizard
        """
    static let signature =
        #"Authorization: Signature keyId="/demo/keys/fb:41:ca:b3:3d:61:26:b2:b3:09:a7:35:5d:df:0d:19",algorithm="rsa-sha256",signature="<signature>""#

    @Test func aNewKey() {
        var talk = Conversation(.triton, with: Self.shape, at: "https://cloudapi.example.com")
        #expect(
            talk.request == "GET https://cloudapi.example.com/demo/keys?sync=true\n\(Self.headers)\n\(Self.signature)")
        talk.answer(200, #"[{"name":"id_rsa","fingerprint":"x","key":"\#(Sample.rsa.line)\n"}]"#)
        #expect(
            talk.request == """
                POST https://cloudapi.example.com/demo/keys
                \(Self.headers)
                Content-Type: application/json
                \(Self.signature)

                {"name":"laptop","key":"\(Sample.line)"}
                """)
        talk.answer(201, #"{"name":"laptop","fingerprint":"\#(Sample.md5)","key":"\#(Sample.line)\n"}"#)
        #expect(talk.outcome == created(.triton, id: Sample.md5))
        guard case .created(let uploaded) = talk.outcome else { return }
        #expect(
            talk.upload.removal(of: uploaded)?.request.url
                == "https://cloudapi.example.com/demo/keys/" + Sample.md5.split(separator: ":").joined(separator: "%3A")
        )
    }

    @Test func aSubUserSignsWithItsOwnKey() {
        let shape = CredentialShape(values: ["account": "demo", "user": "sub"], signingKey: Sample.rsa)
        let talk = Conversation(.triton, with: shape)
        #expect(talk.request.contains(#"keyId="/demo/users/sub/keys/fb:41:"#))
    }

    @Test func withoutAKeyToSignWithNothingIsSent() {
        let talk = Conversation(.triton, with: CredentialShape(values: ["account": "demo"]))
        #expect(talk.failure?.reason == .missingInput("key to sign with"))
    }

    @Test func aKeyThatCannotSignIsSaidSo() {
        let shape = CredentialShape(values: ["account": "demo"], signingKey: Sample.ecdsa384)
        #expect(Conversation(.triton, with: shape).failure?.reason == .keyCannotSign("ECDSA nistp384"))
    }

    @Test(arguments: [
        Refusal(
            401, #"{"code":"InvalidCredentials","message":"Invalid authorization credentials supplied"}"#,
            .badCredential),
        Refusal(
            400,
            #"{"code":"InvalidHeader","message":"Authorization header invalid: clock skew of 600.086s was greater than 300s"}"#,
            .clockSkew(ahead: nil)),
        Refusal(
            400,
            #"{"code":"InvalidHeader","message":"Authorization header invalid: clock skew of 600.086s was greater than 300s"}"#,
            ["date": "Sat, 21 Nov 2026 01:32:22 GMT"], .clockSkew(ahead: -600)),
        Refusal(
            400,
            #"{"code":"InvalidHeader","message":"Authorization header invalid: ed25519-sha512 is not supported"}"#,
            .badCredential),
        Refusal(409, #"{"code":"InvalidArgument","message":"key is invalid"}"#, .keyRefused),
        Refusal(409, #"{"code":"InvalidArgument","message":"key already exists or is invalid"}"#, .keyRefused),
        Refusal(403, #"{"code":"NotAuthorized","message":"disabled"}"#, .notAllowed),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.triton, with: Self.shape)
        talk.answer(200, "[]")
        talk.answer(refusal.status, refusal.body, refusal.headers)
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test func namesAreVariedBecauseTheServerCannotTell() {
        var talk = Conversation(.triton, with: Self.shape)
        talk.answer(200, #"[{"name":"laptop","fingerprint":"x","key":"\#(Sample.rsa.line)"}]"#)
        #expect(talk.request.contains(#"{"name":"laptop-2","#))
    }
}

import SSHKey
import Testing

@testable import Services

@Suite struct EC2Tests {
    static let shape = CredentialShape(values: ["accessKey": "AKIDEXAMPLE", "region": "us-east-1"])
    static let headers = """
        Accept: application/xml
        User-Agent: keywizard
        Content-Type: application/x-www-form-urlencoded; charset=utf-8
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/<day>/us-east-1/ec2/aws4_request, Signature=<signature>
        """
    static let none =
        #"<DescribeKeyPairsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><keySet/><requestId>r</requestId></DescribeKeyPairsResponse>"#
    static let imported =
        #"<?xml version="1.0" encoding="utf-8"?><ImportKeyPairResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><keyFingerprint>98:ac</keyFingerprint><keyName>laptop</keyName><keyPairId>key-24ca</keyPairId><tagSet/><requestId>request-id</requestId></ImportKeyPairResponse>"#

    static func list(_ items: String...) -> String {
        #"<?xml version="1.0" encoding="utf-8"?><DescribeKeyPairsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><keySet>"#
            + items.joined() + "</keySet><requestId>request-id</requestId></DescribeKeyPairsResponse>"
    }

    static func item(_ name: String, _ key: PublicKey) -> String {
        "<item><keyPairId>key-\(name)</keyPairId><keyType>ed25519</keyType><tagSet/><publicKey>\(key.line)</publicKey>"
            + "<keyName>\(name)</keyName><keyFingerprint>98:ac</keyFingerprint></item>"
    }

    @Test func aNewKeyIsConfirmedByTheList() {
        var talk = Conversation(.ec2, with: Self.shape)
        #expect(
            talk.request == """
                POST https://ec2.us-east-1.amazonaws.com/
                \(Self.headers)

                Action=DescribeKeyPairs&Version=2016-11-15&IncludePublicKey=true
                """)
        talk.answer(200, Self.none)
        // As `printf %s LINE | base64 -w0` says.
        let material =
            "c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSUxLM3JuT1pIVFFPK0ZOTHdkSjVHY3hNbktWazVoU1JqdWdhUGx5NmJ6ZzIgbWVAbGFwdG9w"
        #expect(
            talk.request == """
                POST https://ec2.us-east-1.amazonaws.com/
                \(Self.headers)

                Action=ImportKeyPair&Version=2016-11-15&KeyName=laptop&PublicKeyMaterial=\(material)
                """)
        talk.answer(200, Self.imported)
        #expect(talk.upload.phase == .confirming)
        talk.answer(200, Self.list(Self.item("other", Sample.other), Self.item("laptop", Sample.ed25519)))
        #expect(talk.outcome == created(.ec2, id: "key-laptop"))
    }

    @Test func theMaterialIsEncodedTwice() {
        var talk = Conversation(.ec2, Sample.rsa, name: "a b+c/d", with: Self.shape)
        talk.answer(200, Self.none)
        let body = talk.request.split(separator: "\n").last ?? ""
        #expect(body.contains("KeyName=a%20b%2Bc%2Fd&"))
        #expect(body.hasSuffix("PublicKeyMaterial=" + percentEncoded(base64(Array(Sample.rsa.line.utf8)))))
        #expect(!body.dropFirst(60).contains("+") && !body.contains("/"))
    }

    @Test func aKeyThatIsThereIsFound() {
        var talk = Conversation(.ec2, with: Self.shape)
        talk.answer(200, Self.list(Self.item("old", Sample.ed25519)))
        #expect(talk.outcome == alreadyThere(.ec2, name: "old", id: "key-old"))
    }

    @Test func aKeyThatIsNotInTheListAfterwardsIsNotConfirmed() {
        var talk = Conversation(.ec2, with: Self.shape)
        talk.answer(200, Self.none)
        talk.answer(200, Self.imported)
        talk.answer(200, Self.none)
        #expect(talk.failure?.reason == .notConfirmed)
    }

    static func error(_ code: String, _ message: String = "words") -> String {
        #"<?xml version="1.0" encoding="utf-8"?><Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><Errors><Error><Code>\#(code)</Code><Message>\#(message)</Message></Error></Errors><RequestID>request-id</RequestID></Response>"#
    }

    @Test(arguments: [
        Refusal(400, error("InvalidKey.Format", "Key is not in valid OpenSSH public key format"), .keyRefused),
        Refusal(400, error("InvalidKeyPair.Format"), .keyRefused),
        Refusal(
            401,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<ErrorResponse><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message><Type>Sender</Type></Error></Errors></ErrorResponse>",
            .badCredential),
        Refusal(403, error("UnauthorizedOperation"), .missingScope(nil)),
        Refusal(403, error("AccessDenied"), .missingScope(nil)),
        Refusal(400, error("RequestExpired"), .clockSkew(ahead: nil)),
        Refusal(
            401, error("AuthFailure"), ["date": "Sat, 21 Nov 2026 01:12:22 GMT"], .clockSkew(ahead: 600)),
        Refusal(
            401, error("AuthFailure"), ["date": "Sat, 21 Nov 2026 02:22:22 GMT"], .clockSkew(ahead: -3600)),
        Refusal(401, error("AuthFailure"), ["date": "Sat, 21 Nov 2026 01:22:00 GMT"], .badCredential),
        Refusal(400, error("ExpiredToken"), .expiredCredential),
        Refusal(503, error("RequestLimitExceeded"), .rateLimit(seconds: nil)),
        Refusal(500, "<html>oops", .serverFailed(status: 500)),
    ])
    func refusals(_ refusal: Refusal) {
        var talk = Conversation(.ec2, with: Self.shape)
        talk.answer(200, Self.none)
        talk.answer(refusal.status, refusal.body, refusal.headers)
        if talk.outcome == nil { talk.answer(200, Self.none) }
        #expect(talk.failure?.reason == refusal.reason)
    }

    @Test func theClockIsToldByHowMuch() {
        var talk = Conversation(.ec2, with: Self.shape)
        talk.answer(401, Self.error("AuthFailure"), ["date": "Sat, 21 Nov 2026 01:12:22 GMT"])
        #expect(talk.failure?.message == "this computer's clock is 10 min ahead of Amazon EC2's")
    }

    @Test func aTakenNameIsVaried() {
        var talk = Conversation(.ec2, with: Self.shape)
        talk.answer(200, Self.none)
        talk.answer(400, Self.error("InvalidKeyPair.Duplicate", "The keypair 'laptop' already exists."))
        #expect(talk.request.contains("KeyName=laptop-2&"))
    }

    @Test(arguments: [
        (Sample.ecdsa, "Amazon EC2 doesn't accept ECDSA keys"),
        (Sample.rsa3072, "Amazon EC2 doesn't accept RSA keys of 3072 bits"),
    ])
    func keysThatItDoesntTakeAreNotSent(_ key: PublicKey, _ message: String) {
        #expect(Conversation(.ec2, key, with: Self.shape).outcome?.message == message)
    }

    @Test func anAddressOfOnesOwn() {
        let talk = Conversation(.ec2, with: Self.shape, at: "http://127.0.0.1:15900")
        #expect(talk.request.hasPrefix("POST http://127.0.0.1:15900/\n"))
    }
}

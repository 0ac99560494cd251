import FoundationEssentials
import Secrecy
import Testing

@testable import Services

@Suite struct SigV4Tests {
    static let secret = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".utf8)
    /// 20150830T123600Z, the time of the published test suite.
    static let time = 1_440_938_160

    static func authorization(
        _ request: HTTPRequest, service: String = "service", sessionToken: Secret? = nil
    ) throws -> String? {
        try SigV4.headers(
            for: request, scope: .init(accessKey: "AKIDEXAMPLE", region: "us-east-1", service: service),
            secretKey: secret, sessionToken: sessionToken, at: time
        ).first { $0.name == "Authorization" }?.value.plainText
    }

    /// Vectors of AWS's published test suite (aws-sig-v4-test-suite).
    @Test(arguments: [
        (HTTPRequest.Method.get, "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (.post, "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (.get, "?Param1=value1&Param2=value2", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        (.get, "?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ])
    func publishedVectors(_ method: HTTPRequest.Method, _ query: String, _ signature: String) throws {
        let request = HTTPRequest(method, "https://example.amazonaws.com/" + query)
        #expect(
            try Self.authorization(request)
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=" + signature)
    }

    @Test func theTokenOfTemporaryCredentialsIsSignedButNotShown() throws {
        let request = HTTPRequest(.get, "https://example.amazonaws.com/")
        let headers = try SigV4.headers(
            for: request, scope: .init(accessKey: "AKIDEXAMPLE", region: "us-east-1", service: "service"),
            secretKey: Self.secret, sessionToken: Secret("TOKEN".utf8), at: Self.time)
        #expect(headers.map(\.name) == ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"])
        #expect(headers[1].value.withoutSecrets == "<session token>")
        #expect(headers[2].value.plainText?.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,") == true)
    }

    @Test func aBodyWithASecretCannotBeSigned() {
        let request = HTTPRequest(.post, "https://x/", body: Template([.secret(.token)]))
        #expect(throws: SigningError.unsignable("a body with a secret in it")) { try Self.authorization(request) }
    }

    /// botocore (Debian's python3-botocore), which signs for the AWS command line, makes the same signatures.
    @Test(
        .enabled(if: PythonModule.botocore.isInstalled, "python3-botocore is not installed"),
        arguments: [
            ("https://ec2.us-east-1.amazonaws.com/", "Action=DescribeKeyPairs&Version=2016-11-15", nil),
            ("http://127.0.0.1:15900/", "Action=ImportKeyPair&KeyName=a%20b&PublicKeyMaterial=c3No%2B%2F%3D", nil),
            ("https://ec2.us-east-1.amazonaws.com/", "Action=DescribeKeyPairs", "FwoGZXIvYXdzEXAMPLE//token=="),
            ("https://example.amazonaws.com/a/b%20c/?z=1&a=%2F&b", "", nil),
        ] as [(String, String, String?)])
    func botocoreSignsTheSame(_ url: String, _ body: String, _ token: String?) throws {
        let type = "application/x-www-form-urlencoded; charset=utf-8"
        let request = HTTPRequest(
            .post, url, headers: [.init("Content-Type", Template([.text(type)]))], body: Template([.text(body)]))
        let ours = try Self.authorization(request, service: "ec2", sessionToken: token.map { Secret($0.utf8) })
        let theirs = try PythonModule.botocore.run(
            """
            import sys, datetime
            from botocore import auth, awsrequest, credentials
            class Fixed(datetime.datetime):
                @classmethod
                def utcnow(cls): return cls(2015, 8, 30, 12, 36, 0)
            auth.datetime.datetime = Fixed
            # Newer ones ask a function of their own for the time.
            auth.get_current_datetime = Fixed.utcnow
            url, body, content_type, token = sys.argv[1:5]
            request = awsrequest.AWSRequest('POST', url, headers={'Content-Type': content_type}, data=body)
            found = credentials.Credentials(
                'AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', token or None)
            auth.SigV4Auth(found, 'ec2', 'us-east-1').add_auth(request)
            print(request.headers['Authorization'])
            """, [url, body, type, token ?? ""])
        #expect(ours == theirs)
    }
}

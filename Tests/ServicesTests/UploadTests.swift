import SSHKey
import Testing

@testable import Services
@testable import Support

@Suite struct UploadTests {
    @Test(arguments: [
        (
            HTTPFailure.nameNotResolved(host: "api.github.com"),
            "GitHub: couldn't resolve api.github.com; this computer may be offline"
        ),
        (.noConnection(host: "api.github.com", reason: "refused"), "GitHub: no connection to api.github.com: refused"),
        (.timedOut(seconds: 30), "GitHub didn't answer within 30 seconds"),
        (
            .notTrusted(host: "api.github.com", reason: "self-signed"),
            "GitHub: the connection to api.github.com isn't trusted: self-signed"
        ),
        (.proxy("refused"), "GitHub can't be reached through the proxy: refused"),
        (.cutOff, "the answer of GitHub was cut off"),
        (.tooLarge(limit: 1_048_576), "the answer of GitHub is longer than 1 MiB"),
        (.notEncrypted(url: "http://x"), "GitHub: http://x isn't encrypted"),
        (.cancelled, "canceled"),
    ])
    func noAnswer(_ failure: HTTPFailure, _ message: String) {
        var talk = Conversation(.gitHub)
        talk.answer(failure)
        #expect(talk.failure?.reason == .network(failure))
        #expect(talk.failure?.message == message)
        #expect(talk.failure?.remedies.first == .retry)
    }

    @Test(arguments: [
        (200, "<!DOCTYPE html><html>welcome to the hotel</html>"), (200, ""), (404, "<html>"), (200, "[{"),
    ])
    func aPageIsNoAnswer(_ status: Int, _ body: String) {
        var talk = Conversation(.digitalOcean)
        talk.answer(status, body)
        #expect(talk.failure?.reason == .notAnAnswer(status: status))
        #expect(talk.failure?.hint?.contains("proxy") == true)
    }

    @Test(arguments: [500, 502, 503, 504]) func theServersOwnProblems(_ status: Int) {
        var talk = Conversation(.linode)
        talk.answer(status, "<html>")
        #expect(talk.failure?.reason == .serverFailed(status: status))
    }

    @Test func redirectsAreNotFollowed() {
        var talk = Conversation(.vultr)
        talk.answer(302, "", ["location": "https://elsewhere.example/"])
        #expect(talk.failure?.reason == .redirected(to: "https://elsewhere.example/"))
    }

    @Test(arguments: [
        (["retry-after": "120"], 120), (["retry-after": "Sat, 21 Nov 2026 01:24:22 GMT"], 120),
        (["x-ratelimit-reset": "\(Conversation.now + 45)"], 45), (["retry-after": "-5"], 0),
        (["retry-after": "99999999999"], 86400),
        // The server's own clock counts when it tells it.
        (["date": "Sat, 21 Nov 2026 01:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 01:00:10 GMT"], 10),
    ])
    func theWaitOfARateLimit(_ headers: [String: String], _ seconds: Int) {
        var talk = Conversation(.gitHub)
        talk.answer(429, "", headers)
        #expect(talk.failure?.reason == .rateLimit(seconds: seconds))
    }

    @Test func wordsOfAServerAreMadeFitToShow() {
        var talk = Conversation(.digitalOcean)
        let words = #"\u001b]0;owned\u0007\u202etxt\n\r  of\t\ta server "# + String(repeating: "x", count: 1000)
        talk.answer(400, #"{"message":"\#(words)"}"#)
        let said = talk.failure?.said ?? ""
        #expect(said.hasPrefix("]0;owned txt of a server xxx"))
        #expect(said.count <= 301)
        #expect(said.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{202E}" })
    }

    @Test func aNameFromTheListIsMadeFitToShow() {
        var talk = Conversation(.gitHub)
        talk.answer(200, #"[{"id":1,"title":"a\u001b[31mb","key":"\#(Sample.line)"}]"#)
        #expect(talk.outcome == alreadyThere(.gitHub, name: "a\u{1B}[31mb", id: "1"))
        #expect(talk.outcome?.message == #"GitHub has this key already, under the name “a\u{1B}[31mb”"#)
    }

    @Test(arguments: [
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg2", true),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg2 another comment\n", true),
        ("no-pty ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg2", true),
        ("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg2", false),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg3", false),
        ("AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg2", false),
        ("", false),
    ])
    func keysAreComparedByTypeAndBlob(_ text: String, _ isSame: Bool) {
        let entry = ListedKey(["key": .string(text)], KeyFields(key: "key", fingerprint: "fingerprint"))
        // Without a text nothing is known.
        #expect(entry.likeness(to: Sample.ed25519) == (isSame ? .same : text.isEmpty ? .unknown : .different))
    }

    @Test(arguments: [
        (Sample.sha256, true), (Sample.sha256 + "=", true), ("256 \(Sample.sha256) me (ED25519)", true),
        (Sample.md5, true), (Sample.md5.uppercased(), true), ("256 MD5:\(Sample.md5) (ssh-ed25519)", true),
        ("SHA256:AA2MAlNrkJgCw8iMOu", false), ("48:54:9d:d7:47:32:27:cc:9b:a2:1f:52:75:a9:bb:4b", false),
    ])
    func keysAreComparedByFingerprint(_ text: String, _ isSame: Bool) {
        let entry = ListedKey(["fingerprint": .string(text)], KeyFields(fingerprint: "fingerprint"))
        #expect(entry.likeness(to: Sample.ed25519) == (isSame ? .same : .different))
    }

    /// Compared with what the sample's file says, which ssh-keygen printed.
    @Test func theFingerprintIsThatOfSSHKeygen() {
        #expect(Sample.ed25519.fingerprint(.sha256) == Sample.sha256)
        #expect(Sample.ed25519.fingerprint(.md5) == "MD5:" + Sample.md5)
    }

    @Test func anotherKeyInTheAnswerIsNoSuccess() {
        var talk = Conversation(.gitHub)
        talk.answer(200, "[]")
        talk.answer(201, #"{"id":1,"title":"laptop","key":"\#(Sample.other.line)"}"#)
        #expect(talk.failure?.reason == .notConfirmed)
    }

    @Test func aListThatNeverEndsDoes() {
        var talk = Conversation(.gitHub)
        var pages = 0
        while case .send(let request, _) = talk.upload.step, request.method == .get, pages < 1000 {
            talk.answer(200, #"[{"id":1,"title":"a","key":"x"}]"#, ["link": #"<https://x>; rel="next""#])
            pages += 1
        }
        #expect(pages == 50)
        #expect(talk.request.hasPrefix("POST "))
    }

    @Test func aKeyWithoutACommentGetsItsNameAsOne() {
        var key = Sample.ed25519
        key.comment = ""
        var talk = Conversation(.gitHub, key, name: "laptop")
        talk.answer(200, "[]")
        #expect(talk.request.hasSuffix(#""key":"\#(key.line) laptop"}"#))
    }

    @Test func theCommentIsTheNameUnlessOneIsGiven() {
        #expect(Conversation(.gitHub, name: nil).upload.proposedName == "me@laptop")
        #expect(Conversation(.gitHub, name: "  ").upload.proposedName == "me@laptop")
        #expect(Conversation(.gitHub, name: "x").upload.proposedName == "x")
    }

    @Test(arguments: [
        "\u{202E}a\"b\\c", "naïve 鍵", "a\u{1}b",
    ])
    func namesAreEscapedInJSON(_ name: String) throws {
        var talk = Conversation(.digitalOcean, name: name)
        talk.answer(200, #"{"ssh_keys":[]}"#)
        guard case .send(let request, _) = talk.upload.step, let body = request.body?.plainText else {
            Issue.record("no request")
            return
        }
        #expect(JSON.parse(Array(body.utf8))?["name"]?.text == talk.upload.proposedName)
    }

    @Test(arguments: [
        (Service.gitHub, Sample.rsa1024, "GitHub doesn't accept RSA keys of 1024 bits"),
        (.azureDevOps, Sample.ed25519, "Azure DevOps has no API for keys"),
    ])
    func whatCannotGoIsNotSent(_ service: Service, _ key: PublicKey, _ message: String) {
        #expect(Conversation(service, key).failure?.message == message)
    }

    @Test(arguments: [
        "git example com", "http://", "https://user@git.example.com", "git.example.com?x=1", "ftp://x", "x#y",
    ])
    func addressesThatAreNone(_ address: String) {
        // What is before an @ may be a password.
        let shown = address.split(separator: "@").count > 1 ? "…@git.example.com" : address
        #expect(Conversation(.gitea, at: address).failure?.reason == .badAddress(shown))
    }

    @Test func inputsAreOneLineOfText() {
        let shape = CredentialShape(values: ["project": "a\r\nX-Evil: 1"])
        #expect(
            Conversation(.scaleway, with: shape).failure?.reason
                == .badInput("project ID", expected: "one line of printable characters"))
        let choice = CredentialShape(values: ["use": "../../admin"])
        #expect(
            Conversation(.gitHub, with: choice).failure?.reason
                == .badInput("use of the key", expected: "keys or ssh_signing_keys"))
    }

    @Test func answersAfterTheEndChangeNothing() {
        var talk = Conversation(.gitHub)
        talk.answer(HTTPFailure.cutOff)
        let end = talk.upload
        talk.upload.receive(.success(HTTPResponse(status: 200)), at: 0)
        talk.upload.waited()
        #expect(talk.upload == end)
    }

    @Test func aDryRunShowsEveryRequest() {
        let talk = Conversation(.bitbucket, with: CredentialShape(values: ["email": "me@example.com"]))
        let texts = talk.upload.preview.map { $0.request.dryRun($0.authentication) }
        #expect(texts.count == 3)
        #expect(texts[0].hasPrefix("GET https://api.bitbucket.org/2.0/user\n"))
        #expect(
            texts[1].hasPrefix("GET https://api.bitbucket.org/2.0/users/uuid-from-the-answer/ssh-keys?pagelen=100\n"))
        #expect(texts[2].hasSuffix("\n\n" + #"{"key":"\#(Sample.line)","label":"laptop"}"#))
        #expect(texts.allSatisfy { $0.contains("Authorization: Basic <token>") })
    }

    @Test func aDryRunOfOpenStackLeavesTheAddressOpen() {
        let talk = Conversation(.openStack, with: OpenStackTests.password, at: "cloud.example.com:5000")
        let texts = talk.upload.preview.map { $0.request.dryRun($0.authentication) }
        #expect(texts[0].contains(#""password":"<password>""#))
        #expect(texts.last?.hasPrefix("POST <address-from-the-answer>/os-keypairs\n") == true)
    }
}

@Suite struct NameRuleTests {
    @Test(
        arguments: [
            ("laptop", [], "laptop"), ("laptop", ["laptop"], "laptop-2"),
            ("laptop", ["laptop", "laptop-2", "laptop-3"], "laptop-4"), ("", [], "keywizard"),
            (" a  b ", [], "a b"), ("a\u{7}b", [], "a b"),
        ] as [(String, Set<String>, String)])
    func namesAreFreeAndVisible(_ wanted: String, _ taken: Set<String>, _ name: String) {
        #expect(NameRule(isUnique: true).name(for: wanted, taken: taken) == name)
    }

    @Test func variedNamesKeepTheirLength() {
        let long = String(repeating: "x", count: 99)
        let rule = NameRule(isUnique: true, longest: 16)
        #expect(rule.name(for: long) == String(repeating: "x", count: 16))
        #expect(rule.name(for: long, taken: [rule.name(for: long)]) == String(repeating: "x", count: 14) + "-2")
    }

    @Test func charactersThatAreNotTakenAreReplaced() {
        #expect(NameRule(punctuation: "_- ").name(for: "me@host.example") == "me_host_example")
        #expect(NameRule(punctuation: "@._- ").name(for: "mé@host/1") == "m_@host_1")
    }

    @Test func takenNamesMatterOnlyWhereTheyMustDiffer() {
        #expect(NameRule().name(for: "a", taken: ["a"]) == "a")
    }
}

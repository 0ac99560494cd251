import SSHKey
import Support
import Testing

@testable import Services

/// A key leaves a service. The answers have the members of those in ForgeTests.
@Suite struct KeyRemovalTests {
    private struct Talk {
        var removal: KeyRemoval
        private(set) var requests: [String] = []

        init(_ service: Service = .gitHub) { removal = KeyRemoval(of: Sample.ed25519, from: service) }

        mutating func answer(_ status: Int, _ body: String = "", _ headers: [String: String] = [:]) {
            guard case .send(let request, _) = removal.step else {
                Issue.record("no request waits: \(removal.step)")
                return
            }
            requests.append("\(request.method.rawValue) \(request.url)")
            removal.receive(
                .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8))), at: Conversation.now)
        }

        var outcome: KeyRemoval.Outcome? {
            if case .finished(let outcome) = removal.step { outcome } else { nil }
        }
    }

    private static let both =
        #"[{"id":3,"title":"other","key":"\#(Sample.other.line)"},{"id":7,"title":"laptop","key":"\#(Sample.line)"}]"#
    private static let other = #"[{"id":3,"title":"other","key":"\#(Sample.other.line)"}]"#

    @Test func itsIdIsDeletedAndTheListConfirmsIt() {
        var talk = Talk()
        talk.answer(200, Self.both)
        talk.answer(204)
        talk.answer(200, Self.other)
        let key = UploadedKey(service: "GitHub", name: "laptop", id: "7", fingerprint: Sample.sha256)
        #expect(talk.outcome == .removed([key]))
        #expect(
            talk.requests == [
                "GET https://api.github.com/user/keys?per_page=100",
                "DELETE https://api.github.com/user/keys/7",
                "GET https://api.github.com/user/keys?per_page=100",
            ])
    }

    @Test func whereItIsNotNothingIsSent() {
        var talk = Talk()
        talk.answer(200, Self.other)
        #expect(talk.outcome == .notThere && talk.requests.count == 1)
    }

    @Test func aListThatIsBehindIsAskedAgain() {
        var talk = Talk()
        talk.answer(200, Self.both)
        talk.answer(204)
        talk.answer(200, Self.both)
        guard case .wait = talk.removal.step else {
            Issue.record("\(talk.removal.step)")
            return
        }
        talk.removal.waited()
        talk.answer(200, Self.other)
        guard case .removed? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
    }

    @Test func whatStaysInTheListIsNotCalledRemoved() {
        var talk = Talk()
        talk.answer(200, Self.both)
        talk.answer(204)
        for _ in 0..<10 {
            talk.removal.waited()
            talk.answer(200, Self.both)
        }
        guard case .failed(let failure)? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
        #expect(failure.reason == .stillThere && failure.message == "GitHub still lists the key")
    }

    /// A token that may read and not delete is told so: GitHub finds nothing to delete then.
    @Test func aTokenWithoutTheScopeIsTold() {
        var talk = Talk()
        talk.answer(200, Self.both)
        talk.answer(404, #"{"message":"Not Found"}"#, ["x-accepted-oauth-scopes": "admin:public_key"])
        talk.answer(200, Self.both)
        guard case .failed(let failure)? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
        #expect(failure.reason == .missingScope("admin:public_key"))
    }

    /// Adding a key and removing one are rights of their own there.
    @Test(arguments: [
        (Service.digitalOcean, "ssh_key:delete", 403, #"{"id":"forbidden","message":"You are not authorized"}"#)
    ]) func theRightToRemoveIsNamed(service: Service, right: String, status: Int, body: String) {
        var talk = Talk(service)
        talk.answer(200, #"{"ssh_keys":[{"id":7,"name":"laptop","public_key":"\#(Sample.line)"}],"links":{}}"#)
        talk.answer(status, body)
        guard case .failed(let failure)? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
        // The answer speaks of no scope: that it may be one is advice.
        #expect(failure.reason == .notAllowed, "\(failure.message)")
        #expect(failure.hint?.contains("it needs \(right)") == true, "\(failure.hint ?? "")")
    }

    @Test func anEarlierRemovalCounts() {
        var talk = Talk()
        talk.answer(200, Self.both)
        talk.answer(404, #"{"message":"Not Found"}"#)
        talk.answer(200, Self.other)
        guard case .removed? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
    }

    @Test func aRefusalIsSaid() {
        var talk = Talk()
        talk.answer(401, #"{"message":"Bad credentials"}"#)
        guard case .failed(let failure)? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
        #expect(failure.reason == .badCredential)
    }

    /// Keystone's token comes first, and Nova names a key by its name.
    @Test func novaDeletesByName() {
        var talk = Talk()
        talk.removal = KeyRemoval(
            of: Sample.ed25519, from: .openStack, with: OpenStackTests.password, address: "http://127.0.0.1:15000/v3")
        talk.answer(201, OpenStackTests.catalog)
        talk.answer(
            200,
            #"{"keypairs": [{"keypair": {"name": "me@host.lan", "public_key": "\#(Sample.line)", "fingerprint": "\#(Sample.md5)", "type": "ssh"}}]}"#
        )
        guard case .send(let request, _) = talk.removal.step else {
            Issue.record("\(talk.removal.step)")
            return
        }
        #expect(request.method == .delete)
        #expect(request.url == "http://127.0.0.1:18774/v2.1/os-keypairs/me%40host.lan")
    }

    /// Nova's ids are names. Of two that look the same, the key of the one is deleted by exactly its own.
    @Test(arguments: [
        ("work  key", "work%20%20key", #"work\u{20}\u{20}key"#),
        (" work key", "%20work%20key", #"\u{20}work key"#),
        ("work\u{A0}key", "work%C2%A0key", #"work\u{A0}key"#),
        ("work\u{202E}key", "work%E2%80%AEkey", #"work\u{202E}key"#),
        ("work\tkey", "work%09key", #"work\u{9}key"#),
    ]) func anIdIsDeletedToTheByte(name: String, encoded: String, shown: String) {
        var talk = Talk()
        talk.removal = KeyRemoval(
            of: Sample.ed25519, from: .openStack, with: OpenStackTests.password, address: "http://127.0.0.1:15000/v3")
        func pair(_ name: String, _ key: PublicKey) -> JSON {
            ["keypair": ["name": .string(name), "public_key": .string(key.line)]]
        }
        func list(_ pairs: [JSON]) -> String { (["keypairs": .array(pairs)] as JSON).written }
        talk.answer(201, OpenStackTests.catalog)
        talk.answer(200, list([pair("work key", Sample.other), pair(name, Sample.ed25519)]))
        talk.answer(202)
        #expect(talk.requests.last == "DELETE http://127.0.0.1:18774/v2.1/os-keypairs/" + encoded)
        talk.answer(201, OpenStackTests.catalog)
        talk.answer(200, list([pair("work key", Sample.other)]))
        guard case .removed(let keys)? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
        #expect(keys.map(\.id) == [name])
        #expect(talk.outcome?.message(at: "OpenStack") == "removed the old key “\(shown)” from OpenStack")
    }

    /// An id longer than what is shown of it isn't cut off.
    @Test func aLongIdIsDeletedWhole() {
        let name = String(repeating: "a", count: 400)
        var talk = Talk()
        talk.removal = KeyRemoval(
            of: Sample.ed25519, from: .openStack, with: OpenStackTests.password, address: "http://127.0.0.1:15000/v3")
        talk.answer(201, OpenStackTests.catalog)
        talk.answer(200, #"{"keypairs": [{"keypair": {"name": "\#(name)", "public_key": "\#(Sample.line)"}}]}"#)
        talk.answer(202)
        #expect(talk.requests.last == "DELETE http://127.0.0.1:18774/v2.1/os-keypairs/" + name)
    }

    /// No address can hold these two: curl and servers take them for the list and for what is above it.
    @Test(arguments: [".", ".."]) func anIdThatIsNoNameInAnAddressIsNotSent(name: String) {
        var talk = Talk()
        talk.removal = KeyRemoval(
            of: Sample.ed25519, from: .openStack, with: OpenStackTests.password, address: "http://127.0.0.1:15000/v3")
        talk.answer(201, OpenStackTests.catalog)
        talk.answer(200, #"{"keypairs": [{"keypair": {"name": "\#(name)", "public_key": "\#(Sample.line)"}}]}"#)
        guard case .failed(let failure)? = talk.outcome else {
            Issue.record("\(talk.removal.step)")
            return
        }
        #expect(failure.message.contains("id that an address can hold"), "\(failure.message)")
    }
}

extension JSON {
    /// As a server writes it.
    fileprivate var written: String {
        switch self {
        case .string(let text): "\"" + JSON.escaped(text) + "\""
        case .array(let items): "[" + items.map(\.written).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\"\($0.name)\":" + $0.value.written }.joined(separator: ",") + "}"
        default: text ?? "null"
        }
    }
}

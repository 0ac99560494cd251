import SSHKey
import Secrecy
import Testing

@testable import Services

/// Requests that a real ssh-agent signs, or a key out of its file, checked by two implementations that aren't ours: Joyent's own (Debian's
/// node-http-signature, with node-sshpk) and Debian's python3-httpsig (with python3-cryptography, where it knows RSA only).
@Suite struct HTTPSignatureTests {
    static let keys = [
        ("rsa", "rsa", 2048), ("ecdsa256", "ecdsa", 256), ("ecdsa521", "ecdsa", 521),
        ("ed25519", "ed25519", 256),
    ]
    /// Where the key that signs is.
    enum Place: CaseIterable { case agent, file }

    static let request = HTTPRequest(.post, "https://cloudapi.example.com/demo/keys?sync=true")

    /// Date and Authorization of the request, signed by a key in the agent, or in the file that the agent had it from.
    static func headers(
        _ name: String, in agent: SigningAgent, _ place: Place = .agent
    ) throws -> (date: String, authorization: String) {
        let file = try KeyFile.read(
            Secret(try Program.run("/bin/cat", [agent.folder + "/" + name]).utf8), passphrase: nil)
        let privateKey = try file.openedPrivateKey()
        let key = try agent.publicKey(name)
        let signer = try #require(HTTPSignature.Signer(account: "demo", key: key))
        let headers = try HTTPSignature.headers(for: request, by: signer, at: Conversation.now) {
            bytes, algorithm throws(SigningError) in
            let blob: [UInt8]
            do {
                if place == .file { return try privateKey.signature(of: bytes) }
                blob = try agent.sign(bytes, with: key, flags: key.type == .rsa ? AgentSignature.rsaSHA256Flag : 0)
            } catch {
                throw .refused("\(error)")
            }
            return try AgentSignature.httpSignature(blob, algorithm: algorithm)
        }
        #expect(headers.map(\.name) == ["Date", "Authorization"])
        return (headers[0].value.plainText ?? "", headers[1].value.plainText ?? "")
    }

    @Test(
        .enabled(if: NodeModule.httpSignature.isInstalled, "node-http-signature is not installed"), arguments: keys,
        Place.allCases)
    func joyentsOwnImplementationAgrees(_ key: (name: String, type: String, bits: Int), _ place: Place) throws {
        let (name, type, bits) = key
        let agent = try SigningAgent([(name, type, bits)])
        // ECDSA signatures differ each time: a first byte of 0x80 and more, and a short number, both have to come by.
        for _ in 0..<(type == "ecdsa" ? 8 : 1) {
            let (date, authorization) = try Self.headers(name, in: agent, place)
            // 1.3.6 knows no Ed25519 in the header; its key library does.
            let verdict = try NodeModule.httpSignature.run(
                """
                const [file, date, authorization] = process.argv.slice(1);
                const sshpk = require('sshpk'), fs = require('fs');
                const key = sshpk.parseKey(fs.readFileSync(file), 'ssh');
                if (key.type === 'ed25519') {
                    const fields = Object.fromEntries([...authorization.matchAll(/(\\w+)="([^"]*)"/g)].map(m => m.slice(1)));
                    const verify = key.createVerify('sha512');
                    verify.update('(request-target): post /demo/keys?sync=true\\ndate: ' + date);
                    const signature = sshpk.parseSignature(Buffer.from(fields.signature, 'base64'), 'ed25519', 'asn1');
                    console.log(verify.verify(signature));
                } else {
                    const parsed = module_.parseRequest(
                        {method: 'POST', url: '/demo/keys?sync=true', headers: {date, authorization}}, {clockSkew: 1e9});
                    console.log(module_.verifySignature(parsed, key) && parsed.keyId);
                }
                """, [agent.folder + "/\(name).pub", date, authorization])
            let keyID = "/demo/keys/" + (try agent.publicKey(name).fingerprint(.md5).dropFirst(4))
            #expect(verdict == (type == "ed25519" ? "true" : keyID))
        }
    }

    @Test(
        .enabled(if: PythonModule.httpsig.isInstalled, "python3-httpsig is not installed"), arguments: keys,
        Place.allCases)
    func httpsigAgrees(_ key: (name: String, type: String, bits: Int), _ place: Place) throws {
        let (name, type, bits) = key
        let agent = try SigningAgent([(name, type, bits)])
        let (date, authorization) = try Self.headers(name, in: agent, place)
        let verdict = try PythonModule.httpsig.run(
            """
            import base64, sys
            from cryptography.hazmat.primitives import hashes, serialization
            from cryptography.hazmat.primitives.asymmetric import ec
            from httpsig.utils import generate_message, parse_authorization_header
            file, date, authorization = sys.argv[1:4]
            headers = {'date': date, 'authorization': authorization}
            key = serialization.load_ssh_public_key(open(file, 'rb').read())
            fields = parse_authorization_header(authorization)[1]
            if fields['algorithm'].startswith('rsa'):
                pem = key.public_bytes(
                    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
                print(httpsig.HeaderVerifier(headers, pem, ['(request-target)', 'date'], 'POST', '/demo/keys?sync=true').verify())
            else:
                text = generate_message(fields['headers'].split(), headers, None, 'POST', '/demo/keys?sync=true')
                signature = base64.b64decode(fields['signature'])
                sizes = {'ecdsa-sha256': hashes.SHA256(), 'ecdsa-sha512': hashes.SHA512()}
                if fields['algorithm'] in sizes:
                    key.verify(signature, text, ec.ECDSA(sizes[fields['algorithm']]))
                else:
                    key.verify(signature, text)
                print(True)
            """, [agent.folder + "/\(name).pub", date, authorization])
        #expect(verdict == "True")
    }

    @Test func theSigningStringIsRequestLineAndDate() throws {
        #expect(
            try HTTPSignature.signingString(for: Self.request, date: HTTPDate.text(Conversation.now))
                == Array(
                    "(request-target): post /demo/keys?sync=true\ndate: Sat, 21 Nov 2026 01:22:22 GMT".utf8))
    }

    @Test(arguments: 0..<10) func damagedSignaturesAreRefused(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let number: [UInt8] = [0, 0, 0, 33, 0] + [UInt8](repeating: 0xFF, count: 32)
        let blob = [0, 0, 0, 19] + Array("ecdsa-sha2-nistp256".utf8) + [0, 0, 0, 74] + number + number
        let der = try AgentSignature.httpSignature(blob, algorithm: .ecdsaSHA256)
        #expect(der.prefix(4) == [0x30, 0x46, 0x02, 0x21])
        for _ in 0..<200 {
            let changed = random.mutated(blob)
            let result = try? AgentSignature.httpSignature(changed, algorithm: .ecdsaSHA256)
            // What is still a pair of numbers is at most as long.
            #expect((result?.count ?? 0) <= 3 + 2 * 69)
        }
    }

    @Test(
        arguments: [
            [], [0, 0, 0, 1], [0, 0, 0, 255, 1], [255, 255, 255, 255],
            [0, 0, 0, 7] + Array("ssh-rsa".utf8) + [0, 0, 0, 1, 1],
            [0, 0, 0, 12] + Array("rsa-sha2-256".utf8) + [0, 0, 0, 1, 1, 9],
        ] as [[UInt8]])
    func otherSignaturesAreRefused(_ blob: [UInt8]) {
        #expect(throws: SigningError.badSignature) { try AgentSignature.httpSignature(blob, algorithm: .rsaSHA256) }
    }
}

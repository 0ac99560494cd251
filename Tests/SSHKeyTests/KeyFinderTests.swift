import Secrecy
import Testing

@testable import SSHKey

/// Any key, however it was mangled on the way.
struct KeyFinderTests {
    // MARK: What people sent

    /// What is to be named in each input that is refused.
    private static let refusals = [
        "c14d-vandyke-private": "SecureCRT", "f03b-p7-der": "PKCS#7", "f07b-wireguard-conf": "WireGuard",
        "f12c-git-crypt": "git-crypt", "f16-git-lfs": "Git LFS", "f18d-unexpanded": "a variable that was not filled in",
        "f18g-putty-session": "settings of PuTTY", "p14b-cisco-running": "a hash of a key",
        "p20b-md5-fingerprint": "a fingerprint (MD5)", "p20f-path": "a path",
        "p21-placeholder": "with dots in place of the rest",
    ]
    /// Keys that are read where a refusal would do, and those that `passphrase` refuses to write again.
    private static let better = [
        "k05b-ppk-utf8-resaved", "t27e-k8s-data", "d01-dotenv", "d03-text-after-key", "d05-text-after-ppk",
    ]

    @Test(arguments: KeyFileCase.all) func whatPeopleSent(_ sent: KeyFileCase) throws {
        let passphrase = sent.passphrase.map { Secret($0) }
        if let fragment = Self.refusals[sent.name] {
            let error = #expect(throws: KeyError.self) {
                try KeyFile.read(Secret(sent.input), passphrase: passphrase)
            }
            #expect(error?.message.contains(fragment) == true, "\(error?.message ?? "")")
            #expect(error?.hint != nil)
            return
        }
        let file = try KeyFile.read(Secret(sent.input), passphrase: passphrase)
        guard let fingerprint = sent.fingerprint else {
            #expect(Self.better.contains(sent.name))
            #expect(file.privateKey != nil)
            #expect(!file.isAlone || !sent.name.hasPrefix("d"))
            return
        }
        #expect(file.publicKey?.fingerprint(.sha256) == fingerprint)
        #expect(!file.format.isPublic == sent.isPrivate)
    }

    @Test func allCasesAreThere() { #expect(KeyFileCase.all.count == 69) }

    // MARK: Every kind of key in every pair of layers

    struct Layer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable ([UInt8]) -> [UInt8]

        init(_ name: String, _ apply: @escaping @Sendable ([UInt8]) -> [UInt8]) {
            (testDescription, self.apply) = (name, apply)
        }

        init(lines name: String, _ apply: @escaping @Sendable (Int, String) -> String) {
            self.init(name) { text in
                let lines = String(decoding: text, as: UTF8.self).split(
                    separator: "\n", omittingEmptySubsequences: false)
                let isEnded = lines.last?.isEmpty ?? false
                let changed = (isEnded ? lines.dropLast() : lines[...]).enumerated().map { apply($0, String($1)) }
                return Array((changed.joined(separator: "\n") + (isEnded ? "\n" : "")).utf8)
            }
        }

        init(text name: String, _ apply: @escaping @Sendable (String) -> String) {
            self.init(name) { Array(apply(String(decoding: $0, as: UTF8.self)).utf8) }
        }
    }

    /// What is done to text. None of them but the last ones can be applied twice in any order by a program that knows
    /// no more than a single one.
    static let layers: [Layer] = [
        Layer("nothing") { $0 },
        Layer("CR LF") { [UInt8](String(decoding: $0, as: UTF8.self).replacing("\n", with: "\r\n").utf8) },
        Layer(lines: "indentation") { "    " + $1 },
        Layer(lines: "trailing blanks") { $1 + "  " },
        Layer(lines: "double spacing") { $1 + "\n" },
        Layer(lines: "mail quoting") { "> " + $1 },
        Layer(lines: "line numbers") { "\(String(repeating: " ", count: 6 - String($0 + 1).count))\($0 + 1)\t\($1)" },
        Layer(lines: "comment marks") { "// " + $1 },
        Layer(lines: "a concatenation") { "    \"" + $1 + "\\n\" +" },
        Layer(text: "JSON") {
            "{\"key\": \""
                + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
                .replacing("\t", with: "\\t") + "\"}"
        },
        Layer(text: "a variable") { "KEY=\"" + $0.replacing("\n", with: "\\n") + "\"" },
        Layer(text: "percent") { text in
            text.utf8.map { byte in
                let isPlain = 0x30...0x39 ~= byte || 0x41...0x5A ~= byte & 0xDF || "-_.~".utf8.contains(byte)
                return isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal([byte]).uppercased()
            }.joined()
        },
        Layer(text: "HTML") {
            $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                .replacing("+", with: "&#43;").replacing("\"", with: "&quot;").replacing("\n", with: "<br/>\n")
        },
        Layer(text: "dashes") { $0.replacing("-----", with: "—–") },
        Layer(text: "no-break spaces") { $0.replacing(" ", with: "\u{A0}") },
        Layer(lines: "zero width") { "\u{200B}" + $1 },
        Layer(lines: "colors") { "\u{1B}[32m" + $1 + "\u{1B}[0m" },
        Layer("UTF-16") { text in
            String(decoding: text, as: UTF8.self).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        },
        Layer("zeros") { $0 + [0, 0, 0] },
        Layer("base64") { Array(Base64.encode($0).utf8) },
        Layer("wrapped base64") { text in
            var lines: [UInt8] = []
            withBytes(text) { Base64.encode($0, columns: 76, into: &lines) }
            return lines
        },
        Layer("hexadecimal") { Array(hexadecimal($0).utf8) },
        Layer("text around") { Array("Hello, here is the key:\n\n".utf8) + $0 + Array("\nRegards\n".utf8) },
    ]

    /// Pairs that destroy what they are applied to, or put two meanings on one sign.
    private static func isLossy(_ first: String, _ second: String) -> Bool {
        let wide = ["UTF-16", "zeros"]
        // A text with zeros in it is no text any more.
        if wide.contains(first) {
            return !["nothing", "base64", "wrapped base64", "hexadecimal", "zeros"].contains(second)
        }
        return false
    }

    struct Kind: Sendable {
        let name: String
        let bytes: [UInt8]
        let fingerprint: String
        let isPrivate: Bool
    }

    private static func kinds() async throws -> [Kind] {
        var kinds: [Kind] = []
        for parameters in [KeyParameters.ed25519, .rsa(bits: 2048), .ecdsa(.nistp384)] {
            let key = try await Samples.key(parameters, comment: "me@desk")
            let fingerprint = key.publicKey.fingerprint(.sha256)
            // All formats of one type, and of the others what it hasn't.
            let formats: [PrivateFormat] = parameters == .ed25519 ? PrivateFormat.allCases : [.pem, .sshcom]
            for format in formats where format.holds(key.publicKey.type) {
                let file = try key.encoded(as: format, passphrase: nil).array
                kinds.append(Kind(name: "\(format)", bytes: file, fingerprint: fingerprint, isPrivate: true))
            }
            for format in parameters == .ed25519 ? PublicFormat.allCases : [.openssh] {
                let file = Array(try key.publicKey.encoded(as: format).utf8)
                kinds.append(Kind(name: "\(format)", bytes: file, fingerprint: fingerprint, isPrivate: false))
            }
        }
        return kinds
    }

    @Test(arguments: layers) func everyKindInPairsOfLayers(first: Layer) async throws {
        for kind in try await Self.kinds() {
            for second in Self.layers where !Self.isLossy(first.testDescription, second.testDescription) {
                let input = second.apply(first.apply(kind.bytes))
                let what: Testing.Comment =
                    "\(kind.name) \(kind.fingerprint): \(first.testDescription), then \(second.testDescription)"
                do throws(KeyError) {
                    let file = try KeyFile.read(Secret(input), passphrase: nil)
                    #expect(file.publicKey?.fingerprint(.sha256) == kind.fingerprint, what)
                    #expect(!file.format.isPublic == kind.isPrivate, what)
                } catch {
                    Issue.record("\(what): \(error.message)")
                }
            }
        }
    }

    // MARK: What else is there

    @Test func rangesAndWhatIsAlone() async throws {
        let key = try await Samples.key(.ed25519)
        let text = try key.encoded(as: .openssh, passphrase: nil).array
        func around(_ front: String, _ behind: String) -> [UInt8] { Array(front.utf8) + text + Array(behind.utf8) }
        let inputs: [(bytes: [UInt8], isAlone: Bool)] = [
            (text, true), (around("\n ", "\n"), true), (around("\u{FEFF}", ""), true), (around("", "\0\0"), true),
            (around("# mine\n", ""), false), (around("", "Host x\n"), false), (text + text, false),
        ]
        for (input, isAlone) in inputs {
            let file = try KeyFile.read(Secret(input), passphrase: nil)
            #expect(file.isAlone == isAlone)
            #expect(input[file.range].starts(with: Array("-----BEGIN".utf8)))
            #expect(input[file.range].reversed().starts(with: Array("-----".utf8)))
        }
    }

    @Test func aHeaderIsSomethingElse() async throws {
        let text = try await Samples.key(.rsa(bits: 2048)).encoded(as: .pem, passphrase: nil).text
        let file = try KeyFile.read(
            Secret(text: text.replacing("KEY-----\nMI", with: "KEY-----\nX-Owner: ana\n\nMI")), passphrase: nil)
        #expect(!file.isAlone)
    }

    @Test func aPrivateKeyOutranksAPublicOne() async throws {
        let key = try await Samples.key(.ed25519)
        for format in [PrivateFormat.openssh, .ppk, .pkcs8] {
            let file = try KeyFile.read(
                Secret(text: key.publicKey.line + "\n" + key.encoded(as: format, passphrase: nil).text), passphrase: nil
            )
            #expect(file.privateKey != nil)
            #expect(file.others == ["a public key, Ed25519 \(key.publicKey.fingerprint(.sha256))"])
        }
    }

    // MARK: Bounds

    /// A million bytes of anything, in a time that shows what isn't linear even without the optimizer.
    @Test(arguments: [
        "AAAAB3NzaC1yc2E", "AAAAC3NzaC1lZDI1NTE5 ", "-----BEGIN ", "-----BEGIN RSA PRIVATE KEY-----\n",
        "MIIEowIBAAKCAQEA ",
        "PuTTY-User-Key-File-3: ssh-rsa\n", "b3BlbnNzaC1rZXktdjEA", "\\n", "&#10;", "%0A", "> ", "=\n", "ssh-rsa ",
        "30 82 01 ",
        "\u{1B}[", "<a", "LS0tLS1CRUdJTiBPUEVOU1NI", "\u{2014}", "-", " ", "\\\\", "Comment: \\\n", "{\"a\":\"",
        "0x30,",
    ])
    func linearTime(unit: String) {
        let count = 100_000
        func seconds(_ count: Int) -> Double {
            let input = Secret(Array(repeatElement(Array(unit.utf8), count: count / unit.utf8.count).joined()))
            let time = ContinuousClock().measure { _ = try? KeyFile.read(input, passphrase: nil) }
            return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        }
        let (small, large) = (seconds(count / 4), seconds(count))
        // Four times the text: sixteen times the time would be quadratic.
        #expect(large < max(small * 10, 2), "\(small) s, then \(large) s")
    }

    @Test func aLargeFileIsRefusedAtOnce() {
        let file = Secret(count: 100 << 20) { _ in }
        let error = #expect(throws: KeyError.self) { try KeyFile.read(file, passphrase: nil) }
        #expect(error?.message.contains("a file of more than") == true)
    }
}

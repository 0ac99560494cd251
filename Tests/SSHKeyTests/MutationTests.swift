import Dispatch
import Secrecy
import Synchronization
import Testing

@testable import SSHKey

/// The parsers under 200,000 damaged inputs. The tests must not crash, trap or hang; what still parses must be a
/// key that prints and parses again to the same bytes.
struct MutationTests {
    private static let inputs = 200_000

    /// A small generator of known randomness.
    struct Generator: RandomNumberGenerator {
        private var state: UInt64

        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03 }

        /// SplitMix64 (Steele, Lea, Flood 2014).
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z &>> 31
        }

        mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(bound)) }
    }

    /// Whole files of every format. RSA is left to short keys: its arithmetic would be all that is tested.
    private static func corpus() throws -> [(bytes: [UInt8], passphrase: Secret?)] {
        var corpus: [(bytes: [UInt8], passphrase: Secret?)] = []
        func add(_ bytes: [UInt8], passphrase: Secret? = nil) { corpus.append((bytes, passphrase)) }
        let passphrase = Secret(text: "x")
        let edwards = try WritingTests.countingKey(comment: "edwards")
        let scalar = try withBytes(Array(1...32)) { (scalar) throws(KeyError) in
            try ECDSAPrivate(.nistp256, scalar: scalar)
        }
        let curve = PrivateKey(.ecdsa(scalar), comment: "curve")
        let rsa = try PrivateKey(.rsa(RSAPrivate.short()), comment: "short")
        let composite = try withBytes(Array(1...64)) { (seeds) throws(KeyError) in
            try MLDSA44Ed25519(seeds: seeds, stated: [UInt8](repeating: 5, count: MLDSA44Ed25519.publicKeyLength))
        }
        for key in [edwards, curve, rsa, PrivateKey(.mldsa44Ed25519(composite), comment: "composite")] {
            for format in PrivateFormat.allCases where format.holds(key.publicKey.type) {
                let clear = try key.encoded(as: format, passphrase: nil).array
                add(clear)
                let locked = try key.encoded(as: format, passphrase: passphrase, options: .cheap).array
                add(locked)
                // Where a key derivation costs next to nothing, damaged files are decrypted too.
                if [.pem, .ppk2, .sshcom].contains(format) { add(locked, passphrase: passphrase) }
                if let block = withBytes(clear, { Armour(in: $0, from: 0) }) { add(try block.body().array) }
            }
            for format in PublicFormat.allCases where format.holds(key.publicKey.type) {
                add(Array(try key.publicKey.encoded(as: format).utf8))
            }
            add(key.publicKey.blob)
        }
        return corpus
    }

    private static let spices = [
        "-----BEGIN ", "-----END ", "---- BEGIN ", "Comment: \\\n", "ssh-rsa ", "\\n", "\r\n", "=", "\u{FEFF}",
        "Proc-Type: 4,ENCRYPTED",
        "Private-Lines: 999999999", "PuTTY-User-Key-File-3: ", "\0\0\0\0", "\u{7F}",
    ].map { Array($0.utf8) }

    private static func mutate(_ original: [UInt8], _ random: inout Generator) -> [UInt8] {
        var bytes = original
        for _ in 0...random.below(3) {
            guard !bytes.isEmpty else { return bytes }
            let position = random.below(bytes.count)
            switch random.below(8) {
            case 0: bytes[position] ^= 1 << UInt8(random.below(8))
            case 1: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.removeSubrange(position..<min(bytes.count, position + 1 + random.below(16)))
            case 3: bytes.insert(contentsOf: spices[random.below(spices.count)], at: position)
            case 4: bytes.removeSubrange(position...)
            case 5:
                let length = min(bytes.count - position, 1 + random.below(32))
                bytes.insert(contentsOf: bytes[position..<position + length], at: random.below(bytes.count))
            case 6:
                for index in position..<min(bytes.count, position + 4) { bytes[index] = 0xFF }
            default: bytes.swapAt(position, random.below(bytes.count))
            }
        }
        return bytes
    }

    @Test func nothingCrashes() throws {
        let corpus = try Self.corpus()
        let chunks = 200
        let parsed = Atomic(0)
        // The inputs themselves, in base64: the corpus has salts that differ from run to run.
        let broken = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            for number in stride(from: chunk, to: Self.inputs, by: chunks) {
                var random = Generator(seed: UInt64(number))
                let (original, passphrase) = corpus[random.below(corpus.count)]
                let input = Self.mutate(original, &random)
                guard let file = try? KeyFile.read(Secret(input), passphrase: passphrase) else { continue }
                parsed.add(1, ordering: .relaxed)
                if !Self.printsAgain(file) { broken.withLock { $0.append(Base64.encode(input)) } }
            }
        }
        #expect(broken.withLock { $0 } == [])
        // Comments, spaces and line breaks may change, so that some inputs must still parse.
        #expect(parsed.load(ordering: .relaxed) > Self.inputs / 100)
    }

    private static func printsAgain(_ file: KeyFile) -> Bool {
        if let key = file.privateKey, PrivateFormat.openssh.holds(key.publicKey.type) {
            guard let text = try? key.encoded(as: .openssh, passphrase: nil),
                let again = try? KeyFile.read(text, passphrase: nil).privateKey
            else { return false }
            return again.publicKey == key.publicKey
        }
        guard let key = file.publicKey else { return file.isEncrypted }
        guard let again = try? PublicKey.parse(key.line) else { return false }
        return again.publicKey.blob == key.blob
    }

    /// An eighth of what a file may have, which takes its time without the optimizer, and made to be looked at again and again.
    @Test(arguments: [
        "-----BEGIN ", "-----BEGIN A-----\n", "---- BEGIN A ----\n", "\u{FEFF}", "PuTTY-User-Key-File-3: ", " ",
        "a\\\n",
        "ssh-rsa ", "ssh-rsa AAAA\n", "A \n", "\\n", "-----END ",
    ])
    func longFilesOfOnePattern(pattern: String) {
        for start in ["", "-----BEGIN A-----\n", "---- BEGIN SSH2 PUBLIC KEY ----\nComment: a\\\n", "ssh-ed25519 "] {
            let pattern = Array(pattern.utf8)
            var text = Array(start.utf8)
            while text.count + pattern.count <= KeyFile.longestFile / 8 { text += pattern }
            #expect(throws: KeyError.self) { try KeyFile.read(Secret(text), passphrase: nil) }
        }
    }

    /// Inputs that were trouble once; kept for ever.
    @Test(arguments: [
        "PuTTY-User-Key-File-3:", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption:", "-----BEGIN -----",
        "-----BEGIN ----------END -----",
        "ssh-rsa", "ssh-rsa ", "ssh-rsa \\", "\\", "=", "A===", "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \\", "0",
        "0\u{1}", "\0\0\0\u{7}ssh-rsa", "-----BEGIN A-----BEGIN A-----", "Aw                          x",
        "                                        ",
    ])
    func troublesOfThePast(text: String) {
        #expect(throws: KeyError.self) { try KeyFile.read(Secret(text: text), passphrase: Secret(text: "x")) }
    }
}

extension RSAPrivate {
    /// A key of 512 bits, which nobody should use and every format can hold.
    static func short() throws -> RSAPrivate {
        func prime(_ text: String) -> BigNumber { BigNumber(bytes(hexadecimal: text.utf8) ?? []) }
        // openssl prime -generate -hex -bits 256
        return try RSAPrivate(
            primes: prime("d5b9659f47054aae8b04120832de3e714522f0ed6d84014bb993a310d0ec5e0d"),
            prime("d6e8fdf3c9deaad4bea49ddd10383835e09075c820151b638ad4579bea0ef59f"))
    }
}

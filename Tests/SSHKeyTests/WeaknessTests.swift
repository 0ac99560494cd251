import COpenSSL
import Secrecy
import Testing

@testable import SSHKey

struct WeaknessTests {
    static let expectations: [(String, [Weakness])] = [
        (WeakKeys.roca, [.roca]),
        (WeakKeys.notROCA, []),
        (WeakKeys.fermat, [.closePrimes]),
        (WeakKeys.smallD, [.smallPrivateExponent]),
        (WeakKeys.smallFactors, [.smallFactor(3)]),
        (WeakKeys.exponentOne, [.brokenExponent]),
        (WeakKeys.exponentLargerThanModulus, [.tooShort(bits: 512), .brokenExponent]),
        (WeakKeys.dsa, [.dsa]),
    ]

    @Test(arguments: expectations) func finds(text: String, weaknesses: [Weakness]) throws {
        #expect(try PublicKey.parse(text).publicKey.weaknesses == weaknesses)
    }

    @Test func aLongExponentIsNotWeak() throws {
        let file = try KeyFile.read(Secret(text: WeakKeys.largeE), passphrase: nil)
        #expect(file.publicKey?.weaknesses == [])
    }

    @Test(arguments: Samples.parameters) func freshKeysAreStrong(parameters: KeyParameters) async throws {
        #expect(try await Samples.key(parameters).publicKey.weaknesses.isEmpty)
    }

    /// d below n^(1/4)/3, made here: Wiener's own condition.
    @Test func findsWienersExponents() throws {
        let arithmetic = Arithmetic()
        let (p, q, d) = (BigNumber(), BigNumber(), BigNumber())
        for prime in [p, q] { BN_generate_prime_ex2(prime.pointer, 1024, 0, nil, nil, nil, arithmetic.context) }
        BN_generate_prime_ex2(d.pointer, 500, 0, nil, nil, nil, arithmetic.context)
        let phi = try arithmetic.product(arithmetic.minusOne(p), arithmetic.minusOne(q))
        let e = try #require(arithmetic.inverse(d, modulo: phi))
        let n = try arithmetic.product(p, q)
        #expect(RSAWeaknesses(n: n.bytes, e: e.bytes).found == [.smallPrivateExponent])
    }

    @Test func sizesAndExponents() throws {
        func found(bits: Int32, e: UInt) throws -> [Weakness] {
            let arithmetic = Arithmetic()
            let (p, q) = (BigNumber(), BigNumber())
            for prime in [p, q] { BN_generate_prime_ex2(prime.pointer, bits / 2, 0, nil, nil, nil, arithmetic.context) }
            return RSAWeaknesses(n: try arithmetic.product(p, q).bytes, e: BigNumber(e).bytes).found
        }
        #expect(try found(bits: 1022, e: 65537) == [.tooShort(bits: 1022)])
        #expect(try found(bits: 1024, e: 65537) == [.short(bits: 1024)])
        #expect(try found(bits: 2048, e: 3) == [.smallExponent])
        #expect(try found(bits: 2048, e: 65536) == [.brokenExponent])
    }

    @Test func debianListsAreSearched() throws {
        let key = try PublicKey.parse(WeakKeys.dsa).publicKey
        #expect(
            DebianBlocklist.paths(for: key) == ["/usr/share/ssh/blacklist.DSA-1024", "/etc/ssh/blacklist.DSA-1024"])
        let fingerprint = key.fingerprint(.md5).filter { $0 != ":" }.suffix(20)
        #expect(DebianBlocklist.lists(key, in: Array("# a comment\n00000000000000000000\n\(fingerprint)\n".utf8)))
        #expect(!DebianBlocklist.lists(key, in: Array("# a comment\n00000000000000000000\n".utf8)))
    }

    @Test(arguments: [Weakness.roca, .smallExponent, .tooShort(bits: 512)]) func advises(weakness: Weakness) {
        #expect(!weakness.advice.isEmpty && !weakness.message.hasSuffix("."))
    }
}

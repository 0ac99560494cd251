import COpenSSL
import FoundationEssentials
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

    /// Vagrant's two, from its documentation, and those of OpenSSH's tests where they are installed.
    @Test func publishedKeysAreRecognized() throws {
        let vagrant = [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN1YdxBpNlzxDqfJyw/QKow1F+wvG9hXGoqiysfJOn5Y a name of mine",
            "ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAQEA6NF8iallvQVp22WDkTkyrtvp9eWW6A8YVr+kz4TjGYe7gHzIw+niNltGEFHzD8+v1I2YJ6oXevct1YeS0o9HZyN1Q9qgCgzUFtdOKLv6IedplqoPkcmF0aYet2PkEDo3MlTBckFXPITAMzF8dJSIFo9D8HfdOV0IAdx4O7PtixWKn5y2hMNG0zQPyUecp4pzC6kivAIhyfHilFR61RGL+GPXQ2MWZWFYbAGjyiYJnAmCP3NOTd0jMZEnDkbUvxhMmBYSdETk1rRgm+R4LOzFUGaHqHDLKLX+FIPKcF96hrucXzcWyLbIbEgE98OHlnVYCzRdK8jlqm8tehUc9c9WhQ==",
        ]
        for line in vagrant {
            let found = try PublicKey.parse(line).publicKey.weaknesses
            #expect(found.first == .published(source: "Vagrant's insecure key"))
            #expect(found.first?.isDanger == true)
        }
        guard RegressTests.isInstalled else { return }
        let folder = RegressTests.folder + "/unittests/"
        let names =
            ["rsa_1", "rsa_2", "dsa_1", "dsa_2", "ecdsa_1", "ecdsa_2", "ed25519_1", "ed25519_2"].map {
                "sshkey/testdata/" + $0
            }
            + ["rsa", "dsa", "ecdsa", "ed25519"].map { "sshsig/testdata/" + $0 }
        for name in names {
            let data = try #require(FileManager.default.contents(atPath: folder + name + ".pub"))
            let key = try PublicKey.parse(String(decoding: data, as: UTF8.self)).publicKey
            #expect(key.weaknesses.contains(.published(source: "a key of OpenSSH's tests")), "\(name)")
        }
    }

    /// Made by OpenSSL: one prime where a product of two should be.
    @Test(arguments: [1024, 2048] as [Int32]) func aPrimeModulusIsRecognized(bits: Int32) {
        let arithmetic = Arithmetic()
        let prime = BigNumber()
        BN_generate_prime_ex2(prime.pointer, bits, 0, nil, nil, nil, arithmetic.context)
        let found = RSAWeaknesses(n: prime.bytes, e: BigNumber(65537).bytes).found
        #expect(found.contains(.primeModulus))
    }

    @Test func shortRSAIsADanger() {
        #expect(Weakness.short(bits: 1024).isDanger && Weakness.tooShort(bits: 768).isDanger)
        #expect(!Weakness.short(bits: 1536).isDanger && !Weakness.smallExponent.isDanger && !Weakness.dsa.isDanger)
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

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

    /// Lines of files that were published.
    private static let published = [
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAIEAvIhC5skTzxyHif/7iy3yhxuK6/OB13hjPqrskogkYFrcW8OK4VJT+5+Fx7wd4sQCnVn8rNqahw/x6sfcOMDI/Xvn4yKU4t8TnYf2MpUVr4ndz39L5Ds1n7Si1m2suUNxWbKv58I8+NMhlt2ITraSuTU0NGymWOc8+LNi+MHXdLk=",
            "the key of F5's BIG-IP (CVE-2012-1493)"
        ),
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC1q1kR6chWLfwspD84Asyy6EFV6SYRGy/gILsYGtn9kCQi2RFobNxS5CvphbGWn9D9n5gJpTVWLWb3LwJxGuBKSRj2wrHLlejzw6kSmF+3xFCuMfxVFSj8TM8JqlOqM1c6lvH2MSXnN7pJBVcekNKbBUEfptakPSejStljbXecSw==",
            "the key of Supermicro's IPMI (CVE-2013-3619)"
        ),
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDVmzBG5v7cO9IScGLIzlhGlHNFhXzy87VfaPzru7qnIIdQ1e9FEKvtqEws8hVixnCUdviwX5lvcMk4Ef4Tbrmj3dyF0zFtYbjiTSyl/XQlF68DQlc2sTAdHy96wJHvh7ky511tKJzzyWwSqeef4WjeVK28TqcGnq1up0S7saFO0dJh6OfDAg2cDmhyweR3VgT0vZJyrDV7hte95MBCdK+Gp7fdCyEZcWm3S1DBFaeBqHzzt/Y/njAVKbYL9TIVPum8iMg0rMiLi9ShfP+dT5Xud5Oa3dcN2OWhiDfJw5pfhFJWd44cJ/uGRwQpvNs/PNKsYABhgLlTMUH4iawhu1Xb",
            "the insecure key of Phusion's baseimage-docker"
        ),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFEg0II3zbc1yWGhRzIc5KwTRlmx10RQP0sS63+1oMPi key_ed25519",
            "a key of libssh2's tests"
        ),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOb0/z+ALQg4qbActK+SYS1LZfHRFGpQOoLrBjpSANWf uabhnil@elxadlj3q32",
            "a key of Erlang's tests"
        ),
    ]

    /// Each stands once, under a name and a source, and is a SHA-256 in base64.
    @Test func theListOfPublishedKeysIsWhole() {
        let lines = PublishedKeys.list.split(separator: "\n")
        let fingerprints = lines.filter { !$0.hasPrefix("= ") }
        #expect(lines.first?.hasPrefix("= ") == true && Set(fingerprints).count == fingerprints.count)
        for line in fingerprints {
            let bytes = withBytes(Array((line + "=").utf8)) { Base64.decode($0) }
            #expect(bytes?.count == 32, "\(line)")
        }
        for line in lines where line.hasPrefix("= ") { #expect(line.firstMatch(of: /^= \S.* \| \S/) != nil, "\(line)") }
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
        for (line, name) in Self.published {
            let found = try PublicKey.parse(line).publicKey.weaknesses
            #expect(found.first == .published(source: name), "\(name)")
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

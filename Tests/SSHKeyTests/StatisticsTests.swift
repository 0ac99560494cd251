import COpenSSL
import Dispatch
import FoundationEssentials
import Secrecy
import Synchronization
import Testing

@testable import SSHKey

/// A statistical look at many keys: STATISTICS says how many (`make statistics`: 10,000, RSA of 2048 bits), and without it
/// a few short ones are looked at. Nothing here can prove a generator good; it finds those that are badly broken.
@Suite(.serialized) struct StatisticsTests {
    private static let wanted = ProcessInfo.processInfo.environment["STATISTICS"].flatMap { Int($0) }
    private static let count = wanted ?? 50
    private static let bits = wanted == nil ? 1024 : 2048

    /// How far a count of `hits` in `trials` is from its expectation, in standard deviations.
    private static func deviation(_ hits: Int, of trials: Int, chance: Double) -> Double {
        let expected = Double(trials) * chance
        return abs(Double(hits) - expected) / (expected * (1 - chance)).squareRoot()
    }

    /// What chance alone exceeds once in 10^8 times, for a normal variable; there are some hundred of them.
    private static let limit = 5.7

    private static func say(_ text: String) {
        if wanted != nil { print(text) }
    }

    @Test func ofRSA() async throws {
        var keys: [RSAPrivate] = []
        for _ in 0..<Self.count { keys.append(try await RSAHunt(bits: Self.bits, progress: { _ in }).run()) }
        let half = Self.bits / 2
        let arithmetic = Arithmetic()
        let primes = keys.flatMap { [BigNumber($0.p), BigNumber($0.q)] }

        // The two highest bits are set on purpose; the others of the first bytes are as good as coins.
        #expect(primes.allSatisfy { $0.bitLength == half && BN_is_bit_set($0.pointer, Int32(half - 2)) == 1 })
        var worst = 0.0
        for bit in (1..<64).map({ half - 2 - $0 }) + Array(1..<64) {
            let hits = primes.count { BN_is_bit_set($0.pointer, Int32(bit)) == 1 }
            worst = max(worst, Self.deviation(hits, of: primes.count, chance: 0.5))
        }
        #expect(worst < Self.limit)
        // All remainders but 0 are equally likely (Dirichlet), and 1 isn't for e alone.
        var worstRemainder = 0.0
        for divisor in [3, 5, 7, 11, 13, 17] as [UInt] {
            var counts = [Int](repeating: 0, count: Int(divisor))
            for prime in primes { counts[Int(BN_mod_word(prime.pointer, divisor))] += 1 }
            #expect(counts[0] == 0)
            for count in counts.dropFirst() {
                worstRemainder = max(
                    worstRemainder, Self.deviation(count, of: primes.count, chance: 1 / Double(divisor - 1)))
            }
        }
        #expect(worstRemainder < Self.limit)
        // p-q is as long as the primes but for a few bits: shorter by k with a chance of about 2^(1-k).
        let gaps = try keys.map { half - (try arithmetic.difference(BigNumber($0.p), BigNumber($0.q)).bitLength) }
        #expect((gaps.max() ?? 0) < 40)
        // No prime comes twice, neither in a key nor in two of them.
        #expect(Set(primes.map { $0.bytes }).count == 2 * Self.count)
        #expect(try Self.sharedFactors(keys.map { BigNumber($0.n) }) == 0)
        #expect(keys.allSatisfy { withBytes($0.n) { $0.bitLength } == Self.bits })
        Self.say(
            """
            RSA \(Self.bits), \(Self.count) keys: worst bit \(worst) and worst remainder \(worstRemainder) standard deviations \
            from the mean; p-q at most \(gaps.max() ?? 0) bits shorter than p; 0 primes twice, 0 factors shared (batch gcd)
            """)
    }

    @Test func ofCurves() async throws {
        for parameters in [KeyParameters.ecdsa(.nistp256), .ed25519] {
            var worst = 0.0
            var secrets: Set<[UInt8]> = []
            var publics: Set<[UInt8]> = []
            var hits = [Int](repeating: 0, count: 256)
            for _ in 0..<Self.count {
                let key = try await PrivateKey.generate(parameters, comment: "", progress: { _ in })
                let secret: [UInt8] =
                    switch key.material {
                    case .ecdsa(let key): key.scalar.padded(to: 32)
                    case .edwards(let key): key.seed.array
                    default: []
                    }
                for bit in hits.indices where secret[bit / 8] >> (bit % 8) & 1 == 1 { hits[bit] += 1 }
                secrets.insert(secret)
                publics.insert(key.publicKey.blob)
            }
            // P-256's order begins with 32 ones and 32 zeros, so that its scalars look like 256 coins as well.
            for bit in hits { worst = max(worst, Self.deviation(bit, of: Self.count, chance: 0.5)) }
            #expect(worst < Self.limit)
            #expect(secrets.count == Self.count && publics.count == Self.count)
            Self.say(
                "\(parameters.displayName), \(Self.count) keys: worst bit \(worst) standard deviations from the mean; 0 keys twice"
            )
        }
    }

    /// The moduli that share a factor with another one: gcd of each with the product of the others (Bernstein 2004;
    /// Heninger and others 2012), whose remainder comes from one product of all.
    private static func sharedFactors(_ moduli: [BigNumber]) throws -> Int {
        var level = moduli
        let arithmetic = Arithmetic()
        while level.count > 1 {
            level = try stride(from: 0, to: level.count, by: 2).map { index in
                index + 1 < level.count ? try arithmetic.product(level[index], level[index + 1]) : level[index]
            }
        }
        guard let all = level.first else { return 0 }
        let shared = Atomic(0)
        nonisolated(unsafe) let (moduli, product) = (moduli, all)
        DispatchQueue.concurrentPerform(iterations: moduli.count) { index in
            let arithmetic = Arithmetic()
            let modulus = moduli[index]
            guard let square = try? arithmetic.product(modulus, modulus),
                let remainder = try? arithmetic.remainder(product, square),
                let rest = try? arithmetic.quotient(remainder, modulus),
                let divisor = try? arithmetic.greatestCommonDivisor(rest, modulus), divisor.isOne
            else {
                shared.add(1, ordering: .relaxed)
                return
            }
        }
        return shared.load(ordering: .relaxed)
    }

    /// The search for shared factors finds them.
    @Test func sharedFactorsAreFound() throws {
        let search = RSAPrimeSearch(bits: 256)
        let primes = try (0..<5).map { _ in BigNumber(try #require(try search.prime(while: { true }, tried: {}))) }
        let arithmetic = Arithmetic()
        let moduli = try [(0, 1), (2, 3), (1, 4)].map { try arithmetic.product(primes[$0.0], primes[$0.1]) }
        #expect(try Self.sharedFactors(moduli) == 2)
        #expect(try Self.sharedFactors(Array(moduli.prefix(2))) == 0)
    }
}

extension Secret {
    /// With zeros in front.
    fileprivate func padded(to length: Int) -> [UInt8] { [UInt8](repeating: 0, count: length - count) + array }
}

import COpenSSL
import Secrecy
import Synchronization
import Testing

@testable import SSHKey

struct RSAHuntTests {
    /// Bits of primes; short ones, so that many can be looked at.
    private static let bits = 512

    @Test func sieveStrikesOutTheMultiplesOfSmallPrimesAndNothingElse() throws {
        for _ in 0..<4 {
            let start = try RSAPrimeSearch(bits: Self.bits).start()
            let isStruck = RSAPrimeSearch.sieve(start)
            let number = start.copy()
            // OpenSSL's gcd with the product of all small primes knows nothing of windows and offsets.
            let product = BigNumber(1)
            for prime in RSAPrimeSearch.smallPrimes.primes { BN_mul_word(product.pointer, prime) }
            let arithmetic = Arithmetic()
            for offset in 0..<300 {
                let remainder = try arithmetic.remainder(product, number)
                let isDivisible = try !arithmetic.greatestCommonDivisor(number, remainder).isOne
                #expect((isStruck[offset] == 1) == isDivisible)
                BN_add_word(number.pointer, 2)
            }
        }
    }

    @Test func smallPrimesAreThePrimes() {
        // π(2^19) is 43390 (OEIS A007053), and 2 is left out.
        #expect(RSAPrimeSearch.smallPrimes.primes.count == 43389)
        #expect(RSAPrimeSearch.smallPrimes.primes.prefix(5) == [3, 5, 7, 11, 13])
        #expect(RSAPrimeSearch.smallPrimes.primes.last == 524_287)
    }

    @Test func aStartThatIsAMultipleIsStruck() {
        for prime in [3, 5, 65537, 524_287] as [UInt] {
            let start = BigNumber(prime)
            BN_mul_word(start.pointer, 1_000_003)
            #expect(RSAPrimeSearch.sieve(start)[0] == 1)
        }
    }

    @Test func findsPrimesThatFitAnRSAKey() throws {
        let arithmetic = Arithmetic()
        for _ in 0..<100 {
            let prime = BigNumber(try #require(try RSAPrimeSearch(bits: Self.bits).prime(while: { true }, tried: {})))
            #expect(BN_check_prime(prime.pointer, arithmetic.context, nil) == 1)
            #expect(prime.bitLength == Self.bits)
            #expect(BN_is_bit_set(prime.pointer, Int32(Self.bits - 2)) == 1)
            let order = try arithmetic.minusOne(prime)
            #expect(try arithmetic.greatestCommonDivisor(order, BigNumber(RSAPrivate.publicExponent)).isOne)
        }
    }

    @Test func aSearchThatMayNotGoOnFindsNothing() throws {
        #expect(try RSAPrimeSearch(bits: 8192).prime(while: { false }, tried: {}) == nil)
    }

    @Test func composites() throws {
        let watch = HuntWatch(isOver: { false }, progress: HuntProgress(primeBits: 1024, hunters: 1, report: { _ in }))
        let search = RSAPrimeSearch(bits: Self.bits)
        let p = try #require(try search.prime(while: { true }, tried: {}))
        let q = try #require(try search.prime(while: { true }, tried: {}))
        let product = try Arithmetic().product(BigNumber(p), BigNumber(q)).secret()
        #expect(try RSAPrimeSearch.isConfirmed(p, watch: watch))
        #expect(try !RSAPrimeSearch.isConfirmed(product, watch: watch))
        // Carmichael's numbers deceive Fermat's test for nearly every base: (6k+1)(12k+1)(18k+1), all three prime.
        #expect(try !RSAPrimeSearch.isConfirmed(BigNumber(56_052_361).secret(), watch: watch))
    }

    @Test func primesNextToEachOtherAreNoPair() throws {
        let search = RSAPrimeSearch(bits: Self.bits)
        let p = try #require(try search.prime(while: { true }, tried: {}))
        let near = BigNumber(p)
        BN_add_word(near.pointer, 2)
        #expect(try !search.areApart(p, near.secret()))
        let far = BigNumber(p)
        BN_clear_bit(far.pointer, Int32(Self.bits - 3))
        BN_set_bit(near.pointer, Int32(Self.bits - 3))
        #expect(try search.areApart(near.secret(), far.secret()))
    }

    @Test(arguments: [1, 2, 5]) func anyNumberOfHunters(hunters: Int) async throws {
        let last = Mutex(0.0)
        let hunt = RSAHunt(bits: 2048, hunters: hunters) { value in last.withLock { $0 = value } }
        let key = try await hunt.run()
        try PrivateKey(.rsa(key), comment: "").prove()
        #expect(withBytes(key.n) { $0.bitLength } == 2048)
        #expect(key.d.withBytes { $0.bitLength } > 1024)
    }

    /// After the sieve, primes are as frequent as the progress bar believes: of 2,000 candidates, the share that is
    /// prime is within 8 standard deviations of the chance, which chance alone exceeds once in 10^15 times.
    @Test func primesAreAsFrequentAsMertensSays() throws {
        var tried = 0
        var found = 0
        while tried + found < 2000 {
            if try RSAPrimeSearch(bits: Self.bits).prime(while: { true }, tried: { tried += 1 }) != nil { found += 1 }
        }
        let chance = RSAPrimeSearch.chance(bits: Self.bits)
        let expected = Double(tried + found) * chance
        let deviation = (expected * (1 - chance)).squareRoot()
        #expect(abs(Double(found) - expected) < 8 * deviation)
    }
}

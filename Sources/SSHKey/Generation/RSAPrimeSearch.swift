import COpenSSL
import Secrecy

/// The search for the primes of an RSA key: what they must be, how likely each one is, and how sure it is that they
/// are prime. The random numbers, the powers and the last word are OpenSSL's. The sieve is our own: it leaves four in ten
/// fewer candidates than OpenSSL's trial divisions, and each is weeded out by one power instead of several.
///
/// **What they must be** (FIPS 186-5, A.1.1 and A.1.3, for n of `2 * bits` bits): odd and at least √2 · 2^(bits-1), by
/// drawing starts whose two highest bits are set, so that n has its full length; e prime to p-1 (`fitsExponent`);
/// |p-q| > 2^(bits-100) (`areApart`); d > 2^bits (`RSAHunt`, when the key is put together). Primes of 1024 bits and
/// more need no large prime factors in p±1 (A.1.1, table A.1).
///
/// **How likely each one is.** The standard draws each candidate independently, which makes all primes equally likely, and every
/// sieve impossible. Here a random start is drawn, and the candidates are the odd numbers of a window above it, in
/// random order. Within a window all primes are equally likely; a search upwards from the start, as OpenSSL and PuTTY
/// do it, prefers primes after long gaps. Between windows, a prime is likely in proportion to the mean of 1/N over the
/// windows around it, where N counts the primes in the window: 92 on average for 2048 bits, and spread like a Poisson
/// variable (Gallagher 1976, on the conjecture of Hardy and Littlewood), so by a tenth. Even a prime with no other near
/// it would only be 92 times as likely as the rest: 6.5 bits less than the 2000 that there are. Brandt and Damgård
/// (1992) show that much rougher searches keep almost all of the entropy. Every prime has a window of its own: two
/// from one window would be close together, and p-q would give them away.
///
/// **How sure it is.** A candidate that Fermat's test lets pass for one random base is prime but for a chance far below
/// 2^-60 (Damgård, Landrock and Pomerance 1993). That picks the winners, nothing more. Each winner then has to pass
/// OpenSSL's BN_check_prime: 64 rounds of Miller and Rabin with random bases, 128 above 2048 bits, where FIPS 186-5,
/// table B.1, asks for 4 or 5.
///
/// **What a neighbour could measure.** The powers take the same time for all exponents (BN_mod_exp_mont_consttime). The
/// sieve's accesses to memory depend on the start, as the trial divisions of other programs do, but only once for each
/// start: there is nothing to average over.
struct RSAPrimeSearch {
    /// The length of the primes, half of the modulus's.
    let bits: Int
    private let arithmetic = Arithmetic()

    /// The odd numbers in a window: as many as a random UInt16 has values, so that the draw is fair without more.
    /// A window of 8192-bit numbers still holds 23 primes.
    static let width = 1 << 16

    init(bits: Int) {
        self.bits = bits
    }

    /// A number that is almost certainly prime; nil when `goesOn` ends the search. Calls `tried` for each candidate
    /// that passed the sieve and isn't prime.
    func prime(while goesOn: () -> Bool, tried: () -> Void) throws(KeyError) -> Secret? {
        while goesOn() {
            let start = try start()
            var isStruck = Self.sieve(start)
            defer { isStruck.wipe() }
            // Draws, not candidates: most hit what is struck out. That all the candidates drawn from a window of
            // 2048-bit numbers are composite happens in e^-58 of cases, and costs a new start.
            for _ in 0..<Self.width where goesOn() {
                let offset = try Self.randomOffset()
                guard isStruck[offset] == 0 else { continue }
                isStruck[offset] = 1
                let candidate = start.copy()
                guard BN_add_word(candidate.pointer, UInt(2 * offset)) == 1 else { throw .openSSL("add") }
                guard candidate.bitLength == bits, Self.fitsExponent(candidate) else { continue }
                if try passesFermat(candidate) { return candidate.secret() }
                tried()
            }
        }
        return nil
    }

    /// Whether OpenSSL, too, says that the number is prime; false as well when `watch` ends the test.
    static func isConfirmed(_ prime: Secret, watch: HuntWatch) throws(KeyError) -> Bool {
        let (number, arithmetic) = (BigNumber(prime), Arithmetic())
        let verdict = withExtendedLifetime((number, arithmetic, watch)) {
            BN_check_prime(number.pointer, arithmetic.context, watch.callback)
        }
        guard verdict >= 0 || watch.isOver() else { throw .openSSL("test a prime") }
        return verdict == 1
    }

    /// Whether two primes are too far apart for Fermat's method of factoring.
    func areApart(_ p: Secret, _ q: Secret) throws(KeyError) -> Bool {
        try arithmetic.difference(BigNumber(p), BigNumber(q)).bitLength > bits - 100
    }

    /// The probability that a number which passes the sieve is prime. One of n bits is with probability 1/(n ln 2);
    /// that no prime below x divides it makes that e^γ ln x times as likely (Mertens).
    static func chance(bits: Int) -> Double {
        let eToGamma = 1.7810724179901979
        // The two ln 2 of a sieve up to 2^sieveBits and of a number of `bits` bits cancel out. Even numbers are out too.
        return eToGamma * Double(sieveBits) / Double(bits)
    }

    // MARK: - Candidates

    func start() throws(KeyError) -> BigNumber {
        let start = BigNumber()
        guard BN_priv_rand_ex(start.pointer, Int32(bits), Self.twoHighestBits, Self.odd, 0, arithmetic.context) == 1
        else { throw .openSSL("generate a random number") }
        start.markSecret()
        return start
    }

    /// BN_RAND_TOP_TWO and BN_RAND_BOTTOM_ODD.
    private static let (twoHighestBits, odd) = (Int32(1), Int32(1))

    /// For each odd number from `start` on, 1 when a small prime divides it.
    static func sieve(_ start: BigNumber) -> [UInt8] {
        var words = start.words
        defer { words.withUnsafeMutableBytes { wipe($0) } }
        var isStruck = [UInt8](repeating: 0, count: width)
        isStruck.withUnsafeMutableBufferPointer { isStruck in
            for (product, places) in smallPrimes.products {
                let remainder = remainder(of: words, by: product)
                for place in places {
                    let prime = Int(smallPrimes.primes[place])
                    // start + 2k is a multiple of the prime for 2k = prime - remainder, or one prime more, to be even.
                    let distance = prime - Int(remainder % UInt(prime))
                    var multiple = (distance.isMultiple(of: 2) ? distance : distance + prime) / 2
                    // A remainder of 0 makes that a whole prime: the start itself is the multiple.
                    if multiple == prime { multiple = 0 }
                    while multiple < width {
                        isStruck[multiple] = 1
                        multiple += prime
                    }
                }
            }
        }
        return isStruck
    }

    /// What BN_mod_word says, which divides a copy, and word by half word.
    private static func remainder(of words: [UInt], by divisor: UInt) -> UInt {
        var remainder: UInt = 0
        for word in words.reversed() { remainder = divisor.dividingFullWidth((remainder, word)).remainder }
        return remainder
    }

    /// Each further bit costs as many remainders again as it saves powers: at 2048 bits, where a sieve takes as long as
    /// one power, 19 bits and 20 are equally good.
    static let smallPrimes = SmallPrimes(below: 1 << sieveBits)

    private static let sieveBits = 19

    private static func randomOffset() throws(KeyError) -> Int {
        var offset: UInt16 = 0
        defer { withUnsafeMutableBytes(of: &offset) { wipe($0) } }
        try withUnsafeMutableBytes(of: &offset) { (bytes) throws(KeyError) in try fillPrivately(bytes) }
        return Int(offset)
    }

    /// Whether e has an inverse modulo p-1: e is prime, so it must not divide p-1.
    private static func fitsExponent(_ p: BigNumber) -> Bool {
        BN_mod_word(p.pointer, RSAPrivate.publicExponent) != 1
    }

    /// Fermat's test: a^(c-1) is 1 modulo c for a prime c, and for a random base a and a composite c almost never.
    private func passesFermat(_ candidate: BigNumber) throws(KeyError) -> Bool {
        guard let montgomery = BN_MONT_CTX_new() else { throw .openSSL("test a prime") }
        defer { BN_MONT_CTX_free(montgomery) }
        let order = try arithmetic.minusOne(candidate)
        // A base of 0 or 1 would be wrong about the number, and comes once in 2^1000 times.
        let (base, power) = (BigNumber(), BigNumber())
        guard BN_MONT_CTX_set(montgomery, candidate.pointer, arithmetic.context) == 1,
            BN_priv_rand_range_ex(base.pointer, order.pointer, 0, arithmetic.context) == 1,
            BN_mod_exp_mont_consttime(
                power.pointer, base.pointer, order.pointer, candidate.pointer, arithmetic.context, montgomery) == 1
        else { throw .openSSL("test a prime") }
        return power.isOne
    }
}

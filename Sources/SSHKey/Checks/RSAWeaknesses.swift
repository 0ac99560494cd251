import COpenSSL

/// The checks of an RSA public key. They take a few milliseconds for 4,096 bits.
struct RSAWeaknesses {
    private let n: BigNumber
    private let e: BigNumber
    // Everything here is public.
    private let arithmetic = Arithmetic(in: .ordinary)
    private let one = BigNumber(1, in: .ordinary)

    init(n: [UInt8], e: [UInt8]) { (self.n, self.e) = (BigNumber(n, in: .ordinary), BigNumber(e, in: .ordinary)) }

    var found: [Weakness] {
        var found: [Weakness] = []
        switch n.bitLength {
        case ..<1024: found.append(.tooShort(bits: n.bitLength))
        case ..<2048: found.append(.short(bits: n.bitLength))
        default: break
        }
        if !e.isOdd || e.isOne || e.compare(n) >= 0 {
            found.append(.brokenExponent)
        } else if e.compare(BigNumber(RSAPrivate.publicExponent, in: .ordinary)) < 0 {
            found.append(.smallExponent)
        }
        if let factor = smallFactor { found.append(.smallFactor(factor)) }
        if (try? isPrime) == true { found.append(.primeModulus) }
        if isROCA { found.append(.roca) }
        if let isClose = try? hasClosePrimes, isClose { found.append(.closePrimes) }
        if let isSmall = try? hasSmallPrivateExponent, isSmall { found.append(.smallPrivateExponent) }
        return found
    }

    private var smallFactor: Int? { n.isOdd ? TrialDivision.smallestFactor(of: n.words) : 2 }

    /// Fermat's test with base 2 finds nearly all composites; only for a prime, which is rare, there is more to do.
    private var isPrime: Bool {
        get throws(KeyError) {
            guard n.isOdd, n.bitLength > 2 else { return false }
            let (base, exponent) = (BigNumber(2, in: .ordinary), try arithmetic.minusOne(n))
            guard try arithmetic.power(base, exponent, modulo: n).isOne else { return false }
            return BN_check_prime(n.pointer, arithmetic.context, nil) == 1
        }
    }

    // MARK: ROCA

    /// For each prime from 3 to 167, the remainders that the powers of 65537 leave.
    private static let rocaRemainders: [(prime: UInt, remainders: Set<UInt>)] = {
        let primes = (3...167).filter { candidate in (2..<candidate).allSatisfy { candidate % $0 != 0 } }
        return primes.map { prime in
            let prime = UInt(prime)
            var remainders: Set<UInt> = []
            var power: UInt = 1
            while remainders.insert(power).inserted { power = power * 65537 % prime }
            return (prime, remainders)
        }
    }()

    /// The authors' own test (Nemec et al. 2017): Infineon's primes are k M + 65537^a mod M, M a product of small
    /// primes, so the modulus is a power of 65537 modulo each of these. Others pass by chance once in 2^27.
    private var isROCA: Bool {
        Self.rocaRemainders.allSatisfy { $0.remainders.contains(BN_mod_word(n.pointer, $0.prime)) }
    }

    // MARK: Fermat

    private static let fermatSteps = 100

    /// Fermat: n = a²-b² with a just above the square root. A hundred steps find every pair of primes that a
    /// careless generator takes from the same place (CVE-2022-26320).
    private var hasClosePrimes: Bool {
        get throws(KeyError) {
            guard n.isOdd else { return false }
            let a = try squareRoot(n)
            if try arithmetic.product(a, a).compare(n) < 0 { try add(one, to: a) }
            let rest = try arithmetic.difference(arithmetic.product(a, a), n)
            for _ in 0..<Self.fermatSteps {
                if try isSquare(rest) { return true }
                // (a+1)² = a² + a + (a+1)
                try add(a, to: rest)
                try add(one, to: a)
                try add(a, to: rest)
            }
            return false
        }
    }

    // MARK: Wiener

    /// An exponent chosen by hand or by a standard is shorter than this, in bits; one that belongs to a short d is
    /// about as long as the modulus.
    private static let chosenExponent = 64

    /// Wiener: d below n^(1/4)/3 is the denominator of a convergent k/d of e/n.
    private var hasSmallPrivateExponent: Bool {
        get throws(KeyError) {
            guard e.bitLength > Self.chosenExponent, e.compare(n) < 0 else { return false }
            var (numerator, denominator) = (e, n)
            var (k, previousK) = (one, BigNumber(in: .ordinary))
            var (d, previousD) = (BigNumber(in: .ordinary), one)
            while !denominator.isZero, d.bitLength <= n.bitLength / 4 + 1 {
                let quotient = try arithmetic.quotient(numerator, denominator)
                (numerator, denominator) = (denominator, try arithmetic.remainder(numerator, denominator))
                (k, previousK) = (try sum(arithmetic.product(quotient, k), previousK), k)
                (d, previousD) = (try sum(arithmetic.product(quotient, d), previousD), d)
                guard !k.isZero else { continue }
                if try reveals(k: k, d: d) { return true }
            }
            return false
        }
    }

    /// Whether ed-1 = k(p-1)(q-1) gives primes: s = p+q and s²-4n must be a square.
    private func reveals(k: BigNumber, d: BigNumber) throws(KeyError) -> Bool {
        let product = try arithmetic.product(e, d)
        guard !product.isZero else { return false }
        let multiple = try arithmetic.minusOne(product)
        guard try arithmetic.remainder(multiple, k).isZero else { return false }
        let phi = try arithmetic.quotient(multiple, k)
        guard phi.compare(n) < 0 else { return false }
        let s = try sum(arithmetic.difference(n, phi), one)
        let (square, fourfold) = (try arithmetic.product(s, s), try arithmetic.product(n, BigNumber(4, in: .ordinary)))
        guard square.compare(fourfold) >= 0 else { return false }
        return try isSquare(arithmetic.difference(square, fourfold))
    }

    // MARK: Squares

    private func sum(_ a: BigNumber, _ b: BigNumber) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: .ordinary)
        guard BN_add(result.pointer, a.pointer, b.pointer) == 1 else { throw .openSSL("add") }
        return result
    }

    private func add(_ summand: BigNumber, to number: BigNumber) throws(KeyError) {
        guard BN_add(number.pointer, number.pointer, summand.pointer) == 1 else { throw .openSSL("add") }
    }

    /// For some divisors, which remainders squares leave.
    private static let squares: [[Bool]] = [64, 63, 65, 11].map { divisor in
        let remainders = Set((0..<divisor).map { $0 * $0 % divisor })
        return (0..<divisor).map(remainders.contains)
    }

    private func isSquare(_ number: BigNumber) throws(KeyError) -> Bool {
        // Squares leave few of the remainders: 99 of 100 other numbers need no root.
        let remainder = BN_mod_word(number.pointer, Self.squares.reduce(1) { $0 * UInt($1.count) })
        guard Self.squares.allSatisfy({ $0[Int(remainder % UInt($0.count))] }) else { return false }
        let root = try squareRoot(number)
        return try arithmetic.product(root, root).compare(number) == 0
    }

    /// The whole part of the square root (Newton, from above).
    private func squareRoot(_ number: BigNumber) throws(KeyError) -> BigNumber {
        guard !number.isZero else { return BigNumber(in: .ordinary) }
        var root = BigNumber(in: .ordinary)
        guard BN_set_bit(root.pointer, Int32((number.bitLength + 1) / 2)) == 1 else { throw .openSSL("shift") }
        while true {
            let next = try arithmetic.quotient(
                sum(root, arithmetic.quotient(number, root)), BigNumber(2, in: .ordinary))
            guard next.compare(root) < 0 else { return root }
            root = next
        }
    }
}

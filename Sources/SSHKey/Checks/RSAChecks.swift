import COpenSSL
import Secrecy

extension RSAPrivate {
    /// A key from a file, each number checked against the others. Primes and inverse may be absent (zero), and the
    /// inverse may be the other prime's: they are computed; `wasIncomplete` then says so.
    static func checked(
        n: UnsafeRawBufferPointer, e: UnsafeRawBufferPointer, d: UnsafeRawBufferPointer,
        p: UnsafeRawBufferPointer, q: UnsafeRawBufferPointer, iqmp: UnsafeRawBufferPointer
    ) throws(KeyError) -> (key: RSAPrivate, wasIncomplete: Bool) {
        guard case .rsa(let n, let e) = try PublicNumbers.checkedRSA(n: Array(n.magnitude), e: Array(e.magnitude))
        else {
            preconditionFailure("not RSA")
        }
        for number in [d, p, q, iqmp] where number.bitLength > PublicNumbers.longestModulus {
            throw .excessive(
                what: "bits of RSA", found: UInt64(number.bitLength), limit: UInt64(PublicNumbers.longestModulus))
        }
        let modulus = BigNumber(n)
        guard modulus.isOdd else { throw .malformed("an RSA modulus that is even") }
        let (exponent, inverse) = (BigNumber(e), BigNumber(d))
        var (first, second, coefficient) = (BigNumber(p), BigNumber(q), BigNumber(iqmp))
        for number in [inverse, first, second, coefficient] { number.markSecret() }
        guard !inverse.isZero, inverse.compare(modulus) < 0 else {
            throw .contradiction("the private exponent doesn't match the modulus")
        }
        var wasIncomplete = first.isZero || second.isZero || coefficient.isZero
        if first.isZero || second.isZero {
            (first, second) = try factors(of: modulus, exponent: exponent, inverse: inverse)
            coefficient = BigNumber()
        }
        let arithmetic = Arithmetic()
        guard !first.isOne, !second.isOne, try arithmetic.product(first, second).compare(modulus) == 0 else {
            throw .contradiction("the primes do not make the modulus")
        }
        for prime in [first, second] { try check(prime, exponent: exponent, inverse: inverse) }
        guard try arePrime(first, second) else { throw .contradiction("a factor of the modulus isn't prime") }
        if coefficient.isZero {
            guard let computed = arithmetic.inverse(second, modulo: first) else {
                throw .contradiction("the primes are the same")
            }
            coefficient = computed
        } else if try !arithmetic.isInverse(coefficient, of: second, modulo: first) {
            // Old programs wrote the inverse of the first prime modulo the second, and other programs never looked.
            guard try arithmetic.isInverse(coefficient, of: first, modulo: second),
                let computed = arithmetic.inverse(second, modulo: first)
            else { throw .contradiction("the CRT coefficient doesn't match the primes") }
            (coefficient, wasIncomplete) = (computed, true)
        }
        let key = RSAPrivate(
            n: n, e: e, d: inverse.secret(), p: first.secret(), q: second.secret(), iqmp: coefficient.secret())
        return (key, wasIncomplete)
    }

    /// The same for a key whose public key was read before.
    static func checked(
        n: [UInt8], e: [UInt8], d: UnsafeRawBufferPointer,
        p: UnsafeRawBufferPointer, q: UnsafeRawBufferPointer, iqmp: UnsafeRawBufferPointer
    ) throws(KeyError) -> (key: RSAPrivate, wasIncomplete: Bool) {
        try withBytes(n) { (n) throws(KeyError) in
            try withBytes(e) { (e) throws(KeyError) in
                try checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp)
            }
        }
    }

    /// Checks that the exponents are each other's inverse modulo prime - 1.
    private static func check(_ prime: BigNumber, exponent: BigNumber, inverse: BigNumber) throws(KeyError) {
        let arithmetic = Arithmetic()
        let order = try arithmetic.minusOne(prime)
        let product = try arithmetic.product(exponent, arithmetic.remainder(inverse, order))
        let isInverse = try arithmetic.remainder(product, order).isOne
        guard isInverse else { throw .contradiction("the private exponent doesn't match the public one") }
    }

    /// Fermat's test to the base of -2: nobody gains by deceiving the owner of a private key. That base is as long as the
    /// primes, for which OpenSSL raises both to their powers at the same time where the processor can (AVX-512 IFMA).
    private static func arePrime(_ p: BigNumber, _ q: BigNumber) throws(KeyError) -> Bool {
        let arithmetic = Arithmetic()
        let (powerP, powerQ) = (BigNumber(), BigNumber())
        let (orderP, orderQ) = (try arithmetic.minusOne(p), try arithmetic.minusOne(q))
        let (baseP, baseQ) = (try arithmetic.minusOne(orderP), try arithmetic.minusOne(orderQ))
        guard
            BN_mod_exp_mont_consttime_x2(
                powerP.pointer, baseP.pointer, orderP.pointer, p.pointer, nil,
                powerQ.pointer, baseQ.pointer, orderQ.pointer, q.pointer, nil, arithmetic.context) == 1
        else { throw .openSSL("test a prime") }
        return powerP.isOne && powerQ.isOne
    }

    /// Above, finding the primes again would take many seconds.
    private static let longestFactored = 8192

    /// The primes of a modulus whose private exponent is known (NIST SP 800-56B, appendix C): ed-1 = 2^t r, and a
    /// square root of 1 met on the way from a^r to a^(ed-1) that isn't ±1 gives a factor, for every second a.
    private static func factors(
        of modulus: BigNumber, exponent: BigNumber, inverse: BigNumber
    ) throws(KeyError) -> (BigNumber, BigNumber) {
        guard modulus.bitLength <= longestFactored else {
            throw .unsupported("an RSA key of \(modulus.bitLength) bits without its primes")
        }
        let arithmetic = Arithmetic()
        let product = try arithmetic.product(exponent, inverse)
        let multiple = try arithmetic.minusOne(product)
        guard !multiple.isZero, !multiple.isOdd else {
            throw .contradiction("the private exponent doesn't match the public one")
        }
        var twos = 0
        while BN_is_bit_set(multiple.pointer, Int32(twos)) == 0 { twos += 1 }
        let odd = BigNumber()
        guard BN_rshift(odd.pointer, multiple.pointer, Int32(twos)) == 1 else { throw .openSSL("shift") }
        let minusOne = try arithmetic.minusOne(modulus)
        for base in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] as [UInt] {
            var root = try arithmetic.power(BigNumber(base), odd, modulo: modulus)
            var isRootOfOne = root.isOne
            for _ in 0..<min(twos, 128) where !isRootOfOne {
                guard root.compare(minusOne) != 0 else {
                    isRootOfOne = true
                    break
                }
                let square = try arithmetic.remainder(arithmetic.product(root, root), modulus)
                if square.isOne {
                    let divisor = try arithmetic.greatestCommonDivisor(arithmetic.minusOne(root), modulus)
                    let other = try arithmetic.quotient(modulus, divisor)
                    return divisor.compare(other) > 0 ? (divisor, other) : (other, divisor)
                }
                root = square
            }
            guard isRootOfOne else { break }
        }
        throw .contradiction("the private exponent doesn't match the modulus")
    }
}

extension DSAPrivate {
    /// A key from a file; `y` nil where the format leaves it to be derived.
    static func checked(
        p: UnsafeRawBufferPointer, q: UnsafeRawBufferPointer, g: UnsafeRawBufferPointer,
        y: UnsafeRawBufferPointer?, x: UnsafeRawBufferPointer
    ) throws(KeyError) -> DSAPrivate {
        let secret = BigNumber(x)
        secret.markSecret()
        for number in [p, q, g, x] where number.bitLength > PublicNumbers.longestGroup {
            throw .excessive(
                what: "bits of DSA", found: UInt64(number.bitLength), limit: UInt64(PublicNumbers.longestGroup))
        }
        let modulus = BigNumber(p)
        guard !secret.isZero, secret.compare(BigNumber(q)) < 0, modulus.isOdd, !modulus.isOne else {
            throw .malformed("the private number is outside the range of the DSA group")
        }
        let derived = try Arithmetic().power(BigNumber(g), secret, modulo: modulus).bytes
        if let y, !y.magnitude.equals(derived) {
            throw .contradiction("the public key doesn't match the private key")
        }
        _ = try PublicNumbers.checkedDSA(
            p: Array(p.magnitude), q: Array(q.magnitude), g: Array(g.magnitude), y: derived)
        return DSAPrivate(
            p: Array(p.magnitude), q: Array(q.magnitude), g: Array(g.magnitude), y: derived, x: secret.secret())
    }
}

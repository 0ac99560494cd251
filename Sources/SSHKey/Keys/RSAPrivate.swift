import COpenSSL
import Secrecy

/// An RSA key with two primes. Numbers are big-endian without leading zeros.
struct RSAPrivate: Sendable {
    let n: [UInt8]
    let e: [UInt8]
    let d: Secret
    let p: Secret
    let q: Secret
    /// The inverse of q modulo p.
    let iqmp: Secret

    /// The exponent that every program uses today.
    static let publicExponent: UInt = 65537

    init(n: [UInt8], e: [UInt8], d: Secret, p: Secret, q: Secret, iqmp: Secret) {
        (self.n, self.e, self.d, self.p, self.q, self.iqmp) = (n, e, d, p, q, iqmp)
    }

    /// The key of two fresh primes; the larger one is called p.
    init(primes first: BigNumber, _ second: BigNumber) throws(KeyError) {
        let arithmetic = Arithmetic()
        let isOrdered = first.compare(second) > 0
        let p = isOrdered ? first.copy() : second.copy()
        let q = isOrdered ? second.copy() : first.copy()
        p.markSecret()
        q.markSecret()
        let (p1, q1) = (try arithmetic.minusOne(p), try arithmetic.minusOne(q))
        let divisor = try arithmetic.greatestCommonDivisor(p1, q1)
        let lambda = try arithmetic.product(arithmetic.quotient(p1, divisor), q1)
        lambda.markSecret()
        let e = BigNumber(Self.publicExponent)
        guard let d = arithmetic.inverse(e, modulo: lambda), let iqmp = arithmetic.inverse(q, modulo: p) else {
            throw .openSSL("build the RSA key")
        }
        n = try arithmetic.product(p, q).bytes
        self.e = e.bytes
        self.d = d.secret()
        self.p = p.secret()
        self.q = q.secret()
        self.iqmp = iqmp.secret()
    }

    func openSSLKey() throws(KeyError) -> OpenSSLKey {
        let (dp, dq) = try remainders()
        var parameters = OpenSSLParameters()
        parameters.append("n", number: n)
        parameters.append("e", number: e)
        parameters.append("d", number: d)
        parameters.append("rsa-factor1", number: p)
        parameters.append("rsa-factor2", number: q)
        parameters.append("rsa-exponent1", number: dp)
        parameters.append("rsa-exponent2", number: dq)
        parameters.append("rsa-coefficient1", number: iqmp)
        return try OpenSSLKey(type: "RSA", parameters)
    }

    /// The same key with its larger prime called p, as PuTTY wants it.
    func ordered() throws(KeyError) -> RSAPrivate {
        let (p, q) = (BigNumber(self.p), BigNumber(self.q))
        guard p.compare(q) < 0 else { return self }
        guard let iqmp = Arithmetic().inverse(p, modulo: q) else { throw .openSSL("build the RSA key") }
        return RSAPrivate(n: n, e: e, d: d, p: self.q, q: self.p, iqmp: iqmp.secret())
    }

    /// d modulo p-1 and modulo q-1, which some formats store and OpenSSL signs with.
    func remainders() throws(KeyError) -> (dp: Secret, dq: Secret) {
        let arithmetic = Arithmetic()
        let (d, p, q) = (BigNumber(self.d), BigNumber(self.p), BigNumber(self.q))
        let (p1, q1) = (try arithmetic.minusOne(p), try arithmetic.minusOne(q))
        p1.markSecret()
        q1.markSecret()
        return (try arithmetic.remainder(d, p1).secret(), try arithmetic.remainder(d, q1).secret())
    }
}

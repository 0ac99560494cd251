/// A reason not to use a key.
public enum Weakness: Hashable, Sendable {
    /// Infineon's prime generator (CVE-2017-15361): the factors can be computed.
    case roca
    /// The primes are so close together that Fermat's method finds them.
    case closePrimes
    /// A prime up to 65,536 divides the modulus.
    case smallFactor(Int)
    /// The private exponent is so short that Wiener's method finds it.
    case smallPrivateExponent
    /// An even exponent, 1, or one as long as the modulus: no RSA at all.
    case brokenExponent
    /// An exponent below 65537, 3 mostly: safe only while every program pads correctly.
    case smallExponent
    /// Fewer than 1,024 bits: OpenSSH refuses the key.
    case tooShort(bits: Int)
    /// Fewer than 2,048 bits.
    case short(bits: Int)
    /// Any DSA key: 1,024 bits with SHA-1, and gone from OpenSSH 10.
    case dsa
    /// A modulus that is a prime itself, whose private exponent anyone computes.
    case primeModulus
    /// A key whose private key everybody has; `source` is where.
    case published(source: String)
    /// Made by Debian's OpenSSL of 2006 to 2008 (CVE-2008-0166), which had 32,767 keys of each kind.
    case debian

    /// How soon the key has to go; `broken` is the greater.
    public enum Severity: Int, Comparable, Hashable, Sendable {
        /// Use another key from now on.
        case obsolete
        /// Anyone can compute the private key, or nobody accepts it.
        case broken

        public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    }

    /// How soon the key has to go.
    public var severity: Severity {
        switch self {
        case .smallExponent, .short, .dsa: .obsolete
        case .roca, .closePrimes, .smallFactor, .smallPrivateExponent, .brokenExponent, .tooShort, .debian,
            .primeModulus,
            .published:
            .broken
        }
    }

    /// Whether someone with means can compute the private key today, or need not: 1,024 bits of RSA are in reach of
    /// states (Adrian et al. 2015, section 4), and what lies between is closer to them than to 2,048.
    public var isDanger: Bool {
        if case .short(let bits) = self { bits < 1536 } else { severity == .broken }
    }

    /// What is wrong: lower case, no full stop.
    public var message: String {
        switch self {
        case .roca: "has the ROCA flaw: its private key can be computed"
        case .closePrimes: "its primes are too close together: its private key can be computed"
        case .smallFactor(let factor): "\(factor) divides its modulus: its private key can be computed"
        case .smallPrivateExponent: "its private exponent is too short: its private key can be computed"
        case .brokenExponent: "invalid public exponent: the key protects nothing"
        case .smallExponent: "its public exponent is below 65537, as in very old keys"
        case .tooShort(let bits): "RSA \(bits) is too short; OpenSSH rejects it"
        case .short(let bits): "RSA \(bits) is below today's minimum of 2048 bits"
        case .dsa: "DSA is obsolete; OpenSSH 10 removed it"
        case .primeModulus: "its modulus is prime: its private key can be computed"
        case .published(let source): "its private key is published: \(source)"
        case .debian: "on Debian's list of weak keys (2006–2008): its private key is public"
        }
    }

    /// One sentence on what to do.
    public var advice: String {
        isDanger
            ? "create a new key now, and remove this one from every authorized_keys file and service"
            : "create a new key, add it wherever this one is, then remove this one"
    }
}

extension PublicKey {
    /// What is wrong with the key, as far as its public key shows: worst first. Debian's keys need a list from
    /// outside, see `DebianBlocklist`.
    public var weaknesses: [Weakness] {
        let found: [Weakness] =
            switch numbers {
            case .rsa(let n, let e): RSAWeaknesses(n: n, e: e).found.sorted { $0.severity > $1.severity }
            case .dsa: [.dsa]
            case .ecdsa, .edwards, .ecdsaSK, .ed25519SK, .mldsa44Ed25519: []
            }
        return (PublishedKeys.source(of: self).map { [.published(source: $0)] } ?? []) + found
    }
}

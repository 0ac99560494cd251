/// The search for small factors of a public number: one multiplication of two words by another for each word of it and
/// each product of small primes, where BN_mod_word divides a copy.
enum TrialDivision {
    /// The smallest odd prime below 65,536 that divides the number of these words, the lowest first.
    static func smallestFactor(of words: [UInt]) -> Int? {
        for start in stride(from: 0, to: divisors.count, by: 4) {
            // A step of one division waits for the step before it, so four go side by side.
            let (a, b, c, d) = (divisors[start], divisors[start + 1], divisors[start + 2], divisors[start + 3])
            var (restA, restB, restC, restD) = (UInt(0), UInt(0), UInt(0), UInt(0))
            for word in words {
                a.divide(word, &restA)
                b.divide(word, &restB)
                c.divide(word, &restC)
                d.divide(word, &restD)
            }
            for (divisor, rest) in [(a, restA), (b, restB), (c, restC), (d, restD)] {
                if let place = divisor.places.first(where: { multiples[$0].contains(rest) }) {
                    return Int(smallPrimes.primes[place])
                }
            }
        }
        return nil
    }

    private static let smallPrimes = SmallPrimes(below: 1 << 16)

    /// The products of the primes; the last one as often as needed to have whole fours.
    private static let divisors: [Divisor] = {
        let divisors = smallPrimes.products.map { Divisor(product: $0.product, places: $0.places) }
        return divisors + Array(repeating: divisors[divisors.count - 1], count: (4 - divisors.count % 4) % 4)
    }()

    private static let multiples = smallPrimes.primes.map(Multiples.init)

    /// Hensel's division, from the lowest word on. What it leaves is the remainder but for a power of two, which does
    /// not matter to divisibility.
    private struct Divisor {
        let product: UInt
        let inverse: UInt
        let places: Range<Int>

        init(product: UInt, places: Range<Int>) {
            (self.product, self.places) = (product, places)
            inverse = TrialDivision.inverse(of: product)
        }

        @inline(__always) func divide(_ word: UInt, _ carry: inout UInt) {
            let (rest, borrow) = word.subtractingReportingOverflow(carry)
            carry = (rest &* inverse).multipliedFullWidth(by: product).high + (borrow ? 1 : 0)
        }
    }

    /// The words that a prime divides: those whose quotient, computed modulo 2^64, is one.
    private struct Multiples {
        let inverse: UInt
        let greatestQuotient: UInt

        init(of prime: UInt) {
            inverse = TrialDivision.inverse(of: prime)
            greatestQuotient = UInt.max / prime
        }

        @inline(__always) func contains(_ word: UInt) -> Bool { word &* inverse <= greatestQuotient }
    }

    /// The inverse of an odd number modulo 2^64: right in 3 bits at first, in twice as many after each step (Newton).
    private static func inverse(of number: UInt) -> UInt {
        var inverse = number
        for _ in 0..<5 { inverse &*= 2 &- number &* inverse }
        return inverse
    }
}

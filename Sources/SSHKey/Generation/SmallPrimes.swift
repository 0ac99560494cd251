/// The odd primes below a limit, smallest first, and their products: one division of a long number by a product serves
/// all the primes in it.
struct SmallPrimes: Sendable {
    let primes: [UInt]
    /// Each as long as a machine word allows, with the places of its primes.
    let products: [(product: UInt, places: Range<Int>)]

    init(below limit: Int) {
        var isComposite = [Bool](repeating: false, count: limit)
        var primes: [UInt] = []
        var candidate = 3
        while candidate < limit {
            if !isComposite[candidate] {
                primes.append(UInt(candidate))
                var multiple = candidate * candidate
                while multiple < limit {
                    isComposite[multiple] = true
                    multiple += 2 * candidate
                }
            }
            candidate += 2
        }
        var products: [(product: UInt, places: Range<Int>)] = []
        var (product, first) = (UInt(1), 0)
        for (place, prime) in primes.enumerated() {
            let (longer, overflow) = product.multipliedReportingOverflow(by: prime)
            if overflow {
                products.append((product, first..<place))
                (product, first) = (prime, place)
            } else {
                product = longer
            }
        }
        if first < primes.count { products.append((product, first..<primes.count)) }
        (self.primes, self.products) = (primes, products)
    }
}

import COpenSSL
import Synchronization

/// How far a hunt for two primes is, in PuTTYgen's way: while one is hunted, after k candidates that are each the
/// prime with probability P, the bar is at 1-(1-P)^k of its part, the chance of having found it by now. Confirming
/// both takes a time known before.
final class HuntProgress: Sendable {
    /// The probability that a candidate that passed the sieve is prime.
    private let chance: Double
    /// The rounds of Miller and Rabin that confirm the two primes.
    private let rounds: Int
    /// The part of the whole time that the hunt takes.
    private let huntingShare: Double
    private let report: @Sendable (Double) -> Void
    private let state = Mutex(State())

    private struct State {
        var primesFound = 0
        /// (1-P)^k for the prime that is hunted.
        var remaining = 1.0
        var roundsPassed = 0
        var isFinished = false
        var reported = 0.0
    }

    /// Smaller steps than this aren't reported: a bar has fewer cells.
    private static let step = 0.001

    init(primeBits: Int, hunters: Int, report: @escaping @Sendable (Double) -> Void) {
        chance = RSAPrimeSearch.chance(bits: primeBits)
        // OpenSSL's choice (bn_prime.c, bn_mr_min_checks).
        rounds = 2 * (primeBits > 2048 ? 128 : 64)
        // A candidate costs as much as a round. All hunters share the candidates, two threads the rounds.
        let (hunting, confirming) = (2 / chance / Double(hunters), Double(rounds) / 2)
        huntingShare = hunting / (hunting + confirming)
        self.report = report
    }

    /// A candidate that passed the sieve wasn't prime.
    func triedCandidate() {
        update { $0.remaining *= 1 - chance }
    }

    /// A prime of the pair was found.
    func foundPrime() {
        update { ($0.primesFound, $0.remaining) = ($0.primesFound + 1, 1) }
    }

    /// A prime of the pair has passed one round of Miller and Rabin.
    func passedRound() {
        update { $0.roundsPassed += 1 }
    }

    /// The key is made and proved.
    func finish() {
        update { $0.isFinished = true }
    }

    /// Reports under the lock, so that no reporter overtakes another.
    private func update(_ change: (inout State) -> Void) {
        state.withLock { state in
            change(&state)
            let value = fraction(state)
            guard value >= state.reported + Self.step || (state.isFinished && state.reported < 1) else { return }
            state.reported = value
            report(value)
        }
    }

    private func fraction(_ state: State) -> Double {
        if state.isFinished { return 1 }
        let hunted = state.primesFound >= 2 ? 1 : (Double(state.primesFound) + 1 - state.remaining) / 2
        // The proof of the key at the end counts as one round more.
        let confirmed = min(1, Double(state.roundsPassed) / Double(rounds + 1))
        return hunted * huntingShare + confirmed * (1 - huntingShare)
    }
}

/// The callback by which OpenSSL tells how a confirmation goes, and learns that the hunt is over.
final class HuntWatch {
    let isOver: () -> Bool
    private let progress: HuntProgress
    /// OpenSSL's BN_GENCB, which points back here.
    private(set) var callback: OpaquePointer?

    init(isOver: @escaping () -> Bool, progress: HuntProgress) {
        self.isOver = isOver
        self.progress = progress
        callback = BN_GENCB_new()
        let hear: @convention(c) (Int32, Int32, OpaquePointer?) -> Int32 = { event, count, callback in
            guard let context = BN_GENCB_get_arg(callback) else { return 0 }
            return Unmanaged<HuntWatch>.fromOpaque(context).takeUnretainedValue().heard(event, count)
        }
        BN_GENCB_set(callback, hear, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { BN_GENCB_free(callback) }

    /// Event 1 is a passed round of Miller and Rabin, or with -1 the end of the trial divisions. 0 ends the test.
    private func heard(_ event: Int32, _ count: Int32) -> Int32 {
        guard !isOver() else { return 0 }
        if event == 1, count >= 0 { progress.passedRound() }
        return 1
    }
}

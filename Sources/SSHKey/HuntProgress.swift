import COpenSSL
import Synchronization

/// How far a hunt for two primes is, in PuTTYgen's way: one phase for each prime; in it, after k candidates that
/// are each the prime with probability P, the bar is at 1-(1-P)^k, the chance of having found it by now.
final class HuntProgress: Sendable {
    /// The probability that a candidate that passed the trial divisions is prime.
    private let chance: Double
    /// The rounds of Miller and Rabin that confirm a prime; they take a good part of the whole time.
    private let rounds: Int
    private let report: @Sendable (Double) -> Void
    private let state = Mutex(State())

    private struct State {
        var primesFound = 0
        /// (1-P)^k in the phase.
        var remaining = 1.0
        /// How far the confirmation that is furthest has come, in the phase.
        var confirmed = 0.0
        var reported = 0.0
    }

    /// Smaller steps than this are not reported: a bar has fewer cells.
    private static let step = 0.001

    init(primeBits: Int, report: @escaping @Sendable (Double) -> Void) {
        chance = Self.chance(primeBits: primeBits)
        // OpenSSL's choice (bn_prime.c, bn_mr_min_checks).
        rounds = primeBits > 2048 ? 128 : 64
        self.report = report
    }

    /// A candidate came through the trial divisions.
    func triedCandidate() {
        state.withLock {
            $0.remaining *= 1 - chance
            publish(&$0)
        }
    }

    /// A candidate has passed a round of Miller and Rabin: nearly all of those that pass one are prime.
    func passedRound(_ round: Int) {
        state.withLock {
            $0.confirmed = max($0.confirmed, Double(round + 1) / Double(rounds + 1))
            publish(&$0)
        }
    }

    /// A prime was found and taken; the phase is over.
    func foundPrime() {
        state.withLock {
            $0.primesFound += 1
            ($0.remaining, $0.confirmed) = (1, 0)
            publish(&$0)
        }
    }

    /// There is a key.
    func finish() {
        state.withLock {
            $0.primesFound = 2
            publish(&$0)
        }
    }

    /// Reports under the lock, so that no reporter overtakes another.
    private func publish(_ state: inout State) {
        let phase = 1 - state.remaining * (1 - state.confirmed)
        let value = state.primesFound >= 2 ? 1 : (Double(state.primesFound) + phase) / 2
        guard value >= state.reported + Self.step || (value == 1 && state.reported < 1) else { return }
        state.reported = value
        report(value)
    }

    /// A number of n bits is prime with probability 1/(n ln 2); surviving the division by a prime r makes that
    /// r/(r-1) times as likely. OpenSSL divides by the first 64 to 2,048 primes, more for longer numbers
    /// (bn_prime.c, calc_trial_divisions).
    private static func chance(primeBits: Int) -> Double {
        let divisions =
            switch primeBits {
            case ...512: 64
            case ...1024: 128
            case ...2048: 384
            case ...4096: 1024
            default: 2048
            }
        var chance = 1 / (Double(primeBits) * 0.6931471805599453)
        var primes: [Int] = []
        var candidate = 2
        while primes.count < divisions {
            if !primes.prefix(while: { $0 * $0 <= candidate }).contains(where: { candidate % $0 == 0 }) {
                primes.append(candidate)
                chance *= Double(candidate) / Double(candidate - 1)
            }
            candidate += 1
        }
        return chance
    }
}

/// The callback by which OpenSSL tells one hunter's progress and learns that the hunt is over.
final class HuntWatch {
    private let isOver: () -> Bool
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

    /// Event 0 is a candidate, event 1 a passed round of Miller and Rabin; 0 tells OpenSSL to stop.
    private func heard(_ event: Int32, _ count: Int32) -> Int32 {
        guard !isOver() else { return 0 }
        switch event {
        case 0: progress.triedCandidate()
        case 1: progress.passedRound(Int(count))
        default: break
        }
        return 1
    }
}

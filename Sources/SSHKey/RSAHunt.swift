import COpenSSL
import Dispatch
import Secrecy
import Synchronization

/// The search for the two primes of an RSA key. As many hunters as the computer has cores look for primes
/// independently of each other; the first two primes that fit together win, and the others stop. That is optimal:
/// hunting for p and q one after the other, or one in each thread, leaves cores idle (or waits for the slower).
final class RSAHunt: Sendable {
    private let bits: Int
    private let progress: HuntProgress
    private let isOver = Atomic(false)
    private let state = Mutex(State())

    private typealias Waiter = CheckedContinuation<Result<RSAPrivate, KeyError>, Never>

    private struct State {
        var firstPrime: Secret?
        var result: Result<RSAPrivate, KeyError>?
        var waiting: Waiter?
    }

    /// A hunt for a modulus of `bits` bits, an even number.
    init(bits: Int, progress: @escaping @Sendable (Double) -> Void) {
        self.bits = bits
        self.progress = HuntProgress(primeBits: bits / 2, report: progress)
    }

    /// Hunts until there is a key, or until the task is cancelled: then it returns at once, and the hunters
    /// notice within one candidate.
    func run() async throws(KeyError) -> RSAPrivate {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = state.withLock { state in
                    state.waiting = state.result == nil ? continuation : nil
                    return state.result
                }
                if let early {
                    continuation.resume(returning: early)
                } else {
                    sendHunters()
                }
            }
        } onCancel: {
            finish(.failure(.cancelled))
        }
        return try result.get()
    }

    /// Each hunter has a queue of its own, and so a thread: the tasks of Swift's own pool, of which there are as
    /// many as cores, stay free for everybody else.
    private func sendHunters() {
        for hunter in 0..<Self.processorCount {
            DispatchQueue(label: "RSA hunter \(hunter)", qos: .userInitiated).async { self.hunt() }
        }
    }

    private func hunt() {
        do throws(KeyError) {
            let watch = HuntWatch(isOver: { self.isOver.load(ordering: .relaxed) }, progress: progress)
            let exponent = BigNumber(RSAPrivate.publicExponent)
            let arithmetic = Arithmetic()
            while !isOver.load(ordering: .relaxed) {
                let prime = BigNumber()
                let isFound = withExtendedLifetime(watch) {
                    BN_generate_prime_ex2(
                        prime.pointer, Int32(bits / 2), 0, nil, nil, watch.callback, arithmetic.context) == 1
                }
                guard isFound else {
                    guard !isOver.load(ordering: .relaxed) else { return }
                    throw .openSSL("find a prime of \(bits / 2) bits")
                }
                // e must have an inverse modulo p-1.
                let common = try arithmetic.greatestCommonDivisor(arithmetic.minusOne(prime), exponent)
                if common.isOne { try bring(prime) }
            }
        } catch {
            finish(.failure(error))
        }
    }

    private func bring(_ prime: BigNumber) throws(KeyError) {
        let (isFirst, partner) = state.withLock { state -> (Bool, Secret?) in
            guard state.result == nil, state.firstPrime == nil else { return (false, state.firstPrime) }
            state.firstPrime = prime.secret()
            return (true, nil)
        }
        if isFirst { progress.foundPrime() }
        guard let partner else { return }
        let other = BigNumber(partner)
        guard try Self.areApart(prime, other, bits: bits) else { return }
        let key = try RSAPrivate(primes: other, prime)
        guard withBytes(key.n, { $0.bitLength }) == bits else { return }
        try PrivateKey(.rsa(key), comment: "").prove()
        finish(.success(key))
    }

    /// Whether |p-q| > 2^(bits/2-100), so that Fermat's method finds nothing (FIPS 186-4, B.3.3).
    private static func areApart(_ p: BigNumber, _ q: BigNumber, bits: Int) throws(KeyError) -> Bool {
        try Arithmetic().difference(p, q).bitLength > bits / 2 - 100
    }

    /// Ends the hunt with the first result that comes. No progress is reported under the lock: its listener may
    /// cancel the task, which comes back here.
    private func finish(_ result: Result<RSAPrivate, KeyError>) {
        let isFirst = state.withLock { state in
            guard state.result == nil else { return false }
            state.result = result
            state.firstPrime = nil
            return true
        }
        guard isFirst else { return }
        isOver.store(true, ordering: .relaxed)
        if case .success = result { progress.finish() }
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: result)
    }
}

import Dispatch
import Secrecy
import Synchronization
import Threading

/// The hunt for the two primes of an RSA key. As many hunters as the computer has cores look for primes
/// independently of each other; the first two that fit together win, and both are confirmed at the same time. That
/// leaves no core idle, as hunting for p and q one after the other, or one in each thread, would.
final class RSAHunt: Sendable {
    private let bits: Int
    private let hunters: Int
    private let progress: HuntProgress
    private let hasPair = Atomic(false)
    private let isOver = Atomic(false)
    private let state = Mutex(State())

    private typealias Waiter = CheckedContinuation<Result<RSAPrivate, KeyError>, Never>

    private struct State {
        var primes: [Secret] = []
        var result: Result<RSAPrivate, KeyError>?
        var waiting: Waiter?
    }

    /// A hunt for a modulus of `bits` bits, an even number.
    init(bits: Int, hunters: Int = processorCount, progress: @escaping @Sendable (Double) -> Void) {
        self.bits = bits
        self.hunters = hunters
        self.progress = HuntProgress(primeBits: bits / 2, hunters: hunters, report: progress)
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
                    DispatchQueue(label: "RSA hunt", qos: .userInitiated).async { self.lead() }
                }
            }
        } onCancel: {
            finish(.failure(.cancelled))
        }
        return try result.get()
    }

    private func lead() {
        do throws(KeyError) {
            while !isOver.load(ordering: .relaxed) {
                guard let (p, q) = huntPair(), areConfirmed(p, q) else { continue }
                let key = try RSAPrivate(primes: BigNumber(p), BigNumber(q))
                // d > 2^(bits/2) is the last condition on the primes; all but one pair in 2^(bits/2) fulfil it.
                guard key.d.withBytes({ $0.bitLength }) > bits / 2 else { continue }
                try PrivateKey(.rsa(key), comment: "").prove()
                progress.finish()
                finish(.success(key))
            }
        } catch {
            finish(.failure(error))
        }
    }

    /// The first two primes that fit together; nil when the hunt is over.
    private func huntPair() -> (Secret, Secret)? {
        hasPair.store(false, ordering: .relaxed)
        onThreads(hunters) { _ in
            do throws(KeyError) { try self.hunt() } catch { self.finish(.failure(error)) }
        }
        let primes = state.withLock { state in
            defer { state.primes = [] }
            return state.primes
        }
        return primes.count == 2 ? (primes[0], primes[1]) : nil
    }

    private func hunt() throws(KeyError) {
        let search = RSAPrimeSearch(bits: bits / 2)
        let goesOn = { !self.hasPair.load(ordering: .relaxed) && !self.isOver.load(ordering: .relaxed) }
        while let prime = try search.prime(while: goesOn, tried: progress.triedCandidate) {
            // Not under the lock: the listener may cancel the task, which calls `finish` again.
            if try take(prime, search) { progress.foundPrime() }
        }
    }

    /// Takes a prime into the pair, unless it is complete or they are too close to each other.
    private func take(_ prime: Secret, _ search: RSAPrimeSearch) throws(KeyError) -> Bool {
        let first = state.withLock { state -> Secret? in
            if let first = state.primes.first { return first }
            state.primes = [prime]
            return nil
        }
        guard let first else { return true }
        guard try search.areApart(prime, first) else { return false }
        return state.withLock { state in
            guard state.primes.count == 1 else { return false }
            state.primes.append(prime)
            hasPair.store(true, ordering: .relaxed)
            return true
        }
    }

    /// Whether OpenSSL confirms both, which takes about as long as the hunt before.
    private func areConfirmed(_ p: Secret, _ q: Secret) -> Bool {
        let confirmed = Atomic(0)
        onThreads(2) { index in
            let watch = HuntWatch(isOver: { self.isOver.load(ordering: .relaxed) }, progress: self.progress)
            do throws(KeyError) {
                let isPrime = try RSAPrimeSearch.isConfirmed(index == 0 ? p : q, watch: watch)
                if isPrime { confirmed.add(1, ordering: .relaxed) }
            } catch {
                self.finish(.failure(error))
            }
        }
        return confirmed.load(ordering: .relaxed) == 2
    }

    /// Does work on threads of its own, so that the tasks of Swift's pool, of which there are as many as cores, stay
    /// free for everybody else.
    private func onThreads(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for index in 0..<count {
            DispatchQueue(label: "RSA hunter \(index)", qos: .userInitiated).async(group: group) { work(index) }
        }
        group.wait()
    }

    /// Ends the hunt with the first result that comes.
    private func finish(_ result: Result<RSAPrivate, KeyError>) {
        let waiting = state.withLock { state -> Waiter? in
            guard state.result == nil else { return nil }
            state.result = result
            state.primes = []
            defer { state.waiting = nil }
            return state.waiting
        }
        isOver.store(true, ordering: .relaxed)
        waiting?.resume(returning: result)
    }
}

import COpenSSL
import Synchronization
import Testing

@testable import SSHKey

struct GenerationTests {
    @Test(arguments: Samples.parameters) func makesWhatWasAskedFor(parameters: KeyParameters) async throws {
        let key = try await Samples.key(parameters)
        #expect(key.publicKey.type == parameters.type)
        #expect(key.publicKey.bits == parameters.bits)
        #expect(key.publicKey.displayName == parameters.displayName)
        try key.prove()
    }

    @Test func rsaPrimesFitTogether() async throws {
        let key = try await PrivateKey.generate(.rsa(bits: 2056), comment: "", progress: { _ in })
        guard case .rsa(let rsa) = key.material else {
            Issue.record("not an RSA key")
            return
        }
        let arithmetic = Arithmetic()
        let (p, q) = (BigNumber(rsa.p), BigNumber(rsa.q))
        #expect(try arithmetic.product(p, q).bytes == rsa.n)
        #expect(key.publicKey.bits == 2056)
        #expect(p.compare(q) > 0)
        #expect(try arithmetic.difference(p, q).bitLength > 1028 - 100)
        for prime in [p, q] {
            #expect(prime.bitLength == 1028)
            #expect(BN_check_prime(prime.pointer, arithmetic.context, nil) == 1)
            let product = try arithmetic.product(BigNumber(rsa.d), BigNumber(rsa.e))
            #expect(try arithmetic.remainder(product, arithmetic.minusOne(prime)).isOne)
        }
        #expect(try arithmetic.remainder(arithmetic.product(BigNumber(rsa.iqmp), q), p).isOne)
    }

    @Test(arguments: [0, 1024, 2047, 2050, 16392]) func refusesSizes(bits: Int) async {
        await #expect(throws: KeyError.rsaBits(bits)) {
            try await PrivateKey.generate(.rsa(bits: bits), comment: "", progress: { _ in })
        }
    }

    @Test func namesWhatIsAllowed() {
        #expect(KeyError.rsaBits(1024).message == "RSA 1024: use 2048 to 16384 bits, a multiple of 8")
        #expect(KeyError.rsaBits(3001).message == "RSA 3001: use 2048 to 16384 bits, a multiple of 8")
    }

    @Test func progressOnlyRises() async throws {
        let reports = Reports()
        _ = try await PrivateKey.generate(.rsa(bits: 3072), comment: "") { reports.append($0) }
        let values = reports.values
        #expect(values.last == 1)
        #expect(values.allSatisfy { 0...1 ~= $0 })
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(values.count <= 1001)
    }

    /// Primes of this size take minutes: the hunt can only end because it was cancelled.
    @Test func cancellingEndsTheHunt() async {
        let hunt = Task {
            try await PrivateKey.generate(.rsa(bits: 16384), comment: "", progress: { _ in })
        }
        try? await Task.sleep(for: .milliseconds(20))
        hunt.cancel()
        await #expect(throws: KeyError.cancelled) { try await hunt.value }
    }

    /// The listener is called from the hunt, and cancelling comes back to it.
    @Test func theListenerMayCancel() async {
        let task = Mutex<Task<PrivateKey, any Error>?>(nil)
        let hunt = Task {
            while task.withLock({ $0 == nil }) { await Task.yield() }
            return try await PrivateKey.generate(.rsa(bits: 16384), comment: "") { _ in
                task.withLock { $0 }?.cancel()
            }
        }
        task.withLock { $0 = hunt }
        await #expect(throws: KeyError.cancelled) { try await hunt.value }
    }

    @Test func aCancelledTaskMakesNothing() async {
        let hunt = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await PrivateKey.generate(.ed25519, comment: "", progress: { _ in })
        }
        hunt.cancel()
        await #expect(throws: KeyError.cancelled) { try await hunt.value }
    }

    @Test func keysDifferAfterMixing() async throws {
        var blobs: Set<[UInt8]> = []
        for _ in 0..<4 {
            withUnsafeBytes(of: UInt64(42)) { EntropyPool.mix($0) }
            EntropyPool.mix(UnsafeRawBufferPointer(start: nil, count: 0))
            blobs.insert(try await PrivateKey.generate(.ed25519, comment: "", progress: { _ in }).publicKey.blob)
        }
        #expect(blobs.count == 4)
    }

    private final class Reports: Sendable {
        private let storage = Mutex<[Double]>([])
        var values: [Double] { storage.withLock { $0 } }
        func append(_ value: Double) { storage.withLock { $0.append(value) } }
    }
}

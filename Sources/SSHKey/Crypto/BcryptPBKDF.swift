import Secrecy
import Synchronization
import Threading

/// The key derivation of openssh-key-v1 (OpenBSD, bcrypt_pbkdf(3)): PBKDF2 with bcrypt instead of HMAC, its
/// output spread so that every byte of the key needs all the work.
enum BcryptPBKDF {
    /// The size of one block of output, in bytes.
    private static let blockLength = 32

    static let longestSalt = 1 << 20
    static let longestKey = 1024

    /// What `ssh-keygen -a` may ask for has no bound but the time that it takes; longer than this, in seconds, nobody
    /// waits for a key.
    static let longestTime = 300.0

    /// Told the part of the work that is done, from time to time; false ends it. Called on any thread.
    @TaskLocal static var progress: (@Sendable (Double) -> Bool)?

    /// What a round takes here for one block, measured once.
    private static let secondsPerRound: Double = {
        let bcrypt = Bcrypt()
        let words = Secret(count: 64) { _ in }
        let rounds = 2
        let time = ContinuousClock().measure {
            for _ in 0..<rounds { _ = bcrypt.hash(passphrase: words, salt: words) }
        }
        let (seconds, attoseconds) = time.components
        return (Double(seconds) + Double(attoseconds) / 1e18) / Double(rounds)
    }()

    /// A key of `length` bytes. Passphrase and salt must not be empty.
    static func derive(
        passphrase: Secret, salt: [UInt8], rounds: Int, length: Int
    ) throws(KeyError) -> Secret {
        guard !passphrase.isEmpty else { throw .passphraseNeeded }
        guard !salt.isEmpty, salt.count <= longestSalt else { throw .malformed("a bcrypt salt of \(salt.count) bytes") }
        guard rounds > 0 else { throw .malformed("bcrypt with \(rounds) rounds") }
        precondition(1...longestKey ~= length)
        let seconds = Double(rounds) * secondsPerRound
        guard seconds <= longestTime else { throw .tooManyRounds(rounds, seconds: seconds) }

        let hashedPassphrase = try passphrase.withBytes { (bytes) throws(KeyError) in
            try Digest.sha512.hash(bytes)
        }
        let blockCount = (length + blockLength - 1) / blockLength
        let blocks = try Secret(count: blockCount * blockLength) { (output) throws(KeyError) in
            try computeBlocks(hashedPassphrase, salt: salt, rounds: rounds, into: output)
        }
        // Byte i of block j is byte i*blockCount+j of the key.
        return Secret(count: length) { key in
            blocks.withBytes { blocks in
                for index in 0..<length {
                    key[index] = blocks[index % blockCount * blockLength + index / blockCount]
                }
            }
        }
    }

    /// The blocks are independent of each other: each one gets a thread. (OpenSSH computes them in turn.)
    private static func computeBlocks(
        _ passphrase: Secret, salt: [UInt8], rounds: Int, into output: UnsafeMutableRawBufferPointer
    ) throws(KeyError) {
        let count = output.count / blockLength
        // Each iteration writes to its own part of both.
        nonisolated(unsafe) let output = output
        let work = Work(rounds: rounds * count, progress)
        nonisolated(unsafe) let failures = UnsafeMutablePointer<KeyError?>.allocate(capacity: count)
        failures.initialize(repeating: nil, count: count)
        defer {
            failures.deinitialize(count: count)
            failures.deallocate()
        }
        inParallel(count) { index in
            let block = UnsafeMutableRawBufferPointer(
                rebasing: output[index * blockLength..<(index + 1) * blockLength])
            do throws(KeyError) {
                try computeBlock(UInt32(index + 1), passphrase, salt: salt, rounds: rounds, into: block, work)
            } catch {
                failures[index] = error
            }
        }
        for index in 0..<count {
            if let failure = failures[index] { throw failure }
        }
    }

    private static func computeBlock(
        _ number: UInt32, _ passphrase: Secret, salt: [UInt8], rounds: Int,
        into block: UnsafeMutableRawBufferPointer, _ work: Work
    ) throws(KeyError) {
        var salted = salt
        salted.write(uint32: number)
        let bcrypt = Bcrypt()
        var salt = try withBytes(salted) { (bytes) throws(KeyError) in try Digest.sha512.hash(bytes) }
        for round in 0..<rounds {
            let hash = bcrypt.hash(passphrase: passphrase, salt: salt)
            hash.withBytes { hash in
                for index in 0..<blockLength { block[index] ^= hash[index] }
            }
            guard round < rounds - 1 else { break }
            if round % Work.step == Work.step - 1, !work.goesOn() { throw .cancelled }
            salt = try hash.withBytes { (hash) throws(KeyError) in try Digest.sha512.hash(hash) }
        }
    }
}

/// How much of the work is done that several threads share, and whether it is to go on.
private final class Work: Sendable {
    /// In rounds: a tenth of a second's work, more or less.
    static let step = 16

    private let rounds: Int
    private let progress: (@Sendable (Double) -> Bool)?
    private let done = Atomic(0)
    private let isCancelled = Atomic(false)

    init(rounds: Int, _ progress: (@Sendable (Double) -> Bool)?) { (self.rounds, self.progress) = (rounds, progress) }

    /// Counts a step; what ends one thread ends all.
    func goesOn() -> Bool {
        let sum = done.add(Self.step, ordering: .relaxed).newValue
        if let progress, !progress(min(1, Double(sum) / Double(rounds))) { isCancelled.store(true, ordering: .relaxed) }
        return !isCancelled.load(ordering: .relaxed)
    }
}

/// bcrypt's core as bcrypt_pbkdf has it: 64 bytes of passphrase, 64 of salt, 32 of output.
private struct Bcrypt: ~Copyable {
    private let blowfish = Blowfish()
    private static let text = Array("OxychromaticBlowfishSwatDynamite".utf8)

    func hash(passphrase: Secret, salt: Secret) -> Secret {
        let (passphrase, salt) = (Self.words(passphrase), Self.words(salt))
        return passphrase.withBytes { passphrase in
            salt.withBytes { salt in
                guard let passphrase = passphrase.assumingMemoryBound(to: UInt32.self).baseAddress,
                    let salt = salt.assumingMemoryBound(to: UInt32.self).baseAddress
                else { preconditionFailure("no words") }
                blowfish.reset()
                blowfish.expand(salt: salt, key: passphrase)
                for _ in 0..<64 {
                    blowfish.expand(key: salt)
                    blowfish.expand(key: passphrase)
                }
                return encryptText()
            }
        }
    }

    private func encryptText() -> Secret {
        Secret(count: Self.text.count) { output in
            withBytes(Self.text) { text in
                let words = output.assumingMemoryBound(to: UInt32.self)
                for index in stride(from: 0, to: words.count, by: 2) {
                    var left = UInt32(bigEndian: text.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
                    var right = UInt32(bigEndian: text.loadUnaligned(fromByteOffset: index * 4 + 4, as: UInt32.self))
                    for _ in 0..<64 { blowfish.encrypt(&left, &right) }
                    words[index] = left.littleEndian
                    words[index + 1] = right.littleEndian
                }
            }
        }
    }

    /// Big-endian bytes as words of this machine.
    private static func words(_ bytes: Secret) -> Secret {
        Secret(count: bytes.count) { output in
            bytes.withBytes { bytes in
                let words = output.assumingMemoryBound(to: UInt32.self)
                for index in words.indices {
                    words[index] = UInt32(bigEndian: bytes.load(fromByteOffset: index * 4, as: UInt32.self))
                }
            }
        }
    }
}

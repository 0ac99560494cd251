import CArgon2
import Secrecy

/// The key derivation of PPK version 3 (RFC 9106).
struct Argon2: Hashable, Sendable {
    enum Flavour: String, CaseIterable, Hashable, Sendable {
        case argon2id = "Argon2id"
        case argon2i = "Argon2i"
        case argon2d = "Argon2d"
    }

    var flavour = Flavour.argon2id
    /// In KiB. PuTTYgen's default.
    var memory: UInt32 = 8192
    var passes: UInt32 = 1
    var parallelism: UInt32 = 1
    var salt: [UInt8]

    /// A key of `length` bytes.
    func derive(passphrase: Secret, length: Int) throws(KeyError) -> Secret {
        try Secret(count: length) { (key) throws(KeyError) in
            let status = passphrase.withBytes { passphrase in
                argon2_hash(
                    passes, memory, parallelism, passphrase.baseAddress, passphrase.count, salt, salt.count,
                    key.baseAddress, key.count, nil, 0, flavour.type, ARGON2_VERSION_13.rawValue)
            }
            switch argon2_error_codes(rawValue: status) {
            case ARGON2_OK: return
            case ARGON2_MEMORY_ALLOCATION_ERROR:
                throw .unsupported("the file asks for \(memory) KiB of memory, which isn't free on this computer")
            default: throw .malformed("Argon2 rejected the parameters in the file")
            }
        }
    }

    /// A key of `length` bytes, made with as many passes as take `milliseconds` here. What is measured doubles until it
    /// is long enough to tell how many those are, and the last measurement is the answer itself. (PuTTY, sshpubk.c,
    /// goes in the steps of a Fibonacci series to the end.)
    mutating func derive(passphrase: Secret, length: Int, taking milliseconds: Int) throws(KeyError) -> Secret {
        let clock = ContinuousClock()
        passes = 1
        while true {
            let start = clock.now
            let key = try derive(passphrase: passphrase, length: length)
            let share = (clock.now - start) / .milliseconds(milliseconds)
            guard share < 1 else { return key }
            // A few more than it takes, so that a little haste of the computer doesn't cost another measurement.
            passes = share < 0.25 ? passes * 2 : UInt32((Double(passes) / share * 1.06).rounded(.up))
        }
    }
}

extension Argon2.Flavour {
    fileprivate var type: argon2_type {
        switch self {
        case .argon2id: Argon2_id
        case .argon2i: Argon2_i
        case .argon2d: Argon2_d
        }
    }
}

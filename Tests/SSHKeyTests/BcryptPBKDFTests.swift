import Secrecy
import Secrecy
import Synchronization
import Testing

@testable import SSHKey

/// The vectors of OpenBSD's regression tests and of other implementations, each computed by the Python module
/// `bcrypt` too.
struct BcryptPBKDFTests {
    struct Vector: Sendable {
        let passphrase: [UInt8]
        let salt: [UInt8]
        let rounds: Int
        let key: String

        init(_ passphrase: String, _ salt: [UInt8], _ rounds: Int, _ key: String) {
            (self.passphrase, self.salt, self.rounds, self.key) = (Array(passphrase.utf8), salt, rounds, key)
        }
    }

    static let salt = Array("salt".utf8)
    static let vectors = [
        Vector("password", salt, 4, "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9"),
        Vector("password", [0], 4, "c12b566235eee04c212598970a579a67"),
        Vector("\0", salt, 4, "6051be18c2f4f82cbf0efee5471b4bb9"),
        Vector("password", salt, 8, "e17e1533acc14423"),
        Vector("password", salt, 8, "e17e1533acc14423155493c99b9c3bbe62ea0884207a7802e7ba72eff94d085e"),
        Vector(
            "password", salt, 8,
            "e1367ec5151a33faac4cc1c144cd23fa15d5548493ecc99b9b5d9c0d3b27bec7"
                + "6227ea66088b849b20ab7aa478010246e74bba51723fefa9f9474d6508845e8d"),
        Vector(
            "password", salt, 16,
            "c339d704ec235f27690d3f12167c05a55bf86d572f270adbf9fe04c379da5f8c7942a939245dbb39ebe26fc2bd19b88b"),
        Vector("pass\0word", salt, 4, "b2bef0b76bf1bb2bce99524d208c9b82"),
        Vector(
            "test passphrase", bytes(hexadecimal: "d0c3b40ace4afeaf8c0f81202ae36718".utf8) ?? [], 16,
            "d78ba86e7273de0e007ab0ba256646823d5c902bc44293ae78547e9a7f629be928cc78ff78a75a4feb7aa6f125079c7d"),
        Vector(
            "pässwörd ☃", Array(0..<16), 2,
            "6a9e2946aa481099a0aceece2a2636e8611707bfdec46793dadc325d4681fb36dc34b458289ddf2c52d2530342950e9f"),
    ]

    @Test(arguments: vectors) func derives(vector: Vector) throws {
        let key = try BcryptPBKDF.derive(
            passphrase: Secret(vector.passphrase), salt: vector.salt, rounds: vector.rounds,
            length: vector.key.utf8.count / 2)
        #expect(key.withBytes { hexadecimal($0) } == vector.key)
    }

    /// Every thread counts, and one answer ends them all.
    @Test func theWorkIsToldAndCanBeEnded() throws {
        let told = Mutex<[Double]>([])
        func derive(goesOn: @escaping @Sendable (Double) -> Bool) throws {
            try BcryptPBKDF.$progress.withValue({ fraction in
                told.withLock { $0.append(fraction) }
                return goesOn(fraction)
            }) {
                _ = try BcryptPBKDF.derive(passphrase: Secret([1]), salt: [1], rounds: 33, length: 64)
            }
        }
        try derive { _ in true }
        #expect(told.withLock { $0.sorted() } == [16, 32, 48, 64].map { $0 / 66 })
        told.withLock { $0 = [] }
        #expect(throws: KeyError.cancelled) { try derive { _ in false } }
        #expect(told.withLock { $0.count } <= 2)
    }

    @Test func refusesWhatItCannotUse() {
        #expect(throws: KeyError.passphraseNeeded) {
            try BcryptPBKDF.derive(passphrase: Secret([]), salt: [1], rounds: 1, length: 32)
        }
        #expect(throws: KeyError.self) {
            try BcryptPBKDF.derive(passphrase: Secret([1]), salt: [], rounds: 1, length: 32)
        }
        #expect(throws: KeyError.self) {
            try BcryptPBKDF.derive(passphrase: Secret([1]), salt: [1], rounds: 0, length: 32)
        }
    }
}

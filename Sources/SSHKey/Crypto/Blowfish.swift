import Secrecy

/// Blowfish with bcrypt's slow key schedule (Provos and Mazières 1999), as bcrypt_pbkdf uses it.
/// Everything is unsafe pointers and unchecked arithmetic: this loop is the whole cost of opening a key file.
struct Blowfish: ~Copyable {
    private static let subkeyCount = 18
    private static let wordCount = subkeyCount + 4 * 256

    /// The 18 subkeys, then the four boxes.
    private let words: UnsafeMutablePointer<UInt32>

    init() {
        words = .allocate(capacity: Self.wordCount)
        words.initialize(repeating: 0, count: Self.wordCount)
    }

    deinit {
        wipe(UnsafeMutableRawBufferPointer(start: words, count: Self.wordCount * 4))
        words.deallocate()
    }

    /// The state that Blowfish begins with: the digits of pi.
    func reset() {
        PiDigits.words.withUnsafeBufferPointer { words.update(from: $0.baseAddress!, count: Self.wordCount) }
    }

    /// Mixes a key of 16 words into the state, and a salt of 16 words into the key schedule's chain of blocks.
    func expand(salt: UnsafePointer<UInt32>, key: UnsafePointer<UInt32>) {
        mix(key)
        var (left, right): (UInt32, UInt32) = (0, 0)
        var position = 0
        var index = 0
        while index < Self.wordCount {
            left ^= salt[position]
            right ^= salt[position &+ 1]
            position = (position &+ 2) & 15
            encrypt(&left, &right)
            words[index] = left
            words[index &+ 1] = right
            index &+= 2
        }
    }

    /// Mixes a key of 16 words into the state.
    func expand(key: UnsafePointer<UInt32>) {
        mix(key)
        var (left, right): (UInt32, UInt32) = (0, 0)
        var index = 0
        while index < Self.wordCount {
            encrypt(&left, &right)
            words[index] = left
            words[index &+ 1] = right
            index &+= 2
        }
    }

    @inline(__always)
    private func mix(_ key: UnsafePointer<UInt32>) {
        var index = 0
        while index < Self.subkeyCount {
            words[index] ^= key[index & 15]
            index &+= 1
        }
    }

    /// Encrypts one block in place.
    @inline(__always)
    func encrypt(_ left: inout UInt32, _ right: inout UInt32) {
        let words = self.words
        let (first, second) = (words + 18, words + 274)
        let (third, fourth) = (words + 530, words + 786)
        var l = left ^ words[0]
        var r = right
        var index = 1
        while index < 17 {
            var f = first[Int(truncatingIfNeeded: l &>> 24)]
            f = f &+ second[Int(truncatingIfNeeded: l &>> 16 & 255)]
            f = f ^ third[Int(truncatingIfNeeded: l &>> 8 & 255)]
            f = f &+ fourth[Int(truncatingIfNeeded: l & 255)]
            r = r ^ f ^ words[index]
            f = first[Int(truncatingIfNeeded: r &>> 24)]
            f = f &+ second[Int(truncatingIfNeeded: r &>> 16 & 255)]
            f = f ^ third[Int(truncatingIfNeeded: r &>> 8 & 255)]
            f = f &+ fourth[Int(truncatingIfNeeded: r & 255)]
            l = l ^ f ^ words[index &+ 1]
            index &+= 2
        }
        left = r ^ words[17]
        right = l
    }
}

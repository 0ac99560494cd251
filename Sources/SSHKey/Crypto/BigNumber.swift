import COpenSSL
import Secrecy

/// An OpenSSL number, wiped when it goes.
final class BigNumber {
    let pointer: OpaquePointer

    /// Where the number is kept. The secure heap is small, and all threads wait for each other there.
    enum Heap {
        case secure
        /// For public numbers.
        case ordinary
    }

    init(in heap: Heap = .secure) {
        guard let number = heap == .secure ? BN_secure_new() : BN_new() else { fatalError("out of memory") }
        pointer = number
    }

    /// A big-endian number that isn't negative.
    convenience init(_ bytes: UnsafeRawBufferPointer, in heap: Heap = .secure) {
        self.init(in: heap)
        read(bytes)
    }

    convenience init(_ bytes: [UInt8], in heap: Heap = .secure) {
        self.init(in: heap)
        withBytes(bytes, read)
    }

    /// A number whose arithmetic must not depend on its value in time.
    convenience init(_ secret: Secret) {
        self.init()
        secret.withBytes(read)
        markSecret()
    }

    convenience init(_ word: UInt, in heap: Heap = .secure) {
        self.init(in: heap)
        guard BN_set_word(pointer, word) == 1 else { fatalError("out of memory") }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) {
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        // The one reason to fail. A key from a number that stayed 0 would be a catastrophe.
        guard BN_bin2bn(start, Int32(bytes.count), pointer) != nil else { fatalError("out of memory") }
    }

    deinit { BN_clear_free(pointer) }

    func markSecret() { BN_set_flags(pointer, BN_FLG_CONSTTIME) }

    var bitLength: Int { Int(BN_num_bits(pointer)) }
    var isZero: Bool { BN_is_zero(pointer) == 1 }
    var isOne: Bool { BN_is_one(pointer) == 1 }
    var isOdd: Bool { BN_is_odd(pointer) == 1 }

    /// The big-endian bytes, without leading zeros.
    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bitLength + 7) / 8)
        BN_bn2bin(pointer, &bytes)
        return bytes
    }

    /// The machine words, the lowest first.
    var words: [UInt] {
        var words = [UInt](repeating: 0, count: (bitLength + UInt.bitWidth - 1) / UInt.bitWidth)
        words.withUnsafeMutableBytes { bytes in
            _ = BN_bn2lebinpad(pointer, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count))
        }
        // In place: the number may be a secret, and the caller wipes one array.
        for index in words.indices { words[index] = UInt(littleEndian: words[index]) }
        return words
    }

    /// The big-endian bytes, padded with leading zeros to `length` where it is given.
    func secret(length: Int? = nil) -> Secret {
        Secret(count: length ?? (bitLength + 7) / 8) { bytes in
            _ = BN_bn2binpad(pointer, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count))
        }
    }

    func copy() -> BigNumber {
        let copy = BigNumber()
        guard BN_copy(copy.pointer, pointer) != nil else { fatalError("out of memory") }
        return copy
    }

    /// Negative, zero or positive, as self is less than, equal to or greater than `other`.
    func compare(_ other: BigNumber) -> Int { Int(BN_cmp(pointer, other.pointer)) }
}

/// Scratch space for arithmetic, wiped when it goes, and the arithmetic, whose results are kept in `heap`.
final class Arithmetic {
    let context: OpaquePointer
    private let heap: BigNumber.Heap

    init(in heap: BigNumber.Heap = .secure) {
        guard let context = BN_CTX_new() else { fatalError("out of memory") }
        (self.context, self.heap) = (context, heap)
    }

    deinit { BN_CTX_free(context) }

    func minusOne(_ a: BigNumber) throws(KeyError) -> BigNumber {
        try difference(a, BigNumber(1, in: heap))
    }

    func difference(_ a: BigNumber, _ b: BigNumber) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: heap)
        guard BN_sub(result.pointer, a.pointer, b.pointer) == 1 else { throw .openSSL("subtract") }
        return result
    }

    func product(_ a: BigNumber, _ b: BigNumber) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: heap)
        guard BN_mul(result.pointer, a.pointer, b.pointer, context) == 1 else { throw .openSSL("multiply") }
        return result
    }

    func quotient(_ a: BigNumber, _ b: BigNumber) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: heap)
        guard BN_div(result.pointer, nil, a.pointer, b.pointer, context) == 1 else { throw .openSSL("divide") }
        return result
    }

    func remainder(_ a: BigNumber, _ b: BigNumber) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: heap)
        guard BN_div(nil, result.pointer, a.pointer, b.pointer, context) == 1 else { throw .openSSL("divide") }
        return result
    }

    /// Whether a is what b is multiplied with to give 1, and smaller than the modulus.
    func isInverse(_ a: BigNumber, of b: BigNumber, modulo modulus: BigNumber) throws(KeyError) -> Bool {
        guard a.compare(modulus) < 0 else { return false }
        return try remainder(product(a, b), modulus).isOne
    }

    func greatestCommonDivisor(
        _ a: BigNumber, _ b: BigNumber
    ) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: heap)
        guard BN_gcd(result.pointer, a.pointer, b.pointer, context) == 1 else { throw .openSSL("find a divisor") }
        return result
    }

    /// The inverse of `a` modulo `m`; nil when there is none.
    func inverse(_ a: BigNumber, modulo m: BigNumber) -> BigNumber? {
        let result = BigNumber(in: heap)
        guard BN_mod_inverse(result.pointer, a.pointer, m.pointer, context) != nil else {
            ERR_clear_error()
            return nil
        }
        return result
    }

    func power(
        _ base: BigNumber, _ exponent: BigNumber, modulo m: BigNumber
    ) throws(KeyError) -> BigNumber {
        let result = BigNumber(in: heap)
        guard BN_mod_exp(result.pointer, base.pointer, exponent.pointer, m.pointer, context) == 1 else {
            throw .openSSL("raise to a power")
        }
        return result
    }
}

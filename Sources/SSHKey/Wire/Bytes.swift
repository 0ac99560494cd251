import Secrecy

// Lending bytes with typed throws, and the few operations on borrowed bytes that every format needs.

/// Lends the elements of `bytes` for the time of `body`.
func withBytes<Result, Failure: Error>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
) throws(Failure) -> Result {
    try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) -> Result in
        try body(UnsafeRawBufferPointer(buffer))
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes of `range`, still borrowed.
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

    /// The same number without leading zeros; empty for zero.
    var magnitude: UnsafeRawBufferPointer {
        var start = 0
        while start < count, self[start] == 0 { start += 1 }
        return slice(start..<count)
    }

    /// The length in bits of a big-endian number.
    var bitLength: Int {
        let number = magnitude
        return number.isEmpty ? 0 : number.count * 8 - number[0].leadingZeroBitCount
    }

    func starts(with prefix: StaticString) -> Bool {
        count >= prefix.utf8CodeUnitCount && slice(0..<prefix.utf8CodeUnitCount).equals(prefix)
    }

    func equals(_ text: StaticString) -> Bool {
        equals(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether the bytes are the same, in a time that depends on the length alone.
    func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<count { difference |= self[index] ^ other[index] }
        return difference == 0
    }

    func equals(_ other: [UInt8]) -> Bool { withBytes(other) { equals($0) } }
}

/// Lower-case hexadecimal.
func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that hexadecimal digits of either case stand for.
func bytes(hexadecimal text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text {
        let digit: UInt8
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = character - UInt8(ascii: "A") + 10
        default: return nil
        }
        if let first = high {
            bytes.append(first << 4 | digit)
            high = nil
        } else {
            high = digit
        }
    }
    return high == nil ? bytes : nil
}

extension Secret {
    /// A copy of bytes that turned out to be public.
    var array: [UInt8] { withBytes { Array($0) } }
}

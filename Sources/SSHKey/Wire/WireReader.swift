/// A cursor over the data types of SSH (RFC 4251, section 5). It never reads outside its bytes, and what it
/// returns is borrowed from them: nothing is copied, nothing allocated.
struct WireReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    /// What hasn't been read yet.
    var rest: UnsafeRawBufferPointer { bytes.slice(offset..<bytes.count) }

    mutating func take(_ count: Int) throws(KeyError) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw .truncated(have: bytes.count, need: offset + count) }
        defer { offset += count }
        return bytes.slice(offset..<offset + count)
    }

    mutating func byte() throws(KeyError) -> UInt8 {
        try take(1)[0]
    }

    mutating func uint32() throws(KeyError) -> UInt32 {
        try take(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func uint64() throws(KeyError) -> UInt64 {
        try take(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func string() throws(KeyError) -> UnsafeRawBufferPointer {
        try take(Int(try uint32()))
    }

    /// The magnitude of a number that isn't negative. Superfluous leading zeros are dropped, as OpenSSH does.
    mutating func mpint() throws(KeyError) -> UnsafeRawBufferPointer {
        let number = try string()
        guard number.first.map({ $0 < 0x80 }) ?? true else { throw .malformed("a number in the key is negative") }
        return number.magnitude
    }

    func end() throws(KeyError) {
        guard isAtEnd else { throw .malformed("\(bytes.count - offset) bytes too many at the end of the key") }
    }
}

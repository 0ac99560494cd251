/// A cursor over DER (X.690). It never reads outside its bytes, and what it returns is borrowed from them.
struct DERReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    /// What hasn't been read yet.
    var rest: UnsafeRawBufferPointer { bytes.slice(offset..<bytes.count) }

    /// The tag of the next element.
    var nextTag: UInt8? { isAtEnd ? nil : bytes[offset] }

    /// The next element, whatever it is.
    mutating func element() throws(KeyError) -> (tag: UInt8, contents: UnsafeRawBufferPointer) {
        let tag = try take(1)[0]
        guard tag & 0x1F != 0x1F else { throw .malformed("an ASN.1 tag that no key file has") }
        var length = Int(try take(1)[0])
        if length == 0x80 { throw .malformed("expected DER, found BER with indefinite lengths") }
        if length > 0x80 {
            guard length <= 0x84 else { throw .malformed("an ASN.1 length of \(length - 0x80) bytes") }
            length = try take(length - 0x80).reduce(0) { $0 << 8 | Int($1) }
        }
        return (tag, try take(length))
    }

    /// Whether an object identifier is next.
    func isNext(_ oid: OID) -> Bool {
        var reader = self
        return nextTag == ASN1Tag.objectIdentifier && (try? reader.oid()) == oid
    }

    mutating func element(_ tag: UInt8, _ name: StaticString) throws(KeyError) -> UnsafeRawBufferPointer {
        guard nextTag == tag else { throw .malformed("no \(name) where the key's structure has one") }
        return try element().contents
    }

    /// The next element if it has this tag.
    mutating func optional(_ tag: UInt8) throws(KeyError) -> UnsafeRawBufferPointer? {
        nextTag == tag ? try element().contents : nil
    }

    mutating func sequence() throws(KeyError) -> DERReader {
        DERReader(try element(ASN1Tag.sequence, "sequence"))
    }

    /// The magnitude of an integer that isn't negative.
    mutating func integer() throws(KeyError) -> UnsafeRawBufferPointer {
        let number = try element(ASN1Tag.integer, "integer")
        guard let first = number.first, first < 0x80 else { throw .malformed("a number in the key is negative") }
        return number.magnitude
    }

    /// A small integer, of at most 63 bits.
    mutating func smallInteger() throws(KeyError) -> UInt64 {
        let number = try integer()
        guard number.bitLength < 64 else {
            throw .malformed("a number of \(number.bitLength) bits where the format has a small one")
        }
        return number.reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func octets() throws(KeyError) -> UnsafeRawBufferPointer {
        try element(ASN1Tag.octetString, "octet string")
    }

    /// The bytes of a bit string that has whole bytes.
    mutating func bits() throws(KeyError) -> UnsafeRawBufferPointer {
        try Self.wholeBytes(try element(ASN1Tag.bitString, "bit string"))
    }

    static func wholeBytes(_ bits: UnsafeRawBufferPointer) throws(KeyError) -> UnsafeRawBufferPointer {
        guard bits.first == 0 else { throw .malformed("a bit string that doesn't end on a byte") }
        return bits.slice(1..<bits.count)
    }

    mutating func oid() throws(KeyError) -> OID {
        OID(contents: try element(ASN1Tag.objectIdentifier, "object identifier"))
    }

    func end() throws(KeyError) {
        guard isAtEnd else { throw .malformed("\(bytes.count - offset) bytes too many in the key's structure") }
    }

    private mutating func take(_ count: Int) throws(KeyError) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw .truncated(have: bytes.count, need: offset + count) }
        defer { offset += count }
        return bytes.slice(offset..<offset + count)
    }
}

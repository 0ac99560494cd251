import Secrecy

/// Where the data types of SSH (RFC 4251, section 5) are written: public bytes into an array, secrets into a
/// `SecretBuffer`.
protocol WireSink: ~Copyable {
    mutating func write(_ bytes: UnsafeRawBufferPointer)
    mutating func write(byte: UInt8)
}

extension [UInt8]: WireSink {
    mutating func write(_ bytes: UnsafeRawBufferPointer) { append(contentsOf: bytes) }
    mutating func write(byte: UInt8) { append(byte) }
}

extension SecretBuffer: WireSink {
    mutating func write(_ bytes: UnsafeRawBufferPointer) { append(bytes) }
    mutating func write(byte: UInt8) { append(byte) }
}

extension WireSink where Self: ~Copyable {
    mutating func write(uint32 value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { write($0) }
    }

    mutating func write(string bytes: UnsafeRawBufferPointer) {
        write(uint32: UInt32(bytes.count))
        write(bytes)
    }

    mutating func write(string bytes: [UInt8]) {
        withBytes(bytes) { write(string: $0) }
    }

    mutating func write(string text: String) {
        write(string: Array(text.utf8))
    }

    mutating func write(string secret: Secret) {
        secret.withBytes { write(string: $0) }
    }

    /// Writes a big-endian number that isn't negative.
    mutating func write(mpint number: UnsafeRawBufferPointer) {
        let magnitude = number.magnitude
        let isSigned = magnitude.first.map { $0 >= 0x80 } ?? false
        write(uint32: UInt32(magnitude.count + (isSigned ? 1 : 0)))
        if isSigned { write(byte: 0) }
        write(magnitude)
    }

    mutating func write(mpint number: [UInt8]) {
        withBytes(number) { write(mpint: $0) }
    }

    mutating func write(mpint number: Secret) {
        number.withBytes { write(mpint: $0) }
    }
}

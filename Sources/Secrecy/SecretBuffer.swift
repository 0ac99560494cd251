/// A growing buffer whose old storage is wiped whenever it moves: where secret files and fields are put together.
public struct SecretBuffer: ~Copyable {
    private var storage: UnsafeMutableRawBufferPointer
    /// The number of bytes written so far.
    public private(set) var count = 0

    /// An empty buffer with room for `capacity` bytes (16 at least); beyond that it moves, and wipes where it was.
    public init(capacity: Int = 256) {
        storage = .allocate(byteCount: max(capacity, 16), alignment: 16)
    }

    deinit {
        wipe(storage)
        storage.deallocate()
    }

    /// Adds one byte.
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        storage[count] = byte
        count += 1
    }

    /// Adds a copy of `bytes`; wiping the original is the caller's.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyBytes(from: bytes)
        count += bytes.count
    }

    /// The same for borrowed bytes, as most are: copied whole, where a collection is asked for one after the other.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// Adds the bytes of a secret, which stays as it is.
    public mutating func append(_ secret: Secret) {
        secret.withBytes { append($0) }
    }

    /// Lends the bytes written so far.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    /// Lends the bytes written so far, to be changed in place (encrypted, say).
    public mutating func withMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeMutableRawBufferPointer(rebasing: storage[..<count]))
    }

    /// What was written, as a secret of its own.
    public func secret() -> Secret {
        withBytes { Secret($0) }
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > storage.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(storage.count * 2, count + more), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        wipe(storage)
        storage.deallocate()
        storage = larger
    }
}

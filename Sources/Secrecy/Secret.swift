/// Bytes that must not outlive their use: a passphrase, a private key, a token.
///
/// A class, so that passing it on copies no byte; immutable, so that every task may read it. It can't be printed
/// or compared, and is wiped when the last reference goes.
public final class Secret: Sendable {
    nonisolated(unsafe) private let storage: UnsafeMutableRawBufferPointer

    /// The number of bytes.
    public var count: Int { storage.count }
    /// Whether it has no byte, as after an empty line was typed.
    public var isEmpty: Bool { storage.isEmpty }

    /// `count` bytes, all zero until `body` fills them in place.
    public init<Failure: Error>(
        count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        storage = .allocate(byteCount: count, alignment: 16)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        try body(storage)
    }

    /// A copy of `bytes`; wiping the original is the caller's.
    public convenience init(_ bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// The same of borrowed bytes, as most are: copied whole, where a collection is asked for one after the other.
    public convenience init(_ bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
    }

    deinit {
        wipe(storage)
        storage.deallocate()
    }

    /// Lends the bytes for the time of `body`; they must not leave it.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    public var description: String { "Secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

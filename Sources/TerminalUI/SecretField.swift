import Secrecy

/// One line of text that is never a `String`: a fixed, wiped buffer of UTF-8, edited in place.
public final class SecretField {
    /// The longest secret, in bytes. OpenSSH reads at most 1023 from a prompt.
    public static let limit = 1023

    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
    private var used = 0
    private var at = 0
    /// True when the last input didn't fit or wasn't text.
    public private(set) var refusedInput = false

    /// An empty field.
    public init() {}

    deinit {
        wipe(storage)
        storage.deallocate()
    }

    /// Whether nothing has been typed.
    public var isEmpty: Bool { used == 0 }
    /// The number of characters (Unicode scalars).
    public var count: Int { withBytes { $0.count { !Self.continues($0) } } }
    /// The cursor's place, in characters from the start.
    public var cursor: Int { withBytes { $0.prefix(at).count { !Self.continues($0) } } }

    /// Lends the UTF-8 bytes for the time of `body`; they must not leave it.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(rebasing: storage[..<used]))
    }

    /// A copy that stays when the field changes.
    public func secret() -> Secret { withBytes { Secret($0) } }

    /// Empties the field and wipes every byte.
    public func clear() {
        wipe(storage)
        (used, at, refusedInput) = (0, 0, false)
    }

    /// Replaces the contents, with the cursor at the end; what is too long or no text is refused.
    public func set(_ secret: Secret) {
        clear()
        secret.withBytes { insert($0) }
    }

    /// Handles an editing event. Returns false for other events.
    public func handle(_ event: InputEvent) -> Bool {
        switch event {
        case .key(let key): return handle(key)
        case .paste(let paste):
            refusedInput = false
            paste.bytes.withBytes { bytes in
                let isNewline: (UInt8) -> Bool = { $0 == 0x0a || $0 == 0x0d }
                let line = bytes.prefix { !isNewline($0) }
                let rest = bytes.dropFirst(line.count).drop(while: isNewline)
                // A passphrase is one line of text; half of something else must not become one.
                guard rest.isEmpty, paste.dropped == 0, Self.isText(line) else { return refusedInput = true }
                insert(UnsafeRawBufferPointer(rebasing: line))
            }
            return true
        case .malformed:
            refusedInput = true
            return true
        default: return false
        }
    }

    private func handle(_ key: Key) -> Bool {
        refusedInput = false
        switch key {
        case .character(let character):
            var bytes = Array(character.utf8)
            bytes.withUnsafeBytes { insert($0) }
            bytes.wipe()
        case .backspace: remove(before(at)..<at)
        case .delete: remove(at..<after(at))
        case .left: at = before(at)
        case .right: at = after(at)
        case .home: at = 0
        case .end: at = used
        case .control("u"): remove(0..<at)
        case .control("k"): remove(at..<used)
        default: return false
        }
        return true
    }

    private func insert(_ bytes: UnsafeRawBufferPointer) {
        guard used + bytes.count <= Self.limit else { return refusedInput = true }
        guard let base = storage.baseAddress, let source = bytes.baseAddress else { return }
        (base + at + bytes.count).copyMemory(from: base + at, byteCount: used - at)
        (base + at).copyMemory(from: source, byteCount: bytes.count)
        used += bytes.count
        at += bytes.count
    }

    private func remove(_ range: Range<Int>) {
        guard let base = storage.baseAddress else { return }
        (base + range.lowerBound).copyMemory(from: base + range.upperBound, byteCount: used - range.upperBound)
        wipe(UnsafeMutableRawBufferPointer(rebasing: storage[(used - range.count)..<used]))
        used -= range.count
        at = range.lowerBound
    }

    private func before(_ place: Int) -> Int {
        guard place > 0 else { return 0 }
        var place = place - 1
        while place > 0, Self.continues(storage[place]) { place -= 1 }
        return place
    }

    private func after(_ place: Int) -> Int {
        guard place < used else { return used }
        var place = place + 1
        while place < used, Self.continues(storage[place]) { place += 1 }
        return place
    }

    /// True for the second and later bytes of a UTF-8 character.
    private static func continues(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }

    /// True for valid UTF-8 without control characters; decodes in place, so that no copy is left behind.
    private static func isText(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        var iterator = bytes.makeIterator()
        var decoder = UTF8()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): if scalar.properties.generalCategory == .control { return false }
            case .emptyInput: return true
            case .error: return false
            }
        }
    }
}

import Secrecy

/// How far a key goes, as the lengths in its first bytes say.
enum Extent: Hashable {
    /// All of it, in bytes.
    case whole(Int)
    /// So many bytes are needed to know more.
    case atLeast(Int)
    /// These aren't the first bytes of a key.
    case none

    /// Longer things are no keys: a certificate with a thousand principals has 60 KiB.
    static let limit = 1 << 20
}

/// Base64 of either alphabet that is read as far as what it stands for says that it goes, across white space if it must
/// be. What follows is a comment, another key or something else altogether.
struct Base64Run {
    /// What was decoded; shorter than `need` where the text ends too early.
    let bytes: Secret
    /// How many bytes there should be.
    let need: Int
    /// From the first character to the last one, with its padding.
    let range: Range<Int>
    /// White space within it.
    let isBroken: Bool
    let isURLSafe: Bool
    /// Further characters of base64 follow at once.
    let isGlued: Bool

    var isWhole: Bool { bytes.count == need }

    /// Reads from `start`; nil where `extent` finds no key in the first bytes, or where a broken run doesn't end with a
    /// piece of it. What is read in vain counts too.
    init?(
        _ text: UnsafeRawBufferPointer, from start: Int, budget: WorkBudget? = nil,
        _ extent: (UnsafeRawBufferPointer) -> Extent
    ) {
        let least = 64
        var reader = CharacterReader(text: text, index: start)
        defer { budget?.spend(max(least, reader.index - start)) }
        var bytes = SecretBuffer(capacity: 1024)
        var (need, isAtEnd, isKnown) = (12, false, false)
        while !isAtEnd, !isKnown || bytes.count < need {
            while bytes.count < need, !isAtEnd { isAtEnd = !reader.byte(into: &bytes) }
            switch bytes.withBytes(extent) {
            case .atLeast(let count) where count <= Extent.limit: need = max(count, bytes.count + 1)
            case .whole(let count) where count <= Extent.limit: (need, isKnown) = (count, true)
            case .none, .atLeast, .whole: return nil
            }
        }
        self.bytes = bytes.withBytes { Secret($0.slice(0..<min(need, $0.count))) }
        self.need = need
        (isBroken, isURLSafe) = (reader.isBroken, reader.isURLSafe)
        var index = reader.index
        guard index > start else { return nil }
        while index < text.count, text[index] == UInt8(ascii: "=") { index += 1 }
        isGlued = index < text.count && text[index - 1] != UInt8(ascii: "=") && Base64.value(text[index]) < 64
        range = start..<index
        // Bits that padding should have left zero, and a piece of something else.
        if self.bytes.count == need, !reader.isClean || isBroken && isGlued { return nil }
    }

    /// Takes characters of base64 from a text, skipping what may stand between them.
    private struct CharacterReader {
        let text: UnsafeRawBufferPointer
        var index: Int
        private(set) var isBroken = false
        private(set) var isURLSafe = false
        private var isStandard = false
        private var bits: UInt32 = 0
        private var bitCount: UInt32 = 0

        /// Whether nothing but zeros is left of the last character.
        var isClean: Bool { bits == 0 }

        init(text: UnsafeRawBufferPointer, index: Int) { (self.text, self.index) = (text, index) }

        /// Decodes one byte; the result says whether there was one.
        mutating func byte(into sink: inout SecretBuffer) -> Bool {
            while bitCount < 8 {
                guard let value = next() else { return false }
                bits = bits << 6 | UInt32(value)
                bitCount += 6
            }
            bitCount -= 8
            sink.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            bits &= 1 << bitCount - 1
            return true
        }

        /// The value of the next character; nil where the base64 ends.
        private mutating func next() -> UInt8? {
            guard index < text.count else { return nil }
            if Self.isBreak(text[index]) {
                guard let piece = nextPiece() else { return nil }
                (index, isBroken) = (piece, true)
            }
            let value = Base64.value(text[index])
            guard value < 64 else { return nil }
            switch text[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "_"):
                // Four hyphens belong to an END line.
                if isStandard || text.slice(index..<min(index + 4, text.count)).equals("----") { return nil }
                isURLSafe = true
            case UInt8(ascii: "+"), UInt8(ascii: "/"):
                if isURLSafe { return nil }
                isStandard = true
            default: break
            }
            index += 1
            return value
        }

        private static func isBreak(_ byte: UInt8) -> Bool { byte.isWhiteSpace || byte == UInt8(ascii: "\\") }

        /// Where the base64 goes on after white space; nil where another key or an END line follows.
        private func nextPiece() -> Int? {
            var start = index
            while start < text.count, Self.isBreak(text[start]) { start += 1 }
            guard start < text.count else { return nil }
            let rest = text.slice(start..<min(start + 12, text.count))
            let others: [StaticString] = ["--", "ssh-", "ecdsa-", "sk-ssh", "sk-ecdsa", "BEGIN ", "END "]
            return others.contains(where: rest.starts) ? nil : start
        }
    }
}

/// Where keys end, told by the lengths in them.
enum KeyExtent {
    private struct Walk {
        let bytes: UnsafeRawBufferPointer
        var offset = 0
        /// Set when the bytes end too early, or make no sense.
        var stopped: Extent?

        /// Skips a field of fixed size.
        mutating func skip(_ count: Int) {
            guard stopped == nil else { return }
            offset += count
            if offset > bytes.count { stopped = .atLeast(offset) }
        }

        /// Skips a field with its length in front.
        mutating func string() {
            let start = offset
            skip(4)
            guard stopped == nil else { return }
            let length = bytes.slice(start..<offset).reduce(0) { $0 << 8 | Int($1) }
            guard length <= Extent.limit else { return stopped = Extent.none }
            skip(length)
        }

        var extent: Extent { stopped ?? .whole(offset) }
    }

    /// How many fields follow the name of an algorithm, the key's own ones; nil for an unknown algorithm.
    static func fieldCount(_ name: String) -> Int? {
        PublicNumbers.fieldCount(algorithm: Certificate.keyAlgorithm(of: name) ?? name)
    }

    /// A public key or a certificate on the wire; none for one of an unknown algorithm.
    static func publicBlob(_ bytes: UnsafeRawBufferPointer) -> Extent {
        var walk = Walk(bytes: bytes)
        walk.string()
        guard walk.stopped == nil else { return walk.extent }
        let name = String(decoding: bytes.slice(4..<walk.offset), as: UTF8.self)
        guard let count = fieldCount(name) else { return .none }
        let isCertificate = Certificate.keyAlgorithm(of: name) != nil
        for _ in 0..<(isCertificate ? count + 1 : count) { walk.string() }
        guard isCertificate else { return walk.extent }
        walk.skip(12) // serial, kind
        for _ in 0..<2 { walk.string() } // key ID, principals
        walk.skip(16) // validity
        for _ in 0..<5 { walk.string() } // critical options, extensions, reserved, authority, signature
        return walk.extent
    }

    /// openssh-key-v1.
    static func openSSH(_ bytes: UnsafeRawBufferPointer) -> Extent {
        guard bytes.starts(with: "openssh-key") else { return .none }
        var walk = Walk(bytes: bytes)
        walk.skip(OpenSSHFormat.magic.count)
        let cipher = walk.offset
        walk.string()
        guard walk.stopped == nil else { return walk.extent }
        let name = String(decoding: bytes.slice(cipher + 4..<walk.offset), as: UTF8.self)
        for _ in 0..<2 { walk.string() }
        walk.skip(4)
        for _ in 0..<2 { walk.string() }
        walk.skip(OpenSSHFormat.protections.first { $0.name == name }?.cipher.tagLength ?? 0)
        return walk.extent
    }

    /// A sequence in DER.
    static func der(_ bytes: UnsafeRawBufferPointer) -> Extent {
        guard bytes.count >= 5 else { return .atLeast(5) }
        guard bytes[0] == ASN1Tag.sequence else { return .none }
        switch bytes[1] {
        case 0x00..<0x80: return .whole(2 + Int(bytes[1]))
        case 0x81: return .whole(3 + Int(bytes[2]))
        case 0x82: return .whole(4 + Int(bytes[2]) << 8 + Int(bytes[3]))
        default: return .none
        }
    }

    /// The private key of ssh.com, whose second word is its length.
    static func sshCom(_ bytes: UnsafeRawBufferPointer) -> Extent {
        guard bytes.count >= 8 else { return .atLeast(8) }
        guard bytes.slice(0..<4).equals([0x3F, 0x6F, 0xF9, 0xEB]) else { return .none }
        return .whole(bytes.slice(4..<8).reduce(0) { $0 << 8 | Int($1) })
    }
}

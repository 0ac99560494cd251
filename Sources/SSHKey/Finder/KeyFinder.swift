import Secrecy

/// Finds every key in a file or a pasted text, however it was mangled on the way: the text is searched as it is, and
/// then without what may have been done to it, one layer after the other.
struct KeyFinder {
    /// What people put around a key is rarely more than this deep: a quoted mail with JSON in it that was in base64.
    private static let mostLayers = 3
    /// In bytes of texts searched: hundreds of times for a key file, ten times for a megabyte.
    private static let leastBudget = 1 << 20
    private static let budgetFactor = 10
    /// The same for what is decoded character by character, which takes longer.
    private static let runsFactor = 4

    private let passphrase: Secret?
    private let texts: WorkBudget
    private let runs: WorkBudget
    /// What the first text is that is something known, and no key.
    private(set) var refusal: KeyError?

    init(_ size: Int, passphrase: Secret?) {
        self.passphrase = passphrase
        texts = WorkBudget(max(size * Self.budgetFactor, Self.leastBudget))
        runs = WorkBudget(max(size * Self.runsFactor, Self.leastBudget))
    }

    /// All that is in `text`, in its order. Ranges are in bytes of the text.
    mutating func search(_ text: UnsafeRawBufferPointer, depth: Int = 0) -> [Found] {
        texts.spend(text.count)
        if let file = binaryKey(text) {
            let isPrivate = (try? file.get()).map { !$0.format.isPublic } ?? text.starts(with: "openssh-key-v1")
            return [Found(range: 0..<text.count, outcome: file, isPrivate: isPrivate, isAlone: true)]
        }
        var scanner = KeyScanner(text, passphrase: passphrase, budget: runs)
        scanner.scan()
        var best = scanner.found
        if best.count == 1 { best[0].isAlone = best[0].isWhole && text.isBlank(outside: best[0].range) }
        for run in scanner.encoded where depth < Self.mostLayers { best += decode(text, run, depth: depth) }
        best.sort { $0.range.lowerBound < $1.range.lowerBound }
        if best.isEmpty { refusal = refusal ?? KeyError.foreignText(text) }
        guard depth < Self.mostLayers, !isEnough(best, text) else { return best }
        for layer in TextLayer.allCases where texts.hasMore {
            guard let inner = layer.removed(from: text) else { continue }
            let found = inner.withBytes { search($0, depth: depth + 1) }
            guard Self.score(found) > Self.score(best) else { continue }
            let origins = layer.origins(of: found.map(\.range), in: text)
            best = zip(found, origins).map { item, origin in
                var item = item.noting(layer.note)
                (item.range, item.isAlone) = (origin, item.isAlone && layer.keepsAll)
                return item
            }
            if isEnough(best, text) { break }
        }
        return best
    }

    /// What a run of base64 stands for, searched in its turn.
    private mutating func decode(_ text: UnsafeRawBufferPointer, _ run: EncodedRun, depth: Int) -> [Found] {
        var inner = SecretBuffer(capacity: run.range.count)
        guard texts.hasMore else { return [] }
        let body = text.slice(run.range)
        if run.isBase64 {
            // A last group that was cut off tells nothing more.
            if !Base64.decode(body, into: &inner), inner.count < 16 { return [] }
        } else {
            let digits = body.lazy.filter { HexadecimalText.digit($0) != nil }
            guard let bytes = bytes(hexadecimal: digits) else { return [] }
            inner.append(bytes)
        }
        return inner.withBytes { inner in
            search(inner, depth: depth + 1).map { item in
                var item = item.noting(.encoded(run.isBase64 ? "base64" : "hexadecimal"))
                (item.range, item.isAlone) = (run.range, item.isAlone && text.isBlank(outside: run.range))
                return item
            }
        }
    }

    /// A key in bytes: DER, dropbear's and OpenSSH's own without armour.
    private func binaryKey(_ bytes: UnsafeRawBufferPointer) -> Result<KeyFile, KeyError>? {
        guard bytes.count > 16 else { return nil }
        // A text may begin with the digit that SEQUENCE is; all structures have bytes that no text has.
        let isStructure =
            bytes[0] == ASN1Tag.sequence && bytes[1] >= 0x20 && KeyExtent.der(bytes.slice(0..<5)) != .none
            && bytes.slice(1..<16).contains { $0 < 0x09 || $0 >= 0x80 }
        guard isStructure || bytes[0] == 0 || bytes.starts(with: "openssh-key-v1") else { return nil }
        // A structure that ends where it says is one, whatever is wrong with it.
        let isExact = isStructure && KeyExtent.der(bytes.slice(0..<5)) == .whole(bytes.count)
        do throws(KeyError) {
            return .success(try KeyFile.readBinary(bytes, passphrase: passphrase))
        } catch {
            if isExact || bytes.starts(with: "openssh-key-v1") { return .failure(error) }
            if case .malformed = error { return nil }
            if case .truncated = error, isStructure, !KeyInfo.looksPrivate(bytes) { return nil }
            return isStructure || bytes[0] == 0 && !error.isForeign ? .failure(error) : nil
        }
    }

    /// Whether nothing better can be found: a private key, or public ones and no sign of a private one.
    private func isEnough(_ found: [Found], _ text: UnsafeRawBufferPointer) -> Bool {
        if found.contains(where: \.isDecided) { return true }
        guard found.contains(where: { $0.file != nil }), !found.contains(where: \.isPrivate) else { return false }
        if found.count == 1, text.isBlank(outside: found[0].range) { return true }
        if found.contains(where: \.lacksType), text.contains(where: { $0 >= 0x80 }) { return false }
        return text.firstRange(of: "PRIVATE") == nil && text.firstRange(of: PPKFields.mark) == nil && !text.contains(0)
    }

    /// A private key that can be used counts most, then the number of keys, then what is known of damaged ones.
    private static func score(_ found: [Found]) -> Int {
        let decided = found.contains(where: \.isDecided) ? 1 << 40 : 0
        let keys = found.filter { $0.file != nil }.count
        let named = found.filter { $0.file != nil && !$0.lacksType }.count
        return decided + keys << 20 + named << 8 + (found.map(\.certainty).max() ?? 0)
    }
}

extension Found {
    /// A public key whose type wasn't seen: it may be there, mangled.
    fileprivate var lacksType: Bool { file?.notes.contains(.missingType) ?? false }

    /// How much a failure tells: a key that is cut off is known better than base64 that is damaged.
    var certainty: Int {
        guard case .failure(let error) = outcome else { return 0 }
        switch error {
        case .contradiction: return isKey ? 5 : 2
        case .truncated, .unsupported: return isKey ? 4 : 2
        case .malformed: return isPrivate ? 1 : 0
        default: return 3
        }
    }

    fileprivate func noting(_ note: ReadNote) -> Found {
        guard let file else { return self }
        var item = self
        item.outcome = .success(file.noting(note))
        return item
    }
}

extension UnsafeRawBufferPointer {
    /// Whether nothing but white space is outside `range`: a byte order mark, zero bytes and DOS's end of a file
    /// aren't part of the text.
    func isBlank(outside range: Range<Int>) -> Bool {
        let start = starts(with: "\u{FEFF}") ? Swift.min(3, range.lowerBound) : 0
        func isBlank(_ range: Range<Int>) -> Bool {
            slice(range).allSatisfy { $0 <= 0x20 && $0 != 0x1B || $0 == 0x1A }
        }
        return isBlank(start..<range.lowerBound) && isBlank(range.upperBound..<count)
    }
}

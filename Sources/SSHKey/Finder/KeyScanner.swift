import Secrecy

/// Something that was found in a text: a key, what is left of one, or something that is taken for one.
struct Found {
    /// Where, in bytes of the text.
    var range: Range<Int>
    /// What it is, or why it can't be used.
    var outcome: Result<KeyFile, KeyError>
    /// A private key, or what is left of one.
    var isPrivate: Bool
    /// The key is real: a damaged one has its algorithm or its BEGIN line.
    var isKey = true
    /// All of it is read: nothing within its range is something else.
    var isWhole = true
    /// Nothing but white space stands around it, in the text that it was found in and in those around that.
    var isAlone = false

    /// The key that can be used.
    var file: KeyFile? { try? outcome.get() }

    /// A private key that is there and can't be opened isn't looked for any further.
    var isDecided: Bool {
        guard isPrivate else { return false }
        switch outcome {
        case .success, .failure(.wrongPassphrase), .failure(.cancelled), .failure(.excessive),
            .failure(.tooManyRounds), .failure(.openSSL):
            return true
        case .failure: return false
        }
    }

    /// What it is, for a list of what else is in a file.
    var name: String {
        switch outcome {
        case .success(let file):
            let kind = isPrivate ? "a private key" : file.certificate == nil ? "a public key" : "a certificate"
            guard let key = file.publicKey else { return "\(kind) (\(file.format.displayName))" }
            return "\(kind), \(key.displayName) \(key.fingerprint(.sha256))"
        case .failure(.foreign(let name, _)), .failure(.standIn(let name, _)): return name
        case .failure(let error): return (isPrivate ? "a private key that can't be read: " : "") + error.message
        }
    }
}

/// Looks through one text for keys, by what they decode to and not by the words around them.
struct KeyScanner {
    let text: UnsafeRawBufferPointer
    let passphrase: Secret?
    /// What may be decoded in vain, in bytes, so that no text takes more than linear time.
    let budget: WorkBudget
    private(set) var found: [Found] = []
    private var isDecided = false
    /// Runs of base64 that stand for another text: it is searched by who asked for this one.
    private(set) var encoded: [EncodedRun] = []
    /// The curve of an EC PARAMETERS block, and where it stands: the key's block follows.
    private var curve: (curve: EllipticCurve, start: Int)?

    init(_ text: UnsafeRawBufferPointer, passphrase: Secret?, budget: WorkBudget) {
        (self.text, self.passphrase, self.budget) = (text, passphrase, budget)
    }

    mutating func scan() {
        var index = 0
        var isWordStart = true
        while index < text.count, budget.hasMore {
            let isBase64 = Base64.value(text[index]) < 64
            if isBase64, let item = item(at: index, isWordStart: isWordStart) {
                index = max(item.upperBound, index + 1)
                isWordStart = true
            } else {
                // A mark in front of every line that base64 has too.
                let isMark = text[index] == UInt8(ascii: "+") && (index == 0 || text[index - 1] == 0x0A)
                isWordStart = !isBase64 || isMark
                index += 1
            }
        }
        if found.isEmpty, let curve {
            add(refusal(.foreign("EC parameters without a key"), curve.start..<text.count))
        }
    }

    /// Takes what begins at a position. Returns where it stands.
    private mutating func item(at index: Int, isWordStart: Bool) -> Range<Int>? {
        let item: Found?
        switch text[index] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"):
            if let marker = ArmourMarker(in: text, at: index), marker.isBegin { return block(after: marker) }
            item = text[index] == UInt8(ascii: "b") ? openSSH(at: index) : nil
        case UInt8(ascii: "P"): item = ppk(at: index) ?? half(at: index) ?? (isWordStart ? sshCom(at: index) : nil)
        case UInt8(ascii: "A"): item = publicBlob(at: index)
        case UInt8(ascii: "M"): item = isWordStart ? structure(at: index) : nil
        default: item = nil
        }
        if let item {
            add(item)
            return item.range
        }
        guard isWordStart, let run = encodedText(at: index) else { return nil }
        encoded.append(run)
        return run.range
    }

    /// What a failure costs, in bytes decoded: a text of nothing but BEGIN lines has many, and the numbers of a private
    /// key take a millisecond to check.
    private static let failureCost = (public: 1024, private: 8192)

    private mutating func add(_ item: Found) {
        isDecided = isDecided || item.isDecided
        if item.file == nil { budget.spend(item.isPrivate ? Self.failureCost.private : Self.failureCost.public) }
        found.append(item)
    }

    private func refusal(_ error: KeyError, _ range: Range<Int>, isPrivate: Bool = false) -> Found {
        Found(range: range, outcome: .failure(error), isPrivate: isPrivate, isKey: isPrivate)
    }

    /// The passphrase for the first private key alone: opening each one may take a while.
    private var key: Secret? { isDecided ? nil : passphrase }

    private func attempt(_ read: () throws(KeyError) -> KeyFile) -> Result<KeyFile, KeyError> {
        do throws(KeyError) {
            return .success(try read())
        } catch {
            return .failure(error)
        }
    }

    // MARK: Blocks

    private mutating func block(after marker: ArmourMarker) -> Range<Int> {
        let block = Armour(in: text, after: marker)
        let kind = BlockKind(label: block.label)
        switch kind {
        case .curve:
            if let body = try? block.body() {
                let found = body.withBytes { body in
                    var reader = DERReader(body)
                    return try? KeyInfo.curve(&reader)
                }
                curve = found.map { ($0, block.range.lowerBound) } ?? curve
            }
        case .foreign(let name, let hint):
            add(refusal(.foreign(name, hint: hint), block.range))
        case .publicKey, .rfc4716, .openssh, .sshcom, .structure:
            let curve = curve?.curve
            var outcome = attempt { () throws(KeyError) in
                try block.read(kind, curve: curve, passphrase: key)
            }
            if case .failure(.malformed) = outcome {
                let content = text.slice(block.content)
                // A public line that someone put between the lines of PEM.
                if kind == .publicKey, content.firstRange(of: "AAAA") != nil { return marker.range }
                if content.firstRange(of: "...") != nil || content.firstRange(of: "…") != nil {
                    outcome = .failure(.placeholder)
                }
                if content.firstRange(of: "***") != nil { outcome = .failure(.maskedBlock) }
            }
            // Parameters that name the curve of the key belong to it.
            let start = curve == nil ? block.range.lowerBound : self.curve?.start ?? block.range.lowerBound
            let isPrivate = (try? outcome.get()).map { !$0.format.isPublic } ?? (kind != .publicKey && kind != .rfc4716)
            var item = Found(range: start..<block.range.upperBound, outcome: outcome, isPrivate: isPrivate)
            item.isWhole = block.holdsNothingElse
            add(item)
            self.curve = nil
        }
        return block.range
    }

    private func ppk(at index: Int) -> Found? {
        guard text.slice(index..<text.count).starts(with: PPKFields.mark) else { return nil }
        do throws(KeyError) {
            let (file, end) = try PPK.read(text, from: index, passphrase: key)
            return Found(range: index..<end, outcome: .success(file), isPrivate: !file.format.isPublic)
        } catch {
            let rest = text.slice(index..<text.count)
            let isWhole = rest.slice(0..<min(rest.count, 200)).firstRange(of: "Encryption") != nil
            guard isWhole else {
                return refusal(error, index..<index + PPKFields.mark.utf8CodeUnitCount)
            }
            // Its end is unknown; only what is clearly another block is looked at.
            let end = rest.firstRange(of: "Private-MAC:")?.upperBound ?? rest.firstRange(of: "-----BEGIN")?.lowerBound
            return refusal(error, index..<index + (end ?? rest.count), isPrivate: true)
        }
    }

    /// The private key of a PPK whose first lines are missing.
    private func half(at index: Int) -> Found? {
        let mark: StaticString = "Private-Lines:"
        guard text.slice(index..<text.count).starts(with: mark) else { return nil }
        let rest = text.slice(index..<text.count)
        let end = rest.firstRange(of: "Private-MAC:")?.upperBound ?? rest.count
        return refusal(
            .malformed("a PPK whose first lines are missing"), index..<index + end, isPrivate: true)
    }

    // MARK: Base64 without a block

    private func openSSH(at index: Int) -> Found? {
        guard text.slice(index..<text.count).starts(with: "b3BlbnNzaC1rZXktdj") else { return nil }
        return bare(at: index, KeyExtent.openSSH) { (body) throws(KeyError) in
            try OpenSSHFormat.read(body, passphrase: key)
        }
    }

    private func sshCom(at index: Int) -> Found? {
        guard text.slice(index..<text.count).starts(with: "P2/56w") else { return nil }
        return bare(at: index, KeyExtent.sshCom) { (body) throws(KeyError) in
            try SSHCom.read(body, comment: "", passphrase: key)
        }
    }

    private func bare(
        at index: Int, _ extent: (UnsafeRawBufferPointer) -> Extent,
        _ read: (UnsafeRawBufferPointer) throws(KeyError) -> KeyFile
    ) -> Found? {
        guard let run = run(at: index, extent) else { return nil }
        var outcome = attempt { () throws(KeyError) in try run.bytes.withBytes(read).noting(.missingArmour) }
        if !run.isWhole { outcome = .failure(.truncated(have: run.bytes.count, need: run.need)) }
        let isPrivate = (try? outcome.get()).map { !$0.format.isPublic } ?? true
        return Found(range: run.range, outcome: outcome, isPrivate: isPrivate)
    }

    /// Reads a run of base64, as long as the work in vain stays in bounds.
    private func run(at index: Int, _ extent: (UnsafeRawBufferPointer) -> Extent) -> Base64Run? {
        budget.hasMore ? Base64Run(text, from: index, budget: budget, extent) : nil
    }

    /// A structure of ASN.1: a private key, or a public one after its type or alone.
    private func structure(at index: Int) -> Found? {
        guard index + 40 < text.count, let run = run(at: index, KeyExtent.der), run.need > 40 else { return nil }
        let isPrivate = run.bytes.withBytes(KeyInfo.looksPrivate)
        guard run.isWhole else {
            guard isPrivate, run.bytes.count > 64 else { return nil }
            return refusal(.truncated(have: run.bytes.count, need: run.need), run.range, isPrivate: true)
        }
        let outcome = attempt { () throws(KeyError) in
            try run.bytes.withBytes { (body) throws(KeyError) in
                try KeyFile.readStructure(body, in: .der, passphrase: key)
            }
        }
        switch outcome {
        case .success(let file) where file.format.isPublic:
            return PublicLine(text, run).found(file)
        case .success(let file):
            return Found(range: run.range, outcome: .success(file.noting(.missingArmour)), isPrivate: true)
        case .failure(.malformed), .failure(.truncated):
            return isPrivate ? refusal(outcome.error, run.range, isPrivate: true) : nil
        case .failure(let error): return refusal(error, run.range, isPrivate: isPrivate)
        }
    }

    /// A public key or a certificate on the wire, whatever stands around it.
    private func publicBlob(at index: Int) -> Found? {
        // The length of a name, after three zeros: 7 to 64.
        guard text.slice(index..<text.count).starts(with: "AAAA"), index + 4 < text.count,
            1...16 ~= Base64.value(text[index + 4]), let name = blobName(at: index)
        else { return nil }
        guard KeyExtent.fieldCount(name) != nil else {
            let word = text.slice(index..<text.count).prefix { Base64.value($0) < 64 }.count
            return refusal(.unknownAlgorithm(name), index..<index + word)
        }
        guard let run = run(at: index, KeyExtent.publicBlob) else {
            return refusal(.malformed("the base64 of the key is damaged"), index..<index + 4)
        }
        let line = PublicLine(text, run)
        guard run.isWhole else {
            return line.found(.truncated(have: run.bytes.count, need: run.need))
        }
        if run.isGlued, let secret = dropbear(run) { return secret }
        do throws(KeyError) {
            let outer = try OuterKey(blob: run.bytes.array, comment: line.comment)
            return line.found(KeyFile(format: .line, outer.publicKey, certificate: outer.certificate))
        } catch {
            return dropbear(run) ?? line.found(error)
        }
    }

    /// A private key of dropbear begins as a public one does, and goes on.
    private func dropbear(_ run: Base64Run) -> Found? {
        guard budget.hasMore else { return nil }
        var whole = SecretBuffer(capacity: 1024)
        let word = text.slice(run.range.lowerBound..<text.count).prefix { Base64.value($0) < 64 || $0 == 0x3D }.count
        let range = run.range.lowerBound..<max(run.range.upperBound, run.range.lowerBound + word)
        budget.spend(word)
        guard Base64.decode(text.slice(range), into: &whole) else { return nil }
        return whole.withBytes { whole in
            guard let file = try? Dropbear.read(whole) else { return nil }
            return Found(range: range, outcome: .success(file.noting(.missingArmour)), isPrivate: true)
        }
    }

    /// The algorithm that the blob at a position begins with; nil where it is no blob.
    private func blobName(at index: Int) -> String? {
        var start = SecretBuffer(capacity: 80)
        let head = text.slice(index..<min(text.count, index + 88)).prefix {
            Base64.value($0) < 64 && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_")
        }
        let groups = UnsafeRawBufferPointer(rebasing: head.prefix(head.count / 4 * 4))
        guard groups.count >= 12, Base64.decode(groups, into: &start) else { return nil }
        return start.withBytes { bytes in
            let length = Int(bytes[3])
            guard 7...64 ~= length else { return nil }
            let name = bytes.slice(4..<min(bytes.count, 4 + length))
            guard name.allSatisfy({ 0x21...0x7E ~= $0 }), name.contains(UInt8(ascii: "-")) else { return nil }
            // One that is cut off isn't unknown.
            return name.count == length ? String(decoding: name, as: UTF8.self) : "ssh-rsa"
        }
    }

    /// A run of base64 or of hexadecimal digits, at the start of a word, whose first bytes are those of a text or a key.
    private func encodedText(at index: Int) -> EncodedRun? {
        let least = 24
        guard index + least <= text.count, budget.hasMore else { return nil }
        var start = SecretBuffer(capacity: least)
        let head = text.slice(index..<index + least)
        if head.allSatisfy({ HexadecimalText.digit($0) != nil }) {
            guard let bytes = bytes(hexadecimal: head), withBytes(bytes, { $0.looksLikeText || $0.looksLikeKey }) else {
                return nil
            }
            return EncodedRun(isBase64: false, range: run(from: index) { HexadecimalText.digit($0) != nil })
        }
        // The decoder skips white space; a word has no white space.
        guard head.allSatisfy({ Base64.value($0) < 64 }), Base64.decode(head, into: &start),
            start.withBytes({ $0.looksLikeText })
        else { return nil }
        return EncodedRun(isBase64: true, range: run(from: index) { Base64.value($0) < 64 })
    }

    /// Where a run of characters goes on, across the ends of lines of them, however they are indented.
    private func run(from index: Int, of isTaken: (UInt8) -> Bool) -> Range<Int> {
        func wordEnd(_ start: Int) -> Int {
            var end = start
            while end < text.count, isTaken(text[end]) { end += 1 }
            return end
        }
        var end = wordEnd(index)
        let (first, shortest) = (end - index, 40)
        while true {
            var next = end
            while next < text.count, text[next].isWhiteSpace { next += 1 }
            let word = wordEnd(next)
            let isWord =
                word == text.count || text[word] == UInt8(ascii: "=") || text[word].isWhiteSpace
            let isLineEnd = text.slice(end..<next).contains(where: \.isLineEnd)
            guard next > end, word > next, isWord, word - next <= first, isLineEnd || first >= shortest else { break }
            end = word
        }
        while end < text.count, text[end] == UInt8(ascii: "=") { end += 1 }
        budget.spend(end - index)
        return index..<end
    }
}

/// A run of characters that stand for another text.
struct EncodedRun {
    let isBase64: Bool
    let range: Range<Int>
}

/// A number that all searches of one input count down.
final class WorkBudget {
    private var left: Int

    init(_ bytes: Int) { left = bytes }

    var hasMore: Bool { left > 0 }

    func spend(_ bytes: Int) { left -= bytes }
}

extension UnsafeRawBufferPointer {
    /// Whether these first bytes are of a text, in UTF-8 or in UTF-16.
    fileprivate var looksLikeText: Bool {
        let isControl: (UInt8) -> Bool = { $0 < 0x20 && !(0x09...0x0D ~= $0) && $0 != 0x1B || $0 == 0x7F }
        let isMarked = slice(0..<2).equals([0xFF, 0xFE])
        let text = slice(isMarked ? 2..<count : 0..<count)
        let zeros = text.filter { $0 == 0 }.count
        if zeros > 0 {
            return zeros >= text.count / 2 - 1 && (text[0] == 0) != (text[1] == 0)
                && text.allSatisfy { $0 == 0 || $0 < 0x80 && !isControl($0) }
        }
        guard !text.contains(where: isControl) else { return false }
        // The last character may be cut off.
        return (0..<4).contains { String(validating: text.dropLast($0), as: UTF8.self) != nil }
    }

    /// Whether they begin a key in bytes: a structure of some length, a blob, openssh-key-v1.
    fileprivate var looksLikeKey: Bool {
        self[0] == ASN1Tag.sequence && (self[1] == 0x82 || self[1] == 0x81 || self[1] >= 0x2A && self[1] < 0x80)
            || self[0] == 0 && self[1] == 0 && self[2] == 0 && self[3] >= 7 && self[3] < 64
    }
}

extension Result where Failure == KeyError {
    fileprivate var error: KeyError {
        guard case .failure(let error) = self else { preconditionFailure("a success") }
        return error
    }
}

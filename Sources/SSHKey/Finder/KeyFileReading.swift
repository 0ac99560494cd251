import Secrecy

// A key file is what was found in it.

extension KeyFile {
    /// Longer files aren't read: a key takes some kilobytes, and settings or a chain of certificates may stand around it.
    public static let longestFile = 1 << 20

    /// Reads a key file of any format, private or public. An encrypted file opened without a passphrase is no
    /// error: it says what can be said about it. A private key anywhere in the file outranks a public one.
    public static func read(_ file: Secret, passphrase: Secret?) throws(KeyError) -> KeyFile {
        try find(file, passphrase: passphrase).outcome.get()
    }

    /// The same, with the part of the work that is done while a passphrase opens the file; false from `progress`, which
    /// is called on any thread, ends it with `cancelled`.
    public static func read(
        _ file: Secret, passphrase: Secret?, progress: @escaping @Sendable (Double) -> Bool
    ) throws(KeyError) -> KeyFile {
        let result: Result<KeyFile, KeyError> = BcryptPBKDF.$progress.withValue(progress) {
            do throws(KeyError) {
                return .success(try read(file, passphrase: passphrase))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// What a file holds that matters most, a key or the reason why there is none.
    private static func find(_ file: Secret, passphrase: Secret?) throws(KeyError) -> Found {
        guard file.count <= longestFile else {
            throw .unsupported("a file of more than \(longestFile) bytes; key files are shorter")
        }
        let (found, refusal) = search(file, passphrase: passphrase)
        guard let best = choose(found) else { throw refusal ?? file.withBytes(KeyError.foreignFile) }
        if case .failure(let error) = best.outcome, !best.isPrivate, !best.isKey, let refusal, !error.isForeign {
            throw refusal
        }
        return describe(best, among: found, in: file)
    }

    /// Everything that was found, and what the text is where that is known and no key.
    static func search(_ file: Secret, passphrase: Secret?) -> (found: [Found], refusal: KeyError?) {
        file.withBytes { bytes in
            if bytes.trimmed.isEmpty { return ([], .malformed("the file is empty")) }
            if bytes.starts(with: "SSH PRIVATE KEY FILE FORMAT 1.") { return ([], .ssh1Private) }
            if let archive = KeyError.archive(bytes) { return ([], archive) }
            guard bytes.count <= longestFile else { return ([], nil) }
            var finder = KeyFinder(bytes.count, passphrase: passphrase)
            let found = finder.search(bytes)
            return (found, finder.refusal)
        }
    }

    /// The private key that can be used, or else the public one, or else what is known best of a damaged one.
    static func choose(_ found: [Found]) -> Found? {
        let isCommentedOut: (Found) -> Bool = { $0.file?.notes.contains(.commentedOut) ?? false }
        return found.first(where: \.isDecided)
            ?? found.first { $0.file != nil && !isCommentedOut($0) }
            ?? found.first { $0.file != nil }
            ?? found.max { $0.certainty < $1.certainty }
    }

    /// Adds what stands around the key that was chosen.
    static func describe(_ best: Found, among found: [Found], in text: Secret) -> Found {
        guard var file = best.file else { return best }
        file.range = best.range
        file.isAlone = best.isAlone && found.count == 1
        let others = found.filter { $0.range != best.range || $0.file?.publicKey?.blob != file.publicKey?.blob }
        if !others.isEmpty { file.notes.append(.others(others.map(\.name))) }
        text.withBytes { bytes in
            if bytes.starts(with: "\u{FEFF}") { file.notes.append(.byteOrderMark) }
            if !best.isAlone, !bytes.isText(outside: found.map(\.range)) { file.notes.append(.surroundingText) }
        }
        var item = best
        item.outcome = .success(file)
        return item
    }

    func noting(_ note: ReadNote) -> KeyFile {
        var file = self
        if !file.notes.contains(note) { file.notes.append(note) }
        return file
    }

    // MARK: Binary

    static func readBinary(_ bytes: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
        if bytes[0] == ASN1Tag.sequence {
            return try readStructure(withoutNewline(bytes), in: .der, passphrase: passphrase)
        }
        if bytes.starts(with: "openssh-key-v1") {
            return try OpenSSHFormat.read(bytes, passphrase: passphrase).noting(.missingArmour)
        }
        var reader = WireReader(bytes)
        guard bytes[0] == 0, let name = try? reader.string(), (7...64).contains(name.count),
            name.allSatisfy({ 0x21...0x7E ~= $0 })
        else { throw .foreignBinary(bytes) }
        // A private key begins as a public one does, and goes on.
        if let outer = try? OuterKey(blob: Array(bytes)) {
            return KeyFile(format: .blob, outer.publicKey, certificate: outer.certificate)
        }
        return try Dropbear.read(bytes)
    }

    /// A structure without the newline that an editor put behind it.
    private static func withoutNewline(_ der: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var reader = DERReader(der)
        guard (try? reader.element()) != nil, reader.rest.trimmed.isEmpty else { return der }
        return der.slice(0..<der.count - reader.rest.count)
    }

    /// Where an ASN.1 structure was found.
    enum Wrapping { case pem, der }

    /// Reads an ASN.1 structure, decrypting it when it is encrypted and there is a passphrase.
    static func readStructure(
        _ bytes: UnsafeRawBufferPointer, in wrapping: Wrapping, curve: EllipticCurve? = nil, passphrase: Secret?
    ) throws(KeyError) -> KeyFile {
        let isPEM = wrapping == .pem
        switch try KeyInfo.read(bytes, curve: curve) {
        case .privateKey(let read, let isPKCS8):
            let format: KeyFileFormat = isPKCS8 ? (isPEM ? .pkcs8 : .pkcs8DER) : (isPEM ? .pem : .der)
            var file = KeyFile(format: format, read.material)
            file.notes = read.notes
            return file
        case .publicKey(let numbers, let isSPKI):
            return KeyFile(
                format: isSPKI ? (isPEM ? .spki : .spkiDER) : .pkcs1Public, PublicKey(numbers, comment: ""))
        case .encrypted(let scheme, let sealed):
            var file = KeyFile(format: isPEM ? .pkcs8 : .pkcs8DER)
            file.encryption = Encryption(cipher: scheme.cipherName, derivation: scheme.summary)
            guard let passphrase, !passphrase.isEmpty else { return file }
            let keys = try scheme.keys(passphrase: passphrase)
            let clear = try sealed.withBytes { (sealed) throws(KeyError) in
                try keys.key.withBytes { (key) throws(KeyError) in
                    try keys.iv.withBytes { (iv) throws(KeyError) in
                        try scheme.cipher.decrypted(sealed, key: key, iv: iv)
                    }
                }
            }
            guard let clear else { throw .wrongPassphrase }
            return try file.opened(clear, curve: nil)
        }
    }

    /// The same file with the decrypted structure in it.
    func opened(_ clear: Secret, curve: EllipticCurve?) throws(KeyError) -> KeyFile {
        try clear.withBytes { (clear) throws(KeyError) in
            // Padding is right by chance once in 256 times; a whole structure isn't.
            var reader = DERReader(clear)
            guard reader.nextTag == ASN1Tag.sequence, (try? reader.element()) != nil, reader.isAtEnd else {
                throw .wrongPassphrase
            }
            guard case .privateKey(let read, _) = try KeyInfo.read(clear, curve: curve) else {
                throw .malformed("something other than a private key was encrypted")
            }
            var file = self
            let key = PrivateKey(read.material, comment: "")
            (file.privateKey, file.publicKey, file.notes) = (key, key.publicKey, read.notes)
            return file
        }
    }
}

extension Armour {
    /// Reads the key in a block.
    func read(_ kind: BlockKind, curve: EllipticCurve?, passphrase: Secret?) throws(KeyError) -> KeyFile {
        var file: KeyFile
        switch kind {
        case .openssh:
            file = try body().withBytes { (body) throws(KeyError) in
                body[0] == ASN1Tag.sequence
                    ? try KeyFile.readStructure(body, in: .pem, passphrase: passphrase)
                    : try OpenSSHFormat.read(body, passphrase: passphrase)
            }
        case .sshcom:
            let comment = header("Comment").map(RFC4716.unquoted) ?? ""
            file = try body().withBytes { (body) throws(KeyError) in
                if label == "SSH2 PRIVATE KEY", KeyExtent.sshCom(body) == .none { throw .secureCRT }
                return try SSHCom.read(body, comment: comment, passphrase: passphrase)
            }
        case .rfc4716: file = try RFC4716.read(self)
        case .publicKey, .structure, .curve, .foreign:
            if let header = header("DEK-Info") {
                file = try readEncrypted(header, curve: curve, passphrase: passphrase)
            } else if header("Proc-Type") != nil {
                throw .malformed("an encrypted key without a DEK-Info header")
            } else {
                file = try body().withBytes { (body) throws(KeyError) in
                    body.starts(with: "openssh-key-v1")
                        ? try OpenSSHFormat.read(body, passphrase: passphrase)
                        : try KeyFile.readStructure(body, in: .pem, curve: curve, passphrase: passphrase)
                }
            }
        }
        if !kind.fits(file) { file.notes.append(.wrongLabel(Printable.name(label))) }
        file.notes += notes
        return file
    }

    private func readEncrypted(
        _ header: String, curve: EllipticCurve?, passphrase: Secret?
    ) throws(KeyError) -> KeyFile {
        let (name, cipher, iv) = try PEMEncryption.parse(header)
        var file = KeyFile(format: .pem)
        file.encryption = KeyFile.Encryption(cipher: name, derivation: "MD5, 1 round")
        let body = try body()
        guard let passphrase, !passphrase.isEmpty else { return file }
        return try file.opened(PEMEncryption.decrypt(body, cipher, iv: iv, passphrase: passphrase), curve: curve)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether what is outside `ranges` is white space, or lines that begin with `#`.
    fileprivate func isText(outside ranges: [Range<Int>]) -> Bool {
        var offset = starts(with: "\u{FEFF}") ? 3 : 0
        func isPlain(_ range: Range<Int>) -> Bool {
            guard range.lowerBound < range.upperBound else { return true }
            var lines = TextLines(slice(range))
            while let line = lines.next() {
                let rest = line.drop { $0 <= 0x20 && $0 != 0x1B }
                // Commas and semicolons separate keys.
                if rest.first != UInt8(ascii: "#"), rest.contains(where: { $0 > 0x20 && $0 != 0x2C && $0 != 0x3B }) {
                    return false
                }
            }
            return true
        }
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard isPlain(offset..<Swift.max(offset, range.lowerBound)) else { return false }
            offset = Swift.max(offset, range.upperBound)
        }
        return isPlain(offset..<count)
    }
}

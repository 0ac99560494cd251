import Secrecy

// Finding out what a file is. The order matters: first what can be mistaken for nothing else.

extension KeyFile {
    /// Longer files are not read: 16,384 bits of RSA make 13 kB, and a chain of certificates may stand in front.
    public static let longestFile = 1 << 18

    /// Reads a key file of any format, private or public. An encrypted file opened without a passphrase is no
    /// error: it says what can be said about it.
    public static func read(_ file: Secret, passphrase: Secret?) throws(KeyError) -> KeyFile {
        guard file.count <= longestFile else {
            throw .unsupported("a file of more than \(longestFile) bytes; key files are shorter")
        }
        return try file.withBytes { (bytes) throws(KeyError) in
            try read(bytes, passphrase: passphrase)
        }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
        if let text = UTF16Text.decoded(bytes) {
            return try text.withBytes { (text) throws(KeyError) in
                try identify(text, passphrase: passphrase).noting(.utf16)
            }
        }
        if bytes.count >= 3, bytes.slice(0..<3).equals([0xEF, 0xBB, 0xBF]) {
            return try identify(bytes.slice(3..<bytes.count), passphrase: passphrase).noting(.byteOrderMark)
        }
        return try identify(bytes, passphrase: passphrase)
    }

    private static func identify(_ bytes: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
        guard !bytes.trimmed.isEmpty else { throw .malformed("the file is empty") }
        if bytes.starts(with: "SSH PRIVATE KEY FILE FORMAT 1.") { throw .ssh1Private }
        return isBinary(bytes)
            ? try readBinary(bytes, passphrase: passphrase) : try readText(bytes, passphrase: passphrase)
    }

    func noting(_ repair: Repair) -> KeyFile {
        var file = self
        if !file.notes.contains(repair) { file.notes.append(repair) }
        return file
    }

    /// Key files in text have no control characters; every DER and every blob has some.
    private static func isBinary(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.contains { $0 < 0x09 || ($0 > 0x0D && $0 < 0x20) }
    }

    // MARK: Binary

    private static func readBinary(_ bytes: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
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
            // Padding is right by chance once in 256 times; a whole structure is not.
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

    // MARK: Text

    private static func readText(_ text: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
        let ppk = text.firstLine(startingWith: "PuTTY-User-Key-File-")
        let armour = Armour.begin(in: text)
        if let ppk, ppk < armour ?? text.count {
            let file = try PPK.read(text, passphrase: passphrase)
            return text.slice(0..<ppk).trimmed.isEmpty ? file : file.noting(.surroundingText)
        }
        guard let armour else { return try readUnarmoured(text, passphrase: passphrase) }
        // A key on a line, with a BEGIN in its comment or in what follows it.
        if (try? PublicLine.read(text.slice(0..<armour))) != nil, let line = try PublicLine.read(text) { return line }
        if text.firstRange(of: "-----\\n") != nil {
            return try EscapedText.decoded(text).withBytes { (text) throws(KeyError) in
                try readArmoured(text, from: 0, passphrase: passphrase).noting(.escapedNewlines)
            }
        }
        let file = try readArmoured(text, from: armour, passphrase: passphrase)
        return text.slice(0..<armour).trimmed.isEmpty ? file : file.noting(.surroundingText)
    }

    /// Reads the first block that holds a private key; a public one only if there is no private one.
    private static func readArmoured(
        _ text: UnsafeRawBufferPointer, from start: Int, passphrase: Secret?
    ) throws(KeyError) -> KeyFile {
        var offset = start
        var curve: EllipticCurve?
        var publicFile: KeyFile?
        var refusal: KeyError?
        var isAlone = true
        while let block = Armour(in: text, from: offset) {
            offset = block.end
            let kind = BlockKind(label: block.label)
            switch kind {
            case .curve:
                curve = try block.body().withBytes { (body) throws(KeyError) in
                    var reader = DERReader(body)
                    return try KeyInfo.curve(&reader)
                }
                refusal = refusal ?? .foreign("EC parameters without a key")
                continue
            case .foreign(let name, let hint):
                refusal = refusal ?? .foreign(name, hint)
                isAlone = false
                continue
            case .publicKey where publicFile != nil, .rfc4716 where publicFile != nil:
                continue
            case .publicKey, .rfc4716:
                publicFile = try read(block, kind, curve: curve, passphrase: passphrase)
            case .openssh, .sshcom, .structure:
                let file = try read(block, kind, curve: curve, passphrase: passphrase)
                let next = Armour(in: text, from: offset)
                return isAlone && publicFile == nil && next == nil ? file : file.noting(.moreBlocks)
            }
        }
        if let publicFile { return isAlone ? publicFile : publicFile.noting(.moreBlocks) }
        throw refusal ?? .malformed("a BEGIN line without a key")
    }

    private static func read(
        _ block: Armour, _ kind: BlockKind, curve: EllipticCurve?, passphrase: Secret?
    ) throws(KeyError) -> KeyFile {
        var file: KeyFile
        switch kind {
        case .openssh:
            file = try block.body().withBytes { (body) throws(KeyError) in
                body[0] == ASN1Tag.sequence
                    ? try readStructure(body, in: .pem, passphrase: passphrase)
                    : try OpenSSHFormat.read(body, passphrase: passphrase)
            }
        case .sshcom: file = try SSHCom.read(block, passphrase: passphrase)
        case .rfc4716: file = try RFC4716.read(block)
        case .publicKey, .structure, .curve, .foreign:
            if let header = block.header("DEK-Info") {
                file = try readEncrypted(block, header, curve: curve, passphrase: passphrase)
            } else if block.header("Proc-Type") != nil {
                throw .malformed("an encrypted key without a DEK-Info header")
            } else {
                file = try block.body().withBytes { (body) throws(KeyError) in
                    body.starts(with: "openssh-key-v1")
                        ? try OpenSSHFormat.read(body, passphrase: passphrase)
                        : try readStructure(body, in: .pem, curve: curve, passphrase: passphrase)
                }
            }
        }
        if !kind.fits(file) { file.notes.append(.wrongLabel(Printable.name(block.label))) }
        file.notes += block.notes
        return file
    }

    private static func readEncrypted(
        _ block: Armour, _ header: String, curve: EllipticCurve?, passphrase: Secret?
    ) throws(KeyError) -> KeyFile {
        let (name, cipher, iv) = try PEMEncryption.parse(header)
        var file = KeyFile(format: .pem)
        file.encryption = Encryption(cipher: name, derivation: "MD5, 1 round")
        guard let passphrase, !passphrase.isEmpty else { return file }
        return try file.opened(
            PEMEncryption.decrypt(block.body(), cipher, iv: iv, passphrase: passphrase), curve: curve)
    }

    /// Text without any BEGIN line: a public line, base64 alone, or something else altogether.
    private static func readUnarmoured(
        _ text: UnsafeRawBufferPointer, passphrase: Secret?
    ) throws(KeyError) -> KeyFile {
        if let file = try PublicLine.read(text) { return file }
        if let foreign = KeyError.foreignText(text) { throw foreign }
        var body = SecretBuffer(capacity: text.count)
        guard Base64.decode(text, into: &body), body.count > 16 else {
            throw .foreign("a text that is no key of a known kind")
        }
        return try body.withBytes { (body) throws(KeyError) in
            // Any 22 characters are base64 of something.
            guard body[0] == ASN1Tag.sequence || body[0] == 0 || body.starts(with: "openssh-key-v1") else {
                throw .foreign("a text that is no key of a known kind")
            }
            let file = try readBinary(body, passphrase: passphrase)
            if file.format == .blob, let key = file.publicKey {
                return KeyFile(format: .line, key, certificate: file.certificate).noting(.missingType)
            }
            return file.noting(.missingArmour)
        }
    }
}

import Secrecy

extension PPK {
    /// In KiB: 1 GiB. PuTTYgen's default is 8 MiB.
    static let mostMemory: UInt32 = 1 << 20
    /// Memory times passes, in KiB: four times a GiB, some three seconds. PuTTYgen's defaults make about 0.2 GiB.
    static let mostWork: UInt64 = 4 << 20
    /// Each lane is a thread.
    static let mostLanes: UInt32 = 64

    static func read(_ text: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
        var lines = PPKLines(text)
        let (version, algorithm) = try lines.firstLine()
        let encryption = String(decoding: try lines.value("Encryption"), as: UTF8.self)
        guard encryption == "none" || encryption == cipherName else {
            throw .unsupported("encrypted with \(Printable.name(encryption)); PuTTY has \(cipherName) alone")
        }
        let comment = Array(try lines.value("Comment"))
        let publicBlob = try lines.blob("Public-Lines").array
        let outer = try OuterKey(blob: publicBlob, comment: Comment.decoded(comment))
        let name = outer.certificate?.algorithm ?? outer.publicKey.algorithm
        guard name.utf8.elementsEqual(algorithm) else {
            throw .contradiction("the first line names another key type than the public key")
        }

        guard !lines.isAtEnd else {
            var file = KeyFile(format: .ppkPublic, outer.publicKey, certificate: outer.certificate)
            file.notes = lines.notes
            return file
        }
        var argon2: Argon2?
        if version == .three, encryption != "none" { argon2 = try lines.argon2() }
        let sealed = try lines.blob("Private-Lines")
        let mac = try lines.mac(version)

        var file = KeyFile(format: version.format)
        file.publicKey = outer.publicKey
        file.certificate = outer.certificate
        file.notes = lines.notes
        if encryption != "none" {
            guard sealed.count > 0, sealed.count % cipher.blockLength == 0 else {
                throw .malformed("\(sealed.count) encrypted bytes are no whole number of blocks")
            }
            file.encryption = KeyFile.Encryption(cipher: encryption, derivation: argon2?.summary ?? "SHA-1")
            guard passphrase.map({ !$0.isEmpty }) ?? false else { return file }
        }
        let keys: Keys
        if let argon2, let passphrase {
            keys = try Keys(passphrase: passphrase, argon2: argon2)
        } else if version == .three {
            keys = .clear
        } else {
            keys = try Keys(passphrase: encryption == "none" ? nil : passphrase)
        }
        let clear = try keys.cipher.map { (cipher) throws(KeyError) in try unseal(sealed, cipher) } ?? sealed
        let computed = try clear.withBytes { (clear) throws(KeyError) in
            switch mac {
            case .hash: try Digest.sha1.hash(clear).withBytes { Array($0) }
            case .mac where version == .one:
                try keys.mac.withBytes { (key) throws(KeyError) in
                    try keys.digest.hmac(key: key, clear).withBytes { Array($0) }
                }
            case .mac:
                try PPK.mac(
                    keys, algorithm: Array(algorithm), encryption: encryption, comment: comment,
                    publicBlob: publicBlob, privateBlob: clear)
            }
        }
        guard withBytes(computed, { $0.equals(mac.bytes) }) else {
            if file.isEncrypted { throw .wrongPassphrase }
            throw .contradiction("the file was changed after it was written: its MAC does not match")
        }
        let read = try clear.withBytes { (clear) throws(KeyError) in
            try material(clear, outer.publicKey.numbers, isPadded: file.isEncrypted)
        }
        file.notes += read.notes
        file.privateKey = PrivateKey(read.material, comment: outer.publicKey.comment)
        return file
    }

    private static func unseal(_ sealed: Secret, _ keys: (key: Secret, iv: Secret)) throws(KeyError) -> Secret {
        let clear = try sealed.withBytes { (sealed) throws(KeyError) in
            try keys.key.withBytes { (key) throws(KeyError) in
                try keys.iv.withBytes { (iv) throws(KeyError) in
                    try cipher.decrypted(sealed, key: key, iv: iv)
                }
            }
        }
        guard let clear else { throw .openSSL("decrypt with \(cipherName)") }
        return clear
    }

    /// Reads the private numbers. What follows them in an encrypted file is padding of any content.
    private static func material(
        _ blob: UnsafeRawBufferPointer, _ numbers: PublicNumbers, isPadded: Bool
    ) throws(KeyError) -> ReadMaterial {
        var reader = WireReader(blob)
        let read: ReadMaterial
        switch numbers {
        case .rsa(let n, let e):
            let (d, p) = (try reader.mpint(), try reader.mpint())
            let (q, iqmp) = (try reader.mpint(), try reader.mpint())
            read = ReadMaterial(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp))
        case .dsa, .ecdsa: read = try ReadMaterial(publicNumbers: numbers, secret: try reader.mpint())
        case .edwards(let curve, _):
            read = ReadMaterial(.edwards(try EdwardsPrivate(curve, seed: try reader.string())))
            try read.expect(numbers)
        case .ecdsaSK, .ed25519SK:
            throw .unsupported("a security key in a PPK, which PuTTY never wrote")
        }
        guard isPadded ? reader.rest.count < 2 * cipher.blockLength : reader.isAtEnd else {
            throw .malformed("\(reader.rest.count) bytes too many after the private key")
        }
        return read
    }
}

extension PPK.Version {
    fileprivate var format: KeyFileFormat {
        switch self {
        case .one: .ppk1
        case .two: .ppk2
        case .three: .ppk3
        }
    }
}

extension Argon2 {
    /// The derivation as inspect shows it.
    fileprivate var summary: String {
        "\(flavour.rawValue), \(memory) KiB, " + KeyFile.Encryption.cost(passes, "pass", "passes")
    }
}

/// The lines of a PPK file: headers in a fixed order, some of them with a block of base64 after them.
private struct PPKLines {
    enum MAC {
        case mac([UInt8])
        /// Version 1 without a passphrase had a plain hash.
        case hash([UInt8])

        var bytes: [UInt8] {
            switch self {
            case .mac(let bytes), .hash(let bytes): bytes
            }
        }
    }

    private var lines: TextLines
    /// White space in front of the first line, which every line has when the text was pasted from an indented one.
    private var indentation = 0
    private(set) var notes: [Repair] = []

    init(_ text: UnsafeRawBufferPointer) { lines = TextLines(text) }

    mutating func firstLine() throws(KeyError) -> (PPK.Version, UnsafeRawBufferPointer) {
        var line = UnsafeRawBufferPointer(start: nil, count: 0)
        repeat {
            guard let next = lines.next() else { throw .malformed("no PuTTY-User-Key-File line") }
            line = next
        } while !line.trimmed.starts(with: "PuTTY-User-Key-File-")
        while line[indentation] == UInt8(ascii: " ") || line[indentation] == UInt8(ascii: "\t") { indentation += 1 }
        if indentation > 0 { notes.append(.indentation) }
        line = line.slice(indentation..<line.count)
        let rest = line.slice("PuTTY-User-Key-File-".utf8.count..<line.count)
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else {
            throw .malformed("no key type in the first line")
        }
        let number = String(decoding: rest.slice(0..<colon), as: UTF8.self)
        guard let version = Int(number).flatMap(PPK.Version.init(rawValue:)) else {
            throw .unsupported("PPK version \(Printable.name(number))", hint: "versions 1, 2 and 3 can be read")
        }
        return (version, rest.slice(colon + 1..<rest.count).trimmed)
    }

    /// The value of the next header, which must have this name.
    mutating func value(_ name: String) throws(KeyError) -> UnsafeRawBufferPointer {
        let (found, value) = try header()
        guard name.utf8.elementsEqual(found) else {
            throw .malformed("\(Printable.name(String(decoding: found, as: UTF8.self))) where a PPK has \(name)")
        }
        return value
    }

    private mutating func header() throws(KeyError) -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        guard let line = nextLine() else { throw .malformed("the PPK ends too early: lines are missing") }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw .malformed("a PPK header without a colon")
        }
        var start = colon + 1
        if start < line.count, line[start] == UInt8(ascii: " ") { start += 1 }
        return (line.slice(0..<colon), line.slice(start..<line.count))
    }

    var isAtEnd: Bool { lines.rest.trimmed.isEmpty }

    private mutating func nextLine() -> UnsafeRawBufferPointer? {
        guard let line = lines.next() else { return nil }
        var start = 0
        while start < min(indentation, line.count),
            line[start] == UInt8(ascii: " ") || line[start] == UInt8(ascii: "\t")
        { start += 1 }
        return line.slice(start..<line.count)
    }

    mutating func number(_ name: String) throws(KeyError) -> UInt32 {
        let text = String(decoding: try value(name).trimmed, as: UTF8.self)
        guard let number = UInt32(text) else { throw .malformed("\(name) is no number: \(Printable.name(text))") }
        return number
    }

    /// The base64 of as many lines as the header says. They are taken one by one: a number that the file doesn't
    /// live up to costs nothing.
    mutating func blob(_ name: String) throws(KeyError) -> Secret {
        let count = try number(name)
        var blob = SecretBuffer(capacity: 1024)
        for taken in 0..<count {
            guard let line = nextLine() else {
                throw .malformed("the PPK ends too early: \(taken) of \(count) lines of base64")
            }
            guard Base64.decode(line, into: &blob) else { throw .malformed("damaged base64 in \(name)") }
        }
        return blob.secret()
    }

    mutating func argon2() throws(KeyError) -> Argon2 {
        let name = String(decoding: try value("Key-Derivation").trimmed, as: UTF8.self)
        guard let flavour = Argon2.Flavour(rawValue: name) else {
            throw .unsupported("a key derived with \(Printable.name(name)); PuTTY has Argon2 alone")
        }
        let (memory, passes) = (try number("Argon2-Memory"), try number("Argon2-Passes"))
        let parallelism = try number("Argon2-Parallelism")
        guard let salt = bytes(hexadecimal: try value("Argon2-Salt").trimmed) else {
            throw .malformed("Argon2-Salt is not hexadecimal")
        }
        guard memory <= PPK.mostMemory else {
            throw .excessive(what: "KiB of memory", found: UInt64(memory), limit: UInt64(PPK.mostMemory))
        }
        guard parallelism <= PPK.mostLanes else {
            throw .excessive(what: "lanes of Argon2", found: UInt64(parallelism), limit: UInt64(PPK.mostLanes))
        }
        guard passes > 0, parallelism > 0, memory >= 8 * parallelism, salt.count >= 8 else {
            throw .malformed("Argon2 parameters below the least that Argon2 has")
        }
        let work = UInt64(memory) * UInt64(passes)
        guard work <= PPK.mostWork else {
            throw .excessive(what: "KiB of Argon2 work", found: work, limit: PPK.mostWork)
        }
        return Argon2(flavour: flavour, memory: memory, passes: passes, parallelism: parallelism, salt: salt)
    }

    mutating func mac(_ version: PPK.Version) throws(KeyError) -> MAC {
        let (name, value) = try header()
        guard let digits = bytes(hexadecimal: value.trimmed) else { throw .malformed("the MAC is not hexadecimal") }
        if name.equals("Private-MAC") { return .mac(digits) }
        if name.equals("Private-Hash"), version == .one { return .hash(digits) }
        throw .malformed("no Private-MAC at the end of the PPK")
    }
}

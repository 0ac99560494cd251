import Secrecy
import Testing

@testable import SSHKey
import Platform

/// Types times formats, with and without a passphrase: our files as other programs read them, and theirs as we do.
struct MatrixTests {
    static let passphrases: [String?] = [nil, "a secret"]

    /// Every key in every format that holds it.
    static let cells = Samples.parameters.flatMap { parameters in
        PrivateFormat.allCases.filter { $0.holds(parameters.type) }.map { Cell(parameters: parameters, format: $0) }
    }

    struct Cell: Sendable, CustomTestStringConvertible {
        let parameters: KeyParameters
        let format: PrivateFormat
        var testDescription: String { "\(parameters.displayName) as \(format.rawValue)" }
    }

    /// Writes a key and its passphrase into a folder.
    private func write(_ key: PrivateKey, as format: PrivateFormat, passphrase: String?) throws -> Scratch {
        let scratch = try Scratch()
        let file = try key.encoded(as: format, passphrase: passphrase.map { Secret(text: $0) }, options: .cheap)
        try scratch.write(file.array, to: "key")
        // With a newline, because OpenSSL takes an empty file for an error.
        try scratch.write("\(passphrase ?? "")\n".utf8, to: "passphrase")
        return scratch
    }

    // MARK: Ourselves

    @Test(arguments: cells, passphrases) func weReadOurs(cell: Cell, passphrase: String?) async throws {
        let key = try await Samples.key(cell.parameters)
        let file = try key.encoded(as: cell.format, passphrase: passphrase.map { Secret(text: $0) }, options: .cheap)
        let read = try KeyFile.read(file, passphrase: passphrase.map { Secret(text: $0) })
        #expect(read.format.privateFormat == cell.format)
        #expect(read.isEncrypted == (passphrase != nil))
        #expect(read.notes.isEmpty)
        let opened = try read.openedPrivateKey()
        #expect(opened.publicKey.blob == key.publicKey.blob)
        #expect(opened.comment == (cell.format.hasComment ? key.comment : ""))
        try opened.prove()
        guard passphrase != nil else { return }
        let locked = try KeyFile.read(file, passphrase: nil)
        #expect(locked.isEncrypted)
        #expect(throws: KeyError.passphraseNeeded) { try locked.openedPrivateKey() }
        #expect((locked.publicKey?.blob == key.publicKey.blob) == cell.format.showsPublicKey)
        #expect(throws: KeyError.wrongPassphrase) { try KeyFile.read(file, passphrase: Secret(text: "another")) }
    }

    /// Parse then print is the identity; openssh-key-v1 has a random number in it, and is compared without.
    @Test(arguments: cells) func printsWhatItRead(cell: Cell) async throws {
        let key = try await Samples.key(cell.parameters, comment: " odd \"comment\" ")
        let file = try key.encoded(as: cell.format, passphrase: nil)
        var opened = try KeyFile.read(file, passphrase: nil).openedPrivateKey()
        opened.comment = key.comment
        if cell.format == .openssh {
            let (before, after) = (
                key.privateSection(check: [], blockLength: 8), opened.privateSection(check: [], blockLength: 8)
            )
            #expect(before.array == after.array)
        } else {
            #expect(try opened.encoded(as: cell.format, passphrase: nil).text == file.text)
        }
    }

    @Test(arguments: Samples.oddPassphrases) func oddPassphrasesOpenEveryFormat(passphrase: String) async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        for format in PrivateFormat.allCases {
            let file = try key.encoded(as: format, passphrase: Secret(text: passphrase), options: .cheap)
            #expect(
                try KeyFile.read(file, passphrase: Secret(text: passphrase)).privateKey?.publicKey.blob
                    == key.publicKey.blob)
        }
    }

    // MARK: Odd passphrases and comments

    /// Every format that a program reads, with every odd passphrase: the key is the same.
    @Test(arguments: Samples.oddPassphrases) func othersOpenOursWithOddPassphrases(passphrase: String) async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        let line = key.publicKey.line
        func expect(_ output: String) throws {
            #expect(try PublicKey.parse(output).publicKey.blob == key.publicKey.blob)
        }
        for format in PrivateFormat.allCases {
            let scratch = try write(key, as: format, passphrase: passphrase)
            let (file, secret) = (scratch.path("key"), scratch.path("passphrase"))
            if [.openssh, .pem, .pkcs8].contains(format) {
                try expect(scratch.run("ssh-keygen", "-y", "-P", passphrase, "-f", file))
            }
            if format != .pkcs8 { try expect(scratch.run("puttygen", file, "-L", "--old-passphrase", secret)) }
            if [.pem, .pkcs8].contains(format) {
                try expect(scratch.run("openssl", "pkey", "-in", file, "-passin", "file:" + secret, "-pubout"))
            }
            let read = try KeyFile.read(Secret(try scratch.read("key")), passphrase: Secret(text: passphrase))
            #expect(
                read.publicKey?.line
                    == (format.hasComment ? line : key.publicKey.algorithm + " " + line.split(separator: " ")[1]))
        }
    }

    /// What ssh-keygen and puttygen protect with odd passphrases, under odd comments.
    @Test(arguments: zip(Samples.oddPassphrases, Samples.oddComments)) func weOpenTheirsWithOddPassphrases(
        passphrase: String, comment: String
    ) throws {
        let scratch = try Scratch()
        let key = scratch.path("key")
        try scratch.write((passphrase + "\n").utf8, to: "passphrase")
        for format in ["RFC4716", "PEM", "PKCS8"] {
            for name in ["key", "key.pub"] { unlink(scratch.path(name)) }
            try scratch.run(
                "ssh-keygen", "-q", "-t", "ecdsa", "-m", format, "-a", "1", "-N", passphrase, "-C", comment, "-f", key)
            let read = try KeyFile.read(Secret(try scratch.read("key")), passphrase: Secret(text: passphrase))
            let line = try PublicKey.parse(String(decoding: scratch.read("key.pub"), as: UTF8.self)).publicKey
            #expect(try read.openedPrivateKey().publicKey.blob == line.blob)
            if format == "RFC4716" { #expect(read.privateKey?.comment == comment) }
        }
        try scratch.run(
            "puttygen", "-q", "-t", "rsa", "-b", "1024", "-C", comment, "--random-device", "/dev/urandom",
            "--new-passphrase", scratch.path("passphrase"), "-o", scratch.path("ppk"))
        let line = try scratch.run("puttygen", scratch.path("ppk"), "-L")
        for format in ["ppk", "private-openssh", "private-openssh-new", "private-sshcom"] {
            if format != "ppk" {
                try scratch.run(
                    "puttygen", scratch.path("ppk"), "-O", format, "-o", scratch.path(format), "--old-passphrase",
                    scratch.path("passphrase"), "--new-passphrase", scratch.path("passphrase"))
            }
            let read = try KeyFile.read(Secret(try scratch.read(format)), passphrase: Secret(text: passphrase))
            let opened = try read.openedPrivateKey()
            #expect(opened.publicKey.blob == (try PublicKey.parse(line).publicKey.blob))
            #expect(opened.comment == (format == "private-openssh" ? "" : comment))
        }
    }

    // MARK: Others read ours

    @Test(arguments: cells, passphrases) func sshKeygenReadsOurs(cell: Cell, passphrase: String?) async throws {
        // 9.2 has no Ed448, and no Edwards curve in PKCS #8; the formats of others only by import.
        guard [.openssh, .pem, .pkcs8].contains(cell.format), cell.parameters != .ed448,
            cell.format != .pkcs8 || cell.parameters != .ed25519
        else { return }
        let key = try await Samples.key(cell.parameters)
        let scratch = try write(key, as: cell.format, passphrase: passphrase)
        let line = try scratch.run("ssh-keygen", "-y", "-P", passphrase ?? "", "-f", scratch.path("key"))
        #expect(try PublicKey.parse(line).publicKey.blob == key.publicKey.blob)
    }

    @Test(arguments: cells, passphrases) func puttygenReadsOurs(cell: Cell, passphrase: String?) async throws {
        guard cell.format != .pkcs8 else { return }
        let key = try await Samples.key(cell.parameters)
        let scratch = try write(key, as: cell.format, passphrase: passphrase)
        let line = try scratch.run(
            "puttygen", scratch.path("key"), "-L", "--old-passphrase", scratch.path("passphrase"))
        #expect(try PublicKey.parse(line).publicKey.blob == key.publicKey.blob)
        // Printing every number goes through the private key.
        try scratch.run("puttygen", scratch.path("key"), "-O", "text", "--old-passphrase", scratch.path("passphrase"))
    }

    @Test(arguments: cells, passphrases) func opensslReadsOurs(cell: Cell, passphrase: String?) async throws {
        guard [.pem, .pkcs8].contains(cell.format) else { return }
        let key = try await Samples.key(cell.parameters)
        let scratch = try write(key, as: cell.format, passphrase: passphrase)
        let text = try scratch.run(
            "openssl", "pkey", "-in", scratch.path("key"), "-passin", "file:" + scratch.path("passphrase"), "-pubout")
        #expect(text == (try key.publicKey.encoded(as: .spki)))
        try scratch.run(
            "openssl", "pkey", "-in", scratch.path("key"), "-passin", "file:" + scratch.path("passphrase"), "-check",
            "-noout")
    }

    // MARK: We read others'

    static let sshKeygenCiphers = [
        "3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr",
        "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com",
    ]

    @Test(arguments: sshKeygenCiphers) func weReadEveryCipherOfOpenSSH(cipher: String) throws {
        let scratch = try Scratch()
        try scratch.run(
            "ssh-keygen", "-q", "-t", "ecdsa", "-Z", cipher, "-a", "2", "-N", "pass phrase", "-C", "a comment", "-f",
            scratch.path("key"))
        let file = Secret(try scratch.read("key"))
        let read = try KeyFile.read(file, passphrase: Secret(text: "pass phrase"))
        #expect(read.encryption == KeyFile.Encryption(cipher: cipher, derivation: "bcrypt, 2 rounds"))
        #expect(
            try read.openedPrivateKey().publicKey.line + "\n"
                == String(decoding: scratch.read("key.pub"), as: UTF8.self))
        #expect(throws: KeyError.wrongPassphrase) { try KeyFile.read(file, passphrase: Secret(text: "passphrase")) }
    }

    @Test(
        .enabled(if: RegressTests.sshKeygenMakesDSA, "this ssh-keygen makes no DSA keys"),
        arguments: ["RFC4716", "PEM", "PKCS8"])
    func weReadSSHKeygensDSA(format: String) throws { try weReadSSHKeygen(type: "dsa", format: format) }

    @Test(arguments: ["rsa", "ecdsa", "ed25519"], ["RFC4716", "PEM", "PKCS8"])
    func weReadSSHKeygen(type: String, format: String) throws {
        // 9.2 writes Ed25519 in its own format alone.
        guard type != "ed25519" || format == "RFC4716" else { return }
        for passphrase in ["", "pass phrase"] {
            let scratch = try Scratch()
            try scratch.run(
                "ssh-keygen", "-q", "-t", type, "-m", format, "-a", "1", "-N", passphrase, "-C", "a comment", "-f",
                scratch.path("key"))
            let read = try KeyFile.read(Secret(try scratch.read("key")), passphrase: Secret(text: passphrase))
            let line = try PublicKey.parse(String(decoding: scratch.read("key.pub"), as: UTF8.self))
            #expect(try read.openedPrivateKey().publicKey.blob == line.publicKey.blob)
            #expect(read.isEncrypted == !passphrase.isEmpty)
            #expect(read.notes.isEmpty)
            try read.openedPrivateKey().prove()
        }
    }

    static let puttyFormats: [[String]] = [
        ["private", "--ppk-param", "version=2"],
        ["private", "--ppk-param", "kdf=argon2id,passes=1"],
        ["private", "--ppk-param", "kdf=argon2i,passes=2,memory=1024"],
        ["private", "--ppk-param", "kdf=argon2d,passes=1,parallelism=2"],
        ["private-openssh"], ["private-openssh-new"], ["private-sshcom"],
    ]

    @Test(arguments: ["rsa", "dsa", "ecdsa", "ed25519", "ed448"], puttyFormats)
    func weReadPuTTYgen(type: String, format: [String]) throws {
        guard format != ["private-sshcom"] || type == "rsa" || type == "dsa" else { return }
        for passphrase in ["", "pass phrase"] {
            let scratch = try Scratch()
            try scratch.write(passphrase.utf8, to: "passphrase")
            try scratch.run(
                [
                    "puttygen", "-q", "-t", type, "-C", "a comment", "--random-device", "/dev/urandom",
                    "--new-passphrase",
                    scratch.path("passphrase"), "-o", scratch.path("key"), "-O",
                ] + format
                    + (type == "rsa" || type == "dsa" ? ["-b", "1024"] : []))
            let line = try scratch.run(
                "puttygen", scratch.path("key"), "-L", "--old-passphrase", scratch.path("passphrase"))
            let read = try KeyFile.read(Secret(try scratch.read("key")), passphrase: Secret(text: passphrase))
            let key = try read.openedPrivateKey()
            #expect(key.publicKey.blob == (try PublicKey.parse(line).publicKey.blob))
            #expect(read.isEncrypted == !passphrase.isEmpty)
            try key.prove()
        }
    }

    static let opensslCommands: [[String]] = [
        ["pkey"],
        ["pkey", "-traditional"],
        ["pkey", "-outform", "DER"],
        ["pkcs8", "-topk8", "-nocrypt"],
        ["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"],
        ["pkcs8", "-topk8", "-v2", "aes-256-cbc"],
        ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
        ["pkcs8", "-topk8", "-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512"],
        ["pkcs8", "-topk8", "-v2", "des3", "-v2prf", "hmacWithSHA384"],
        ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithMD5"],
        ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512-224"],
        ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512-256"],
        ["pkcs8", "-topk8", "-v2", "aes-256-ecb"],
        ["pkcs8", "-topk8", "-v2", "camellia-256-cbc"],
        ["pkcs8", "-topk8", "-v2", "aria-128-cbc"],
        ["pkcs8", "-topk8", "-v2", "aes-256-cfb"],
        ["pkcs8", "-topk8", "-v2", "aes-256-ofb"],
        ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"],
        ["pkcs8", "-topk8", "-v1", "PBE-SHA1-2DES"],
        ["pkcs8", "-topk8", "-scrypt"],
        ["pkcs8", "-topk8", "-scrypt", "-outform", "DER"],
        ["pkey", "-traditional", "-aes128"],
        ["pkey", "-traditional", "-aes192"],
        ["pkey", "-traditional", "-aes256"],
        ["pkey", "-traditional", "-des3"],
        ["pkey", "-traditional", "-camellia256"],
        ["pkey", "-traditional", "-aria256"],
        ["pkey", "-traditional", "-aes-256-cfb"],
        ["pkey", "-traditional", "-aes-128-ofb"],
        ["pkey", "-traditional", "-aes-128-ctr"],
    ]

    @Test(arguments: Samples.parameters, opensslCommands)
    func weReadOpenSSL(parameters: KeyParameters, command: [String]) async throws {
        // The Edwards curves have no traditional form.
        guard !command.contains("-traditional") || PrivateFormat.pem.holds(parameters.type) else { return }
        let key = try await Samples.key(parameters)
        let scratch = try write(key, as: .pkcs8, passphrase: nil)
        try scratch.write("pässwörd and more".utf8, to: "new")
        try scratch.run(
            ["openssl"] + command + ["-in", scratch.path("key"), "-out", scratch.path("converted")]
                + (command.contains("-nocrypt") ? [] : ["-passout", "file:" + scratch.path("new")]))
        let file = Secret(try scratch.read("converted"))
        let read = try KeyFile.read(file, passphrase: Secret(text: "pässwörd and more"))
        #expect(try read.openedPrivateKey().publicKey.blob == key.publicKey.blob)
        #expect(read.notes.isEmpty)
        if read.isEncrypted {
            #expect(throws: KeyError.wrongPassphrase) { try KeyFile.read(file, passphrase: Secret(text: "another")) }
        }
    }
}

extension PrivateFormat {
    /// Whether the comment is in the file.
    fileprivate var hasComment: Bool { self != .pem && self != .pkcs8 }

    /// Whether an encrypted file shows its public key.
    fileprivate var showsPublicKey: Bool { [.openssh, .ppk, .ppk2].contains(self) }
}

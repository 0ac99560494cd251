import ArgumentParser
import KeyStore
import Platform
import Secrecy
import SSHKey
import Wizard
import SSHClient
import Support

/// `keywizard generate`: creates a key pair without the wizard.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Create a key pair and print the public key.",
        usage: "keywizard generate [OPTIONS]",
        discussion: "Existing files are an error: keywizard never overwrites a key.")

    enum NewType: String, CaseIterable, ExpressibleByArgument {
        case ed25519, ed448, ecdsa, rsa
        case ed25519SK = "ed25519-sk"
        case ecdsaSK = "ecdsa-sk"
        case mldsa44Ed25519 = "mldsa44-ed25519"
    }

    @Option(
        help: """
            The key type. -sk types are created on a security key by the system's ssh-keygen. mldsa44-ed25519 is \
            post-quantum; it needs OpenSSL 3.5 here and OpenSSH 10.6 on both ends of a login.
            """)
    var type = NewType.ed25519

    @Option(
        help: ArgumentHelp(
            "RSA: 2048 to 16384 in steps of 8 (3072). ECDSA: 256, 384 or 521 (256).", valueName: "n"))
    var bits: Int?

    @Option(help: ArgumentHelp("The label of the key (user@host).", valueName: "text"))
    var comment: String?

    @Option(
        help: ArgumentHelp(
            "The private key file (~/.ssh/id_TYPE); the public key goes to PATH.pub (for .ppk: .pub instead). - is stdout.",
            valueName: "path"))
    var output: String?

    @Option(help: "The format of the private key.")
    var format = PrivateFormat.openssh

    @OptionGroup var authenticator: AuthenticatorOptions
    @OptionGroup var protection: NewPassphraseOptions

    @Option(help: ArgumentHelp("bcrypt rounds, for the openssh format.", valueName: "n"))
    var rounds = WritingOptions().rounds

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if case .computed = try plan(), authenticator.isUsed {
            throw ValidationError("\(authenticator.names) are only for the types ed25519-sk and ecdsa-sk")
        }
        guard WritingOptions.roundsAllowed.contains(rounds) else {
            throw ValidationError(
                "--rounds is a number from \(WritingOptions.roundsAllowed.lowerBound)"
                    + " to \(WritingOptions.roundsAllowed.upperBound)")
        }
        if let comment, comment.contains(where: \.isUnsafeInComment) {
            throw ValidationError("--comment has control characters; use one line of plain text")
        }
    }

    /// The key to create, on this computer or on a security key.
    private enum Plan {
        case computed(KeyParameters)
        case inAuthenticator(SecurityKeyRequest)

        var type: KeyType {
            switch self {
            case .computed(let parameters): parameters.type
            case .inAuthenticator(let request): request.algorithm == .ecdsaSK ? .ecdsaSK : .ed25519SK
            }
        }
    }

    private func plan() throws -> Plan {
        switch (type, bits) {
        case (.ed25519, nil), (.ed25519, 256?): return .computed(.ed25519)
        case (.ed448, nil), (.ed448, 448?): return .computed(.ed448)
        case (.mldsa44Ed25519, nil), (.mldsa44Ed25519, 512?): return .computed(.mldsa44Ed25519)
        case (.ed25519SK, nil), (.ed25519SK, 256?): return .inAuthenticator(try authenticator.request(.ed25519SK))
        case (.ecdsaSK, nil), (.ecdsaSK, 256?): return .inAuthenticator(try authenticator.request(.ecdsaSK))
        case (.ed25519, let bits?), (.ed448, let bits?), (.mldsa44Ed25519, let bits?), (.ed25519SK, let bits?),
            (.ecdsaSK, let bits?):
            throw ValidationError("\(type.rawValue) keys have one size, not \(bits) bits: leave out --bits")
        case (.rsa, let bits):
            // ssh-keygen's own default, good until 2030 and beyond (NIST SP 800-57, 128 bits of strength).
            let bits = bits ?? 3072
            do throws(KeyError) {
                try KeyParameters.validateRSA(bits: bits)
            } catch {
                throw ValidationError(error.message + (error.hint.map { "; " + $0 } ?? ""))
            }
            return .computed(.rsa(bits: bits))
        case (.ecdsa, let bits):
            guard let curve = EllipticCurve(rawValue: bits ?? 256) else {
                throw ValidationError("ECDSA has 256, 384 or 521 bits, not \(bits ?? 0)")
            }
            return .computed(.ecdsa(curve))
        }
    }

    func run() throws {
        try reportingErrors {
            let here = ThisComputer.surroundings
            let plan = try plan()
            guard format.holds(plan.type) else { throw KeyError.cannotHold(format, plan.type) }
            let place = try output == "-" ? nil : PairPlace(output ?? format.usualPath(plan.type), home: here.home)
            if let refusal = plan.type.refusalToGenerate { throw refusal }
            // Before the user types a passphrase in vain.
            if let place { try place.check() } else { try Console.checkHidesOutput() }
            let passphrase = try protection.passphrase()
            let comment = comment ?? here.user + "@" + here.host
            let key =
                switch plan {
                case .computed(let parameters): try generate(parameters, comment: comment)
                case .inAuthenticator(let request): try Authenticator.make(request, comment: comment)
                }
            var options = WritingOptions()
            options.rounds = rounds
            let file = try key.encoded(as: format, passphrase: passphrase, options: options)
            if passphrase != nil { Console.sayWeakProtection(format.weakProtection) }
            guard let place else { return try Console.deliver(file) }
            let saved = try place.save(file, key.publicKey)
            Console.say("saved " + saved.map { here.short($0) }.joined(separator: " and "))
            if json {
                try Console.deliver(json: Description(key.publicKey, at: place, format, isProtected: passphrase != nil))
            } else {
                try Console.deliver(key.publicKey.line + "\n")
            }
        }
    }

    private func generate(_ parameters: KeyParameters, comment: String) throws -> PrivateKey {
        if let key = try PrivateKey.generateAtOnce(parameters, comment: comment) { return key }
        let shows = isatty(STDERR_FILENO) == 1
        let outcome = blocking { () async -> Result<PrivateKey, KeyError> in
            do throws(KeyError) {
                return .success(
                    try await PrivateKey.generate(parameters, comment: comment) { fraction in
                        if shows { Console.progress("generating the key: \(Int(fraction * 100)) %") }
                    })
            } catch {
                return .failure(error)
            }
        }
        if shows { Console.progress("") }
        return try outcome.get()
    }

    private struct Description: Encodable {
        var file, publicFile, format, type, algorithm: String
        var bits: Int
        var comment, fingerprint, fingerprintMD5, publicKey: String
        var encrypted: Bool

        init(_ key: PublicKey, at place: PairPlace, _ format: PrivateFormat, isProtected: Bool) {
            (file, publicFile, self.format) = (place.privateKey, place.publicKey, format.rawValue)
            (type, algorithm, bits) = (key.type.option, key.algorithm, key.bits)
            (comment, publicKey, encrypted) = (key.comment, key.line, isProtected)
            (fingerprint, fingerprintMD5) = (key.fingerprint(.sha256), key.fingerprint(.md5))
        }
    }
}

extension PrivateFormat: ExpressibleByArgument {}

extension PrivateFormat {
    /// Where OpenSSH looks for a key of `type`; PuTTY has its own extension.
    fileprivate func usualPath(_ type: KeyType) -> String {
        "~/.ssh/id_" + type.fileName + (self == .ppk || self == .ppk2 ? ".ppk" : "")
    }
}

extension Character {
    /// A comment is on one line of a file, and is shown on terminals.
    fileprivate var isUnsafeInComment: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

import KeyStore
import SSHClient
import SSHKey
import Support

/// A key file as ssh would use it.
struct TestedKey {
    /// As it was named.
    let file: String
    /// Absolute, because ssh takes other paths as seen from elsewhere.
    let path: String
    let publicKey: PublicKey
    let isEncrypted: Bool
    /// Set where a passphrase was there to open it.
    let opened: PrivateKey?

    var fingerprint: String { publicKey.fingerprint(.sha256) }

    /// With `unlocks`, the passphrase is asked for where no agent has the key.
    init(_ file: String, _ opener: KeyOpener, unlocks: Bool = false) throws {
        var opened = try opener.read(file)
        let format = opened.file.format
        guard !format.isPublic else {
            throw CommandError(
                "\(file) is a public key; a login needs the private key", hint: "name the private key file")
        }
        guard format.isForSSH else {
            throw CommandError(
                "\(file): ssh doesn't read \(format.displayName)",
                hint:
                    "keywizard convert \(ShellWord.quoted(file)) --to openssh --output PATH creates a file that it reads"
            )
        }
        if let trouble = opened.trouble { throw trouble }
        guard let publicKey = opened.file.publicKey ?? KeyFileArgument.publicKey(at: file + ".pub") else {
            throw CommandError(
                "\(file) is encrypted as a whole, and its public key file is missing",
                hint: "keywizard public \(ShellWord.quoted(file)) > \(ShellWord.quoted(file + ".pub"))")
        }
        guard publicKey.type != .ed448 else {
            throw CommandError(
                "\(file): OpenSSH doesn't support Ed448 keys", hint: "PuTTY does; for ssh create an Ed25519 key")
        }
        self.file = file
        path = Self.absolute(file)
        guard LoginProof.canName(path) else {
            throw CommandError(
                "\(file): ssh can't be given this path", hint: "rename it: without ${ and control characters")
        }
        self.publicKey = publicKey
        isEncrypted = opened.file.isEncrypted
        if unlocks, isEncrypted, !Self.isHeld(publicKey, by: environmentVariables()["SSH_AUTH_SOCK"]) {
            try opener.unlock(&opened)
        }
        self.opened = isEncrypted ? opened.file.privateKey : nil
    }

    static func absolute(_ file: String) -> String { file.hasPrefix("/") ? file : workingFolder + "/" + file }

    var passphraseMissing: CommandError {
        CommandError(
            "\(file) is encrypted, and there is no terminal to ask for its passphrase",
            hint: "give it with --passphrase-file FILE, or load the key into the agent first: ssh-add "
                + ShellWord.quoted(file))
    }

    /// Whether the agent of the environment has it, which ssh-keygen asks.
    var isInAgent: Bool { isHeld(by: environmentVariables()["SSH_AUTH_SOCK"]) }

    /// Whether an agent can sign with it, so that nobody has to be asked.
    func isHeld(by socket: String?) -> Bool { Self.isHeld(publicKey, by: socket) }

    private static func isHeld(_ key: PublicKey, by socket: String?) -> Bool {
        guard let socket, let identities = try? Agent(socketPath: socket).identities() else { return false }
        return identities.contains { $0.keyBlob == key.blob }
    }
}

extension KeyFileFormat {
    /// Whether OpenSSH reads private keys of it.
    fileprivate var isForSSH: Bool {
        switch self {
        case .openssh, .pem, .pkcs8: true
        default: false
        }
    }
}

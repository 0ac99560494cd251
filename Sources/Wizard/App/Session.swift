import SSHKey
import Services
import TerminalUI
import SSHClient

/// What was answered and what was achieved so far: all that one page needs to know of the others.
public struct Session: Hashable, Sendable {
    /// What was known before anything was asked.
    public let surroundings: Surroundings
    /// The size that the wizard is drawn in, for lists that show as much as there is room for.
    var size: Size
    /// The computer that will use the key; this one until another is chosen.
    public internal(set) var computer: Computer
    /// Where the public key goes; nowhere until something is chosen.
    public internal(set) var destination = Destination.none
    /// The catalogue, and the user's own services once they were looked for.
    var services = Catalogue.services
    /// What is wrong with files of the user's own services.
    var serviceTroubles: [String]?
    /// The key to make by OpenSSL; what the destination recommends until something else is chosen.
    public internal(set) var parameters: KeyParameters
    /// Set when the key is to be made inside a security key, instead of by `parameters`.
    var securityKey: SecurityKeyRequest?
    /// The key's comment; `user@host` until another is typed.
    public internal(set) var comment: String
    /// The public key of the key pair that the live side holds.
    public internal(set) var publicKey: PublicKey?
    /// What the pair in memory was made for.
    var madeFor: NewKey?
    /// The keys of ~/.ssh; nil until they were read.
    var keys: [FoundKey]?
    /// They are being read for the first page.
    var awaitsKeys = false
    var keyPlaces = KeyPlaces()
    /// The user began with a key that exists: where it goes is asked after it.
    var startsWithKey = false
    /// Rotations of an earlier time that weren't ended.
    var interrupted: [InterruptedRotation] = []
    /// Why others can't be resumed.
    var rotationTroubles: [Problem] = []
    /// The new key replaces an old one; nil for one that stands by itself.
    var replacement: Replacement?
    /// The key was there before, and this is what it is wanted for; nil for a new one.
    var existing: (key: OpenedKey, purpose: Purpose)? {
        get { existingKey.flatMap { key in purpose.map { (key, $0) } } }
        set { (existingKey, purpose) = (newValue?.key, newValue?.purpose) }
    }
    private var existingKey: OpenedKey?
    private var purpose: Purpose?
    /// Whether the key was given a passphrase.
    public internal(set) var isProtected = false
    /// The key's files; nil until there are any.
    public internal(set) var saved: SavedFiles?
    /// The outcome of the upload to a service; nil before one.
    public internal(set) var uploaded: UploadOutcome?
    /// The order of that upload.
    var uploadOrder: UploadOrder?
    /// The account whose authorized_keys it goes into; nil until one is named.
    public internal(set) var server: ServerLogin?
    /// How the installation there ended; nil before one.
    public internal(set) var installed: Report?
    /// The outcome on each of several servers; empty for a single one.
    var hosts: [HostResult] = []
    /// What the installation saw on the server that may explain a refusal.
    var installNotes: [InstallNote] = []
    /// The key agent of this computer.
    enum AgentSearch: Hashable {
        case unknown, nothing, found(AgentFinding)

        func holds(_ key: PublicKey?) -> Bool { if case .found(let agent) = self { agent.holds(key) } else { false } }
    }
    var agent = AgentSearch.unknown
    /// Why the agent didn't take the key.
    var agentTrouble: Problem?
    /// What was asked of the agent when the key was saved; nil where that was no question.
    var agentTerm: AgentTerm?
    /// The user has said whether the agent is to have the key.
    var isAgentDecided = false
    /// The user said that the key was pasted on the service's website.
    var isPasted = false
    /// The address of the self-hosted service that got the key.
    var serviceAddress: String?
    /// Where the key logs in; nil as long as nobody knows.
    var place: LoginPlace?
    /// What ssh_config says about that place.
    var configEntry: HostWish?
    /// How the login with the key ended; nil before one was tried.
    public internal(set) var proved: Report?
    /// Windows' own home folder, on WSL once it was asked for.
    var windows: WindowsHome?
    /// The folder of Windows that the key goes to, where Windows can't be asked.
    var windowsFolder = ""
    /// What was written for Windows.
    var writtenForWindows: WindowsFiles?

    init(_ surroundings: Surroundings, size: Size) {
        self.surroundings = surroundings
        self.size = size
        computer = Computer.choices(on: surroundings.system)[0]
        parameters = Destination.none.recommended.parameters
        comment = surroundings.user + "@" + surroundings.host
    }

    /// Why a destination won't have the key that was chosen before it.
    func refusal(by destination: Destination) -> String? {
        guard startsWithKey && existing?.purpose == .use || replacement?.rotation != nil, let publicKey else {
            return nil
        }
        return destination.refusal(of: publicKey.type, on: computer)
    }

    /// A pair exists in memory and nowhere else.
    var hasUnsavedKey: Bool { publicKey != nil && saved == nil && existing == nil }

    /// The key's name: type, and size where there is a choice.
    var keyName: String { publicKey?.displayName ?? wanted.displayName }

    /// The key that is to be made.
    var wanted: NewKey { securityKey.map(NewKey.inAuthenticator) ?? .here(parameters) }

    /// The files' formats: what the computer that uses the key can read.
    var formats: [PrivateFormat] {
        if case .convert(let format)? = existing?.purpose { return [format] }
        if wanted.type == .ed448 { return [.ppk] }
        if securityKey != nil || wanted.type == .mldsa44Ed25519 { return [.openssh] }
        return computer.usesPuTTY ? [.openssh, .ppk] : [.openssh]
    }

    /// Forgets the pair and all that was done with it, because another one is wanted.
    mutating func forgetKey() {
        publicKey = nil
        existing = nil
        madeFor = nil
        saved = nil
        isProtected = false
        replacement = replacement.flatMap { $0.isOver ? nil : Replacement(of: $0.path, $0.oldKey) }
        (uploaded, uploadOrder, isPasted) = (nil, nil, false)
        installed = nil
        hosts = []
        proved = nil
        (agentTrouble, isAgentDecided, agentTerm) = (nil, false, nil)
        writtenForWindows = nil
    }
}

/// A key to be made: by OpenSSL here, or inside a security key by ssh-keygen.
enum NewKey: Hashable, Sendable {
    case here(KeyParameters)
    case inAuthenticator(SecurityKeyRequest)

    var type: KeyType {
        switch self {
        case .here(let parameters): parameters.type
        case .inAuthenticator(let request): request.algorithm == .ed25519SK ? .ed25519SK : .ecdsaSK
        }
    }

    var displayName: String {
        switch self {
        case .here(let parameters): parameters.displayName
        case .inAuthenticator: type.displayName
        }
    }
}

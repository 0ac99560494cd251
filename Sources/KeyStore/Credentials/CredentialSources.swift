import Platform
import Secrecy
import Services

/// A credential that exists already on this computer, without its secrets.
public struct FoundCredential: Sendable {
    /// Where it comes from, in words: `environment variable GH_TOKEN`.
    public let origin: String
    /// The `Credential` of the service that it is one of, by its id.
    public let credential: String
    /// Where the service is, when the source says so: a host or a URL.
    public let address: String?
    /// The values of the service's and the credential's inputs that the source knows, by their ids.
    public let values: [String: String]
    /// The file of certificate authorities that the source wants to be trusted.
    public let authorities: String?
    /// Whether the program that it belongs to would use this one now.
    public let isCurrent: Bool
    /// Whether a file of the folder where keywizard was started says it: to be used only after a question that names
    /// the file.
    public let isOfWorkingFolder: Bool

    private let secrets: Secrets

    enum Secrets: Sendable {
        case known([SecretRole: Secret])
        /// Only a program can give it out.
        case program(SecretProgram, SecretRole)
    }

    init(
        _ origin: String, as credential: String, at address: String? = nil, values: [String: String?] = [:],
        authorities: String? = nil, isCurrent: Bool = true,
        isOfWorkingFolder: Bool = false, _ secrets: Secrets
    ) {
        self.origin = origin
        self.credential = credential
        self.address = address
        self.values = values.compactMapValues { $0 }
        self.authorities = authorities
        self.isCurrent = isCurrent
        self.isOfWorkingFolder = isOfWorkingFolder
        self.secrets = secrets
    }

    /// Whether its secret may go to `address`, nil being the service's usual one: only to where its source says that the
    /// service is. Where the source says nothing, that is the usual address, or where there is none, the one that the
    /// user names.
    public func belongs(to address: String?, of api: API) -> Bool {
        let usual = api.endpoint.usualAddress(values)
        guard let own = self.address ?? usual else { return address == nil || api.endpoint.isSelfHosted }
        return (address ?? usual).map { api.endpoint.isSame(own, as: $0) } ?? false
    }

    /// The secrets, by their roles; none for a credential that is a key to sign with.
    public func load() async throws(CredentialError) -> [SecretRole: Secret] {
        switch secrets {
        case .known(let secrets): secrets
        case .program(let program, let role): [role: try await program.output()]
        }
    }
}

/// What was found for a service.
public struct CredentialFinding: Sendable {
    /// Those that are in use now first.
    public let credentials: [FoundCredential]
    /// What seems to be there but can't be offered, and why.
    public let troubles: [CredentialError]
}

/// The places in which people have credentials already: environment variables, and the files of other programs. Nothing
/// is sent anywhere, and no value is in what is returned.
public struct CredentialSources: Sendable {
    private let environment: CredentialEnvironment
    private let home: String
    private let folder: String

    /// `folder` is where keywizard was started: OpenStack looks for its file there first. It is used where nobody else
    /// can write in it, and what it says is marked as its own.
    public init(environment: CredentialEnvironment = .process, home: String, folder: String) {
        self.environment = environment
        self.home = home
        self.folder = folder
    }

    /// What there is for a service: environment variables first, then its programs' files, those in use now in front.
    public func find(for service: Service) -> CredentialFinding {
        guard let api = service.api else { return CredentialFinding(credentials: [], troubles: []) }
        var search = CredentialSearch(environment: environment, home: home, folder: folder, api: api)
        for credential in api.credentials { search.environmentVariables(credential) }
        let tools = api.credentials.flatMap(\.tools)
        for tool in CredentialTool.allCases where tools.contains(tool) { search.look(into: tool) }
        let found = search.found.filter { found in api.credentials.contains { $0.id == found.credential } }
        return CredentialFinding(
            credentials: found.filter(\.isCurrent) + found.filter { !$0.isCurrent }, troubles: search.troubles)
    }
}

/// One look for the credentials of a service.
struct CredentialSearch {
    let environment: CredentialEnvironment
    let home: String
    let folder: String
    let api: API
    var found: [FoundCredential] = []
    var troubles: [CredentialError] = []

    mutating func look(into tool: CredentialTool) {
        switch tool {
        case .gh: gh()
        case .glab: glab()
        case .doctl: doctl()
        case .hcloud: hcloud()
        case .linodeCLI: linode()
        case .scw: scaleway()
        case .aws: aws()
        case .openstack: openStack()
        case .triton: triton()
        }
    }

    /// The variables that the service's description names, when all that can't be asked for is there.
    mutating func environmentVariables(_ credential: Credential) {
        var names: [String] = []
        var secrets: [SecretRole: Secret] = [:]
        for field in credential.secrets {
            if let name = field.environment.first(where: environment.contains), let secret = environment.secret(name) {
                names.append(name)
                secrets[field.role] = secret
            } else if !field.isOptional {
                return
            }
        }
        // Without a secret it is what it names that makes it one.
        if credential.secrets.isEmpty {
            for input in credential.inputs where !input.isOptional && input.fallback == nil {
                guard let name = input.environment.first(where: environment.contains) else { return }
                names.append(name)
            }
            guard !names.isEmpty else { return }
        }
        var values: [String: String?] = [:]
        for input in api.inputs + credential.inputs { values[input.id] = value(of: input) }
        let origin = "environment variable" + (names.count > 1 ? "s " : " ") + names.joined(separator: " and ")
        found.append(FoundCredential(origin, as: credential.id, at: addressVariable, values: values, .known(secrets)))
    }

    /// What the environment says about an input.
    func value(of input: Input) -> String? {
        input.environment.lazy.compactMap(environment.word).first
    }

    /// Where the environment says that the service is.
    private var addressVariable: String? {
        switch api.endpoint {
        case .fixed(_, let names), .host(_, _, let names): names.lazy.compactMap(environment.word).first
        }
    }

    /// The id of the service's usual credential.
    var usual: String { api.credentials[0].id }

    /// A file's content; nil when there is no such file, or when it can't be used, which is noted.
    mutating func document(_ path: String, _ format: CredentialDocument.Format) -> CredentialDocument? {
        do throws(ReadError) {
            let text = try KeyFileContents(path: path).bytes
            do throws(CredentialDocument.Trouble) {
                return try CredentialDocument(text, format: format)
            } catch {
                note(.notUnderstood(path: shown(path), line: error.line, reason: error.reason))
            }
        } catch {
            if case .missing = error { return nil }
            note(.unreadable(error))
        }
        return nil
    }

    mutating func note(_ trouble: CredentialError) {
        if !troubles.contains(trouble) { troubles.append(trouble) }
    }

    /// The path with `~` for the home folder.
    func shown(_ path: String) -> String {
        path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }

    /// The user's configuration folder: the XDG base directory.
    var configuration: String { environment.configurationFolder(home: home) }

    /// Whether a secret of the file `secret` may be used with what the file `other` says about address, region and
    /// authorities: an account that can change the latter could change the former too. Notes it when not.
    mutating func mayCombine(_ other: String, with secret: String) -> Bool {
        guard other != secret else { return true }
        let changers = (try? Changers(of: other), try? Changers(of: secret))
        if let first = changers.0, let second = changers.1, first.isNoMoreThan(second) { return true }
        note(.lessTrusted(path: shown(other), than: shown(secret)))
        return false
    }

    /// The same of two files that both may have either.
    mutating func mayMix(_ first: String, _ second: String) -> Bool {
        mayCombine(first, with: second) && mayCombine(second, with: first)
    }

    /// The file of authorities that `source` names; nil, and noted, where others than those of `source` could change
    /// it, or where it depends on the working folder.
    mutating func authorities(_ path: String?, namedBy source: String) -> Authorities {
        guard let path else { return .usual }
        let absolute = path.hasPrefix("~/") ? home + path.dropFirst() : path
        guard absolute.hasPrefix("/") else {
            note(.unusable(origin: shown(source), reason: "names its CA file by a relative path"))
            return .refused
        }
        // One that isn't there is said when it is needed.
        guard (try? realPath(of: absolute)) == nil || mayCombine(absolute, with: source) else { return .refused }
        return .file(absolute)
    }

    enum Authorities {
        case usual, refused
        case file(String)

        var path: String? { if case .file(let path) = self { path } else { nil } }
        var isRefused: Bool { if case .refused = self { true } else { false } }
    }

    /// The same for programs written in Go that ask `os.UserConfigDir`.
    var userConfiguration: String {
        isMacOS ? home + "/Library/Application Support" : configuration
    }
}

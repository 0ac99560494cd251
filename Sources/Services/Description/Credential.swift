import Support

/// How a service recognizes the user: a token, a password with a user name, a key to sign with.
public struct Credential: Hashable, Sendable, Identifiable, Codable {
    /// A short word; a service may know several.
    public var id: String = "token"
    /// As the service calls it, `personal access token`.
    public var name: String
    /// The page where one is made. `{host}` is where a self-hosted service is.
    public var page: Pattern?
    /// The scope or the right to tick there.
    public var scope: String?
    /// What removing a key needs besides; nil where the scope is enough.
    public var removalScope: String?
    /// What has to be typed, or found, and never shown.
    public var secrets: [SecretField]
    /// What belongs to it but may be shown: a user name, an access key id.
    public var inputs: [Input] = []
    /// How each request shows it, or is signed with it.
    public var authorization: Authorization
    /// A request that exchanges it for a token of a session.
    public var login: Lookup?
    /// Programs that may hold one already.
    public var tools: [CredentialTool] = []
}

/// A secret of a credential.
public struct SecretField: Hashable, Sendable, Codable {
    /// The name of the hole in requests that it fills; one secret of a credential has it.
    public var role: SecretRole
    /// As the service calls it, for the field where it is typed: `personal access token`.
    public var label: String
    /// Whether it may be left empty: a session token, which only temporary credentials have.
    public var isOptional = false
    /// The environment variables that may hold it, the first one first.
    public var environment: [String] = []
}

/// Something that a service needs to know beside key, name and secrets.
public struct Input: Hashable, Sendable, Identifiable, Codable {
    /// The name of the hole that it fills.
    public var id: String
    /// As the service calls it, for the field where it is typed.
    public var label: String
    /// Whether it may be left empty; its hole is then left out of requests.
    public var isOptional = false
    /// Its default.
    public var fallback: String?
    /// The input that makes this one superfluous when it is given.
    public var unless: String?
    /// The only values, where there are few.
    public var choices: [Choice] = []
    /// The form of the value, where it has one.
    public var format: Format?
    /// The environment variables that may hold it, the first one first.
    public var environment: [String] = []

    /// The form of a value that is checked before it is sent.
    public enum Format: String, Hashable, Sendable, Codable {
        /// A day of the calendar, `2027-01-31`.
        case date
        /// `105bdce1-64c0-48ab-899d-868455867ecf` (RFC 9562).
        case uuid
    }

    /// What a value would have to be, for the rest of a sentence; nil when it is that.
    func objection(to value: String) -> String? {
        guard value == Visible.line(value) else { return "one line of printable characters" }
        if !choices.isEmpty, !choices.contains(where: { $0.value == value }) { return expectation }
        switch format {
        case nil: return nil
        case .date: return value.utf8.count == 10 && Timestamp.time(value) != nil ? nil : expectation
        case .uuid:
            let parts = value.split(separator: "-", omittingEmptySubsequences: false)
            let isUUID = parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
            return isUUID && value.allSatisfy(\.isASCII) ? nil : expectation
        }
    }

    /// What its values are, as the rest of a sentence; nil where they can be anything.
    public var expectation: String? {
        if !choices.isEmpty { return choices.map(\.value).joined(separator: " or ") }
        return switch format {
        case .date: "a day like 2027-01-31"
        case .uuid: "a UUID like 105bdce1-64c0-48ab-899d-868455867ecf"
        case nil: nil
        }
    }

    /// One of the few values that an input can have.
    public struct Choice: Hashable, Sendable, Codable {
        /// What goes into the request.
        public var value: String
        /// What the user reads.
        public var label: String
    }
}

/// How a request shows the credential.
public enum Authorization: Hashable, Sendable, Codable {
    /// A header, by name, with the secret in its value: `Authorization`, `Bearer {token}`.
    case header(String, Pattern)
    /// HTTP Basic (RFC 7617): a user name and the secret.
    case basic(user: Pattern, SecretRole)
    /// AWS Signature Version 4, for this service; it needs the inputs `region` and `accessKey`, the secret key, and
    /// for temporary credentials the session token.
    case awsSignature(service: String)
    /// Exoscale's signature; it needs the input `accessKey` and the secret key.
    case exoscaleSignature
    /// An HTTP Signature by a key that the account has; the inputs `account` and, for a sub-user, `user`.
    case httpSignature

    /// Whether the request is signed with the time, so that a wrong clock looks like a wrong credential.
    var knowsTime: Bool {
        switch self {
        case .awsSignature, .exoscaleSignature, .httpSignature: true
        case .header, .basic: false
        }
    }
}

/// A program, or its configuration, that may hold a credential of a service.
public enum CredentialTool: String, Hashable, Sendable, Codable, CaseIterable {
    /// GitHub's program, asked with `gh auth token`, or by its hosts.yml where it isn't installed.
    case gh
    /// GitLab's program, by its config.yml.
    case glab
    /// DigitalOcean's program, by its config.yaml.
    case doctl
    /// Hetzner Cloud's program, by its cli.toml.
    case hcloud
    /// Linode's program, by its configuration file.
    case linodeCLI = "linode-cli"
    /// Scaleway's program, by its config.yaml.
    case scw
    /// Amazon's program, by ~/.aws/credentials and ~/.aws/config.
    case aws
    /// What all programs of OpenStack read: clouds.yaml in its usual places.
    case openstack = "clouds.yaml"
    /// Triton's node-triton, by its profiles.
    case triton
}

extension Credential {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(.id, or: "token")
        name = try values.decode(String.self, forKey: .name)
        page = try values.decodeIfPresent(Pattern.self, forKey: .page)
        scope = try values.decodeIfPresent(String.self, forKey: .scope)
        removalScope = try values.decodeIfPresent(String.self, forKey: .removalScope)
        secrets = try values.decode(.secrets, or: [SecretField(role: .token, label: name)])
        inputs = try values.decode(.inputs, or: [])
        authorization = try values.decode(Authorization.self, forKey: .authorization)
        login = try values.decodeIfPresent(Lookup.self, forKey: .login)
        tools = try values.decode(.tools, or: [])
    }
}

extension SecretField {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        role = try values.decode(SecretRole.self, forKey: .role)
        label = try values.decode(.label, or: role.rawValue)
        isOptional = try values.decode(.isOptional, or: false)
        environment = try values.decode(.environment, or: [])
    }
}

extension Input {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        label = try values.decode(.label, or: id)
        isOptional = try values.decode(.isOptional, or: false)
        fallback = try values.decodeIfPresent(String.self, forKey: .fallback)
        unless = try values.decodeIfPresent(String.self, forKey: .unless)
        choices = try values.decode(.choices, or: [])
        format = try values.decodeIfPresent(Format.self, forKey: .format)
        environment = try values.decode(.environment, or: [])
    }
}

extension API {
    /// The page where a credential is made, for a service at `address`, or where most people have it.
    public func page(of credential: Credential, at address: String?) -> String? {
        let named = address.flatMap { $0.isEmpty ? nil : $0 }
        return credential.page.flatMap {
            Endpoint.page($0, Values(["host": endpoint.place(named) ?? ""]), at: named)
        }
    }

    /// What people call an input, of the service or of a credential.
    func label(ofInput id: String) -> String {
        (inputs + credentials.flatMap(\.inputs)).first { $0.id == id }?.label ?? id
    }
}

import SSHKey

/// The replacement of a key by a new one, as far as it has come: what has to be known to take it up again.
///
/// Nothing in it is secret. What the files hold decides, not what is said here of them, so that it may be behind.
public struct KeyRotation: Hashable, Sendable {
    /// The old key's file, an absolute path; in the end the new key has it, so that all that names it goes on working.
    public var path: String
    /// Where the new key was saved, in the same folder.
    public var newPath: String
    /// The key that is to go.
    public var oldKey: PublicKey
    /// The key that comes in its place.
    public var newKey: PublicKey
    /// Where the new key is added, the last one at the end.
    public var places: [Place] = []
    /// How far it has come.
    public var step = Step.made

    /// How far a rotation has come.
    public enum Step: String, Sendable, Codable {
        /// The new key is beside the old one.
        case made
        /// It was added to its place.
        case uploaded
        /// It has logged in.
        case proved
        /// It has the old key's name.
        case renamed
    }

    /// Where the keys are.
    public struct Place: Hashable, Sendable, Codable {
        /// The service's id; nil for a server of one's own.
        public var service: String?
        /// Where that service is, for a self-hosted one.
        public var address: String?
        /// The account that is logged in to.
        public var login: ServerLogin?

        /// A service, an account, or both.
        public init(service: String? = nil, address: String? = nil, login: ServerLogin? = nil) {
            (self.service, self.address, self.login) = (service, address, login)
        }
    }

    /// A rotation that has just begun.
    public init(path: String, newPath: String, oldKey: PublicKey, newKey: PublicKey) {
        (self.path, self.newPath, self.oldKey, self.newKey) = (path, newPath, oldKey, newKey)
    }

    /// What the old key's file is called afterwards.
    public static let ending = ".old"

    /// Where the old key is kept.
    public var oldPath: String { path + Self.ending }
}

extension KeyRotation: Codable {
    private enum CodingKeys: String, CodingKey { case path, newPath, oldKey, newKey, places, step }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func key(_ name: CodingKeys) throws -> PublicKey {
            let line = try values.decode(String.self, forKey: name)
            guard let text = try? PublicKey.parse(line), text.format == .line else {
                throw DecodingError.dataCorruptedError(forKey: name, in: values, debugDescription: "no public key")
            }
            return text.publicKey
        }
        self.init(
            path: try values.decode(String.self, forKey: .path),
            newPath: try values.decode(String.self, forKey: .newPath), oldKey: try key(.oldKey),
            newKey: try key(.newKey))
        places = try values.decode([Place].self, forKey: .places)
        step = try values.decode(Step.self, forKey: .step)
        guard path.hasPrefix("/"), newPath.hasPrefix("/"), oldKey.blob != newKey.blob else {
            throw DecodingError.dataCorruptedError(forKey: .path, in: values, debugDescription: "no two keys")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(path, forKey: .path)
        try values.encode(newPath, forKey: .newPath)
        try values.encode(oldKey.line, forKey: .oldKey)
        try values.encode(newKey.line, forKey: .newKey)
        try values.encode(places, forKey: .places)
        try values.encode(step, forKey: .step)
    }
}

extension ServerLogin: Codable {
    private enum CodingKeys: String, CodingKey { case user, host, port }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let port = try values.decodeIfPresent(Int.self, forKey: .port)
        let login = ServerLogin(
            user: try values.decode(String.self, forKey: .user), host: try values.decode(String.self, forKey: .host),
            port: port.map(String.init) ?? "")
        guard let login else {
            throw DecodingError.dataCorruptedError(forKey: .host, in: values, debugDescription: "no account")
        }
        self = login
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(user, forKey: .user)
        try values.encode(host, forKey: .host)
        try values.encodeIfPresent(port, forKey: .port)
    }
}

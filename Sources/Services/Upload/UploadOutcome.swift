import Support

/// The outcome of an upload to a service.
public enum UploadOutcome: Hashable, Sendable {
    /// The key wasn't there, and is now: the service's answer or its list shows it.
    case created(UploadedKey)
    /// The key was in the list before; nothing was changed, not even its name.
    case alreadyThere(UploadedKey)
    /// The key isn't there, as far as is known.
    case failed(UploadFailure)
}

/// A key that a service has.
public struct UploadedKey: Hashable, Sendable {
    /// The service's name.
    public let service: String
    /// The name that the service has it under, which may be another than the one asked for; nil where it says none.
    /// To the byte, as services find keys by it: `shownName` is for people.
    public let name: String?
    /// The service's own id, to the byte, by which the key can be removed; nil where it says none.
    public let id: String?
    /// `SHA256:...`
    public let fingerprint: String

    /// A key, by what the service says of it.
    public init(service: String, name: String?, id: String?, fingerprint: String) {
        self.service = service
        self.name = name
        self.id = id
        self.fingerprint = fingerprint
    }

    /// The name as it may be shown, with what would be hidden in it spelled out.
    public var shownName: String? { name.map(Visible.exact) }
}

extension UploadOutcome {
    /// What was done or found: lower case, no full stop.
    public var message: String {
        switch self {
        case .created(let key): "added the key to \(key.service)" + (key.shownName.map { " as “\($0)”" } ?? "")
        case .alreadyThere(let key):
            "\(key.service) has this key already" + (key.shownName.map { ", under the name “\($0)”" } ?? "")
        case .failed(let failure): failure.message
        }
    }

    /// What to do; nil where it worked.
    public var hint: String? {
        if case .failed(let failure) = self { failure.hint } else { nil }
    }
}

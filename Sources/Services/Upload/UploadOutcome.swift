/// What became of a key on its way to a service.
public enum UploadOutcome: Hashable, Sendable {
    case created(UploadedKey)
    case alreadyThere(UploadedKey)
    case failed(UploadFailure)
}

/// A key that a service has.
public struct UploadedKey: Hashable, Sendable {
    public let service: String
    /// The name that the service has it under, which may be another than the one asked for; nil where it says none.
    public let name: String?
    public let id: String?
    /// `SHA256:...`
    public let fingerprint: String

    public init(service: String, name: String?, id: String?, fingerprint: String) {
        self.service = service
        self.name = name
        self.id = id
        self.fingerprint = fingerprint
    }
}

extension UploadOutcome {
    public var message: String {
        switch self {
        case .created(let key): "added the key to \(key.service)" + (key.name.map { " as “\($0)”" } ?? "")
        case .alreadyThere(let key):
            "\(key.service) has this key already" + (key.name.map { ", under the name “\($0)”" } ?? "")
        case .failed(let failure): failure.message
        }
    }

    public var hint: String? {
        if case .failed(let failure) = self { failure.hint } else { nil }
    }
}

import Services

/// What can be done about an upload that failed.
public enum UploadRemedy: Hashable, Sendable {
    /// The same again.
    case retry
    /// Another credential.
    case otherCredential
    /// Another name for the key.
    case otherName
    /// Another key.
    case otherKey
    /// A certificate authority of the user's.
    case otherAuthority
    /// The steps on the website.
    case website

    /// What helps, the likeliest first; a retry, another credential and the website always may.
    static func choices(_ outcome: UploadOutcome) -> [UploadRemedy] {
        guard case .failed(let failure) = outcome else { return [] }
        var choices: [UploadRemedy] = failure.remedies.map { remedy in
            switch remedy {
            case .retry: .retry
            case .otherCredential: .otherCredential
            case .otherName: .otherName
            case .otherKey: .otherKey
            case .byHand: .website
            }
        }
        if case .network(.notTrusted) = failure.reason { choices.insert(.otherAuthority, at: 0) }
        let last = choices.lastIndex(of: .website) ?? choices.count
        choices.insert(contentsOf: [.retry, .otherCredential].filter { !choices.contains($0) }, at: last)
        return choices
    }

    var label: String {
        switch self {
        case .retry: "Retry"
        case .otherCredential: "Use another credential"
        case .otherName: "Change the name"
        case .otherKey: "Choose another key"
        case .otherAuthority: "Trust a CA file"
        case .website: "Paste it on the website"
        }
    }

    var detail: String {
        switch self {
        case .retry: "with the same values"
        case .otherCredential: "found, or typed"
        case .otherName: "of the same key"
        case .otherKey: "create or open one"
        case .otherAuthority: "for a private CA"
        case .website: "step by step"
        }
    }
}

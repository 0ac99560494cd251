import Services

/// What can be done about an upload that failed.
enum UploadRemedy: Hashable, Sendable {
    case retry, otherCredential, otherName, otherKey, otherAuthority, byHand

    /// What helps, the likeliest first; a retry, another credential and the way by hand always may.
    static func choices(_ outcome: UploadOutcome) -> [UploadRemedy] {
        guard case .failed(let failure) = outcome else { return [] }
        var choices: [UploadRemedy] = failure.remedies.map { remedy in
            switch remedy {
            case .retry: .retry
            case .otherCredential: .otherCredential
            case .otherName: .otherName
            case .otherKey: .otherKey
            case .byHand: .byHand
            }
        }
        if case .network(.notTrusted) = failure.reason { choices.insert(.otherAuthority, at: 0) }
        let last = choices.lastIndex(of: .byHand) ?? choices.count
        choices.insert(contentsOf: [.retry, .otherCredential].filter { !choices.contains($0) }, at: last)
        return choices
    }

    var label: String {
        switch self {
        case .retry: "Try again"
        case .otherCredential: "Another credential"
        case .otherName: "Another name"
        case .otherKey: "Another key"
        case .otherAuthority: "Trust another authority"
        case .byHand: "By hand"
        }
    }

    var detail: String {
        switch self {
        case .retry: "with the same answers"
        case .otherCredential: "one found here, or typed"
        case .otherName: "for the same key"
        case .otherKey: "make or choose one"
        case .otherAuthority: "its certificates in a file"
        case .byHand: "the clicks in the web page"
        }
    }
}

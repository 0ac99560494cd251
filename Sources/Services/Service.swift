import SSHKey

/// A place that public keys are put into: one value, in a file of its own, says all that is known about it.
public struct Service: Hashable, Sendable, Identifiable {
    /// A short word, used in file names (`id_rsa_thermo`) and on the command line.
    public let id: String
    public let name: String
    /// Further words that finding it by typing should match: former names, the company's name.
    public let aliases: [String]
    /// One line: what it is.
    public let summary: String
    /// The key types that it takes.
    public let accepts: [KeyType]
    public let recommended: Recommendation
    /// How to put the key in by hand.
    public let guide: Guide
    /// What comes after that, until a login works.
    public let next: [String]
    /// The user name that its machines are logged in to with.
    public let loginUser: String

    /// The key to make for it, and the reason, as a clause that can follow "because".
    public struct Recommendation: Hashable, Sendable {
        public let parameters: KeyParameters
        public let reason: String

        public init(_ parameters: KeyParameters, because reason: String) {
            self.parameters = parameters
            self.reason = reason
        }
    }

    /// What typed text is looked for in: the name first, then all else.
    public var searchTexts: [String] { [name, ([id, summary] + aliases).joined(separator: " ")] }
}

/// The steps in a service's web page, in the order of the clicks.
public struct Guide: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case open(url: String, then: String)
        /// Click through these, in this order.
        case choose([String], on: String?)
        /// Fill in a field; what goes in is the name of the key, which may be left out where it is optional.
        case name(field: String, optional: Bool)
        /// Paste the public key line into a field.
        case paste(field: String)
        case press(String)
    }

    public let steps: [Step]
    /// What people get wrong there, and what the page doesn't say.
    public let remarks: [String]

    public init(steps: [Step], remarks: [String] = []) {
        self.steps = steps
        self.remarks = remarks
    }
}

extension Guide.Step {
    /// The step as a sentence.
    public var text: String {
        switch self {
        case .open(let url, let then): "Open \(url) and \(then)."
        case .choose(let path, let page):
            (page.map { "On \($0) choose " } ?? "Choose ") + path.joined(separator: " › ") + "."
        case .name(let field, let optional):
            "\(field): a name for this key\(optional ? " (optional)" : ""), so that you know it later."
        case .paste(let field): "\(field): paste the public key line, all of it, on one line."
        case .press(let button): "Press \(button)."
        }
    }
}

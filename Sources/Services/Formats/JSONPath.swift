import Support

/// Where something is in a JSON value: `ssh_key.id`, `errors.*.message`,
/// `token.catalog[type=compute].endpoints[interface=public].url`. Arrays on the way are gone
/// through; `*` is everything in an array or an object, `[name=text]` the elements that have this member, `$` the
/// whole value.
struct JSONPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case member(String)
        case each
        /// A condition without a text holds always, so that one may be left open.
        case having(name: String, text: Pattern)
    }

    /// The path as it was written.
    public let text: String
    let steps: [Step]

    /// Nil when the text is no path.
    public init?(_ text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) where text != "$" {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let name = pieces.first, !name.isEmpty, !name.contains("]") else { return nil }
            steps.append(name == "*" ? .each : .member(String(name)))
            for condition in pieces.dropFirst() {
                guard condition.hasSuffix("]"), let equals = condition.firstIndex(of: "="),
                    let value = Pattern(String(condition[condition.index(after: equals)...].dropLast()))
                else { return nil }
                steps.append(.having(name: String(condition[..<equals]), text: value))
            }
        }
        self.text = text
        self.steps = steps
    }

    /// All that is there.
    func values(in root: JSON, _ inputs: Values = Values()) -> [JSON] {
        steps.reduce([root]) { found, step in
            switch step {
            case .member(let name): found.flatMap(\.elements).compactMap { $0[name] }
            case .each: found.flatMap(\.all)
            case .having(let name, let text):
                found.flatMap(\.elements).filter { element in
                    guard let wanted = text.expanded(inputs), !wanted.isEmpty else { return true }
                    return element[name]?.text == wanted
                }
            }
        }
    }

    /// The first text that is there and isn't empty.
    func text(in root: JSON, _ inputs: Values = Values()) -> String? {
        values(in: root, inputs).lazy.compactMap(\.text).first { !$0.isEmpty }
    }
}

extension JSONPath: ExpressibleByStringLiteral {
    /// A path of the catalogue, written by us.
    public init(stringLiteral text: String) {
        guard let path = JSONPath(text) else { preconditionFailure("no path: \(text)") }
        self = path
    }
}

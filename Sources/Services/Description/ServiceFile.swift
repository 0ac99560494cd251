import FoundationEssentials
import Support

/// Why a file doesn't describe a service.
public struct ServiceFileError: Error, Hashable, Sendable {
    /// Its name as it was given, for the message.
    public let file: String
    /// Where in the file, `api.list.items`; empty for the whole.
    public let path: String
    /// What is wrong there: lower case, no full stop.
    public let reason: String

    /// An error at `path` in `file`; an empty path is the whole file.
    public init(file: String, path: String, reason: String) {
        (self.file, self.path, self.reason) = (file, path, reason)
    }

    /// File, place and reason in one line.
    public var message: String { "\(file): " + (path.isEmpty ? "" : path + ": ") + reason }
    /// What to do: where examples of such files are.
    public var hint: String? { "keywizard services --json shows how its own services are described" }
}

extension Service {
    /// The service that a file describes, in the JSON that the services of the catalogue have too.
    public static func parse(_ json: [UInt8], file: String) -> Result<Service, ServiceFileError> {
        func failure(_ path: String, _ reason: String) -> Result<Service, ServiceFileError> {
            .failure(ServiceFileError(file: file, path: path, reason: Visible.line(reason)))
        }
        guard let whole = JSON.parse(json) else { return failure("", "not valid JSON") }
        do {
            let service = try JSONDecoder().decode(Service.self, from: Data(json))
            if let path = JSON.parse(service.json).flatMap(whole.memberUnknown) {
                return failure(path, "unknown key")
            }
            if let (path, reason) = service.flaw { return failure(path, reason) }
            return .success(service)
        } catch let error as DecodingError {
            let (path, reason) = error.place
            return failure(path, reason)
        } catch {
            return failure("", "it can't be read")
        }
    }

    /// The description as such a file.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        // Only a number that isn't finite can't be encoded, and no field has one.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    /// What is in the right form but can't work, and where.
    private var flaw: (path: String, reason: String)? {
        let isWord =
            !id.isEmpty
            && id.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
        guard isWord else { return ("id", "an id consists of a to z, 0 to 9 and -") }
        guard Catalogue.service(id: id) == nil else { return ("id", "a built-in service has this id") }
        guard !name.trimmed.isEmpty else { return ("name", "it is empty") }
        guard !keys.types.isEmpty else { return ("keys.types", "it accepts no key types") }
        guard accepts.contains(recommended.parameters.type) else {
            return ("recommended.type", "it isn't one of keys.types")
        }
        guard let api else { return nil }
        guard !api.credentials.isEmpty else { return ("api.credentials", "it has none") }
        for (index, credential) in api.credentials.enumerated() {
            if let hole = api.holeWithoutValue(with: credential) {
                return ("api", "nothing fills {\(hole)}" + (index > 0 ? " with credential \(index)" : ""))
            }
        }
        return nil
    }
}

extension API {
    /// A hole in a request that neither an input nor a lookup fills.
    fileprivate func holeWithoutValue(with credential: Credential) -> String? {
        var known: Set<String> = ["name", "key", "keyBase64", "id", "host"]
        known.formUnion((inputs + credential.inputs).map(\.id))
        for lookup in lookups + (credential.login.map { [$0] } ?? []) { known.formUnion(lookup.values.keys) }
        for version in versions { known.formUnion(version.values.keys) }
        let calls = [list.call, create.call, delete] + lookups.map(\.call) + (credential.login.map { [$0.call] } ?? [])
        var patterns = headers.map(\.value)
        for call in calls {
            patterns.append(call.path)
            patterns += call.headers.map(\.value)
            switch call.body {
            case .json(let json): patterns += json.patterns
            case .form(let form): patterns.append(form)
            case nil: break
            }
        }
        if case .fixed(let address, _) = endpoint { patterns.append(address) }
        return patterns.lazy.flatMap(\.needs).first { !known.contains($0) }
    }
}

extension JSON {
    fileprivate var patterns: [Pattern] {
        if case .string(let text) = self { Pattern(text).map { [$0] } ?? [] } else { parts.flatMap(\.patterns) }
    }

    /// What an array or an object holds.
    private var parts: [JSON] {
        switch self {
        case .array(let items): items
        case .object(let members): members.map(\.value)
        default: []
        }
    }

    /// The path of the first member that `known`, the same as it was understood, doesn't have.
    fileprivate func memberUnknown(to known: JSON) -> String? { memberUnknown(to: known, at: "") }

    private func memberUnknown(to known: JSON, at path: String) -> String? {
        switch (self, known) {
        case (.object(let members), .object):
            for member in members where member.value != .null {
                let place = path.isEmpty ? member.name : path + "." + member.name
                guard let other = known[member.name] else { return place }
                if let found = member.value.memberUnknown(to: other, at: place) { return found }
            }
        case (.array(let items), .array(let others)):
            for (index, (item, other)) in zip(items, others).enumerated() {
                if let found = item.memberUnknown(to: other, at: "\(path)[\(index)]") { return found }
            }
        default: break
        }
        return nil
    }
}

extension DecodingError {
    /// Where and why, in our words where they aren't ours already.
    fileprivate var place: (path: String, reason: String) {
        switch self {
        case .keyNotFound(let key, let context): (Self.path(context.codingPath + [key]), "it is missing")
        case .typeMismatch(let type, let context):
            (Self.path(context.codingPath), "it should be \(Self.name(type))")
        case .valueNotFound(_, let context): (Self.path(context.codingPath), "it is null")
        case .dataCorrupted(let context): (Self.path(context.codingPath), context.debugDescription)
        @unknown default: ("", "it can't be read")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("") { path, key in
            if let index = key.intValue { return path + "[\(index)]" }
            return path.isEmpty ? key.stringValue : path + "." + key.stringValue
        }
    }

    private static func name(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Bool.Type: "true or false"
        case is [Any].Type: "an array"
        default: "an object"
        }
    }
}

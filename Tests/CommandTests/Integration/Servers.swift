import FoundationEssentials

/// The real servers that `make integration` starts: where they are, and what lets one in.
enum Servers {
    /// Empty where they weren't started.
    private static let values: [String: String] = {
        guard let path = ProcessInfo.processInfo.environment["KEYWIZARD_SERVERS"],
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { return [:] }
        return text.split(separator: "\n").reduce(into: [:]) { values, line in
            let parts = line.split(separator: "=", maxSplits: 1)
            values[String(parts[0])] = String(parts[1])
        }
    }()

    static let areThere = !values.isEmpty

    static subscript(name: String) -> String { values[name] ?? "" }
}

/// What `keywizard upload --json` says of a key.
struct UploadedKey: Decodable, Equatable {
    let service: String
    let name, id: String?
    let fingerprint, result: String
}

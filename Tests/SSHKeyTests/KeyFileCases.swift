import Platform
import Testing

/// Inputs as people sent them, rebuilt from public reports: each folder of KeyFiles has the input, what is right for it,
/// and the passphrase where there is one.
struct KeyFileCase: Sendable, CustomTestStringConvertible {
    let name: String
    let input: [UInt8]
    let passphrase: [UInt8]?
    /// `SHA256:...`; nil where the input is to be refused.
    let fingerprint: String?
    let isPrivate: Bool

    var testDescription: String { name }

    static let all: [KeyFileCase] = {
        let folder = #filePath.dropLast("KeyFileCases.swift".count) + "KeyFiles"
        guard let directory = opendir(String(folder)) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().compactMap { KeyFileCase("\(folder)/\($0)", $0) }
    }()

    private init?(_ folder: String, _ name: String) {
        guard let input = contents(of: folder + "/input"), let expected = contents(of: folder + "/expected.txt") else {
            return nil
        }
        let fields = String(decoding: expected, as: UTF8.self).split(separator: "\n")
        func field(_ name: String) -> String? {
            fields.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        (self.name, self.input) = (name, input)
        fingerprint = field("fingerprint")
        isPrivate = field("kind") == "private key"
        passphrase = contents(of: folder + "/pass.txt").map { line in
            Array(line.prefix { $0 != 0x0A && $0 != 0x0D }.drop { $0 >= 0x80 })
        }
    }
}

private func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { contents += chunk[..<count] }
    return contents
}

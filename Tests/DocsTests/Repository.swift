import FoundationEssentials

/// The files of the working tree.
enum Repository {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    static func path(_ name: String) -> String { root + "/" + name }

    static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
    }

    static func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
    }

    /// The text of every Swift file below a folder.
    static func sources(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path(folder))
            .filter { $0.hasSuffix(".swift") }.map { try text(folder + "/" + $0) }
    }
}

import FoundationEssentials
import Platform

/// What the program's parser says about its commands (`--experimental-dump-help`).
struct CommandTree: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable { case positional, option, flag }

        struct Name: Decodable {
            enum Kind: String, Decodable { case long, short, longWithSingleDash }

            let kind: Kind
            let name: String
        }

        let kind: Kind
        let abstract: String?
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
        let isOptional: Bool
        let isRepeating: Bool
        let shouldDisplay: Bool
    }

    /// The tree of the program beside the test bundle.
    static func ofProgram() throws -> CommandTree {
        try JSONDecoder().decode(CommandTree.self, from: Data(output(of: "--experimental-dump-help").utf8))
    }

    /// What the program prints with one option.
    static func output(of option: String) throws -> String {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
        let products = bundle.contains(".xctest/") || bundle.hasSuffix(".xctest") ? folder[...] : folder.dropLast()
        let program = products.joined(separator: "/") + "/keywizard"
        guard let pipe = popen("'\(program)' \(option)", "r") else { throw Failure.notRun(program) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { text += buffer[..<count] }
        guard pclose(pipe) == 0 else { throw Failure.notRun(program) }
        return String(decoding: text, as: UTF8.self)
    }

    enum Failure: Error {
        case notRun(String)
    }
}

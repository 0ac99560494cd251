import ArgumentParser

/// Wrong arguments, in one line: ArgumentParser's words, and what was probably meant.
struct UsageError {
    let message: String
    let hint: String

    /// From a message of ArgumentParser, which puts its own suggestion into a second sentence.
    init(_ text: String, arguments: [String], commands: [String]) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let command = commands.first { $0 == arguments.first }
        let help = (["keywizard", "help"] + [command].compactMap(\.self)).joined(separator: " ") + " shows the usage"
        guard let end = line.firstRange(of: ". ") else {
            (message, hint) = (Self.lowercased(line), help)
            return
        }
        message = Self.lowercased(line[..<end.lowerBound])
        let suggestion = Self.lowercased(line[end.upperBound...].replacing("Please provide", with: "use"))
        let isQuestion = suggestion.hasSuffix("?")
        hint =
            (suggestion.hasSuffix(".") ? String(suggestion.dropLast()) : suggestion) + (isQuestion ? " " : "; ") + help
    }

    /// A word instead of a command that isn't one.
    init(unknownCommand word: String, commands: [String]) {
        message = "unknown command “\(word)”"
        let nearest = commands.map { (name: $0, distance: Self.distance(word, $0)) }.min { $0.distance < $1.distance }
        let suggestion = nearest.flatMap { $0.distance <= 2 ? "did you mean \($0.name)? " : nil } ?? ""
        hint = suggestion + "keywizard help lists the commands"
    }

    private static func lowercased(_ text: some StringProtocol) -> String {
        text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Levenshtein's distance: the letters to insert, delete or replace.
    private static func distance(_ word: String, _ other: String) -> Int {
        var row = Array(0...other.count)
        for (i, letter) in word.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherLetter) in other.enumerated() {
                let replaced = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(row[j] + 1, row[j + 1] + 1, replaced)
            }
        }
        return row[other.count]
    }
}

import FoundationEssentials
import Synchronization
import TerminalUI
import Testing

@testable import Wizard

/// The states whose layout is another one on a low and on a wide terminal. All others differ from these in words only.
private let layouts: Set<String> = [
    "computer", "computer-keys", "destination", "destination-trouble", "key", "key-authenticator", "existing-list",
    "existing-opened", "randomness", "generating", "generated", "passphrase", "passphrase-different",
    "passphrase-suggested", "save", "save-agent", "save-failed", "public-key", "public-key-rsa", "upload-offers",
    "upload-form-triton", "upload-bad-credential", "upload-by-hand", "upload-server", "hosts-picking", "hosts-finished",
    "log-in-config", "log-in-second", "log-in-agent", "log-in-refused", "log-in-host-key-published", "steps-mac",
    "replacement-plan", "done", "done-hosts", "help", "leaving",
]

private let sizes = [Size(columns: 80, rows: 24), Size(columns: 60, rows: 18), Size(columns: 140, rows: 50)]

/// Where each screen was seen: two of one name would be each other's.
private let screens = Mutex<[String: SourceLocation]>([:])

/// Compares the walk's screen with the one that is kept beside the test: at 80×24, where its layout differs at 60×18 and
/// 140×50 too. In ASCII it has to say the same.
func expectScreen(
    _ walk: Walk, _ name: String, source: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for size in layouts.contains(name) ? sizes : [sizes[0]] {
        let screen = walk.screen(size, .unicode)
        try expectText(screen, "\(name)-\(size.columns)x\(size.rows)", source: source, sourceLocation: sourceLocation)
        let difference = walk.screen(size, .ascii).asciiDifference(from: screen)
        #expect(difference == nil, "\(name) at \(size.columns)x\(size.rows)", sourceLocation: sourceLocation)
    }
}

/// Compares a text with the one that is kept beside the test; UPDATE_SCREENS=1 keeps this one instead.
func expectText(
    _ text: String, _ name: String, source: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let other = screens.withLock { $0.updateValue(sourceLocation, forKey: name) }
    #expect(other == nil || other == sourceLocation, "another screen has this name", sourceLocation: sourceLocation)
    let file = "Screens/\(name).txt"
    if ProcessInfo.processInfo.environment["UPDATE_SCREENS"] != nil {
        try (text + "\n").write(toFile: folder(source) + file, atomically: true, encoding: .utf8)
    }
    let kept = try #require(read(source, file), "no \(file): run with UPDATE_SCREENS=1", sourceLocation: sourceLocation)
    #expect(text + "\n" == kept, sourceLocation: sourceLocation)
}

extension Walk {
    /// The screen as a terminal of another size and with other glyphs shows it.
    fileprivate func screen(_ size: Size, _ glyphs: Glyphs) -> String {
        var model = model
        model.glyphs = glyphs
        _ = model.update(.resized(size))
        return model.view().canvas.text
    }
}

// MARK: - ASCII

/// What stands for each sign on a terminal that has ASCII alone. One sign may mean two things, so that it has two.
private let substitutions: [Character: [String]] = [
    "✓": ["+"], "✗": ["x"], "●": ["*", "@"], "·": ["-", "."],
    "•": ["-", "*", "o", "."], "›": [">"], "‹": ["<"], "→": [">"], "–": ["-"], "—": ["-"], "×": ["x"],
    "┃": ["|"], "■": ["X"], "□": ["."], "─": ["-"], "│": [":"], "━": ["="], "╭": ["+"], "╮": ["+"], "╰": ["+"],
    "╯": ["+"],
    "…": ["...", ">"], "“": ["\""], "”": ["\""], "‘": ["'"], "’": ["'"],
    "█": ["#"], "░": ["."], "▏": ["."], "▎": ["."], "▍": ["."], "▌": ["."], "▋": ["."], "▊": ["."], "▉": ["."],
]

extension String {
    /// The first line of this ASCII screen that doesn't say the same as that of the other; nil when each does. Blanks
    /// count as one, because a sign of three cells moves what is after it.
    fileprivate func asciiDifference(from other: String) -> String? {
        let lines = zip(split(separator: "\n"), other.split(separator: "\n"))
        return lines.first { !$0.stands(for: $1) }.map { "\($0)\n\($1)" }
    }
}

extension Substring {
    fileprivate func stands(for other: Substring) -> Bool {
        let signs = other.replacing("↓ more", with: "more below").replacing("↑ more", with: "more above")
            .replacing("↑↓", with: "Arrows")
        return spells(
            signs.split(separator: " ").joined(separator: " ")[...], split(separator: " ").joined(separator: " ")[...])
    }

    private func spells(_ signs: Substring, _ ascii: Substring) -> Bool {
        guard let sign = signs.first else { return ascii.isEmpty }
        let rest = signs.dropFirst()
        if sign.isASCII { return ascii.first == sign && spells(rest, ascii.dropFirst()) }
        return substitutions[sign, default: []].contains {
            ascii.hasPrefix($0) && spells(rest, ascii.dropFirst($0.count))
        }
    }
}

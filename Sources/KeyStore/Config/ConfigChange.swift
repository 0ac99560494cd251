/// A change to one text file: what it was, what it will be, and the difference for the user to see.
public struct ConfigChange: Hashable, Sendable {
    /// The file that changes.
    public let path: String
    /// What it must still be when the change is made.
    public let old: [UInt8]
    /// What it will be, with the line ends and indentation that the file has.
    public let new: [UInt8]
    /// A unified diff without its two header lines; empty when nothing changes.
    public let diff: [DiffLine]

    /// Whether the file says all that is wanted already.
    public var isEmpty: Bool { old == new }

    init(_ config: SSHConfig, edits: LineEdits) {
        path = config.path
        old = config.bytes
        let lines = edits.applied(to: config.lines, lineEnd: config.lineEnd)
        new = lines.flatMap { $0.kind == .removed ? [] : $0.line.bytes }
        diff = DiffLine.hunks(of: lines)
    }

    /// A change that is known by both texts: what lies between the lines that they begin and end with in common.
    public init(path: String, old: [UInt8], new: [UInt8]) {
        let (before, after) = (SSHConfig(old, path: path).lines, SSHConfig(new, path: path).lines)
        let shorter = min(before.count, after.count)
        let start = (0..<shorter).first { before[$0].bytes != after[$0].bytes } ?? shorter
        let end = (0..<(shorter - start)).first { number in
            before[before.count - 1 - number].bytes != after[after.count - 1 - number].bytes
        }
        let same = end ?? shorter - start
        func lines(_ lines: some Sequence<SSHConfigLine>, _ kind: DiffLine.Kind) -> [LineEdits.Line] {
            lines.map { LineEdits.Line(kind: kind, line: $0) }
        }
        (self.path, self.old, self.new) = (path, old, new)
        diff =
            old == new
            ? []
            : DiffLine.hunks(
                of: lines(before[..<start], .context) + lines(before[start..<(before.count - same)], .removed)
                    + lines(after[start..<(after.count - same)], .added) + lines(before.suffix(same), .context))
    }

    /// The change that takes this one back.
    public var reversed: ConfigChange { ConfigChange(path: path, old: new, new: old) }
}

/// One line of a unified diff.
public struct DiffLine: Hashable, Sendable {
    /// What a line of the diff is: a heading, or old, new or both.
    public enum Kind: Hashable, Sendable {
        /// "@@ -1,3 +1,9 @@".
        case hunk
        /// In both texts; up to three of them stand around a change.
        case context
        /// In the old text alone.
        case removed
        /// In the new text alone.
        case added
    }

    /// Which mark it has in front.
    public let kind: Kind
    /// Without its mark and its line end.
    public let text: String

    /// The line with its mark in front, as diff -u prints it.
    public var marked: String {
        switch kind {
        case .hunk: text
        case .context: " " + text
        case .removed: "-" + text
        case .added: "+" + text
        }
    }
}

/// Changes to lines, each given by its number in the old text.
struct LineEdits {
    private var insertions: [Int: [SSHConfigLine]] = [:]
    private var replacements: [Int: SSHConfigLine] = [:]

    mutating func insert(_ lines: [String], before line: Int) {
        insertions[line, default: []] += lines.map(SSHConfigLine.init)
    }

    mutating func replace(_ line: Int, with new: SSHConfigLine) {
        replacements[line] = new
    }

    struct Line {
        let kind: DiffLine.Kind
        let line: SSHConfigLine
    }

    /// The lines of both texts, in order.
    func applied(to old: [SSHConfigLine], lineEnd: String) -> [Line] {
        var result: [Line] = []
        for number in 0...old.count {
            let added = insertions[number] ?? []
            if number == old.count, !added.isEmpty, let last = result.popLast() {
                // A last line without an end gets one before anything follows it.
                let end = last.line.bytes.last == UInt8(ascii: "\r") ? "\n" : lineEnd
                let ended = last.line.endsInNewline ? last.line : SSHConfigLine(last.line.bytes + end.utf8)
                result.append(Line(kind: last.kind, line: ended))
            }
            result += added.map { Line(kind: .added, line: $0) }
            guard number < old.count else { break }
            if let new = replacements[number] {
                result.append(Line(kind: .removed, line: old[number]))
                result.append(Line(kind: .added, line: new))
            } else {
                result.append(Line(kind: .context, line: old[number]))
            }
        }
        return result
    }
}

extension DiffLine {
    /// As many unchanged lines around a change as diff -u shows.
    private static let context = 3

    static func hunks(of lines: [LineEdits.Line]) -> [DiffLine] {
        var result: [DiffLine] = []
        let changed = lines.indices.filter { lines[$0].kind != .context }
        var index = 0
        // The numbers of the next lines in the old and in the new text.
        var (old, new, position) = (1, 1, 0)
        func count(_ range: Range<Int>, without kind: Kind) -> Int { range.count { lines[$0].kind != kind } }
        while index < changed.count {
            let start = max(changed[index] - context, 0)
            var end = changed[index] + 1
            while index < changed.count, changed[index] - context <= end + context {
                end = changed[index] + 1
                index += 1
            }
            end = min(end + context, lines.count)
            old += count(position..<start, without: .added)
            new += count(position..<start, without: .removed)
            let (oldCount, newCount) = (count(start..<end, without: .added), count(start..<end, without: .removed))
            // An empty range is named by the line before it.
            let (oldStart, newStart) = (oldCount == 0 ? old - 1 : old, newCount == 0 ? new - 1 : new)
            result.append(
                DiffLine(kind: .hunk, text: "@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@"))
            result += lines[start..<end].map { DiffLine(kind: $0.kind, text: $0.line.text) }
            (old, new, position) = (old + oldCount, new + newCount, end)
        }
        return result
    }
}

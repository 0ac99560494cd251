/// One file of ssh_config(5): its lines, with every byte of them.
///
/// Comments, order, white space and line ends stay as they are; what is understood is understood beside them.
public struct SSHConfig: Hashable, Sendable {
    /// Where it is, or would be.
    public let path: String
    let lines: [SSHConfigLine]

    /// The lines of `bytes`, of a file that is, or will be, at `path`.
    public init(_ bytes: [UInt8], path: String) {
        self.path = path
        var lines: [SSHConfigLine] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            lines.append(SSHConfigLine(Array(rest[..<end])))
            rest = rest[end...]
        }
        self.lines = lines
    }

    /// The file as it was read.
    public var bytes: [UInt8] { lines.flatMap(\.bytes) }

    /// Why the file is left as it is: ssh doesn't read it as its owner does. Nil for plain text.
    var oddity: String? {
        let bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "it starts with a byte order mark" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "it is UTF-16" }
        return bytes.contains(0) ? "it contains NUL bytes" : nil
    }

    /// How its lines end.
    var lineEnd: String {
        lines.first?.bytes.suffix(2).elementsEqual("\r\n".utf8) == true ? "\r\n" : "\n"
    }

    /// The white space that its blocks are indented with.
    var indentation: String {
        let indented = lines.first { $0.directive != nil && !$0.indentation.isEmpty }
        return indented?.indentation ?? "    "
    }

    /// The first of the comment lines that stand directly above a line, or the line itself.
    func firstComment(above line: Int) -> Int {
        var first = line
        while first > 0, lines[first - 1].isComment { first -= 1 }
        return first
    }
}

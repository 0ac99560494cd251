/// TOML (https://toml.io/en/v1.0.0) as hcloud writes it: tables, arrays of tables, and on each line one key with a
/// string, a number, a boolean, or an array of these.
func readTOML(_ scanner: CredentialScanner) throws(CredentialDocument.Trouble) -> CredentialDocument {
    let root = Table()
    var current = root
    for line in scanner.lines(comments: "#") {
        if scanner.bytes[line.start] == UInt8(ascii: "[") {
            current = try header(scanner, line, root)
            continue
        }
        let (key, signPlace) = try bareKey(scanner, line, from: line.start)
        guard scanner.byte(at: signPlace, in: line) == UInt8(ascii: "=") else {
            throw line.trouble("unsupported key syntax")
        }
        let start = scanner.skipBlanks(from: signPlace + 1, to: line.end)
        let (value, end) = try value(scanner, line, at: start)
        try expectEnd(scanner, line, at: end)
        guard current.entries.allSatisfy({ $0.key != key }) else { throw line.trouble("duplicate key") }
        current.entries.append((key, .value(value)))
    }
    return root.document
}

/// A table while it is read.
private final class Table {
    enum Entry {
        case value(CredentialDocument)
        case table(Table)
        case tables([Table])
    }

    var entries: [(key: String, value: Entry)] = []

    var document: CredentialDocument {
        .table(
            entries.map { entry in
                switch entry.value {
                case .value(let value): (entry.key, value)
                case .table(let table): (entry.key, table.document)
                case .tables(let tables): (entry.key, .list(tables.map(\.document)))
                }
            })
    }
}

/// The table that a header line opens.
private func header(
    _ scanner: CredentialScanner, _ line: CredentialScanner.Line, _ root: Table
) throws(CredentialDocument.Trouble) -> Table {
    let isArray = scanner.holds("[[", at: line.start, in: line)
    var place = line.start + (isArray ? 2 : 1)
    var names: [String] = []
    while true {
        let (name, end) = try bareKey(scanner, line, from: scanner.skipBlanks(from: place, to: line.end))
        names.append(name)
        guard scanner.byte(at: end, in: line) == UInt8(ascii: ".") else {
            place = end
            break
        }
        place = end + 1
    }
    let bracket = isArray ? "]]" : "]"
    guard scanner.holds(bracket, at: place, in: line) else {
        throw line.trouble("unsupported table header")
    }
    try expectEnd(scanner, line, at: place + bracket.utf8.count)

    var table = root
    for (depth, name) in names.enumerated() {
        let isLast = depth == names.count - 1
        let index = table.entries.firstIndex { $0.key == name }
        let next = Table()
        switch index.map({ table.entries[$0].value }) {
        case nil:
            table.entries.append((name, isLast && isArray ? .tables([next]) : .table(next)))
            table = next
        case .tables(let tables)? where isLast && isArray:
            table.entries[index!].value = .tables(tables + [next])
            table = next
        case .tables(let tables)? where !isLast: table = tables[tables.count - 1]
        case .table(let known)? where !isLast: table = known
        default: throw line.trouble("duplicate table")
        }
    }
    return table
}

/// A key without dots, and the first place behind it that isn't blank.
private func bareKey(
    _ scanner: CredentialScanner, _ line: CredentialScanner.Line, from start: Int
) throws(CredentialDocument.Trouble) -> (String, end: Int) {
    if scanner.byte(at: start, in: line) == UInt8(ascii: "\"") {
        let (key, end) = try scanner.doubleQuoted(at: start, in: line)
        return (scanner.word(key), scanner.skipBlanks(from: end, to: line.end))
    }
    let end = scanner.bytes[start..<line.end].firstIndex { byte in
        !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) && !"-_".utf8.contains(byte)
    }
    guard let end, end > start else { throw line.trouble("unsupported key syntax") }
    return (scanner.word(start, end), scanner.skipBlanks(from: end, to: line.end))
}

/// A value, and the place behind it.
private func value(
    _ scanner: CredentialScanner, _ line: CredentialScanner.Line, at start: Int
) throws(CredentialDocument.Trouble) -> (CredentialDocument, end: Int) {
    if scanner.holds("\"\"\"", at: start, in: line) || scanner.holds("'''", at: start, in: line) {
        throw line.trouble("multi-line strings aren't supported")
    }
    switch scanner.byte(at: start, in: line) {
    case UInt8(ascii: "\"")?:
        let (scalar, end) = try scanner.doubleQuoted(at: start, in: line)
        return (.scalar(scalar), end)
    case UInt8(ascii: "'")?:
        let (scalar, end) = try scanner.singleQuoted(at: start, in: line, doubling: false)
        return (.scalar(scalar), end)
    case UInt8(ascii: "[")?:
        var items: [CredentialDocument] = []
        var place = scanner.skipBlanks(from: start + 1, to: line.end)
        while scanner.byte(at: place, in: line) != UInt8(ascii: "]") {
            let (item, end) = try value(scanner, line, at: place)
            items.append(item)
            place = scanner.skipBlanks(from: end, to: line.end)
            if scanner.byte(at: place, in: line) == UInt8(ascii: ",") {
                place = scanner.skipBlanks(from: place + 1, to: line.end)
            } else if scanner.byte(at: place, in: line) != UInt8(ascii: "]") {
                throw line.trouble("multi-line arrays aren't supported")
            }
        }
        return (.list(items), place + 1)
    case let first?:
        let isBare = { (byte: UInt8) in byte > 0x20 && byte < 0x7f && !"#,[]{}\"'=".utf8.contains(byte) }
        guard isBare(first) else { break }
        let end = scanner.bytes[start..<line.end].firstIndex { !isBare($0) } ?? line.end
        return (.scalar(scanner.plain(start, end)), end)
    case nil: break
    }
    throw line.trouble("unsupported value syntax")
}

/// Only a comment may follow.
private func expectEnd(
    _ scanner: CredentialScanner, _ line: CredentialScanner.Line, at place: Int
) throws(CredentialDocument.Trouble) {
    let rest = scanner.skipBlanks(from: place, to: line.end)
    guard rest == line.end || scanner.bytes[rest] == UInt8(ascii: "#") else {
        throw line.trouble("unexpected text after a value")
    }
}

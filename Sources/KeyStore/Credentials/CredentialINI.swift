/// Sections of `key = value` lines, as Python's configparser reads them, which AWS's and Linode's programs use: keys in
/// lower case, a value to the end of its line. Indented lines below a key without a value are its own and left out.
func readINI(_ scanner: CredentialScanner) throws(CredentialDocument.Trouble) -> CredentialDocument {
    var sections: [(key: String, value: [(key: String, value: CredentialDocument)])] = []
    for line in scanner.lines(comments: "#;") {
        if line.indent > 0 || scanner.bytes[line.start] == 0x09 {
            guard case .nothing? = sections.last?.value.last?.value else {
                throw line.trouble("multi-line values aren't supported")
            }
            continue
        }
        if scanner.bytes[line.start] == UInt8(ascii: "[") {
            guard scanner.bytes[line.end - 1] == UInt8(ascii: "]") else {
                throw line.trouble("section header without a closing bracket")
            }
            let name = scanner.word(line.start + 1, line.end - 1)
            guard !sections.contains(where: { $0.key == name }) else {
                throw line.trouble("duplicate section")
            }
            sections.append((name, []))
            continue
        }
        let sign = scanner.bytes[line.start..<line.end].firstIndex {
            $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":")
        }
        guard let sign else { throw line.trouble("expected [section] or key = value") }
        guard !sections.isEmpty else { throw line.trouble("key before the first section") }
        var keyEnd = sign
        while keyEnd > line.start, scanner.isBlank(scanner.bytes[keyEnd - 1]) { keyEnd -= 1 }
        let key = scanner.word(line.start, keyEnd).lowercased()
        let start = scanner.skipBlanks(from: sign + 1, to: line.end)
        let last = sections.count - 1
        guard !sections[last].value.contains(where: { $0.key == key }) else {
            throw line.trouble("duplicate key")
        }
        sections[last].value.append((key, start < line.end ? .scalar(scanner.plain(start, line.end)) : .nothing))
    }
    return .table(sections.map { ($0.key, .table($0.value)) })
}

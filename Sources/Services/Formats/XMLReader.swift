import Support

// Reads the XML of the EC2 Query API into the shape of JSON, so that one description covers both. Strict and small:
// elements and text only; attributes are skipped; a document type, which could define entities, is refused.

extension JSON {
    /// The content of the root element: children by name, those of one name as an array, or text. Nil when the bytes
    /// aren't such a document from end to end.
    package static func parse(xml bytes: [UInt8]) -> JSON? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = XMLReader(Array(text.unicodeScalars))
        return try? reader.document()
    }
}

private struct XMLReader {
    struct Malformed: Error {}

    let scalars: [Unicode.Scalar]
    var offset = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func document() throws(Malformed) -> JSON {
        _ = take("\u{FEFF}")
        try skipMisc()
        guard take("<") else { throw Malformed() }
        let root = try element(depth: 0).value
        try skipMisc()
        guard offset == scalars.count else { throw Malformed() }
        return root
    }

    /// An element whose `<` has been read.
    private mutating func element(depth: Int) throws(Malformed) -> JSON.Member {
        guard depth < JSON.deepest else { throw Malformed() }
        let name = try name()
        try skipAttributes()
        if take("/>") { return .init(name, .string("")) }
        guard take(">") else { throw Malformed() }

        var text = ""
        var order: [String] = []
        var children: [String: [JSON]] = [:]
        while !take("</") {
            if take("<!--") {
                try skip(to: "-->")
            } else if take("<![CDATA[") {
                text.unicodeScalars.append(contentsOf: try skip(to: "]]>"))
            } else if take("<") {
                let child = try element(depth: depth + 1)
                if children[child.name] == nil { order.append(child.name) }
                children[child.name, default: []].append(child.value)
            } else {
                text.unicodeScalars.append(try character())
            }
        }
        guard try self.name() == name else { throw Malformed() }
        skipSpace()
        guard take(">") else { throw Malformed() }

        guard !order.isEmpty else { return .init(name, .string(text)) }
        let members = order.map { child in
            let values = children[child] ?? []
            return JSON.Member(child, values.count == 1 ? values[0] : .array(values))
        }
        return .init(name, .object(members))
    }

    private mutating func character() throws(Malformed) -> Unicode.Scalar {
        guard offset < scalars.count else { throw Malformed() }
        let scalar = scalars[offset]
        offset += 1
        guard scalar == "&" else { return scalar }
        let reference = String(String.UnicodeScalarView(try skip(to: ";", within: 10)))
        switch reference {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard reference.hasPrefix("#") else { throw Malformed() }
            let digits = reference.dropFirst()
            let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
            guard let code, let scalar = Unicode.Scalar(code) else { throw Malformed() }
            return scalar
        }
    }

    private mutating func name() throws(Malformed) -> String {
        let start = offset
        while offset < scalars.count, isNamePart(scalars[offset]) { offset += 1 }
        guard offset > start else { throw Malformed() }
        return String(String.UnicodeScalarView(scalars[start..<offset]))
    }

    private func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || [":", "_", "-", "."].contains(scalar)
    }

    private mutating func skipAttributes() throws(Malformed) {
        skipSpace()
        while offset < scalars.count, scalars[offset] != ">", scalars[offset] != "/" {
            _ = try name()
            skipSpace()
            guard take("=") else { throw Malformed() }
            skipSpace()
            if take("\"") {
                try skip(to: "\"")
            } else if take("'") {
                try skip(to: "'")
            } else {
                throw Malformed()
            }
            skipSpace()
        }
    }

    /// The declaration, comments and space around the root.
    private mutating func skipMisc() throws(Malformed) {
        skipSpace()
        while true {
            if take("<?") {
                try skip(to: "?>")
            } else if take("<!--") {
                try skip(to: "-->")
            } else {
                return
            }
            skipSpace()
        }
    }

    /// What is before the next `end`, which is read too.
    @discardableResult
    private mutating func skip(
        to end: String, within limit: Int = .max
    ) throws(Malformed) -> ArraySlice<Unicode.Scalar> {
        let start = offset
        while offset < scalars.count, offset - start < limit {
            let stop = offset
            if take(end) { return scalars[start..<stop] }
            offset += 1
        }
        throw Malformed()
    }

    private mutating func take(_ text: String) -> Bool {
        var index = offset
        for scalar in text.unicodeScalars {
            guard index < scalars.count, scalars[index] == scalar else { return false }
            index += 1
        }
        offset = index
        return true
    }

    private mutating func skipSpace() {
        while offset < scalars.count, [" ", "\n", "\r", "\t"].contains(scalars[offset]) { offset += 1 }
    }
}

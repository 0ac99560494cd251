import Secrecy

/// A configuration file that may hold tokens, as a tree: its text stays in memory that is wiped, and the tree only
/// points into it. Three formats are read, as much of each as the programs that write these files need; what goes
/// beyond that is refused with its line and never guessed.
package indirect enum CredentialDocument: Sendable {
    case nothing
    case scalar(Scalar)
    case list([CredentialDocument])
    case table([(key: String, value: CredentialDocument)])

    package enum Format { case ini, toml, yaml }

    /// One value's place in the text.
    package struct Scalar: Sendable {
        enum Style {
            case plain
            /// Of YAML: `''` is a quote.
            case singleQuoted
            /// With backslashes (YAML 1.2, 5.7; TOML 1.0, String).
            case doubleQuoted
        }

        let text: Secret
        let range: Range<Int>
        let style: Style
    }

    /// Why a file couldn't be read whole.
    package struct Trouble: Error, Hashable {
        let line: Int
        let reason: String
    }

    package init(_ text: Secret, format: Format) throws(Trouble) {
        self = try text.withBytes { bytes throws(Trouble) in
            let scanner = CredentialScanner(text: text, bytes: bytes)
            return switch format {
            case .ini: try readINI(scanner)
            case .toml: try readTOML(scanner)
            case .yaml: try CredentialYAML(scanner).read()
            }
        }
    }

    subscript(key: String) -> CredentialDocument {
        table.first { $0.key == key }?.value ?? .nothing
    }

    package var table: [(key: String, value: CredentialDocument)] {
        if case .table(let entries) = self { entries } else { [] }
    }

    package var list: [CredentialDocument] {
        if case .list(let items) = self { items } else { [] }
    }

    /// The value, where it is no secret; nil when there is none, or an empty one.
    package var word: String? {
        secret?.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The value in memory of its own; nil when there is none, or an empty one.
    var secret: Secret? {
        guard case .scalar(let scalar) = self else { return nil }
        let value = scalar.value
        return value.isEmpty ? nil : value
    }
}

extension CredentialDocument.Scalar {
    /// Without quotes and escapes.
    fileprivate var value: Secret {
        var value = SecretBuffer(capacity: range.count)
        text.withBytes { bytes in
            var index = range.lowerBound
            while index < range.upperBound {
                let byte = bytes[index]
                index += 1
                switch (style, byte) {
                case (.singleQuoted, UInt8(ascii: "'")):
                    index += 1
                    value.append(byte)
                case (.doubleQuoted, UInt8(ascii: "\\")):
                    // The readers let only these through.
                    let code = bytes[index]
                    index += 1
                    switch code {
                    case UInt8(ascii: "n"): value.append(0x0a)
                    case UInt8(ascii: "r"): value.append(0x0d)
                    case UInt8(ascii: "t"): value.append(0x09)
                    default: value.append(code)
                    }
                default: value.append(byte)
                }
            }
        }
        return value.secret()
    }
}

import Secrecy

extension KeyFile {
    /// Why ssh doesn't read a private key file that is read here; nil where it does, and for formats that it doesn't
    /// know at all.
    ///
    /// OpenSSH's own format has to be exact (private2_uudecode() of sshkey.c): the BEGIN line at the very start, the END
    /// line at the start of a line, each with a newline behind it and no carriage return. The other formats are OpenSSL's
    /// to read, which takes more.
    public func unreadableForSSH(_ contents: Secret) -> String? {
        switch format {
        case .openssh: contents.withBytes { Self.fault(inOpenSSH: $0) }
        case .pem, .pkcs8:
            notes.contains(where: \.stopsOpenSSL) ? "ssh can't read the text around its lines" : nil
        default: nil
        }
    }

    private static let begin: StaticString = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    private static let end: StaticString = "\n-----END OPENSSH PRIVATE KEY-----\n"

    private static func fault(inOpenSSH bytes: UnsafeRawBufferPointer) -> String? {
        if bytes.starts(with: begin), bytes.firstRange(of: end) != nil { return nil }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "a byte order mark precedes its BEGIN line" }
        if bytes.contains(0) { return "it is UTF-16" }
        if bytes.contains(UInt8(ascii: "\r")) { return "its lines end in carriage returns" }
        guard let start = bytes.firstRange(of: "-----BEGIN OPENSSH")?.lowerBound, start == 0 else {
            let isIndented = bytes.first == UInt8(ascii: " ") || bytes.first == UInt8(ascii: "\t")
            return isIndented ? "its lines are indented" : "something precedes its BEGIN line"
        }
        return bytes.last == UInt8(ascii: "\n")
            ? "ssh can't read its BEGIN or END line" : "its last line has no newline"
    }
}

extension ReadNote {
    /// Seen with OpenSSL 3.0 as OpenSSH 9.2 uses it.
    fileprivate var stopsOpenSSL: Bool {
        switch self {
        case .wideCharacters, .lookAlikes, .indentation, .escapedNewlines, .webEscapes, .decoration, .encoded,
            .damagedMarks, .oneLine, .missingArmour, .missingEnd:
            true
        default: false
        }
    }
}

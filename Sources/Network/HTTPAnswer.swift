import Services

/// An answer while it arrives. All that is kept counts toward one limit.
final class HTTPAnswer {
    /// A token of Keystone's has some 300 bytes, the longest header seen; a longer one than this is left out, because
    /// half a value would be a wrong one.
    static let longestHeader = 16 * 1024

    private let limit: Int
    private var count = 0
    private var headers: [String: String] = [:]
    private var body: [UInt8] = []
    /// Whether there was more than the limit.
    private(set) var isTooLarge = false
    /// Whether the header came to its end: libcurl takes one that breaks off for a whole one.
    private(set) var hasWholeHeader = false

    init(limit: Int) { self.limit = limit }

    /// Whether it is to go on.
    func appendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard counts(bytes.count) else { return false }
        body += bytes
        return true
    }

    /// One line of the header, whole. Whether it is to go on.
    func appendHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        guard counts(line.count) else { return false }
        if line.starts(with: "HTTP/".utf8) {
            headers = [:]  // what came before was interim (RFC 9110, 15.2)
            hasWholeHeader = false
        } else if line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) {
            hasWholeHeader = true
        } else if line.count <= Self.longestHeader, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = visible(line[..<colon]).lowercased()
            let value = visible(line[(colon + 1)...])
            guard !name.isEmpty else { return true }
            headers[name] = headers[name].map { $0 + ", " + value } ?? value  // RFC 9110, 5.3
        }
        return true
    }

    func response(status: Int) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: body)
    }

    private func counts(_ more: Int) -> Bool {
        count += more
        isTooLarge = count > limit
        return !isTooLarge
    }
}

/// The text without control characters, and without white space around it.
private func visible(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter {
        $0 == "\t" || $0.properties.generalCategory != .control
    }[...]
    let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
    scalars = scalars.drop(while: isSpace)
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars)).replacing("\t", with: " ")
}

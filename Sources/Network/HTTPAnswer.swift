import Secrecy
import Services

/// An answer while it arrives. All that is kept counts toward one limit.
package final class HTTPAnswer {
    /// A token of Keystone's has some 300 bytes, the longest header seen; a longer one than this is left out, because
    /// half a value would be a wrong one.
    static let longestHeader = 16 * 1024

    private let limit: Int
    private let keptName: String?
    /// The value of the header that is a secret.
    private(set) var kept: Secret?
    private var count = 0
    private var headers: [String: String] = [:]
    private var body: [UInt8] = []
    /// Whether there was more than the limit.
    package private(set) var isTooLarge = false
    /// Whether the header came to its end: libcurl takes one that breaks off for a whole one.
    private(set) var hasWholeHeader = false

    /// `keeping` is the name of a header that is a secret, in lower case.
    package init(limit: Int, keeping keptName: String? = nil) {
        self.limit = limit
        self.keptName = keptName
    }

    /// Whether it is to go on.
    func appendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard counts(bytes.count) else { return false }
        body += bytes
        return true
    }

    /// One line of the header, whole. Whether it is to go on.
    package func appendHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        guard counts(line.count) else { return false }
        if line.starts(with: "HTTP/".utf8) {
            headers = [:] // what came before was interim (RFC 9110, 15.2)
            kept = nil
            hasWholeHeader = false
        } else if line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) {
            hasWholeHeader = true
        } else if line.count <= Self.longestHeader, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = visible(line[..<colon]).lowercased()
            guard !name.isEmpty else { return true }
            guard name != keptName else {
                kept = Secret(trimmed(line[(colon + 1)...]))
                return true
            }
            let value = visible(line[(colon + 1)...])
            headers[name] = headers[name].map { $0 + ", " + value } ?? value // RFC 9110, 5.3
        }
        return true
    }

    package func response(status: Int) -> HTTPResponse {
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
    let scalars = String(decoding: trimmed(bytes), as: UTF8.self).unicodeScalars.compactMap { scalar in
        scalar == "\t" ? " " : scalar.properties.generalCategory == .control ? nil : scalar
    }
    return String(String.UnicodeScalarView(scalars))
}

/// RFC 9110, 5.5: the white space around a value, and the end of its line, aren't part of it.
private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    let isSpace = { (byte: UInt8) in " \t\r\n".utf8.contains(byte) }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
    else {
        return bytes.prefix(0)
    }
    return bytes[first...last]
}

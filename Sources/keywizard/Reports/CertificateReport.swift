import FoundationEssentials
import SSHKey

/// What `inspect` says of a certificate.
struct CertificateReport: Encodable {
    private let algorithm, type, keyID: String
    private let serial: UInt64
    private let principals: [String]
    /// RFC 3339; nil for no limit.
    let validAfter, validBefore: String?
    private let criticalOptions, extensions: [String: String]
    private let authority: Authority

    struct Authority: Encodable {
        let type, fingerprint: String
    }

    init(_ certificate: Certificate) {
        algorithm = certificate.algorithm
        type = certificate.kind == .user ? "user" : "host"
        (keyID, serial, principals) = (certificate.keyID, certificate.serial, certificate.principals)
        validAfter = certificate.validAfter == 0 ? nil : Self.date(certificate.validAfter)
        validBefore = Self.date(certificate.validBefore)
        (criticalOptions, extensions) = (certificate.criticalOptions, certificate.extensions)
        authority = Authority(
            type: certificate.authority.type.option, fingerprint: certificate.authority.fingerprint(.sha256))
    }

    /// The last second of the year 9999: RFC 3339 has no later one, and nobody means one.
    private static let lastSecond: UInt64 = 253_402_300_799

    private static func date(_ seconds: UInt64) -> String? {
        guard seconds <= lastSecond else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }

    private enum CodingKeys: String, CodingKey {
        case algorithm, type, keyID, serial, principals, validAfter, validBefore, criticalOptions, extensions, authority
    }

    /// Every member always; null for no limit.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(algorithm, forKey: .algorithm)
        try object.encode(type, forKey: .type)
        try object.encode(keyID, forKey: .keyID)
        try object.encode(serial, forKey: .serial)
        try object.encode(principals, forKey: .principals)
        try object.encode(validAfter, forKey: .validAfter)
        try object.encode(validBefore, forKey: .validBefore)
        try object.encode(criticalOptions, forKey: .criticalOptions)
        try object.encode(extensions, forKey: .extensions)
        try object.encode(authority, forKey: .authority)
    }

    /// The lines for people.
    var lines: [String] {
        let validity =
            switch (validAfter, validBefore) {
            case (nil, nil): "valid forever"
            case (let from?, nil): "valid from \(from)"
            case (nil, let to?): "valid until \(to)"
            case (let from?, let to?): "valid from \(from) until \(to)"
            }
        var lines = ["\(type) certificate “\(keyID)”, serial number \(serial)", validity]
        lines.append("for " + (principals.isEmpty ? "anyone" : principals.joined(separator: ", ")))
        lines.append("signed by \(authority.type) \(authority.fingerprint)")
        if !criticalOptions.isEmpty { lines.append("only with " + Self.list(criticalOptions)) }
        if !extensions.isEmpty { lines.append("allows " + Self.list(extensions)) }
        return lines
    }

    private static func list(_ options: [String: String]) -> String {
        options.sorted { $0.key < $1.key }.map { $1.isEmpty ? $0 : "\($0) \($1)" }.joined(separator: ", ")
    }
}

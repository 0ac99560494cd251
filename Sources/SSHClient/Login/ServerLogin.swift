/// An account on a server, as ssh takes it.
public struct ServerLogin: Hashable, Sendable {
    /// The account's name, which is never empty here.
    public let user: String
    /// A name, an address (IPv6 without brackets), or an alias of the user's ssh_config.
    public let host: String
    /// Nil for the one that ssh itself takes: 22, unless ssh_config says otherwise.
    public let port: Int?

    /// Nil when a field isn't valid; `validate` says why.
    public init?(user: String, host: String, port: String = "") {
        guard Self.validate(user: user) == nil, Self.validate(host: host) == nil, Self.validate(port: port) == nil
        else { return nil }
        self.user = trimmed(user)
        let host = trimmed(host)
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = Int(trimmed(port))
    }

    /// What ssh calls the destination: "me@server.example".
    public var destination: String { user + "@" + host }

    /// What is wrong with the text of the user field, nil for nothing.
    public static func validate(user: String) -> String? {
        let user = trimmed(user)
        if user.isEmpty { return "enter the name that you log in with" }
        if user.hasPrefix("-") { return "it can't start with a hyphen, as options do" }
        if user.unicodeScalars.contains(where: isControl) { return "a user name has no control characters" }
        if user.contains(where: \.isWhitespace) { return "a user name has no spaces" }
        // What ssh refuses (valid_ruser in ssh.c, OpenSSH 9.6), because ProxyCommand would show it to a shell.
        if let bad = user.first(where: { "'`\";&<>|(){}".contains($0) }) { return "a user name can't contain \(bad)" }
        if user.hasSuffix("\\") { return "a user name can't end with a backslash" }
        if user.utf8.count > 255 { return "this is too long for a user name" }
        return nil
    }

    /// What is wrong with the text of the host field, nil for nothing.
    public static func validate(host: String) -> String? {
        let host = trimmed(host)
        if host.isEmpty { return "enter the server's name or address" }
        if host.unicodeScalars.contains(where: isControl) { return "a host name has no control characters" }
        if host.hasPrefix("-") { return "it can't start with a hyphen, as options do" }
        if host.contains("://") || host.contains("/") { return "the host alone, without a scheme or a path" }
        if host.contains("@") { return "the user has a field of its own" }
        if host.contains(where: \.isWhitespace) { return "a host name has no spaces" }
        if host.hasPrefix("[") {
            if !host.hasSuffix("]"), host.contains("]:") { return "the port has its own field" }
            let isAddress = host.hasSuffix("]") && HostAddress.isIPv6(host.dropFirst().dropLast())
            return isAddress ? nil : "not an IPv6 address"
        }
        if host.contains(":") {
            if HostAddress.isIPv6(host[...]) { return nil }
            let isHostAndPort = host.filter { $0 == ":" }.count == 1
            return isHostAndPort ? "the port has its own field" : "not an IPv6 address"
        }
        return validate(labels: host)
    }

    /// What is wrong with the text of the port field, nil for nothing; it may be empty.
    public static func validate(port: String) -> String? {
        let port = trimmed(port)
        let isNumber = port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard port.isEmpty || isNumber && (1...65535).contains(Int(port) ?? 0) else {
            return "a port is a number from 1 to 65535"
        }
        return nil
    }

    /// RFC 1123, with the underscore that aliases and some real hosts have.
    private static func validate(labels host: String) -> String? {
        if host.utf8.contains(where: { $0 >= 0x80 }) { return "write an international name in its xn-- form" }
        // The root's own empty label may end a name.
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if name.utf8.count > 253 || labels.contains(where: { $0.utf8.count > 63 }) {
            return "this is too long for a host name"
        }
        for label in labels {
            if label.isEmpty { return "a host name has something on both sides of a dot" }
            if let bad = label.first(where: { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }) {
                return "a host name can't contain \(bad)"
            }
            if label.hasPrefix("-") || label.hasSuffix("-") {
                return "no part can start or end with a hyphen"
            }
        }
        if labels.last?.allSatisfy(\.isNumber) == true, !HostAddress.isIPv4(name) {
            return "an IPv4 address is four numbers from 0 to 255"
        }
        return nil
    }
}

/// The texts of the three fields, as the user typed or pasted them into one.
public struct ServerFields: Hashable, Sendable {
    /// As it was typed; may be empty or wrong.
    public var user: String
    /// As it was typed, with or without brackets around an IPv6 address.
    public var host: String
    /// As it was typed; empty for ssh's own.
    public var port: String

    /// Fields with these texts, empty unless given.
    public init(user: String = "", host: String = "", port: String = "") {
        self.user = user
        self.host = host
        self.port = port
    }

    /// The account, once every field is valid.
    public var login: ServerLogin? { ServerLogin(user: user, host: host, port: port) }
}

extension ServerLogin {
    /// The parts of "user@host:port", "ssh://user@host:port" or "ssh -p port user@host"; absent ones are empty.
    ///
    /// Nil when there is no host in it. The parts aren't validated.
    public static func parse(_ text: String) -> ServerFields? {
        var fields = ServerFields()
        var words = trimmed(text).split(whereSeparator: \.isWhitespace)
        if words.first == "ssh" { words.removeFirst() }
        var destination: Substring?
        while !words.isEmpty {
            let word = words.removeFirst()
            if word.hasPrefix("-p") || word.hasPrefix("-l") {
                // "-p 2222" or "-p2222".
                guard let value = word.count > 2 ? word.dropFirst(2) : words.isEmpty ? nil : words.removeFirst() else {
                    return nil
                }
                if word.hasPrefix("-p") { fields.port = String(value) } else { fields.user = String(value) }
            } else if word == "-i", !words.isEmpty {
                // Another key's file: the new one takes its place.
                words.removeFirst()
            } else if destination == nil, !word.hasPrefix("-") {
                destination = word
            } else {
                return nil
            }
        }
        guard var rest = destination else { return nil }
        if rest.hasPrefix("ssh://") { rest = rest.dropFirst(6) }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        // Like ssh: the last @ separates, so that a user may be one of a domain.
        if let at = rest.lastIndex(of: "@") {
            fields.user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        if let colon = rest.lastIndex(of: ":"), rest[..<colon].hasSuffix("]") || !rest[..<colon].contains(":") {
            fields.port = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        fields.host = String(rest)
        return fields.host.isEmpty ? nil : fields
    }
}

/// What makes text a numeric address.
enum HostAddress {
    /// Four decimal numbers of one byte, without leading zeros.
    static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// RFC 4291, 2.2, with RFC 4007's zone.
    static func isIPv6(_ text: Substring) -> Bool {
        var address = text
        if let percent = text.firstIndex(of: "%") {
            let zone = text[text.index(after: percent)...]
            guard !zone.isEmpty, zone.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
            else { return false }
            address = text[..<percent]
        }
        let halves = halves(of: address)
        guard let halves else { return false }
        var count = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            var groups = half.split(separator: ":", omittingEmptySubsequences: false)
            // Only the very end may be written as IPv4, instead of two groups.
            if index == halves.count - 1, let last = groups.last, last.contains(".") {
                guard isIPv4(last) else { return false }
                groups.removeLast()
                count += 2
            }
            for group in groups {
                guard (1...4).contains(group.utf8.count), group.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                    return false
                }
            }
            count += groups.count
        }
        // "::" stands for at least one group.
        return halves.count == 1 ? count == 8 : count <= 7
    }

    /// What is before and after the "::", or everything without one; nil when there are several.
    private static func halves(of address: Substring) -> [Substring]? {
        guard let first = address.indices.first(where: { address[$0...].hasPrefix("::") }) else { return [address] }
        let rest = address[address.index(first, offsetBy: 2)...]
        return rest.hasPrefix(":") || rest.indices.contains { rest[$0...].hasPrefix("::") }
            ? nil : [address[..<first], rest]
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
}

private func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}

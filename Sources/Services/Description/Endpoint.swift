import Support

/// Where the requests to a service go.
public enum Endpoint: Hashable, Sendable, Codable {
    /// One address for everybody, or one with inputs in it: `https://ec2.{region}.amazonaws.com`.
    case fixed(Pattern, environment: [String] = [])
    /// A host that the user names; `path` follows it. Environment variables may name it, the first one first.
    case host(default: String?, path: String = "", environment: [String] = [])

    /// Whether people run it themselves, so that its host has to be asked for.
    public var isSelfHosted: Bool { if case .host = self { true } else { false } }

    /// The host where most people have a self-hosted service; nil where there is no such one.
    public var defaultHost: String? { if case .host(let host, _, _) = self { host } else { nil } }

    /// Where the service is by default; nil where that depends on an input that `values` lacks, or
    /// on who runs it.
    public func usualAddress(_ values: [String: String]) -> String? {
        switch self {
        case .fixed(let pattern, _): pattern.expanded(Values(values), for: .url)
        case .host(let host, _, _): host
        }
    }

    /// Whether an address is the server of another one that a secret belongs to, both in whatever way users write them;
    /// HTTPS doesn't become plain HTTP.
    public func isSame(_ own: String, as other: String) -> Bool {
        guard let own = (try? Self.address(own)).flatMap(WebAddress.init),
            let other = (try? Self.address(other)).flatMap(WebAddress.init)
        else { return false }
        return own.origin == other.origin || own.authority == other.authority && other.isEncrypted
    }

    /// The address without a slash at its end, or why there is none. `override` is a host, or a whole address as people
    /// have it: with or without `https://`, the path, a slash.
    func base(_ override: String?, _ values: Values) throws(UploadFailure.Reason) -> String {
        switch self {
        case .fixed(let pattern, _):
            // Encoded, because an input with a slash in it would make another host of it.
            guard let address = override ?? pattern.expanded(values, for: .url) else {
                throw .missingInput(pattern.needs.first { values[$0] == nil } ?? "address")
            }
            return try Self.address(address)
        case .host(let host, let path, _):
            guard let named = override ?? host else { throw .missingInput("host") }
            let address = try Self.address(named)
            return address.hasSuffix(path) ? address : address + path
        }
    }

    /// Where the pages of a self-hosted service are: its host, with the folder that it may be in, but without
    /// `https://` and the path of its interface. Nil when nobody has named a host.
    func place(_ override: String?) -> String? {
        guard case .host(let host, let path, _) = self, let named = override ?? host,
            var place = try? Self.address(named)[...]
        else { return nil }
        if !path.isEmpty, place.hasSuffix(path) { place.removeLast(path.count) }
        if let scheme = place.firstRange(of: "://") { place.removeSubrange(..<scheme.upperBound) }
        return String(place)
    }

    /// A page with its values. One on the host that the user named has the scheme that they named: plain HTTP where
    /// that is at home, on this computer. The pages of a vendor stay as they are.
    static func page(_ pattern: Pattern, _ values: Values, at override: String?) -> String? {
        guard let url = pattern.expanded(values) else { return nil }
        let isPlain = override?.lowercased().hasPrefix("http://") == true && pattern.text.hasPrefix("https://{host}")
        return isPlain ? "http://" + url.dropFirst("https://".count) : url
    }

    static func address(_ text: String) throws(UploadFailure.Reason) -> String {
        var address = text.contains("://") ? text : "https://" + text
        while address.last == "/" { address.removeLast() }
        guard let url = WebAddress(address), url.query == nil else {
            // What is before an @ may be a password.
            throw .badAddress(Visible.line(text.lastIndex(of: "@").map { "…" + text[$0...] } ?? text))
        }
        return address
    }
}

/// An absolute URL of HTTP, taken apart. Nothing in it needs encoding, nothing in its host is encoded, and it holds no
/// user or fragment.
struct WebAddress: Hashable {
    /// Scheme, host and port, as one; two addresses with the same origin are one server.
    let origin: String
    /// With its port when there is one.
    let authority: String
    /// Starts with a slash, or is empty.
    let path: String
    /// Without the question mark.
    let query: String?

    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}@#".utf8.contains($0) }) else { return nil }
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        var authority = rest.prefix { $0 != "/" && $0 != "?" }.lowercased()
        let target = rest.dropFirst(authority.count)
        let port = scheme == "https://" ? ":443" : ":80"
        if authority.hasSuffix(port) { authority.removeLast(port.count) }
        guard !authority.contains("%") else { return nil }
        guard authority.first?.isLetter == true || authority.first?.isNumber == true || authority.first == "[" else {
            return nil
        }
        self.authority = authority
        origin = scheme + authority
        path = String(target.prefix { $0 != "?" })
        query = target.contains("?") ? String(target.dropFirst(path.count + 1)) : nil
    }

    var isEncrypted: Bool { origin.hasPrefix("https://") }

    /// The host without its port.
    var host: String {
        if authority.first == "[" { return authority.prefix { $0 != "]" } + "]" }
        return String(authority.prefix { $0 != ":" })
    }
}

/// The proxy that the environment asks for, as programs read it: HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case.
///
/// NO_PROXY is matched here and not by libcurl, whose failures don't say whether it was the proxy that failed.
struct HTTPProxy: Hashable {
    /// As it is in the environment, perhaps with a password in it.
    let url: String

    /// Nil when there is none for this address. This computer is never reached through one.
    init?(for address: HTTPAddress, environment: [String: String]) {
        guard address.isEncrypted, !address.isLoopback else { return nil }
        func value(_ name: String) -> String? { environment[name.lowercased()] ?? environment[name] }
        guard let url = value("HTTPS_PROXY") ?? value("ALL_PROXY"), !url.isEmpty else { return nil }
        let exceptions = (value("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }
        guard !exceptions.contains(where: { Self.covers($0, address) }) else { return nil }
        self.url = url
    }

    /// Host and port for people. Where a character of the password makes something else of the text, it has no name: no
    /// part of a password is shown.
    var name: String {
        let rest = url.split(separator: "@", omittingEmptySubsequences: false).last ?? url[...]
        let afterScheme = rest.firstRange(of: "://").map { rest[$0.upperBound...] } ?? rest
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-._[]:%".contains($0)) }
        let port = host.lastIndex(of: ":").map { host[host.index(after: $0)...] } ?? ""
        let isPlain = host == authority && (host.hasSuffix("]") || port.allSatisfy { $0.isNumber })
        return isPlain && !host.isEmpty ? String(host) : "the proxy"
    }

    /// Whether an entry of NO_PROXY is for `address`: `*`, a domain with all below it, an IP address, a network
    /// (`10.0.0.0/8`), each with `:port` where the port is to be one only.
    private static func covers(_ entry: Substring, _ address: HTTPAddress) -> Bool {
        var name = entry.lowercased()[...]
        if name == "*" { return true }
        if let network = Network(name) { return network.contains(address.host) }
        let colons = name.count { $0 == ":" }
        if colons == 1 || name.hasPrefix("["), let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") {
            guard Int(name[name.index(after: colon)...]) == address.port else { return false }
            name = name[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        if name.hasPrefix("*.") { name = name.dropFirst() }
        if let number = HTTPAddress.bytes(of: address.host) { return number == HTTPAddress.bytes(of: String(name)) }
        let domain = name.hasPrefix(".") ? name.dropFirst() : name
        return !domain.isEmpty && (address.host == domain || address.host.hasSuffix("." + domain))
    }

    /// `address/bits`.
    private struct Network {
        let bytes: [UInt8]
        let bits: Int

        init?(_ text: Substring) {
            let halves = text.split(separator: "/", omittingEmptySubsequences: false)
            guard halves.count == 2, let bytes = HTTPAddress.bytes(of: String(halves[0])),
                let bits = Int(halves[1]), (0...bytes.count * 8).contains(bits)
            else { return nil }
            self.bytes = bytes
            self.bits = bits
        }

        func contains(_ host: String) -> Bool {
            guard let other = HTTPAddress.bytes(of: host), other.count == bytes.count else { return false }
            return (0..<bits).allSatisfy { bit in
                (bytes[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
            }
        }
    }
}

import SSHKey

/// The host keys that the user trusts: known_hosts as sshd(8) describes it, read as ssh reads it.
public struct KnownHosts: Hashable, Sendable {
    /// A line that says something about a host's key.
    public struct Line: Hashable, Sendable {
        /// The word in front of a line that makes it more than a known key (sshd(8)).
        public enum Marker: String, Hashable, Sendable {
            /// The key signs the certificates of such hosts.
            case certAuthority = "@cert-authority"
            /// The key must never be accepted.
            case revoked = "@revoked"
        }

        /// Nil for a line that simply says what key the host has.
        public let marker: Marker?
        /// The names, or one hidden name.
        let hosts: String
        /// The key as it is there, of whatever type.
        public let key: HostKey
        /// From 1, as ssh counts.
        public let number: Int

        /// Nil for comments, empty lines, and what ssh would skip.
        init?(_ text: some StringProtocol, number: Int) {
            var fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).prefix(4)[...]
            guard let first = fields.first, !first.hasPrefix("#") else { return nil }
            if first.hasPrefix("@") {
                guard let marker = Marker(rawValue: String(first)) else { return nil }
                self.marker = marker
                fields = fields.dropFirst()
            } else {
                marker = nil
            }
            guard fields.count >= 3 else { return nil }
            hosts = String(fields[fields.startIndex])
            key = HostKey(
                algorithm: String(fields[fields.startIndex + 1]), base64: String(fields[fields.startIndex + 2]))
            self.number = number
        }

        /// Whether the line is about the host with this name, as `KnownHosts.name` makes it.
        func isAbout(_ name: String) -> Bool {
            if hosts.hasPrefix("|") { return KnownHostHash(hosts)?.hides(name) ?? false }
            return SSHConfigPattern.matches(hosts.split(separator: ",").map { $0.lowercased() }, name)
        }
    }

    /// What known_hosts says about a key that a server shows.
    public enum Standing: Hashable, Sendable {
        /// It is the one that is known.
        case known
        /// Nothing is known of that host.
        case new
        /// The host is known, with keys of other types only.
        case newType(known: [HostKey])
        /// The host is known with another key of that type: someone may be in between.
        case changed(known: HostKey, line: Int)
        /// A line that starts with `@revoked` names the key: ssh refuses it whatever else is known.
        case revoked(line: Int)
    }

    /// What the file says, in its order; comments and what ssh skips are left out.
    public let lines: [Line]
    /// Whether the user's file hides names already.
    public let hidesNames: Bool

    /// The lines of known_hosts; what ssh would skip is skipped.
    public init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            Line($0.element, number: $0.offset + 1)
        }
        self.lines = lines
        hidesNames = lines.contains { $0.hosts.hasPrefix("|") }
    }

    /// The keys that are known for a host, certificate authorities and revoked ones left out.
    public func keys(of host: String, port: Int = 22) -> [HostKey] {
        let name = Self.name(host, port: port)
        return lines.filter { $0.marker == nil && $0.isAbout(name) }.map(\.key)
    }

    /// The authorities whose certificates are taken for a host.
    public func authorities(of host: String, port: Int = 22) -> [HostKey] {
        let name = Self.name(host, port: port)
        return lines.filter { $0.marker == .certAuthority && $0.isAbout(name) }.map(\.key)
    }

    /// What the file says about a key that a server shows; a revocation counts before all else.
    public func standing(of key: HostKey, at host: String, port: Int = 22) -> Standing {
        let name = Self.name(host, port: port)
        let about = lines.filter { $0.isAbout(name) }
        if let revoked = about.first(where: { $0.marker == .revoked && $0.key.isSame(as: key) }) {
            return .revoked(line: revoked.number)
        }
        let plain = about.filter { $0.marker == nil }
        if plain.contains(where: { $0.key.isSame(as: key) }) { return .known }
        if let other = plain.first(where: { $0.key.algorithm == key.algorithm }) {
            return .changed(known: other.key, line: other.number)
        }
        return plain.isEmpty ? .new : .newType(known: plain.map(\.key))
    }

    /// A host as known_hosts names it: `[host]:port` away from port 22, and in lower case.
    public static func name(_ host: String, port: Int) -> String {
        port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
    }
}

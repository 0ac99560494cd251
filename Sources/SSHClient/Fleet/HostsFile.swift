import Support

/// A server among several, as the user wrote it: the user may be missing, which ssh_config then says.
public struct HostAddressee: Hashable, Sendable {
    /// The account; nil where none was written.
    public let user: String?
    /// A name, an address (IPv6 without brackets), or an alias of ssh_config.
    public let host: String
    /// From 1 to 65535; nil where none was written.
    public let port: Int?

    /// `[USER@]HOST[:PORT]`, or `ssh -p PORT USER@HOST`. Throws what is wrong with it, as a clause.
    public init(_ text: String) throws(HostsError) {
        guard let fields = ServerLogin.parse(text) else {
            throw HostsError("“\(Visible.line(text))” isn't [USER@]HOST[:PORT]")
        }
        let trouble =
            (fields.user.isEmpty ? nil : ServerLogin.validate(user: fields.user))
            ?? ServerLogin.validate(host: fields.host) ?? ServerLogin.validate(port: fields.port)
        // Any user will do: it isn't a part of the others.
        guard trouble == nil, let login = ServerLogin(user: "user", host: fields.host, port: fields.port) else {
            throw HostsError("“\(Visible.line(text))”: " + (trouble ?? "not a valid host name"))
        }
        user = fields.user.isEmpty ? nil : fields.user
        (host, port) = (login.host, login.port)
    }

    /// The account, `user` being the one where none was written; nil when that can't be one.
    public func login(user other: String) -> ServerLogin? {
        ServerLogin(user: user ?? other, host: host, port: port.map(String.init) ?? "")
    }
}

/// What is wrong with a list of hosts.
public struct HostsError: Error, Hashable, Sendable {
    /// What was found, and where in the file: lower case, no full stop.
    public let message: String

    init(_ message: String) { self.message = message }
}

/// A file of hosts: `[USER@]HOST[:PORT]` on each line; what follows a `#` is a comment.
public enum HostsFile {
    /// The hosts in their order. `name` is the file's, for what is wrong in it.
    public static func parse(_ text: String, name: String) throws(HostsError) -> [HostAddressee] {
        var hosts: [HostAddressee] = []
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = line.prefix { $0 != "#" }
            guard !content.allSatisfy(\.isWhitespace) else { continue }
            do throws(HostsError) {
                hosts.append(try HostAddressee(content.trimmed))
            } catch {
                throw HostsError("\(name), line \(index + 1): \(error.message)")
            }
        }
        return hosts
    }
}

extension ServerLogin {
    /// `me@server.example:2222`, with brackets around an IPv6 address: what `HostAddressee` reads.
    public var address: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return user + "@" + host + (port.map { ":\($0)" } ?? "")
    }
}

import CCurl

/// Where a request goes, read by libcurl's own URL parser: what is checked is what is connected to.
struct HTTPAddress: Hashable {
    let isEncrypted: Bool
    /// Without the brackets of an IPv6 address.
    let host: String
    let port: Int

    /// Nil for what is no http or https URL, and for one with a user name or password in it.
    init?(_ url: String) {
        guard HTTPClient.isReady, let parser = cu_url() else { return nil }
        defer { cu_url_cleanup(parser) }
        guard cu_url_set(parser, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            return nil
        }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard cu_url_get(parser, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else {
                return nil
            }
            defer { cu_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME), scheme == "https" || scheme == "http",
            part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil,
            var host = part(CURLUPART_HOST), !host.isEmpty,
            let port = part(CURLUPART_PORT).flatMap({ Int($0) })
        else { return nil }
        if host.hasPrefix("[") { host = String(host.dropFirst().dropLast()) }
        isEncrypted = scheme == "https"
        self.host = host.lowercased()
        self.port = port
    }

    /// Whether the host is called like this computer, by name or number; `HTTPTransfer` looks at what is connected to.
    /// `localhost.` is a name like others, which servers of names are asked for.
    var isLoopback: Bool {
        guard let bytes = Self.bytes(of: host) else { return host == "localhost" }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// The 4 or 16 bytes of an IP address; nil for a name.
    static func bytes(of host: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = cu_address(host, &bytes)
        return count > 0 ? Array(bytes.prefix(Int(count))) : nil
    }
}

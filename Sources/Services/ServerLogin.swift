/// temporary
public struct ServerLogin: Hashable, Sendable {
    public var user: String
    public var host: String
    public var port: Int
    public init(user: String, host: String, port: Int) { self.user = user; self.host = host; self.port = port }
    public static func validate(host: String) -> String? { host.isEmpty ? "empty" : nil }
    public static func validate(user: String) -> String? { user.isEmpty ? "empty" : nil }
    public static func validate(port: String) -> String? { Int(port) == nil ? "no number" : nil }
    public static func parse(_ text: String, defaultUser: String) -> ServerLogin? { nil }
}

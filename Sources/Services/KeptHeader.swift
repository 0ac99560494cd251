import Secrecy

extension HTTPResponse {
    /// Takes the secret out of the response; nil when there is none.
    public mutating func take(_ kept: HTTPRequest.KeptHeader) -> Secret? {
        headers.removeValue(forKey: kept.name).map { Secret($0.utf8) }
    }
}

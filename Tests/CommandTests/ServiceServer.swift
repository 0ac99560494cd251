import FoundationEssentials
import LocalServer

/// The services of services.py, with a certificate authority of their own; they go when the tests' process does.
final class ServiceServer: Sendable {
    static let shared = Result { try ServiceServer() }

    private let process: PythonServer
    var folder: String { process.folder }
    let port: String

    struct Request: Decodable {
        let method, path: String
        let body: [String: Value]?

        /// A string of a body; anything else is nil.
        struct Value: Decodable {
            let text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            method = try fields.decode(String.self)
            path = try fields.decode(String.self)
            body = try fields.decode([String: Value]?.self)
        }
    }

    private init() throws {
        process = try PythonServer(#filePath.replacing("ServiceServer.swift", with: "services.py")) {
            try makeCertificates([("good", "DNS:localhost", false)], in: $0)
        }
        port = process.announcement
    }

    var caFile: String { folder + "/ca.pem" }
    var url: String { "https://localhost:\(port)" }

    /// Everything that was asked until now.
    func requests() throws -> [Request] {
        let log = FileManager.default.contents(atPath: folder + "/log") ?? Data()
        return try log.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Request.self, from: Data($0))
        }
    }
}

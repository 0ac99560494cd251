import LocalServer
import Platform
import Secrecy
import Services

@testable import Network

/// The servers of https.py, with a certificate authority of their own; they go when the tests' process does.
final class HTTPTestServer: Sendable {
    static let shared = Result { try HTTPTestServer() }

    private let process: PythonServer
    /// By the listener's name.
    let ports: [String: Int]
    var folder: String { process.folder }

    private init() throws {
        process = try PythonServer(#filePath.replacing("HTTPTestServer.swift", with: "https.py")) { folder in
            try makeCertificates(
                [
                    ("good", "DNS:localhost,DNS:service.test,IP:127.0.0.1", false),
                    ("expired", "DNS:localhost", true), ("other", "DNS:elsewhere.test", false),
                ], in: folder)
        }
        var ports: [String: Int] = [:]
        for word in process.announcement.split(separator: " ") {
            let pair = word.split(separator: "=")
            ports[String(pair[0])] = Int(pair[1])
        }
        self.ports = ports
    }

    var caFile: String { folder + "/ca.pem" }

    func url(_ path: String = "/echo", listener: String = "good", host: String = "localhost") -> String {
        "https://\(host):\(ports[listener]!)\(path)"
    }

    /// A client that trusts the authority of these servers.
    func client(proxy: String? = nil, limits: HTTPClient.Limits = .init()) -> HTTPClient {
        HTTPClient(
            version: "1.2.3", caFile: caFile,
            environment: proxy.map { ["https_proxy": "http://127.0.0.1:\(ports[$0]!)"] } ?? [:], limits: limits)
    }

    /// The requests that carry `marker`, with the listeners they came to.
    func requests(with marker: String) -> [(listener: String, text: String)] {
        readLines(folder + "/log").compactMap { line in
            let pair = line.split(separator: " ", omittingEmptySubsequences: false)
            let digits = Array(pair[1].utf8)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            return text.contains(marker) ? (String(pair[0]), text) : nil
        }
    }
}

func readLines(_ path: String) -> [String] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
}

/// A word that no other request has.
func marker() -> String {
    "marker-" + String(UInt64.random(in: .min ... .max), radix: 36)
}

func noSecrets(_: SecretRole) -> Secret? { nil }

import Secrecy
import Services

@testable import Network
import Platform

/// The servers of https.py, with a certificate authority of their own; they go when the tests' process does.
final class HTTPTestServer: Sendable {
    static let shared = HTTPTestServer()

    let folder: String
    /// By the listener's name.
    let ports: [String: Int]

    private init() {
        signal(SIGPIPE, SIG_IGN)
        var template = Array("/tmp/keywizard-https-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no scratch folder")
        folder = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
        Self.makeCertificates(in: folder)
        let script = #filePath.replacing("HTTPTestServer.swift", with: "https.py")
        // Its standard input ends with this process, however that ends. fclose is never called.
        let input = popen("exec /usr/bin/python3 '\(script)' '\(folder)'", "w")
        precondition(input != nil, "no python3")
        _ = fcntl(fileno(input!), F_SETFD, FD_CLOEXEC)
        while access(folder + "/ports", R_OK) != 0 { usleep(10_000) }
        var ports: [String: Int] = [:]
        for line in readLines(folder + "/ports") {
            let pair = line.split(separator: "=")
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

    private static func makeCertificates(in folder: String) {
        let script = """
            set -e; cd '\(folder)'
            key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
            openssl req -x509 $key -keyout ca.key -out ca.pem -days 2 -subj '/CN=keywizard test authority'
            issue() {
                openssl req $key -keyout $1.key -out $1.csr -subj "/CN=$1"
                echo "subjectAltName=$2" > $1.ext
                openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -days $3 -extfile $1.ext -out $1.pem
            }
            issue good DNS:localhost,DNS:service.test,IP:127.0.0.1 2
            issue expired DNS:localhost -1
            issue other DNS:elsewhere.test 2
            """
        precondition(system("( \(script) ) >/dev/null 2>&1") == 0, "openssl made no certificates")
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

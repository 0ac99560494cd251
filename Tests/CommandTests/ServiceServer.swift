import FoundationEssentials
import Platform

/// The services of services.py, with a certificate authority of their own; they go when the tests' process does.
final class ServiceServer: Sendable {
    static let shared = ServiceServer()

    let folder: String
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

    private init() {
        signal(SIGPIPE, SIG_IGN)
        var template = Array("/tmp/keywizard-services-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no scratch folder")
        folder = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
        let certificates = """
            set -e; cd '\(folder)'
            key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
            openssl req -x509 $key -keyout ca.key -out ca.pem -days 2 -subj '/CN=keywizard test authority'
            openssl req $key -keyout good.key -out good.csr -subj /CN=localhost
            echo 'subjectAltName=DNS:localhost' > good.ext
            openssl x509 -req -in good.csr -CA ca.pem -CAkey ca.key -days 2 -extfile good.ext -out good.pem
            """
        precondition(system("( \(certificates) ) >/dev/null 2>&1") == 0, "openssl made no certificates")
        let script = #filePath.replacing("ServiceServer.swift", with: "services.py")
        // Its standard input ends with this process, however that ends. pclose is never called.
        let input = popen("exec /usr/bin/python3 '\(script)' '\(folder)'", "w")
        precondition(input != nil, "no python3")
        _ = fcntl(fileno(input!), F_SETFD, FD_CLOEXEC)
        while access(folder + "/port", R_OK) != 0 { usleep(10_000) }
        port = String(decoding: FileManager.default.contents(atPath: folder + "/port") ?? Data(), as: UTF8.self)
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

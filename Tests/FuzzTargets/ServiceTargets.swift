import Network
import SSHKey
import Services
import SSHClient
import Support
import TerminalUI

// What services, servers and the programs that talk to them answer.

extension FuzzTarget {
    static let services = [
        FuzzTarget("json", words: ["null", "true", "\\u00e9", "\\ud83d\\ude00", "1e308", "-0", "[[", "{\"a\":"]) {
            input in
            _ = JSON.parse(input)
            return nil
        },
        FuzzTarget("identifier", words: ["  ", "\\u{20}", "\u{a0}", "\u{202e}", "\u{1b}[", "\u{9b}", "…", "..", "%2F"])
        {
            input in
            let name = String(decoding: input, as: UTF8.self)
            let key = UploadedKey(service: "GitHub", name: name, id: name, fingerprint: "")
            guard let shown = key.shownName else { return "no name" }
            // What looks like itself is itself.
            guard shown == name || shown.contains("\\u{") || shown.contains("characters)") else {
                return "“\(name)” looks like “\(shown)”"
            }
            return obeyed([shown])
        },
        FuzzTarget(
            "address",
            words: [
                "https://", "http://", "git.example.org", "localhost.", "127.0.0.1", "@", ":443", "%2F", "[::1]", "\\",
            ]
        ) { input in
            let address = String(decoding: input, as: UTF8.self)
            _ = HTTPClient.isLoopback(address)
            let endpoint = Endpoint.host(default: nil)
            // A secret of git.example.org goes there alone, and encrypted.
            guard endpoint.isSame("git.example.org", as: address) else { return nil }
            let rest = address.lowercased().split(separator: "://", maxSplits: 1).last ?? ""
            let host = rest.prefix { $0 != "/" && $0 != ":" }
            return host == "git.example.org" && !address.lowercased().hasPrefix("http://")
                ? nil : "it goes to \(address)"
        },
        FuzzTarget("label", words: ["\u{1b}]52;c;", "\u{7}", "\u{9b}5A", "\u{202e}", "\u{200d}", "\n"]) { input in
            obeyed([String(decoding: input, as: UTF8.self).safeToDraw])
        },
        FuzzTarget("xml", words: ["<?xml ", "<![CDATA[", "]]>", "<!--", "&#x41;", "&lt;", "</a>", "<a b=\"c\"/>"]) {
            input in
            _ = JSON.parse(xml: input)
            return nil
        },
        FuzzTarget("service-file", words: ["\"id\":", "\"name\":", "\"api\":", "{host}", "\"create\":", "\"guide\":"]) {
            input in
            switch Service.parse(input, file: "own.json") {
            case .success: nil
            case .failure(let error): error.reason.isEmpty ? "refused without a reason" : nil
            }
        },
        FuzzTarget(
            "service-answer", words: ["\"id\":", "\"key\":", "\"next\":", "link: <", "location: ", "\0", "\n\n"], upload
        ),
        FuzzTarget("http-answer", words: ["HTTP/1.1 200 OK\r\n", "x-subject-token: ", "link: ", "\r\n\r\n"]) { input in
            let answer = HTTPAnswer(limit: 65_536, keeping: "x-subject-token")
            for line in input.split(separator: 0x0a) {
                let goesOn = (line + [0x0a]).withUnsafeBytes { answer.appendHeader($0) }
                if !goesOn, !answer.isTooLarge { return "it ends for no reason" }
            }
            let headers = answer.response(status: 200).headers
            if headers["x-subject-token"] != nil { return "a secret among the headers" }
            return obeyed(headers.flatMap { [$0.key, $0.value] })
        },
        FuzzTarget(
            "ssh-log",
            words: [
                "debug1: ", "Server accepts key: ", "Authenticated to ", "Offering public key: ",
                "Host key verification failed.",
                "Permission denied (publickey).", "SHA256:", "keywizard: added ", "Hi ana! ",
            ]
        ) { input in
            let text = String(decoding: input, as: UTF8.self)
            var lines = VisibleLines()
            if let complaint = obeyed((lines.append(input) + lines.rest()).map { $0.filter { $0 != "\t" } }) {
                return complaint
            }
            let result = CommandResult(status: .exited(255), output: text, errors: text, log: text)
            let test = LoginTest(proof, serviceUser: input.count.isMultiple(of: 2) ? "git" : nil)
            _ = (test.verdict(of: result).message, installation.outcome(of: result).message)
            var progress = LoginProgress(test)
            for line in text.split(whereSeparator: \.isNewline) {
                progress.read(String(line))
                progress.readSession(String(line))
            }
            _ = (EffectiveConfig(text), HostKeyScan.keys(in: text).map(\.fingerprint), progress.items)
            return nil
        },
        FuzzTarget(
            "ansible-report",
            words: ["\"plays\":", "\"tasks\":", "\"hosts\":", "\"unreachable\": true", "\"failed\": true"]
        ) { input in
            let playbook = HostsPlaybook(line: installation.line, logins: [login])
            guard let results = playbook.results(of: String(decoding: input, as: UTF8.self)) else { return nil }
            return results.count == 1 ? nil : "results of servers that were not asked"
        },
    ]

    private static let login = ServerLogin(user: "ana", host: "example.org")!
    private static let key = try! PublicKey.parse(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 ana@laptop"
    ).publicKey
    private static let installation = KeyInstallation(login: login, line: AuthorizedLine(key.line)!)
    private static let proof = LoginProof(
        login: login, identityFile: "/home/ana/.ssh/id_ed25519", fingerprint: key.fingerprint(.sha256))

    /// The statuses that a byte stands for.
    private static let statuses = [200, 201, 202, 204, 301, 400, 401, 403, 404, 406, 409, 422, 429, 500, 503, 999]

    /// A whole upload against answers of the input: a byte for the service, then for each answer a byte for its status,
    /// header lines, an empty line, and the body up to a zero.
    private static func upload(_ input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        let services = Catalogue.services.filter { $0.api != nil }
        let service = services[Int(first) % services.count]
        let inputs = (service.api?.inputs ?? []) + (service.api?.credentials.first?.inputs ?? [])
        let values = Dictionary(
            inputs.map { ($0.id, $0.fallback ?? $0.choices.first?.value ?? "value") },
            uniquingKeysWith: { one, _ in one })
        let isSelfHosted = service.api?.endpoint.isSelfHosted == true
        var upload = Upload(
            to: service, key: key, name: "laptop", with: CredentialShape(values: values, signingKey: key),
            at: isSelfHosted ? "forge.example.org" : nil)
        var origins: Set<String> = []
        for answer in input.dropFirst().split(separator: 0, omittingEmptySubsequences: false).prefix(100) {
            while case .wait = upload.step { upload.waited() }
            guard case .send(let request, _) = upload.step else { break }
            origins.insert(request.url.split(separator: "/").prefix(2).joined(separator: "/"))
            if !request.url.hasPrefix("https://"), !request.url.hasPrefix("http://") {
                return "no address: \(request.url)"
            }
            if let complaint = obeyed([request.url]) { return complaint }
            upload.receive(.success(response(answer)), at: 1_795_224_142)
        }
        // Keystone's catalogue names the compute service's own address; everybody else has one.
        if origins.count > 1, service.id != "openstack" {
            return "the credential went to \(origins.sorted())"
        }
        guard case .finished(let outcome) = upload.step else { return nil }
        return obeyed([outcome.message, outcome.hint])
    }

    private static func response(_ bytes: ArraySlice<UInt8>) -> HTTPResponse {
        var response = HTTPResponse(status: statuses[Int(bytes.first ?? 0) % statuses.count])
        var rest = bytes.dropFirst()
        while let end = rest.firstIndex(of: 0x0a) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self).unicodeScalars
                .filter { $0.properties.generalCategory != .control }
            response.headers[String(decoding: line[..<colon], as: UTF8.self).lowercased()] = String(
                String.UnicodeScalarView(value))
        }
        response.body = Array(rest)
        return response
    }
}

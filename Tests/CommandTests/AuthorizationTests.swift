import LocalServer
import Platform
import Testing

/// Every way of authorizing, from the value of the catalogue through the client on the wire to a parser that isn't ours:
/// authorization.py answers those alone who are authorized as it wants it.
@Suite struct AuthorizationTests {
    /// A way: the service, the path of its interface, and what the command needs beside the secret.
    struct Way: CustomTestStringConvertible {
        let service, path: String
        var role: String?
        var arguments: [String] = []

        var testDescription: String { service }
    }

    static let ways = [
        Way(service: "bitbucket", path: "/2.0", arguments: ["--input", "email=me@example.com"]),
        Way(service: "github-enterprise", path: ""), Way(service: "gitlab", path: ""), Way(service: "gitea", path: ""),
        Way(service: "scaleway", path: "", arguments: ["--input", "project=105bdce1-64c0-48ab-899d-868455867ecf"]),
        Way(
            service: "openstack", path: "",
            arguments: ["--input", "username=demo", "--input", "projectName=demo"]),
        Way(
            service: "ec2", path: "", role: "secret-key",
            arguments: ["--input", "accessKey=AKIDEXAMPLE", "--input", "region=eu-central-1"]),
        Way(service: "triton", path: "", arguments: ["--input", "account=demo", "--sign-with", "signer"]),
    ]

    /// Debian's modules belong to Debian's Python, which need not be the first.
    static let hasModules =
        system("/usr/bin/python3 -c 'import botocore.auth, httpsig, cryptography' 2>/dev/null") == 0

    @Test(.enabled(if: hasModules, "python3-botocore, python3-httpsig are not installed"), arguments: ways)
    func theKeyIsAdded(_ way: Way) throws {
        let place = try Workplace()
        try place.makeKey("id", "-t", "ed25519")
        try place.makeKey("signer", "-t", "rsa")
        let secret = "s3cret-of:the/test+=="
        try place.write((way.role.map { $0 + "=" } ?? "") + secret + "\n", to: "secret")
        let server = try PythonServer(
            #filePath.replacing("AuthorizationTests.swift", with: "authorization.py"), python: "/usr/bin/python3"
        ) { try place.run("cp", place.path("signer.pub"), $0) }
        let url = "http://127.0.0.1:" + server.announcement + way.path
        let credential = way.service == "triton" ? [] : ["--credential-file", "secret"]
        let outcome = try place.attempt(
            [Workplace.keywizard, "upload", "id.pub", "--to", way.service, "--url", url] + credential + way.arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("added the key to"), "\(outcome.errors)")
        #expect(!(outcome.output + outcome.errors).contains(secret))
        withExtendedLifetime(server) {}
    }
}

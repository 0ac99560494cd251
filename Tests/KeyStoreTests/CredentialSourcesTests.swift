import Secrecy
import Services
import Testing

@testable import KeyStore
import Support

/// Where people have credentials: files as the programs left them, and the programs themselves where they are installed.
@Suite struct CredentialSourcesTests {
    private let scratch = Scratch()

    /// Who writes a file for a test: the program, or this file with what it wrote once.
    enum Writer { case recording, program }

    /// Whether a program is there and starts: one of a version manager may be only a name.
    private static func starts(_ command: String) -> Bool {
        Scratch().shell(command + " >/dev/null 2>&1 </dev/null") != nil
    }

    private static func writers(_ command: String) -> [Writer] { [.recording] + (starts(command) ? [.program] : []) }

    private func find(
        _ id: String, environment: [String: String] = [:], folder: String = "/nowhere"
    ) throws -> CredentialFinding {
        let service = try #require(Catalogue.service(id: id))
        let sources = CredentialSources(
            environment: CredentialEnvironment(environment), home: scratch.path, folder: folder)
        return sources.find(for: service)
    }

    private func write(_ text: String, to path: String) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try #require(scratch.shell("mkdir -p '\(scratch.path)/\(folder)'") != nil)
        scratch.write(text, to: path)
    }

    // MARK: - Environment variables

    @Test(arguments: [
        ("github", "GH_TOKEN"), ("github", "GITHUB_TOKEN"), ("gitlab", "GITLAB_TOKEN"), ("hetzner", "HCLOUD_TOKEN"),
        ("digitalocean", "DIGITALOCEAN_ACCESS_TOKEN"), ("linode", "LINODE_CLI_TOKEN"), ("vultr", "VULTR_API_KEY"),
        ("scaleway", "SCW_SECRET_KEY"),
    ])
    func aTokenInAVariable(service: String, variable: String) async throws {
        let finding = try find(service, environment: [variable: "t0ken"])
        let credential = try #require(finding.credentials.first)
        #expect(finding.credentials.count == 1)
        #expect(credential.origin == "environment variable \(variable)")
        #expect(try await credential.load().mapValues(\.text) == [.token: "t0ken"])
        #expect(try find(service, environment: [variable: ""]).credentials.isEmpty)
    }

    @Test func whatBelongsToTheSecretComesWithIt() async throws {
        let aws = try #require(
            try find(
                "ec2",
                environment: [
                    "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
                    "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
                ]
            ).credentials.first)
        #expect(aws.origin == "environment variables AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN")
        #expect(aws.values == ["accessKey": "AKIA", "region": "eu-west-1"])
        #expect(aws.address == "http://127.0.0.1:1")
        #expect(try await aws.load().mapValues(\.text) == [.secretKey: "s", .sessionToken: "t"])

        let triton = try #require(
            try find("triton", environment: ["SDC_ACCOUNT": "me", "TRITON_URL": "https://x", "SDC_KEY_ID": "aa:bb"])
                .credentials.first)
        #expect(triton.origin == "environment variable SDC_ACCOUNT")
        #expect(triton.values == ["account": "me", "keyID": "aa:bb"])
        #expect(triton.address == "https://x")
        #expect(try await triton.load().isEmpty)

        let keystone = try find(
            "openstack",
            environment: [
                "OS_AUTH_URL": "http://127.0.0.1:5000/v3", "OS_APPLICATION_CREDENTIAL_ID": "id",
                "OS_APPLICATION_CREDENTIAL_SECRET": "s", "OS_REGION_NAME": "R",
            ]
        ).credentials
        #expect(keystone.map(\.credential) == ["application-credential"])
        #expect(keystone.first?.values == ["credentialID": "id", "region": "R"])
    }

    @Test func thisProcess() {
        #expect(CredentialEnvironment.process.contains("PATH"))
        #expect(CredentialEnvironment.process.word("PATH") == CredentialEnvironment.process.secret("PATH")?.text)
        #expect(CredentialEnvironment.process.word("KEYWIZARD_NOT_SET") == nil)
        #expect(CredentialEnvironment.process.secret("KEYWIZARD_NOT_SET") == nil)
    }

    // MARK: - Programs

    private static let hostsOfGH = """
        github.com:
            user: monalisa
            oauth_token: gho_1
            git_protocol: ssh
        ghe.example.com:
            user: me
            oauth_token: gho_2

        """

    /// Where the token of an account is, says gh. It answers with GH_TOKEN if it can see that, as this one does.
    private static let programLikeGH = """
        #!/bin/sh
        [ "$1 $2 $3" = 'auth token --hostname' ] || exit 1
        [ -z "${GH_TOKEN:-$GITHUB_TOKEN}" ] || { echo "${GH_TOKEN:-$GITHUB_TOKEN}"; exit; }
        case $4 in
        github.com) echo gho_1 ;;
        ghe.example.com) echo gho_2 ;;
        esac

        """

    @Test(arguments: writers("gh --version")) func gh(writer: Writer) async throws {
        try write(Self.hostsOfGH, to: ".config/gh/hosts.yml")
        var path = try #require(CredentialEnvironment.process.word("PATH"))
        if writer == .recording {
            try write(Self.programLikeGH, to: "bin/gh")
            scratch.setMode(0o755, "bin/gh")
            path = scratch.path("bin")
        }
        let environment = ["PATH": path, "HOME": scratch.path, "GH_TOKEN": "other"]
        let found = try find("github", environment: environment).credentials
        try #require(
            found.map(\.origin) == ["environment variable GH_TOKEN", "gh, account monalisa on github.com"])
        #expect(try await found[1].load().mapValues(\.text) == [.token: "gho_1"])
        #expect(found[1].address == nil)

        let enterprise = try find("github-enterprise", environment: environment).credentials
        try #require(enterprise.map(\.origin) == ["gh, account me on ghe.example.com"])
        #expect(enterprise[0].address == "ghe.example.com")
        #expect(try await enterprise[0].load().mapValues(\.text) == [.token: "gho_2"])
    }

    @Test func ghThatIsNotInstalled() async throws {
        try write(Self.hostsOfGH, to: ".config/gh/hosts.yml")
        let found = try find("github", environment: ["PATH": "/nowhere"]).credentials
        try #require(found.map(\.origin) == ["~/.config/gh/hosts.yml, host github.com"])
        #expect(try await found[0].load().mapValues(\.text) == [.token: "gho_1"])
    }

    @Test(arguments: [
        ("exit 1", "exited with an error"), ("exec sleep 0", "printed nothing"),
        ("echo >&2 gho_9; kill $$", "exited with an error"),
    ])
    func ghThatFails(script: String, reason: String) async throws {
        try write("github.com:\n    user: monalisa\n", to: "gh/hosts.yml")
        try write("#!/bin/sh\n\(script)\n", to: "bin/gh")
        scratch.setMode(0o755, "bin/gh")
        let found = try find(
            "github",
            environment: ["PATH": scratch.path("bin") + ":/usr/bin:/bin", "GH_CONFIG_DIR": scratch.path("gh")]
        ).credentials
        await #expect(throws: CredentialError.tool(program: "gh", reason: reason)) { try await found[0].load() }
    }

    @Test func glab() async throws {
        try write(
            """
            git_protocol: ssh
            host: gitlab.example.com
            hosts:
                gitlab.com:
                    token: !!null glpat-1
                    api_host: gitlab.com
                    api_protocol: https
                    user: me
                gitlab.example.com:
                    token: glpat-2
                    api_host: api.example.com:8443
                browser.example.com:
                    is_oauth2: "true"
                    token: oauth
                keyring.example.com:
                    token:
            """, to: ".config/glab-cli/config.yml")
        let finding = try find("gitlab")
        #expect(
            finding.credentials.map(\.origin) == [
                "~/.config/glab-cli/config.yml, host gitlab.example.com",
                "~/.config/glab-cli/config.yml, host gitlab.com",
            ])
        #expect(finding.credentials.map(\.address) == ["api.example.com:8443", "gitlab.com"])
        #expect(finding.credentials.map(\.isCurrent) == [true, false])
        #expect(try await finding.credentials[1].load().mapValues(\.text) == [.token: "glpat-1"])
        #expect(
            finding.troubles.map(\.message) == [
                "~/.config/glab-cli/config.yml, host browser.example.com: it is a browser login that expires after two hours"
            ])
    }

    @Test func doctl() async throws {
        try write(
            "access-token: dop_1\napi-url: \"\"\nauth-contexts:\n  work: dop_2\ncontext: work\n",
            to: "config/doctl/config.yaml")
        let found = try find("digitalocean", environment: ["XDG_CONFIG_HOME": scratch.path("config")]).credentials
        #expect(
            found.map(\.origin) == [
                "~/config/doctl/config.yaml, context work", "~/config/doctl/config.yaml, context default",
            ])
        #expect(try await found[0].load().mapValues(\.text) == [.token: "dop_2"])
    }

    @Test(arguments: writers("hcloud version && script --version")) func hcloud(writer: Writer) async throws {
        let path = scratch.path("cli.toml")
        switch writer {
        case .recording:
            try write(
                """
                active_context = "work"

                [[contexts]]
                  name = "play"
                  token = "\(String(repeating: "1", count: 64))"

                [[contexts]]
                  name = "work"
                  token = "\(String(repeating: "2", count: 64))"

                """, to: "cli.toml")
        case .program:
            for (name, digit) in [("play", "1"), ("work", "2")] {
                // It asks on a terminal, which script(1) is.
                let command = "script -qec 'hcloud context create \(name)' /dev/null >/dev/null"
                let token = String(repeating: digit, count: 64)
                try #require(scratch.shell("echo \(token) | HCLOUD_CONFIG='\(path)' timeout 20 \(command)") != nil)
            }
        }
        let found = try find("hetzner", environment: ["HCLOUD_CONFIG": path]).credentials
        #expect(found.map(\.origin) == ["~/cli.toml, context work", "~/cli.toml, context play"])
        #expect(try await found[0].load().mapValues(\.text) == [.token: String(repeating: "2", count: 64)])
        let other = try find("hetzner", environment: ["HCLOUD_CONFIG": path, "HCLOUD_CONTEXT": "play"]).credentials
        #expect(other.map(\.isCurrent) == [true, false])
        #expect(other[0].origin == "~/cli.toml, context play")
    }

    @Test func linode() async throws {
        try write(
            "[DEFAULT]\ndefault-user = me\n\n[you]\ntoken = a\n\n[me]\ntoken = b\nregion = us-east\n",
            to: ".config/linode-cli")
        let found = try find("linode").credentials
        #expect(found.map(\.origin) == ["~/.config/linode-cli, user me", "~/.config/linode-cli, user you"])
        #expect(try await found[0].load().mapValues(\.text) == [.token: "b"])
    }

    @Test func scaleway() async throws {
        try write(
            "access_key: SCW1\nsecret_key: s1\ndefault_project_id: p1\nactive_profile: work\nprofiles:\n"
                + "  work:\n    secret_key: s2\n  other:\n    default_project_id: p3\n    api_url: https://example.com\n",
            to: ".config/scw/config.yaml")
        let found = try find("scaleway").credentials
        let path = "~/.config/scw/config.yaml"
        #expect(
            found.map(\.origin) == [
                "\(path), profile work", "\(path), outside of its profiles", "\(path), profile other",
            ])
        #expect(found.map(\.values) == [["project": "p1"], ["project": "p1"], ["project": "p3"]])
        #expect(found.map(\.address) == [nil, nil, "https://example.com"])
        #expect(try await found[0].load().mapValues(\.text) == [.token: "s2"])
        #expect(try await found[2].load().mapValues(\.text) == [.token: "s1"])
    }

    @Test(arguments: writers("aws --version")) func aws(writer: Writer) async throws {
        switch writer {
        case .recording:
            try write(
                """
                [default]
                aws_access_key_id = AKIA1
                aws_secret_access_key = a/b+c=
                [work]
                aws_access_key_id = AKIA2
                aws_secret_access_key = d
                aws_session_token = e

                """, to: "credentials")
            try write(
                """
                [default]
                region = eu-west-1
                s3 =
                    max_concurrent_requests = 20
                [profile work]
                region = us-east-2
                endpoint_url = http://127.0.0.1:4566
                [profile role]
                role_arn = arn:aws:iam::1:role/x

                """, to: "config")
        case .program:
            let place =
                "AWS_SHARED_CREDENTIALS_FILE='\(scratch.path("credentials"))' AWS_CONFIG_FILE='\(scratch.path("config"))'"
            for setting in [
                "aws_access_key_id AKIA1", "aws_secret_access_key a/b+c=", "region eu-west-1",
                "s3.max_concurrent_requests 20", "aws_access_key_id AKIA2 --profile work",
                "aws_secret_access_key d --profile work", "region us-east-2 --profile work",
                "endpoint_url http://127.0.0.1:4566 --profile work", "aws_session_token e --profile work",
                "role_arn arn:aws:iam::1:role/x --profile role",
            ] {
                try #require(scratch.shell("\(place) aws configure set \(setting)") != nil)
            }
        }
        let environment = [
            "AWS_SHARED_CREDENTIALS_FILE": scratch.path("credentials"), "AWS_CONFIG_FILE": scratch.path("config"),
        ]
        let finding = try find("ec2", environment: environment)
        #expect(finding.credentials.map(\.origin) == ["~/credentials, profile default", "~/credentials, profile work"])
        #expect(
            finding.credentials.map(\.values) == [
                ["accessKey": "AKIA1", "region": "eu-west-1"], ["accessKey": "AKIA2", "region": "us-east-2"],
            ])
        #expect(finding.credentials.map(\.address) == [nil, "http://127.0.0.1:4566"])
        #expect(try await finding.credentials[0].load().mapValues(\.text) == [.secretKey: "a/b+c="])
        #expect(try await finding.credentials[1].load().mapValues(\.text) == [.secretKey: "d", .sessionToken: "e"])
        #expect(
            finding.troubles.map(\.message) == [
                "~/config, profile role: it uses role_arn; keywizard needs an access key"
            ])
        let work = try find("ec2", environment: environment.merging(["AWS_PROFILE": "work"]) { $1 }).credentials
        #expect(work.map(\.isCurrent) == [true, false])
        #expect(work[0].origin == "~/credentials, profile work")
    }

    @Test func openStack() async throws {
        try write(
            """
            clouds:
              plain:
                region_name: RegionOne
                auth:
                  auth_url: https://example.com:5000/v3
                  username: me
                  password: "p: \\"a\\" # b"
                  project_name: demo
                  user_domain_name: Default
                  project_domain_id: default
                cacert: /etc/ca.pem
              kept:
                auth:
                  auth_url: https://example.com:5000/v3
                  username: me
                  project_id: 0123
                  user_domain_id: default
                regions:
                  - R1
              application:
                auth_type: v3applicationcredential
                auth:
                  auth_url: https://example.com:5000/v3
                  application_credential_id: abc
                  application_credential_secret: def
              token:
                auth_type: v3token
                auth:
                  auth_url: https://example.com:5000/v3
                  token: x
              vendor:
                profile: rackspace
                auth:
                  username: me
            """, to: "here/clouds.yaml")
        try write("clouds:\n  kept:\n    auth:\n      password: secret\n", to: "here/secure.yaml")
        let finding = try find("openstack", environment: ["OS_CLOUD": "application"], folder: scratch.path("here"))
        let found = finding.credentials
        let path = "~/here/clouds.yaml"
        #expect(found.map(\.origin) == ["\(path), cloud application", "\(path), cloud plain", "\(path), cloud kept"])
        #expect(found.map(\.credential) == ["application-credential", "password", "password"])
        #expect(found[0].values == ["credentialID": "abc"])
        #expect(
            found[1].values == [
                "username": "me", "region": "RegionOne", "projectName": "demo", "userDomainName": "Default",
                "projectDomainID": "default",
            ])
        #expect(found[1].authorities == "/etc/ca.pem")
        #expect(found[2].values == ["username": "me", "region": "R1", "projectID": "0123", "userDomainID": "default"])
        #expect(
            finding.troubles.map(\.message) == [
                "\(path), cloud token: it uses auth_type v3token, which keywizard doesn't support",
                "\(path), cloud vendor: it takes its address from the profile rackspace",
            ])

        var lines: [String] = []
        for credential in found {
            lines.append("\(credential.address ?? "") \(try await credential.load()[.password]?.text ?? "")")
        }
        let address = "https://example.com:5000/v3"
        #expect(lines == ["\(address) def", #"\#(address) p: "a" # b"#, "\(address) secret"])

        // OpenStack's own reader of the same files.
        guard let python = Self.pythonWithOpenStack else { return }
        scratch.write(
            """
            import openstack.config
            for name in "application", "plain", "kept":
                auth = openstack.config.OpenStackConfig().get_one(name, validate=False).config["auth"]
                print(auth["auth_url"], auth.get("application_credential_secret") or auth["password"])
            """, to: "read.py")
        let read = scratch.shell("cd here && env -i HOME='\(scratch.path)' '\(python)' ../read.py")
        #expect(read == lines.joined(separator: "\n") + "\n")
    }

    /// Python has it as a package of the system or as one of its own.
    private static let pythonWithOpenStack = ["python3", "/usr/bin/python3"].lazy
        .compactMap { Scratch().shell("\($0) -c 'import openstack.config, sys; print(sys.executable)' 2>/dev/null") }
        .map { $0.filter { $0 != "\n" } }
        .first

    @Test func triton() async throws {
        try write(#"{"profile": "lab"}"#, to: ".triton/config.json")
        try write(
            #"{"name": "east", "url": "https://a.example", "account": "me", "keyId": "aa:bb"}"#,
            to: ".triton/profiles.d/east.json")
        try write(
            #"{"name": "lab", "url": "https://b.example", "account": "you", "user": "sub", "keyId": "SHA256:x", "insecure": true}"#,
            to: ".triton/profiles.d/lab.json")
        try write("{", to: ".triton/profiles.d/broken.json")
        let finding = try find("triton")
        let folder = "~/.triton/profiles.d"
        #expect(
            finding.credentials.map(\.origin) == ["\(folder)/lab.json, account you", "\(folder)/east.json, account me"])
        #expect(finding.credentials[0].values == ["account": "you", "user": "sub", "keyID": "SHA256:x"])
        #expect(finding.credentials[0].address == "https://b.example")
        #expect(try await finding.credentials[0].load().isEmpty)
        #expect(finding.troubles.map(\.message) == ["\(folder)/broken.json, line 1: no JSON object"])
    }

    // MARK: - Trouble

    @Test func whatCannotBeReadIsSaid() throws {
        try write("access-token: *alias\n", to: ".config/doctl/config.yaml")
        let finding = try find("digitalocean")
        #expect(finding.credentials.isEmpty)
        #expect(finding.troubles.map(\.message) == ["~/.config/doctl/config.yaml, line 1: an anchor or an alias"])
        #expect(try find("hetzner").troubles.isEmpty)
    }

    /// Whatever is shown of what was found has no part of a secret.
    @Test func nothingShowsASecret() throws {
        try write(
            "[default]\naws_access_key_id = AKIA\naws_secret_access_key = hidden-secret\n", to: ".aws/credentials")
        let finding = try find("ec2")
        #expect(finding.credentials.count == 1)
        var shown = ""
        dump(finding, to: &shown)
        #expect(!shown.contains("hidden"))
        #expect(!"\(finding)".contains("hidden"))
    }

    @Test func servicesWithoutAnAPIHaveNone() throws {
        #expect(try find("azure-devops").credentials.isEmpty)
    }
}

extension Secret {
    fileprivate var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

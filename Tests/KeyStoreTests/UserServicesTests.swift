@testable import Services
import Testing

@testable import KeyStore

struct UserServicesTests {
    private let scratch = Scratch()

    private func load(_ environment: [String: String] = [:]) -> UserServices {
        UserServices(environment: CredentialEnvironment(environment), home: scratch.path)
    }

    /// Gitea's own description under another id.
    private func write(_ id: String, to name: String) throws {
        var service = try #require(Catalogue.service(id: "gitea"))
        service.id = id
        scratch.write(String(decoding: service.json, as: UTF8.self), to: name)
    }

    @Test func theRestLoadsAroundWhatIsMalformed() throws {
        scratch.shell("mkdir -p .config/keywizard/services && mkdir .config/keywizard/services/folder.json")
        let folder = ".config/keywizard/services/"
        try write("one", to: folder + "1.json")
        try write("two", to: folder + "2.json")
        try write("one", to: folder + "3.json")
        try write("github", to: folder + "4.json")
        scratch.write("{\"id\": \"five\"}", to: folder + "5.json")
        scratch.write("not read", to: folder + "note.txt")
        let loaded = load()
        #expect(loaded.services.map(\.id) == ["one", "two"])
        #expect(loaded.all.count == Catalogue.services.count + 2)
        #expect(
            loaded.troubles.map(\.message) == [
                "~/.config/keywizard/services/3.json: id: another file has a service with this id",
                "~/.config/keywizard/services/4.json: id: a built-in service has this id",
                "~/.config/keywizard/services/5.json: name: it is missing",
                "~/.config/keywizard/services/folder.json: not a file",
            ])
    }

    @Test func theFolderIsXDGs() throws {
        #expect(load().services.isEmpty && load().troubles.isEmpty)
        scratch.shell("mkdir -p else/keywizard/services")
        try write("one", to: "else/keywizard/services/one.json")
        #expect(load(["XDG_CONFIG_HOME": scratch.path("else")]).services.map(\.id) == ["one"])
        #expect(load(["XDG_CONFIG_HOME": "else"]).services.isEmpty)
    }
}

extension UserServicesTests {
    /// A description from elsewhere that asks for the secrets of other programs.
    @Test func theSecretsOfOthersAreNotForADescribedService() throws {
        scratch.shell("mkdir -p .config/keywizard/services")
        var service = try #require(Catalogue.service(id: "gitea"))
        service.id = "my-forge"
        var api = try #require(service.api)
        var credential = api.credentials[0]
        credential.secrets[0].environment = ["GH_TOKEN", "MY_FORGE_TOKEN", "AWS_SECRET_ACCESS_KEY"]
        credential.tools = [.gh, .aws]
        api.credentials = [credential]
        // What is shown by --dry-run is no secret's variable, not even one of its own.
        api.inputs = [
            Input(id: "project", label: "project", environment: ["GH_TOKEN", "MY_FORGE_TOKEN", "MY_FORGE_X"])
        ]
        service.api = api
        scratch.write(String(decoding: service.json, as: UTF8.self), to: ".config/keywizard/services/a.json")
        let services = load()
        let loaded = try #require(services.services.first?.api)
        #expect(loaded.credentials[0].secrets[0].environment == ["MY_FORGE_TOKEN"])
        #expect(loaded.credentials[0].tools == [])
        #expect(loaded.inputs[0].environment == ["MY_FORGE_X"])
        #expect(services.notOwn["my-forge"]?.contains("GH_TOKEN") == true)
        let environment = ["GH_TOKEN": "g", "AWS_SECRET_ACCESS_KEY": "a"]
        let sources = CredentialSources(
            environment: CredentialEnvironment(environment), home: scratch.path, folder: "/nowhere")
        #expect(sources.find(for: try #require(services.services.first)).credentials.isEmpty)
    }

    /// Its id makes no variable of another program its own.
    @Test(arguments: ["gh", "aws", "os", "github-fork"]) func anIdIsNoClaim(id: String) throws {
        scratch.shell("mkdir -p .config/keywizard/services")
        var service = try #require(Catalogue.service(id: "gitea"))
        service.id = id
        let name = String(id.uppercased().prefix { $0 != "-" }) + "_TOKEN"
        service.api?.credentials[0].secrets[0].environment = [name]
        scratch.write(String(decoding: service.json, as: UTF8.self), to: ".config/keywizard/services/a.json")
        #expect(load().services.first?.api?.credentials[0].secrets[0].environment == [])
    }

    @Test func aFileThatOthersCanChangeIsLeftOut() throws {
        scratch.shell("mkdir -p .config/keywizard/services")
        try write("one", to: ".config/keywizard/services/1.json")
        scratch.setMode(0o666, ".config/keywizard/services/1.json")
        #expect(load().services.isEmpty)
        #expect(load().troubles.map(\.reason) == ["other users can change it"])
    }
}

struct SSHConfigHostsTests {
    @Test func namesThatMatchWithIncludedFiles() throws {
        let scratch = Scratch()
        scratch.makeFolder(".ssh")
        scratch.write(
            """
            Include more
            Host web-1 "web-2" !web-9 db
                User me
            Host web-* ?
                Port 22
            host=web-1 WEB-3
            Match host web-4
            """, to: ".ssh/config")
        scratch.write("Host web-0\n", to: ".ssh/more")
        func names(_ patterns: String...) throws -> [String] {
            try SSHConfigHosts.names(matching: patterns, in: scratch.path(".ssh/config"), home: scratch.path)
        }
        #expect(try names("web-*") == ["web-0", "web-1", "web-2"])
        #expect(try names("db", "*-1") == ["web-1", "db"])
        #expect(try names("*", "!web-*") == ["db", "WEB-3"])
        #expect(try names("none").isEmpty)
    }

    @Test func aFileThatIncludesItselfEnds() throws {
        let scratch = Scratch()
        scratch.makeFolder(".ssh")
        scratch.write("Host a\nInclude config\n", to: ".ssh/config")
        #expect(throws: ConfigError.self) {
            try SSHConfigHosts.names(matching: ["*"], in: scratch.path(".ssh/config"), home: scratch.path)
        }
    }
}

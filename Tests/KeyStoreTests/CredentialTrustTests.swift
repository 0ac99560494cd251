import Secrecy
import Services
import Testing

@testable import KeyStore
import Platform

/// A secret goes to no place that a less trusted file names.
@Suite struct CredentialTrustTests {
    private let scratch = Scratch()

    private func find(
        _ id: String, environment: [String: String] = [:], folder: String = "/nowhere"
    ) throws -> CredentialFinding {
        let service = try #require(Catalogue.service(id: id))
        return CredentialSources(
            environment: CredentialEnvironment(environment), home: scratch.path, folder: folder
        ).find(for: service)
    }

    private func write(_ text: String, to path: String) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try #require(scratch.shell("mkdir -p '\(scratch.path)/\(folder)'") != nil)
        scratch.write(text, to: path)
    }

    private static func clouds(_ address: String, password: String? = nil, more: String = "") -> String {
        """
        clouds:
          mine:
        \(more)    auth:
              auth_url: \(address)
              username: me

        """ + (password.map { "      password: \($0)\n" } ?? "")
    }

    private static let secure = "clouds:\n  mine:\n    auth:\n      password: mine\n"

    /// What an attacker puts into a folder like /tmp.
    @Test(arguments: [0o1777, 0o777, 0o775] as [UInt32]) func aFolderWhereOthersWriteGivesNoAddress(mode: UInt32) throws
    {
        try write(Self.clouds("https://evil.example/v3", password: "x"), to: "shared/clouds.yaml")
        try write(Self.secure, to: ".config/openstack/secure.yaml")
        chown(scratch.path("shared"), geteuid(), isRoot ? 4711 : getegid())
        scratch.setMode(mode, "shared")
        guard mode != 0o775 || isRoot else { return }
        let finding = try find("openstack", folder: scratch.path("shared"))
        #expect(finding.credentials.isEmpty)
        #expect(finding.troubles == [.notYours(path: "~/shared/clouds.yaml")])
    }

    @Test(.enabled(if: isRoot, "changes owners: needs root")) func aFileOfAnotherAccountGivesNoAddress() throws {
        try write(Self.clouds("https://evil.example/v3"), to: "here/clouds.yaml")
        try write(Self.secure, to: ".config/openstack/secure.yaml")
        try write(Self.clouds("https://good.example/v3"), to: ".config/openstack/clouds.yaml")
        chown(scratch.path("here/clouds.yaml"), 4711, 4711)
        let finding = try find("openstack", folder: scratch.path("here"))
        // It doesn't hide the user's own either.
        #expect(finding.credentials.map(\.address) == ["https://good.example/v3"])
        #expect(finding.troubles == [.notYours(path: "~/here/clouds.yaml")])
    }

    /// Safe as the folder may be: the secret of the home isn't for its address, nor its secret file for the home's.
    @Test func theWorkingFolderAndTheHomeAreNotMixed() throws {
        try write(Self.clouds("https://here.example/v3"), to: "here/clouds.yaml")
        try write(Self.secure, to: ".config/openstack/secure.yaml")
        var finding = try find("openstack", folder: scratch.path("here"))
        #expect(finding.credentials.isEmpty)

        scratch.shell("rm here/clouds.yaml")
        try write(Self.clouds("https://home.example/v3", password: "home"), to: ".config/openstack/clouds.yaml")
        scratch.shell("rm .config/openstack/secure.yaml")
        try write(
            "clouds:\n  mine:\n    auth:\n      auth_url: https://evil.example/v3\n", to: "here/secure.yaml")
        finding = try find("openstack", folder: scratch.path("here"))
        #expect(finding.credentials.map(\.address) == ["https://home.example/v3"])
    }

    @Test func whatTheWorkingFolderSaysIsMarked() throws {
        try write(Self.clouds("https://here.example/v3", password: "x"), to: "here/clouds.yaml")
        #expect(try find("openstack", folder: scratch.path("here")).credentials.map(\.isOfWorkingFolder) == [true])
        let named = ["OS_CLIENT_CONFIG_FILE": scratch.path("here/clouds.yaml")]
        let found = try find("openstack", environment: named, folder: scratch.path("here")).credentials
        #expect(found.map(\.isOfWorkingFolder) == [false])
    }

    @Test(.enabled(if: isRoot, "changes owners: needs root")) func aNamedFileOfAnotherAccountGetsNoSecret() throws {
        try write(Self.clouds("https://evil.example/v3"), to: "here/clouds.yaml")
        try write(Self.secure, to: ".config/openstack/secure.yaml")
        chown(scratch.path("here/clouds.yaml"), 4711, 4711)
        let finding = try find("openstack", environment: ["OS_CLIENT_CONFIG_FILE": scratch.path("here/clouds.yaml")])
        #expect(finding.credentials.isEmpty)
        #expect(
            finding.troubles.contains(
                .lessTrusted(path: "~/here/clouds.yaml", than: "~/.config/openstack/secure.yaml")))
    }

    @Test(.enabled(if: isRoot, "changes owners: needs root")) func theRegionOfAnotherAccountIsNotUsed() throws {
        try write("[default]\naws_access_key_id = A\naws_secret_access_key = s\n", to: ".aws/credentials")
        try write("[default]\nregion = evil\nendpoint_url = https://evil.example\n", to: ".aws/config")
        chown(scratch.path(".aws/config"), 4711, 4711)
        let found = try #require(try find("ec2").credentials.first)
        #expect(found.address == nil && found.values["region"] == nil)
    }

    @Test(arguments: ["ca.pem", "./ca.pem"]) func authoritiesOfTheWorkingFolderAreRefused(path: String) throws {
        try write(
            Self.clouds("https://home.example/v3", password: "x", more: "    cacert: \(path)\n"),
            to: ".config/openstack/clouds.yaml")
        let finding = try find("openstack")
        #expect(finding.credentials.isEmpty)
        #expect(finding.troubles.map(\.message).contains { $0.contains("by a relative path") })
    }

    @Test(.enabled(if: isRoot, "changes owners: needs root")) func authoritiesOfAnotherAccountAreRefused() throws {
        try write("pem", to: "ca/ca.pem")
        chown(scratch.path("ca/ca.pem"), 4711, 4711)
        try write(
            Self.clouds(
                "https://home.example/v3", password: "x", more: "    cacert: \(scratch.path("ca/ca.pem"))\n"),
            to: ".config/openstack/clouds.yaml")
        #expect(try find("openstack").credentials.isEmpty)
    }

    /// A token without a known address is for the usual host.
    @Test func aTokenWithoutAnAddressIsForTheUsualHost() throws {
        let gitLab = try #require(Catalogue.service(id: "gitlab")?.api)
        let token = try #require(try find("gitlab", environment: ["GITLAB_TOKEN": "t"]).credentials.first)
        for address in [nil, "gitlab.com", "https://gitlab.com/", "HTTPS://GITLAB.COM:443"] {
            #expect(token.belongs(to: address, of: gitLab), "\(address ?? "")")
        }
        for address in [
            "git.example.com", "http://gitlab.com", "gitlab.com.example.com", "gitlab.com:8443", "x@gitlab.com",
        ] {
            #expect(!token.belongs(to: address, of: gitLab), "\(address)")
        }
        let other = try #require(
            try find("gitlab", environment: ["GITLAB_TOKEN": "t", "GITLAB_HOST": "git.example.com"]).credentials.first)
        #expect(other.belongs(to: "https://git.example.com", of: gitLab))
        #expect(!other.belongs(to: nil, of: gitLab) && !other.belongs(to: "gitlab.com", of: gitLab))
    }

    @Test func aRelativeConfigurationFolderIsIgnored() throws {
        try write("access-token: home\n", to: ".config/doctl/config.yaml")
        let found = try find("digitalocean", environment: ["XDG_CONFIG_HOME": "relative"]).credentials
        #expect(found.map(\.origin) == ["~/.config/doctl/config.yaml, context default"])
    }

    /// A program of that name in the working folder isn't the user's.
    @Test func aRelativeSearchPathFindsNoProgram() {
        #expect(SecretProgram.path(of: "sh", CredentialEnvironment(["PATH": ".:bin:../../bin"])) == nil)
        #expect(SecretProgram.path(of: "sh", CredentialEnvironment(["PATH": ".:/bin"])) == "/bin/sh")
    }
}

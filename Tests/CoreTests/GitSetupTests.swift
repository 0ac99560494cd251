import SSHClient
import Testing

struct GitSetupTests {
    private func setup(
        _ path: String = "/home/ana/.ssh/id_work", folder: String? = "/home/ana/work", account: GitAccount? = nil,
        name: String? = nil, email: String? = nil, signs: Bool = false
    ) throws(GitSetupError) -> GitSetup {
        try GitSetup(
            identityFile: path, fingerprint: "SHA256:abc", publicKey: "ssh-ed25519 AAAA", folder: folder,
            account: account, name: name, email: email, signs: signs)
    }

    @Test func theAnswerOfGitIsRead() throws {
        let configuration = try #require(
            GitConfiguration("file:/a\0core.bare\0file:/a\0user.name\nAna\nLee\0command line:\0user.name\n\0"))
        #expect(configuration.entries.map(\.origin) == ["file:/a", "file:/a", "command line:"])
        #expect(configuration.values("User.Name") == ["Ana\nLee", ""])
        #expect(configuration.value("core.bare") == "true")
        #expect(configuration.value("user.email") == nil)
        #expect(GitConfiguration("")?.entries == [])
        for text in ["file:/a", "file:/a\0", "file:/a\0user.name", "file:/a\0user.name\nA\0file:/b\0"] {
            #expect(GitConfiguration(text) == nil, "\(text)")
        }
    }

    @Test func caseCountsInTheMiddleOfANameAlone() {
        let setting = GitSetting("url.git@Host:.insteadOf", "x")
        #expect(setting.isNamed("URL.git@Host:.insteadof") && !setting.isNamed("url.git@host:.insteadOf"))
        #expect(GitSetting("core.sshCommand", "").isNamed("Core.SSHcommand"))
    }

    @Test func aFolderHasTheKeyForEveryHost() throws {
        let settings = try setup("/home/ana/my keys/id").settings(allowedSigners: nil)
        #expect(
            settings == [
                GitSetting("keywizard.key", "SHA256:abc"),
                GitSetting("core.sshCommand", "ssh -i '/home/ana/my keys/id' -o IdentitiesOnly=yes"),
            ])
        // For all repositories a key would be one for all hosts.
        #expect(
            try setup(folder: nil, email: "a@b").settings(allowedSigners: nil).map(\.name) == [
                "keywizard.key", "user.email",
            ])
        #expect(try !setup(folder: nil).changesGit)
    }

    @Test func anAccountHasAddressesOfItsOwn() throws {
        let plain = GitAccount("work", at: try #require(ServerLogin(user: "git", host: "github.com")))
        #expect(plain.alias == "github.com-work")
        #expect(
            try setup(account: plain).settings(allowedSigners: nil).dropFirst() == [
                GitSetting("url.git@github.com-work:.insteadOf", "git@github.com:"),
                GitSetting("url.ssh://git@github.com-work/.insteadOf", "ssh://git@github.com/"),
            ])
        // The short form of an address means another port.
        let other = GitAccount("work", at: try #require(ServerLogin(user: "git", host: "h", port: "2222")))
        #expect(
            try setup(account: other).settings(allowedSigners: nil).dropFirst() == [
                GitSetting("url.ssh://git@h-work/.insteadOf", "ssh://git@h:2222/")
            ])
    }

    @Test func whatAnEarlierRunSetStaysUnlessItIsReplaced() throws {
        let earlier = [
            GitSetting("keywizard.key", "SHA256:old"), GitSetting("core.sshcommand", "ssh -i old"),
            GitSetting("user.email", "ana@work.example"),
        ]
        let names = try setup(signs: true).settings(allowedSigners: "/s", after: earlier).map(\.name)
        #expect(
            names == [
                "user.email", "keywizard.key", "core.sshCommand", "gpg.format", "user.signingKey", "commit.gpgSign",
                "gpg.ssh.allowedSignersFile",
            ])
        // The two ways to a key exclude each other.
        let account = GitAccount("work", at: try #require(ServerLogin(user: "git", host: "h")))
        let addresses = try setup(account: account).settings(allowedSigners: nil, after: earlier)
        #expect(!addresses.contains { $0.isNamed("core.sshCommand") })
    }

    @Test func aFileIsNamedForItsFolder() throws {
        let account = GitAccount("job", at: try #require(ServerLogin(user: "git", host: "h")))
        #expect(GitSetup.fileName(of: "/home/ana/my work", account: nil) == ".gitconfig-my-work")
        #expect(GitSetup.fileName(of: "/home/ana/work", account: account) == ".gitconfig-job")
        #expect(GitSetup.fileName(of: nil, account: nil) == ".gitconfig-keywizard")
    }

    @Test(arguments: [
        ("ana@work.example ssh-ed25519 AAAA", true),
        ("x@y,ana@work.example namespaces=\"git\" ssh-ed25519 AAAA me", true),
        ("ana@work.example namespaces=\"file\" ssh-ed25519 AAAA", false), ("ana@work.example ssh-ed25519 AAAAB", false),
        ("# ana@work.example ssh-ed25519 AAAA", false), ("other@work.example ssh-ed25519 AAAA", false),
    ]) func anAllowedSignerIsFound(line: String, isThere: Bool) throws {
        #expect(try setup().isAllowed("ana@work.example", by: "x@y ssh-rsa B\n" + line + "\n") == isThere)
    }

    @Test func whatCannotBeToldIsRefused() throws {
        for path in ["/k/%h", "/k/${HOME}", "/k/a\nb"] { #expect(throws: GitSetupError.path(path)) { try setup(path) } }
        for name in ["", " ", "...", "A <b>", "A\nB"] {
            #expect(throws: GitSetupError.name(name)) { try setup(name: name) }
        }
        for email in [
            "", "ana", "@b", "a@", "a@b@c", "a\"b@c", "a b@c", "a,b@c", "*@c", "a@b\n", "<a@b>", "#a@b", "!a@b",
        ] {
            #expect(throws: GitSetupError.email(email)) { try setup(email: email) }
        }
        #expect(throws: GitSetupError.folder("/a\nb")) { try setup(folder: "/a\nb") }
        _ = try setup(name: "Ana \"Nana\" O'Lee", email: "ana+git@work.example")
    }

    @Test func versionsAreCompared() throws {
        #expect(try #require(GitVersion("git version 2.39.5 (Apple Git-154)\n")) >= .signing)
        #expect(try #require(GitVersion("git version 2.9.5")) < .signing)
        #expect(GitVersion("git version 3.0.rc1")! > .signing)
        #expect(GitVersion("gitoxide 1") == nil)
    }
}

import Testing
import SSHClient

struct EffectiveConfigTests {
    @Test func theAnswerOfSSHIsRead() throws {
        let output = """
            host github.com
            user git
            hostname ssh.github.com
            port 443
            identitiesonly yes
            identityfile ~/.ssh/id with space
            identityfile ~/.ssh/id_rsa
            sendenv LANG

            """
        let config = try #require(EffectiveConfig(output))
        #expect(config.user == "git" && config.hostName == "ssh.github.com" && config.port == 443)
        #expect(config.identityFiles == ["~/.ssh/id with space", "~/.ssh/id_rsa"])
        #expect(config.identitiesOnly)
        #expect(EffectiveConfig("") == nil)
        #expect(EffectiveConfig("user git\nhostname h\nport many\n") == nil)
    }

    @Test func whereHostKeysAreKeptIsRead() throws {
        let output = """
            user me
            hostname h
            port 22
            userknownhostsfile /home/me/.ssh/known_hosts /home/me/.ssh/known_hosts2
            hashknownhosts yes
            hostkeyalias cluster

            """
        let config = try #require(EffectiveConfig(output))
        #expect(config.knownHostsFiles == ["/home/me/.ssh/known_hosts", "/home/me/.ssh/known_hosts2"])
        #expect(config.hidesKnownHosts && config.hostKeyAlias == "cluster")
        let bare = try #require(EffectiveConfig("user me\nhostname h\nport 22\n"))
        #expect(bare.knownHostsFiles.isEmpty && !bare.hidesKnownHosts && bare.hostKeyAlias == nil)
    }

    @Test func aHostIsNeverTakenForAnOption() {
        #expect(EffectiveConfig.command(for: "-v").arguments == ["-G", "--", "-v"])
    }
}

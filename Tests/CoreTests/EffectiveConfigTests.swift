import Services
import Testing

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

    @Test func aHostIsNeverTakenForAnOption() {
        #expect(EffectiveConfig.command(for: "-v").arguments == ["-G", "--", "-v"])
    }
}

#if canImport(Glibc)
import Testing

/// A whole walk with a passphrase and a token, watched from outside: by the programs that the wizard starts, by the
/// terminal, and by the disk.
@Suite(.serialized) struct SecretWalkTests {
    private static let passphrase = "~seven lamps in the harbour"
    private static let token = "~f27c1d9ab64e58c03"
    private static let otherToken = "~ghp-in-the-environment"

    /// What each program that is started notes down: its arguments, its environment, and what it is given to read.
    private static let recorder = """
        #!/bin/sh
        folder=$(dirname "$(dirname "$0")")
        { echo "@@@ $(basename "$0")"; printf '%s\\n' "$@"; env; } >>"$folder/children"
        case $0 in
        */ssh) exec /usr/bin/ssh -F none -o UserKnownHostsFile="$HOME/known_hosts" -o Port=1 "$@" ;;
        */ssh-keygen) exec /usr/bin/ssh-keygen "$@" ;;
        */xclip) cat >>"$folder/children" ;;
        esac
        """

    @Test func neitherThePassphraseNorTheTokenIsSeenByAnyoneElse() throws {
        let beside = try TemporaryFolder()
        try Shell.run(["mkdir", beside.path + "/bin", beside.path + "/tmp"])
        let gitea = try KeyService()
        for program in ["ssh", "ssh-keygen", "ssh-add", "xclip", "xdg-open", "gh", "glab", "tea"] {
            try Shell.run(["chmod", "755", beside.add("bin/" + program, Self.recorder)])
        }
        let terminal = try Terminal(
            size: "100x30",
            environment: [
                "PATH": beside.path + "/bin:" + Shell.path, "TMPDIR": beside.path + "/tmp", "DISPLAY": ":99",
                "GH_TOKEN": Self.otherToken, "AWS_SECRET_ACCESS_KEY": Self.otherToken, "MY_PASSWORD": Self.otherToken,
                "SSH_AUTH_SOCK": "/nowhere", "SSLKEYLOGFILE": beside.path + "/tls",
            ])
        try terminal.record()
        let walk = Walk(
            destination: "Gitea", protection: .passphrase(Self.passphrase),
            upload: .token(Self.token, at: "http://127.0.0.1:" + gitea.port))
        var (beforeItIsShown, shown) = ("", "")
        try terminal.walk(walk, until: .publicKey) { stop in
            guard stop == .passphrase else { return }
            beforeItIsShown = try terminal.recorded()
            try terminal.press("C-r")
            try terminal.wait(Self.passphrase)
            try terminal.press("C-r")
            try terminal.waitUntilGone(Self.passphrase)
            shown = try terminal.recorded()
        }
        try terminal.press("c")
        try terminal.wait("Copied to the clipboard")
        try terminal.walk(walk, from: .publicKey, until: .uploaded)
        #expect(gitea.authorization == "token " + Self.token)
        try terminal.press("Enter")
        try terminal.answer(" Add these lines", "Enter")
        // ssh's own home is another one here, and there is no agent; then the login that nobody answers.
        try terminal.answer(" Continue", "Enter")
        try terminal.answer("No agent is available", "Enter")
        try terminal.answer(" Test login", "Enter")
        try terminal.wait("The login test failed")
        try terminal.click(" Skip the test")
        try terminal.answer(" Finish", "Enter")
        #expect(try terminal.exitStatus() == 0)

        let children = try beside.read("children")
        for program in ["ssh", "xclip"] {
            #expect(children.contains("@@@ \(program)\n"), "\(program) was not started")
        }
        // What they are given is in there: the search would find it.
        #expect(children.contains("ssh-ed25519 AAAA") && children.contains("TMPDIR="))
        let output = try terminal.recorded()
        #expect(shown.contains(Self.passphrase))
        let files = try Shell.run(["grep", "-r", "-a", "", terminal.home, beside.path + "/tmp"])
        #expect(files.contains("BEGIN OPENSSH PRIVATE KEY") && files.contains("IdentityFile"))
        // ssh gets what it needs, and nobody gets what other programs have in the environment.
        #expect(children.contains("SSH_AUTH_SOCK=/nowhere"))
        #expect(!children.contains(Self.otherToken) && !children.contains("SSLKEYLOGFILE"))
        for secret in [Self.passphrase, Self.token] {
            #expect(!children.contains(secret))
            #expect(!beforeItIsShown.contains(secret))
            #expect(!output.dropFirst(shown.count).contains(secret))
            #expect(!files.contains(secret))
        }
        #expect(try Shell.run(["ls", "-A", beside.path + "/tmp"]) == "")
    }
}
#endif

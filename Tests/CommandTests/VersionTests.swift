import LocalServer
import Testing

@testable import keywizard

/// `--version`, and what it needs of a system.
@Suite struct VersionTests {
    @Test func theLibrariesAreNamedAsTheirOwnProgramsDo() throws {
        let place = try Workplace()
        for arguments in [["--version", "--verbose"], ["--verbose", "--version"]] {
            let outcome = try place.attempt([Workplace.keywizard] + arguments)
            #expect(outcome.status == 0)
            let lines = outcome.output.split(separator: "\n")
            try #require(lines.count == 4)
            #expect(lines[0] == "keywizard \(Keywizard.version)")
            // As in "OpenSSL 3.0.22 3 Jun 2026 (Library: OpenSSL 3.0.22 3 Jun 2026)".
            #expect(try place.run("openssl", "version").hasPrefix(lines[1]))
            // As in "ncurses 6.4.20221231".
            #expect(try place.run("tput", "-V") == lines[2] + "\n")
            #expect(lines[3].hasPrefix("libcurl/"))
        }
        #expect(try place.keywizard("--version").output == Keywizard.version + "\n")
    }

    /// A mount namespace with an empty /proc, as in a bare chroot.
    @Test(.enabled(if: canMount && run("unshare --mount true 2>/dev/null") == 0, "mounts: needs root"))
    func argumentsAreKnownWithoutProc() throws {
        let place = try Workplace()
        let bare = [
            "unshare", "--mount", "sh", "-ec", "mount -t tmpfs none /proc\nexec \"$@\"", "sh", Workplace.keywizard,
        ]
        #expect(try place.attempt(bare + ["--version"]).output == Keywizard.version + "\n")
        let made = try place.attempt(bare + ["generate", "--no-passphrase", "--output", place.path("id"), "--json"])
        #expect(made.status == 0, "\(made.errors)")
        #expect(try place.publicLine("id") == place.read("id.pub").dropLast())
    }

    /// A file that is no library where the loader looks first.
    @Test func aMissingLibcurlIsSaid() throws {
        let place = try Workplace()
        try place.makeKey("id", "-t", "ed25519")
        try place.write("token", to: "token")
        try place.write("not a library", to: "libcurl.so.4")
        let outcome = try place.keywizard(
            "upload", "id.pub", "--to", "github", "--credential-file", "token", "--url", "https://127.0.0.1:1",
            environment: ["LD_LIBRARY_PATH": place.path])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("libcurl.so.4 is missing or too old here: install libcurl (on Debian libcurl4)"),
            "\(outcome.errors)")
    }
}

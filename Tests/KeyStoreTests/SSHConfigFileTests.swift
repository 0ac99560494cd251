import Testing

@testable import KeyStore

struct SSHConfigFileTests {
    private let entry = HostEntry(host: "h", user: "me", identityFile: "/keys/id")!

    private func plan(_ scratch: Scratch, _ name: String = "config") throws -> ConfigChange {
        try SSHConfig.plan(adding: entry, to: SSHConfigFile.read(scratch.path(name)), home: "/home/me")
    }

    @Test func aMissingFileIsMadeForItsOwnerAlone() throws {
        let scratch = Scratch()
        #expect(try SSHConfigFile.apply(plan(scratch), date: "D") == nil)
        #expect(scratch.names == ["config"])
        #expect(scratch.mode("config") == 0o600)
        #expect(try plan(scratch).isEmpty)
    }

    @Test(arguments: [(0o644, 0o600), (0o600, 0o600), (0o400, 0o400)] as [(UInt32, UInt32)])
    func theOldFileIsKeptAndNothingGetsMorePermissions(old: UInt32, new: UInt32) throws {
        let scratch = Scratch()
        scratch.write(SSHConfigSamples.commented, to: "config")
        scratch.setMode(old, "config")
        let backup = try SSHConfigFile.apply(plan(scratch), date: "2026-11-21")
        #expect(backup == scratch.path("config.bak-2026-11-21"))
        #expect(scratch.read("config.bak-2026-11-21") == SSHConfigSamples.commented)
        #expect(scratch.mode("config") == new)
        #expect(scratch.mode("config.bak-2026-11-21") == new)
        #expect(scratch.names == ["config", "config.bak-2026-11-21"])
    }

    @Test func aSecondBackupOfTheDayHasANameOfItsOwn() throws {
        let scratch = Scratch()
        scratch.write("Host a\n", to: "config")
        scratch.write("precious", to: "config.bak-D")
        #expect(try SSHConfigFile.apply(plan(scratch), date: "D") == scratch.path("config.bak-D-2"))
        #expect(scratch.read("config.bak-D") == "precious")
        #expect(scratch.read("config.bak-D-2") == "Host a\n")
    }

    @Test func aFileThatChangedSinceIsLeftAlone() throws {
        let scratch = Scratch()
        scratch.write("Host a\n", to: "config")
        let change = try plan(scratch)
        scratch.write("Host b\n", to: "config")
        #expect(throws: ConfigError.changedMeanwhile(path: change.path)) { try SSHConfigFile.apply(change, date: "D") }
        #expect(scratch.read("config") == "Host b\n")
        #expect(scratch.names == ["config"])
    }

    @Test func aFileThatAppearedSinceIsLeftAlone() throws {
        let scratch = Scratch()
        let change = try plan(scratch)
        scratch.write("Host b\n", to: "config")
        #expect(throws: ConfigError.changedMeanwhile(path: change.path)) { try SSHConfigFile.apply(change, date: "D") }
        #expect(scratch.read("config") == "Host b\n")
    }

    @Test func aLinkIsFollowedAndStaysOne() throws {
        let scratch = Scratch()
        scratch.makeFolder("dotfiles")
        scratch.write("Host a\n", to: "dotfiles/ssh")
        scratch.makeLink("config", to: "dotfiles/ssh")
        let change = try plan(scratch)
        #expect(change.path == scratch.path("dotfiles/ssh"))
        try SSHConfigFile.apply(change, date: "D")
        #expect(scratch.names == ["config", "dotfiles"])
        #expect(scratch.read("config")?.contains("Host h\n") == true)
        #expect(scratch.read("dotfiles/ssh.bak-D") == "Host a\n")
    }

    @Test func whatIsNoFileIsNamed() throws {
        let scratch = Scratch()
        scratch.makeFolder("config")
        scratch.makeLink("dangling", to: scratch.path("nothing"))
        scratch.shell("mkfifo pipe")
        for name in ["config", "dangling", "pipe"] {
            let path = scratch.path(name)
            #expect(throws: ConfigError.notAFile(path: path)) { try SSHConfigFile.read(path) }
        }
    }

    @Test(.enabled(if: isRoot)) func theOwnerStays() throws {
        let scratch = Scratch()
        scratch.write("Host a\n", to: "config")
        scratch.shell("chown 12345:12345 config")
        try SSHConfigFile.apply(plan(scratch), date: "D")
        #expect(scratch.shell("stat -c %u:%g config") == "12345:12345\n")
    }

    @Test(.enabled(if: canMount)) func aFullDiskChangesNothing() throws {
        let scratch = Scratch(mountedWith: "size=16k")
        scratch.write("Host a\n", to: "config")
        let change = try plan(scratch)
        scratch.shell("head -c 100000 /dev/zero > filler 2>/dev/null; true")
        #expect(throws: ConfigError.diskFull(path: change.path)) { try SSHConfigFile.apply(change, date: "D") }
        #expect(scratch.read("config") == "Host a\n")
        #expect(scratch.names == ["config", "filler"])
    }
}

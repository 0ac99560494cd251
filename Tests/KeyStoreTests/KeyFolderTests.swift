import Testing

@testable import KeyStore

extension KeyFilesTests {
    @Test(arguments: [0, 0o077, 0o277] as [UInt32]) func makesFoldersForTheirOwnerAlone(mask: UInt32) throws {
        let scratch = Scratch()
        #expect(KeyFolder.examine(scratch.path("home/.ssh")) == .missing)
        try withUmask(mask) { try KeyFolder.make(scratch.path("home/.ssh")) }
        #expect(scratch.mode("home") == 0o700)
        #expect(scratch.mode("home/.ssh") == 0o700)
        #expect(KeyFolder.examine(scratch.path("home/.ssh")) == .ready(storesModes: true))
    }

    /// No folder is left that its owner can't open.
    @Test func aUmaskWithoutTheOwnerLeavesNoFolderOfModeZero() throws {
        let scratch = Scratch()
        try withUmask(0o777) { try KeyFolder.make(scratch.path("home/.ssh")) }
        #expect(scratch.mode("home") == 0o700)
        #expect(scratch.mode("home/.ssh") == 0o700)
    }

    /// What is made on the way to a folder that is refused goes again.
    @Test func foldersOnTheWayToARefusedOneGo() {
        let scratch = Scratch()
        scratch.makeFolder("open")
        scratch.setMode(0o777, "open")
        #expect(throws: SaveError.othersMayWrite(path: scratch.path("open"), mode: 0o777)) {
            try KeyFolder.make(scratch.path("open/home/.ssh"))
        }
        #expect(scratch.names == ["open"])
        #expect(scratch.shell("ls -A open") == "")
    }

    @Test(arguments: [0o777, 0o773] as [UInt32]) func aFolderBelowOneWhereOthersWriteIsRefused(mode: UInt32) throws {
        let scratch = Scratch()
        scratch.shell("mkdir -p -m 755 open/home/.ssh")
        scratch.setMode(mode, "open")
        let refusal = SaveError.othersMayWrite(path: scratch.path("open"), mode: mode)
        #expect(KeyFolder.examine(scratch.path("open/home/.ssh")) == .refused(refusal))
        // In a sticky one, like /tmp, only its owner can put another one in its place.
        scratch.setMode(0o1777, "open")
        #expect(KeyFolder.examine(scratch.path("open/home/.ssh")) == .ready(storesModes: true))
    }

    @Test func anExistingFolderKeepsItsMode() throws {
        let scratch = Scratch()
        scratch.makeFolder("ssh")
        scratch.setMode(0o755, "ssh")
        try KeyFolder.make(scratch.path("ssh"))
        #expect(scratch.mode("ssh") == 0o755)
    }

    @Test func aLinkToAFolderIsAFolder() throws {
        let scratch = Scratch()
        scratch.makeFolder("dotfiles")
        scratch.makeLink("ssh", to: "dotfiles")
        #expect(KeyFolder.examine(scratch.path("ssh")) == .ready(storesModes: true))
    }

    @Test func whatCannotBeMadeIsSaid() {
        let scratch = Scratch()
        scratch.write("", to: "file")
        scratch.makeLink("nowhere", to: "missing")
        #expect(throws: SaveError.notAFolder(path: scratch.path("file"))) {
            try KeyFolder.make(scratch.path("file"))
        }
        #expect(throws: SaveError.notAFolder(path: scratch.path("file/ssh"))) {
            try KeyFolder.make(scratch.path("file/ssh"))
        }
        #expect(throws: SaveError.folderMissing(path: scratch.path("nowhere"))) {
            try KeyFolder.make(scratch.path("nowhere"))
        }
    }

    @Test(.enabled(if: canMount, "mounts a read-only file system"))
    func noFolderIsMadeOnAReadOnlyFileSystem() {
        let scratch = Scratch(mountedWith: "ro,mode=755")
        #expect(throws: SaveError.readOnlyFileSystem(path: scratch.path)) {
            try KeyFolder.make(scratch.path("ssh"))
        }
    }
}

struct KeyNameTests {
    @Test(arguments: [
        ([], "id_ed25519"),
        (["id_ed25519"], "id_ed25519_thermo"),
        (["id_ed25519.pub"], "id_ed25519_thermo"),
        (["id_ed25519.ppk"], "id_ed25519_thermo"),
        (["id_ed25519", "id_ed25519_thermo.ppk"], "id_ed25519_thermo_2"),
        (["id_ed25519", "id_ed25519_thermo", "id_ed25519_thermo_2"], "id_ed25519_thermo_3"),
    ])
    func isFreeWithItsCompanions(taken: [String], expected: String) {
        #expect(KeyName.free(base: "id_ed25519", label: "thermo") { taken.contains($0) } == expected)
    }

    @Test func withoutALabelItIsNumbered() {
        #expect(KeyName.free(base: "id_rsa", label: nil) { $0 == "id_rsa" } == "id_rsa_2")
    }

    @Test func looksAtTheDiskAndSeesDanglingLinks() {
        let scratch = Scratch()
        scratch.makeLink("id_rsa.pub", to: "nowhere")
        #expect(KeyName.free(base: "id_rsa", label: "triton", in: scratch.path) == "id_rsa_triton")
        #expect(KeyName.free(base: "id_rsa", label: "triton", in: scratch.path("none")) == "id_rsa")
    }
}

struct KeyFilePathTests {
    @Test(arguments: [
        ("~", "/home/me"),
        ("~/.ssh/id", "/home/me/.ssh/id"),
        (".ssh/id", "/home/me/.ssh/id"),
        ("id", "/home/me/id"),
        ("/etc//ssh/./id", "/etc/ssh/id"),
        ("/", "/"),
        ("/a/../b", "/a/../b"),
        ("keys/", "/home/me/keys/"),
        ("~someone/id", nil),
        ("", nil),
        ("a\0b", nil),
    ])
    func expands(text: String, expected: String?) {
        #expect(KeyFilePath.expand(text, home: "/home/me/") == expected)
    }

    @Test func abbreviates() {
        #expect(KeyFilePath.abbreviate("/home/me/.ssh", home: "/home/me/") == "~/.ssh")
        #expect(KeyFilePath.abbreviate("/home/me", home: "/home/me") == "~")
        #expect(KeyFilePath.abbreviate("/home/meadow", home: "/home/me") == "/home/meadow")
        #expect(KeyFilePath.abbreviate("/etc", home: "/") == "/etc")
    }

    @Test func splits() {
        #expect(KeyFilePath.folder(of: "/home/me/id") == "/home/me")
        #expect(KeyFilePath.folder(of: "/id") == "/")
        #expect(KeyFilePath.folder(of: "id") == ".")
        #expect(KeyFilePath.name(of: "/home/me/id") == "id")
        #expect(KeyFilePath.name(of: "/home/me/") == "")
    }
}

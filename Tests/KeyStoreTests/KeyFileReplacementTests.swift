import Secrecy
import Testing

@testable import KeyStore
import Platform

struct KeyFileReplacementTests {
    private let scratch = Scratch()

    init() {
        scratch.write("the old key", to: "id")
        scratch.setMode(0o600, "id")
    }

    private func replacement(_ name: String = "id") throws -> KeyFileReplacement {
        try KeyFileReplacement(of: scratch.path(name))
    }

    private let new = Secret(Array("the new key".utf8))

    @Test(arguments: [0o400, 0o600, 0o640, 0o644, 0o777] as [UInt32])
    func onlyTheOwnersPermissionsStay(mode: UInt32) throws {
        scratch.setMode(mode, "id")
        let replacement = try replacement()
        #expect(replacement.contents.mode == mode)
        #expect(replacement.contents.bytes.withBytes { Array($0) } == Array("the old key".utf8))
        try replacement.replace(with: new)
        #expect(scratch.read("id") == "the new key")
        #expect(scratch.mode("id") == mode & 0o600)
        #expect(scratch.names == ["id"])
    }

    /// A group that the mask shuts out stays shut out, and what else is said of the file stays with it.
    @Test func anAccessListAndOtherAttributesStay() throws {
        // struct posix_acl_xattr_header and _entry (linux/posix_acl_xattr.h): owner rw, user 4711 r, group rw, mask none,
        // others none.
        let none = "ffffffff"
        let list =
            "02000000" + "01000600" + none + "0200040067120000" + "04000600" + none + "10000000" + none + "20000000"
            + none
        let attributes = ["system.posix_acl_access": list, "user.note": "6d696e65"]
        for (name, value) in attributes {
            let set =
                "python3 -c 'import os; os.setxattr(\"id\", \"\(name)\", bytes.fromhex(\"\(value)\"))' 2>/dev/null"
            // Not every file system has them.
            guard scratch.shell(set) != nil else { return }
        }
        #expect(scratch.mode("id") == 0o600)
        try replacement().replace(with: new)
        #expect(scratch.read("id") == "the new key")
        #expect(scratch.mode("id") == 0o600)
        for (name, value) in attributes {
            let kept = scratch.shell("python3 -c 'import os; print(os.getxattr(\"id\", \"\(name)\").hex(), end=\"\")'")
            #expect(kept == value, "\(name)")
        }
    }

    /// What a kill between the second name and the rename leaves is gone after the next run; what another run is at stays.
    @Test func whatAKillLeftIsRemoved() throws {
        scratch.write("an unprotected key", to: ".keywizard-key-left")
        scratch.write("another run's", to: ".keywizard-key-busy")
        scratch.write("someone's", to: ".keywizard-other")
        let busy = try Descriptor.file(scratch.path(".keywizard-key-busy"))
        #expect(try busy.lock())
        _ = try replacement()
        #expect(scratch.names == [".keywizard-key-busy", ".keywizard-other", "id"])
    }

    @Test(.enabled(if: isRoot)) func theOwnerStays() throws {
        chown(scratch.path("id"), 4711, 4712)
        try replacement().replace(with: new)
        var status = stat()
        #expect(stat(scratch.path("id"), &status) == 0)
        #expect(status.st_uid == 4711 && status.st_gid == 4712)
        #expect(scratch.mode("id") == 0o600)
    }

    @Test func linksAreFollowedAndStay() throws {
        scratch.makeFolder("elsewhere")
        scratch.write("the old key", to: "elsewhere/real")
        scratch.makeLink("one", to: "elsewhere/two")
        scratch.makeLink("elsewhere/two", to: "real")
        let replacement = try replacement("one")
        #expect(replacement.path.hasSuffix("/elsewhere/real"))
        try replacement.replace(with: new)
        #expect(scratch.read("elsewhere/real") == "the new key")
        #expect(scratch.read("one") == "the new key")
        #expect(scratch.names == ["elsewhere", "id", "one"])
    }

    @Test func aChangeByAnotherProgramIsNotOverwritten() throws {
        let written = try replacement()
        scratch.write("someone else's", to: "id")
        #expect(throws: ReplacementError.changed(path: written.path)) { try written.replace(with: new) }
        #expect(scratch.read("id") == "someone else's")

        let renamed = try replacement()
        scratch.write("another file", to: "other")
        rename(scratch.path("other"), scratch.path("id"))
        #expect(throws: ReplacementError.changed(path: renamed.path)) { try renamed.replace(with: new) }
        #expect(scratch.read("id") == "another file")

        let removed = try replacement()
        unlink(scratch.path("id"))
        #expect(throws: ReplacementError.changed(path: removed.path)) { try removed.replace(with: new) }
        #expect(scratch.names == [])
    }

    @Test func onceIsEnough() throws {
        let replacement = try replacement()
        try replacement.replace(with: new)
        #expect(throws: ReplacementError.changed(path: replacement.path)) { try replacement.replace(with: new) }
    }

    @Test func whatIsNoFileOfOneNameIsRefused() throws {
        link(scratch.path("id"), scratch.path("second"))
        #expect(throws: ReplacementError.manyNames(path: scratch.path("id"), count: 2)) { try replacement() }
        #expect(throws: ReplacementError.reading(.missing(path: scratch.path("missing")))) {
            try replacement("missing")
        }
        scratch.makeFolder("folder")
        #expect(throws: ReplacementError.reading(.notAFile(path: scratch.path("folder")))) { try replacement("folder") }
        mkfifo(scratch.path("pipe"), 0o600)
        #expect(throws: ReplacementError.reading(.notAFile(path: scratch.path("pipe")))) { try replacement("pipe") }
    }

    @Test(.enabled(if: !isRoot)) func aFolderThatMayNotBeWrittenIsNamed() throws {
        let replacement = try replacement()
        scratch.setMode(0o500)
        #expect(throws: ReplacementError.notWritable(folder: KeyFilePath.folder(of: replacement.path))) {
            try replacement.replace(with: new)
        }
        #expect(scratch.read("id") == "the old key")
    }

    @Test(.enabled(if: canMount)) func aFullDiskLeavesTheOldFile() throws {
        let small = Scratch(mountedWith: "size=64k")
        small.write("the old key", to: "id")
        let replacement = try KeyFileReplacement(of: small.path("id"))
        let large = Secret([UInt8](repeating: 0x61, count: 200_000))
        #expect(throws: ReplacementError.diskFull(path: replacement.path)) { try replacement.replace(with: large) }
        #expect(small.read("id") == "the old key")
        #expect(small.names == ["id"])
    }
}

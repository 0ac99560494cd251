import Secrecy
import Testing

@testable import KeyStore

struct KeyFileExchangeTests {
    private let scratch = Scratch()

    init() {
        scratch.write("old", to: "id")
        scratch.write("new", to: "id.new")
        for name in ["id", "id.new"] { scratch.setMode(0o600, name) }
    }

    private func exchange() throws {
        try KeyFileExchange(at: scratch.path("id"), from: scratch.path("id.new"), to: scratch.path("id.old")).perform()
    }

    @Test func theNameChangesHandsWithAllThatBelongsToIt() throws {
        for ending in [".pub", ".ppk"] {
            scratch.write("old", to: "id" + ending)
            scratch.write("new", to: "id.new" + ending)
        }
        scratch.write("old", to: "id-cert.pub")
        try exchange()
        #expect(
            scratch.names == ["id", "id.old", "id.old-cert.pub", "id.old.ppk", "id.old.pub", "id.ppk", "id.pub"])
        for name in ["id", "id.ppk", "id.pub"] { #expect(scratch.read(name) == "new") }
        for name in ["id.old", "id.old.ppk", "id.old.pub"] { #expect(scratch.read(name) == "old") }
        // There is nothing left to do.
        try exchange()
        #expect(scratch.read("id") == "new")
    }

    @Test func andBackAgain() throws {
        try exchange()
        try KeyFileExchange(at: scratch.path("id"), from: scratch.path("id.old"), to: scratch.path("id.new")).perform()
        #expect(scratch.names == ["id", "id.new"] && scratch.read("id") == "old" && scratch.read("id.new") == "new")
    }

    @Test func aNameThatNobodyHasIsTaken() throws {
        scratch.shell("rm id")
        try exchange()
        #expect(scratch.names == ["id"] && scratch.read("id") == "new")
    }

    @Test(arguments: ["id.old", "id.old.pub"]) func nothingIsReplaced(name: String) throws {
        scratch.write("old", to: "id.pub")
        scratch.write("precious", to: name)
        #expect(throws: SaveError.exists(path: scratch.path("id.old"))) { try exchange() }
        #expect(scratch.read(name) == "precious" && scratch.read("id") == "old" && scratch.read("id.new") == "new")
        #expect(scratch.read("id.pub") == "old")
    }

    @Test func aLinkChangesHandsAsItIs() throws {
        scratch.shell("mkdir elsewhere && mv id elsewhere/real && ln -s elsewhere/real id")
        try exchange()
        #expect(scratch.read("id") == "new" && scratch.read("id.old") == "old")
        #expect(scratch.read("elsewhere/real") == "old")
    }

    @Test func anotherFolderIsRefused() {
        #expect(throws: SaveError.self) {
            try KeyFileExchange(at: "/tmp/a/id", from: "/tmp/b/id.new", to: "/tmp/a/id.old")
        }
    }

    @Test func aReplacedKeyIsDeletedWithWhatBelongsToIt() throws {
        scratch.write("old", to: "id.pub")
        try exchange()
        try KeyFiles.delete(replaced: scratch.path("id.old"))
        #expect(scratch.names == ["id"])
    }
}

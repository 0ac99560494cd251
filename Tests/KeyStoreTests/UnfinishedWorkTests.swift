import Secrecy
import Testing

@testable import KeyStore

/// A kill between the names of a private and a public key.
struct UnfinishedWorkTests {
    private let scratch = Scratch()
    private var work: UnfinishedWork { UnfinishedWork(environment: CredentialEnvironment([:]), home: scratch.path) }

    private func note(_ work: UnfinishedWork) throws -> UnfinishedWork.Entry {
        let status = try #require(try KeyStore.status(of: scratch.path("id")))
        let place = UnfinishedWork.Note.Place(
            path: scratch.path("id"), device: status.device, inode: status.inode)
        return try #require(
            work.begin(.init(privateKey: place, publicKey: .init(path: scratch.path("id.pub"), contents: "public"))))
    }

    /// What a kill leaves: the note stays, its lock goes.
    private func leaveNote() throws {
        let folder = scratch.path(".local/state/keywizard/unfinished")
        let entry = try note(work)
        scratch.shell("cp .local/state/keywizard/unfinished/.k* left.json")
        withExtendedLifetime(entry) {}
        scratch.shell("mkdir -p -m 700 \(folder) && mv left.json \(folder)/left.json")
    }

    @Test func theNextRunWritesThePublicFile() throws {
        scratch.write("private", to: "id")
        try leaveNote()
        #expect(work.finish() == [scratch.path("id.pub")])
        #expect(scratch.read("id.pub") == "public")
        #expect(scratch.mode("id.pub") == 0o644)
        #expect(work.finish() == [])
    }

    @Test func aFileThatIsThereStays() throws {
        scratch.write("private", to: "id")
        scratch.write("someone's", to: "id.pub")
        try leaveNote()
        #expect(work.finish() == [])
        #expect(scratch.read("id.pub") == "someone's")
    }

    @Test func anotherKeyOfThatNameGetsNone() throws {
        scratch.write("private", to: "id")
        try leaveNote()
        scratch.shell("cp id copy && mv copy id")
        #expect(work.finish() == [])
        #expect(scratch.names == [".local", "id"])
    }

    @Test func whatAnotherRunIsAtIsLeftAlone() throws {
        scratch.write("private", to: "id")
        let entry = try note(work)
        #expect(work.finish() == [])
        withExtendedLifetime(entry) {}
    }

    /// The work itself leaves nothing, not even the folders that were made for the note.
    @Test func savingLeavesNothing() throws {
        try KeyFiles.save(scratch.pair(), noting: work)
        #expect(scratch.names == ["id", "id.pub"])
    }
}

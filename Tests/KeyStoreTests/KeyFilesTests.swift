import Secrecy
import Testing

@testable import KeyStore

/// Serialized because the umask is the whole process's.
@Suite(.serialized) struct KeyFilesTests {
    /// Every way of placing a file, each alone, as other file systems leave no other.
    static let ways: [PlacingMethods] = [.nameless, .link, .rename, .all]

    @Test(arguments: [0, 0o022, 0o077, 0o777] as [UInt32], ways)
    func modesAreExactWhateverTheUmask(mask: UInt32, methods: PlacingMethods) throws {
        let scratch = Scratch()
        try withUmask(mask) { try KeyFiles.save(scratch.pair(), methods: methods) }
        #expect(scratch.mode("id") == 0o600)
        #expect(scratch.mode("id.pub") == 0o644)
        #expect(scratch.names == ["id", "id.pub"])
        #expect(scratch.read("id.pub") == "public")
    }

    @Test func everyByteArrives() throws {
        let scratch = Scratch()
        try KeyFiles.save(scratch.pair(bytes: 300_000))
        #expect(scratch.read("id") == String(repeating: "a", count: 300_000))
    }

    @Test(arguments: ways) func anExistingFileStays(methods: PlacingMethods) throws {
        let scratch = Scratch()
        scratch.write("an older key", to: "id")
        #expect(throws: SaveError.exists(path: scratch.path("id"))) {
            try KeyFiles.save(scratch.pair(), methods: methods)
        }
        #expect(scratch.read("id") == "an older key")
        #expect(scratch.names == ["id"])
    }

    @Test(arguments: ways) func aDanglingLinkIsNeitherFollowedNorReplaced(methods: PlacingMethods) throws {
        let scratch = Scratch()
        scratch.makeLink("id", to: scratch.path("elsewhere"))
        #expect(throws: SaveError.exists(path: scratch.path("id"))) {
            try KeyFiles.save(scratch.pair(), methods: methods)
        }
        #expect(scratch.names == ["id"])
    }

    /// What ends in .pub is taken for public, mailed and pasted.
    @Test func aPrivateKeyIsNeverNamedLikeAPublicOne() {
        let scratch = Scratch()
        let file = NewFile(path: scratch.path("id.pub"), bytes: Secret("private".utf8), mode: .ownerOnly)
        #expect(throws: SaveError.publicName(path: file.path)) { try KeyFiles.save([file]) }
        #expect(scratch.names == [])
        #expect(KeyFiles.refusal(of: file.path) == .publicName(path: file.path))
        #expect(KeyFiles.refusal(of: scratch.path("id")) == nil)
    }

    @Test func aNameThatIsTooLongIsRefusedBeforeAnythingIsWritten() {
        let scratch = Scratch()
        let longest = scratch.path(String(repeating: "a", count: 251))
        #expect(KeyFiles.refusal(of: longest) == nil)
        #expect(KeyFiles.refusal(of: longest + "a") == .unusableName(path: longest + "a"))
        let missing = scratch.path("missing/" + String(repeating: "a", count: 252))
        #expect(KeyFiles.refusal(of: missing) == .unusableName(path: missing))
    }

    @Test func aFolderOfThatNameStays() throws {
        let scratch = Scratch()
        scratch.makeFolder("id")
        #expect(throws: SaveError.exists(path: scratch.path("id"))) { try KeyFiles.save(scratch.pair()) }
        #expect(scratch.names == ["id"])
    }

    @Test(arguments: ways) func aTakenSecondNameLeavesNeither(methods: PlacingMethods) throws {
        let scratch = Scratch()
        scratch.write("an older key", to: "id.pub")
        #expect(throws: SaveError.exists(path: scratch.path("id.pub"))) {
            try KeyFiles.save(scratch.pair(), methods: methods)
        }
        #expect(scratch.names == ["id.pub"])
        #expect(scratch.read("id.pub") == "an older key")
    }

    /// The same name twice passes the first look and fails when the second file is placed: after the first one.
    @Test(arguments: ways) func aNameTakenAtTheLastMomentLeavesNeither(methods: PlacingMethods) throws {
        let scratch = Scratch()
        let file = scratch.pair()[0]
        #expect(throws: SaveError.exists(path: file.path)) { try KeyFiles.save([file, file], methods: methods) }
        #expect(scratch.names == [])
    }

    @Test(arguments: ways) func ofManyAtOnceOneWins(methods: PlacingMethods) async throws {
        let scratch = Scratch()
        let path = scratch.path("id")
        let winners = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let bytes = Secret(Array("writer \(number)".utf8))
                    let file = NewFile(path: path, bytes: bytes, mode: .ownerOnly)
                    do throws(SaveError) {
                        try KeyFiles.save([file], methods: methods)
                        return number
                    } catch {
                        return error == .exists(path: path) ? nil : -1
                    }
                }
            }
            return await group.reduce(into: [Int]()) { if let winner = $1 { $0.append(winner) } }
        }
        try #require(winners.count == 1)
        #expect(scratch.read("id") == "writer \(winners[0])")
        #expect(scratch.names == ["id"])
    }

    @Test func takingBackSparesWhatIsNotOurs() throws {
        let scratch = Scratch()
        let folder = try OpenFolder(scratch.path)
        let staged = try StagedFile(scratch.pair()[0], in: folder, methods: .all)
        try staged.place(methods: .all)
        try folder.descriptor.remove("id")
        scratch.write("someone else's", to: "id")
        staged.takeBack()
        #expect(scratch.read("id") == "someone else's")
    }

    @Test func aFileThatIsNotPlacedLeavesNoTrace() throws {
        let scratch = Scratch()
        let folder = try OpenFolder(scratch.path)
        var staged: StagedFile? = try StagedFile(scratch.pair()[0], in: folder, methods: .link)
        #expect(scratch.names.count == 1)
        _ = staged
        staged = nil
        #expect(scratch.names == [])
    }

    @Test func aFileSystemThatCanDoNothingIsNamed() {
        let scratch = Scratch()
        #expect(throws: SaveError.cannotPlace(path: scratch.path("id"))) {
            try KeyFiles.save(scratch.pair(), methods: [])
        }
        #expect(scratch.names == [])
    }

    @Test(.enabled(if: canMount, "mounts a small file system"), arguments: ways)
    func aFullDiskIsFoundBeforeAnythingIsPlaced(methods: PlacingMethods) throws {
        let scratch = Scratch(mountedWith: "size=16k,mode=755")
        #expect(throws: SaveError.diskFull(path: scratch.path("id"))) {
            try KeyFiles.save(scratch.pair(bytes: 20_000), methods: methods)
        }
        #expect(scratch.names == [])
        try KeyFiles.save(scratch.pair(bytes: 400), methods: methods)
        #expect(scratch.names == ["id", "id.pub"])
    }

    /// Two inodes are left after the folder's own: the pair needs both, and gets them or leaves none.
    @Test(.enabled(if: canMount, "mounts a small file system"))
    func aDiskWithoutInodesLeavesNothing() throws {
        let scratch = Scratch(mountedWith: "nr_inodes=2,mode=755")
        #expect(throws: SaveError.diskFull(path: scratch.path("id.pub"))) { try KeyFiles.save(scratch.pair()) }
        #expect(scratch.names == [])
    }

    @Test(.enabled(if: canMount, "mounts a read-only file system"))
    func aReadOnlyFileSystemIsNamed() {
        let scratch = Scratch(mountedWith: "ro,mode=755")
        let expected = SaveError.readOnlyFileSystem(path: scratch.path)
        #expect(throws: expected) { try KeyFiles.save(scratch.pair()) }
        #expect(KeyFolder.examine(scratch.path) == .refused(expected))
    }

    @Test(.enabled(if: !isRoot, "root may write everywhere"))
    func aFolderWithoutWritePermissionIsNamed() {
        let scratch = Scratch()
        scratch.setMode(0o555)
        #expect(throws: SaveError.notWritable(path: scratch.path)) { try KeyFiles.save(scratch.pair()) }
    }

    @Test(arguments: [0o777, 0o775, 0o757, 0o722] as [UInt32])
    func aFolderThatOthersMayWriteIsRefused(mode: UInt32) {
        let scratch = Scratch()
        scratch.setMode(mode)
        #expect(throws: SaveError.othersMayWrite(path: scratch.path, mode: mode)) {
            try KeyFiles.save(scratch.pair())
        }
        #expect(scratch.names == [])
    }

    @Test func aStickyFolderIsSafe() throws {
        let scratch = Scratch()
        scratch.setMode(0o1777)
        try KeyFiles.save(scratch.pair())
        #expect(scratch.names == ["id", "id.pub"])
    }

    @Test(.enabled(if: isRoot, "gives a folder away"))
    func aFolderOfAnotherUserIsRefused() {
        let scratch = Scratch()
        scratch.giveAway(to: 65534)
        #expect(throws: SaveError.ownedByOther(path: scratch.path, user: 65534)) {
            try KeyFiles.save(scratch.pair())
        }
    }

    @Test func aMissingFolderAndAFileInItsPlaceAreToldApart() {
        let scratch = Scratch()
        scratch.write("", to: "file")
        let inMissing = NewFile(path: scratch.path("none/id"), bytes: Secret([]), mode: .ownerOnly)
        let inFile = NewFile(path: scratch.path("file/id"), bytes: Secret([]), mode: .ownerOnly)
        #expect(throws: SaveError.folderMissing(path: scratch.path("none"))) { try KeyFiles.save([inMissing]) }
        #expect(throws: SaveError.notAFolder(path: scratch.path("file"))) { try KeyFiles.save([inFile]) }
    }

    @Test(arguments: ["", ".", "..", String(repeating: "n", count: 300)])
    func aNameThatCannotBeOneIsRefused(name: String) {
        let scratch = Scratch()
        let file = NewFile(path: scratch.path(name), bytes: Secret([]), mode: .ownerOnly)
        #expect(throws: SaveError.unusableName(path: file.path)) { try KeyFiles.save([file]) }
    }

    @Test func theHintQuotesAPathForTheShell() {
        #expect(SaveError.othersMayWrite(path: "/a b/it's", mode: 0o777).hint.contains(#"chmod go-w '/a b/it'\''s',"#))
        #expect(SaveError.othersMayWrite(path: "/home/me/.ssh", mode: 0o777).hint.contains("go-w /home/me/.ssh,"))
        #expect(SaveError.othersMayWrite(path: "/x", mode: 0o77).message.contains("(mode 0077)"))
    }
}

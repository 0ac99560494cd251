import Platform
import Testing

@testable import KeyStore
import SSHClient

struct ConfigChangeTests {
    private static let long = (1...12).map { "line \($0)\n" }.joined()

    /// One place changes, as when a program adds a section.
    @Test(arguments: [
        ("", "a\nb\n"), ("a\nb\n", ""), ("a\nb\nc\n", "a\nx\nc\n"), ("a\n", "a\nb\n"), ("b\n", "a\nb\n"),
        ("a\na\n", "a\na\na\n"), ("a", "a\nb\n"), ("a\nb\n", "a"), (long, long + "new\n"),
        (long, long.replacing("line 6\n", with: "")), (long, "first\n" + long), ("a\n", "a\n"),
    ]) func aDifferenceIsWhatDiffShows(old: String, new: String) throws {
        let scratch = Scratch()
        scratch.write(old, to: "old")
        scratch.write(new, to: "new")
        system("cd '\(scratch.path)' && diff -u old new > difference")
        let lines = try #require(scratch.read("difference")).split(separator: "\n").dropFirst(2)
        let change = ConfigChange(path: "new", old: Array(old.utf8), new: Array(new.utf8))
        // diff leaves out a count of one, and says where a last line has no end.
        #expect(
            change.diff.filter { $0.kind != .hunk }.map(\.marked)
                == lines.filter { !$0.hasPrefix("@@") && !$0.hasPrefix("\\") }.map(String.init))
        #expect(change.reversed.reversed == change && change.reversed.old == change.new)
    }

    @Test func aChangeWithoutADateKeepsNoCopy() throws {
        let scratch = Scratch()
        scratch.write("a\n", to: "file")
        let change = ConfigChange(path: scratch.path("file"), old: Array("a\n".utf8), new: Array("b\n".utf8))
        #expect(try SSHConfigFile.apply(change, date: nil) == nil)
        #expect(scratch.read("file") == "b\n" && scratch.names == ["file"])
        #expect(throws: ConfigError.changedMeanwhile(path: change.path)) {
            try SSHConfigFile.apply(change, date: nil)
        }
    }

    @Test(arguments: [
        "", "Host a\n    User b\n", "Host a\n\tUser b\n\n# all\nHost *\n\tUser c\n", "Host *\n    User c\n",
    ]) func anEntryGoesAsItCame(text: String) throws {
        let entry = SSHConfigTests.entry("github.com-work", hostName: "github.com")
        let config = SSHConfig(Array(text.utf8), path: "config")
        let added = try SSHConfig.plan(adding: entry, to: config, home: SSHConfigTests.home)
        let present = SSHConfig(added.new, path: "config")
        let removed = try SSHConfig.plan(removing: entry, from: present, home: SSHConfigTests.home)
        #expect(String(decoding: removed.new, as: UTF8.self) == text)
        // Another key there isn't this one's entry.
        let other = SSHConfigTests.entry("github.com-work", hostName: "github.com", key: "/home/me/.ssh/other")
        #expect(try SSHConfig.plan(removing: other, from: present, home: SSHConfigTests.home).isEmpty)
    }
}

import Testing

/// `make install` and `make uninstall` of a program that is built already, below a folder of the test's own.
struct UninstallTests {
    private let place: Workplace
    private static let repository = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    init() throws { place = try Workplace() }

    private func make(_ target: String, prefix: String) throws {
        // With MAKE as it is, the program would be built again.
        try place.run(
            "make", "-s", "-C", Self.repository, target, "MAKE=true", "PROGRAM=\(Workplace.keywizard)",
            "DESTDIR=\(place.path("a root"))", "PREFIX=\(prefix)")
    }

    /// All that is below the root, without it.
    private func tree() throws -> [Substring] {
        try place.run("sh", "-c", "cd \"$0\" && find . | cut -c 2- | LC_ALL=C sort", place.path("a root"))
            .split(separator: "\n")
    }

    @Test func nothingIsLeftBelowAPrefixOfItsOwn() throws {
        try make("install", prefix: "/opt/keys")
        let installed = try tree()
        for file in ["bin/keywizard", "share/man/man1/keywizard.1", "share/bash-completion/completions/keywizard"] {
            #expect(installed.contains("/opt/keys/" + file))
        }
        try make("uninstall", prefix: "/opt/keys")
        #expect(try tree() == ["/opt", "/opt/keys"])
        // What is gone can go again.
        try make("uninstall", prefix: "/opt/keys")
    }

    @Test func whatOthersHaveThereStays() throws {
        try make("install", prefix: "/opt/keys")
        try place.run("touch", place.path("a root/opt/keys/share/man/man1/other.1"))
        try make("uninstall", prefix: "/opt/keys")
        #expect(
            try tree() == [
                "/opt", "/opt/keys", "/opt/keys/share", "/opt/keys/share/man", "/opt/keys/share/man/man1",
                "/opt/keys/share/man/man1/other.1",
            ])
    }

    /// Every system has these, empty or not.
    @Test func theSystemsOwnFoldersStay() throws {
        try make("install", prefix: "/usr/local")
        try make("uninstall", prefix: "/usr/local")
        #expect(
            try tree() == [
                "/usr", "/usr/local", "/usr/local/bin", "/usr/local/share", "/usr/local/share/man",
            ])
    }
}

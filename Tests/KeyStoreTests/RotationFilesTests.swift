import SSHKey
import Secrecy
import Testing

@testable import KeyStore
import SSHClient

/// What is kept of rotations from one run to the next.
struct RotationFilesTests {
    private let scratch = Scratch()

    private func files(_ environment: [String: String] = [:]) -> RotationFiles {
        RotationFiles(environment: CredentialEnvironment(environment), home: scratch.path)
    }

    private func rotation() throws -> KeyRotation {
        scratch.shell(
            "ssh-keygen -q -t ed25519 -N '' -C 'the old one' -f old; ssh-keygen -q -t rsa -N '' -C new -f new")
        func key(_ name: String) throws -> PublicKey {
            try #require(try KeyFile.read(KeyFileContents(path: scratch.path(name)).bytes, passphrase: nil).publicKey)
        }
        var rotation = KeyRotation(
            path: scratch.path("old"), newPath: scratch.path("new"), oldKey: try key("old.pub"),
            newKey: try key("new.pub"))
        rotation.step = .proved
        rotation.places = [
            KeyRotation.Place(service: "gitea", address: "git.example.org"),
            KeyRotation.Place(login: ServerLogin(user: "me", host: "2001:db8::1", port: "2222")),
        ]
        return rotation
    }

    @Test func whatIsKeptIsReadAgain() throws {
        var rotation = try rotation()
        try files().keep(rotation)
        #expect(files().read().rotations == [rotation])
        rotation.step = .renamed
        try files().keep(rotation)
        #expect(files().read().rotations == [rotation] && files().read().troubles == [])
        let folder = scratch.path + "/.local/state/keywizard/rotations"
        #expect(files().folder == folder)
        #expect(scratch.shell("stat -c %a \(folder) \(folder)/*; ls -A \(folder) | wc -l") == "700\n600\n1\n")
        try files().end(rotation)
        #expect(files().read().rotations == [])
        // What is over can't be ended again, which is no failure.
        try files().end(rotation)
    }

    @Test func xdgStateHomeIsObeyed() throws {
        let state = scratch.path("state")
        try files(["XDG_STATE_HOME": state]).keep(try rotation())
        #expect(scratch.shell("ls \(state)/keywizard/rotations") != "")
        #expect(files(["XDG_STATE_HOME": "relative"]).folder == files().folder)
    }

    @Test func nothingSecretIsInIt() throws {
        try files().keep(try rotation())
        let text = try #require(scratch.shell("cat .local/state/keywizard/rotations/*"))
        #expect(!text.contains("PRIVATE"))
        let lines = try #require(scratch.shell("grep -v -- ----- old new | cut -d: -f2"))
        for line in lines.split(separator: "\n") where line.count > 60 { #expect(!text.contains(line)) }
    }

    @Test(arguments: [
        ("2001:db8::1", "-oProxyCommand=x"), ("AAAAB3", "AAAAC3"), ("\"step\" : \"proved\"", "\"step\" : \"gone\""),
        ("\"path\" : \"/", "\"path\" : \""), ("{", "["),
    ])
    func whatIsDamagedIsSaidAndStays(part: String, other: String) throws {
        try files().keep(try rotation())
        let folder = ".local/state/keywizard/rotations/"
        let name = try #require(scratch.shell("ls " + folder)).dropLast()
        let text = try #require(scratch.read(folder + name))
        #expect(text.contains(part))
        scratch.write(text.replacing(part, with: other), to: folder + name)
        let found = files().read()
        #expect(found.rotations == [] && found.troubles == [.damaged(path: "~/" + folder + name)])
        #expect(scratch.read(folder + name) == text.replacing(part, with: other))
    }

    /// Under another name it couldn't be ended, and would be offered for ever.
    @Test func aCopyIsNoSecondRotation() throws {
        let rotation = try rotation()
        try files().keep(rotation)
        let folder = ".local/state/keywizard/rotations/"
        scratch.shell("cd \(folder) && cp *.json copy.json && mkdir folder.json && : > empty.json")
        let found = files().read()
        #expect(found.rotations == [rotation])
        #expect(
            found.troubles == [
                .damaged(path: "~/\(folder)copy.json"), .damaged(path: "~/\(folder)empty.json"),
                .unreadable(
                    path: "~/\(folder)folder.json", .notAFile(path: scratch.path(folder + "folder.json"))),
            ])
    }
}

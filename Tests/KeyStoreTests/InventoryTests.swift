import SSHKey
import Testing

@testable import KeyStore

struct InventoryTests {
    private func entries(_ scratch: Scratch) throws -> [String: Inventory.Entry] {
        let inventory = try Inventory(of: scratch.path)
        return Dictionary(uniqueKeysWithValues: inventory.entries.map { (KeyFilePath.name(of: $0.path), $0) })
    }

    /// The kernel notes readings (mount(8), relatime); this program's own leave no trace.
    @Test func aKeyThatNothingReadIsKnown() throws {
        let scratch = Scratch()
        try #require(scratch.shell("ssh-keygen -q -t ed25519 -N '' -f id_ed25519") != nil)
        // Where the file system takes no notice, nothing is said.
        let notices = try #require(
            scratch.shell("findmnt -n -o OPTIONS -T . | tr , '\\n' | grep -qx noatime && echo no || echo yes"))
        for _ in 0..<2 {
            #expect(try entries(scratch)["id_ed25519"]?.isUnread == notices.hasPrefix("yes"))
        }
        _ = scratch.shell("ssh-keygen -y -f id_ed25519")
        #expect(try entries(scratch)["id_ed25519"]?.isUnread == false)
    }

    @Test func everyKeyOfAFolderIsFoundUnderAnyName() throws {
        let scratch = Scratch()
        try #require(
            scratch.shell(
                """
                ssh-keygen -q -t ed25519 -N '' -C plain -f id_ed25519 &&
                ssh-keygen -q -t rsa -b 2048 -N secret -C locked -f work &&
                ssh-keygen -q -t ecdsa -b 384 -m PEM -N secret -C '' -f pem.key &&
                ssh-keygen -q -t rsa -b 1024 -m PKCS8 -N '' -C '' -f old &&
                puttygen -q -t ed25519 -C putty --new-passphrase /dev/null -o windows.ppk --random-device /dev/urandom &&
                ssh-keygen -q -t ed25519 -N '' -f ca -C ca && ssh-keygen -q -s ca -I me -n me id_ed25519.pub &&
                rm ca ca.pub old.pub &&
                cp work copy && ssh-keygen -e -f work.pub > rfc4716 &&
                printf 'Host *\\n' > config && printf 'x\\n' > notes && mkdir sub && printf 'key\\n' > id_broken &&
                ln -s id_ed25519 link
                """) != nil)
        let listing = scratch.shell("ssh-keygen -lf old")
        scratch.setMode(0o644, "old")
        let inventory = try Inventory(of: scratch.path)
        let found = try entries(scratch)
        #expect(
            found.keys.sorted() == [
                "copy", "id_ed25519", "id_ed25519-cert.pub", "id_ed25519.pub", "link", "old", "pem.key", "pem.key.pub",
                "rfc4716", "windows.ppk", "work", "work.pub",
            ])
        #expect(inventory.problems.map { KeyFilePath.name(of: $0.path) } == ["id_broken"])

        // The same fingerprint, size, comment and type that ssh-keygen shows.
        for name in ["id_ed25519", "work", "old", "rfc4716"] {
            // It refuses to read a private key that others may read.
            let line = try #require(
                name == "old" ? listing : scratch.shell("ssh-keygen -lf \(name == "rfc4716" ? "work.pub" : name)"))
            let words = line.split(whereSeparator: \.isWhitespace)
            let entry = try #require(found[name])
            #expect(entry.publicKey.map { String($0.bits) } == String(words[0]))
            #expect(entry.fingerprint == String(words[1]))
            #expect(entry.publicKey.map { "(\($0.type.word))" } == String(words.last!))
        }
        #expect(found["id_ed25519"]?.publicKey?.comment == "plain")
        #expect(found["id_ed25519"]?.isUnprotected == true)
        #expect(found["work"]?.encryption?.cipher == "aes256-ctr")
        #expect(found["pem.key"]?.isEncrypted == true)
        #expect(found["old"]?.othersMayRead == true && found["work"]?.othersMayRead == false)
        #expect(found["old"]?.mode == 0o644)

        // Who is the public key of whom.
        #expect(found["id_ed25519"]?.publicFile == scratch.path("id_ed25519.pub"))
        #expect(found["id_ed25519.pub"]?.privateFile == scratch.path("id_ed25519"))
        #expect(found["id_ed25519-cert.pub"]?.privateFile == scratch.path("id_ed25519"))
        #expect(found["id_ed25519-cert.pub"]?.certificate != nil)
        #expect(found["old"]?.publicFile == nil)
        // An encrypted PEM is known by the .pub beside it.
        let fingerprint = try #require(found["pem.key"]?.fingerprint)
        #expect(fingerprint == found["pem.key.pub"]?.fingerprint)
        #expect(found["work"]?.duplicateOf == scratch.path("copy") && found["copy"]?.duplicateOf == nil)
        #expect(found["copy"]?.publicFile == scratch.path("rfc4716"))
        #expect(found["work"]?.publicFile == scratch.path("work.pub"))
        #expect(found["windows.ppk"]?.format == .ppk3)
    }

    @Test func aPublicFileOfAnotherKeyIsNamed() throws {
        let scratch = Scratch()
        scratch.shell("ssh-keygen -q -t ed25519 -N '' -f a && ssh-keygen -q -t ed25519 -N '' -f b && cp b.pub a.pub")
        let found = try entries(scratch)
        #expect(found["a"]?.mismatchedPublicFile == scratch.path("a.pub"))
        #expect(found["a"]?.publicFile == nil)
        #expect(found["b"]?.mismatchedPublicFile == nil)
        #expect(found["b"]?.publicFile == scratch.path("b.pub"))
        #expect(found["b.pub"]?.duplicateOf == scratch.path("a.pub"))
    }

    @Test func thousandsOfKeysAreRelated() throws {
        let scratch = Scratch()
        try #require(scratch.shell("ssh-keygen -q -t ed25519 -N '' -C k -f k") != nil)
        let (privateText, publicText) = try (#require(scratch.read("k")), #require(scratch.read("k.pub")))
        for number in 0..<5000 {
            scratch.write(privateText, to: "k\(number)")
            scratch.write(publicText.replacing(" k\n", with: " key \(number)\n"), to: "k\(number).pub")
        }
        let inventory = try Inventory(of: scratch.path)
        #expect(inventory.entries.count == 10_002)
        #expect(inventory.problems == [])
        #expect(inventory.entries.count { $0.isPrivate } == 5001)
        #expect(
            inventory.entries.allSatisfy { $0.isPrivate ? $0.publicFile == $0.path + ".pub" : $0.privateFile != nil })
        #expect(inventory.entries.count { $0.duplicateOf == nil } == 2)
        #expect(inventory.entries.map(\.path) == inventory.entries.map(\.path).sorted())
    }

    @Test func aFolderThatIsMissingIsNamed() {
        let scratch = Scratch()
        #expect(throws: ReadError.missing(path: scratch.path("none"))) { try Inventory(of: scratch.path("none")) }
        #expect((try? Inventory(of: scratch.path))?.entries.isEmpty == true)
    }
}

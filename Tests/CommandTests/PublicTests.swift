import Testing

struct PublicTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func linesAreSSHKeygensOwn(type: String) throws {
        try place.makeKey("id", "-t", type, passphrase: "secret")
        let line = try place.read("id.pub")
        #expect(try place.keywizard("public", "id.pub").output == line)
        // The comment is locked up in the private file; the public one beside it has it.
        #expect(try place.keywizard("public", "id").output == line)
        try place.run("rm", place.path("id.pub"))
        #expect(try withoutComment(place.keywizard("public", "id").output) == withoutComment(line))
    }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func otherFormatsAreReadByOthers(type: String) throws {
        try place.makeKey("id", "-t", type)
        let line = withoutComment(try place.read("id.pub"))
        try place.write(place.keywizard("public", "id", "--format", "rfc4716").output, to: "id.rfc4716")
        #expect(try withoutComment(place.run("ssh-keygen", "-i", "-f", place.path("id.rfc4716"))) == line)
        #expect(try withoutComment(place.run("puttygen", place.path("id.rfc4716"), "-L")) == line)

        let spki = try place.keywizard("public", "id", "--format", "spki").output
        #expect(try place.run("openssl", "pkey", "-pubin", "-pubout", input: spki) == spki)
        // And back again.
        #expect(try withoutComment(place.keywizard("public", "-", input: spki).output) == line)
    }

    @Test func repairsAreSaidAndNotWritten() throws {
        try place.makeKey("id", "-t", "rsa")
        let line = try place.read("id.pub")
        let middle = line.index(line.startIndex, offsetBy: 100)
        let outcome = try place.keywizard("public", "-", input: line[..<middle] + "\n" + line[middle...])
        #expect(outcome.status == 0)
        #expect(outcome.output == line)
        #expect(outcome.errors.contains("joined a wrapped line"))
    }

    @Test func refusals() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.write("no key\n", to: "note")
        #expect(try place.keywizard("public", "note").status == 1)
        #expect(try place.keywizard("public", "missing").errors.contains("missing doesn't exist"))
        #expect(try place.keywizard("public", "id", "--format", "ppk").status == 64)
        #expect(try place.keywizard("public").status == 64)
    }

    #if os(Linux)
    @Test func outputThatCanNotBeWrittenIsAFailure() throws {
        try place.makeKey("id", "-t", "ed25519")
        #expect(try place.keywizard("public", "id", output: "/dev/full").status == 1)
        #expect(try place.keywizard("inspect", "id", output: "/dev/full").status == 1)
        #expect(try place.keywizard("convert", "id", "--to", "ppk", "--output", "-", output: "/dev/full").status == 1)
    }
    #endif
}

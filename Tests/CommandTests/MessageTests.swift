import Testing

/// What is said of a name can't be taken for what keywizard says.
struct MessageTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    @Test(arguments: [
        ["inspect", "FILE"], ["public", "FILE"], ["convert", "FILE", "--to", "ppk", "--output", "x"],
        ["passphrase", "FILE", "--no-passphrase"], ["audit", "FILE"],
        ["generate", "--no-passphrase", "--output", "FILE/x"],
        ["generate", "--no-passphrase", "--FILE"], ["upload", "FILE", "--to", "github"], ["generate", "FILE"],
        ["install", "FILE", "--host", "me@host"], ["generate", "--passphrase-file", "FILE", "--output", "x"],
    ]) func aNewlineInANameBeginsNoLine(command: [String]) throws {
        let name = "a\nkeywizard: saved everything"
        let outcome = try place.attempt([Workplace.keywizard] + command.map { $0.replacing("FILE", with: name) })
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("a\u{FFFD}keywizard: saved everything"), "\(outcome.errors)")
        let lines = outcome.errors.split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("keywizard: saved everything") }, "\(outcome.errors)")
    }
}

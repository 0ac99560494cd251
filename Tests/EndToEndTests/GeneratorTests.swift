#if canImport(Glibc)
import Testing

/// Where keys come from: OpenSSL's own generators over a system's generator that is known (Tests/KnownSeed), which makes
/// all that goes into a key visible.
@Suite(.serialized) struct GeneratorTests {
    private static let program = String(Terminal.keywizard.dropLast("keywizard".count)) + "known-seed"

    struct Made: Equatable {
        let line: String
        /// How often the system's generator was asked, before and after the events.
        let before, after: Int
    }

    private func make(_ arguments: String...) throws -> [Made] {
        try Shell.run([Self.program] + arguments).split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 4, let before = Int(words[words.count - 2]), let after = Int(words[words.count - 1])
            else {
                throw Failure(String(line))
            }
            return Made(line: words.dropLast(2).joined(separator: " "), before: before, after: after)
        }
    }

    @Test(arguments: ["ed25519", "ecdsa"]) func theEventsAndTheSystemBothDecideTheKey(type: String) throws {
        let made = try make(
            "\(type):system-1:events-a", "\(type):system-1:events-a", "\(type):system-1:events-b",
            "\(type):system-2:events-a",
            "\(type):system-1:", "\(type):system-1:")
        try #require(made.count == 6)
        // Nothing else decides it: otherwise the rest would prove nothing.
        #expect(made[0] == made[1])
        #expect(made[4] == made[5])
        // The user's events change it, and so does the system's generator, each with the other one the same.
        #expect(Set(made.map(\.line)).count == 4)
        // With the events, the system's generator is asked again. Without any it is there all the same.
        #expect(made[0].after > made[0].before)
        #expect(made[4].after == made[4].before)
        #expect(made.allSatisfy { $0.before > 0 })
    }
}
#endif

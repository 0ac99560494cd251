import Secrecy
import Testing

@testable import SSHKey

/// Keys made once for all tests, one for each kind that can be made.
enum Samples {
    static let parameters: [KeyParameters] = [
        .ed25519, .ed448, .rsa(bits: 2048), .ecdsa(.nistp256), .ecdsa(.nistp384), .ecdsa(.nistp521),
    ]

    /// Comments and passphrases that a careless writer breaks.
    static let oddComments = [
        "", "plain", "two words", "  \"quoted\" 'and' \\slashed\\ ", "grüße ☃ 鍵", "tab\there", "a=b # c",
    ]
    static let oddPassphrases = [
        "secret", " spaces around ", "\"quotes'", "tab\tinside", "pässwörd ☃",
        "longer than the seventy-two bytes that bcrypt alone would look at: this passphrase has more of them",
    ]

    private static let keys = Task {
        var keys: [KeyParameters: PrivateKey] = [:]
        for parameters in parameters {
            keys[parameters] = try await PrivateKey.generate(parameters, comment: "sample", progress: { _ in })
        }
        return keys
    }

    static func key(_ parameters: KeyParameters, comment: String = "sample") async throws -> PrivateKey {
        var key = try #require(try await keys.value[parameters])
        key.comment = comment
        return key
    }
}

extension Secret {
    convenience init(text: String) { self.init(Array(text.utf8)) }
    var text: String { String(decoding: array, as: UTF8.self) }
}

extension WritingOptions {
    /// As cheap as the formats allow: tests aren't attacked.
    static let cheap: WritingOptions = {
        var options = WritingOptions()
        options.rounds = 1
        options.argon2 = .passes(1)
        options.iterations = 2048
        return options
    }()
}

extension Armour {
    /// The first block at `start` or later; nil when there is none.
    init?(in text: UnsafeRawBufferPointer, from start: Int) {
        var next = ArmourMarker.next(in: text, from: start)
        while let marker = next, !marker.isBegin { next = ArmourMarker.next(in: text, from: marker.range.upperBound) }
        guard let begin = next else { return nil }
        self.init(in: text, after: begin)
    }
}

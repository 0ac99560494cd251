import Secrecy
import Testing

@testable import Passphrase

@Suite struct StrengthTests {
    private func strength(_ text: String) -> Strength {
        Array(text.utf8).withUnsafeBytes { Strength(of: $0) }
    }

    /// Passphrases whose class zxcvbn's authors give in their paper and test data.
    @Test(arguments: ["password", "123456", "qwerty", "letmein", "aaaaaaaa"]) func whatEverybodyUsesIsVeryWeak(
        _ text: String
    ) {
        #expect(strength(text).level == .veryWeak)
        #expect(strength(text).advice != nil)
    }

    @Test func fourUnrelatedWordsAreStrong() {
        #expect(strength("correct horse battery staple").level == .strong)
        #expect(strength("correct horse battery staple").advice == nil)
    }

    @Test(
        arguments: zip(
            ["abcdefgh", "dfghjkl;", "1987-05-12", "zzzzzzzz", "p@ssw0rd"],
            ["sequences", "rows of keys", "dates", "repeats", "signs"]))
    func adviceNamesThePattern(_ text: String, _ word: String) throws {
        let advice = try #require(strength(text).advice)
        #expect(advice.contains(word))
    }

    @Test func adviceNeverRepeatsThePassphrase() {
        for text in ["monkey", "dragon1", "trustno1", "abc123", "iloveyou"] {
            #expect(strength(text).advice?.contains(text) != true)
        }
    }

    @Test func anUnrelatedWordMakesItStronger() {
        for text in ["password", "dragon", "unrelated7Fjord"] {
            #expect(strength(text + " marble cello").bits > strength(text).bits)
        }
    }

    @Test func aThousandBytesAreTaken() {
        #expect(strength(String(repeating: "x7!q", count: 250)).bits > 0)
    }
}

@Suite struct WordPassphraseTests {
    @Test func theListIsTheOneOf7776Words() {
        var letters = 0
        var previous = ""
        for number in 0..<WordList.count {
            let word = WordList.withWord(number) { String(decoding: $0, as: UTF8.self) }
            #expect(word > previous, "the list is in alphabetical order, so that no word is in it twice")
            #expect((3...9).contains(word.count))
            letters += word.count
            previous = word
        }
        // eff.org: "an average length of 7.0 characters per word".
        #expect((6.9...7.1).contains(Double(letters) / 7776))
    }

    @Test func sixWordsOfTheList() {
        var words: Set<String> = []
        for number in 0..<WordList.count {
            words.insert(WordList.withWord(number) { String(decoding: $0, as: UTF8.self) })
        }
        let made = WordPassphrase.make().withBytes { String(decoding: $0, as: UTF8.self) }
        // Four words of the list have a hyphen of their own: drop-down, felt-tip, t-shirt, yo-yo.
        var rest = made[...]
        var count = 0
        while !rest.isEmpty {
            let word = words.filter { rest == $0 || rest.hasPrefix($0 + "-") }.max { $0.count < $1.count }
            guard let word else { break }
            rest = rest.dropFirst(word.count + 1)
            count += 1
        }
        #expect(rest.isEmpty && count == 6, "\(made)")
        #expect(made.count <= WordPassphrase.longest)
    }

    @Test func notTheSameTwice() {
        let two = (0..<2).map { _ in WordPassphrase.make().withBytes { Array($0) } }
        #expect(two[0] != two[1])
    }
}

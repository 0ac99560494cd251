import COpenSSL
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
    /// The SHA-256 of https://www.eff.org/files/2016/07/18/eff_large_wordlist.txt, as published.
    @Test func theListIsTheFileThatEFFPublishes() {
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(WordList.text.baseAddress, WordList.text.count, &hash)
        #expect(
            hash == [
                0xad, 0xdd, 0x35, 0x53, 0x65, 0x11, 0x59, 0x7a, 0x02, 0xfa, 0x0a, 0x9f, 0xf1, 0xe5, 0x28, 0x46, 0x77,
                0xb8,
                0x88, 0x3b, 0x83, 0xe9, 0x86, 0xe4, 0x3f, 0x15, 0xa3, 0xdb, 0x99, 0x6b, 0x90, 0x3e,
            ])
    }

    @Test func everyLineGivesItsWord() {
        var letters = 0
        var previous = ""
        for number in 0..<WordList.count {
            let word = WordList.withWord(number) { String(decoding: $0, as: UTF8.self) }
            #expect(word > previous, "the list is in alphabetical order, so that no word is in it twice")
            #expect((3...9).contains(word.count))
            letters += word.count
            previous = word
        }
        #expect(WordList.count == 7776)
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

import CWordList

/// The Electronic Frontier Foundation's large word list for dice: 7776 words of 3 to 9 letters.
enum WordList {
    static let count = words.count

    /// The published file, byte for byte.
    static var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: wordlist_text(), count: wordlist_length())
    }

    /// Where each word is in `text`: behind the tab of its line.
    private static let words: [Range<Int>] = text.split(separator: UInt8(ascii: "\n")).map { line in
        line.index(after: line.firstIndex(of: UInt8(ascii: "\t"))!)..<line.endIndex
    }

    /// Lends the letters of the word with this number, from 0. No String is made: the word is part of a passphrase.
    static func withWord<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(rebasing: text[words[number]]))
    }
}

import Dispatch
import FoundationEssentials
import FuzzTargets
import Synchronization
import Testing

/// Every parser against its corpus, and against damaged copies of it: a short run with a known seed of what
/// `make fuzz` does for minutes. In the corpus are files that real programs made, and what was trouble once.
struct FuzzTests {
    private static let inputs = 2000

    @Test(arguments: FuzzTarget.all) func takesItsCorpus(target: FuzzTarget) throws {
        let corpus = try corpus(of: target)
        #expect(corpus.count > 1)
        for (name, input) in corpus { #expect(target.take(input) == nil, "\(name)") }
    }

    @Test(arguments: FuzzTarget.all) func takesDamagedInputs(target: FuzzTarget) throws {
        let corpus = try corpus(of: target).map(\.bytes)
        let words = target.words.map { Array($0.utf8) }
        // The inputs themselves, in base64.
        let broken = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: Self.inputs) { number in
            var random = SplitMix(seed: UInt64(number))
            let input = mutated(corpus.randomElement(using: &random) ?? [], words, &random)
            guard let complaint = target.take(input) else { return }
            broken.withLock { $0.append("\(complaint): \(Data(input).base64EncodedString())") }
        }
        #expect(broken.withLock { $0 } == [])
    }

    private func corpus(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = #filePath.dropLast("FuzzTests.swift".count) + "Corpus/" + target.name
        return try FileManager.default.contentsOfDirectory(atPath: String(folder)).sorted().map { name in
            (name, Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))))
        }
    }

    private func mutated(_ original: [UInt8], _ words: [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0...3, using: &random) {
            guard !bytes.isEmpty else { return words.randomElement(using: &random) ?? [] }
            let position = bytes.indices.randomElement(using: &random) ?? 0
            let length = Int.random(in: 1...16, using: &random)
            let end = min(bytes.count, position + length)
            switch Int.random(in: 0...6, using: &random) {
            case 0: bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 1: bytes[position] = .random(in: 0...255, using: &random)
            case 2: bytes.removeSubrange(position..<end)
            case 3: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [0x1b], at: position)
            case 4: bytes.removeSubrange(position...)
            case 5: bytes.insert(contentsOf: bytes[position..<end], at: position)
            default: for index in position..<end { bytes[index] = 0xff }
            }
        }
        return bytes
    }
}

/// A small generator of known randomness (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z &>> 31
    }
}

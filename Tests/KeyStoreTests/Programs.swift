@testable import KeyStore
import Platform

/// A generator whose numbers are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

extension Scratch {
    /// Runs a program with its files here; its standard output, nil when it fails.
    @discardableResult func output(of program: String, _ arguments: [String]) -> String? {
        let words = [program] + arguments
        return shell(words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ") + " 2>/dev/null")
    }

    /// Runs a line of shell in this folder; its standard output, nil when it fails.
    @discardableResult func shell(_ line: String) -> String? {
        guard let pipe = popen("cd '\(path)' && \(line)", "r") else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
        return pclose(pipe) == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }

    func write(_ bytes: [UInt8], to name: String) {
        guard let file = fopen(path(name), "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    func bytes(_ name: String) -> [UInt8]? {
        guard let file = fopen(path(name), "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}

/// Whether a program is there to be used by a test.
func isInstalled(_ program: String) -> Bool {
    system("command -v \(program) >/dev/null") == 0
}

#if canImport(Glibc)
import Glibc

/// The writable memory of a running program, as root reads it from /proc (proc(5)), whatever the program forbids.
struct MemoryImage {
    private var regions: [[UInt8]] = []
    /// How often each byte is there, to look for the rarest of a needle.
    private var frequencies = [Int](repeating: 0, count: 256)

    init(of process: Int32) throws {
        let memory = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw Failure("/proc/\(process)/mem: errno \(errno)") }
        defer { close(memory) }
        for line in try Shell.run(["cat", "/proc/\(process)/maps"]).split(separator: "\n") {
            let fields = line.split(separator: " ")
            let bounds = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            guard fields[1].hasPrefix("rw"), bounds.count == 2 else { continue }
            var bytes = [UInt8](repeating: 0, count: bounds[1] - bounds[0])
            var done = 0
            while done < bytes.count {
                let count = bytes.withUnsafeMutableBytes {
                    pread(memory, $0.baseAddress! + done, min($0.count - done, 4096), bounds[0] + done)
                }
                // Pages that were reserved and never used, or guard others, can't be read.
                done += max(count, 4096)
            }
            regions.append(bytes)
        }
        guard !regions.isEmpty else { throw Failure("process \(process) has no memory") }
        frequencies.withUnsafeMutableBufferPointer { frequencies in
            for region in regions { region.withUnsafeBytes { for byte in $0 { frequencies[Int(byte)] += 1 } } }
        }
    }

    /// The number of bytes.
    var count: Int { regions.reduce(0) { $0 + $1.count } }

    /// The first form in which a text or a number is in the image; nil when it is in none.
    func form(of needle: [UInt8]) -> String? {
        for (name, bytes) in [
            ("bytes", needle), ("reversed bytes", needle.reversed()),
            ("hexadecimal", hexadecimal(needle, "0123456789abcdef")),
            ("capital hexadecimal", hexadecimal(needle, "0123456789ABCDEF")),
        ] where contains(bytes, apart: 1) { return name }
        // Base 64 in each of the three places that a byte can have in its groups, without the digits at both ends
        // that the neighbours have a part in.
        for shift in 0..<3 {
            let digits = base64([UInt8](repeating: 0, count: shift) + needle)
            if contains(Array(digits.dropFirst(4).dropLast(4)), apart: 1) { return "base 64" }
        }
        // One element for each byte, as characters are held: UTF-16 and UTF-32, arrays of machine words, of
        // `Character` and of events, ncurses's cells of 28 and 32 bytes. Long numbers are never held so.
        guard needle.count < 32 else { return nil }
        for apart in [2, 4, 8, 16, 17, 18, 20, 24, 25, 26, 28, 32, 33, 40, 48, 56, 64]
        where contains(needle, apart: apart) {
            return "one element of \(apart) bytes for each byte"
        }
        return nil
    }

    /// Whether the bytes of the needle are anywhere, each `apart` bytes after the one before.
    private func contains(_ needle: [UInt8], apart: Int) -> Bool {
        guard let rarest = needle.indices.min(by: { frequencies[Int(needle[$0])] < frequencies[Int(needle[$1])] })
        else { return false }
        let (before, after) = (rarest * apart, (needle.count - 1 - rarest) * apart)
        return regions.contains { region in
            region.withUnsafeBytes { region in
                var at = before
                while at + after < region.count,
                    let found = memchr(region.baseAddress! + at, Int32(needle[rarest]), region.count - after - at)
                {
                    at = UnsafeRawPointer(found) - region.baseAddress!
                    if apart == 1 {
                        if memcmp(region.baseAddress! + at - before, needle, needle.count) == 0 { return true }
                    } else if needle.indices.allSatisfy({ region[at - before + $0 * apart] == needle[$0] }) {
                        return true
                    }
                    at += 1
                }
                return false
            }
        }
    }
}

func hexadecimal(_ bytes: [UInt8], _ digits: String) -> [UInt8] {
    let digits = Array(digits.utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}

func base64(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bits = 0
    var width = 0
    var text: [UInt8] = []
    for byte in bytes {
        (bits, width) = (bits << 8 & 0xffff | Int(byte), width + 8)
        while width >= 6 {
            width -= 6
            text.append(digits[bits >> width & 63])
        }
    }
    return text
}
#endif

/// The drunken bishop: the picture of a digest that `ssh-keygen -lv` draws (OpenSSH, sshkey.c).
struct Randomart {
    static let columns = 17
    static let rows = 9
    /// A character for each number of visits, then for the start and the end.
    private static let characters = Array(" .o+=*BOX@%&#/^SE")

    private var visits = [[Int]](repeating: [Int](repeating: 0, count: columns), count: rows)

    init(digest: [UInt8]) {
        let (start, end) = (Self.characters.count - 2, Self.characters.count - 1)
        var (x, y) = (Self.columns / 2, Self.rows / 2)
        for byte in digest {
            for shift in stride(from: UInt8(0), to: 8, by: 2) {
                let pair = byte >> shift
                x = min(max(x + (pair & 1 == 0 ? -1 : 1), 0), Self.columns - 1)
                y = min(max(y + (pair & 2 == 0 ? -1 : 1), 0), Self.rows - 1)
                if visits[y][x] < start - 1 { visits[y][x] += 1 }
            }
        }
        visits[Self.rows / 2][Self.columns / 2] = start
        visits[y][x] = end
    }

    /// The picture in its frame, eleven lines of nineteen characters.
    func lines(titles: [String], hash: String) -> [String] {
        // OpenSSH's own rule: the first title that fits, else the last, and of either no more than 16 characters.
        let title = titles.first { $0.count <= Self.columns } ?? titles.last ?? ""
        return [Self.border(String(title.prefix(Self.columns - 1)))]
            + visits.map { row in "|" + String(row.map { Self.characters[$0] }) + "|" }
            + [Self.border("[\(hash)]")]
    }

    private static func border(_ title: String) -> String {
        let left = (columns - title.count) / 2
        let right = columns - title.count - left
        return "+" + String(repeating: "-", count: left) + title + String(repeating: "-", count: right) + "+"
    }
}

extension PublicKey {
    /// The randomart of the SHA256 fingerprint, line by line, as `ssh-keygen -lv` draws it.
    public var randomart: [String] { randomart(.sha256) }

    /// The randomart of a fingerprint, line by line.
    public func randomart(_ hash: FingerprintHash) -> [String] {
        Randomart(digest: digest(hash))
            .lines(titles: ["[\(type.word) \(bits)]", "[\(type.word)]"], hash: hash.word)
    }
}

import SSHKey
import Synchronization

/// The lists of Debian's weak keys on this computer, each read once.
final class Blocklists: Sendable {
    private let lists = Mutex<[String: [UInt8]?]>([:])

    /// What is wrong with a key, worst first.
    func weaknesses(of key: PublicKey) -> [Weakness] {
        let isListed = DebianBlocklist.paths(for: key).contains { path in
            list(at: path).map { DebianBlocklist.lists(key, in: $0) } ?? false
        }
        return (isListed ? [.debian] : []) + key.weaknesses
    }

    /// Whether there is a list that a key would be in.
    func cover(_ key: PublicKey) -> Bool {
        let paths = DebianBlocklist.paths(for: key)
        return paths.isEmpty || paths.contains { list(at: $0) != nil }
    }

    /// In bytes; the list of RSA keys with 2048 bits has two million.
    private static let longest = 1 << 24

    private func list(at path: String) -> [UInt8]? {
        lists.withLock { lists in
            if let known = lists[path] { return known }
            let list = (try? KeyFileArgument(path, limit: Self.longest, isNamed: false)).map {
                $0.bytes.withBytes { Array($0) }
            }
            lists[path] = .some(list)
            return list
        }
    }
}

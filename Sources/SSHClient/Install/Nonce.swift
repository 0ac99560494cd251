/// A word that nobody can have written before it was made: what it is in was written afterwards.
public struct Nonce: Hashable, Sendable {
    /// 32 hexadecimal digits of the system's generator, after "keywizard-".
    public let text: String

    /// A new one.
    public init() {
        let digits = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }
        text = "keywizard-" + digits.joined()
    }
}

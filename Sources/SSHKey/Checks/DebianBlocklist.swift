/// The lists of Debian's weak keys (CVE-2008-0166), as the package openssh-blacklist installs them. Most systems
/// have none any more; then a key is "not checked".
public enum DebianBlocklist {
    /// Where the list that a key would be in may be; empty for types that the fault didn't touch.
    public static func paths(for key: PublicKey) -> [String] {
        guard key.type == .rsa || key.type == .dsa else { return [] }
        return ["/usr/share/ssh", "/etc/ssh"].map { "\($0)/blacklist.\(key.type.word)-\(key.bits)" }
    }

    /// Whether the text of a list has the key: each line is the end of an MD5 fingerprint, 20 digits.
    public static func lists(_ key: PublicKey, in list: [UInt8]) -> Bool {
        let digits = Array(hexadecimal(key.digest(.md5)).utf8.suffix(20))
        guard digits.count == 20 else { return false }
        return withBytes(list) { list in
            var lines = TextLines(list)
            while let line = lines.next() {
                if line.trimmed.elementsEqual(digits) { return true }
            }
            return false
        }
    }
}

import KeyStore
import SSHKey
import Secrecy

/// A private key's file that gets another passphrase, in its own format.
struct Reprotection {
    let format: PrivateFormat
    private let replacement: KeyFileReplacement

    /// Throws when something else in the file would be lost by writing it again.
    init(of file: KeyFile, _ replacement: KeyFileReplacement) throws(CommandError) {
        guard !file.format.isPublic else {
            throw CommandError(
                "expected a private key, found a public key (\(file.format.displayName))",
                hint: "only the private key has a passphrase; it is in the other file, without .pub")
        }
        guard let format = file.format.privateFormat else {
            throw CommandError(
                "\(file.format.displayName) is a format that keywizard reads and never writes",
                hint: "keywizard convert creates a file that can have a passphrase")
        }
        guard file.certificate == nil else {
            throw CommandError(
                "the file also has a certificate, which would be lost",
                hint: "keywizard convert creates a file with the key only")
        }
        guard file.isAlone else {
            throw CommandError(
                "the file also has other contents, which would be lost: "
                    + Self.rest(of: file, in: replacement.contents.bytes.count),
                hint: "the file was left as it is; keywizard convert creates a file with the key only")
        }
        (self.format, self.replacement) = (format, replacement)
    }

    /// What else is in a file of `size` bytes.
    private static func rest(of file: KeyFile, in size: Int) -> String {
        var rest = file.others
        if file.range.lowerBound > 0 { rest.append("\(file.range.lowerBound) bytes in front of the key") }
        if file.range.upperBound < size { rest.append("\(size - file.range.upperBound) bytes behind the key") }
        return rest.isEmpty ? "headers or marks between its lines" : rest.joined(separator: "; ")
    }

    /// Puts the key, protected by `passphrase` or by nothing, instead of the file it came from.
    func write(_ key: PrivateKey, passphrase: Secret?) throws {
        let new = try key.encoded(as: format, passphrase: passphrase)
        // The old file goes when this one is in place: nothing may be wrong with it.
        guard try KeyFile.read(new, passphrase: passphrase).privateKey?.publicKey.blob == key.publicKey.blob else {
            throw CommandError("the new file couldn't be opened; the old one was left as it is")
        }
        try replacement.replace(with: new)
    }
}

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
                "a public key (\(file.format.displayName)), a private key was expected",
                hint: "only the private key has a passphrase; it is in the other file, without .pub")
        }
        guard let format = file.format.privateFormat else {
            throw CommandError(
                "\(file.format.displayName) is a format that keywizard reads and never writes",
                hint: "keywizard convert makes a file that can have a passphrase")
        }
        guard file.certificate == nil else {
            throw CommandError(
                "there is a certificate in the file, which would be lost",
                hint: "keywizard convert makes a file of the key alone")
        }
        guard file.isAlone else {
            throw CommandError(
                "there is more in the file than the key, which would be lost: "
                    + Self.rest(of: file, in: replacement.contents.bytes.count),
                hint: "the file was left as it is; keywizard convert makes a file of the key alone")
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

    /// Puts the key, protected by `passphrase` or by nothing, in the place of the file it came from.
    func write(_ key: PrivateKey, passphrase: Secret?) throws {
        let new = try key.encoded(as: format, passphrase: passphrase)
        // The old file goes when this one is in place: nothing may be wrong with it.
        guard try KeyFile.read(new, passphrase: passphrase).privateKey?.publicKey.blob == key.publicKey.blob else {
            throw CommandError("the new file does not open as the old one did; the old one was left as it is")
        }
        try replacement.replace(with: new)
    }
}

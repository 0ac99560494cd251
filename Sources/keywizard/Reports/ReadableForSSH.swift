import KeyStore
import SSHKey
import Support

extension OpenedKeyFile {
    /// Why ssh doesn't read the file although its format is one that it knows, and what makes one that it reads.
    var trouble: CommandError? {
        file.unreadableForSSH(argument.bytes).map {
            CommandError(
                "\(argument.path): ssh doesn't read this file: \($0)", hint: ShellWord.conversion(argument.path))
        }
    }
}

extension ShellWord {
    /// The command that writes a key in OpenSSH's own format beside the file, which stays.
    static func conversion(_ path: String) -> String {
        "keywizard convert \(quoted(path)) --to openssh --output \(quoted(path + ".openssh"))"
    }
}

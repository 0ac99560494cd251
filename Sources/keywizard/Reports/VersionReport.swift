import Network
import SSHKey
import TerminalIO

/// What `--version --verbose` prints: this program's version, and those of the libraries that it works with here.
enum VersionReport {
    static var text: String {
        """
        keywizard \(Keywizard.version)
        \(KeyLibrary.version)
        \(Screen.libraryVersion)
        \(HTTPClient.libraryVersion ?? "no libcurl: uploads need it")
        """
    }
}

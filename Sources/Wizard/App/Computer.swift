/// The computer that will use the key; it decides formats, paths and the words of every later page.
public struct Computer: Hashable, Sendable {
    /// The system, and under Windows the program, that reads the key.
    public enum Kind: Hashable, Sendable {
        /// Linux or another Unix, with OpenSSH.
        case linux
        /// macOS with its own OpenSSH, its agent and Keychain.
        case mac
        /// Linux under Windows, whose files are Linux's own.
        case wsl
        /// PuTTY, WinSCP, FileZilla: they want a .ppk file.
        case windowsPuTTY
        /// Windows' own ssh.exe.
        case windowsOpenSSH
    }

    /// What runs there.
    public var kind: Kind
    /// True when it is the one that keywizard runs on.
    public var isThisOne: Bool

    /// A computer of that kind; another one than this unless said so.
    public init(_ kind: Kind, isThisOne: Bool = false) {
        self.kind = kind
        self.isThisOne = isThisOne
    }

    /// The choices, this computer first.
    public static func choices(on system: Surroundings.System) -> [Computer] {
        let here: Kind =
            switch system {
            case .linux: .linux
            case .macOS: .mac
            case .wsl: .wsl
            }
        return [Computer(here, isThisOne: true)]
            + [.windowsPuTTY, .windowsOpenSSH, .mac, .linux].map { Computer($0) }
    }

    /// The name in the list of choices.
    public var name: String {
        switch kind {
        case .linux: isThisOne ? "Linux" : "Another Linux computer"
        case .mac: isThisOne ? "macOS" : "A Mac"
        case .wsl: "Linux (WSL)"
        case .windowsPuTTY: "Windows with PuTTY"
        case .windowsOpenSSH: "Windows with OpenSSH"
        }
    }

    /// What tells it from the others in the list; empty where the name is enough.
    var detail: String {
        switch kind {
        case .windowsPuTTY: "also saves a .ppk file"
        case .windowsOpenSSH: "ssh in PowerShell"
        case .linux, .mac, .wsl: ""
        }
    }

    /// The name for the page's header.
    var shortName: String {
        switch kind {
        case .linux: "Linux"
        case .mac: "Mac"
        case .wsl: "WSL"
        case .windowsPuTTY: "Windows, PuTTY"
        case .windowsOpenSSH: "Windows, OpenSSH"
        }
    }

    /// Does PuTTY use the key there, so that it needs a .ppk file?
    public var usesPuTTY: Bool { kind == .windowsPuTTY }

    /// Where the private key belongs there, for the words of a page; nil when it is in place already.
    func place(of file: String) -> String? {
        switch kind {
        case .windowsPuTTY: "a folder of your own, such as Documents\\keys\\\(file)"
        case .windowsOpenSSH: "%USERPROFILE%\\.ssh\\\(file)"
        case .linux, .mac: isThisOne ? nil : "~/.ssh/\(file)"
        case .wsl: nil
        }
    }
}

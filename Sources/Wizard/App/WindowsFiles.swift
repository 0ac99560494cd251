import SSHClient

/// The home folder of Windows' own person, as WSL reaches it.
public struct WindowsHome: Hashable, Sendable {
    /// As Windows names it: `C:\Users\ana`.
    public var profile: String
    /// As Linux reaches it: `/mnt/c/Users/ana`.
    public var path: String

    /// One folder under its two names.
    public init(profile: String, path: String) {
        self.profile = profile
        self.path = path
    }
}

/// Files to be written for the programs of Windows.
public struct WindowsPlan: Hashable, Sendable {
    /// The files of the key, by their absolute paths here. The private one comes first.
    public var files: [String]
    /// What they are copied to; without it the settings go beside the key.
    public var home: WindowsHome?
    /// PuTTY's settings; the key's place in them is where it was copied to.
    public var session: PuTTYSession?
}

/// What was written for Windows.
public struct WindowsFiles: Hashable, Sendable {
    /// The private key's path on Windows; nil when it is still to be copied there.
    public var key: String?
    /// The file of PuTTY's settings: its path on Windows, else here.
    public var settings: String?

    /// Either may be missing: not everything was asked for.
    public init(key: String?, settings: String?) {
        self.key = key
        self.settings = settings
    }
}

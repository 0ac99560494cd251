/// A saved session of PuTTY on Windows, and the file that puts it into the registry.
public struct PuTTYSession: Hashable, Sendable {
    /// The server's name or address, without the user.
    public var host: String
    /// The server's port, 1 to 65535.
    public var port: Int
    /// The account to log in to.
    public var user: String
    /// The path of the .ppk file on Windows.
    public var keyFile: String

    /// Port 22 where none is given.
    public init(host: String, port: Int?, user: String, keyFile: String) {
        self.host = host
        self.port = port ?? 22
        self.user = user
        self.keyFile = keyFile
    }

    /// Its name in PuTTY's list. With the user in it, it is hardly the name of an existing session:
    /// the file would change that one.
    public var name: String { user + "@" + host + (port == 22 ? "" : ":\(port)") }

    /// What is wrong with `folder` as an absolute one of Windows, nil for nothing.
    public static func problem(withFolder folder: String) -> String? {
        let drive = folder.prefix(3)
        let isOnDrive =
            drive.count == 3 && drive.first?.isASCII == true && drive.first?.isLetter == true
            && [":\\", ":/"].contains(drive.dropFirst())
        guard isOnDrive || folder.hasPrefix("\\\\") else {
            return "a folder of Windows starts with a drive, as C:\\ does"
        }
        if let bad = folder.dropFirst(2).first(where: { "\"<>|?*:%".contains($0) }) {
            return "the name of a folder of Windows has no \(bad)"
        }
        return nil
    }

    /// The path of a file in a folder of Windows.
    public static func path(of name: String, in folder: String) -> String {
        folder + (folder.hasSuffix("\\") || folder.hasSuffix("/") ? "" : "\\") + name
    }

    /// Where the registry has it. The name is escaped as PuTTY does that (escape_registry_key in its
    /// windows/utils/escape_registry_key.c).
    var registryKey: String {
        var escaped = ""
        for byte in name.utf8 {
            let isPlain = (0x21...0x7e).contains(byte) && !"\\*?%".utf8.contains(byte)
            if isPlain, byte != UInt8(ascii: ".") || !escaped.isEmpty {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return #"HKEY_CURRENT_USER\Software\SimonTatham\PuTTY\Sessions\"# + escaped
    }

    /// The values that PuTTY reads; what isn't there has its default.
    private var lines: [String] {
        func text(_ name: String, _ value: String) -> String {
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(name)\"=\"\(escaped)\""
        }
        let digits = String(port, radix: 16)
        return [
            text("HostName", host),
            "\"PortNumber\"=dword:" + String(repeating: "0", count: 8 - digits.count) + digits,
            text("Protocol", "ssh"), text("UserName", user), text("PublicKeyFile", keyFile),
        ]
    }

    /// The .reg file: UTF-16, as version 5 of the format demands, with the lines of Windows.
    public var registryFile: [UInt8] {
        let text = ["Windows Registry Editor Version 5.00", "", "[\(registryKey)]"] + lines + ["", ""]
        return ("\u{feff}" + text.joined(separator: "\r\n")).utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    }
}

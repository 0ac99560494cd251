import FoundationEssentials
import Testing

@testable import Services
@testable import SSHClient

@Suite struct PuTTYSessionTests {
    private func session(_ user: String = "ana", _ host: String = "server.example.org", port: Int? = nil)
        -> PuTTYSession
    {
        PuTTYSession(host: host, port: port, user: user, keyFile: #"C:\Users\Änne B\.ssh\id_ed25519.ppk"#)
    }

    /// What regedit exports for such a session, with the lines and the encoding of Windows.
    @Test func theFileIsWhatRegeditWrites() {
        let lines = [
            "Windows Registry Editor Version 5.00", "",
            #"[HKEY_CURRENT_USER\Software\SimonTatham\PuTTY\Sessions\ana@server.example.org:2222]"#,
            #""HostName"="server.example.org""#, #""PortNumber"=dword:000008ae"#, #""Protocol"="ssh""#,
            #""UserName"="ana""#, #""PublicKeyFile"="C:\\Users\\Änne B\\.ssh\\id_ed25519.ppk""#, "", "",
        ]
        let file = session(port: 2222).registryFile
        #expect(file.starts(with: [0xff, 0xfe, 0x57, 0x00]))
        #expect(String(data: Data(file.dropFirst(2)), encoding: .utf16LittleEndian) == lines.joined(separator: "\r\n"))
    }

    /// The characters that PuTTY's escape_registry_key spells as %XX, and neighbours that it leaves.
    @Test(arguments: [
        ("ana", "ana@h"), (#"CORP\ana"#, "CORP%5Cana@h"), ("a b", "a%20b@h"), ("*?%", "%2A%3F%25@h"),
        (".ana", "%2Eana@h"), ("a.na", "a.na@h"), ("a~!", "a~!@h"), ("é", "%C3%A9@h"),
    ])
    func theNameIsEscapedAsPuTTYDoes(_ user: String, _ key: String) {
        #expect(session(user, "h").registryKey == #"HKEY_CURRENT_USER\Software\SimonTatham\PuTTY\Sessions\"# + key)
    }

    @Test(arguments: [#"C:\Users\ana\.ssh"#, "d:/keys", #"\\server\share\ana"#, #"C:\Program Files (x86)\Ä"#])
    func foldersOfWindows(_ folder: String) { #expect(PuTTYSession.problem(withFolder: folder) == nil) }

    @Test(arguments: ["", "~/.ssh", "/home/ana", #".ssh"#, #"C:\a"b"#, #"C:\%USERPROFILE%"#, "C:", #"C:\a:b"#])
    func whatIsNoFolderOfWindows(_ folder: String) { #expect(PuTTYSession.problem(withFolder: folder) != nil) }
}

import Foundation
import LocalServer
import Testing

@testable import Wizard
@testable import keywizard
import SSHClient

/// WSL's side of Windows, with programs that answer as Windows' do and a folder instead of /mnt.
@Suite struct WindowsSideTests {
    private let place: Workplace
    private let profile = #"C:\Users\Änne B"#

    init() throws {
        place = try Workplace()
        try place.makeFolder("bin")
        try FileManager.default.createDirectory(
            atPath: place.path("mnt/c/Users/Änne B"), withIntermediateDirectories: true)
        try place.makeKey("id_ed25519", "-t", "ed25519", passphrase: "secret")
        try place.write("PuTTY-User-Key-File-3: stands for one\n", to: "id_ed25519.ppk")
    }

    private var side: WindowsSide {
        WindowsSide(environment: ["PATH": place.path("bin")], drives: place.path("mnt"))
    }

    private var home: WindowsHome { WindowsHome(profile: profile, path: place.path("mnt/c/Users/Änne B")) }

    /// A program that writes these bytes when it is started with these arguments.
    private func makeProgram(_ path: String, _ arguments: String, writing bytes: some Sequence<UInt8>) throws {
        let octal = bytes.map { "\\0" + String($0, radix: 8) }.joined()
        try place.write("#!/bin/sh\n[ \"$*\" = '\(arguments)' ] && printf '%b' '\(octal)'\n", to: path)
        chmod(place.path(path), 0o755)
    }

    private var utf16: [UInt8] { (profile + "\r\n").utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } }

    // MARK: - Asking

    @Test func theCommandPromptIsAsked() async throws {
        try makeProgram("bin/cmd.exe", "/d /u /c echo %USERPROFILE%", writing: utf16)
        #expect(await side.home() == home)
    }

    @Test func itIsFoundWithoutTheSearchPath() async throws {
        let folder = place.path("mnt/c/Windows/System32")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try makeProgram("mnt/c/Windows/System32/cmd.exe", "/d /u /c echo %USERPROFILE%", writing: utf16)
        #expect(await side.home() == home)
    }

    @Test func powerShellAnswersWhereThereIsNoCommandPrompt() async throws {
        try makeProgram(
            "bin/powershell.exe",
            "-NoProfile -NonInteractive -Command [Console]::OutputEncoding = [Text.Encoding]::UTF8; $env:USERPROFILE",
            writing: (profile + "\r\n").utf8)
        #expect(await side.home() == home)
    }

    @Test func theDrivesAreWhereWslpathSays() async throws {
        try makeProgram("bin/cmd.exe", "/d /u /c echo %USERPROFILE%", writing: utf16)
        try makeProgram("bin/wslpath", "-u " + profile, writing: "/windows/c/Users/Änne B\n".utf8)
        #expect(await side.home() == WindowsHome(profile: profile, path: "/windows/c/Users/Änne B"))
    }

    @Test func withoutWindowsThereIsNoAnswer() async throws {
        try makeProgram("bin/cmd.exe", "/d /u /c echo %USERPROFILE%", writing: "%USERPROFILE%\r\n".utf8)
        #expect(await side.home() == nil)
    }

    // MARK: - Writing

    private func plan(_ files: String..., home: WindowsHome?, putty: Bool = false) -> WindowsPlan {
        let session = PuTTYSession(
            host: "server.example.org", port: nil, user: "ana", keyFile: #"D:\keys\id_ed25519.ppk"#)
        return WindowsPlan(files: files.map(place.path), home: home, session: putty ? session : nil)
    }

    @Test func theFilesAreCopiedOnceAndNothingIsReplaced() throws {
        let plan = plan("id_ed25519", "id_ed25519.pub", home: home)
        let written = WindowsFiles(key: profile + #"\.ssh\id_ed25519"#, settings: nil)
        #expect(try side.write(plan) == written)
        #expect(try side.write(plan) == written)
        let folder = "mnt/c/Users/Änne B/.ssh"
        #expect(try place.names(in: folder) == ["id_ed25519", "id_ed25519.pub"])
        #expect(try place.read(folder + "/id_ed25519") == place.read("id_ed25519"))
        #expect(try place.read(folder + "/id_ed25519.pub") == place.read("id_ed25519.pub"))

        try place.write("another key\n", to: folder + "/id_ed25519")
        #expect(try side.write(plan).key == profile + #"\.ssh\id_ed25519_2"#)
        #expect(try place.read(folder + "/id_ed25519") == "another key\n")
        #expect(try place.fingerprint(folder + "/id_ed25519_2.pub") == place.fingerprint("id_ed25519.pub"))
    }

    @Test func theSettingsNameTheCopy() throws {
        try place.write("another", to: "id_ed25519.reg")
        let plan = plan("id_ed25519.ppk", home: home, putty: true)
        #expect(
            try side.write(plan)
                == WindowsFiles(key: profile + #"\.ssh\id_ed25519.ppk"#, settings: profile + #"\.ssh\id_ed25519.reg"#))
        let text = try place.run(
            "iconv", "-f", "UTF-16", "-t", "UTF-8", place.path("mnt/c/Users/Änne B/.ssh/id_ed25519.reg"))
        #expect(text.contains(#""PublicKeyFile"="C:\\Users\\Änne B\\.ssh\\id_ed25519.ppk""#))
    }

    @Test func withoutWindowsTheSettingsGoBesideTheKey() throws {
        let plan = plan("id_ed25519.ppk", home: nil, putty: true)
        #expect(try side.write(plan) == WindowsFiles(key: nil, settings: place.path("id_ed25519.reg")))
        let text = try place.run("iconv", "-f", "UTF-16", "-t", "UTF-8", place.path("id_ed25519.reg"))
        #expect(text.contains(#""PublicKeyFile"="D:\\keys\\id_ed25519.ppk""#))
        try place.write("another", to: "id_ed25519.reg")
        #expect(try side.write(plan).settings == place.path("id_ed25519_2.reg"))
    }
}

extension InstallTests {
    /// The .ppk and the values of the .reg file, read by a PuTTY that keeps its sessions as files.
    @Test(.enabled(if: Workplace.hasProgram("plink"), "needs plink")) func plinkLogsInWithTheKeyAndTheSettings() throws
    {
        let server = try TestServer()
        server.authorize(try place.read("id.pub"))
        try place.run(
            Workplace.keywizard, "convert", place.path("id"), "--to", "ppk", "--output", place.path("id.ppk"),
            "--no-passphrase")
        let options = ["-batch", "-hostkey", server.fingerprint("host")]
        let account = "\(server.user)@127.0.0.1"
        let direct = ["plink", "-i", place.path("id.ppk"), "-P", "\(server.port)", account]
        #expect(try place.attempt(direct + options + ["echo", "in"]).output == "in\n")

        let session = PuTTYSession(
            host: "127.0.0.1", port: server.port, user: server.user, keyFile: place.path("id.ppk"))
        try place.write(session.registryFile, to: "session.reg")
        let text = try place.run("iconv", "-f", "UTF-16", "-t", "UTF-8", place.path("session.reg"))
        var settings: [String] = []
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("\"") {
            let parts = line.split(separator: "=", maxSplits: 1)
            let name = parts[0].filter { $0 != "\"" }
            let value =
                parts[1].hasPrefix("dword:")
                ? String(Int(parts[1].dropFirst(6), radix: 16) ?? 0) : parts[1].filter { $0 != "\"" }
            settings.append("\(name)=\(value)\n")
        }
        // plink and puttygen may have made it, for their seed.
        try? place.makeFolder("home/.putty")
        try place.makeFolder("home/.putty/sessions")
        try place.write(settings.joined(), to: "home/.putty/sessions/test")
        #expect(try place.attempt(["plink", "-load", "test"] + options + ["echo", "in"]).output == "in\n")
    }
}

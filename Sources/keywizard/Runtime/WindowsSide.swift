import KeyStore
import Processes
import Secrecy
import Subprocess
import Wizard
import SSHClient

/// Windows around WSL: its programs are asked where its person's files are, and its drives are folders here.
struct WindowsSide: Sendable {
    let environment: [String: String]
    /// The folder that the drives of Windows are in, unless wslpath knows better.
    var drives = "/mnt"

    /// Windows programs start in a fraction of a second; an interop that hangs must not hold anyone.
    private static let patience = Duration.seconds(10)

    // MARK: - Asking

    /// The home folder of the user on Windows; nil when Windows can't be asked.
    func home() async -> WindowsHome? {
        let questions = [
            // With /u its answer is UTF-16, whatever the console's code page; with /d nothing of the user's runs first.
            ("cmd.exe", "c/Windows/System32/cmd.exe", ["/d", "/u", "/c", "echo", "%USERPROFILE%"]),
            (
                "powershell.exe", "c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe",
                [
                    "-NoProfile", "-NonInteractive", "-Command",
                    "[Console]::OutputEncoding = [Text.Encoding]::UTF8; $env:USERPROFILE",
                ]
            ),
        ]
        for (name, usualPlace, arguments) in questions {
            // Where Windows' folders are kept out of the search path, its programs are still where they always are.
            for program in [Executable.name(name), .path(.init("\(drives)/\(usualPlace)"))] {
                guard let profile = await answer(program, arguments), profile.contains(":\\") else { continue }
                guard let path = await path(of: profile) else { return nil }
                return WindowsHome(profile: profile, path: path)
            }
        }
        return nil
    }

    /// How Linux reaches a path of Windows.
    private func path(of profile: String) async -> String? {
        if let path = await answer(.name("wslpath"), ["-u", profile]), path.hasPrefix("/") { return path }
        guard let drive = profile.first, drive.isASCII, drive.isLetter else { return nil }
        return "\(drives)/\(drive.lowercased())" + profile.dropFirst(2).replacing("\\", with: "/")
    }

    /// The first line that a program writes.
    private func answer(_ program: Executable, _ arguments: [String]) async -> String? {
        let custom = Environment.withoutCredentials(of: environment)
        return await withTaskGroup(of: String?.self) { group in
            group.addTask {
                let result = try? await Subprocess.run(
                    program, arguments: Arguments(arguments), environment: custom, input: .none,
                    output: .bytes(limit: 4096), error: .discarded)
                guard let result, result.terminationStatus.isSuccess else { return nil }
                return Self.line(result.standardOutput)
            }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// UTF-16 as cmd.exe /u writes it, or UTF-8.
    private static func line(_ bytes: [UInt8]) -> String? {
        var text: String
        if bytes.count > 1, bytes[1] == 0 {
            let units = stride(from: 0, to: bytes.count - 1, by: 2).map {
                UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
            }
            text = String(decoding: units, as: UTF16.self)
        } else {
            text = String(decoding: bytes, as: UTF8.self)
        }
        text = String(text.prefix { !$0.isNewline })
        while text.last?.isWhitespace == true { text.removeLast() }
        return text.isEmpty ? nil : text
    }

    // MARK: - Writing

    /// Writes what the plan names; nothing that is there is replaced, and what is there already is taken as written.
    func write(_ plan: WindowsPlan) throws -> WindowsFiles {
        guard let identity = plan.files.first else { return WindowsFiles(key: nil, settings: nil) }
        let ending = identity.hasSuffix(".ppk") ? ".ppk" : ""
        let stem = String(KeyFilePath.name(of: identity).dropLast(ending.count))
        let folder = plan.home.map { $0.path + "/.ssh" } ?? KeyFilePath.folder(of: identity)
        if plan.home != nil, KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }

        let copies = plan.home == nil ? [] : try plan.files.map { try KeyFileContents(path: $0).bytes }
        func files(_ name: String) -> [NewFile] {
            var files = copies.enumerated().map { index, bytes in
                NewFile(
                    path: "\(folder)/\(name)\(index == 0 ? ending : ".pub")", bytes: bytes,
                    mode: index == 0 ? .ownerOnly : .everyoneReads)
            }
            if var session = plan.session {
                if let home = plan.home { session.keyFile = windowsPath(name + ending, home) }
                files.append(
                    NewFile(path: "\(folder)/\(name).reg", bytes: Secret(session.registryFile), mode: .ownerOnly))
            }
            return files
        }
        /// Whether the file is there as it should be; nil when there is none.
        func isThere(_ file: NewFile) -> Bool? {
            (try? KeyFileContents(path: file.path)).map { $0.bytes.equals(file.bytes) }
        }
        let names = [stem] + (2...1000).map { "\(stem)_\($0)" }
        let name = names.first { files($0).allSatisfy { isThere($0) != false } } ?? stem
        try KeyFiles.save(files(name).filter { isThere($0) == nil })
        let registry = plan.session.map { _ in name + ".reg" }
        guard let home = plan.home else {
            return WindowsFiles(key: nil, settings: registry.map { folder + "/" + $0 })
        }
        return WindowsFiles(key: windowsPath(name + ending, home), settings: registry.map { windowsPath($0, home) })
    }

    private func windowsPath(_ name: String, _ home: WindowsHome) -> String {
        PuTTYSession.path(of: ".ssh\\" + name, in: home.profile)
    }
}

extension Secret {
    fileprivate func equals(_ other: Secret) -> Bool {
        withBytes { mine in other.withBytes { mine.elementsEqual($0) } }
    }
}

import Services
import SSHClient

/// A thing to do to get from the saved key to a login, in words; `command` is what to type, as it is.
public struct ConnectionStep: Hashable {
    /// What a step is about; there is one of each.
    public enum Kind: String, Hashable, Sendable {
        /// The key becomes a file that PuTTY reads.
        case convert
        /// The private key comes to the computer that uses it.
        case copy
        /// Nobody else may read it there.
        case permissions
        /// PuTTY's session.
        case settings
        /// The lines of ssh_config.
        case config
        /// The passphrase is kept.
        case agent
        /// The login.
        case logIn
    }

    var kind: Kind
    var text: String
    var command: String?
    /// What keywizard does of it when it is asked to; nil when it can do nothing.
    var offer: String?

    init(_ kind: Kind, _ text: String, _ command: String? = nil, offer: String? = nil) {
        self.kind = kind
        self.text = text
        self.command = command
        self.offer = offer
    }
}

extension Session {
    /// The user and the host to speak of: the real ones where a server is known.
    private var login: (user: String, host: String, port: Int?, isKnown: Bool) {
        if let place { return (place.login.user, place.login.host, place.login.port, true) }
        if destination == .server, let server { return (server.user, server.host, server.port, true) }
        if case .service(let service) = destination {
            let host = service.login(at: serviceAddress)?.host.text
            return (service.loginUser, host ?? "ADDRESS", nil, host != nil)
        }
        return ("USER", "HOST", nil, false)
    }

    /// Whether a service answers there, and no shell.
    private var greets: Bool { if case .service(let service) = destination { service.login != nil } else { false } }

    /// What to do on the computer that uses the key.
    func connectionSteps() -> [ConnectionStep] {
        guard let saved, let file = saved.openSSH ?? saved.putty else { return [] }
        switch computer.kind {
        case .windowsPuTTY: return puttySteps(saved)
        case .windowsOpenSSH: return windowsSteps(file)
        case .mac where !computer.isThisOne: return unixSteps(file)
        case .linux where !computer.isThisOne: return unixSteps(file)
        case .wsl where place != nil:
            return Array(windowsSteps(file).prefix { $0.kind == .copy || $0.kind == .permissions })
        case .linux, .mac, .wsl:
            let short = surroundings.short(file)
            let words = login.isKnown ? "Log in:" : "Log in, with your account as USER and your server as HOST:"
            return [ConnectionStep(.logIn, words, sshCommand(short.shellWord == short ? short : file.shellWord))]
        }
    }

    private func sshCommand(_ path: String) -> String {
        let (user, host, port, _) = login
        return "ssh \(greets ? "-T " : "")-i \(path) \(port.map { "-p \($0) " } ?? "")\(user)@\(host)"
    }

    /// The step that copies the private key to the other computer.
    private func copyStep(_ file: String, to place: String) -> ConnectionStep {
        ConnectionStep(.copy, "Copy \(surroundings.short(file)) to \(place). Don't send it by chat or email.")
    }

    /// The lines of ssh_config that make `ssh HOST` enough; nil while nobody has named the host.
    private func configStep(_ file: String, _ path: String, _ more: [String] = []) -> ConnectionStep? {
        let (user, host, port, isKnown) = login
        guard isKnown else { return nil }
        var lines = ["Host \(host)", "    User \(user)"]
        if let port { lines.append("    Port \(port)") }
        let value = path.contains(" ") ? "\"\(path)\"" : path
        lines += ["    IdentityFile \(value)", "    IdentitiesOnly yes"] + more.map { "    " + $0 }
        return ConnectionStep(
            .config, "To make “ssh \(host)” enough, add to \(file):", lines.joined(separator: "\n"))
    }

    // MARK: - Linux and macOS

    private func unixSteps(_ file: String) -> [ConnectionStep] {
        let path = "~/.ssh/" + file.fileName
        let word = path.shellWord == path ? path : "~/.ssh/" + file.fileName.shellWord
        let isMac = computer.kind == .mac
        var steps = [
            copyStep(file, to: path + " there"),
            ConnectionStep(.permissions, "Allow only your account to read it:", "chmod 600 \(word)"),
        ]
        if isMac, isProtected {
            steps.append(
                ConnectionStep(
                    .agent, "To enter the passphrase once and keep it in the Keychain (before macOS 12: ssh-add -K):",
                    "ssh-add --apple-use-keychain \(word)"))
        }
        if let config = configStep("~/.ssh/config", path, isMac ? ["AddKeysToAgent yes", "UseKeychain yes"] : []) {
            steps.append(config)
        }
        return steps + [ConnectionStep(.logIn, "Log in:", sshCommand(word))]
    }

    // MARK: - Windows

    /// WSL reaches Windows' own files.
    var reachesWindows: Bool { surroundings.system == .wsl && windows != nil }

    /// The folder of Windows that the key goes to.
    private var folderThere: String {
        windows.map { PuTTYSession.path(of: ".ssh", in: $0.profile) } ?? windowsFolder
    }

    /// The key's place on Windows.
    private func placeThere(_ name: String) -> String {
        writtenForWindows?.key ?? PuTTYSession.path(of: name, in: folderThere)
    }

    private func writeStep(_ file: String, to place: String) -> ConnectionStep {
        let limit = " WSL's ssh keeps its own file."
        return writtenForWindows?.key == nil
            ? ConnectionStep(
                .copy, "Copy \(surroundings.short(file)) for Windows programs." + limit, offer: "Copy it to \(place)")
            : ConnectionStep(.copy, "\(file.fileName) was copied to \(place)." + limit)
    }

    private func windowsSteps(_ file: String) -> [ConnectionStep] {
        let name = writtenForWindows?.key?.windowsFileName ?? file.fileName
        // Both shells of Windows start in the user's own folder.
        let path = name.contains(" ") ? "\".ssh\\\(name)\"" : ".ssh\\\(name)"
        var steps = [
            reachesWindows ? writeStep(file, to: placeThere(name)) : copyStep(file, to: "%USERPROFILE%\\.ssh\\\(name)"),
            ConnectionStep(
                .permissions, "Allow only your account to read it. In Command Prompt:",
                "icacls \(path) /inheritance:r /grant:r \"%USERNAME%:F\""),
        ]
        if let config = configStep("%USERPROFILE%\\.ssh\\config", "~/.ssh/" + name) { steps.append(config) }
        if isProtected {
            steps.append(
                ConnectionStep(
                    .agent,
                    "Start the service “OpenSSH Authentication Agent”, then:",
                    "ssh-add \(path)"))
        }
        return steps + [ConnectionStep(.logIn, "Log in:", sshCommand(path))]
    }

    /// What PuTTY is to know of the server; nil while nobody has named it.
    private func puttySession(_ key: String) -> PuTTYSession? {
        let (user, host, port, isKnown) = login
        return isKnown ? PuTTYSession(host: host, port: port, user: user, keyFile: key) : nil
    }

    private func puttySteps(_ saved: SavedFiles) -> [ConnectionStep] {
        var steps: [ConnectionStep] = []
        if saved.putty == nil, let openSSH = saved.openSSH {
            let (from, to) = (surroundings.short(openSSH).shellWord, surroundings.short(openSSH + ".ppk").shellWord)
            steps.append(
                ConnectionStep(
                    .convert, "PuTTY needs a .ppk file:", "keywizard convert \(from) --to ppk --output \(to)"))
        }
        let file = saved.putty ?? (saved.openSSH ?? "") + ".ppk"
        let (user, host, port, _) = login
        let place = placeThere(file.fileName)
        let writes = reachesWindows && saved.putty != nil
        steps.append(writes ? writeStep(file, to: place) : copyStep(file, to: place))
        let session = puttySession(place)
        if let session {
            steps.append(settingsStep(session, file))
        } else {
            steps.append(
                ConnectionStep(
                    .settings,
                    "In PuTTY, enter \(user)@\(host) as host name and choose \(file.fileName) under "
                        + "\(Self.credentials). Save under a name, then Open."))
        }
        if isProtected {
            steps.append(
                ConnectionStep(
                    .agent, "To enter the passphrase once until Pageant exits:", "pageant \"\(place)\""
                ))
        }
        let isLoaded = session != nil && writtenForWindows?.settings != nil
        let test =
            isLoaded
            ? "plink -load \"\(session?.name ?? "")\""
            : "plink -i \"\(place)\" \(port.map { "-P \($0) " } ?? "")\(user)@\(host)"
        return steps + [ConnectionStep(.logIn, "Test it in Command Prompt:", test)]
    }

    private static let credentials = "Connection › SSH › Auth › Credentials (before 0.78: Auth)"

    private func settingsStep(_ session: PuTTYSession, _ file: String) -> ConnectionStep {
        guard let settings = writtenForWindows?.settings else {
            let port = session.port == 22 ? "" : ", \(session.port) as port"
            let stem = file.fileName.hasSuffix(".ppk") ? String(file.fileName.dropLast(4)) : file.fileName
            return ConnectionStep(
                .settings,
                "In PuTTY, enter \(session.user)@\(session.host) as host name\(port) and choose \(file.fileName) under "
                    + "\(Self.credentials). Save under a name, then Open.",
                offer: "Write \(stem).reg; double-click it to add \(session.name) to Saved Sessions")
        }
        let isThere = reachesWindows && writtenForWindows?.key != nil
        let done =
            isThere ? "Double-click \(settings)" : "Copy \(surroundings.short(settings)) there too and double-click it"
        return ConnectionStep(
            .settings, "\(done) to add \(session.name) to Saved Sessions.",
            isThere ? "reg.exe import \(settings.shellWord)" : nil)
    }

    /// What is to be written for Windows, of what a step offers.
    func windowsPlan() -> WindowsPlan? {
        guard let saved else { return nil }
        if !computer.usesPuTTY {
            guard let key = saved.openSSH else { return nil }
            return WindowsPlan(files: [key] + [saved.publicKey].compactMap { $0 }, home: windows)
        }
        guard let key = saved.putty ?? saved.openSSH.map({ $0 + ".ppk" }) else { return nil }
        let isThere = reachesWindows && saved.putty != nil
        return WindowsPlan(
            files: [key], home: isThere ? windows : nil, session: puttySession(placeThere(key.fileName)))
    }

    /// The commands that would have done the same.
    func equivalentCommands() -> [String] {
        guard let saved, existing == nil || existing?.purpose == .use else { return [] }
        let stem = surroundings.short(saved.openSSH ?? saved.putty.map { String($0.dropLast(4)) } ?? saved.identity)
        var commands: [String] = []
        if existing != nil {
            // The key wasn't made here.
        } else if let securityKey {
            let options = securityKey.arguments(path: stem)
            // Without what only a program needs: the log, the silence, and the empty passphrase.
            let words = options.filter { !["-v", "-q"].contains($0) }.map(\.shellWord).joined(separator: " ")
            commands.append("ssh-keygen " + words.replacing("-N '' ", with: ""))
        } else if saved.openSSH != nil {
            let size =
                switch parameters {
                case .rsa(let bits): "rsa -b \(bits)"
                case .ecdsa(let curve): "ecdsa -b \(curve.rawValue)"
                case .ed25519, .ed448: "ed25519"
                case .mldsa44Ed25519: "mldsa44-ed25519"
                }
            commands.append("ssh-keygen -t \(size) -a 24 -C \(comment.shellWord) -f \(stem.shellWord)")
            if let putty = saved.putty {
                commands.append("puttygen \(stem.shellWord) -o \(surroundings.short(putty).shellWord)")
            }
        } else if let putty = saved.putty {
            commands.append("puttygen -t ed448 -C \(comment.shellWord) -o \(surroundings.short(putty).shellWord)")
        }
        if installed?.succeeded == true, hosts.count > 1 {
            let options = hosts.map { "--host " + $0.login.address.shellWord }.joined(separator: " ")
            commands.append("keywizard install \((stem + ".pub").shellWord) \(options)")
        } else if installed?.succeeded == true, let server {
            let portOption = server.port.map { "-p \($0) " } ?? ""
            commands.append("ssh-copy-id \(portOption)-i \((stem + ".pub").shellWord) \(server.user)@\(server.host)")
            commands.append("ssh \(portOption)-i \(stem.shellWord) \(server.user)@\(server.host)")
        }
        return commands
    }
}

extension String {
    var fileName: String { split(separator: "/").last.map(String.init) ?? "" }
    fileprivate var windowsFileName: String { split(separator: "\\").last.map(String.init) ?? "" }
}

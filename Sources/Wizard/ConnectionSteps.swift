import Services

/// A thing to do to get from the saved key to a login, in words; `command` is what to type, as it is.
struct ConnectionStep: Hashable {
    var text: String
    var command: String?

    init(_ text: String, _ command: String? = nil) {
        self.text = text
        self.command = command
    }
}

extension Session {
    /// The user and the host to speak of: the real ones where a server is known.
    private var login: (user: String, host: String, port: Int?) {
        if destination == .server, let server { return (server.user, server.host, server.port) }
        if case .service(let service) = destination {
            return (service.loginUser, service.login(at: nil)?.host.text ?? "ADDRESS", nil)
        }
        return ("USER", "HOST", nil)
    }

    /// What to do on the computer that uses the key.
    func connectionSteps() -> [ConnectionStep] {
        guard let saved, !saved.identity.isEmpty else { return [] }
        let (user, host, port) = login
        var steps: [ConnectionStep] = []
        let file = computer.usesPuTTY ? saved.putty ?? saved.identity : saved.identity
        let name = String(file.split(separator: "/").last ?? "")
        if let place = computer.place(of: name) {
            steps.append(
                ConnectionStep("Copy \(surroundings.short(file)) to \(place). Don't send it by chat or e-mail."))
        }
        if computer.usesPuTTY {
            steps += [
                ConnectionStep(
                    "Start PuTTY. In Session, type \(user)@\(host) as the host name and \(port ?? 22) as the port."),
                ConnectionStep(
                    "In Connection › SSH › Auth › Credentials, browse to \(name) as the private key file "
                        + "(before PuTTY 0.78: Connection › SSH › Auth)."),
                ConnectionStep("Back in Session, type a name under Saved Sessions, press Save, then Open."),
                ConnectionStep("To type the passphrase once a day only, start Pageant and add \(name) there."),
            ]
            return steps
        }
        let short = surroundings.short(file)
        let path =
            computer.isThisOne
            ? (short.shellWord == short ? short : file.shellWord)
            : computer.kind == .windowsOpenSSH ? ".ssh\\\(name)" : "~/.ssh/\(name)"
        if computer.kind != .windowsOpenSSH, !computer.isThisOne {
            steps.append(ConnectionStep("There, let nobody else read it:", "chmod 600 \(path)"))
        }
        let portOption = port.map { "-p \($0) " } ?? ""
        steps.append(ConnectionStep("Log in:", "ssh -i \(path) \(portOption)\(user)@\(host)"))
        return steps
    }

    /// The commands that would have done the same.
    func equivalentCommands() -> [String] {
        guard let saved, existing == nil || existing?.purpose == .use else { return [] }
        let stem = surroundings.short(saved.openSSH ?? saved.putty.map { String($0.dropLast(4)) } ?? saved.identity)
        var commands: [String] = []
        if existing != nil {
            // The key was not made here.
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

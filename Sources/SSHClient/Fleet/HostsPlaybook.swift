import Support

/// The same key for many servers as Ansible's own files: a playbook, and the inventory that it is for.
///
/// Every text in them is quoted, and marked `!unsafe`, so that Ansible expands nothing that looks like a template.
public struct HostsPlaybook: Hashable, Sendable {
    /// The public key line that the accounts are to have.
    public let line: AuthorizedLine
    /// The accounts, each a host of the inventory, in this order.
    public let logins: [ServerLogin]
    /// Options of ssh, as its -o takes them.
    public var options: [String] = []

    /// The playbook for these accounts, without further options of ssh.
    public init(line: AuthorizedLine, logins: [ServerLogin]) {
        self.line = line
        self.logins = logins
    }

    /// What the inventory calls each server, in order: a word that no pattern of Ansible's takes apart.
    var names: [String] {
        var taken: Set<String> = []
        return logins.map { login in
            let text = login.destination + (login.port.map { "-\($0)" } ?? "")
            let word = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
            var (name, number) = (word, 2)
            while !taken.insert(name).inserted {
                name = "\(word)-\(number)"
                number += 1
            }
            return name
        }
    }

    /// The YAML of the playbook: one task, of ansible.posix.authorized_key, which removes no other key.
    public var playbook: String {
        """
        # Adds one public key to the accounts of the inventory, and leaves the keys that are there alone.
        - name: Add a public key to authorized_keys
          hosts: keywizard
          gather_facts: false
          tasks:
            - name: Add the key
              ansible.posix.authorized_key:
                user: "{{ ansible_user }}"
                key: !unsafe \(quoted(line.text))
                exclusive: false

        """
    }

    /// The YAML of the inventory: one group, `keywizard`, with each account's address, port and user.
    public var inventory: String {
        var text = "keywizard:\n  hosts:\n"
        for (name, login) in zip(names, logins) {
            text += "    \(quoted(name)):\n"
            text += "      ansible_host: !unsafe \(quoted(login.host))\n"
            if let port = login.port { text += "      ansible_port: \(port)\n" }
            text += "      ansible_user: !unsafe \(quoted(login.user))\n"
        }
        guard !options.isEmpty else { return text }
        let arguments = options.map { "-o " + shellQuoted($0) }.joined(separator: " ")
        return text + "  vars:\n    ansible_ssh_common_args: !unsafe \(quoted(arguments))\n"
    }

    /// The run, at `forks` servers at a time. ssh doesn't prompt: servers that need a prompt are reported
    /// as such.
    public func command(playbook: String, inventory: String, forks: Int) -> RemoteCommand {
        // It has the terminal, so that an interrupt is its own to end by.
        var command = RemoteCommand(
            program: "ansible-playbook", arguments: ["--inventory", inventory, "--", playbook], needsTerminal: true,
            keepsLog: false)
        command.environment = [
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_HOST_KEY_CHECKING": "True", "ANSIBLE_RETRY_FILES_ENABLED": "False",
            "ANSIBLE_FORKS": String(forks),
            // Instead of the shared connections that it would leave behind.
            "ANSIBLE_SSH_ARGS": "-o BatchMode=yes -o ControlMaster=no -o ControlPath=none -o ConnectTimeout=20",
        ]
        // A server takes some 2 KiB of the report.
        command.outputLimit = 64 << 20
        return command
    }

    /// What Ansible's JSON says of each server; nil when the output is no such report.
    public func results(of output: String) -> [HostResult]? {
        // Warnings may stand before it.
        guard let start = output.firstIndex(of: "{"), let report = JSON.parse(Array(output[start...].utf8)),
            case .array(let plays)? = report["plays"]
        else { return nil }
        var reports: [String: JSON] = [:]
        for case .array(let tasks)? in plays.map({ $0["tasks"] }) {
            for case .object(let hosts)? in tasks.map({ $0["hosts"] }) {
                for host in hosts { reports[host.name] = host.value }
            }
        }
        return zip(names, logins).map { name, login in
            HostResult(
                login, reports[name].map(outcome) ?? .failed(.other(said: ["Ansible didn't reach it"]), notes: []))
        }
    }

    private func outcome(_ report: JSON) -> InstallOutcome {
        if report["unreachable"] == .bool(true) {
            let words = (report["msg"]?.text ?? "").replacing("Failed to connect to the host via ssh: ", with: "")
            let result = CommandResult(status: .exited(255), log: words)
            return .failed(ServerFailure(beforeLogin: result, log: ServerLog(result.log)).withNobodyToAsk, notes: [])
        }
        if report["failed"] == .bool(true) {
            let said = [report["module_stderr"]?.text, report["msg"]?.text].compactMap { $0 }.first { !$0.isEmpty }
            return .failed(.other(said: lastLines(said ?? "")), notes: [])
        }
        let file = report["keyfile"]?.text ?? "~/.ssh/authorized_keys"
        return report["changed"] == .bool(true) ? .added(file: file, notes: []) : .alreadyThere(file: file, notes: [])
    }

    /// A double-quoted scalar (YAML 1.2, 7.3.1). What can't be seen is escaped: some of it would end the line.
    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default:
                if scalar == "\"" || scalar == "\\" { result += "\\" }
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

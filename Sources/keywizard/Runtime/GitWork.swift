import KeyStore
import Network
import Platform
import SSHClient
import Support

/// The work of one run, with the key unlocked where a passphrase was there for it.
struct GitWork {
    let run: GitSetupRun
    let key: TestedKey
    let asks: Bool

    /// The steps, made if they are what is `wanted`.
    func steps(ifWanted wanted: ([GitStep]) -> Bool) async throws -> [GitStep] {
        let plan = try await run.plan()
        guard wanted(plan.steps) else { return plan.steps }
        guard run.setup.signs else {
            try await run.make(plan) { _ in }
            return plan.steps
        }
        guard let opened = key.opened else {
            let isLocked = key.isEncrypted && !key.isInAgent
            guard asks || !isLocked else { throw key.passphraseMissing }
            try await make(plan, asks: asks && needsTerminal, [:])
            return plan.steps
        }
        try await SystemSSH(show: { _ in }).withAgent(for: key.publicKey.line) { socket, _ in
            try Agent(socketPath: socket).add(opened)
            try await make(plan, asks: false, ["SSH_AUTH_SOCK": socket])
        }
        return plan.steps
    }

    /// Whether ssh-keygen has to ask for a passphrase or a touch.
    var needsTerminal: Bool {
        run.setup.signs && (key.isEncrypted && !key.isInAgent || key.publicKey.type.isSecurityKey)
    }

    private func make(_ plan: GitSetupRun.Plan, asks: Bool, _ environment: [String: String]) async throws {
        try await run.make(plan) { repository in
            if asks {
                Console.say(
                    "Git signs a test commit. ssh-keygen asks for the passphrase of \(key.file), or for a touch.")
            }
            do {
                try await Git.sign(
                    in: repository, fingerprint: key.fingerprint, asks: asks, environment: environment)
            } catch let error as CommandError {
                throw CommandError(
                    "signing a test commit failed, so the changes were undone; \(error.message)", hint: error.hint
                )
            }
        }
    }

    /// What was done, a clause each.
    func said(_ steps: [GitStep]) -> [String] {
        let home = ThisComputer.home
        let files = steps.map { "changed \(KeyFilePath.abbreviate($0.change.path, home: home))" }
        return (files.isEmpty ? ["nothing to change"] : files)
            + (run.setup.signs ? ["signed a test commit with the key, and git verified it"] : [])
    }
}

extension GitSetup {
    init(
        _ key: TestedKey, folder: String?, account: GitAccount? = nil, name: String? = nil, email: String?, signs: Bool
    ) throws(GitSetupError) {
        try self.init(
            identityFile: key.path, fingerprint: key.fingerprint,
            publicKey: key.publicKey.line.split(separator: " ").prefix(2).joined(separator: " "), folder: folder,
            account: account, name: name, email: email, signs: signs)
    }
}

extension GitSetupRun {
    /// The folder's real path, which is what git compares.
    static func folder(_ text: String, mustExist: Bool = true) throws -> String {
        let absolute = text.hasPrefix("/") || text.hasPrefix("~") ? text : workingFolder + "/" + text
        guard let path = KeyFilePath.expand(absolute, home: ThisComputer.home) else {
            throw CommandError("“\(text)” isn't a valid folder path", status: .usage)
        }
        var status = stat()
        guard let real = realPath(path), stat(real, &status) == 0 else {
            guard mustExist else { return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
            throw CommandError(
                "\(text) doesn't exist", hint: "create it first: mkdir -p \(ShellWord.quoted(path))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw CommandError("\(text) isn't a folder") }
        return real
    }
}

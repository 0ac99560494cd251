import Platform
import Processes
import Secrecy
import Subprocess
import SSHClient

/// The system's own ssh-keygen, run on the user's terminal to make a key inside a security key.
///
/// It asks for the PIN itself, and only where its standard input is the terminal, which is therefore left to it.
public struct SystemKeygen: Sendable {
    private let changes: [Environment.Key: String?]
    private let show: @Sendable (String) -> Void

    /// `environment` changes what ssh-keygen inherits; `show` gets the lines of its standard error that are for the
    /// person, which otherwise go to the terminal.
    public init(environment: [String: String?] = [:], show: (@Sendable (String) -> Void)? = nil) {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { changes[key] = .some(value) }
        }
        self.changes = changes
        self.show = show ?? writeToTerminal
    }

    /// Makes the key. The file that comes back has OpenSSH's format and no passphrase.
    public func make(_ request: SecurityKeyRequest) async throws(NetworkError) -> Result<Secret, SecurityKeyFailure> {
        let scratch = try KeyScratch()
        let shield = InterruptShield()
        defer { withExtendedLifetime(shield) {} }
        let result = try await run(request.arguments(path: scratch.path))
        if let failure = request.failure(of: result) { return .failure(failure) }
        guard let file = scratch.contents() else { return .failure(.other("it wrote no file")) }
        return .success(file)
    }

    private func run(_ arguments: [String]) async throws(NetworkError) -> CommandResult {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        // The last words of a failure are told here, with what to do. That a PIN was wrong would come too late, after
        // the next prompt, which goes to the terminal; a prompt comes here only without a terminal.
        let own = ["Key enrollment failed", "Too many incorrect PINs", "PIN incorrect", "Enter PIN for authenticator"]
        let show: @Sendable (String) -> Void = { [show] line in
            if !own.contains(where: line.hasPrefix) { show(line) }
        }
        do {
            // Its standard output, a question at most, is talk: ours is for data.
            let result = try await Subprocess.run(
                .name("ssh-keygen"), arguments: Arguments(arguments),
                environment: .withoutCredentials.updating(changes),
                platformOptions: options,
                input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                output: .fileDescriptor(.standardError, closeAfterSpawningProcess: false), error: .sequence
            ) { execution in
                try await collect(execution.standardError, show: show)
            }
            if Task.isCancelled { throw NetworkError.cancelled }
            let status: CommandResult.Status =
                switch result.terminationStatus {
                case .exited(let code): .exited(code)
                case .signaled(let signal): .signalled(signal)
                }
            return CommandResult(status: status, errors: result.closureResult)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .programMissing("ssh-keygen")
        } catch {
            throw Task.isCancelled ? .cancelled : .notStarted(program: "ssh-keygen", reason: "\(error)")
        }
    }

    /// The key algorithms that the system's ssh knows, one a line; nothing where it can't be asked.
    public static func algorithms() async -> String {
        let question = RemoteCommand(program: "ssh", arguments: ["-Q", "key"], needsTerminal: false, keepsLog: false)
        return (try? await SystemSSH(show: { _ in }).run(question))?.output ?? ""
    }

    /// Whether keys can be made inside a security key here, from that list; whether one is plugged in shows when it is
    /// tried.
    public static func support(_ algorithms: String) -> SecurityKeySupport {
        SecurityKeySupport(
            algorithms: algorithms, hasMiddleware: programFolder("ssh-keygen") != nil && hasMiddleware)
    }

    /// Whether something talks to security keys: a library that the user named, or the helper that OpenSSH starts.
    private static var hasMiddleware: Bool {
        if let provider = environmentVariable("SSH_SK_PROVIDER"), provider != "internal" { return isFile(provider) }
        if let helper = environmentVariable("SSH_SK_HELPER") { return isFile(helper) }
        guard let folder = programFolder("ssh-keygen") else { return false }
        // Apple's has the helper, and nothing in it.
        if isMacOS, folder == "/usr/bin" { return false }
        // Where Debian, Fedora, Arch, SUSE, Gentoo, Homebrew and Nix put it, as seen from their bin.
        let places = ["lib/openssh", "libexec/openssh", "lib/ssh", "libexec/ssh", "lib/misc", "lib64/misc", "libexec"]
        return places.contains { isFile("\(folder)/../\($0)/ssh-sk-helper") }
    }
}

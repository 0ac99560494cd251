import Subprocess
import SSHClient

/// The system's own ssh, run on the person's terminal.
///
/// ssh asks for passwords, passphrases and trust by way of /dev/tty, so its standard streams are free to be ours.
public struct SystemSSH: Sendable {
    /// A log at -v is some 5 KiB; what decides stands at its beginning.
    static let logLimit = 1024 * 1024

    private let environment: Environment
    private let show: @Sendable (String) -> Void

    /// `environment` changes what the program inherits; `show` gets the lines of its standard error as they come,
    /// which otherwise go to the terminal.
    public init(environment: [String: String?] = [:], show: (@Sendable (String) -> Void)? = nil) {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { changes[key] = .some(value) }
        }
        self.environment = .inherit.updating(changes)
        self.show = show ?? writeToTerminal
    }

    /// Runs a program to its end. Cancelling the task ends it: SIGTERM, so that it restores the terminal, then SIGKILL.
    ///
    /// - Parameters:
    ///   - command: what to run; its name is looked for in PATH.
    ///   - log: gets the lines of the log that the command keeps, as they come.
    public func run(
        _ command: RemoteCommand, log: (@Sendable (String) -> Void)? = nil
    ) async throws(NetworkError) -> CommandResult {
        let scratch = try Scratch()
        let input = try scratch.input(command.standardInput)
        let shield = command.needsTerminal ? InterruptShield() : nil
        defer { withExtendedLifetime(shield) {} }

        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        let arguments = (command.keepsLog ? ["-E", scratch.logPath] : []) + command.arguments
        let (show, limit) = (show, command.outputLimit)
        let own = command.environment.reduce(into: [Environment.Key: String?]()) { changes, variable in
            if let key = Environment.Key(rawValue: variable.key) { changes[key] = .some(variable.value) }
        }
        let tail = log.map { LogTail(scratch, show: $0) }
        defer { tail?.end() }
        do {
            let result = try await Subprocess.run(
                .name(command.program), arguments: Arguments(arguments), environment: environment.updating(own),
                platformOptions: options,
                input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                async let output = collect(execution.standardOutput, limit: limit)
                async let errors = collect(execution.standardError, limit: limit, show: show)
                return try await (output: output, errors: errors)
            }
            if Task.isCancelled { throw NetworkError.cancelled }
            await tail?.finish()
            let status: CommandResult.Status =
                switch result.terminationStatus {
                case .exited(let code): .exited(code)
                case .signaled(let signal): .signalled(signal)
                }
            return CommandResult(
                status: status, output: result.closureResult.output, errors: result.closureResult.errors,
                log: String(decoding: scratch.log(limit: Self.logLimit), as: UTF8.self))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .programMissing(command.program)
        } catch {
            throw Task.isCancelled ? .cancelled : .notStarted(program: command.program, reason: "\(error)")
        }
    }
}

/// Everything that a stream holds, up to the limit; the rest is read and dropped, so that nobody waits for us.
func collect(
    _ stream: SubprocessOutputSequence, limit: Int = 64 * 1024, show: (@Sendable (String) -> Void)? = nil
) async throws -> String {
    var bytes: [UInt8] = []
    var lines = VisibleLines()
    for try await buffer in stream {
        buffer.withUnsafeBytes { part in
            bytes += part.prefix(limit - bytes.count)
            if let show { lines.append(part).forEach(show) }
        }
    }
    if let show { lines.rest().forEach(show) }
    return String(decoding: bytes, as: UTF8.self)
}

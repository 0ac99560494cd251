import SSHClient
import Subprocess

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
        self.environment = .inherit.updating(Self.changes(environment))
        self.show = show ?? writeToTerminal
    }

    private static func changes(_ variables: [String: String?]) -> [Environment.Key: String?] {
        variables.reduce(into: [:]) { changes, variable in
            if let key = Environment.Key(rawValue: variable.key) { changes[key] = .some(variable.value) }
        }
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
        let signal = command.signalsSession ? SessionSignal(scratch) : nil
        let echo = command.echoesWord ? Nonce() : nil

        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        var arguments = (command.keepsLog ? ["-E", scratch.logPath] : []) + command.arguments
        if let configuration = command.configuration {
            arguments = ["-F", try scratch.configuration(configuration)] + arguments
        }
        if let echo { arguments[arguments.count - 1] += " " + echo.text }
        let (show, limit) = (show, command.outputLimit)
        let variables = command.environment.merging(signal?.environment ?? [:]) { own, _ in own }
        let tail = log.map { LogTail(scratch, show: $0) }
        defer { tail?.end() }
        do {
            let result = try await Subprocess.run(
                .name(command.program), arguments: Arguments(arguments),
                environment: environment.updating(Self.changes(variables)), platformOptions: options,
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
            var answer = CommandResult(
                status: status, output: result.closureResult.output, errors: result.closureResult.errors,
                log: String(decoding: scratch.log(limit: Self.logLimit), as: UTF8.self))
            answer.wasInterrupted = shield?.sawInterrupt ?? false
            if signal?.isThere == true { answer.session.insert(.opened) }
            if let echo { answer.take(echo) }
            return answer
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .programMissing(command.program)
        } catch {
            throw Task.isCancelled ? .cancelled : .notStarted(program: command.program, reason: "\(error)")
        }
    }
}

extension SystemSSH {
    /// The proof with its route: what the person's ssh_config says of the way to the server, and no key of it.
    public func routed(_ proof: LoginProof) async throws(NetworkError) -> LoginProof {
        let answer = try await run(proof.question)
        guard answer.status == .exited(0), let route = LoginRoute(answer.output) else {
            throw .configurationRefused(said: answer.errors)
        }
        var proof = proof
        proof.route = route
        return proof
    }
}

/// Where ssh's LocalCommand leaves a random word.
private struct SessionSignal {
    private let scratch: Scratch
    private let word = Nonce()

    init(_ scratch: Scratch) { self.scratch = scratch }

    var environment: [String: String] {
        [SessionEvidence.wordVariable: word.text, SessionEvidence.fileVariable: scratch.signalPath]
    }

    var isThere: Bool { scratch.signal() == Array((word.text + "\n").utf8) }
}

extension CommandResult {
    /// Looks for the word on a line of its own, and takes it out of the output.
    fileprivate mutating func take(_ echo: Nonce) {
        var lines = output.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let word = Array(echo.text.utf8)
        guard let index = lines.lastIndex(where: { $0.elementsEqual(word) || $0.elementsEqual(word + [13]) }) else {
            return
        }
        session.insert(.echoed)
        lines.remove(at: index)
        output = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
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

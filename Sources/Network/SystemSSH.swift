import Platform
import Processes
import SSHClient
import Subprocess

/// The system's own ssh, run on the user's terminal.
///
/// ssh asks for passwords, passphrases and trust by way of /dev/tty, so its standard streams are free to be ours.
public struct SystemSSH: Sendable {
    /// A log at -v is some 5 KiB; what decides is at its beginning.
    static let logLimit = 1024 * 1024

    private let environment: Environment
    private let show: @Sendable (String) -> Void

    /// `environment` changes what the program inherits, which is no credential; `show` gets the lines of its standard
    /// error as they come, which otherwise go to the terminal.
    public init(environment: [String: String?] = [:], show: (@Sendable (String) -> Void)? = nil) {
        self.environment = .withoutCredentials.updating(Self.changes(environment))
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
        let terminal = command.readsTerminal ? open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC) : -1
        let input = terminal >= 0 ? terminal : try scratch.input(command.standardInput)
        let shield = command.needsTerminal ? InterruptShield() : nil
        defer { withExtendedLifetime(shield) {} }
        let interrupts = Interrupts.current
        let signal = command.signalsSession ? SessionSignal(scratch) : nil
        let echo = command.echoesWord ? Nonce() : nil

        var options = PlatformOptions()
        // Without a terminal nothing can be asked, neither by ssh nor by what it starts.
        options.createSession = !command.needsTerminal
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: options.createSession, allowedDurationToNextStep: .seconds(2))
        ]
        var arguments = (command.keepsLog ? ["-E", scratch.logPath] : []) + command.arguments
        if let configuration = command.configuration {
            arguments = ["-F", try scratch.configuration(configuration)] + arguments
        }
        if let echo { arguments[arguments.count - 1] += " " + echo.text }
        let (show, limit) = (show, command.outputLimit)
        var variables = command.environment.merging(signal?.environment ?? [:]) { own, _ in own }
        if !command.needsTerminal { variables["SSH_ASKPASS_REQUIRE"] = "never" }
        let tail = follow(command, scratch, log)
        defer { tail?.end() }
        do {
            let result = try await Subprocess.run(
                .name(command.program), arguments: Arguments(arguments),
                environment: environment.updating(Self.changes(variables)),
                workingDirectory: command.workingFolder.map { .init($0) }, platformOptions: options,
                input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                let watch = ProgramWatch(
                    process: execution.processIdentifier.value, ofSession: !command.needsTerminal,
                    limits: (command.timeLimit, command.sessionLimit, command.wholeLimit), interrupts
                ) { signal?.isThere == true }
                defer { watch.end() }
                async let output = collect(execution.standardOutput, limit: limit)
                async let errors = collect(execution.standardError, limit: limit, show: show)
                let streams = try await (output, errors)
                return (output: streams.0, errors: streams.1, timedOut: watch.timedOut)
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
                log: String(decoding: scratch.log(limit: Self.logLimit), as: UTF8.self), marker: command.marker)
            (answer.wasInterrupted, answer.timedOut) = (interrupts.came, result.closureResult.timedOut)
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
    /// Follows the log: for `log`, and for what ssh would have said on the terminal between its questions.
    private func follow(
        _ command: RemoteCommand, _ scratch: Scratch, _ log: (@Sendable (String) -> Void)?
    ) -> LogTail? {
        guard command.needsTerminal, command.keepsLog else { return log.map { LogTail(scratch, show: $0) } }
        let show = show
        return LogTail(scratch) { line in
            // The next question is there already.
            if line.hasPrefix("Permission denied, please try again.") { show("\nPermission denied, please try again.") }
            log?(line)
        }
    }

    /// Ends where ssh refuses its configuration, or an option.
    public func check(_ installation: KeyInstallation) async throws(NetworkError) {
        let answer = try await run(installation.question)
        guard answer.status == .exited(0) else { throw .configurationRefused(said: answer.errors) }
    }

    /// The proof with its route: what the user's ssh_config says of the way to the server, and no key of it.
    public func routed(_ proof: LoginProof) async throws(NetworkError) -> LoginProof {
        let answer = try await run(proof.question)
        if answer.wasInterrupted { throw .cancelled }
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
    /// Looks for the word at the end of a line, and takes it out of the output. Before it may stand what a start-up file
    /// prints without ending its line, but not the command, of which something complains then.
    fileprivate mutating func take(_ echo: Nonce) {
        let end = echo.text + "\n"
        let output = self.output.replacing("\r\n", with: "\n")
        guard let word = output.ranges(of: end).last, !output[..<word.lowerBound].hasSuffix("echo ") else { return }
        session.insert(.echoed)
        self.output = String(output[..<word.lowerBound] + output[word.upperBound...])
    }
}

/// The end of all that a stream holds: what a server prints in front of its answer may be long.
func collect(
    _ stream: SubprocessOutputSequence, limit: Int = 64 * 1024, show: (@Sendable (String) -> Void)? = nil
) async throws -> String {
    var bytes: [UInt8] = []
    var lines = VisibleLines()
    for try await buffer in stream {
        buffer.withUnsafeBytes { part in
            bytes += part
            if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
            if let show { lines.append(part).forEach(show) }
        }
    }
    if let show { lines.rest().forEach(show) }
    return String(decoding: bytes.suffix(limit), as: UTF8.self)
}

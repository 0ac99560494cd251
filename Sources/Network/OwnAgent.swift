import Platform
import Processes
import SSHClient
import Subprocess

extension SystemSSH {
    /// Runs `work` with a file of a public key line, by which ssh can offer the key to a server.
    public static func withPublicFile<Result: Sendable>(
        _ publicLine: String, _ work: (_ publicFile: String) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder(in: [environmentVariable("TMPDIR") ?? "/tmp"], for: ["key.pub"])
        defer { withExtendedLifetime(folder) {} }
        try write(publicLine, to: folder.path + "/key.pub")
        return try await work(folder.path + "/key.pub")
    }

    private static func write(_ publicLine: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw NetworkError.noTemporaryFolder(reason: lastError()) }
        let isWritten = writeAll(publicLine + "\n", to: file)
        close(file)
        guard isWritten else { throw NetworkError.noTemporaryFolder(reason: lastError()) }
    }

    /// Runs `work` beside an ssh-agent of its own, which ends with it and that nobody else knows.
    ///
    /// `work` gets the path of the agent's socket, and of a file with the public key line, by which ssh is told which of
    /// the agent's keys to use.
    public func withAgent<Result: Sendable>(
        for publicLine: String, _ work: @Sendable (_ socket: String, _ publicFile: String) async throws -> Result
    ) async throws -> Result {
        let parents = [environmentVariable("XDG_RUNTIME_DIR"), environmentVariable("TMPDIR"), "/tmp"]
        let folder = try TemporaryFolder(in: parents.compactMap { $0 }, for: ["socket", "key.pub"])
        let (socket, publicFile) = (folder.path + "/socket", folder.path + "/key.pub")
        try Self.write(publicLine, to: publicFile)

        var options = PlatformOptions()
        options.createSession = true
        let end: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        options.teardownSequence = end
        defer { withExtendedLifetime(folder) {} }
        do {
            return try await Subprocess.run(
                .name("ssh-agent"), arguments: ["-D", "-a", socket], environment: .withoutCredentials,
                platformOptions: options, input: .none, output: .sequence, error: .discarded
            ) { execution in
                // It says where its socket is once it listens there.
                var lines = execution.standardOutput.makeAsyncIterator()
                _ = try await lines.next()
                let result: Swift.Result<Result, any Error>
                do { result = .success(try await work(socket, publicFile)) } catch { result = .failure(error) }
                await execution.teardown(using: end)
                return try result.get()
            }.closureResult
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw NetworkError.programMissing("ssh-agent")
        }
    }
}

import Processes
import Secrecy
import Subprocess

/// A program that writes a secret to its standard output. The secret goes from the pipe into memory that is wiped.
struct SecretProgram: Sendable {
    let path: String
    let arguments: [String]
    /// Its own, without credentials: it would answer with one of them.
    let environment: CredentialEnvironment

    /// Reading a file or asking the desktop's keyring takes no longer, unless the keyring waits for the user.
    private static let limit = Duration.seconds(20)

    /// The program of that name on the search path, if there is one; a relative folder of it would be the working
    /// folder's.
    static func path(of name: String, _ environment: CredentialEnvironment) -> String? {
        (environment.word("PATH") ?? "").split(separator: ":").lazy.filter { $0.hasPrefix("/") }.map { $0 + "/" + name }
            .first(where: isProgram)
    }

    /// What it writes, without the newline.
    func output() async throws(CredentialError) -> Secret {
        let name = String(path.split(separator: "/").last ?? "")
        do {
            let pipe = try SecretPipe()
            let status = try await withThrowingTaskGroup(of: TerminationStatus?.self) { group in
                group.addTask {
                    try await Subprocess.run(
                        .path(.init(path)), arguments: Arguments(arguments), environment: childEnvironment,
                        input: .none,
                        output: .fileDescriptor(.init(rawValue: pipe.write), closeAfterSpawningProcess: false),
                        error: .discarded
                    ).terminationStatus
                }
                group.addTask {
                    try await Task.sleep(for: Self.limit)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let status else { throw CredentialError.tool(program: name, reason: "timed out") }
            guard status == .exited(0) else {
                throw CredentialError.tool(program: name, reason: "exited with an error")
            }
            let secret = pipe.contents()
            guard !secret.isEmpty else { throw CredentialError.tool(program: name, reason: "printed nothing") }
            return secret
        } catch let error as CredentialError {
            throw error
        } catch {
            throw .tool(program: name, reason: Task.isCancelled ? "canceled" : "couldn't be started")
        }
    }

    private var childEnvironment: Environment {
        environment.all.map { .withoutCredentials(of: $0) } ?? .withoutCredentials
    }
}

import KeyStore
import Network
import SSHClient

extension EffectiveConfig {
    /// What ssh itself would use for a host; `options` are ssh's, as its -o takes them.
    ///
    /// - Throws: `NetworkError.configurationRefused` with the file, the line and the option, before anything is planned.
    static func ask(about host: String, options: [String] = []) async throws -> EffectiveConfig {
        var question = command(for: host)
        question.arguments = options.flatMap { ["-o", $0] } + question.arguments
        let answer = try await SystemSSH(show: { _ in }).run(question)
        guard answer.status == .exited(0) else { throw NetworkError.configurationRefused(said: answer.errors) }
        guard let config = EffectiveConfig(answer.output) else {
            throw CommandError("ssh -G \(host) failed", hint: "run it to see why")
        }
        return config
    }

    /// The keys that it would try and that exist, as absolute paths.
    func existingKeys(home: String) -> [String] {
        identityFiles.map { file in
            let file = file.replacing("%%", with: "%")
            return KeyFilePath.expand(file, home: home) ?? file
        }.filter { (try? KeyFileContents(path: $0)) != nil }
    }
}

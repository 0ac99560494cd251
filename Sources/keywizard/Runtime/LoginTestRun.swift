import KeyStore
import Network
import Platform
import SSHClient
import Services

/// Logins with a key file.
struct LoginTestRun: Sendable {
    let key: TestedKey
    /// As ssh's -o takes them.
    let options: [String]
    /// What a server has, from the connection to its answer.
    var timeout = Duration.seconds(60)
    /// An agent of our own with the key in it.
    private var agent: (socket: String, publicFile: String)?

    init(key: TestedKey, options: [String], timeout: Int? = nil) {
        (self.key, self.options) = (key, options)
        if let timeout { self.timeout = .seconds(timeout) }
    }

    /// Runs `work` with the key in an agent of its own, where a passphrase was there to open it.
    func withKey<Value: Sendable>(
        _ work: @Sendable (LoginTestRun) async throws -> Value
    ) async throws -> Value {
        guard let opened = key.opened else { return try await work(self) }
        return try await SystemSSH(show: { _ in }).withAgent(for: key.publicKey.line) { socket, publicFile in
            do throws(AgentError) { try Agent(socketPath: socket).add(opened) } catch {
                throw CommandError("ssh-agent: \(error.message)", hint: error.hint)
            }
            var run = self
            run.agent = (socket, publicFile)
            return try await work(run)
        }
    }

    /// One login; `asks` is whether ssh may.
    func test(_ login: ServerLogin, asks: Bool) async -> LoginReport {
        do {
            let (outcome, verdict) = try await result(at: login, asks: asks)
            return LoginReport(outcome, verdict, login, key)
        } catch {
            return LoginReport(error, login, key)
        }
    }

    private func result(at login: ServerLogin, asks: Bool) async throws -> (ProofOutcome, LoginVerdict) {
        let ssh = asks ? SystemSSH() : SystemSSH(show: { _ in })
        var proof = LoginProof(login: login, identityFile: key.path, fingerprint: key.fingerprint)
        (proof.options, proof.asks) = (options, asks)
        proof = try await ssh.routed(proof)
        if let agent {
            (proof.identityFile, proof.agentSocket, proof.usesAgent) = (agent.publicFile, agent.socket, true)
        } else if key.isEncrypted {
            proof.usesAgent = key.isHeld(by: proof.route?.agentSocket(in: environmentVariables()))
            guard proof.usesAgent || asks else { throw key.passphraseMissing }
        }
        var test = LoginTest(proof, serviceUser: Catalogue.serviceUser(at: login))
        test.asksAboutHostKey = asks
        var command = test.command
        // What an account that runs no commands has.
        let session = command.sessionLimit
        command.end(within: timeout)
        command.sessionLimit = session.map { min($0, timeout) }
        let result = try await ssh.run(command)
        return (proof.outcome(of: result), test.verdict(of: result))
    }
}

extension Catalogue {
    /// The user that everybody logs in to a service as, where a service is what is at that address.
    fileprivate static func serviceUser(at login: ServerLogin) -> String? {
        let checks = services.compactMap { $0.login(at: nil) }
        let hosts = [login.host.lowercased()]
        return checks.first { check in
            login.user == check.user
                && (hosts.contains(check.host.text) || check.alternative.map(hosts.contains) == true)
        }?.user
    }
}

import KeyStore
import Threading
import Wizard
import SSHClient

/// The live side of adding the key to servers, one or many, by ssh.
final class InstallSide {
    private let surface: Surface
    private let surroundings: Surroundings
    private let mailbox: Mailbox
    private var installation: Task<Void, Never>?

    init(_ surface: Surface, _ surroundings: Surroundings, _ mailbox: Mailbox) {
        (self.surface, self.surroundings, self.mailbox) = (surface, surroundings, mailbox)
    }

    /// On the ordinary screen, where ssh asks for a password.
    func install(_ installation: KeyInstallation) -> Message {
        onOrdinaryScreen {
            Console.say("Logging in to \(installation.login.destination) with ssh.".safeToDraw)
            SSHQuestions.explain("A password isn't shown while you type.")
            return blocking { await Server.install(installation) }
        }
    }

    // MARK: - Several servers

    func find(_ source: HostsSource) {
        let (surroundings, mailbox) = (surroundings, mailbox)
        inBackground {
            do {
                let addressees =
                    switch source {
                    case .sshConfig: try HostsSearch.sshConfig(matching: ["*"])
                    case .file(let typed):
                        try HostsSearch.file(KeyFilePath.expand(typed, home: surroundings.home) ?? typed)
                    }
                guard !addressees.isEmpty else { throw Problem("the file has no servers") }
                mailbox.post(.message(.upload(.several(.found(try await addressees.logins(options: []))))))
            } catch {
                var problem = Problem(error)
                problem.message = problem.message.replacing(surroundings.home + "/", with: "~/")
                mailbox.post(.message(.upload(.several(.notFound(problem)))))
            }
        }
    }

    func install(_ line: AuthorizedLine, on logins: [ServerLogin]) {
        let mailbox = mailbox
        installation = inBackground {
            do {
                let results = try await HostInstaller(line: line, options: []).unattended(logins) {
                    mailbox.post(.message(.upload(.several(.installed($0)))))
                }
                guard !Task.isCancelled else { return }
                mailbox.post(.message(.upload(.several(.finished(results)))))
            } catch {
                // Only its being stopped ends it as a whole.
                guard !Task.isCancelled else { return }
                let failure = HostResult.failed(logins, Problem(error))
                mailbox.post(.message(.upload(.several(.finished(failure)))))
            }
        }
    }

    /// What couldn't be done without the user, on the ordinary screen.
    func askWhereNeeded(_ results: [HostResult], _ line: AuthorizedLine) -> Message {
        onOrdinaryScreen {
            SSHQuestions.explain("A password isn't shown while you type.")
            return .upload(.several(.finished(HostInstaller(line: line, options: []).askWhereNeeded(results))))
        }
    }

    func cancel() {
        installation?.cancel()
        installation = nil
    }

    // MARK: - The ordinary screen

    /// Runs work that talks to the user on the ordinary screen.
    private func onOrdinaryScreen(_ work: () -> Message) -> Message {
        surface.stepAside()
        defer { surface.comeBack() }
        return work()
    }
}

extension HostResult {
    /// What is left to say when nothing was heard of any of them.
    fileprivate static func failed(_ logins: [ServerLogin], _ problem: Problem) -> [HostResult] {
        logins.map { HostResult($0, .failed(.other(said: [problem.message]), notes: [])) }
    }
}

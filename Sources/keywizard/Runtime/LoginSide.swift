import KeyStore
import Network
import Synchronization
import Threading
import Wizard
import SSHClient

/// The live side of the Log in page: ssh_config, the login itself, and the server's key.
final class LoginSide {
    private let surface: Surface
    private let home: String
    private let mailbox: Mailbox
    /// What was shown, so that nothing else is written.
    private var planned: (entry: ConfigEntry, wish: HostWish, change: ConfigChange)?
    private var login: Task<Void, Never>?

    init(_ surface: Surface, home: String, _ mailbox: Mailbox) {
        (self.surface, self.home, self.mailbox) = (surface, home, mailbox)
    }

    // MARK: - ssh_config

    func plan(_ wish: HostWish) -> Message {
        let home = home
        do {
            let entry = try blocking { () async -> Result<ConfigEntry, any Error> in
                do { return .success(try await ConfigEntry(wish, home: home)) } catch { return .failure(error) }
            }.get()
            let (plan, change) = try entry.plan()
            planned = (entry, wish, change)
            return .logIn(.config(.planned(plan)))
        } catch {
            return .logIn(.config(.refused(Problem(error))))
        }
    }

    /// What ssh_config and ssh's own rules make of a host's name.
    func resolve(_ host: String) {
        let mailbox = mailbox
        inBackground {
            do {
                let config = try await EffectiveConfig.ask(about: host)
                mailbox.post(
                    .message(
                        .hostResolved(
                            ResolvedHost(
                                host: host, user: config.user, hostName: config.hostName, port: config.port))))
            } catch {
                mailbox.post(.message(.hostUnresolved(host: host, Problem(error))))
            }
        }
    }

    /// Makes the change that was planned, and asks ssh what it makes of it.
    func change(_ wish: HostWish) {
        guard let planned, planned.wish == wish else { return }
        let mailbox = mailbox
        inBackground {
            do {
                let entry = planned.entry
                let backup = try entry.apply(planned.change)
                let problem = await entry.problem()
                mailbox.post(
                    .message(.logIn(.config(.changed(entry.outcome(planned.change, backup: backup, problem))))))
            } catch {
                mailbox.post(.message(.logIn(.config(.refused(Problem(error))))))
            }
        }
    }

    // MARK: - The login

    /// Starts the test; where ssh has something to ask, it has the ordinary screen until it ends.
    func test(_ test: LoginTest) -> Message? {
        cancel()
        guard test.proof.asks else {
            let mailbox = mailbox
            login = inBackground {
                let end = await LoginRun.run(test, SystemSSH(show: { _ in })) {
                    mailbox.post(.message(.logIn(.login(.moved($0)))))
                }
                if !Task.isCancelled { mailbox.post(.message(end)) }
            }
            return nil
        }
        surface.stepAside()
        defer { surface.comeBack() }
        Console.say("Logging in to \(test.proof.login.address) with this key only.".safeToDraw)
        SSHQuestions.explain("A passphrase isn't shown while you type it.")
        // Nothing is said meanwhile: it would come between ssh's question and the answer.
        return blocking { await LoginRun.run(test, SystemSSH()) { _ in } }
    }

    func cancel() {
        login?.cancel()
        login = nil
    }

    // MARK: - The server's key

    func trust(_ key: SeenHostKey, at login: ServerLogin) {
        let (home, mailbox) = (home, mailbox)
        inBackground {
            do {
                try await HostKeyTrust(login: login, home: home).add(key)
                mailbox.post(.message(.logIn(.test(.hostKeyAdded(nil)))))
            } catch {
                mailbox.post(.message(.logIn(.test(.hostKeyAdded(Problem(error))))))
            }
        }
    }
}

/// One run of a login test, watched while it goes on.
enum LoginRun {
    /// Returns what the test showed, as the page is told.
    static func run(
        _ test: LoginTest, _ ssh: SystemSSH, moved: @escaping @Sendable (LoginProgress) -> Void
    ) async -> Message {
        let progress = Mutex(LoginProgress(test))
        let read: @Sendable (String, Bool) -> Void = { line, isSession in
            let new = progress.withLock { progress in
                let before = progress
                if isSession { progress.readSession(line) } else { progress.read(line) }
                return progress == before ? nil : progress
            }
            if let new { moved(new) }
        }
        do throws(NetworkError) {
            var test = test
            test.proof = try await ssh.routed(test.proof)
            let result = try await ssh.run(test.command) { read($0, false) }
            let verdict = test.verdict(of: result)
            progress.withLock { $0.end(verdict) }
            for line in (result.output + "\n" + result.errors).split(whereSeparator: \.isNewline) {
                read(String(line), true)
            }
            return .logIn(.login(.tested(verdict, progress.withLock { $0 })))
        } catch .cancelled {
            return .logIn(.login(.tested(.failed(.server(.cancelled, alternative: nil)))))
        } catch {
            return .logIn(.login(.failed(Problem(error.message, hint: error.hint))))
        }
    }
}

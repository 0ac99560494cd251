import Network
import SSHClient
import TerminalUI

/// A command's work at many servers: without questions at the same time, then on the terminal where the user has to be
/// asked. ^C and SIGTERM end it with a report of what was done.
struct HostsRun<Outcome: HostOutcome>: Sendable {
    let logins: [ServerLogin]
    let retry: RetryCommand
    /// Does it at a server; the second argument is whether ssh may ask.
    let work: @Sendable (ServerLogin, Bool) async -> Outcome

    /// Does it, reports, and throws the status of the whole.
    func perform() async throws {
        let shield = InterruptShield(termination: true)
        defer { withExtendedLifetime(shield) {} }
        let interrupts = Interrupts()
        let report = HostsReport<Outcome>(retry.hosts, logins)
        let outcomes = await interrupts.watching { await perform(telling: report, interrupts) }
        try report.finish(logins, outcomes, interrupted: interrupts.came, retry: retry)
    }

    private func perform(telling report: HostsReport<Outcome>, _ interrupts: Interrupts) async -> [Outcome?] {
        let asks = ControllingTerminal.isThere
        var outcomes = await HostJobs.results(
            of: logins, jobs: retry.hosts.jobs,
            done: { (outcome: Outcome) in
                if !asks || outcome.problem?.needsPrompt != true { report.tell(outcome) }
            }, { await work($0, false) })
        for (index, outcome) in outcomes.enumerated() where asks {
            guard let outcome, outcome.problem?.needsPrompt == true else { continue }
            var last = outcome
            if !interrupts.came {
                Console.say("logging in to \(outcome.login.address) …".safeToDraw)
                last = await work(outcome.login, true)
                // ssh's question has no end.
                if interrupts.came { Console.detail("") }
            }
            outcomes[index] = last
            report.tell(last)
        }
        return outcomes
    }
}

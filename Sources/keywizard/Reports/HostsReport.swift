import ArgumentParser
import SSHClient
import Support
import Synchronization
import TerminalUI

/// What a command says of many servers: of each as it comes, then of all.
final class HostsReport<Outcome: HostOutcome>: Sendable {
    private let options: HostsOptions
    private let widths: [Int]
    private let told = Mutex(Told())

    private struct Told {
        var hasTitle = false
        /// Why standard output could not be written.
        var error: (any Error)?
    }

    init(_ options: HostsOptions, _ logins: [ServerLogin]) {
        self.options = options
        widths = [
            max("host".count, logins.map(\.address.count).max() ?? 0),
            max("result".count, Outcome.words.map(\.count).max() ?? 0),
        ]
    }

    /// Tells of a server when it is done.
    func tell(_ outcome: Outcome) {
        told.withLock { told in
            guard told.error == nil else { return }
            do {
                if options.jsonLines {
                    try Console.deliver(jsonLine: outcome)
                } else if !options.json {
                    if !told.hasTitle { try Console.deliver(row(["host", "result", "where or why"])) }
                    told.hasTitle = true
                    try Console.deliver(row([outcome.login.address, outcome.word, outcome.detail]))
                }
            } catch {
                told.error = error
            }
        }
    }

    private func row(_ cells: [String]) -> String {
        let padded = zip(cells, widths).map { cell, width in
            cell.safeToDraw + String(repeating: " ", count: max(0, width - cell.count))
        }
        return (padded + [cells[2].safeToDraw]).joined(separator: "  ") + "\n"
    }

    /// Tells of all together; nil is one that was not begun. Throws the status of the whole.
    func finish(
        _ logins: [ServerLogin], _ outcomes: [Outcome?], interrupted: Bool, retry: RetryCommand
    ) throws {
        let done = outcomes.compactMap(\.self)
        if options.json { try Console.deliver(json: done) }
        if let error = told.withLock({ $0.error }) { throw error }
        for outcome in done {
            for note in outcome.notes { Console.say("\(outcome.login.address): \(note)".safeToDraw) }
        }
        let left = zip(logins, outcomes).filter { $1.map { $0.problem != nil } ?? true }.map(\.0)
        let failures = done.filter { $0.problem != nil }
        if logins.count > 1 { Console.say(Self.totals(logins.count, done, interrupted: interrupted)) }
        sayReasons(failures, grouped: logins.count > 1)
        if !left.isEmpty {
            try options.save(failed: left)
            Console.say("to retry: " + retry.line(for: left).safeToDraw)
        }
        if interrupted { throw ExitCode(.cancelled) }
        guard !left.isEmpty else { return }
        throw ExitCode(left.count == logins.count ? .failed : .partly)
    }

    /// "5 servers: 2 failed, 3 added": failures first.
    private static func totals(_ count: Int, _ done: [Outcome], interrupted: Bool) -> String {
        var parts = Outcome.words.reversed().compactMap { word -> String? in
            let count = done.count { $0.word == word }
            return count == 0 ? nil : "\(count) \(word)"
        }
        if done.count < count { parts.append("\(count - done.count) not begun") }
        return (interrupted ? "canceled; " : "") + "\(count) servers: " + parts.joined(separator: ", ")
    }

    /// As many as are named for a reason; the table has them all.
    private static var mostNamed: Int { 10 }

    /// Each reason once, the commonest first, with its servers and what to do.
    private func sayReasons(_ failures: [Outcome], grouped: Bool) {
        let groups = Dictionary(grouping: failures) { outcome in
            // A message may name its server.
            HostProblem(
                message: outcome.problem?.message.replacing(" on \(outcome.login.host)", with: "") ?? "",
                hint: outcome.problem?.hint)
        }
        let ordered = groups.sorted { a, b in
            (b.value.count, a.key.message) < (a.value.count, b.key.message)
        }
        for (problem, outcomes) in ordered {
            if grouped {
                let named = outcomes.prefix(Self.mostNamed).map(\.login.address).joined(separator: ", ")
                let more = outcomes.count > Self.mostNamed ? ", and \(outcomes.count - Self.mostNamed) more" : ""
                Console.say("\(outcomes.count) \(outcomes[0].word): \(problem.message)".safeToDraw)
                Console.detail(named + more)
            }
            if let hint = problem.hint { Console.detail(hint) }
        }
    }
}

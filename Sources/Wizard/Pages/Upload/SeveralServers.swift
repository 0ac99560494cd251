import SSHClient
import TerminalUI

/// The part of the Upload page for several servers: where their list is, which of them, and the result of each.
public struct SeveralServers: Hashable, Sendable {
    /// What the user does with it, and the answers to its effects.
    public enum Event: Hashable, Sendable {
        /// Take the hosts of ~/.ssh/config.
        case useConfig
        /// Take those of a file.
        case useFile
        /// The file's path.
        case path(String)
        /// Read the list, or add the key to what is selected; go on once it is added.
        case proceed
        /// Go back to the choice before, or stop.
        case back
        /// Select a server, or leave it out.
        case toggle(ServerLogin)
        /// Select all of them, or none.
        case toggleAll
        /// Log in where ssh has something to ask, one by one.
        case ask
        /// Again where it failed for another reason.
        case retry
        /// The servers of the list.
        case found([ServerLogin])
        /// The list couldn't be read.
        case notFound(Problem)
        /// The result of one server.
        case installed(HostResult)
        /// None is left; the results of those that were asked for.
        case finished([HostResult])
    }

    private enum State: Hashable, Sendable { case source, finding, selecting, working, finished }

    private var state = State.source
    private var isFile = false
    private var path = ""
    private var problem: Problem?
    private var logins: [ServerLogin] = []
    private var selected: Set<ServerLogin> = []
    private var results: [ServerLogin: HostResult] = [:]

    // MARK: - What is known

    /// The servers that get the key, in the order of the list.
    private var wanted: [ServerLogin] { logins.filter(selected.contains) }
    private var done: [HostResult] { wanted.compactMap { results[$0] } }
    private var there: [HostResult] { done.filter(\.isThere) }
    private var asking: [HostResult] { done.filter { $0.failure?.needsPrompt == true } }
    private var missed: [HostResult] { done.filter { !$0.isThere && $0.failure?.needsPrompt != true } }

    private func count(_ logins: [ServerLogin]) -> String {
        logins.count == 1 ? "1 server" : "\(logins.count) servers"
    }

    private var result: String {
        there.count == wanted.count
            ? "Added to \(wanted.count == 1 ? "" : "all ")\(count(wanted))"
            : "Added to \(there.count) of \(count(wanted))"
    }

    // MARK: - What happens

    /// Nil when it is left.
    mutating func update(_ event: Event, _ session: inout Session, _ line: AuthorizedLine) -> Turn? {
        switch (state, event) {
        case (.source, .useConfig): isFile = false
        case (.source, .useFile): isFile = true
        case (.source, .path(let text)): (path, problem) = (text, nil)
        case (.source, .proceed):
            (state, problem) = (.finding, nil)
            return .effects(.findHosts(isFile ? .file(path) : .sshConfig))
        case (.source, .back): return nil

        case (.finding, .found(let found)):
            // A file is a choice already; ssh_config has all that the user ever logged in to.
            if found != logins { selected = isFile ? Set(found) : [] }
            (logins, state) = (found, .selecting)
        case (.finding, .notFound(let new)): (state, problem) = (.source, new)
        case (.finding, .back): state = .source

        case (.selecting, .toggle(let login)): selected.formSymmetricDifference([login])
        case (.selecting, .toggleAll): selected = selected.isEmpty ? Set(logins) : []
        case (.selecting, .proceed):
            return selected.isEmpty ? .stay : install(wanted, line)
        case (.selecting, .back): state = .source

        case (.working, .installed(let result)): results[result.login] = result
        case (.working, .finished(let new)): finish(new, &session)
        case (.working, .back):
            finish([], &session)
            state = .selecting
            return .effects(.cancelHosts)

        case (.finished, .finished(let new)): finish(new, &session)
        case (.finished, .ask): return .effects(.askHosts(asking, line))
        case (.finished, .retry): return install(missed.map(\.login), line)
        case (.finished, .proceed): return .next
        case (.finished, .back): state = .selecting
        default: break
        }
        return .stay
    }

    private mutating func install(_ logins: [ServerLogin], _ line: AuthorizedLine) -> Turn {
        for login in logins { results[login] = nil }
        state = .working
        return .effects(.installOnHosts(logins, line))
    }

    private mutating func finish(_ new: [HostResult], _ session: inout Session) {
        for result in new { results[result.login] = result }
        state = .finished
        session.hosts = done
        guard let first = there.first else { return }
        session.server = first.login
        session.installed = Report(succeeded: true, result.lowercasedFirst)
        session.installNotes = first.outcome.notes
    }

    // MARK: - The form

    func form() -> Form<UploadPage.Event> {
        switch state {
        case .source: sourceForm
        case .finding:
            Form(
                "Which servers?", id: "finding", help: Self.help, back: .cancel("stop", .several(.back)),
                .waiting("Reading the list …"))
        case .selecting: selectionForm
        case .working: workForm
        case .finished: resultForm
        }
    }

    private static let back = Back<UploadPage.Event>.cancel("back", .several(.back))

    private var sourceForm: Form<UploadPage.Event> {
        let file = Field<UploadPage.Event>.text(
            FieldName("hosts"), "Path", path, { .several(.path($0)) }, asks: "Path of the file", example: "~/hosts.txt",
            limit: 4096, takesTyping: true, verdict: path.isEmpty ? .missing("Enter the path of the file.") : nil)
        return Form(
            "Which servers?",
            "Servers that need no answer from you go first, all at once. The others follow one by one.",
            help: Self.help, back: Self.back,
            .rows(
                FieldName("source"), "Your choice",
                [
                    Row("~/.ssh/config", detail: "the hosts in it", isOn: !isFile, .several(.useConfig)),
                    Row("A file", detail: "one per line: ana@web1:2222", isOn: isFile, .several(.useFile)),
                ]), isFile ? file : nil, .problem(problem), .buttons(.main("Continue", .several(.proceed))))
    }

    private var selectionForm: Form<UploadPage.Event> {
        let rows = logins.map { login in
            Row(
                login.address, detail: results[login].map(\.words) ?? "", isOn: selected.contains(login),
                UploadPage.Event.several(.toggle(login)))
        }
        // In plain mode one question for each would be many: its list changes one of them at a time.
        var list = Field.rows(FieldName("changes"), "Your choice", plainRows)
        list.medium = .plain
        var boxes = Field.checks(FieldName("servers"), "", rows)
        boxes.medium = .screen
        return Form(
            "Choose the servers", help: Self.help, back: Self.back,
            .note("\(selected.count) of \(logins.count) selected", .muted, on: .screen), boxes, list,
            .buttons(
                .main(selected.isEmpty ? "Select at least one" : "Add key", .several(.proceed), on: .screen),
                Button("All or none", .several(.toggleAll), .character("a"), on: .screen)))
    }

    private var plainRows: [Row<UploadPage.Event>] {
        let first =
            selected.isEmpty
            ? [] : [Row("Add the key to \(count(wanted))", isOn: true, UploadPage.Event.several(.proceed))]
        return first + [Row(selected.isEmpty ? "Select all" : "Select none", isOn: first.isEmpty, .several(.toggleAll))]
            + logins.map { login in
                let words = [selected.contains(login) ? "selected" : "not selected", results[login]?.words]
                return Row(
                    login.address, detail: words.compactMap { $0 }.joined(separator: ", "), .several(.toggle(login)))
            }
    }

    private var workForm: Form<UploadPage.Event> {
        Form(
            "Adding the key to \(count(wanted))", help: Self.help, back: .cancel("stop", .several(.back)),
            .progress("\(done.count) of \(wanted.count) done.", Double(done.count) / Double(max(1, wanted.count))),
            .facts("", facts), .note("esc stops. Keys already added stay.", .muted, on: .screen))
    }

    private var resultForm: Form<UploadPage.Event> {
        // What can be done is said once for all that failed alike.
        var reasons: [String] = []
        for result in missed {
            let words = Problem(result.outcome.message, hint: result.outcome.hint).words
            if result.outcome.hint != nil, !reasons.contains(words) { reasons.append(words) }
        }
        var buttons: [Button<UploadPage.Event>] = []
        if !asking.isEmpty { buttons.append(.main("Log in one by one", .several(.ask))) }
        if !missed.isEmpty {
            let label = "Retry \(missed.count)"
            buttons.append(buttons.isEmpty ? .main(label, .several(.retry)) : Button(label, .several(.retry)))
        }
        if !there.isEmpty {
            buttons.append(
                buttons.isEmpty ? .main("Continue", .several(.proceed)) : Button("Continue", .several(.proceed)))
        }
        buttons.append(Button("Choose other servers", .several(.back), on: .plain))
        return Form(
            result, help: Self.help, back: Self.back,
            fields: reasons.map { .note($0, .muted) } + [.facts("", facts), .buttons(buttons)])
    }

    /// The results, the failures first and those of one reason together.
    private var facts: [Fact] {
        let failed = (asking + missed).map(\.words)
        let places = Dictionary(failed.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
        let sorted = (asking + missed).enumerated().sorted {
            (places[$0.element.words] ?? 0, $0.offset) < (places[$1.element.words] ?? 0, $1.offset)
        }
        return (sorted.map(\.element) + there).map {
            Fact(name: $0.login.address, words: $0.words, tone: $0.isThere ? .success : .failure)
        }
    }

    private static let help = [
        "Servers come from ~/.ssh/config or a file with user@host:port on each line.",
        "The key is added to .ssh/authorized_keys of each, unless it is there. What you stop or what fails can be run again.",
    ]
}

extension HostResult {
    /// The result, and the permissions that were observed.
    fileprivate var words: String {
        let result =
            switch (outcome, failure) {
            case (.added, _): "added"
            case (.alreadyThere, _): "already there"
            case (_, .nobodyToAsk): "can't log in without a prompt"
            case (_, .hostKeyUnknown): "unknown host key"
            case (.failed, _): outcome.message
            }
        return ([result] + outcome.notes.map(\.message)).joined(separator: "; ")
    }
}

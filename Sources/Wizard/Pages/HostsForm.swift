import TerminalUI
import SSHClient

/// The part of the Upload page for several servers: where their list is, which of them, and what became of each.
struct HostsForm: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case source, finding, picking
        /// Nobody is asked; with Ansible the results come all at once.
        case working(byAnsible: Bool)
        case finished
    }

    /// What can be done when each has its result.
    private enum Action: Hashable {
        case ask, retry, proceed
    }

    private(set) var state = State.source
    private var source = ListBox()
    private var path = TextField(limit: 4096)
    private var problem: Problem?
    private var logins: [ServerLogin] = []
    private var picked: Set<ServerLogin> = []
    private var results: [ServerLogin: HostResult] = [:]
    /// The row with the mark, of those to pick or of the results.
    private var list = ListBox()
    private var action = 0

    private static let hosts = FieldName("hosts")

    // MARK: - What is known

    /// The servers that the key goes to, in the order of the list.
    private var wanted: [ServerLogin] { logins.filter(picked.contains) }
    private var there: [HostResult] { wanted.compactMap { results[$0] }.filter(\.isThere) }
    private var failed: [HostResult] { wanted.compactMap { results[$0] }.filter { !$0.isThere } }
    private var asking: [HostResult] { failed.filter { $0.failure?.needsSomebody == true } }
    private var missed: [HostResult] { failed.filter { $0.failure?.needsSomebody != true } }

    private var actions: [Action] {
        (asking.isEmpty ? [] : [.ask]) + (missed.isEmpty ? [] : [.retry]) + (there.isEmpty ? [] : [.proceed])
    }

    private func title(_ action: Action) -> String {
        switch action {
        case .ask: "Log in one by one"
        case .retry: "Try \(missed.count) again"
        case .proceed: "Continue"
        }
    }

    /// What stands after a server's name.
    private func words(_ result: HostResult) -> String {
        switch result.failure {
        case nil: result.words
        case .nobodyToAsk: "it asks for a password or a passphrase"
        case .hostKeyUnknown: "this computer has not met it before"
        case let failure?: failure.message
        }
    }

    /// As many rows as the terminal has room for, besides what stands around the list.
    private func visible(_ session: Session) -> Int {
        let others =
            switch state {
            case .picking: 10
            case .working: 12
            case .source, .finding, .finished: 15
            }
        return max(3, session.size.rows - others)
    }

    var title: String {
        switch state {
        case .source, .finding: "Which servers?"
        case .picking: "Put the key on these servers"
        case .working: "Putting the key on \(wanted.count == 1 ? "1 server" : "\(wanted.count) servers")"
        case .finished:
            there.count == wanted.count
                ? "The key is on every server" : "The key is on \(there.count) of \(wanted.count) servers"
        }
    }

    var keys: [KeyBinding<Message>] {
        switch state {
        case .source:
            [
                .enter("continue", help: "read the list", .next),
                KeyBinding(.up, .down, label: "move", help: "mark another list"),
            ]
        case .finding, .working: []
        case .picking:
            (picked.isEmpty ? [] : [.enter("put it there", help: "put the key on the servers with a mark", .next)]) + [
                KeyBinding(
                    .character(" "), label: "pick", help: "take a server, or leave it out",
                    message: .toggle(list.chosen)),
                KeyBinding(
                    .character("a"), label: "all or none", help: "take all of them, or none", message: .toggleAll),
                KeyBinding(.up, .down, help: "move to another server"),
            ]
        case .finished:
            [
                .enter(
                    actions.indices.contains(action) ? title(actions[action]).lowercasedFirst : "other servers",
                    help: "press the button that is lit", actions.isEmpty ? .back : .next),
                KeyBinding(.tab, .right, label: "next button", help: "go to the next button", message: .focusNext),
                KeyBinding(.backTab, .left, help: "go to the button before", message: .focusPrevious),
                KeyBinding(.up, .down, label: "move", help: "see another server's result"),
            ]
        }
    }

    /// What Back does.
    var backLabel: String {
        switch state {
        case .finding, .working: "stop"
        case .source, .picking, .finished: "back"
        }
    }

    // MARK: - What happens

    /// Nil when the form is left.
    mutating func update(_ message: Message, _ session: inout Session, _ line: AuthorizedLine) -> Turn? {
        switch (state, message) {
        case (.source, .input(let event, _)):
            if source.handle(event, count: 2, visible: 2) { return .stay }
            if source.chosen == 1 { _ = path.handle(event) }
        case (.source, .choose(let row)): source.choose(row, count: 2, visible: 2)
        case (.source, .fill(_, let text)): path.fill(text)
        case (.source, .next):
            guard source.chosen == 0 || !path.text.isEmpty else { return .stay }
            (state, problem) = (.finding, nil)
            return .effects(.findHosts(source.chosen == 0 ? .sshConfig : .file(path.text)))
        case (.source, .back): return nil

        case (.finding, .hostsFound(let found)):
            // A file is a choice already; ssh_config has all that somebody ever logged in to.
            if found != logins { picked = source.chosen == 0 ? [] : Set(found) }
            (logins, list, state) = (found, ListBox(), .picking)
        case (.finding, .hostsNotFound(let new)): (state, problem) = (.source, new)
        case (.finding, .back): state = .source

        case (.picking, .input(let event, _)):
            _ = list.handle(event, count: logins.count, visible: visible(session))
        case (.picking, .choose(let row)), (.picking, .toggle(let row)):
            guard logins.indices.contains(row) else { return .stay }
            list.choose(row, count: logins.count, visible: visible(session))
            picked.formSymmetricDifference([logins[row]])
        case (.picking, .toggleAll): picked = picked.isEmpty ? Set(logins) : []
        case (.picking, .next):
            guard !picked.isEmpty else { return .stay }
            return install(wanted, line)
        case (.picking, .back): state = .source

        case (.working, .hostsHandedOver): state = .working(byAnsible: true)
        case (.working, .hostInstalled(let result)):
            results[result.login] = result
            // One by one: Ansible could not do it.
            state = .working(byAnsible: false)
        case (.working, .hostsInstalled(let new)): finish(new, &session)
        case (.working, .back), (.working, .goTo):
            state = .picking
            return .effects(.cancelHosts)

        case (.finished, .input(let event, _)):
            _ = list.handle(event, count: wanted.count, visible: visible(session))
        case (.finished, .choose(let row)): list.choose(row, count: wanted.count, visible: visible(session))
        case (.finished, .focusNext): action = (action + 1) % max(1, actions.count)
        case (.finished, .focusPrevious): action = (action + max(1, actions.count) - 1) % max(1, actions.count)
        case (.finished, .focus(let button)): action = button
        case (.finished, .hostsInstalled(let new)): finish(new, &session)
        case (.finished, .back): state = .picking
        case (.finished, .next):
            guard actions.indices.contains(action) else { return .stay }
            switch actions[action] {
            case .ask: return .effects(.askHosts(asking, line))
            case .retry: return install(missed.map(\.login), line)
            case .proceed: return .next
            }
        default: break
        }
        return .stay
    }

    private mutating func install(_ logins: [ServerLogin], _ line: AuthorizedLine) -> Turn {
        for login in logins { results[login] = nil }
        (list, action, state) = (ListBox(), 0, .working(byAnsible: false))
        return .effects(.installOnHosts(logins, line))
    }

    private mutating func finish(_ new: [HostResult], _ session: inout Session) {
        for result in new { results[result.login] = result }
        (list, action, state) = (ListBox(), 0, .finished)
        session.hosts = wanted.compactMap { results[$0] }
        guard let first = there.first else { return }
        session.server = first.login
        session.installed = Report(succeeded: true, title.lowercasedFirst)
        session.installNotes = first.outcome.notes
    }

    // MARK: - What is seen

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        switch state {
        case .source, .finding: drawSource(&frame, &area)
        case .picking: drawPicking(&frame, &area, session)
        case .working(let byAnsible): drawWorking(&frame, &area, byAnsible, session)
        case .finished: drawFinished(&frame, &area, session)
        }
    }

    private func drawSource(_ frame: inout Frame<Message>, _ area: inout Rect) {
        let glyphs = frame.canvas.glyphs
        frame.paragraph(
            "Those that let you in without a question get the key all at once; at the others you can log in one by one.",
            &area, role: .muted)
        frame.gap(&area)
        let isSearching = state == .finding
        var rows = Rect(column: area.column, row: area.row, columns: area.columns, rows: 2)
        frame.choices(
            Self.sources.map { Choice(label: $0.label, detail: $0.detail) }, source, &rows, focused: true,
            glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        frame.gap(&area, rows: 3)
        if source.chosen == 1 {
            frame.canvas.put("Path", column: area.column, row: area.row, role: .muted)
            frame.field(
                path, column: area.column + 6, row: area.row, columns: min(44, area.columns - 6), focused: !isSearching,
                placeholder: "as in ~/hosts.txt", focus: .focus(0))
            frame.gap(&area, rows: 2)
        }
        if let notice = path.notice { frame.marked(glyphs.wrong, notice, &area, role: .error) }
        if let problem { frame.problem(problem, &area) }
        if problem != nil || path.notice != nil { frame.gap(&area) }
        frame.button(
            isSearching ? "Reading…" : "Continue", column: area.column, row: area.row, focused: false, press: .next)
    }

    private static let sources = [
        (label: "~/.ssh/config", detail: "the names in it"),
        (label: "A file", detail: "one on each line, as ana@web1:2222"),
    ]

    private func drawPicking(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        frame.paragraph("\(picked.count) of \(logins.count) servers are picked.", &area, role: .muted)
        frame.gap(&area)
        drawList(
            &frame, &area, session,
            logins.map { login in
                Choice(label: (picked.contains(login) ? "[x] " : "[ ] ") + login.address, detail: "")
            })
        frame.gap(&area)
        frame.button(
            picked.isEmpty ? "Pick some first" : "Put the key there", column: area.column, row: area.row,
            focused: !picked.isEmpty, press: .next)
    }

    private func drawWorking(_ frame: inout Frame<Message>, _ area: inout Rect, _ byAnsible: Bool, _ session: Session) {
        let count = wanted.count { results[$0] != nil }
        frame.paragraph(
            byAnsible
                ? "Ansible, a program that sets up servers, is at work. It reports at the end."
                : "\(count) of \(wanted.count) have answered.",
            &area)
        frame.gap(&area)
        // Ansible's results come all at once: a bar would stand still, then vanish.
        if !byAnsible {
            frame.bar(
                Double(count) / Double(max(1, wanted.count)), column: area.column, row: area.row,
                columns: min(50, area.columns))
            frame.gap(&area, rows: 2)
        }
        drawList(&frame, &area, session, wanted.map { row($0, frame.canvas.glyphs) })
        frame.gap(&area)
        frame.paragraph("esc stops it; what is there stays.", &area, role: .muted)
    }

    private func drawFinished(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let wanted = wanted
        drawList(&frame, &area, session, wanted.map { row($0, frame.canvas.glyphs) })
        frame.gap(&area)
        var words = area
        words.rows -= 2
        if wanted.indices.contains(list.chosen), let result = results[wanted[list.chosen]] {
            frame.report(report(result), &words)
        }
        var column = area.column
        for (index, action) in actions.enumerated() {
            let isFocused = index == self.action
            column =
                frame.button(
                    title(action), column: column, row: words.row + 1, focused: isFocused,
                    press: isFocused ? .next : .focus(index)) + 2
        }
    }

    private func drawList(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session, _ rows: [Choice]
    ) {
        let glyphs = frame.canvas.glyphs
        var inner = Rect(
            column: area.column, row: area.row, columns: area.columns,
            rows: min(visible(session), rows.count, area.rows))
        let canMove = if case .working = state { false } else { true }
        frame.choices(
            rows, list, &inner, focused: canMove, glyph: { $0 && canMove ? glyphs.pointer : " " },
            choose: Message.choose)
        area = area.dropFirst(min(visible(session), rows.count))
    }

    private func row(_ login: ServerLogin, _ glyphs: Glyphs) -> Choice {
        guard let result = results[login] else {
            return Choice(label: "\(glyphs.ahead) \(login.address)", detail: "")
        }
        return Choice(
            label: "\(result.isThere ? glyphs.correct : glyphs.wrong) \(login.address)",
            detail: words(result))
    }

    private func report(_ result: HostResult) -> Report {
        let asks = result.failure?.needsSomebody == true
        return Report(
            succeeded: result.isThere, result.isThere ? result.outcome.message : words(result),
            hint: asks ? "log in one by one: ssh's questions are then yours to answer" : result.outcome.hint,
            notes: result.outcome.notes.map { note in note.message + (note.hint.map { ": " + $0 } ?? "") })
    }
}

extension HostResult {
    /// The outcome in a few words, where the key is there.
    fileprivate var words: String {
        if case .added = outcome { "added" } else { "was there already" }
    }
}

// MARK: - Plain mode

extension HostsForm {
    func prompt(_ session: Session) -> Prompt {
        switch state {
        case .source:
            var questions: [Question] = [
                .choice(
                    Self.sources.enumerated().map { .init($1.label, detail: $1.detail, .choose($0)) },
                    default: source.chosen)
            ]
            if source.chosen == 1 {
                questions.append(.text(Self.hosts, "Path of the file", now: path.text, problem: path.complaint))
            }
            return Prompt(title, [Paragraph](problem), questions, then: [.next])
        case .finding: return Prompt(title, waitsFor: "Reading the list …")
        case .picking:
            var options: [Question.Option] =
                picked.isEmpty ? [] : [.init("Put the key on the \(picked.count) that are picked", .next)]
            options.append(.init(picked.isEmpty ? "Pick all" : "Pick none", .toggleAll))
            options += logins.enumerated().map { row, login in
                .init(login.address, detail: picked.contains(login) ? "picked" : "not picked", .toggle(row))
            }
            return Prompt(title, [], [.choice(options)])
        case .working: return Prompt(title, waitsFor: "Logging in to \(wanted.count) servers …")
        case .finished:
            let lines = wanted.compactMap { results[$0] }.map { result in
                Paragraph(
                    "\(result.login.address): \(report(result).message)" + (report(result).hint.map { "; " + $0 } ?? "")
                )
            }
            let options = actions.enumerated().map { Question.Option(title($1), .focus($0), .next) }
            return Prompt(title, lines, [.choice(options + [.init("Pick other servers", .back)])])
        }
    }
}

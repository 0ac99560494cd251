import TerminalUI
import SSHClient

/// The step of the Log in page that has ssh use the key for its host: what ssh_config would say, shown before it is
/// written.
struct LogInConfig: Page {
    enum State: Hashable, Sendable {
        case planning
        /// The host has another key there: is this one for a second account?
        case choosing(ConfigPlan)
        case planned(ConfigPlan)
        case changing(ConfigPlan)
        case refused(Problem)
        /// Nothing has to be changed any more; with what was changed.
        case settled(HostWish, ConfigOutcome?)
    }

    private var state = State.planning
    private var buttons = ButtonRow()
    private var list = ListBox()
    private var label = TextField("work", limit: 63)
    /// The host gets a name of its own for this key.
    private var isSecondAccount = false
    /// Names that other keys have already.
    private var taken: Set<String> = []
    /// What would change without such a name.
    private var withoutName: ConfigPlan?
    private var scroll = Scroll()

    func title(_ session: Session) -> String {
        switch state {
        case .choosing: "A second key for \(session.place?.login.host ?? "the host")"
        case .settled(_, let outcome) where outcome?.problem != nil: "ssh doesn't use the key yet"
        case .settled: "ssh uses the key"
        default: "Let ssh use the key"
        }
    }

    func backLabel(_ session: Session) -> String? { if case .changing = state { nil } else { "back" } }

    private func options(_ session: Session) -> [Question.Option] {
        switch state {
        case .planning, .changing: []
        case .choosing: []
        case .planned:
            [
                Question.Option(
                    "Add these lines", detail: "write them into the file; its old content is kept", .changeConfig),
                Question.Option("Leave the file", detail: "go on without changing it", .skip),
            ]
        case .refused:
            [
                Question.Option("Try again", detail: "look at the file once more", .planConfig),
                Question.Option("Go on without", detail: "leave the file as it is", .skip),
            ]
        case .settled: [Question.Option("Continue", detail: "go on", .next)]
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        if case .choosing = state {
            return [
                .enter("continue", help: "go on with the marked one", .next),
                KeyBinding(.up, .down, label: "move", help: "mark the other one"),
            ]
        }
        return buttons.keys(options(session)) + [Scroll.keys]
    }

    func help(_ session: Session) -> [String] {
        [
            "ssh reads the file ~/.ssh/config. With these lines it uses this key for this host and no other key, so that "
                + "“ssh \(session.place?.host ?? "HOST")” is all that has to be typed; git, scp and rsync read them too.",
            "The file is written as a whole or not at all. A copy of the old one stays beside it.",
            "To use two accounts at one service, the second one gets a name of its own for the host, such as github.com-work. "
                + "ssh goes to the same server, with the other key.",
        ]
    }

    // MARK: - What happens

    private func wish(_ session: Session) -> HostWish? {
        // A key that replaces another one is to have its name, and until then that one works.
        guard let place = session.place, let saved = session.saved?.openSSH else { return nil }
        let identity = session.replacement?.path ?? saved
        let host = isSecondAccount ? "\(place.host)-\(label.text)" : place.host
        var wish = HostWish(
            host: host, hostName: host == place.login.host ? nil : place.login.host, user: place.login.user,
            port: place.login.port, identityFile: identity, usesKeychain: session.computer.kind == .mac)
        wish.isSecondAccount = isSecondAccount
        return wish
    }

    /// The key that works for the host now, where the new one may be for another account. A service has one name for
    /// every account of it, so that only its names decide.
    private func otherKey(_ plan: ConfigPlan, _ session: Session) -> String? {
        plan.otherKey ?? (session.place?.check != nil ? plan.usualKey : nil)
    }

    private mutating func show(_ plan: ConfigPlan) {
        // What takes lines out is never agreed to by Enter alone.
        (state, buttons) = (.planned(plan), ButtonRow(focus: plan.removed.isEmpty ? 0 : 1))
    }

    /// There is nothing to decide for the present place.
    func isSettled(_ session: Session) -> Bool {
        if case .settled(let wish, _) = state { wish == self.wish(session) } else { false }
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        isSecondAccount = false
        return look(session)
    }

    private mutating func look(_ session: Session) -> [Effect] {
        guard let wish = wish(session) else { return [] }
        (state, buttons, scroll) = (.planning, ButtonRow(), Scroll())
        return [.planConfig(wish)]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch (state, message) {
        case (.planning, .configPlanned(let plan)):
            guard plan.wish == wish(session) else { break }
            if plan.lines.isEmpty {
                state = .settled(plan.wish, nil)
                session.configEntry = plan.wish
                return .next
            }
            if isSecondAccount, plan.otherKey == nil || withoutName == nil {
                show(plan)
            } else if isSecondAccount, let withoutName {
                taken.insert(label.text)
                (state, isSecondAccount) = (.choosing(withoutName), false)
            } else if otherKey(plan, session) == nil {
                show(plan)
            } else {
                (state, withoutName) = (.choosing(plan), plan)
            }
        case (.planning, .configRefused(let problem)): refuse(problem)
        case (.choosing, .input(let event, _)):
            if !list.handle(event, count: 2, visible: 2), list.chosen == 0 { _ = label.handle(event) }
        case (.choosing, .choose(let row)): list.choose(row, count: 2, visible: 2)
        case (.choosing, .fill(.label, let text)): label.fill(text)
        case (.choosing(let plan), .next):
            guard list.chosen == 0 else {
                show(plan)
                break
            }
            guard labelProblem == nil else { break }
            isSecondAccount = true
            return Turn(effects: look(session))
        case (.planned(let plan), .changeConfig):
            state = .changing(plan)
            return .effects(.changeConfig(plan.wish))
        case (.changing, .configChanged(let outcome)):
            state = .settled(outcome.wish, outcome)
            if outcome.problem == nil { session.configEntry = outcome.wish }
            // What ssh makes of it otherwise has to be read.
            return outcome.problem == nil ? .next : .stay
        case (.changing, .configRefused(let problem)): refuse(problem)
        case (.refused, .planConfig): return Turn(effects: enter(&session))
        case (.settled, .next): return .next
        case (.planned, .skip), (.refused, .skip): return .next
        case (.planned, .input(let event, _)): _ = scroll.handle(event, session)
        default: _ = buttons.handle(message, count: options(session).count)
        }
        return .stay
    }

    private mutating func refuse(_ problem: Problem) {
        // What was refused once often is again: nobody is kept here.
        (state, buttons) = (.refused(problem), ButtonRow(focus: 1))
    }

    private var labelProblem: String? {
        if label.text.isEmpty { return "give it a name" }
        if taken.contains(label.text) { return "another key has that name already" }
        return ServerLogin.validate(host: "h-" + label.text) == nil
            ? nil : "letters, digits and hyphens, as in a host name"
    }

    // MARK: - What is seen

    private func accounts(_ session: Session) -> [Choice] {
        let host = session.place?.host ?? ""
        return [
            Choice(label: "A second account", detail: "its name here: \(host)-\(label.text)"),
            Choice(label: "The same account", detail: "this key is tried first"),
        ]
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        let glyphs = frame.canvas.glyphs
        switch state {
        case .planning: frame.waiting("Reading ~/.ssh/config …", "esc goes back.", &area)
        case .choosing(let plan): drawAccounts(plan, &frame, &area, session)
        case .planned(let plan), .changing(let plan):
            frame.paragraph(intro(plan, session), &area)
            frame.gap(&area)
            drawDifference(plan, &frame, &area)
            frame.gap(&area)
            if case .changing = state {
                frame.paragraph("Writing …", &area, role: .muted)
            } else {
                buttons.draw(options(session), &frame, &area)
            }
        case .refused(let problem):
            frame.problem(problem, &area)
            frame.gap(&area)
            buttons.draw(options(session), &frame, &area)
        case .settled(_, let outcome):
            if let outcome { frame.marked(glyphs.correct, outcome.words, &area, role: .success) }
            if let problem = outcome?.problem { frame.problem(problem, &area) }
            frame.gap(&area)
            buttons.draw(options(session), &frame, &area)
        }
    }

    private func intro(_ plan: ConfigPlan, _ session: Session) -> String {
        let file = plan.isNewFile ? "the new file \(plan.file)" : plan.file
        if !session.hasItsName {
            return
                "With the lines marked + in \(file), ssh uses \(session.surroundings.short(plan.wish.identityFile)), the name "
                + "that the new key gets in the end:"
        }
        if !plan.removed.isEmpty {
            let lines = plan.removed.map { "“\($0)”" }.joined(separator: " and ")
            return "This would take \(lines) out of \(file), which ssh uses for \(plan.wish.host) now:"
        }
        return session.place?.check == nil
            ? "With the lines marked + in \(file), “ssh \(plan.wish.host)” is all that you type:"
            : "With the lines marked + in \(file), ssh and git use this key for \(plan.wish.host):"
    }

    /// The difference, in a box that leaves room for what follows; the lines that stay go first where it is short.
    private func drawDifference(_ plan: ConfigPlan, _ frame: inout Frame<Message>, _ area: inout Rect) {
        let room = max(1, area.rows - 2)
        let lines = plan.lines.count > room ? plan.lines.filter { $0.kind != .context } : plan.lines
        let rows = min(lines.count, room)
        let box = Rect(column: area.column, row: area.row, columns: area.columns, rows: rows)
        frame.scrolled(scroll, in: box) { frame, area in
            for line in lines {
                let role: Role =
                    switch line.kind {
                    case .context: .muted
                    case .removed: .error
                    case .added: .success
                    }
                frame.canvas.put(line.marked, column: area.column, row: area.row, role: role, limit: area.columns)
                frame.gap(&area)
            }
        }
        area = area.dropFirst(rows)
    }

    private func question(_ plan: ConfigPlan) -> String {
        if let key = plan.otherKey {
            return "ssh logs in at \(plan.wish.host) with \(key) already. The new key is for:"
        }
        return "ssh tries \(plan.usualKey ?? "another key") at \(plan.wish.host) today. The new key is for:"
    }

    private func drawAccounts(_ plan: ConfigPlan, _ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session)
    {
        let glyphs = frame.canvas.glyphs
        frame.paragraph(
            question(plan),
            &area)
        frame.gap(&area)
        var rows = Rect(column: area.column, row: area.row, columns: area.columns, rows: min(2, area.rows))
        frame.choices(
            accounts(session), list, &rows, focused: true, glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        area = area.dropFirst(3)
        if list.chosen == 0 {
            let host = (session.place?.host ?? "") + "-"
            frame.canvas.put(host, column: area.column + 2, row: area.row, role: .muted, limit: area.columns / 2)
            let column = area.column + 2 + min(host.displayWidth, area.columns / 2)
            frame.field(
                label, column: column, row: area.row, columns: max(8, min(24, area.endColumn - column)), focused: true,
                placeholder: "work", focus: .choose(0))
            frame.gap(&area)
            if let words = label.notice ?? labelProblem {
                frame.canvas.put("\(glyphs.wrong) \(words)", column: area.column + 2, row: area.row, role: .error)
            }
        }
        frame.gap(&area, rows: 2)
        frame.button("Continue", column: area.column, row: area.row, focused: false, press: .next)
    }

    // MARK: - Plain mode

    func prompt(_ session: Session) -> Prompt {
        switch state {
        case .planning: return Prompt(title(session), waitsFor: "Reading ~/.ssh/config …")
        case .changing: return Prompt(title(session), waitsFor: "Writing …")
        case .choosing(let plan):
            let kinds = accounts(session).enumerated().map {
                Question.Option($1.label, detail: $0 == 1 ? $1.detail : "", .choose($0))
            }
            let name = Question.text(
                .label, "Its name after \(session.place?.host ?? "")-", now: label.text,
                problem: label.complaint ?? labelProblem.map { Problem($0) })
            return Prompt(
                title(session),
                [
                    Paragraph(question(plan))
                ],
                [.choice(kinds, default: list.chosen)] + (list.chosen == 0 ? [name] : []), then: [.next])
        case .planned(let plan):
            return Prompt(
                title(session), [Paragraph(intro(plan, session))] + plan.lines.map { .verbatim($0.marked) },
                [.choice(options(session))])
        case .refused(let problem):
            return Prompt(
                title(session), [Paragraph](problem), [.choice(options(session), default: buttons.focus)])
        case .settled(_, let outcome):
            return Prompt(
                title(session), (outcome.map { [Paragraph($0.words)] } ?? []) + [Paragraph](outcome?.problem),
                [.pause()],
                then: [.next])
        }
    }
}

extension ConfigOutcome {
    /// What was done, a sentence.
    var words: String {
        "\(file) has the lines" + (backup.map { "; the old file is \($0)." } ?? ".")
    }
}

extension FieldName {
    fileprivate static let label = FieldName("label")
}

import SSHKey
import TerminalUI

/// The part of the Key page for a key that exists already: which one, and what for.
struct ExistingKeys: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case choosing
        case opened(OpenedKey)
        /// The passphrase is asked for; `isWrong` after a wrong one.
        case locked(OpenedKey, Purpose, isWrong: Bool)
        /// What was chosen is to be agreed to once more.
        case asking(OpenedKey, Purpose)
    }

    private(set) var state = State.choosing
    /// Nil until the folder was read.
    private var found: [FoundKey]?
    private var list = ListBox()
    private var purposes = ListBox()
    private var path = TextField(limit: 4096)
    private var buttons = ButtonRow()
    private var problem: Problem?
    private var isBusy = false
    private var field = PassphraseReport.Field()

    private static let visible = 5

    init(_ found: [FoundKey]?) { self.found = found }

    static let help = [
        "These are the keys in ~/.ssh. A key that is old, or weak, should be replaced; one without a passphrase can be "
            + "used by whoever gets its file.",
        "Services that this computer has a credential for, such as the token of gh, can be asked which of the keys they "
            + "have. They are sent nothing but the question, and nothing is changed there.",
        "To replace a key, a new one is made and brought to where the old one is. Once the new one has logged in, the old "
            + "one is removed there, and kept here under a name that ends in .old. Until then both work, and a "
            + "replacement that was interrupted can be gone on with.",
    ]

    var title: String {
        switch state {
        case .choosing: "Which of your keys?"
        case .opened: "What should happen with it?"
        case .locked: "The passphrase of the key"
        case .asking(let key, let purpose): purpose.question(key)?.title ?? ""
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        switch state {
        case .choosing:
            [.enter("open", help: "open the marked key, or the one at the path", .next)]
                + (found?.isEmpty == false ? [session.keyPlaces.isSearching ? Self.stop : Self.ask] : [])
                + [KeyBinding(.up, .down, label: "move", help: "mark another key")]
        case .opened:
            [
                .enter("continue", help: "go on with this", .next),
                KeyBinding(.up, .down, label: "move", help: "mark something else to do"),
            ]
        case .locked: [.enter("unlock", help: "open the key with this passphrase", .next)]
        case .asking(let key, let purpose): buttons.keys(options(key, purpose))
        }
    }

    /// What is there stays, unless the other button is pressed.
    private func options(_ key: OpenedKey, _ purpose: Purpose) -> [Question.Option] {
        [
            Question.Option("Leave it as it is", detail: "change nothing", .back),
            Question.Option(purpose.question(key)?.yes ?? "", detail: "do it", .next),
        ]
    }

    private static let ask = KeyBinding<Message>(
        .control("t"), label: "where is it?",
        help: "ask the services whose credentials are on this computer for the keys",
        message: .askServices)
    private static let stop = KeyBinding<Message>(
        .control("t"), label: "stop", help: "stop asking the services", message: .askServices)

    /// The row whose key would be opened.
    private var chosen: FoundKey? {
        guard path.text.isEmpty, let found, found.indices.contains(list.chosen) else { return nil }
        return found[list.chosen]
    }

    /// What follows, and the key when one was decided on.
    typealias Outcome = (effects: [Effect], decided: (OpenedKey, Purpose)?)
    private static let nothing: Outcome = ([], nil)

    mutating func update(_ message: Message, _ session: Session) -> Outcome {
        if case .keysListed(let keys) = message { found = keys }
        switch state {
        case .choosing: return updateList(message)
        case .opened(let key): return updatePurposes(message, of: key, session)
        case .asking(let key, let purpose): return updateQuestion(message, key, purpose)
        case .locked(let key, let purpose, _): return updateLock(message, key, purpose)
        }
    }

    private mutating func updateList(_ message: Message) -> Outcome {
        switch message {
        case .input(let event, _):
            if list.handle(event, count: found?.count ?? 0, visible: Self.visible) {
                path.set("")
            } else if path.handle(event) {
                problem = nil
            }
        case .fill(_, let text):
            path.fill(text)
            problem = nil
        case .choose(let row):
            list.choose(row, count: found?.count ?? 0, visible: Self.visible)
            path.set("")
        case .next:
            guard !isBusy, let wanted = path.text.isEmpty ? chosen?.path : path.text else { break }
            isBusy = true
            return ([.openKey(path: wanted, unlocks: false)], nil)
        case .keyOpened(let key):
            (isBusy, problem, purposes) = (false, nil, ListBox())
            state = .opened(key)
        case .keyNotOpened(let new, _): (isBusy, problem) = (false, new)
        default: break
        }
        return Self.nothing
    }

    private mutating func updatePurposes(_ message: Message, of key: OpenedKey, _ session: Session) -> Outcome {
        let all = key.purposes(session.unfinished)
        switch message {
        case .input(let event, _): _ = purposes.handle(event, count: all.count, visible: all.count)
        case .choose(let row): purposes.choose(row, count: all.count, visible: all.count)
        case .next:
            let purpose = all[min(purposes.chosen, all.count - 1)]
            if purpose.question(key) != nil {
                (state, buttons) = (.asking(key, purpose), ButtonRow())
            } else if !purpose.opensIt || key.isUnlocked {
                return ([], (key, purpose))
            } else {
                state = .locked(key, purpose, isWrong: false)
            }
        case .back: state = .choosing
        default: break
        }
        return Self.nothing
    }

    private mutating func updateQuestion(_ message: Message, _ key: OpenedKey, _ purpose: Purpose) -> Outcome {
        switch message {
        case .back: state = .opened(key)
        case .next:
            guard !isBusy else { break }
            switch purpose {
            case .delete:
                isBusy = true
                return ([.deleteKeyFiles(key.found.path)], nil)
            case .putBack:
                isBusy = true
                return ([.putBackKeyFiles(key.found.path)], nil)
            case .giveUp(let interrupted):
                (state, purposes) = (.opened(key), ListBox())
                return ([.endRotation(interrupted.rotation)], (key, purpose))
            default: break
            }
        case .keyFilesChanged(let new):
            (isBusy, problem, state, list) = (false, new, .choosing, ListBox())
            return ([.listKeys], nil)
        default: _ = buttons.handle(message, count: options(key, purpose).count)
        }
        return Self.nothing
    }

    private mutating func updateLock(_ message: Message, _ key: OpenedKey, _ purpose: Purpose) -> Outcome {
        switch message {
        case .secretEdited(.opening, let new): field = new
        case .next:
            guard !isBusy, field.count > 0 else { break }
            isBusy = true
            return ([.openKey(path: key.found.path, unlocks: true)], nil)
        case .keyOpened(let key):
            isBusy = false
            state = .opened(key)
            return ([.clearOpening], (key, purpose))
        case .keyNotOpened(let new, let wrongPassphrase):
            isBusy = false
            problem = wrongPassphrase ? nil : new
            state = .locked(key, purpose, isWrong: wrongPassphrase)
            return ([.clearOpening], nil)
        case .back:
            (state, problem) = (.opened(key), nil)
            return ([.clearOpening], nil)
        default: break
        }
        return Self.nothing
    }

    /// Goes back to the list with the reason why the key won't do.
    mutating func refuse(_ reason: Problem) {
        (state, problem) = (.choosing, reason)
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        switch state {
        case .choosing: drawList(&frame, &area, session)
        case .opened(let key): drawOpened(&frame, &area, key, session)
        case .locked(let key, _, let isWrong): drawLock(&frame, &area, key, isWrong, session)
        case .asking(let key, let purpose):
            frame.paragraph(session.surroundings.short(key.found.path), &area, role: .muted)
            frame.gap(&area)
            frame.paragraph(purpose.question(key)?.text ?? "", &area)
            frame.gap(&area)
            buttons.draw(options(key, purpose), &frame, &area)
        }
    }

    private func drawList(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        frame.canvas.put("Path", column: area.column, row: area.row, role: .muted)
        frame.field(
            path, column: area.column + 6, row: area.row, columns: area.columns - 6, focused: true,
            placeholder: "type one, or choose below", focus: .focus(0))
        frame.gap(&area, rows: 2)
        if let found, found.isEmpty {
            frame.paragraph("There is no key in ~/.ssh yet.", &area, role: .muted)
        } else if let found {
            var rows = Rect(
                column: area.column, row: area.row, columns: area.columns, rows: min(Self.visible, area.rows))
            frame.choices(
                found.map { key in
                    Choice(label: key.name, detail: facts(key, session).joined(separator: ", "))
                },
                list, &rows, focused: path.text.isEmpty, glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
            area = area.dropFirst(rows.row - area.row + 1)
        } else {
            frame.paragraph("Reading ~/.ssh …", &area, role: .muted)
        }
        // Whatever there is to say, the button keeps its rows.
        let end = area.endRow
        area.rows = max(0, area.rows - 2)
        drawPlaces(session.keyPlaces, &frame, &area)
        if let problem {
            frame.problem(problem, &area)
        } else if let chosen {
            for warning in chosen.warnings { frame.marked(glyphs.bullet, warning.sentence, &area, role: .warning) }
            // Once more, where its row is too short for it.
            let facts = facts(chosen, session).joined(separator: ", ")
            let longest = (found ?? []).map(\.name.displayWidth).max() ?? 0
            if longest + 4 + facts.displayWidth > area.columns {
                frame.paragraph(facts.sentence, &area, role: .muted)
            }
            if let key = chosen.publicKey {
                frame.code(key.fingerprint(.sha256), &area, rows: 1)
                if !key.comment.isEmpty, area.rows > 0 {
                    frame.canvas.put(key.comment, column: area.column, row: area.row, role: .muted)
                    frame.gap(&area)
                }
            }
        }
        let row = min(area.row + 1, end - 1)
        frame.button(isBusy ? "Opening…" : "Open", column: area.column, row: row, focused: false, press: .next)
    }

    /// What the list says of a key.
    private func facts(_ key: FoundKey, _ session: Session) -> [String] {
        let isInterrupted = session.unfinished.contains { $0.concerns(key.path) }
        return (isInterrupted ? ["being replaced"] : key.isReplaced ? ["replaced"] : [])
            + key.facts(place: session.keyPlaces.words(on: key))
    }

    private func drawPlaces(_ places: KeyPlaces, _ frame: inout Frame<Message>, _ area: inout Rect) {
        let glyphs = frame.canvas.glyphs
        if let state = places.state { frame.paragraph(state, &area, role: .muted) }
        let problems = places.problems.map(\.message)
        let rows = problems.reduce(0) { $0 + $1.wrapped(to: area.columns - 2).count }
        if problems.count < 2 || rows <= area.rows - 2 {
            for problem in problems { frame.marked(glyphs.wrong, problem, &area, role: .failure) }
        } else {
            frame.marked(glyphs.wrong, "no answer from " + places.silent.joined(separator: ", "), &area, role: .failure)
        }
    }

    private func drawOpened(_ frame: inout Frame<Message>, _ area: inout Rect, _ key: OpenedKey, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        let all = key.purposes(session.unfinished)
        // What can be done keeps its rows, and the button.
        let needed = all.count + 2
        area.rows = max(0, area.rows - needed)
        frame.paragraph("\(key.publicKey.displayName), \(session.surroundings.short(key.found.path))", &area)
        frame.paragraph("\(key.found.format), \(key.found.protection)", &area, role: .muted)
        frame.code(key.publicKey.fingerprint(.sha256), &area, rows: 1)
        for note in key.notes { frame.marked(glyphs.bullet, note.sentence, &area, role: .muted) }
        for warning in key.found.warnings { frame.marked(glyphs.bullet, warning.sentence, &area, role: .warning) }
        frame.gap(&area, rows: min(1, area.rows))
        area = Rect(column: area.column, row: area.row, columns: area.columns, rows: needed)
        frame.choices(
            all.map { Choice(label: $0.words(isEncrypted: key.found.isEncrypted), detail: "") }, purposes, &area,
            focused: true, glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        frame.gap(&area)
        frame.button("Continue", column: area.column, row: area.row, focused: false, press: .next)
    }

    private func drawLock(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ key: OpenedKey, _ isWrong: Bool, _ session: Session
    ) {
        frame.paragraph("\(session.surroundings.short(key.found.path)) is encrypted. Its passphrase opens it.", &area)
        frame.gap(&area)
        frame.canvas.put("Passphrase", column: area.column, row: area.row, role: .muted)
        frame.secretField(
            .opening, count: field.count, cursor: field.cursor, column: area.column + 14, row: area.row,
            columns: min(44, area.columns - 14), focused: true, revealed: false, focus: .focus(0))
        frame.gap(&area)
        if isWrong {
            frame.canvas.put(
                "\(frame.canvas.glyphs.wrong) that is not it; capitals matter", column: area.column + 14,
                row: area.row, role: .failure)
        }
        frame.gap(&area)
        if let problem { frame.problem(problem, &area) }
        frame.gap(&area)
        frame.button(isBusy ? "Opening…" : "Unlock", column: area.column, row: area.row, focused: false, press: .next)
    }
}

extension SecretName {
    /// The passphrase of a key that exists.
    public static let opening = SecretName("opening")
}

// MARK: - Plain mode

extension FieldName {
    fileprivate static let path = FieldName("path")
}

extension ExistingKeys {
    func prompt(_ session: Session) -> Prompt {
        if isBusy {
            if case .asking = state { return Prompt(title, waitsFor: "") }
            return Prompt(title, waitsFor: "Opening the key …")
        }
        switch state {
        case .choosing: return listPrompt(session)
        case .asking(let key, let purpose):
            return Prompt(
                title, [Paragraph(purpose.question(key)?.text ?? "")], [.choice(options(key, purpose))])
        case .opened(let key):
            let options = key.purposes(session.unfinished).enumerated().map { row, purpose in
                Question.Option(purpose.words(isEncrypted: key.found.isEncrypted), .choose(row))
            }
            return Prompt(
                title,
                [
                    "\(key.publicKey.displayName), \(session.surroundings.short(key.found.path)), \(key.found.format), \(key.found.protection)",
                    .verbatim(key.publicKey.fingerprint(.sha256)),
                ] + (key.notes + key.found.warnings).map { Paragraph($0.sentence) },
                [.choice(options, default: purposes.chosen)], then: [.next])
        case .locked(let key, _, let isWrong):
            return Prompt(
                title,
                ["\(session.surroundings.short(key.found.path)) is encrypted. Its passphrase opens it."]
                    + [Paragraph](problem)
                    + (isWrong ? ["That is not it; capitals matter."] : []),
                [.secret(.opening, "Enter passphrase", problem: field.count == 0 ? Problem("empty") : nil)],
                then: [.next])
        }
    }

    private func listPrompt(_ session: Session) -> Prompt {
        let places = session.keyPlaces
        guard let found else { return Prompt(title, waitsFor: "Reading ~/.ssh …") }
        if places.isSearching { return Prompt(title, waitsFor: places.state ?? "") }
        guard !found.isEmpty else {
            return Prompt(
                title, ["There is no key in ~/.ssh yet."] + [Paragraph](problem),
                [.text(.path, "Path of a key", now: path.text, problem: path.complaint)], then: [.next])
        }
        let options = found.enumerated().map { row, key in
            let facts = facts(key, session) + key.warnings
            return Question.Option(key.name, detail: facts.joined(separator: ", "), .choose(row))
        }
        let ask = Question.Option(
            "Where are they?", detail: "ask the services whose credentials are on this computer", .askServices)
        let said = [places.state].compactMap { $0.map { Paragraph($0) } } + places.problems.flatMap { [Paragraph]($0) }
        // What the services said is to be read before the next answer, so that it is another question.
        let field = places.round == 0 ? FieldName.path : FieldName("path \(places.round)")
        return Prompt(
            title, [Paragraph](problem) + said,
            [.choice(options + [ask], default: list.chosen, orText: true, field: field, problem: path.complaint)],
            then: [.next])
    }
}

import SSHKey
import TerminalUI

/// The part of the Key page for a key that exists already: which one, and what for.
struct ExistingKeys: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case choosing
        case opened(OpenedKey)
        /// The passphrase is asked for; `isWrong` after a wrong one.
        case locked(OpenedKey, Purpose, isWrong: Bool)
    }

    private(set) var state = State.choosing
    /// Nil until the folder was read.
    private var found: [FoundKey]?
    private var list = ListBox()
    private var purposes = ListBox()
    private var path = TextField(limit: 4096)
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
    ]

    var title: String {
        switch state {
        case .choosing: "Which of your keys?"
        case .opened: "What should happen with it?"
        case .locked: "The passphrase of the key"
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        switch state {
        case .choosing:
            [
                .enter("open", help: "open the marked key, or the one at the path", .next),
                KeyBinding(.up, .down, label: "move", help: "mark another key"),
            ] + (found?.isEmpty == false ? [session.keyPlaces.isSearching ? Self.stop : Self.ask] : [])
        case .opened:
            [
                .enter("choose", help: "go on with this", .next),
                KeyBinding(.up, .down, label: "move", help: "mark something else to do"),
            ]
        case .locked: [.enter("unlock", help: "open the key with this passphrase", .next)]
        }
    }

    private static let ask = KeyBinding<Message>(
        .control("t"), label: "where?", help: "ask the services whose credentials are on this computer for the keys",
        message: .askServices)
    private static let stop = KeyBinding<Message>(
        .control("t"), label: "stop", help: "stop asking the services", message: .askServices)

    /// The row whose key would be opened.
    private var chosen: FoundKey? {
        guard path.text.isEmpty, let found, found.indices.contains(list.chosen) else { return nil }
        return found[list.chosen]
    }

    /// What follows, and the key when one was decided on.
    mutating func update(_ message: Message) -> (effects: [Effect], decided: (OpenedKey, Purpose)?) {
        switch (state, message) {
        case (_, .keysListed(let keys)):
            found = keys
        case (.choosing, .input(let event, _)):
            if list.handle(event, count: found?.count ?? 0, visible: Self.visible) {
                path.set("")
            } else if path.handle(event) {
                problem = nil
            }
        case (.choosing, .fill(_, let text)):
            path.fill(text)
            problem = nil
        case (.choosing, .choose(let row)):
            list.choose(row, count: found?.count ?? 0, visible: Self.visible)
            path.set("")
        case (.choosing, .next):
            guard !isBusy, let wanted = path.text.isEmpty ? chosen?.path : path.text else { break }
            isBusy = true
            return ([.openKey(path: wanted, unlocks: false)], nil)
        case (.choosing, .keyOpened(let key)):
            (isBusy, problem, purposes) = (false, nil, ListBox())
            state = .opened(key)
        case (.choosing, .keyNotOpened(let new, _)):
            (isBusy, problem) = (false, new)

        case (.opened(let key), .input(let event, _)):
            _ = purposes.handle(event, count: key.purposes.count, visible: key.purposes.count)
        case (.opened(let key), .choose(let row)):
            purposes.choose(row, count: key.purposes.count, visible: key.purposes.count)
        case (.opened(let key), .next):
            let purpose = key.purposes[purposes.chosen]
            if purpose.takesItAsItIs || key.isUnlocked { return ([], (key, purpose)) }
            state = .locked(key, purpose, isWrong: false)
        case (.opened, .back):
            state = .choosing

        case (.locked, .secretEdited(.opening, let new)):
            field = new
        case (.locked(let key, _, _), .next):
            guard !isBusy, field.count > 0 else { break }
            isBusy = true
            return ([.openKey(path: key.found.path, unlocks: true)], nil)
        case (.locked(_, let purpose, _), .keyOpened(let key)):
            isBusy = false
            state = .opened(key)
            return ([.clearOpening], (key, purpose))
        case (.locked(let key, let purpose, _), .keyNotOpened(let new, let wrongPassphrase)):
            isBusy = false
            problem = wrongPassphrase ? nil : new
            state = .locked(key, purpose, isWrong: wrongPassphrase)
            return ([.clearOpening], nil)
        case (.locked(let key, _, _), .back):
            (state, problem) = (.opened(key), nil)
            return ([.clearOpening], nil)
        default: break
        }
        return ([], nil)
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
                    let facts = key.facts(place: session.keyPlaces.words(on: key))
                    return Choice(label: key.name, detail: facts.joined(separator: ", "))
                },
                list, &rows, focused: path.text.isEmpty, glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
            area = area.dropFirst(rows.row - area.row + 1)
        } else {
            frame.paragraph("Reading ~/.ssh …", &area, role: .muted)
        }
        drawPlaces(session.keyPlaces, &frame, &area)
        if let problem {
            frame.problem(problem, &area)
        } else if let chosen {
            if let key = chosen.publicKey {
                frame.code(key.fingerprint(.sha256), &area, rows: 1)
                if !key.comment.isEmpty {
                    frame.canvas.put(key.comment, column: area.column, row: area.row, role: .muted)
                }
                frame.gap(&area)
            }
            for warning in chosen.warnings { frame.marked(glyphs.bullet, warning.sentence, &area, role: .warning) }
        }
        frame.gap(&area, rows: min(1, area.rows - 1))
        frame.button(isBusy ? "Opening…" : "Open", column: area.column, row: area.row, focused: false, press: .next)
    }

    private func drawPlaces(_ places: KeyPlaces, _ frame: inout Frame<Message>, _ area: inout Rect) {
        if let state = places.state { frame.paragraph(state, &area, role: .muted) }
        for problem in places.problems {
            frame.marked(frame.canvas.glyphs.wrong, problem.message, &area, role: .failure)
        }
    }

    private func drawOpened(_ frame: inout Frame<Message>, _ area: inout Rect, _ key: OpenedKey, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        frame.paragraph("\(key.publicKey.displayName), \(session.surroundings.short(key.found.path))", &area)
        frame.paragraph("\(key.found.format), \(key.found.protection)", &area, role: .muted)
        frame.code(key.publicKey.fingerprint(.sha256), &area, rows: 1)
        for note in key.notes { frame.marked(glyphs.bullet, note.sentence, &area, role: .muted) }
        for warning in key.found.warnings { frame.marked(glyphs.bullet, warning.sentence, &area, role: .warning) }
        frame.gap(&area)
        frame.choices(
            key.purposes.map { Choice(label: $0.words(isEncrypted: key.found.isEncrypted), detail: "") }, purposes,
            &area,
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
                "\(frame.canvas.glyphs.wrong) that is not it; upper and lower case differ", column: area.column + 14,
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
        if isBusy { return Prompt(title, waitsFor: "Opening the key …") }
        switch state {
        case .choosing: return listPrompt(session.keyPlaces)
        case .opened(let key):
            let options = key.purposes.enumerated().map { row, purpose in
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
                    + (isWrong ? ["That is not it; upper and lower case differ."] : []),
                [.secret(.opening, "Enter passphrase", problem: field.count == 0 ? Problem("empty") : nil)],
                then: [.next])
        }
    }

    private func listPrompt(_ places: KeyPlaces) -> Prompt {
        guard let found else { return Prompt(title, waitsFor: "Reading ~/.ssh …") }
        if places.isSearching { return Prompt(title, waitsFor: places.state ?? "") }
        guard !found.isEmpty else {
            return Prompt(
                title, ["There is no key in ~/.ssh yet."] + [Paragraph](problem),
                [.text(.path, "Path of a key", now: path.text, problem: path.complaint)], then: [.next])
        }
        let options = found.enumerated().map { row, key in
            let facts = key.facts(place: places.words(on: key)) + key.warnings
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

import SSHKey
import TerminalUI
import SSHClient

/// Shows what is written where, lets the place be changed, and saves.
struct SavePage: Page {
    private var path = TextField(limit: 4096)
    var report: PlaceReport?
    var problem: Problem?
    private var isSaving = false
    private enum Focus: Int, CaseIterable { case path, agent, save }
    private var focus = Focus.save
    private var agent = AgentTermField()
    /// The name and label that the path was proposed for.
    private var proposedFor = ""

    func title(_ session: Session) -> String {
        if session.saved != nil { return "The key pair is saved" }
        return session.existing?.purpose == .protect ? "Save the new passphrase" : "Save the key pair"
    }

    func backLabel(_ session: Session) -> String? { isSaving ? nil : "back" }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        let enter: KeyBinding<Message> =
            session.saved == nil
            ? freeName == nil
                ? .enter("save", help: "write the files that are listed", .next)
                : .enter("use the free name", help: "take the name that is free", .next)
            : .enter("continue", help: "go on", .next)
        guard session.saved == nil else { return [enter] }
        guard !isSaving else { return [] }
        let agentKeys: [KeyBinding<Message>] =
            focus == .agent
            ? [KeyBinding(.left, .right, label: "change", help: "step through what the agent is asked for")] : []
        switch (choosesPlace(session), offersAgent(session)) {
        case (true, false):
            return [
                enter,
                KeyBinding(
                    .tab, .backTab, label: "edit the path", help: "edit the path, and back to the button",
                    message: .focusNext),
            ]
        case (false, false): return [enter]
        case (_, true): return [enter] + agentKeys + KeyBinding.fields
        }
    }

    func help(_ session: Session) -> [String] {
        [
            "The private key's file can be read by you alone. Its name is up to you; programs look in the folder .ssh "
                + "in your home folder first.",
            "keywizard never replaces a file. The files are written whole or not at all.",
        ]
            + (offersAgent(session)
                ? [
                    "An agent is a program that holds opened keys and signs with them, so that a passphrase is typed once and not at "
                        + "every login. It is given the key now, because nothing here knows the passphrase any more once the key is saved."
                ] : [])
    }

    /// The agent can have the key as soon as it is saved, while its passphrase is still known.
    private func offersAgent(_ session: Session) -> Bool {
        guard session.isProtected, session.computer.isThisOne, session.saved == nil, !session.wanted.type.isSecurityKey,
            ownFile(session)?.hasSuffix(".ppk") != true, ownFile(session) != nil || session.formats.contains(.openssh),
            case .found(let agent) = session.agent
        else { return false }
        return agent.standing == .takesKeys
    }

    private func agentWish(_ session: Session) -> AgentWish? { offersAgent(session) ? agent.term.wish : nil }

    /// The files stand beside those of the key that is replaced, and take their names later.
    private func isBesideOld(_ session: Session) -> Bool { session.replacement != nil && session.existing == nil }

    /// The path can be another one.
    private func choosesPlace(_ session: Session) -> Bool { ownFile(session) == nil && !isBesideOld(session) }

    private var freeName: String? {
        if case .taken(_, let free) = report?.verdict { free } else { nil }
    }

    private func examine(_ session: Session) -> Turn {
        .effects(.examinePlace(plan(session), label: session.destination.label))
    }

    private func plan(_ session: Session) -> SavePlan {
        var makesFolder = false
        if case .folderMissing = report?.verdict { makesFolder = true }
        var plan = SavePlan(
            path: path.text, formats: session.formats, writesPublicKey: session.existing == nil,
            makesFolder: makesFolder,
            protects: session.isProtected, agent: agentWish(session))
        if isBesideOld(session), let old = session.replacement, let key = session.publicKey {
            plan.rotation = KeyRotation(path: old.path, newPath: path.text, oldKey: old.oldKey, newKey: key)
        }
        return plan
    }

    /// An existing key gets its new passphrase in its own file: there is no place to choose.
    private func ownFile(_ session: Session) -> String? {
        session.existing.flatMap { $0.purpose == .protect ? $0.key.found.path : nil }
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        guard session.saved == nil else { return [] }
        problem = nil
        focus = .save
        let looksForAgent: [Effect] = session.isProtected && session.computer.isThisOne ? [.findAgent] : []
        guard ownFile(session) == nil else { return looksForAgent }
        let proposal: String
        if let key = session.existing?.key {
            // Beside the file that there is.
            let file = session.surroundings.short(key.found.path)
            proposal = file.hasSuffix(".ppk") ? String(file.dropLast(4)) : file
        } else if let old = session.replacement {
            proposal = session.surroundings.short(old.path) + ".new"
        } else {
            proposal = "~/.ssh/id_\(session.wanted.type.fileName)"
        }
        let wanted = "\(proposal) \(session.destination.label)"
        if proposedFor != wanted {
            proposedFor = wanted
            path.set(proposal)
        }
        return looksForAgent + examine(session).effects
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .input(let event, _) where focus == .agent && !isSaving:
            agent.handle(event, session.agentTerms(withNever: true))
            return .stay
        case .input(let event, _):
            guard session.saved == nil, !isSaving, choosesPlace(session) else { return .stay }
            let before = path.text
            let typed = focus == .path || event.isTyping
            guard typed, path.handle(event), path.text != before else { return .stay }
            focus = .path
            problem = nil
            return examine(session)
        case .fill(.place, let text):
            guard session.saved == nil, !isSaving, choosesPlace(session) else { return .stay }
            path.fill(text)
            problem = nil
            return examine(session)
        case .placeExamined(let new):
            // A report on what stood there before the last keystroke is of no use.
            if new.path == path.text { report = new }
            // What an earlier time has left there stays.
            if isBesideOld(session), case .taken(_, let free) = new.verdict, new.path == path.text, path.text != free {
                path.set(session.surroundings.short(free))
                return examine(session)
            }
            return .stay
        case .focus(let field):
            focus = Focus(rawValue: field) ?? focus
            return .stay
        case .focusNext: return move(1, session)
        case .focusPrevious: return move(-1, session)
        case .choose(let row):
            agent.choose(row, session.agentTerms(withNever: true))
            return .stay
        case .next:
            return session.saved == nil ? save(&session) : .next
        case .saved(let files):
            isSaving = false
            session.saved = session.existing.map { files.joined(to: $0.key.files) } ?? files
            if isBesideOld(session), let old = session.replacement, let key = session.publicKey {
                session.replacement?.rotation = KeyRotation(
                    path: old.path, newPath: files.identity, oldKey: old.oldKey, newKey: key)
            }
            return .next
        case .savingFailed(let new):
            isSaving = false
            problem = new
            return ownFile(session) == nil ? examine(session) : .stay
        default: return .stay
        }
    }

    /// Through what there is to change, then the button.
    private mutating func move(_ step: Int, _ session: Session) -> Turn {
        let all: [Focus] = (choosesPlace(session) ? [.path] : []) + (offersAgent(session) ? [.agent] : []) + [.save]
        let index = all.firstIndex(of: focus) ?? 0
        focus = all[(index + step + all.count) % all.count]
        return .stay
    }

    private mutating func save(_ session: inout Session) -> Turn {
        if offersAgent(session) { session.isAgentDecided = true }
        if let file = ownFile(session) {
            guard !isSaving else { return .stay }
            (isSaving, problem) = (true, nil)
            return .effects(.reprotect(path: file, protects: session.isProtected, agent: agentWish(session)))
        }
        guard !isSaving, let report, report.path == path.text else { return .stay }
        switch report.verdict {
        case .free, .folderMissing:
            isSaving = true
            problem = nil
            return .effects(.save(plan(session)))
        case .taken(_, let free):
            path.set(free)
            return examine(session)
        case .problem:
            focus = .path
            return .stay
        }
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        let glyphs = frame.canvas.glyphs
        if let saved = session.saved {
            for (file, role) in saved.list {
                frame.marked(
                    glyphs.correct, "\(session.surroundings.short(file)) – \(role)", &area, role: .text,
                    markRole: .success)
            }
            frame.gap(&area)
            frame.button("Continue", column: area.column, row: area.row, focused: true, press: .next)
            return
        }
        if let file = ownFile(session) { return drawOwnFile(&frame, &area, session.surroundings.short(file), session) }
        var focusRow = 0
        frame.scrolled(in: area, mustShow: { focusRow }) { frame, area in
            if let old = session.replacement, isBesideOld(session) {
                frame.paragraph(Self.besideOld(old, session), &area, role: .muted)
                frame.gap(&area)
            } else {
                frame.canvas.put("File", column: area.column, row: area.row, role: .muted)
                frame.field(
                    path, column: area.column + 6, row: area.row, columns: area.columns - 6, focused: focus == .path,
                    focus: .focus(0))
                frame.gap(&area, rows: 2)
            }
            if let notice = path.notice { frame.marked(glyphs.bullet, notice, &area, role: .warning) }
            if let problem {
                frame.problem(problem, &area)
                frame.marked(
                    glyphs.bullet, "The key pair is still in memory: choose another place, or try again.", &area,
                    role: .text,
                    markRole: .accent)
            } else {
                drawVerdict(&frame, &area, session)
            }
            frame.gap(&area)
            if focus == .agent { focusRow = area.row }
            if problem == nil, freeName == nil { drawAgent(&frame, &area, session) }
            if focus == .save { focusRow = area.row }
            let title = freeName == nil ? "Save" : "Use the free name"
            frame.button(
                isSaving ? "Saving…" : title, column: area.column, row: area.row, focused: focus == .save, press: .next)
            frame.gap(&area)
        }
    }

    private func drawAgent(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        guard offersAgent(session), case .found(let found) = session.agent else { return }
        let name = found.name + " holds it"
        frame.canvas.put(name, column: area.column, row: area.row, role: .muted)
        let column = area.column + name.displayWidth + 2
        frame.field(
            agent.text, column: column, row: area.row, columns: min(30, area.endColumn - column),
            focused: focus == .agent,
            focus: .focus(Focus.agent.rawValue))
        if focus == .agent { (frame.cursor, frame.focus) = (nil, Point(column: column, row: area.row)) }
        frame.gap(&area)
        frame.paragraph(
            agent.term.wish == nil ? "Every login asks for the passphrase." : "No login asks for the passphrase then.",
            &area, role: .muted)
        frame.gap(&area)
    }

    private func drawOwnFile(_ frame: inout Frame<Message>, _ area: inout Rect, _ file: String, _ session: Session) {
        frame.paragraph(
            "\(file) is written anew, \(session.isProtected ? "encrypted with the new passphrase" : "without a passphrase"). "
                + "The old file stays until the new one is safe on the disk.", &area)
        frame.gap(&area)
        if let problem {
            frame.problem(problem, &area)
            frame.gap(&area)
        }
        drawAgent(&frame, &area, session)
        frame.button(
            isSaving ? "Saving…" : "Save", column: area.column, row: area.row, focused: focus == .save, press: .next)
    }

    private static func besideOld(_ old: Replacement, _ session: Session) -> String {
        "Beside \(session.surroundings.short(old.path)), whose name the new key gets in the end. Until then both work."
    }

    private func protection(_ session: Session) -> String {
        "Only you can read the private key (mode 0600). "
            + (session.isProtected ? "Your passphrase encrypts it." : "It is not encrypted.")
    }

    private func making(_ folder: String, _ session: Session) -> String {
        "The folder \(session.surroundings.short(folder)) is made, for you alone (mode 0700)."
    }

    private func drawVerdict(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        switch report?.verdict {
        case .free, .folderMissing:
            frame.paragraph("These files are written:", &area)
            for (file, role) in SavedFiles.planned(plan(session)) {
                frame.marked(glyphs.bullet, "\(file) – \(role)", &area, role: .text, markRole: .muted)
            }
            frame.paragraph(protection(session), &area, role: session.isProtected ? .muted : .warning)
            if case .folderMissing(let folder) = report?.verdict {
                frame.marked(glyphs.bullet, making(folder, session), &area, role: .text, markRole: .accent)
            }
        case .taken(let name, let free):
            frame.marked(
                glyphs.bullet,
                "\(name) exists already and stays as it is. This name is free: \(session.surroundings.short(free))",
                &area, role: .text, markRole: .warning)
        case .problem(let problem):
            // Below the path, which it is about.
            var inner = Rect(column: area.column + 6, row: area.row, columns: area.columns - 6, rows: area.rows)
            frame.problem(problem, &inner)
            area = area.dropFirst(inner.row - area.row)
        case nil: break
        }
    }
}

extension InputEvent {
    /// True for characters and pastes: what a person does who wants to write something.
    fileprivate var isTyping: Bool {
        switch self {
        case .key(.character), .key(.backspace), .key(.control("u")), .key(.control("w")), .paste: true
        default: false
        }
    }
}

// MARK: - Plain mode

extension FieldName {
    static let place = FieldName("place")
}

extension SavePage {
    func prompt(_ session: Session) -> Prompt {
        if let saved = session.saved {
            return Prompt(
                title(session), saved.list.map { "\(session.surroundings.short($0.file)), \($0.role)" }, [.pause()],
                then: [.next])
        }
        if isSaving { return Prompt(title(session), waitsFor: "Saving …") }
        // What is asked depends on there being an agent.
        if session.isProtected, session.computer.isThisOne, session.agent == .unknown {
            return Prompt(title(session), waitsFor: "")
        }
        let failure = [Paragraph](problem) + (problem == nil ? [] : ["The key pair is still in memory."])
        if let file = ownFile(session) {
            let way = session.isProtected ? "encrypted with the new passphrase" : "without a passphrase"
            return Prompt(
                title(session),
                [
                    Paragraph(
                        "\(session.surroundings.short(file)) is written anew, \(way). The old file stays until the new one is safe on "
                            + "the disk.")
                ] + failure,
                agentQuestion(session) + [.confirm("Write it?")], then: [.next])
        }
        let place = Question.text(
            .place, "Path of the private key", now: freeName.map(session.surroundings.short) ?? path.text,
            problem: placeProblem(session))
        let beside = isBesideOld(session) ? session.replacement.map { [Paragraph(Self.besideOld($0, session))] } : nil
        return Prompt(
            title(session), (beside ?? []) + failure,
            (beside == nil ? [place] : []) + agentQuestion(session) + [
                .confirm("Write these files?", plannedFiles(session))
            ], then: [.next])
    }

    private func agentQuestion(_ session: Session) -> [Question] {
        guard offersAgent(session), case .found(let found) = session.agent else { return [] }
        return [
            agent.question(
                FieldName("agent"),
                "\(found.name) can hold the key, so that no login asks for the passphrase. It holds it",
                session.agentTerms(withNever: true))
        ]
    }

    private func placeProblem(_ session: Session) -> Problem? {
        if let complaint = path.complaint { return complaint }
        switch report?.verdict {
        case .taken(let name, let free):
            return Problem("\(name) exists already and stays as it is; \(session.surroundings.short(free)) is free")
        case .problem(let problem): return problem
        case .free, .folderMissing, nil: return nil
        }
    }

    private func plannedFiles(_ session: Session) -> [Paragraph] {
        var paragraphs = SavedFiles.planned(plan(session)).map { Paragraph("\($0.file), \($0.role)") }
        paragraphs.append(Paragraph(protection(session)))
        if case .folderMissing(let folder) = report?.verdict {
            paragraphs.append(Paragraph(making(folder, session)))
        }
        return paragraphs
    }
}

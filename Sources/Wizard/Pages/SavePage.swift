import SSHClient
import SSHKey
import TerminalUI

/// Shows what is written where, lets the place be changed, and saves.
public struct SavePage: Page {
    /// The user's actions here, and their results.
    public enum Event: Hashable, Sendable {
        /// Another place for the private key.
        case path(String)
        /// What the agent is asked for.
        case agentTerm(AgentTerm)
        /// Save, or take the name that is free; go on once it is saved.
        case proceed
        /// What is at the place that was asked about; an answer about an older path is of no use any more.
        case examined(PlaceReport)
        /// All files are on the disk.
        case saved(SavedFiles)
        /// Nothing was saved, and the pair is still in memory.
        case failed(Problem)
    }

    private var path = ""
    private var report: PlaceReport?
    private var problem: Problem?
    private var isSaving = false
    private var term = AgentTerm.untilLogout
    /// The name and label that the path was proposed for.
    private var proposedFor = ""

    static func message(_ event: Event) -> Message { .save(event) }

    // MARK: - What happens

    mutating func enter(_ session: inout Session) -> [Effect] {
        guard session.saved == nil else { return [] }
        problem = nil
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
        if proposedFor != wanted { (proposedFor, path) = (wanted, proposal) }
        return looksForAgent + examine(session).effects
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .path(let text):
            guard session.saved == nil, !isSaving else { return .stay }
            (path, problem) = (text, nil)
            return examine(session)
        case .agentTerm(let new): term = new
        case .proceed: return session.saved == nil ? save(&session) : .next
        case .examined(let new):
            // A report on what stood there before the last keystroke is of no use.
            guard new.path == path else { return .stay }
            report = new
            // What an earlier time has left there stays.
            if isBesideOld(session), case .taken(_, let free) = new.verdict, path != free {
                path = session.surroundings.short(free)
                return examine(session)
            }
        case .saved(let files):
            isSaving = false
            session.saved = session.existing.map { files.joined(to: $0.key.files) } ?? files
            if isBesideOld(session), let old = session.replacement, let key = session.publicKey {
                session.replacement?.rotation = KeyRotation(
                    path: old.path, newPath: files.identity, oldKey: old.oldKey, newKey: key)
            }
            return .next
        case .failed(let new):
            (isSaving, problem) = (false, new)
            return ownFile(session) == nil ? examine(session) : .stay
        }
        return .stay
    }

    private mutating func save(_ session: inout Session) -> Turn {
        guard !isSaving else { return .stay }
        if offersAgent(session) { (session.isAgentDecided, session.agentTerm) = (true, term) }
        if let file = ownFile(session) {
            (isSaving, problem) = (true, nil)
            return .effects(.reprotect(path: file, protects: session.isProtected, agent: agentWish(session)))
        }
        guard let report, report.path == path else { return .stay }
        switch report.verdict {
        case .free, .folderMissing:
            (isSaving, problem) = (true, nil)
            return .effects(.save(plan(session)))
        case .taken(_, let free):
            path = free
            return examine(session)
        case .problem: return .stay
        }
    }

    private func examine(_ session: Session) -> Turn {
        .effects(.examinePlace(plan(session), label: session.destination.label))
    }

    // MARK: - What is saved

    private func plan(_ session: Session) -> SavePlan {
        var makesFolder = false
        if case .folderMissing = report?.verdict { makesFolder = true }
        var plan = SavePlan(
            path: path, formats: session.formats, writesPublicKey: session.existing == nil, makesFolder: makesFolder,
            protects: session.isProtected, agent: agentWish(session))
        if isBesideOld(session), let old = session.replacement, let key = session.publicKey {
            plan.rotation = KeyRotation(path: old.path, newPath: path, oldKey: old.oldKey, newKey: key)
        }
        return plan
    }

    /// An existing key gets its new passphrase in its own file: there is no place to choose.
    private func ownFile(_ session: Session) -> String? {
        session.existing.flatMap { $0.purpose == .protect ? $0.key.found.path : nil }
    }

    /// The files stand beside those of the key that is replaced, and take their names later.
    private func isBesideOld(_ session: Session) -> Bool { session.replacement != nil && session.existing == nil }

    /// The agent can have the key as soon as it is saved, while its passphrase is still known.
    private func offersAgent(_ session: Session) -> Bool {
        guard session.isProtected, session.computer.isThisOne, session.saved == nil, !session.wanted.type.isSecurityKey,
            ownFile(session)?.hasSuffix(".ppk") != true, ownFile(session) != nil || session.formats.contains(.openssh),
            case .found(let agent) = session.agent
        else { return false }
        return agent.standing == .takesKeys
    }

    private func agentWish(_ session: Session) -> AgentWish? { offersAgent(session) ? term.wish : nil }

    // MARK: - The form

    func form(_ session: Session) -> Form<Event> {
        if let saved = session.saved {
            return Form(
                "The key pair is saved", help: Self.help, .facts("", Self.facts(saved.list, session)),
                .buttons(.main("Continue", .proceed)))
        }
        let isOwn = ownFile(session) != nil
        let title = session.existing?.purpose == .protect ? "Save the new passphrase" : "Save the key pair"
        if isSaving { return Form(title, id: "saving", help: Self.help, back: .unavailable, .waiting("Saving …")) }
        let agentHelp =
            offersAgent(session)
            ? [
                "An agent is a program that holds unlocked keys, so that ssh doesn't ask each time. It is offered now because "
                    + "keywizard forgets the passphrase after saving."
            ] : []
        var form = Form<Event>(title, lead(session), help: Self.help + agentHelp, fields: [])
        // What is asked depends on there being an agent.
        if session.isProtected, session.computer.isThisOne, session.agent == .unknown {
            form.fields.append(.waiting(on: .plain))
        }
        form.fields += [Field.problem(problem), problem == nil || isOwn ? nil : Self.stillThere].compactMap { $0 }
        form.fields += isOwn ? [] : place(session)
        if let agent = agentField(session) { form.fields.append(agent) }
        let label = freeName == nil ? problem == nil ? "Save" : "Retry" : "Use \((freeName ?? "").fileName)"
        form.fields.append(.buttons(.main(label, .proceed, asks: isOwn ? "Save it?" : "Save these files?")))
        return form
    }

    private func lead(_ session: Session) -> String? {
        if let file = ownFile(session) {
            let way = session.isProtected ? "with the new passphrase" : "without a passphrase"
            return
                "Rewrites \(session.surroundings.short(file)) \(way). The old file stays until the new one is on disk."
        }
        guard let old = session.replacement, isBesideOld(session) else { return nil }
        return "Saved next to \(session.surroundings.short(old.path)); it takes that name at the end."
    }

    private func place(_ session: Session) -> [Field<Event>] {
        let text = Field.text(
            FieldName("place"), "Private key file", path, Event.path, asks: "Path of the private key", limit: 4096,
            takesTyping: true, verdict: verdict(session))
        let files: [Field<Event>] =
            switch report?.verdict {
            case .free?, .folderMissing?:
                [
                    .facts(
                        "Files on this computer", Self.facts(SavedFiles.planned(plan(session)), session, tone: .muted)
                    ), .note(protection(session), session.isProtected ? .muted : .warning),
                ]
            case .taken?, .problem?, nil: []
            }
        var all = (isBesideOld(session) ? [] : [text]) + files
        if case .folderMissing(let folder) = report?.verdict {
            all.append(.note("Creates \(session.surroundings.short(folder)), for you only (mode 0700).", .muted))
        }
        return all
    }

    private var freeName: String? { if case .taken(_, let free) = report?.verdict { free } else { nil } }

    private func verdict(_ session: Session) -> Verdict? {
        switch report?.verdict {
        case .taken(let name, let free):
            .warned(
                "\(name) exists and stays as it is. \(session.surroundings.short(free)) is free.",
                instead: session.surroundings.short(free))
        case .problem(let problem): .wrong(problem.words)
        case .free, .folderMissing, nil: nil
        }
    }

    private func agentField(_ session: Session) -> Field<Event>? {
        guard problem == nil, freeName == nil, offersAgent(session), case .found(let found) = session.agent else {
            return nil
        }
        let rows = session.agentTerms(withNever: true).map { Row($0.words, isOn: $0 == term, Event.agentTerm($0)) }
        return .rows(
            FieldName("agent"), "Add to \(found.name)", rows, as: .inline,
            hint: term.wish == nil
                ? "ssh will ask for the passphrase at every login."
                : "ssh won't ask for the passphrase while the agent holds the key.")
    }

    private func protection(_ session: Session) -> String {
        (session.isProtected ? "Your passphrase encrypts it" : "Not encrypted")
            + "; only your account can read it (mode 0600)."
    }

    private static func facts(_ files: [(file: String, role: String)], _ session: Session, tone: Tone = .success)
        -> [Fact]
    { files.map { Fact(name: session.surroundings.short($0.file), words: $0.role, tone: tone) } }

    private static let stillThere = Field<Event>.note(
        "The key pair is still in memory: choose another place, or retry.")

    private static let help = ["ssh looks in the folder .ssh of your home first. keywizard never replaces a file."]
}

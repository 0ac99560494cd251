import SSHKey
import TerminalUI

/// The part of the Key page for a key that exists already: which one, and what for.
public struct ExistingKeys: Hashable, Sendable {
    /// The user's actions on the list, a key or its passphrase, and their results.
    public enum Event: Hashable, Sendable {
        /// Type another path.
        case path(String)
        /// Mark a key of the list.
        case mark(String)
        /// Mark something to do with the key.
        case purpose(Purpose)
        /// Open the key, take what is marked, unlock it, or agree.
        case proceed
        /// Go back to the list, or to what can be done.
        case back
        /// So much of the work is done that the passphrase takes.
        case progressed(permille: Int)
        /// The file could be read, and opened if its passphrase was given.
        case opened(OpenedKey)
        /// The file couldn't be read or opened; `wrongPassphrase` when another passphrase may do.
        case notOpened(Problem, wrongPassphrase: Bool)
        /// A key that was replaced is deleted or has its name again; nil when that is done.
        case filesChanged(Problem?)
        /// The field for the passphrase was edited.
        case edited(PassphraseReport.Field)
    }

    enum State: Hashable, Sendable {
        case choosing
        case opened(OpenedKey)
        /// The passphrase is asked for; `isWrong` after a wrong one.
        case locked(OpenedKey, Purpose, isWrong: Bool)
        /// What was chosen is to be agreed to again.
        case asking(OpenedKey, Purpose)
    }

    private(set) var state = State.choosing
    /// Nil until the folder was read.
    private var found: [FoundKey]?
    /// The path of the marked key; the first one's until one is marked.
    private var marked: String?
    private var purpose: Purpose?
    private var path = ""
    private var problem: Problem?
    private var isBusy = false
    /// How far the opening is that goes on, where that is known.
    private var permille: Int?
    private var field = PassphraseReport.Field()

    init(_ found: [FoundKey]?) { self.found = found }

    mutating func list(_ keys: [FoundKey]) { found = keys }

    /// The row whose key would be opened.
    private var chosen: FoundKey? {
        guard path.isEmpty, let found else { return nil }
        return found.first { $0.path == marked } ?? found.first
    }

    // MARK: - What happens

    /// What follows, and the key when one was decided on.
    typealias Outcome = (effects: [Effect], decided: (OpenedKey, Purpose)?)
    private static let nothing: Outcome = ([], nil)

    mutating func update(_ event: Event, _ session: Session) -> Outcome {
        if case .edited(let new) = event { field = new }
        switch state {
        case .choosing: return updateList(event)
        case .opened(let key): return updatePurposes(event, of: key, session)
        case .asking(let key, let purpose): return updateQuestion(event, key, purpose)
        case .locked(let key, let purpose, _): return updateLock(event, key, purpose)
        }
    }

    private mutating func updateList(_ event: Event) -> Outcome {
        switch event {
        case .path(let text): (path, problem) = (text, nil)
        case .mark(let new): (marked, path) = (new, "")
        case .proceed:
            guard !isBusy, let wanted = path.isEmpty ? chosen?.path : path else { break }
            isBusy = true
            return ([.openKey(path: wanted, unlocks: false)], nil)
        case .opened(let key): (isBusy, problem, purpose, state) = (false, nil, nil, .opened(key))
        case .notOpened(let new, _): (isBusy, problem) = (false, new)
        default: break
        }
        return Self.nothing
    }

    private mutating func updatePurposes(_ event: Event, of key: OpenedKey, _ session: Session) -> Outcome {
        switch event {
        case .purpose(let new): purpose = new
        case .proceed:
            let all = key.purposes(session.unfinished)
            let purpose = purpose.flatMap { all.contains($0) ? $0 : nil } ?? all[0]
            if purpose.question(key) != nil {
                state = .asking(key, purpose)
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

    private mutating func updateQuestion(_ event: Event, _ key: OpenedKey, _ purpose: Purpose) -> Outcome {
        switch event {
        case .back: state = .opened(key)
        case .proceed:
            guard !isBusy else { break }
            switch purpose {
            case .delete:
                isBusy = true
                return ([.deleteKeyFiles(key.found.path)], nil)
            case .putBack:
                isBusy = true
                return ([.putBackKeyFiles(key.found.path)], nil)
            case .giveUp(let interrupted):
                (state, self.purpose) = (.opened(key), nil)
                return ([.endRotation(interrupted.rotation)], (key, purpose))
            default: break
            }
        case .filesChanged(let new):
            (isBusy, problem, state, marked) = (false, new, .choosing, nil)
            return ([.listKeys], nil)
        default: break
        }
        return Self.nothing
    }

    private mutating func updateLock(_ event: Event, _ key: OpenedKey, _ purpose: Purpose) -> Outcome {
        switch event {
        case .proceed:
            guard !isBusy, field.count > 0 else { break }
            (isBusy, permille) = (true, nil)
            return ([.openKey(path: key.found.path, unlocks: true)], nil)
        case .opened(let key):
            (isBusy, state) = (false, .opened(key))
            return ([.clearOpening], (key, purpose))
        case .notOpened(let new, let wrongPassphrase):
            (isBusy, problem) = (false, wrongPassphrase ? nil : new)
            state = .locked(key, purpose, isWrong: wrongPassphrase)
            return ([.clearOpening], nil)
        case .progressed(let new): permille = new
        case .back where isBusy:
            isBusy = false
            return ([.cancelOpening], nil)
        case .back:
            (state, problem) = (.opened(key), nil)
            return ([.clearOpening], nil)
        default: break
        }
        return Self.nothing
    }

    /// Goes back to the list with the reason why the key won't do.
    mutating func refuse(_ reason: Problem) { (state, problem) = (.choosing, reason) }

    // MARK: - The form

    func form(_ session: Session) -> Form<KeyPage.Event> {
        switch state {
        case .choosing: listForm(session)
        case .opened(let key): purposesForm(key, session)
        case .locked(let key, _, let isWrong): lockForm(key, isWrong, session)
        case .asking(let key, let purpose): questionForm(key, purpose, session)
        }
    }

    private func listForm(_ session: Session) -> Form<KeyPage.Event> {
        let places = session.keyPlaces
        let rows = (found ?? []).map { key in
            Row(
                key.name, detail: facts(key, session).joined(separator: ", "), isOn: key.path == chosen?.path,
                KeyPage.Event.existing(.mark(key.path)))
        }
        // What the services said is to be read before the next answer, so that it is another question.
        let name = FieldName(places.round == 0 ? "path" : "path \(places.round)")
        var fields: [Field<KeyPage.Event>?] = [
            .text(
                name, "Path", path, { .existing(.path($0)) }, asks: "Path of a key",
                example: "type a path, or choose below", limit: 4096, takesTyping: true),
            rows.isEmpty ? nil : .rows(FieldName("key"), "Your choice", rows),
            found == nil ? .waiting("Reading ~/.ssh …") : rows.isEmpty ? .note("No keys in ~/.ssh yet.", .muted) : nil,
            isBusy ? .waiting("Opening the key …", on: .plain) : nil,
            places.isSearching ? .waiting(places.state ?? "", on: .plain) : nil,
            places.state.map { .note($0, .muted, on: places.isSearching ? .screen : .both) },
        ]
        fields +=
            places.problems.count > 2
            ? [.note("No answer from \(places.silent.joined(separator: ", ")).", .failure)]
            : places.problems.map { .problem($0) }
        fields.append(.problem(problem))
        if problem == nil, let chosen { fields += about(chosen) }
        fields.append(
            .buttons(
                .main(isBusy ? "Opening…" : "Open", .existing(.proceed), hint: "open"),
                rows.isEmpty ? nil : Button(places.isSearching ? "Stop" : "Check services", .askServices, .control("t"))
            ))
        return Form(
            "Which key?", help: Self.help,
            back: places.isSearching ? .cancel("stop", .askServices) : .cancel("back", .leaveExisting),
            fields: fields.compactMap { $0 })
    }

    /// What there is to say of the marked key, besides its row.
    private func about(_ key: FoundKey) -> [Field<KeyPage.Event>?] {
        key.warnings.map { .note($0.sentence, .warning, on: .screen) } + [
            key.publicKey.map { .code($0.comment, $0.fingerprint(.sha256), on: .screen) }
        ]
    }

    /// What the list says of a key.
    private func facts(_ key: FoundKey, _ session: Session) -> [String] {
        let isInterrupted = session.unfinished.contains { $0.concerns(key.path) }
        return (isInterrupted ? ["being replaced"] : key.isReplaced ? ["replaced"] : [])
            + key.facts(place: session.keyPlaces.words(on: key))
    }

    private func purposesForm(_ key: OpenedKey, _ session: Session) -> Form<KeyPage.Event> {
        let all = key.purposes(session.unfinished)
        let rows = all.map { one in
            Row(
                one.words(isEncrypted: key.found.isEncrypted),
                isOn: one == (purpose.flatMap { all.contains($0) ? $0 : nil } ?? all[0]),
                KeyPage.Event.existing(.purpose(one)))
        }
        let path = session.surroundings.short(key.found.path)
        return Form(
            "What do you want to do?",
            "\(key.publicKey.displayName), \(path), \(key.found.format), \(key.found.protection)", help: Self.help,
            back: Self.back,
            fields: [.code("", key.publicKey.fingerprint(.sha256))] + key.notes.map { .note($0.sentence, .muted) }
                + key.found.warnings.map { .note($0.sentence, .warning) } + [
                    .rows(FieldName("purpose"), "Your choice", rows), .buttons(.main("Continue", .existing(.proceed))),
                ])
    }

    private func lockForm(_ key: OpenedKey, _ isWrong: Bool, _ session: Session) -> Form<KeyPage.Event> {
        Form(
            "Unlock \(key.found.name)", "\(session.surroundings.short(key.found.path)) is encrypted.", help: Self.help,
            back: isBusy ? .cancel("stop", .existing(.back)) : Self.back,
            .secret(
                "Passphrase", SecretEntry(name: .opening, report: field), asks: "Enter passphrase",
                verdict: field.count > 0 ? nil : .missing("Enter the passphrase.")),
            isWrong ? .note("Wrong passphrase; case matters.", .failure) : nil, .problem(problem),
            isBusy ? opening : nil, isBusy && permille != nil ? .stopLosesTheWait : nil,
            .buttons(.main(isBusy ? "Opening…" : "Unlock", .existing(.proceed), hint: "unlock")))
    }

    private var opening: Field<KeyPage.Event> {
        guard let permille else { return .waiting("Opening the key …", on: .plain) }
        return .progress("Opening the key …", Double(permille) / 1000, caption: "\(permille / 10) %")
    }

    private func questionForm(_ key: OpenedKey, _ purpose: Purpose, _ session: Session) -> Form<KeyPage.Event> {
        guard let question = purpose.question(key) else { return Form("") }
        return Form(
            question.title, session.surroundings.short(key.found.path), help: Self.help, back: Self.back,
            .note(question.text, .warning), isBusy ? .waiting(on: .plain) : nil,
            .buttons(.main(question.no, .existing(.back)), Button(question.yes, .existing(.proceed))))
    }

    private static let back = Back<KeyPage.Event>.cancel("back", .existing(.back))

    private static let help = [
        "Replace weak keys; add a passphrase where there is none.",
        "^T asks services which of these keys they have, with credentials found here, such as gh's token. It changes nothing "
            + "there.", "Replacing adds and tests a new key, then removes the old one.",
    ]
}

extension SecretName {
    /// The passphrase of a key that exists.
    public static let opening = SecretName("opening")
}

import SSHKey
import Services
import TerminalUI

/// Asks for the type, the size and the comment of the key to make.
struct KeyPage: Page {
    enum Field: Int, CaseIterable { case type, size, resident, verifies, application, comment, proceed, existing }

    var type = ListBox()
    var size = TextField(limit: 6)
    var comment = TextField(limit: 255)
    private var focus = Field.proceed
    /// Set while a key that exists is looked for, instead of a new one being described.
    private var existing: ExistingKeys?
    /// The person came to it from the first page.
    private var isDirect = false
    /// The destination and computer that the fields were filled in for.
    private var filledFor: [String] = []

    /// Nil until it is known; then whether ssh-keygen can make keys inside an authenticator.
    private var authenticator: Bool?
    private var looksForAuthenticator = false
    private var isResident = false
    private var verifies = false
    private var application = TextField(SecurityKeyRequest.usualApplication, limit: 64)

    private static let ordinary: [KeyType] = [.ed25519, .rsa, .ecdsa, .ed448]
    private var types: [KeyType] { authenticator == true ? Self.ordinary + [.ed25519SK, .ecdsaSK] : Self.ordinary }
    private static let sizes: [KeyType: [Int]] = [.rsa: [2048, 3072, 4096, 8192, 16384], .ecdsa: [256, 384, 521]]

    private var chosen: KeyType { types[min(type.chosen, types.count - 1)] }
    private var presets: [Int] { Self.sizes[chosen] ?? [] }
    private var fields: [Field] {
        Field.allCases.filter { field in
            switch field {
            case .size: !presets.isEmpty
            case .resident, .verifies, .application: chosen.isSecurityKey
            default: true
            }
        }
    }

    func title(_ session: Session) -> String {
        existing?.title ?? session.replacement.map { "Which key replaces \($0.path.fileName)?" } ?? "Which kind of key?"
    }

    /// Back leads out of the existing keys before it leads to the page before.
    var isInTheMiddle: Bool { existing != nil }

    func backLabel(_ session: Session) -> String? {
        existing != nil && session.keyPlaces.isSearching ? "stop" : "back"
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        if let existing { return existing.keys(session) }
        let move: [KeyBinding<Message>] =
            switch focus {
            case .type: [KeyBinding(.up, .down, label: "type", help: "choose another key type")]
            case .size: [KeyBinding(.up, .down, label: "size", help: "step through the usual sizes")]
            case .resident, .verifies:
                [
                    KeyBinding(
                        .character(" "), label: "change", help: "tick it, or not", message: .toggle(focus.rawValue))
                ]
            default: []
            }
        let enter: KeyBinding<Message> =
            focus == .existing
            ? .enter("look for one", help: "use a key that you have already", .useExisting)
            : .enter("continue", help: "make a key like this", .next)
        return [enter] + move + [
            KeyBinding(
                .control("o"), label: "use one I have", help: "use a key that exists already", message: .useExisting),
            KeyBinding(.tab, label: "next field", help: "go to the next field", message: .focusNext),
            KeyBinding(.backTab, help: "go to the field before", message: .focusPrevious),
        ]
    }

    func help(_ session: Session) -> [String] {
        if existing != nil { return ExistingKeys.help }
        return [
            "All of these are safe today. Where the destination doesn't say otherwise, Ed25519 is the best: its keys "
                + "are short and quick. RSA is the oldest; a few services take nothing else, and it needs 3072 bits or more to last.",
            "ECDSA stands between them. Ed448 is stronger than anybody needs, and only PuTTY has it.",
            "The comment is the name that the key carries around, so that you know later whose it is. It is no secret "
                + "and can be anything.",
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if isDirect, !session.startsWithKey { existing = nil }
        isDirect = session.startsWithKey
        let wanted = [session.destination.name, session.computer.name]
        guard filledFor != wanted else { return [] }
        if filledFor.isEmpty { comment.set(session.comment) }
        filledFor = wanted
        let recommended = session.destination.recommended.parameters
        type.choose(types.firstIndex(of: recommended.type) ?? 0, count: types.count, visible: types.count)
        size.set(presets.isEmpty ? "" : String(recommended.bits))
        return []
    }

    /// Asked for before the page is shown, so that no row comes late.
    mutating func lookForAuthenticator() -> [Effect] {
        guard !looksForAuthenticator else { return [] }
        looksForAuthenticator = true
        return [.findAuthenticator]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch message {
        case .authenticatorFound(let problem):
            authenticator = problem == nil
            return .stay
        case .keysListed(let keys): (session.keys, session.awaitsKeys) = (keys, false)
        default: break
        }
        if existing != nil { return updateExisting(message, &session) }
        switch message {
        case .toggle(let field):
            if field == Field.resident.rawValue { isResident.toggle() } else { verifies.toggle() }
            focus = Field(rawValue: field) ?? focus
        case .useExisting:
            existing = ExistingKeys(session.keys)
            return .effects(.listKeys)
        case .input(let event, _): edit(event, session)
        case .choose(let row): choose(row, session)
        case .fill(.size, let text): size.fill(text)
        case .fill(.comment, let text): comment.fill(text)
        case .fill(.application, let text): application.fill(text)
        case .focus(let field): focus = Field(rawValue: field) ?? focus
        case .focusNext: move(1)
        case .focusPrevious: move(-1)
        case .next: return proceed(&session)
        default: break
        }
        return .stay
    }

    private mutating func updateExisting(_ message: Message, _ session: inout Session) -> Turn {
        let stops = message == .back && session.keyPlaces.isSearching
        if message == .askServices || stops { return askServices(&session) }
        if message == .back, existing?.state == .choosing {
            existing = nil
            guard session.startsWithKey else { return .effects(.clearOpening) }
            session.startsWithKey = false
            return Turn(move: .to(.computer), effects: [.clearOpening])
        }
        guard let outcome = existing?.update(message, session) else { return .stay }
        guard let (key, purpose) = outcome.decided else { return Turn(effects: outcome.effects) }
        if case .takeUp(let interrupted) = purpose { return Turn(move: .takeUp(interrupted), effects: outcome.effects) }
        if case .giveUp(let interrupted) = purpose { session.giveUp(interrupted.rotation) }
        if purpose == .replace { return replace(key, &session) }
        guard purpose.takesItAsItIs || purpose.opensIt else { return Turn(effects: outcome.effects) }
        if purpose.takesItAsItIs, !session.startsWithKey,
            let refusal = session.destination.refusal(of: key.publicKey.type, on: session.computer)
        {
            let hint = "choose another key, or go back and choose another destination"
            existing?.refuse(Problem(refusal, hint: hint))
            return .effects(.clearOpening)
        }
        session.forgetKey()
        session.replacement = nil
        session.existing = (key, purpose)
        session.publicKey = key.publicKey
        session.comment = key.publicKey.comment
        session.isProtected = key.found.isEncrypted
        if purpose.takesItAsItIs { session.saved = key.files }
        let direct = purpose == .use && session.startsWithKey ? Turn.Move.to(.destination) : .next
        return Turn(move: purpose == .test ? .to(.logIn) : direct, effects: outcome.effects)
    }

    /// Has a new key made in the place of one; where it is brought is asked first, unless that is known.
    private mutating func replace(_ key: OpenedKey, _ session: inout Session) -> Turn {
        let kept = key.found.path + KeyRotation.ending
        if session.keys?.contains(where: { $0.path == kept }) == true {
            let file = session.surroundings.short(kept)
            existing?.refuse(
                Problem("\(file) is there from an earlier time", hint: "delete it first, or put it back"))
            return .effects(.clearOpening)
        }
        session.forgetKey()
        session.replacement = Replacement(of: key.found.path, key.publicKey)
        let isFirst = session.startsWithKey
        (existing, session.startsWithKey) = (nil, false)
        return Turn(
            move: isFirst ? .to(.destination) : .stay, effects: [.clearOpening, .discardKey, .clearPassphrase])
    }

    /// Asks the services which keys they have, or stops asking.
    private func askServices(_ session: inout Session) -> Turn {
        guard !session.keyPlaces.isSearching else {
            session.keyPlaces.stop()
            return .effects(.cancelAsking)
        }
        let keys = (session.keys ?? []).compactMap(\.publicKey)
        guard existing?.state == .choosing, !keys.isEmpty else { return .stay }
        session.keyPlaces.start()
        return .effects(.askServices(keys))
    }

    private mutating func edit(_ event: InputEvent, _ session: Session) {
        switch (focus, event) {
        case (.type, .key(.up)), (.type, .key(.left)): choose(type.chosen - 1, session, step: -1)
        case (.type, .key(.down)), (.type, .key(.right)): choose(type.chosen + 1, session, step: 1)
        case (.size, .key(.up)): stepSize(-1)
        case (.size, .key(.down)): stepSize(1)
        case (.size, _): _ = size.handle(event)
        case (.resident, .key(.up)), (.verifies, .key(.up)), (.application, .key(.up)): move(-1)
        case (.resident, .key(.down)), (.verifies, .key(.down)), (.application, .key(.down)): move(1)
        case (.application, _): _ = application.handle(event)
        case (.comment, .key(.up)), (.proceed, .key(.up)): move(-1)
        case (.comment, .key(.down)): move(1)
        case (.comment, _): _ = comment.handle(event)
        case (.existing, .key(.up)): move(-1)
        case (.type, _), (.resident, _), (.verifies, _), (.proceed, _), (.existing, _): break
        }
    }

    /// Chooses a type; one that the destination refuses is stepped over.
    private mutating func choose(_ row: Int, _ session: Session, step: Int = 0) {
        var row = row
        while types.indices.contains(row), refusal(types[row], session) != nil {
            guard step != 0 else { return }
            row += step
        }
        guard types.indices.contains(row), row != type.chosen else { return }
        type.choose(row, count: types.count, visible: types.count)
        let recommended = session.destination.recommended.parameters
        let usual = [KeyType.rsa: 4096, .ecdsa: 256][chosen]
        size.set((chosen == recommended.type && !presets.isEmpty ? recommended.bits : usual).map(String.init) ?? "")
        focus = .type
    }

    private mutating func stepSize(_ step: Int) {
        let now = Int(size.text) ?? 0
        let next = step > 0 ? presets.first { $0 > now } : presets.last { $0 < now }
        size.set(String(next ?? (step > 0 ? presets.last : presets.first) ?? now))
    }

    private mutating func move(_ step: Int) {
        let at = fields.firstIndex(of: focus) ?? 0
        focus = fields[(at + step + fields.count) % fields.count]
    }

    private func refusal(_ type: KeyType, _ session: Session) -> String? {
        if type == .ed448, session.replacement != nil { return "ssh can't try the login with it" }
        return session.destination.refusal(of: type, on: session.computer)
    }

    /// The key that the fields ask for, or what is wrong with the size.
    private var parameters: Result<KeyParameters, Problem> {
        let number = Int(size.text)
        switch chosen {
        case .rsa:
            guard let number, (try? KeyParameters.validateRSA(bits: number)) != nil else {
                return .failure(Problem("2048, 3072, 4096, or a multiple of 8 up to 16384"))
            }
            return .success(.rsa(bits: number))
        case .ecdsa:
            guard let curve = number.flatMap(EllipticCurve.init(rawValue:)) else {
                return .failure(Problem("ECDSA has 256, 384 or 521 bits, not “\(size.text)”"))
            }
            return .success(.ecdsa(curve))
        case .ed448: return .success(.ed448)
        case .ed25519SK, .ecdsaSK:
            if let problem = SecurityKeyRequest.problem(withApplication: application.text) {
                return .failure(Problem(problem))
            }
            return .success(.ed25519)
        default: return .success(.ed25519)
        }
    }

    private mutating func proceed(_ session: inout Session) -> Turn {
        guard case .success(let wanted) = parameters else {
            focus = chosen.isSecurityKey ? .application : .size
            return .stay
        }
        var request: SecurityKeyRequest?
        if chosen.isSecurityKey {
            var new = SecurityKeyRequest(chosen == .ed25519SK ? .ed25519SK : .ecdsaSK)
            (new.isResident, new.verifiesUser) = (isResident, verifies)
            (new.application, new.comment) = (application.text, comment.text)
            request = new
        }
        let new = request.map(NewKey.inAuthenticator) ?? .here(wanted)
        var effects: [Effect] = []
        if session.existing != nil {
            session.forgetKey()
            effects = [.discardKey, .clearPassphrase]
        } else if session.publicKey != nil,
            session.madeFor != new || session.saved != nil && comment.text != session.comment
        {
            session.forgetKey()
            effects = [.discardKey, .clearPassphrase]
        } else if session.publicKey != nil, comment.text != session.comment {
            session.publicKey?.comment = comment.text
            effects = [.setComment(comment.text)]
        }
        session.parameters = wanted
        session.securityKey = request
        session.comment = comment.text
        return Turn(move: .next, effects: effects)
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        if let existing { return existing.draw(&frame, in: area, session) }
        var focusRow = 0
        func body(_ frame: inout Frame<Message>, _ area: inout Rect, gaps: (top: Int, buttons: Int)) {
            drawTypes(&frame, &area, session, &focusRow, gap: gaps.top)
            for field in fields where field != .type {
                if field == .proceed { frame.gap(&area, rows: gaps.buttons) }
                if field == focus { focusRow = area.row }
                draw(field, &frame, &area)
            }
            // The buttons' row.
            frame.gap(&area)
        }
        // The smallest terminal has room for all of it, but not always for blank rows too.
        let gaps =
            [(1, 1), (0, 1)].first { gaps in
                frame.rowsNeeded(in: area) { body(&$0, &$1, gaps: gaps) } <= area.rows
            } ?? (0, 0)
        frame.scrolled(in: area, mustShow: { focusRow }) { body(&$0, &$1, gaps: gaps) }
    }

    private func drawTypes(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session, _ focusRow: inout Int, gap: Int
    ) {
        let glyphs = frame.canvas.glyphs
        let recommended = session.destination.recommended
        frame.marked(
            glyphs.bullet, "Recommended: \(recommended.parameters.displayName), because \(recommended.reason).", &area,
            role: .text, markRole: .accent)
        frame.gap(&area, rows: gap)
        if focus == .type { focusRow = area.row + type.chosen }
        var rows = area
        rows.rows = types.count
        frame.choices(
            types.map { type in
                let refusal = refusal(type, session)
                return Choice(label: type.displayName, detail: refusal ?? Self.detail(type), isOpen: refusal == nil)
            },
            type, &rows, focused: focus == .type, glyph: { $0 ? glyphs.radioOn : glyphs.radioOff },
            choose: Message.choose)
        area = area.dropFirst(types.count + 1)
    }

    private func draw(_ field: Field, _ frame: inout Frame<Message>, _ area: inout Rect) {
        switch field {
        case .type: break
        case .size:
            label("Size", at: area, &frame)
            frame.field(
                size, column: area.column + 9, row: area.row, columns: 7, focused: focus == .size,
                focus: .focus(Field.size.rawValue))
            var slow = "bits"
            if case .success(.rsa(8192...)) = parameters { slow += "; this size takes minutes to make" }
            frame.canvas.put(slow, column: area.column + 17, row: area.row, role: .muted, limit: area.columns - 17)
            frame.gap(&area)
            drawProblem(&frame, &area)
        case .resident:
            drawTick(isResident, "keep it inside, for use on other computers", field, &frame, &area)
        case .verifies: drawTick(verifies, "ask for the PIN or a fingerprint at each login", field, &frame, &area)
        case .application:
            label("Name", at: area, &frame)
            frame.field(
                application, column: area.column + 9, row: area.row, columns: min(30, area.columns - 9),
                focused: focus == field, focus: .focus(field.rawValue))
            frame.gap(&area)
            drawProblem(&frame, &area)
        case .comment:
            label("Comment", at: area, &frame)
            let words = "its name, no secret"
            let columns = min(40, area.columns - 10 - words.displayWidth)
            frame.field(
                comment, column: area.column + 9, row: area.row, columns: columns,
                focused: focus == .comment, placeholder: "none", focus: .focus(Field.comment.rawValue))
            frame.canvas.put(words, column: area.column + 10 + columns, row: area.row, role: .muted)
            frame.gap(&area)
            if let notice = comment.notice ?? size.notice ?? application.notice {
                frame.canvas.put(
                    notice, column: area.column + 9, row: area.row, role: .warning, limit: area.columns - 9)
                frame.gap(&area)
            }
        case .proceed:
            let end = frame.button(
                "Continue", column: area.column, row: area.row, focused: focus == .proceed, press: .next)
            frame.button(
                "Use a key that I have", column: end + 2, row: area.row, focused: focus == .existing,
                press: .useExisting)
        case .existing: break
        }
    }

    /// What is wrong with the field above, below it.
    private func drawProblem(_ frame: inout Frame<Message>, _ area: inout Rect) {
        guard case .failure(let problem) = parameters else { return }
        var inner = Rect(column: area.column + 9, row: area.row, columns: area.columns - 9, rows: area.rows)
        frame.marked(frame.canvas.glyphs.wrong, problem.message, &inner, role: .failure)
        area = area.dropFirst(inner.row - area.row)
    }

    private func drawTick(
        _ isOn: Bool, _ words: String, _ field: Field, _ frame: inout Frame<Message>, _ area: inout Rect
    ) {
        let line = Rect(column: area.column, row: area.row, columns: area.columns, rows: 1)
        let role: Role = focus == field ? .selected : .text
        if focus == field { frame.canvas.fill(line, role: .selected) }
        frame.canvas.put(
            "[\(isOn ? "x" : " ")] " + words, column: area.column, row: area.row, role: role, limit: area.columns)
        frame.target(line, .toggle(field.rawValue))
        frame.gap(&area)
    }

    private func label(_ text: String, at area: Rect, _ frame: inout Frame<Message>) {
        frame.canvas.put(text, column: area.column, row: area.row, role: .muted)
    }

    private static func detail(_ type: KeyType) -> String {
        switch type {
        case .rsa: "the oldest; taken everywhere"
        case .ecdsa: "short keys on the NIST curves"
        case .ed448: "PuTTY alone reads it"
        case .ed25519SK: "inside a hardware key (FIDO authenticator)"
        case .ecdsaSK: "the same, for older authenticators"
        default: "short, fast, today's standard"
        }
    }
}

// MARK: - Plain mode

extension FieldName {
    fileprivate static let size = FieldName("size")
    fileprivate static let comment = FieldName("comment")
    fileprivate static let application = FieldName("application")
}

extension KeyPage {
    func prompt(_ session: Session) -> Prompt {
        if let existing { return existing.prompt(session) }
        let recommended = session.destination.recommended
        let rows = types.enumerated().map { row, type in
            let refusal = refusal(type, session)
            return Question.Option(type.displayName, detail: Self.detail(type), refusal: refusal, .choose(row))
        }
        var questions = [Question.choice(rows + [.init("Use a key that I have", .useExisting)], default: type.chosen)]
        if !presets.isEmpty {
            var problem = size.complaint
            if case .failure(let wrong) = parameters { problem = wrong }
            questions.append(.text(.size, "Size in bits", now: size.text, problem: problem))
        }
        if chosen.isSecurityKey { questions += authenticatorQuestions }
        questions.append(
            .text(
                .comment, "Comment, the name that the key carries", now: comment.text, mayBeEmpty: true,
                problem: comment.complaint))
        return Prompt(
            title(session), ["Recommended: \(recommended.parameters.displayName), because \(recommended.reason)."],
            questions,
            then: [.next])
    }

    private var authenticatorQuestions: [Question] {
        var problem = application.complaint
        if case .failure(let wrong) = parameters { problem = wrong }
        return [
            toggle(.resident, isResident, "Keep it inside the authenticator, for use on other computers (resident)?"),
            toggle(.verifies, verifies, "Ask for the PIN or a fingerprint at each login?"),
            .text(.application, "Name of the key in the authenticator", now: application.text, problem: problem),
        ]
    }

    private func toggle(_ field: Field, _ isOn: Bool, _ words: String) -> Question {
        .confirm(
            words, default: isOn, yes: isOn ? [] : [.toggle(field.rawValue)], no: isOn ? [.toggle(field.rawValue)] : [],
            field: FieldName(words))
    }
}

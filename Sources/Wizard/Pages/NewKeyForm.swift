import SSHKey
import TerminalUI
import SSHClient

/// The fields that describe a new key: its type, its size and its comment, and what an authenticator is asked for.
struct NewKeyForm: Hashable, Sendable {
    enum Field: Int, CaseIterable { case type, size, resident, verifies, application, comment, proceed, existing }

    var type = ListBox()
    var size = TextField(limit: 6)
    var comment = TextField(limit: 255)
    var focus = Field.proceed
    /// The destination and computer that the fields were filled in for.
    private var filledFor: [String] = []

    /// Nil until it is known; then whether ssh-keygen can make keys inside an authenticator.
    var authenticator: Bool?
    private(set) var isResident = false
    private(set) var verifies = false
    var application = TextField(SecurityKeyRequest.usualApplication, limit: 64)

    /// Whether MLDSA44-Ed25519 is in the list.
    var postQuantum = PostQuantumSupport.unknown

    var types: [KeyType] {
        [.ed25519, .rsa, .ecdsa, .ed448] + (authenticator == true ? [.ed25519SK, .ecdsaSK] : [])
            + (postQuantum == .unknown ? [] : [.mldsa44Ed25519])
    }
    private static let sizes: [KeyType: [Int]] = [.rsa: [2048, 3072, 4096, 8192, 16384], .ecdsa: [256, 384, 521]]

    /// What there is to say of a type, in a few words.
    static func detail(_ type: KeyType, _ session: Session) -> String {
        switch type {
        case .mldsa44Ed25519 where session.destination.mayRefuse(type): "post-quantum; the service may not accept it"
        case .mldsa44Ed25519: "post-quantum; needs OpenSSH 10.6"
        case .rsa: "the oldest; taken everywhere"
        case .ecdsa: "short keys on the NIST curves"
        case .ed448: "PuTTY alone reads it"
        case .ed25519SK: "inside a hardware key (FIDO authenticator)"
        case .ecdsaSK: "the same, for older authenticators"
        default: "short, fast, today's standard"
        }
    }

    private var chosen: KeyType { types[min(type.chosen, types.count - 1)] }
    private var presets: [Int] { Self.sizes[chosen] ?? [] }
    var fields: [Field] {
        Field.allCases.filter { field in
            switch field {
            case .size: !presets.isEmpty
            case .resident, .verifies, .application: chosen.isSecurityKey
            default: true
            }
        }
    }

    var keys: [KeyBinding<Message>] {
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

    func recommendation(_ session: Session) -> String {
        let recommended = session.destination.recommended
        return "Recommended: \(recommended.parameters.displayName), because \(recommended.reason)."
    }

    /// Takes what the destination recommends, when that is another one than before.
    mutating func fill(for session: Session) {
        let wanted = [session.destination.name, session.computer.name]
        guard filledFor != wanted else { return }
        if filledFor.isEmpty { comment.set(session.comment) }
        filledFor = wanted
        let recommended = session.destination.recommended.parameters
        type.choose(types.firstIndex(of: recommended.type) ?? 0, count: types.count, visible: types.count)
        size.set(presets.isEmpty ? "" : String(recommended.bits))
    }

    mutating func update(_ message: Message, _ session: Session) {
        switch message {
        case .toggle(let field):
            if field == Field.resident.rawValue { isResident.toggle() } else { verifies.toggle() }
            focus = Field(rawValue: field) ?? focus
        case .input(let event, _): edit(event, session)
        case .choose(let row): choose(row, session)
        case .fill(.size, let text): size.fill(text)
        case .fill(.comment, let text): comment.fill(text)
        case .fill(.application, let text): application.fill(text)
        case .focus(let field): focus = Field(rawValue: field) ?? focus
        case .focusNext: move(1)
        case .focusPrevious: move(-1)
        default: break
        }
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

    func refusal(_ type: KeyType, _ session: Session) -> String? {
        if type == .ed448, session.replacement != nil { return "ssh can't try the login with it" }
        if type == .mldsa44Ed25519, case .unusable(let reason) = postQuantum { return reason }
        return session.destination.refusal(of: type, on: session.computer)
    }

    /// The key that the fields ask for, or what is wrong with the size.
    var parameters: Result<KeyParameters, Problem> {
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
        case .mldsa44Ed25519: return .success(.mldsa44Ed25519)
        case .ed25519SK, .ecdsaSK:
            if let problem = SecurityKeyRequest.problem(withApplication: application.text) {
                return .failure(Problem(problem))
            }
            return .success(.ed25519)
        default: return .success(.ed25519)
        }
    }

    /// What there is to know about post-quantum keys, where one can be chosen.
    var postQuantumHelp: [String] {
        guard types.contains(.mldsa44Ed25519) else { return [] }
        return [
            "A future quantum computer could forge a login with any of the other types. MLDSA44-Ed25519 is made against "
                + "that. There is no hurry: a login can't be recorded now and broken later. Both this computer and the server "
                + "need OpenSSH 10.6 or newer."
        ]
    }

    /// What an authenticator is asked for; nil where the key is made here.
    var request: SecurityKeyRequest? {
        guard chosen.isSecurityKey else { return nil }
        var request = SecurityKeyRequest(chosen == .ed25519SK ? .ed25519SK : .ecdsaSK)
        (request.isResident, request.verifiesUser) = (isResident, verifies)
        (request.application, request.comment) = (application.text, comment.text)
        return request
    }

    /// Goes to the field that makes the key impossible.
    mutating func focusProblem() { focus = chosen.isSecurityKey ? .application : .size }
}

// MARK: - Plain mode

extension FieldName {
    fileprivate static let size = FieldName("size")
    fileprivate static let comment = FieldName("comment")
    fileprivate static let application = FieldName("application")
}

extension NewKeyForm {
    func questions(_ session: Session) -> [Question] {
        let rows = types.enumerated().map { row, type in
            let refusal = refusal(type, session)
            return Question.Option(type.displayName, detail: Self.detail(type, session), refusal: refusal, .choose(row))
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
        return questions
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

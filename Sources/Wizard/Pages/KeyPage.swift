import SSHKey
import TerminalUI
import SSHClient

/// Asks for the type, the size and the comment of the key to make, or for the key that is there already.
struct KeyPage: Page {
    private var form = NewKeyForm()
    /// Set while a key that exists is looked for, instead of a new one being described.
    private var existing: ExistingKeys?
    /// The person came to it from the first page.
    private var isDirect = false
    private var looksForAuthenticator = false

    func title(_ session: Session) -> String {
        existing?.title ?? session.replacement.map { "Which key replaces \($0.path.fileName)?" } ?? "Which kind of key?"
    }

    /// Back leads out of the existing keys before it leads to the page before.
    var isInTheMiddle: Bool { existing != nil }

    func backLabel(_ session: Session) -> String? {
        existing != nil && session.keyPlaces.isSearching ? "stop" : "back"
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] { existing?.keys(session) ?? form.keys }

    func help(_ session: Session) -> [String] {
        if existing != nil { return ExistingKeys.help }
        return [
            "All of these are safe today. Where the destination doesn't say otherwise, Ed25519 is the best: its keys "
                + "are short and quick. RSA is the oldest; a few services take nothing else, and it needs 3072 bits or more to last.",
            "ECDSA stands between them. Ed448 is stronger than anybody needs, and only PuTTY has it.",
        ] + form.postQuantumHelp + [
            "The comment is the name that the key carries around, so that you know later whose it is. It is no secret "
                + "and can be anything."
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if isDirect, !session.startsWithKey { existing = nil }
        isDirect = session.startsWithKey
        form.fill(for: session)
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
        case .authenticatorFound(let problem, let postQuantum):
            (form.authenticator, form.postQuantum) = (problem == nil, postQuantum)
            return .stay
        case .keysListed(let keys): (session.keys, session.awaitsKeys) = (keys, false)
        default: break
        }
        if existing != nil { return updateExisting(message, &session) }
        switch message {
        case .useExisting:
            existing = ExistingKeys(session.keys)
            return .effects(.listKeys)
        case .next: return proceed(&session)
        default:
            form.update(message, session)
            return .stay
        }
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

    private mutating func proceed(_ session: inout Session) -> Turn {
        guard case .success(let wanted) = form.parameters else {
            form.focusProblem()
            return .stay
        }
        let (request, comment) = (form.request, form.comment.text)
        let new = request.map(NewKey.inAuthenticator) ?? .here(wanted)
        let hasOtherKey =
            session.existing != nil
            || session.publicKey != nil
                && (session.madeFor != new || session.saved != nil && comment != session.comment)
        var effects: [Effect] = []
        if hasOtherKey {
            session.forgetKey()
            effects = [.discardKey, .clearPassphrase]
        } else if session.publicKey != nil, comment != session.comment {
            session.publicKey?.comment = comment
            effects = [.setComment(comment)]
        }
        (session.parameters, session.securityKey, session.comment) = (wanted, request, comment)
        return Turn(move: .next, effects: effects)
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        if let existing { existing.draw(&frame, in: area, session) } else { form.draw(&frame, in: area, session) }
    }

    func prompt(_ session: Session) -> Prompt {
        if let existing { return existing.prompt(session) }
        return Prompt(
            title(session), [Paragraph(form.recommendation(session))], form.questions(session), then: [.next])
    }
}

import SSHClient
import SSHKey
import TerminalUI

/// Asks for the type, the size and the comment of the key to make, or for the key that is there already.
public struct KeyPage: Page {
    /// What the user does here, and what is found out meanwhile.
    public enum Event: Hashable, Sendable {
        /// Choose a type for the new key.
        case type(KeyType)
        /// Its size in bits, as typed.
        case size(String)
        /// Its comment.
        case comment(String)
        /// Have it kept on the security key, or not.
        case resident
        /// Have the security key ask for its PIN at each login, or not.
        case verifies
        /// Its name on the security key.
        case application(String)
        /// Create a key like this.
        case proceed
        /// Look for a key that exists, instead of creating one.
        case useExisting
        /// What is done with the keys that exist.
        case existing(ExistingKeys.Event)
        /// Ask the services which of the keys they have, or stop asking.
        case askServices
        /// Leave the existing keys.
        case leaveExisting
        /// Nil when ssh-keygen can make keys on a security key, else why it can't; and the same of post-quantum keys.
        case authenticatorFound(String?, postQuantum: PostQuantumSupport = .unknown)
        /// The keys of ~/.ssh, none when there are none.
        case listed([FoundKey])
    }

    private var new = NewKeyForm()
    /// Set while a key that exists is looked for, instead of a new one being described.
    private var existing: ExistingKeys?
    /// The user came to it from the first page.
    private var isDirect = false

    static func message(_ event: Event) -> Message { .key(event) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if isDirect, !session.startsWithKey { existing = nil }
        isDirect = session.startsWithKey
        new.fill(for: session)
        guard isDirect, existing == nil else { return [] }
        existing = ExistingKeys(session.keys)
        return [.listKeys]
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .authenticatorFound(let problem, let postQuantum):
            (new.hasAuthenticator, new.postQuantum) = (problem == nil, postQuantum)
        case .listed(let keys):
            (session.keys, session.awaitsKeys) = (keys, false)
            existing?.list(keys)
        case .useExisting:
            existing = ExistingKeys(session.keys)
            return .effects(.listKeys)
        case .existing(let event): return updateExisting(event, &session)
        case .askServices: return askServices(&session)
        case .leaveExisting:
            existing = nil
            guard session.startsWithKey else { return .effects(.clearOpening) }
            session.startsWithKey = false
            return Turn(move: .to(.computer), effects: [.clearOpening])
        case .proceed: return proceed(&session)
        case .type, .size, .comment, .resident, .verifies, .application: new.update(event, session)
        }
        return .stay
    }

    // MARK: - A new key

    private mutating func proceed(_ session: inout Session) -> Turn {
        guard case .success(let wanted) = new.parameters else { return .stay }
        let (request, comment) = (new.request, new.comment)
        let key = request.map(NewKey.inAuthenticator) ?? .here(wanted)
        let hasOtherKey =
            session.existing != nil
            || session.publicKey != nil
                && (session.madeFor != key || session.saved != nil && comment != session.comment)
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

    // MARK: - A key that exists

    private mutating func updateExisting(_ event: ExistingKeys.Event, _ session: inout Session) -> Turn {
        guard let outcome = existing?.update(event, session) else { return .stay }
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

    /// Replaces a key with a new one; asks first where to add it, unless that is known.
    private mutating func replace(_ key: OpenedKey, _ session: inout Session) -> Turn {
        let kept = key.found.path + KeyRotation.ending
        if session.keys?.contains(where: { $0.path == kept }) == true {
            let file = session.surroundings.short(kept)
            existing?.refuse(
                Problem("\(file) is left from an earlier replacement", hint: "delete it first, or restore it"))
            return .effects(.clearOpening)
        }
        session.forgetKey()
        session.replacement = Replacement(of: key.found.path, key.publicKey)
        let isFirst = session.startsWithKey
        (existing, session.startsWithKey) = (nil, false)
        return Turn(move: isFirst ? .to(.destination) : .stay, effects: [.clearOpening, .discardKey, .clearPassphrase])
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

    // MARK: - The form

    func form(_ session: Session) -> Form<Event> {
        if let existing { return existing.form(session) }
        return Form(
            session.replacement.map { "Which key replaces \($0.path.fileName)?" } ?? "Which type of key?",
            new.recommendation(session), help: Self.help + new.postQuantumHelp,
            fields: new.fields(session) + [
                .buttons(
                    .main("Continue", .proceed),
                    Button("Use an existing key", .useExisting, .control("o"), hint: "existing key"))
            ])
    }

    private static let help = [
        "Use the recommended type unless you were told otherwise.",
        "Ed25519 is short and fast. RSA is accepted most widely; choose 3072 bits or more.",
        "The comment is a label to recognize the key by. Everyone who gets the public key sees it.",
    ]
}

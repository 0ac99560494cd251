import Entropy
import SSHKey
import TerminalUI

/// Collects randomness, then has the key pair made by itself: PuTTYgen's two bars.
public struct RandomnessPage: Page {
    /// What the user does here, and how making the pair goes.
    public enum Event: Hashable, Sendable {
        /// A movement or a key press.
        case gathered(EntropySample)
        /// Don't wait for the bar: the system's generator is enough by itself.
        case generate
        /// Let ssh-keygen begin; the user is ready to touch.
        case createInside
        /// Stop making the pair.
        case stop
        /// Discard the pair, or the failure, and start over.
        case createAnother
        /// Keep the pair and go on.
        case proceed
        /// How far making the pair is, in thousandths; for RSA the chance that the primes are found by now.
        case progressed(permille: Int)
        /// The pair is in memory; its public key.
        case made(PublicKey)
        /// No pair was made.
        case failed(Problem)
    }

    private enum State: Hashable {
        case collecting
        /// The key is made on a security key, whose own generator is used.
        case waitingForTouch
        case generating(permille: Int)
        case failed(Problem)
        case made
    }

    private var state = State.collecting
    private var sky = Sky()

    static func message(_ event: Event) -> Message { .randomness(event) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if session.publicKey != nil {
            state = .made
        } else {
            collect()
            if session.securityKey != nil { state = .waitingForTouch }
        }
        return []
    }

    mutating func tick(_ time: UInt64) { sky.tick(time) }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch (state, event) {
        case (.collecting, .gathered(let sample)):
            sky.add(sample)
            guard sky.meter.isFull else { return .effects(.mix(sample)) }
            return Turn(effects: [.mix(sample), generate(session)])
        case (.collecting, .generate): return .effects(generate(session))
        case (.waitingForTouch, .createInside):
            return session.securityKey.map { .effects(.makeSecurityKey($0)) } ?? .stay
        case (.generating, .progressed(let permille)): state = .generating(permille: permille)
        case (.generating, .made(let key)), (.waitingForTouch, .made(let key)):
            // Not on by itself: who is still typing would type into the next page's field.
            (state, session.publicKey, session.madeFor) = (.made, key, session.wanted)
        case (.generating, .failed(let problem)), (.waitingForTouch, .failed(let problem)): state = .failed(problem)
        case (.generating, .stop):
            collect()
            return .effects(.cancelGeneration)
        case (.made, .createAnother), (.failed, .createAnother):
            session.forgetKey()
            return Turn(effects: [.discardKey, .clearPassphrase] + enter(&session))
        case (.made, .proceed): return .next
        default: break
        }
        return .stay
    }

    /// What was collected stays; a bar that is full would lead on at once.
    private mutating func collect() {
        state = .collecting
        if sky.meter.isFull { sky = Sky() }
    }

    private mutating func generate(_ session: Session) -> Effect {
        state = .generating(permille: 0)
        return .generate(session.parameters, comment: session.comment)
    }

    func form(_ session: Session) -> Form<Event> {
        switch state {
        case .collecting: collecting
        case .waitingForTouch:
            Form(
                "Create the key on your security key",
                "Plug it in. ssh-keygen may ask for its PIN. Touch the key when it blinks.", help: Self.securityKeyHelp,
                .buttons(.main("Create key", .createInside)))
        case .generating(let permille): generating(permille, session)
        case .failed(let problem):
            Form(
                "The key couldn't be created", help: Self.help, .problem(problem),
                .buttons(.main("Retry", .createAnother)))
        case .made:
            Form(
                "Your key pair is ready", "It isn't saved yet.", help: Self.help,
                session.publicKey.map { key in
                    .note("\(session.keyName), \(key.comment.isEmpty ? "no comment" : key.comment)", .success)
                }, session.publicKey.map { .code("Fingerprint", $0.fingerprint(.sha256)) },
                .buttons(.main("Continue", .proceed), Button("Create another", .createAnother, .control("n"))))
        }
    }

    private var collecting: Form<Event> {
        var form = Form(
            "Generate some randomness",
            "Move the mouse over the area, or type about 30 characters. Your system's generator is always used.",
            help: Self.help,
            .note("Your system's generator is always used; the key is as safe without typing.", on: .plain),
            area("Type anything, or press Enter"), .room,
            .buttons(.main("Use the system's generator only", .generate, hint: "system only", on: .key)))
        form.leadMedium = .screen
        return form
    }

    private func area(_ words: String) -> Field<Event> {
        .entropy(FieldName("randomness"), words, sky, Event.gathered)
    }

    private func generating(_ permille: Int, _ session: Session) -> Form<Event> {
        let isRSA = if case .rsa = session.parameters { true } else { false }
        return Form(
            "Generating \(session.parameters.displayName.withArticle) key",
            isRSA ? "The time varies: primes are found by chance. If you stop, you only lose the wait." : nil,
            help: Self.help, back: .cancel("stop", .stop), area("").on(.screen),
            .progress("", Double(permille) / 1000, caption: "\(permille / 10) %"))
    }

    private static let help = [
        "A key is a number nobody can guess. Your system's random generator always provides it; mouse and typing are mixed "
            + "in, never instead.",
        "A movement counts \(EntropyMeter.bitsPerMovement) bits, at most once in 10 ms, a key press "
            + "\(EntropyMeter.bitsPerKey); repeats don't count. At \(EntropyMeter.required) bits the key is generated. "
            + "What you type isn't kept.",
    ]

    private static let securityKeyHelp = [
        "A security key (FIDO authenticator) is a small device that signs logins after a touch. The private key never "
            + "leaves it. The file saved here is a handle: without the device it can't log in.",
        "ssh-keygen -K restores a resident key on another computer.",
    ]
}

extension String {
    /// The name of a key type with its article: each of their first letters is spoken as it is spelled.
    fileprivate var withArticle: String { ("AEFHILMNORSX".contains(prefix(1)) ? "an " : "a ") + self }
}

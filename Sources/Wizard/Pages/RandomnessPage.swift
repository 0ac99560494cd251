import Entropy
import SSHKey
import TerminalUI

/// Collects randomness, then makes the key pair by itself: PuTTYgen's two bars.
struct RandomnessPage: Page {
    enum State: Hashable {
        case collecting
        /// The key is made inside an authenticator, whose own generator is used.
        case waitingForTouch
        case generating(permille: Int)
        case failed(Problem)
        case made
    }
    /// A place where something happened, for as long as it fades.
    struct Mark: Hashable {
        var at: Point
        var time: UInt64
        /// A key has no place of its own: it is shown somewhere inside the area.
        var isKey: Bool
    }

    var state = State.collecting
    var meter = EntropyMeter()
    private var trail: [Mark] = []
    private var now: UInt64 = 0
    private var keys = 0
    private var row = ActionRow()

    /// How long a mark can be seen, in nanoseconds.
    static let fading: UInt64 = 500_000_000

    var isGenerating: Bool {
        if case .generating = state { true } else { false }
    }

    func backLabel(_ session: Session) -> String? { isGenerating ? "stop" : "back" }

    func title(_ session: Session) -> String {
        switch state {
        case .collecting: "Generate some randomness"
        case .waitingForTouch: "Make the key inside your authenticator"
        case .generating: "Please wait while a key is generated"
        case .failed: "The key could not be made"
        case .made: "The key pair is made"
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        switch state {
        case .collecting:
            [
                KeyBinding(
                    .control("r"), label: "use the system's alone",
                    help: "don't wait for the bar: the system's generator is enough by itself",
                    message: .useSystemGenerator)
            ]
        case .waitingForTouch: [.enter("make it", help: "have ssh-keygen make the key", .makeInAuthenticator)]
        case .generating: []
        case .failed: [.enter("try again", help: "start over with the randomness", .makeAnother)]
        case .made: row.keys(Self.afterwards)
        }
    }

    private static let afterwards = [
        Action("Continue", label: "continue", help: "keep this key pair and go on", .next),
        Action(
            "Make another", .control("n"), label: "make another", help: "discard this pair and make another",
            .makeAnother),
    ]

    func help(_ session: Session) -> [String] {
        [
            "A key is a number that nobody else can guess. Your system's generator makes it; what you do with the "
                + "mouse and the keyboard is added, so that it can't be guessed even if that generator has a fault.",
            "Each movement or keystroke counts for 2 bits, at most 100 times a second, and not when it repeats the one "
                + "before. The bar is full at 256 bits. What you type is not kept.",
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if session.publicKey != nil {
            state = .made
        } else {
            self = RandomnessPage()
            if session.securityKey != nil { state = .waitingForTouch }
        }
        return []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch (state, message) {
        case (.collecting, .input(let event, let time)):
            return collect(event, time, session)
        case (_, .tick(let time)):
            now = max(now, time)
            trail.removeAll { $0.time + Self.fading <= now }
            return .stay
        case (.collecting, .useSystemGenerator):
            return generate(session)
        case (.waitingForTouch, .makeInAuthenticator):
            guard let request = session.securityKey else { return .stay }
            return .effects(.makeSecurityKey(request))
        case (.generating, .progressed(let permille)):
            state = .generating(permille: permille)
            return .stay
        case (.generating, .made(let key)), (.waitingForTouch, .made(let key)):
            session.publicKey = key
            session.madeFor = session.wanted
            // Not on by itself: who is still typing would type into the next page's field.
            state = .made
            return .stay
        case (.generating, .makingFailed(let problem)), (.waitingForTouch, .makingFailed(let problem)):
            state = .failed(problem)
            return .stay
        case (.generating, .back), (.generating, .goTo):
            self = RandomnessPage()
            return .effects(.cancelGeneration)
        case (.made, .makeAnother), (.failed, .makeAnother):
            session.forgetKey()
            return Turn(effects: [.discardKey, .clearPassphrase] + enter(&session))
        case (.made, .next):
            return .next
        case (.made, .focusNext), (.made, .focusPrevious):
            row.move(message, Self.afterwards)
            return .stay
        default:
            return .stay
        }
    }

    private mutating func collect(_ event: InputEvent, _ time: UInt64, _ session: Session) -> Turn {
        guard let sample = EntropySample(event, time: time) else { return .stay }
        now = max(now, time)
        if meter.add(sample) {
            if case .pointer(let column, let row) = sample.source {
                mark(Point(column: column, row: row), isKey: false)
            } else {
                keys += 1
                mark(Point(column: keys, row: keys), isKey: true)
            }
        }
        guard meter.isFull else { return .effects(.mix(sample)) }
        let turn = generate(session)
        return Turn(effects: [.mix(sample)] + turn.effects)
    }

    private mutating func mark(_ at: Point, isKey: Bool) {
        trail.removeAll { $0.time + Self.fading <= now }
        trail.append(Mark(at: at, time: now, isKey: isKey))
    }

    private mutating func generate(_ session: Session) -> Turn {
        state = .generating(permille: 0)
        trail = []
        return .effects(.generate(session.parameters, comment: session.comment))
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        switch state {
        case .collecting:
            // A low terminal gives its rows to the blank area.
            let space = area.rows < 16 ? 0 : 1
            frame.paragraph("Move the mouse over the blank area, or type anything.", &area)
            frame.gap(&area, rows: space)
            var blank = area
            blank.rows -= 3 + 2 * space
            drawBlankArea(&frame, blank)
            area = area.dropFirst(blank.rows)
            drawBar(&frame, area, meter.fraction, "\(meter.credited)/\(EntropyMeter.required) bits")
            frame.gap(&area, rows: 1 + space)
            frame.paragraph("Your system's generator is always used; this is added.", &area, role: .muted)
            frame.gap(&area, rows: space)
            frame.button(
                "Use the system's generator alone", column: area.column, row: area.row, focused: false,
                press: .useSystemGenerator)
            frame.mouse = .motion
            frame.animates = !trail.isEmpty
        case .waitingForTouch:
            frame.paragraph(
                "The private key never leaves the authenticator: what is saved here is a handle that only it can use.",
                &area)
            frame.gap(&area)
            frame.paragraph(
                "Plug it in. ssh-keygen asks for its PIN when it needs that, and the authenticator blinks when it wants to be touched.",
                &area)
            frame.gap(&area)
            frame.button("Make the key", column: area.column, row: area.row, focused: true, press: .makeInAuthenticator)
        case .generating(let permille):
            frame.paragraph(session.parameters.making, &area)
            frame.gap(&area, rows: 2)
            drawBar(&frame, area, Double(permille) / 1000, "\(permille / 10) %")
            frame.gap(&area, rows: 2)
            frame.paragraph("esc stops it; nothing is lost then but the wait.", &area, role: .muted)
        case .failed(let problem):
            frame.problem(problem, &area)
            frame.gap(&area)
            frame.button("Try again", column: area.column, row: area.row, focused: true, press: .makeAnother)
        case .made:
            if let key = session.publicKey {
                frame.marked(
                    frame.canvas.glyphs.correct,
                    "\(session.keyName), \(key.comment.isEmpty ? "no comment" : key.comment)",
                    &area, role: .success)
                frame.gap(&area)
                frame.paragraph("Its fingerprint, a short name to know it by:", &area, role: .muted)
                frame.code(key.fingerprint(.sha256), &area)
            }
            frame.gap(&area)
            frame.buttons(Self.afterwards, row, &area)
        }
    }

    private func drawBlankArea(_ frame: inout Frame<Message>, _ area: Rect) {
        frame.canvas.frame(area)
        let inside = area.inside
        guard inside.columns > 0, inside.rows > 0 else { return }
        for mark in trail {
            var at = mark.at
            if mark.isKey {
                // Steps of the golden section spread the marks evenly, whatever was typed.
                at.column = inside.column + (mark.at.column * 37) % inside.columns
                at.row = inside.row + (mark.at.row * 5) % inside.rows
            }
            guard inside.contains(at) else { continue }
            let age = Int((now - min(now, mark.time)) * UInt64(Role.trailAges) / Self.fading)
            let step = min(age, Role.trailAges - 1)
            frame.canvas.dot(frame.canvas.glyphs.trail[step], column: at.column, row: at.row, role: .trail(age: step))
        }
    }

    private func drawBar(_ frame: inout Frame<Message>, _ area: Rect, _ fraction: Double, _ label: String) {
        let columns = area.columns - 14
        frame.bar(fraction, column: area.column, row: area.row, columns: columns)
        frame.canvas.put(label, column: area.endColumn - label.displayWidth, row: area.row, role: .muted)
    }
}

extension EntropySample {
    /// The sample that an event is; nil for what the person did not do, such as a terminal's reply.
    init?(_ event: InputEvent, time: UInt64) {
        switch event {
        case .mouse(let mouse): self.init(.pointer(column: mouse.at.column, row: mouse.at.row), time: time)
        case .key(let key): self.init(.key(key.number), time: time)
        case .paste(let paste): self.init(.key(UInt64(paste.bytes.count)), time: time)
        case .malformed(let byte): self.init(.key(UInt64(byte) << 32), time: time)
        case .background, .attributes: return nil
        }
    }
}

extension Key {
    /// A number that differs from key to key.
    fileprivate var number: UInt64 {
        name.utf8.reduce(5381) { $0 &* 33 &+ UInt64($1) }
    }
}

extension KeyParameters {
    /// What is waited for. Only primes are found by chance.
    var making: String {
        let chance = if case .rsa = self { " How long it takes is a matter of chance." } else { "" }
        return "Making an \(displayName) key." + chance
    }
}

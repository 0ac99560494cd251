import Secrecy
import TerminalIO
import TerminalUI
import Wizard

/// What the wizard's loop needs of a terminal: `Screen`, and in tests one that has a time of its own.
protocol FullScreen {
    var size: Size { get }
    var glyphs: Glyphs { get }
    func draw(_ frame: Frame<Message>, secrets: (SecretName) -> SecretField?)
    func wait(upTo patience: Duration?, receive: (UnsafeRawBufferPointer) -> Void) -> Wakeup
    func take(_ event: InputEvent) -> Bool
}

extension Screen: FullScreen {}

/// The wizard on a live terminal: input becomes messages, messages become effects, the model becomes frames.
final class WizardRun {
    /// How long a lone ESC may be the start of a sequence. ssh and tmux deliver sequences in one piece.
    private static let escapeTime = Duration.milliseconds(25)

    private let screen: any FullScreen
    private let outside: Outside
    private let clock: () -> UInt64
    private var model: Model
    /// The frame that was drawn last: what the user presses is what the user saw.
    private var frame: Frame<Message>
    private var decoder = InputDecoder()
    private var pace = FramePace()
    private var ending: (status: ExitStatus, farewell: [String])?

    /// Runs the wizard until it ends. On the way out the ordinary screen gets the farewell.
    static func start(theme: ThemeChoice, ascii: Bool) throws(ScreenError) -> ExitStatus {
        let screen = try Screen.open(theme: theme, ascii: ascii)
        let run = WizardRun(screen, Surface(screen), ThisComputer.surroundings, clock: monotonicTime)
        let (status, farewell) = run.untilItEnds()
        screen.close()
        for line in farewell { Console.put(line.safeToDraw) }
        return status
    }

    init(_ screen: any FullScreen, _ surface: Surface, _ surroundings: Surroundings, clock: @escaping () -> UInt64) {
        (self.screen, self.clock) = (screen, clock)
        model = Model(surroundings, size: screen.size, glyphs: screen.glyphs)
        frame = model.view()
        outside = Outside(surface, surroundings)
    }

    func untilItEnds() -> (status: ExitStatus, farewell: [String]) {
        draw()
        // What the first page can say besides comes after it is seen.
        perform(model.start())
        while true {
            wait()
            if let ending {
                outside.stop()
                return ending
            }
            if pace.isDue(at: clock()) { draw() }
        }
    }

    private func draw() {
        let now = clock()
        if pace.animates { send(.tick(time: now)) }
        frame = model.view()
        screen.draw(frame, secrets: outside.fields.field)
        pace.drew(at: now, changesIn: frame.changesIn)
    }

    /// Sleeps until something happens or a frame is due, and has what came done.
    private func wait() {
        var patience = pace.sleep(at: clock()).map { Duration.nanoseconds(Int64($0)) }
        if decoder.awaitsMore { patience = min(patience ?? Self.escapeTime, Self.escapeTime) }
        // Each event is done with before the next byte is looked at: no row of them is kept anywhere.
        let wakeup = screen.wait(upTo: patience) { bytes in decoder.feed(bytes) { take($0) } }
        if wakeup.isEmpty, decoder.awaitsMore {
            for event in decoder.idle() { take(event) }
            pace.note()
        }
        if !wakeup.isEmpty { pace.note() }
        if wakeup.contains(.hungUp) { ending = (.cancelled, []) }
        if wakeup.contains(.resized) { send(.resized(screen.size)) }
        if wakeup.contains(.woken) { outside.takeMessages().forEach(send) }
    }

    /// Characters of a secret go to its field and nowhere else.
    private func take(_ event: InputEvent) {
        guard ending == nil else { return }
        if screen.take(event) { return }
        // The mouse types nothing, and to ask the model costs a copy of it.
        if !event.isMouse, let name = model.typesInto, outside.fields.field(name).handle(event) {
            return send(outside.fields.report(on: name))
        }
        send(frame.message(event, time: clock()))
    }

    private func send(_ message: Message) { perform(model.update(message)) }

    private func perform(_ effects: [Effect]) {
        for effect in effects {
            if case .exit(let status, let farewell) = effect {
                ending = (status, farewell)
            } else if let answer = outside.perform(effect) {
                send(answer)
            }
        }
    }
}

extension InputEvent {
    fileprivate var isMouse: Bool {
        if case .mouse = self { true } else { false }
    }
}

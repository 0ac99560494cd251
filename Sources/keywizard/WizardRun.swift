import Secrecy
import TerminalIO
import TerminalUI
import Wizard

/// The wizard on a live terminal: input becomes messages, messages become effects, the model becomes frames.
final class WizardRun {
    /// How long a lone ESC may be the start of a sequence. ssh and tmux deliver sequences in one piece.
    private static let escapeTime = Duration.milliseconds(25)

    private let screen: Screen
    private let outside: Outside
    private var model: Model
    private var decoder = InputDecoder()
    private var ending: (status: ExitStatus, farewell: [String])?

    /// Runs the wizard until it ends. On the way out the ordinary screen gets the farewell.
    static func start(theme: ThemeChoice, ascii: Bool) throws(ScreenError) -> ExitStatus {
        let run = WizardRun(try Screen.open(theme: theme, ascii: ascii))
        run.loop()
        run.screen.close()
        for line in run.ending?.farewell ?? [] { Console.put(line.safeToDraw) }
        return run.ending?.status ?? .failed
    }

    private init(_ screen: Screen) {
        self.screen = screen
        let surroundings = ThisComputer.surroundings
        model = Model(surroundings, size: screen.size, glyphs: screen.glyphs)
        outside = Outside(Surface(screen), surroundings)
    }

    private func loop() {
        var pace = FramePace()
        var hasStarted = false
        while ending == nil {
            let now = monotonicTime()
            if pace.isDue(at: now) {
                if pace.animates { send(.tick(time: now)) }
                let frame = model.view()
                screen.draw(frame, secrets: outside.fields.field)
                pace.drew(at: now, animates: frame.animates)
                // What the first page can say besides comes after it is seen.
                if !hasStarted { perform(model.start()) }
                hasStarted = true
            }
            var patience = pace.sleep(at: now).map { Duration.nanoseconds(Int64($0)) }
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
        outside.stop()
    }

    /// Characters of a secret go to its field and nowhere else.
    private func take(_ event: InputEvent) {
        guard ending == nil else { return }
        if screen.take(event) { return }
        // The mouse types nothing, and to ask the model costs a copy of it.
        if !event.isMouse, let name = model.typesInto, outside.fields.field(name).handle(event) {
            return send(outside.fields.report(on: name))
        }
        send(.input(event, time: monotonicTime()))
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

import Secrecy
import TerminalIO
import TerminalUI
import Wizard

/// The wizard in plain mode: a conversation on standard input and output.
///
/// No cursor movement, no color, nothing that moves. Secrets are asked for on the terminal itself, never through a
/// pipe.
final class PlainRun {
    private let terminal: LineTerminal
    private let outside: Outside
    private var conversation: Conversation
    private var ending: ExitStatus?

    /// Runs the wizard until it ends.
    static func start(ascii: Bool) -> ExitStatus {
        guard let terminal = LineTerminal(ascii: ascii) else { return .failed }
        let run = PlainRun(terminal)
        run.perform(run.conversation.start())
        while run.ending == nil { run.step() }
        run.outside.stop()
        return run.ending ?? .failed
    }

    private init(_ terminal: LineTerminal) {
        self.terminal = terminal
        var surroundings = ThisComputer.surroundings
        surroundings.asksSecrets = LineTerminal.canHideTyping
        conversation = Conversation(surroundings)
        outside = Outside(Surface(terminal), surroundings)
    }

    private func step() {
        let step = conversation.proceed()
        for line in conversation.takeLines() {
            if line.isVerbatim { terminal.say(line.text) } else { terminal.sayParagraph(line.text) }
        }
        switch step {
        case .effects(let effects): perform(effects)
        case .reveal(let name): terminal.reveal(outside.fields.field(name))
        case .wait: wait()
        case .listen(let question):
            if case .secret(let name) = question.kind, LineTerminal.canHideTyping {
                ask(name, question)
            } else {
                listen(question)
            }
        }
    }

    // MARK: - Listening

    /// Asks, and waits for the answer; what comes from outside meanwhile doesn't repeat the question.
    private func listen(_ question: Question) {
        terminal.ask(question.line)
        while true {
            let event = terminal.wait(toInput: true)
            // Where nobody types there is no echo either, and the answers belong into the record.
            if case .line(let line) = event, !terminal.isInteractive { terminal.say(line) }
            if event == .interrupted || event == .ended { terminal.say("") }
            take(event)
            if event != .woken || ending != nil { return }
        }
    }

    /// Waits for what goes on outside. Lines of a file wait too, until they are asked for.
    private func wait() {
        take(terminal.wait(toInput: terminal.isInteractive))
    }

    private func take(_ event: LineTerminal.Event) {
        switch event {
        case .line(let line): perform(conversation.answer(line, time: monotonicTime()))
        case .woken: for message in outside.takeMessages() { hear(message) }
        case .interrupted: perform(conversation.interrupt())
        case .ended: perform(conversation.end())
        }
    }

    /// Has a secret typed, which goes to its field and nowhere else. “back” and “quit” are understood here too.
    private func ask(_ name: SecretName, _ question: Question) {
        do throws(SecretPrompt.Failure) {
            let secret = try SecretPrompt.ask(terminal.glyphs.spell(question.line))
            if let command = ["back", "help", "quit"].first(where: secret.isWord) {
                return perform(conversation.answer(command, time: monotonicTime()))
            }
            let field = outside.fields.field(name)
            field.clear()
            if !secret.isEmpty { _ = field.handle(.paste(Paste(secret))) }
            perform(conversation.answered(outside.fields.report(on: name)))
        } catch {
            perform(conversation.end())
        }
    }

    // MARK: - Doing

    private func hear(_ message: Message) {
        guard ending == nil else { return }
        perform(conversation.hear(message))
    }

    private func perform(_ effects: [Effect]) {
        for effect in effects where ending == nil {
            if case .exit(let status, _) = effect {
                // The farewell was said already, on the pages that it is made of.
                ending = status
            } else if let answer = outside.perform(effect) {
                hear(answer)
            }
        }
    }
}

extension Secret {
    /// Compares without making a text of the secret.
    fileprivate func isWord(_ word: String) -> Bool {
        withBytes { $0.elementsEqual(word.utf8) }
    }
}

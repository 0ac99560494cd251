import TerminalUI

/// The wizard as a conversation: lines come in, lines go out. The model, its messages and its effects are the screen's.
///
/// `proceed` says what is next. Everything is said once: what was heard before isn't repeated when a question is
/// asked again.
public struct Conversation: Sendable {
    /// The driver's next step.
    public enum Step: Hashable, Sendable {
        /// Work to be done, and its messages to be heard, before going on.
        case effects([Effect])
        /// The answer to be read.
        case listen(Question)
        /// A secret to be shown, then on.
        case reveal(SecretName)
        /// Nothing to ask: something is going on outside.
        case wait
    }

    private var model: Model
    /// The questions of this round that have their answers, in the order of asking.
    private var answered: [FieldName] = []
    /// The question whose answer is still to be judged by the page.
    private var pending: FieldName?
    private var asked: Question?
    private var heard = Heard()
    private var lines: [Paragraph] = [
        Paragraph(
            "keywizard asks one question after the other. Enter takes what is proposed; a list takes a number, or the "
                + "beginning of a name. “back” leads to the question before, and stops what is waited for; “help” "
                + "explains, “quit” leaves.")
    ]
    private var copies = false
    /// “back” led to another page: its last question is the one before.
    private var comesFromBehind = false
    /// The lines of what was pasted and is of no use here are passed over up to its end.
    private var skipsPaste = false

    /// What was said of the present page.
    private struct Heard {
        var page: PageName?
        var title = ""
        var paragraphs: [Paragraph] = []
        var body: [Paragraph] = []
        var waitsFor: String?
        var revealed: SecretName?
        var tenth = 0
        /// What each question proposed before its answer was refused.
        var proposals: [FieldName: String] = [:]
        /// The text that was answered last.
        var text = ""
    }

    /// A conversation at the wizard's first page.
    public init(_ surroundings: Surroundings) {
        model = Model(surroundings, size: Size(columns: 80, rows: 24), glyphs: .unicode)
    }

    /// What is to be found out before the first question.
    public mutating func start() -> [Effect] { model.start() }

    /// The page that is talked about.
    public var page: PageName { model.current }
    /// What was answered and done so far.
    public var session: Session { model.session }

    /// What is to be said, once.
    public mutating func takeLines() -> [Paragraph] {
        defer { lines = [] }
        return lines
    }

    // MARK: - What is next

    /// What is next; lines to be said before it are in `takeLines`.
    public mutating func proceed() -> Step {
        guard !copies else { return .wait }
        let prompt = model.prompt
        announce(prompt)
        if let what = prompt.waitsFor {
            if heard.waitsFor != what, !what.isEmpty { say(Paragraph(what)) }
            (heard.waitsFor, asked, pending) = (what, nil, nil)
            return .wait
        }
        judge(prompt)
        if let secret = prompt.reveals, heard.revealed != secret {
            heard.revealed = secret
            return .reveal(secret)
        }
        guard let question = prompt.questions.first(where: { !answered.contains($0.field) }) else {
            answered = []
            return .effects(update(prompt.then))
        }
        // A question that was asked stands until it is answered, whatever the page learns meanwhile.
        if let asked { return .listen(asked) }
        read(question)
        let offer = propose(question)
        asked = offer
        return .listen(offer)
    }

    /// Says the title and the paragraphs, as far as they are new.
    private mutating func announce(_ prompt: Prompt) {
        if heard.page != model.current || heard.title != prompt.title {
            let step = "Step \(model.current.rawValue + 1) of \(PageName.allCases.count). "
            say("", Paragraph((heard.page == model.current ? "" : step) + prompt.title))
            heard = Heard(page: model.current, title: prompt.title)
            (answered, pending, asked) = ([], nil, nil)
            if comesFromBehind {
                // Not a secret, which would have to be typed without the question that leads to it.
                let known = prompt.questions.prefix { if case .secret = $0.kind { false } else { true } }
                answered = known.dropLast().map(\.field)
            }
        }
        comesFromBehind = false
        for paragraph in prompt.paragraphs where !heard.paragraphs.contains(paragraph) { say(paragraph) }
        heard.paragraphs = prompt.paragraphs
    }

    /// Takes the answer that was given, unless the page finds something wrong with it.
    private mutating func judge(_ prompt: Prompt) {
        guard let field = pending else { return }
        pending = nil
        if let problem = prompt.questions.first(where: { $0.field == field })?.problem {
            say(Paragraph(problem.words))
        } else {
            answered.append(field)
        }
    }

    /// Does not offer again what was refused, but what stood there before.
    private mutating func propose(_ question: Question) -> Question {
        guard case .text(let now, let mayBeEmpty) = question.kind else { return question }
        if question.problem == nil { heard.proposals[question.field] = now }
        guard question.problem != nil, now.isEmpty || now == heard.text else { return question }
        var question = question
        question.kind = .text(now: heard.proposals[question.field] ?? "", mayBeEmpty: mayBeEmpty)
        return question
    }

    /// Says what belongs to a question, unless it was said the last time.
    private mutating func read(_ question: Question) {
        var body = question.paragraphs
        if case .choice(let options, _, _) = question.kind {
            var number = 0
            body += options.map { option in
                number += 1
                return Paragraph("\(number). \(option.words)")
            }
        }
        if case .secret = question.kind, !session.surroundings.asksSecrets {
            body.append("A secret is read from a terminal only, and there is none here. Answer “back” for another way.")
        }
        if body != heard.body { say(body) }
        heard.body = body
    }

    // MARK: - What is said to it

    /// Takes a line that was typed. `time` is in nanoseconds of a monotonic clock.
    public mutating func answer(_ line: String, time: UInt64) -> [Effect] {
        let question = asked
        asked = nil
        if skipsPaste {
            skipsPaste = !["-----END ", "---- END ", "Private-MAC:"].contains(where: line.contains)
            return []
        }
        var text = line.trimmed
        if let command = PlainCommand(text) { return obey(command, question) }
        if text.hasPrefix("\\"), PlainCommand(String(text.dropFirst())) != nil { text.removeFirst() }
        guard let question else {
            say("Still at it. “back” stops it, “quit” leaves.")
            return []
        }
        if case .randomness(let then) = question.kind { return mix(line, then, time) }
        if let pasted = takePaste(text) { return pasted }
        return take(text, question)
    }

    /// A secret went to its field; the report is all that is known of it here.
    public mutating func answered(_ report: Message) -> [Effect] {
        if case .secret(let name)? = asked?.kind { pending = FieldName(name.name) }
        asked = nil
        return hear(report)
    }

    /// Takes a report from outside.
    public mutating func hear(_ message: Message) -> [Effect] {
        switch message {
        case .randomness(.progressed(let permille)):
            if permille / 100 > heard.tenth {
                heard.tenth = permille / 100
                say("\(heard.tenth * 10) %")
            }
        case .copied(let outcome):
            copies = false
            say(Paragraph(outcome.plainWords.sentence))
        default: break
        }
        return update([message])
    }

    /// ^C: as “quit”.
    public mutating func interrupt() -> [Effect] {
        asked = nil
        return update([.quit])
    }

    /// There is nobody any more to answer.
    public mutating func end() -> [Effect] {
        let effects = update([.quit])
        let ends = effects.contains { if case .exit = $0 { true } else { false } }
        return ends ? effects : effects + update([.leave])
    }

    private mutating func update(_ messages: [Message]) -> [Effect] {
        let effects = messages.flatMap { model.update($0) }
        copies = copies || effects.contains { if case .copy = $0 { true } else { false } }
        return effects
    }

    private mutating func say(_ paragraphs: Paragraph...) { say(paragraphs) }
    private mutating func say(_ paragraphs: [Paragraph]) { lines += paragraphs }

    // MARK: - Answers

    private mutating func obey(_ command: PlainCommand, _ question: Question?) -> [Effect] {
        switch command {
        case .quit: return update([.quit])
        case .back: return goBack()
        case .help:
            say(model.help.map { Paragraph($0) })
            say(
                Paragraph(
                    "Lists are answered with a number, or with the beginning of a name. To enter one of the words back, help "
                        + "or quit as a text, put a backslash before it."))
            heard.body = []
            return []
        }
    }

    /// Leads to the question before, on this page or on the one before it.
    private mutating func goBack() -> [Effect] {
        let fields = model.prompt.questions.map(\.field)
        while let last = answered.popLast() {
            if fields.contains(last) { return [] }
        }
        let before = model
        let effects = update([.back])
        if model == before { say("This is the first question.") }
        comesFromBehind = model.current != before.current
        return effects
    }

    private mutating func take(_ text: String, _ question: Question) -> [Effect] {
        switch question.kind {
        case .choice(let options, let standard, let orText):
            return choose(text, options, standard, orText, question)
        case .text(let now, let mayBeEmpty):
            if text.isEmpty, now.isEmpty, !mayBeEmpty {
                say("This can't stay empty.")
                return []
            }
            pending = question.field
            heard.text = text == "-" && mayBeEmpty ? "" : text.isEmpty ? now : text
            return update([.fill(question.field, heard.text)])
        case .confirm(let standard, let yes, let no):
            guard let answer = text.isEmpty ? standard : Self.decisions[text.lowercased()] else {
                say("Answer yes or no.")
                return []
            }
            guard answer || no != nil else { return goBack() }
            pending = question.field
            return update(answer ? yes : no ?? [])
        case .pause(let messages):
            guard text.isEmpty else {
                say("Nothing is asked here: Enter goes on.")
                return []
            }
            pending = question.field
            return update(messages)
        case .secret, .randomness:
            return []
        }
    }

    private static let decisions = ["yes": true, "y": true, "no": false, "n": false]

    private mutating func choose(
        _ text: String, _ options: [Question.Option], _ standard: Int?, _ orText: Bool, _ question: Question
    ) -> [Effect] {
        let answer =
            text.isEmpty ? standard.map { OptionSearch.found($0) } ?? .nothing : OptionSearch(text, in: options)
        switch answer {
        case .found(let row):
            if let refusal = options[row].refusal {
                say(Paragraph("\(options[row].label) is not possible here: \(refusal)".sentenced))
                return []
            }
            pending = question.field
            return update(options[row].messages)
        case .several(let rows):
            say(
                Paragraph(
                    "“\(text)” fits several: " + rows.map { "\($0 + 1). \(options[$0].label)" }.joined(separator: "; "))
            )
        case .nothing where orText && !text.isEmpty:
            pending = question.field
            return update([.fill(question.field, text)])
        case .nothing:
            let range = options.count == 1 ? "1" : "a number from 1 to \(options.count)"
            say(
                text.isEmpty
                    ? "Answer with \(range)." : "“\(text)” isn't in the list. Answer with \(range), or with a name.")
        }
        return []
    }

    /// Mixes a line into the generator, character by character, as keystrokes are. All of them have the time at which
    /// the line came, so that the meter credits one of them at most: of when they were struck nothing is known, and
    /// that is what a keystroke is credited for. What makes the key is the system's generator.
    private mutating func mix(_ line: String, _ then: [Message], _ time: UInt64) -> [Effect] {
        if !line.trimmed.isEmpty { say("Mixed in.") }
        return update(line.map { .input(.key(.character($0)), time: time) } + then)
    }

    /// A key that was pasted is recognized wherever it was meant for.
    private mutating func takePaste(_ text: String) -> [Effect]? {
        guard let key = PastedKey(text) else { return nil }
        switch key {
        case .privateKey: skipsPaste = true
        case .other: skipsPaste = text.hasPrefix("-----BEGIN ")
        case .publicKey: break
        }
        return update([.input(.paste(Paste(text)), time: 0)])
    }
}

/// The words that are understood at every question.
enum PlainCommand: String {
    case back, help, quit

    init?(_ text: String) {
        self.init(rawValue: text.lowercased())
    }
}

extension Question {
    /// The line that is before the answer, with what Enter means in words.
    public var line: String {
        switch kind {
        case .choice(let options, let standard?, let orText):
            let other = orText ? ", a number or a path" : ""
            return "\(words)\(other) (Enter takes \(standard + 1), \(options[standard].label)): "
        case .choice(_, nil, let orText): return words + (orText ? ", a number or a path: " : ": ")
        case .text(let now, let mayBeEmpty):
            if now.isEmpty { return words + (mayBeEmpty ? " (Enter leaves it empty): " : ": ") }
            return "\(words) (Enter takes \(now)\(mayBeEmpty ? ", a hyphen leaves it empty" : "")): "
        case .confirm(let standard, _, _): return "\(words) Yes or no (Enter takes \(standard ? "yes" : "no")): "
        case .secret, .pause, .randomness: return words + ": "
        }
    }
}

extension CopyOutcome {
    /// There is no key to press here, and the line stands above.
    fileprivate var plainWords: String {
        self == .unavailable ? "no clipboard in reach: copy the line above from your terminal" : words
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// The text with a full stop, whatever it begins with.
    fileprivate var sentenced: String { hasSuffix(".") ? self : self + "." }
}

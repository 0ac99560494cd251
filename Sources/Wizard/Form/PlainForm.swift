import TerminalUI

// Plain mode's renderer: what a form says and asks, line by line.

extension Form {
    /// The form as a prompt. What its buttons offer besides going on spares the user the fields, so it comes before
    /// them: in the choice that the form begins with, or as a choice of its own.
    func prompt(_ nest: (Event) -> Message) -> Prompt {
        var prompt = Prompt(title)
        var reading = [leadMedium == .screen ? nil : lead].compactMap { $0.map { Paragraph($0) } }
        var path: Field<Event>?
        for field in fields where field.medium != .screen && field.medium != .key {
            reading += field.reading
            if case .progress = field.kind { prompt.waitsFor = field.label }
            if case .revealed(let name) = field.kind { prompt.reveals = name }
            var questions = field.questions(nest, mainButton)
            guard !questions.isEmpty else { continue }
            if case .text(let entry) = field.kind, entry.takesTyping, self.field(after: field)?.isRows == true {
                path = field
                continue
            }
            // What is typed instead of a choice goes to the text before it.
            if let text = path, case .choice(let options, let standard, _) = questions[0].kind {
                questions[0].kind = .choice(options, default: standard, orText: true)
                (questions[0].field, path) = (text.id, nil)
            }
            prompt.add(&reading, questions)
            reading = field.judgment.map { Paragraph($0) }
        }
        let offers = buttons.filter(\.isInPlain)
        guard !prompt.questions.isEmpty else {
            prompt.paragraphs = reading
            if let question = Self.question(among: offers, nest) { prompt.questions = [question] }
            return prompt
        }
        let opening = fields.compactMap(\.opening).first
        prompt.offer(offers.filter { !$0.isMain }.map { Question.Option($0.label, nest($0.event)) }, after: opening)
        guard let main = mainButton, main.isInPlain, !fields.contains(where: \.isEntropy) else { return prompt }
        if let words = main.question {
            prompt.add(&reading, [.confirm(words, yes: [nest(main.event)])])
        } else {
            prompt.paragraphs += reading
            prompt.then = [nest(main.event)]
        }
        return prompt
    }

    private func field(after field: Field<Event>) -> Field<Event>? {
        fields.drop { $0.id != field.id }.dropFirst().first
    }

    /// What is asked where there is nothing but buttons.
    private static func question(among offers: [Button<Event>], _ nest: (Event) -> Message) -> Question? {
        guard let first = offers.first else { return nil }
        if offers.count == 1, first.isMain {
            let words = first.question.map { Question.confirm($0, yes: [nest(first.event)]) }
            return words ?? .pause("Press Enter to \(first.hint)", nest(first.event))
        }
        let options = offers.map { Question.Option($0.label, nest($0.event)) }
        return .choice(options, default: offers.firstIndex(where: \.isMain))
    }

    /// The event of a text that was answered as a whole, in the question of that name.
    func fill(_ name: FieldName, _ text: String, _ state: inout FormState) -> Outcome<Event> {
        guard case .text(let entry)? = field(Stop(field: name))?.kind else { return .ignored }
        state = settled(state)
        focus(Stop(field: name), &state)
        var field = TextField("", limit: entry.limit)
        field.fill(text)
        state.notice = field.notice
        return .event(entry.maker.make(field.text))
    }
}

extension Prompt {
    /// Adds questions, with what there is to read before the first of them.
    fileprivate mutating func add(_ reading: inout [Paragraph], _ new: [Question]) {
        var new = new
        if questions.isEmpty { paragraphs += reading } else { new[0].paragraphs = reading + new[0].paragraphs }
        questions += new
        reading = []
    }

    /// Puts further answers into the choice that the questions begin with, or before them.
    fileprivate mutating func offer(_ others: [Question.Option], after opening: String?) {
        guard !others.isEmpty, let first = questions.first else { return }
        if case .choice(let options, let standard, let orText) = first.kind {
            questions[0].kind = .choice(options + others, default: standard, orText: orText)
        } else {
            questions.insert(.choice([.init(opening ?? first.words)] + others, field: FieldName("offers")), at: 0)
        }
    }
}

extension Problem {
    /// A problem in the words of a form, which are a sentence already.
    fileprivate init(sentence: String) { self.init(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence) }
}

extension Field {
    /// What there is to read where the field stands.
    fileprivate var reading: [Paragraph] {
        switch kind {
        case .note, .revealed: [Paragraph(label)]
        case .code(let lines): (label.isEmpty ? [] : [Paragraph(label)]) + lines.map { .verbatim($0) }
        case .command(let lines): (label.isEmpty ? [] : [Paragraph(label)]) + lines.map { .verbatim($0) }
        case .difference(let lines): lines.map { .verbatim($0.marked) }
        case .items(let items): items.compactMap(\.reading).map { Paragraph($0) }
        case .facts(let facts):
            // Steps are read without their numbers: the answers have numbers.
            (label.isEmpty ? [] : [Paragraph(label)])
                + facts.map { Paragraph(Int($0.name) == nil ? "\($0.name), \($0.words)" : $0.words) }
        case .text, .secret, .rows, .progress, .entropy, .instruction, .buttons: []
        }
    }

    /// What is asked of it: of a checklist one question for each row.
    fileprivate func questions(_ nest: (Event) -> Message, _ main: Button<Event>?) -> [Question] {
        let problem = obstacle.map { Problem(sentence: $0) }
        switch kind {
        case .text(let entry):
            let words = question ?? (hint.isEmpty ? label : "\(label), \(hint)")
            guard case .warned(let warning, let instead)? = verdict else {
                return [.text(id, words, now: entry.text, mayBeEmpty: entry.mayBeEmpty, problem: problem)]
            }
            return [.text(id, words, now: instead, problem: Problem(sentence: warning))]
        case .secret(let entry): return [.secret(entry.name, question ?? label, problem: problem)]
        case .rows(.checks, let rows):
            return rows.map { row in
                .confirm(
                    row.label + "?", default: row.isOn, yes: row.isOn ? [] : [nest(row.event)],
                    no: row.isOn ? [nest(row.event)] : [], field: FieldName(row.label))
            }
        case .rows(_, let rows):
            let options = rows.map { row in
                let detail = [row.detail, row.tag].filter { !$0.isEmpty }.joined(separator: ", ")
                return Question.Option(
                    row.label, detail: detail, refusal: row.refusal, keywords: row.keywords, nest(row.event))
            }
            return [.choice(options, default: rows.firstIndex(where: \.isOn), field: id, words: label)]
        case .entropy:
            return [Question(field: id, words: label, kind: .randomness(main.map { [nest($0.event)] } ?? []))]
        case .instruction(let instruction): return [instruction.question(self, nest)]
        case .note, .code, .command, .difference, .facts, .items, .revealed, .progress, .buttons: return []
        }
    }

    /// What is said of an answer, before the next question.
    fileprivate var judgment: [String] {
        var words: [String] = []
        if case .secret(let entry) = kind, let strength = entry.strength {
            words.append("Estimated strength: \(strength.level.name).")
            if let advice = strength.advice { words.append(advice.sentence) }
        }
        if case .right(let praise)? = verdict { words.append(praise) }
        return words
    }
}

extension Item {
    /// Nil for what is still to come, which nobody has to hear.
    fileprivate var reading: String? {
        let words = detail.isEmpty ? text : "\(text): \(detail)"
        let sentence = [".", ":", "”"].contains { words.hasSuffix($0) } ? words : words + "."
        return switch mark {
        case .now, .ahead: nil
        case .failed: "Failed: \(sentence)"
        case .done, .skipped, .warning, .point: sentence
        }
    }
}

extension Instruction {
    /// Going on, or one of its actions. With other actions it is another question.
    fileprivate func question(_ field: Field<Event>, _ nest: (Event) -> Message) -> Question {
        let name = FieldName("\(field.id.name) \(actions.count)")
        let words = field.question ?? field.label
        let paragraphs = [Paragraph(field.label)] + command.map { .verbatim($0) }
        let offers = actions.filter(\.isInPlain).map { Question.Option($0.label, nest($0.event)) }
        let isOnly = offers.isEmpty
        var question: Question =
            isOnly
            ? .pause("\(words), press Enter to continue", nest(proceed))
            : .choice([.init("Continue", nest(proceed))] + offers, words: words)
        (question.field, question.paragraphs) = (name, paragraphs)
        if case .wrong(let problem)? = outcome { question.problem = Problem(sentence: problem) }
        return question
    }
}

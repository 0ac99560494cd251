import TerminalUI

/// What a page says and asks in plain mode, in its present state: created again after every answer.
public struct Prompt: Hashable, Sendable {
    /// A new title begins a new round of questions.
    public var title: String
    /// What the page says before it asks.
    public var paragraphs: [Paragraph]
    /// They are asked in this order. Those further on may depend on the answers before.
    public var questions: [Question]
    /// What follows when all of them are answered.
    public var then: [Message]
    /// What goes on outside; nothing is asked meanwhile. Empty for what takes no time to speak of.
    public var waitsFor: String?
    /// A secret that is shown before the questions, on a terminal alone.
    public var reveals: SecretName?

    init(
        _ title: String, _ paragraphs: [Paragraph] = [], _ questions: [Question] = [], then: [Message] = [],
        waitsFor: String? = nil, reveals: SecretName? = nil
    ) {
        (self.title, self.paragraphs, self.questions, self.then) = (title, paragraphs, questions, then)
        (self.waitsFor, self.reveals) = (waitsFor, reveals)
    }
}

/// Something to read; what is to be copied is on a line of its own, unbroken.
public struct Paragraph: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The text, which is broken to the terminal's width unless it is verbatim.
    public var text: String
    /// Whether it is to be copied as it stands.
    public var isVerbatim = false

    /// A paragraph to be read.
    public init(_ text: String) { self.text = text }
    public init(stringLiteral text: String) { self.text = text }

    static func verbatim(_ text: String) -> Paragraph {
        var paragraph = Paragraph(text)
        paragraph.isVerbatim = true
        return paragraph
    }
}

/// What a question of plain mode is about; also the name of a page's field, where it fills one.
public struct FieldName: Hashable, Sendable {
    /// Its name among the page's fields; only compared and printed in tests.
    public var name: String
    /// The field of that name.
    public init(_ name: String) { self.name = name }

    /// What to do next: the one question of many pages.
    static let next = FieldName("next")
    /// The one list of a page.
    static let choice = FieldName("choice")
}

/// One question, and what its answer means.
public struct Question: Hashable, Sendable {
    /// What kind of answer it takes, and what that means.
    public enum Kind: Hashable, Sendable {
        /// One of several. With `orText` any other text goes into the question's field.
        case choice([Option], default: Int?, orText: Bool)
        /// A line for the question's field; Enter takes `now`.
        case text(now: String, mayBeEmpty: Bool)
        /// A secret, without echo.
        case secret(SecretName)
        /// Yes or no; without a meaning of its own, no leads back to the question before.
        case confirm(default: Bool, yes: [Message], no: [Message]?)
        /// Enter goes on.
        case pause([Message])
        /// A line of anything, for the generator.
        case randomness([Message])
    }

    /// One of the answers to choose from.
    public struct Option: Hashable, Sendable {
        var label: String
        var detail: String
        var messages: [Message]
        /// Why it can't be chosen; nil when it can.
        var refusal: String?
        /// What it is found by, besides its label.
        var keywords: [String]

        init(
            _ label: String, detail: String = "", refusal: String? = nil, keywords: [String] = [],
            _ messages: Message...
        ) {
            (self.label, self.detail, self.messages) = (label, detail, messages)
            (self.refusal, self.keywords) = (refusal, keywords)
        }

        /// As it is read out.
        var words: String {
            label + (refusal.map { ", not possible: " + $0 } ?? (detail.isEmpty ? "" : ", " + detail))
        }
    }

    /// What it is about.
    public var field: FieldName
    /// The question in as few words as are understood without the rest of the page.
    public var words: String
    /// What is said before it, beside what the page said.
    public var paragraphs: [Paragraph] = []
    /// The kind of answer.
    public var kind: Kind
    /// What is wrong with the present answer.
    public var problem: Problem?

    static func choice(
        _ options: [Option], default: Int? = 0, orText: Bool = false, field: FieldName = .choice,
        words: String = "Your choice", problem: Problem? = nil
    ) -> Question {
        Question(
            field: field, words: words, kind: .choice(options, default: `default`, orText: orText), problem: problem)
    }

    static func text(
        _ field: FieldName, _ words: String, now: String, mayBeEmpty: Bool = false, problem: Problem? = nil
    ) -> Question {
        Question(field: field, words: words, kind: .text(now: now, mayBeEmpty: mayBeEmpty), problem: problem)
    }

    static func secret(
        _ name: SecretName, _ words: String, _ paragraphs: [Paragraph] = [], problem: Problem? = nil
    ) -> Question {
        Question(
            field: FieldName(name.name), words: words, paragraphs: paragraphs, kind: .secret(name), problem: problem)
    }

    static func confirm(
        _ words: String, _ paragraphs: [Paragraph] = [], default: Bool = true, yes: [Message] = [],
        no: [Message]? = nil,
        field: FieldName = .next
    ) -> Question {
        Question(
            field: field, words: words, paragraphs: paragraphs, kind: .confirm(default: `default`, yes: yes, no: no))
    }

    static func pause(_ words: String = "Press Enter to go on", _ messages: Message...) -> Question {
        Question(field: .next, words: words, kind: .pause(messages))
    }
}

extension [Paragraph] {
    /// What went wrong, and what to do about it.
    init(_ problem: Problem?) {
        self = problem.map { [Paragraph($0.words)] } ?? []
    }

    /// How work outside ended.
    init(_ report: Report?) {
        self =
            report.map { report in
                [Paragraph(report.message.sentence)]
                    + (report.notes + [report.hint].compactMap { $0 }).map { Paragraph($0.sentence) }
            } ?? []
    }
}

extension Problem {
    /// Both parts as sentences.
    var words: String { message.sentence + (hint.map { " " + $0.sentence } ?? "") }
}

extension TextField {
    /// Replaces the text by one that was entered as a whole, as a paste would: `notice` says what was left out.
    mutating func fill(_ text: String) {
        set("")
        _ = handle(.paste(Paste(text)))
    }

    /// What was left out of the last input, as a problem.
    var complaint: Problem? { notice.map { Problem($0) } }
}

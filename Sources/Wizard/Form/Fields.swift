import Entropy
import TerminalUI

// How pages spell fields.

extension Field {
    static func note(_ text: String, _ tone: Tone = .neutral, on medium: Medium = .both) -> Self {
        Self(id: FieldName(text), label: text, medium: medium, kind: .note(tone))
    }

    /// A row that is kept for what takes its place later.
    static var room: Self { .note("", .muted, on: .screen) }

    /// The same, for one medium alone.
    func on(_ medium: Medium) -> Self {
        var field = self
        field.medium = medium
        return field
    }

    /// What went wrong, and what to do about it.
    static func problem(_ problem: Problem?) -> Self? { problem.map { .note($0.words, .failure) } }

    static func code(_ label: String, _ lines: String..., on medium: Medium = .both) -> Self {
        Self(id: FieldName(label), label: label, medium: medium, kind: .code(lines))
    }

    static func command(_ label: String, _ lines: String..., on medium: Medium = .both) -> Self {
        Self(id: FieldName(label), label: label, medium: medium, kind: .command(lines))
    }

    static func difference(_ lines: [ConfigPlan.Line]) -> Self {
        Self(id: FieldName("difference"), label: "", kind: .difference(lines))
    }

    /// Nil where there is nothing in the list.
    static func items(_ id: FieldName, _ items: [Item]) -> Self? {
        items.isEmpty ? nil : Self(id: id, label: "", kind: .items(items))
    }

    /// How work outside ended.
    static func report(_ report: Report) -> Self {
        let hint = report.hint.map { " " + $0.sentence } ?? ""
        let first = Item(report.succeeded ? .done : .failed, report.message.sentence + hint)
        return Self(
            id: FieldName(report.message), label: "",
            kind: .items([first] + report.notes.map { Item(.point, $0.sentence) }))
    }

    static func instruction(
        _ id: FieldName, _ words: String, _ instruction: Instruction<Event>, asks question: String, hint: String = ""
    ) -> Self { Self(id: id, label: words, question: question, hint: hint, kind: .instruction(instruction)) }

    /// Lines that are looked at, where there is room for them.
    static func picture(_ lines: [String]) -> Self {
        Self(id: FieldName("picture"), label: "", medium: .screen, isOptional: true, kind: .code(lines))
    }

    static func facts(_ label: String, _ facts: [Fact]) -> Self {
        Self(id: FieldName(label), label: label, kind: .facts(facts))
    }

    static func text(
        _ id: FieldName, _ label: String, _ text: String, _ make: @escaping @Sendable (String) -> Event,
        asks question: String? = nil, opening: String? = nil, hint: String = "", example: String = "",
        limit: Int = 1024, steps: [Int] = [], columns: Int? = nil, mayBeEmpty: Bool = false, takesTyping: Bool = false,
        isVisited: Bool = false, left: Event? = nil, verdict: Verdict? = nil
    ) -> Self {
        let entry = TextEntry(
            text: text, maker: Maker(make), example: example, limit: limit, steps: steps, columns: columns,
            mayBeEmpty: mayBeEmpty, takesTyping: takesTyping, isVisited: isVisited, left: left)
        return Self(
            id: id, label: label, question: question, opening: opening, hint: hint, verdict: verdict, kind: .text(entry)
        )
    }

    static func secret(
        _ label: String, _ entry: SecretEntry, asks question: String? = nil, opening: String? = nil, hint: String = "",
        verdict: Verdict? = nil
    ) -> Self {
        Self(
            id: FieldName(entry.name.name), label: label, question: question, opening: opening, hint: hint,
            verdict: verdict, kind: .secret(entry))
    }

    /// A secret to be written down, below its label.
    static func revealed(_ label: String, _ name: SecretName) -> Self {
        Self(id: FieldName(label), label: label, kind: .revealed(name))
    }

    static func rows(
        _ id: FieldName, _ label: String, _ rows: [Row<Event>], as selection: Selection = .choice, hint: String = ""
    ) -> Self { Self(id: id, label: label, hint: hint, kind: .rows(selection, rows)) }

    static func checks(_ id: FieldName, _ label: String, _ rows: [Row<Event>]) -> Self {
        Self(id: id, label: label, kind: .rows(.checks, rows))
    }

    static func progress(_ label: String, _ fraction: Double?, caption: String = "") -> Self {
        Self(id: FieldName(label), label: label, kind: .progress(fraction, caption: caption))
    }

    /// Something is found out, of which nothing is said.
    static func waiting(_ words: String = "", on medium: Medium = .both) -> Self {
        Self(id: FieldName("waiting"), label: words, medium: medium, kind: .progress(nil, caption: ""))
    }

    /// What can be stopped without harm.
    static var stopLosesTheWait: Self { .note("esc stops. You only lose the wait.", .muted, on: .screen) }

    static func entropy(
        _ id: FieldName, _ label: String, _ sky: Sky, _ make: @escaping @Sendable (EntropySample) -> Event
    ) -> Self { Self(id: id, label: label, kind: .entropy(sky, Maker(make))) }

    /// Nil leaves a button out.
    static func buttons(_ buttons: Button<Event>?...) -> Self { .buttons(buttons.compactMap { $0 }) }

    static func buttons(_ buttons: [Button<Event>]) -> Self {
        Self(id: FieldName("buttons"), label: "", kind: .buttons(buttons))
    }
}

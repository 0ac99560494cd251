import TerminalUI
import Testing

@testable import Wizard

/// What every page has from its form, seen at one that is in no wizard.
@Suite struct FormTests {
    enum Event: Hashable {
        case color(String)
        case name(String)
        case agree, proceed, other
    }

    private var form: Form<Event> {
        Form(
            "Toy", "A sentence.",
            .rows(
                FieldName("color"), "Color",
                [
                    Row("Red", isOn: true, .color("red")), Row("Grün", refusal: "sold out", .color("green")),
                    Row("青", detail: "blue", .color("blue")),
                ]), .text(FieldName("name"), "Name", "", Event.name, verdict: .missing("Enter a name.")),
            .checks(FieldName("terms"), "Terms", [Row("Agree", isOn: false, .agree)]),
            .buttons(.main("Continue", .proceed), Button("Other", .other, .control("o"))))
    }

    private func press(_ keys: Key..., state: inout FormState) -> [Outcome<Event>] {
        keys.map { form.handle(.key($0), at: 0, &state) }
    }

    @Test func arrowsChooseAndStepOverWhatIsRefused() {
        var state = FormState()
        #expect(press(.down, .up, state: &state) == [.event(.color("blue")), .moved])
    }

    @Test func enterGoesOnToWhatIsMissingAndTheMainButtonLeadsThere() {
        var state = FormState()
        #expect(press(.enter, state: &state) == [.moved])
        #expect(state.focus == Stop(field: FieldName("name")) && !state.showsMissing)
        #expect(press(.tab, .tab, .enter, state: &state) == [.moved, .moved, .moved])
        #expect(state.focus == Stop(field: FieldName("name")) && state.showsMissing)
        // No other button waits.
        #expect(press(.control("o"), state: &state) == [.event(.other)])
    }

    @Test func whatIsTypedIsTheFieldsAlone() {
        var state = FormState()
        _ = press(.tab, state: &state)
        #expect(press(.character("x"), .character(" "), state: &state) == [.event(.name("x")), .event(.name(" "))])
        #expect(form.handle(.paste(Paste("a\u{1b}b")), at: 0, &state) == .event(.name("ab")))
        #expect(state.notice != nil)
        _ = press(.tab, state: &state)
        #expect(press(.character(" "), state: &state) == [.event(.agree)])
    }

    /// Enter stops at what is to be seen, and the page hears that a text was left.
    @Test func enterStopsAtWhatIsToBeSeen() {
        func form(_ name: String) -> Form<Event> {
            Form(
                "Toy", start: FieldName("name"),
                .rows(FieldName("color"), "Color", [Row("Red", isOn: true, .color("red"))]),
                .text(FieldName("name"), "Name", name, Event.name, left: .agree),
                .text(FieldName("user"), "User", "", Event.name, isVisited: true),
                .buttons(.main("Continue", .proceed)))
        }
        var state = FormState()
        #expect(form("a").handle(.key(.enter), at: 0, &state) == .event(.agree))
        #expect(state.focus == Stop(field: FieldName("user")))
        #expect(form("a").handle(.key(.enter), at: 0, &state) == .event(.proceed))
        #expect(form("a").handle(.press(.field(Stop(field: FieldName("name"))), form: "Toy"), &state) == .moved)
        #expect(form("a").handle(.key(.character("b")), at: 0, &state) == .event(.name("ab")))
    }

    /// Whatever the room, what doesn't fit is scrolled above the buttons.
    @Test(arguments: 4...40) func theButtonsStayInSight(rows: Int) {
        let names = (1...8).map { "Field \($0)" }
        let form = Form<Event>(
            "Toy",
            fields: names.map { .text(FieldName($0), $0, "", Event.name) } + [.buttons(.main("Continue", .proceed))])
        var frame = Frame<Message>(size: Size(columns: 40, rows: rows), glyphs: .unicode)
        frame.draw(form, FormState(), in: Rect(column: 0, row: 0, columns: 40, rows: rows))
        #expect(frame.canvas.text.contains(" Continue"), "\(frame.canvas.text)")
    }

    /// A name that leaves no room beside it has its row to itself; numbers are no part of what plain mode reads.
    @Test func factsOfLongNames() {
        let form = Form<Event>(
            "Toy",
            fields: [
                .facts(
                    "",
                    [
                        Fact(name: "1", words: "short", tone: .success),
                        Fact(name: String(repeating: "n", count: 30), words: "long"),
                    ])
            ])
        var frame = Frame<Message>(size: Size(columns: 40, rows: 20), glyphs: .ascii)
        frame.draw(form, FormState(), in: Rect(column: 0, row: 0, columns: 40, rows: 20))
        let lines = frame.canvas.text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.starts(with: ["+ 1 short", String(repeating: "n", count: 30), "long"]), "\(lines)")
        #expect(form.prompt { _ in Message.redraw }.paragraphs.first == "short")
    }

    /// A press means what was seen: on another form, or a row with other words, it means nothing.
    @Test func aLatePressMeansNothing() {
        var state = FormState()
        let row = Stop(field: FieldName("color"))
        #expect(form.handle(.press(.row(row, 2, "青"), form: "Toy"), &state) == .event(.color("blue")))
        #expect(form.handle(.press(.row(row, 2, "Blue"), form: "Toy"), &state) == .ignored)
        #expect(form.handle(.press(.row(row, 2, "青"), form: "Boy"), &state) == .ignored)
        #expect(form.handle(.press(.row(row, 1, "Grün"), form: "Toy"), &state) == .moved)
    }

    /// Wide characters take two cells, each row is a target, and the bar is beside what has the focus.
    @Test(arguments: [Glyphs.unicode, .ascii]) func theScreen(_ glyphs: Glyphs) {
        var frame = Frame<Message>(size: Size(columns: 40, rows: 20), glyphs: glyphs)
        frame.draw(form, FormState(), in: Rect(column: 0, row: 0, columns: 40, rows: 20))
        let lines = frame.canvas.text.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.contains("青    blue") || $0.contains("?     blue") }, "\(frame.canvas.text)")
        #expect(lines.count { $0.hasPrefix(glyphs.focusBar) } == 3)
        #expect(frame.targets.count == 3 + 2 + 1 + 2)
    }

    @Test func plainModeAsksTheSame() {
        let prompt = form.prompt { $0 == .other ? .quit : .redraw }
        #expect(prompt.title == "Toy" && prompt.paragraphs == ["A sentence."])
        #expect(prompt.questions.map(\.words) == ["Color", "Name", "Agree?"])
        guard case .choice(let options, 0, false)? = prompt.questions.first?.kind else {
            Issue.record("no choice: \(prompt.questions)")
            return
        }
        #expect(options.map(\.label) == ["Red", "Grün", "青", "Other"] && options[1].refusal == "sold out")
        #expect(prompt.questions[1].problem?.words == "Enter a name.")
        #expect(prompt.then == [.redraw])
    }

    @Test func searchingFindsByTheStartsOfWords() {
        let rows = [
            Row("GitHub", Event.agree), Row("GitLab", keywords: ["forge"], .agree),
            Row("A server", isAlways: true, .agree),
        ]
        #expect(RowSearch("git").found(rows).places == [0, 1] && RowSearch("FORGE").found(rows).places == [1])
        let none = RowSearch("xyz").found(rows)
        #expect(none.isNone && none.places == [2])
    }

    private var errands: Form<Event> {
        Form(
            "Errands", start: FieldName("second"),
            .items(
                FieldName("list"), [Item(.done, "One", detail: "1"), Item(.failed, "Two"), Item(.ahead, "Three")]),
            .difference([.init(.removed, "old"), .init(.added, "new")]),
            .instruction(
                FieldName("first"), "Copy it.", Instruction(isDone: false, toggle: .agree, proceed: .other),
                asks: "Step 1 of 2"),
            .instruction(
                FieldName("second"), "Type this:",
                Instruction(
                    isDone: true, toggle: .agree, proceed: .other, command: ["  a b"],
                    actions: [Button("Copy the command", .color("copied"), .character("c"), hint: "copy")],
                    outcome: .wrong("It failed.")), asks: "Step 2 of 2"), .buttons(.main("Continue", .proceed)))
    }

    /// An instruction has its own keys, Space checks it, and no result of it holds the user back.
    @Test func instructionsAreCheckedAndActedOn() {
        var state = FormState()
        func press(_ key: Key) -> Outcome<Event> { errands.handle(.key(key), at: 0, &state) }
        #expect(press(.character("c")) == .event(.color("copied")))
        #expect(errands.keys(state).contains { $0.label == "copy" })
        #expect(press(.up) == .moved && press(.character("c")) == .ignored)
        #expect(press(.character(" ")) == .event(.agree))
        #expect(press(.enter) == .event(.proceed))
        let press = FormInput.press(.row(Stop(field: FieldName("first")), 0, "Copy it."), form: "Errands")
        #expect(errands.handle(press, &state) == .event(.agree))
    }

    @Test func marksAndLinesAreDrawnAndRead() {
        var frame = Frame<Message>(size: Size(columns: 40, rows: 24), glyphs: .unicode)
        frame.draw(errands, FormState(), in: Rect(column: 0, row: 0, columns: 40, rows: 24))
        let lines = frame.canvas.text.split(separator: "\n").map(String.init)
        for line in [
            "  ✓ One  1", "  ✗ Two", "  · Three", "  - old", "  + new", "  □ Copy it.", "┃ ■ Type this:", "┃     a b",
            "┃   ✗ It failed.",
        ] { #expect(lines.contains(line), "\(frame.canvas.text)") }
        let prompt = errands.prompt { $0 == .other ? .quit : .redraw }
        #expect(prompt.paragraphs == ["One: 1.", "Failed: Two.", .verbatim("- old"), .verbatim("+ new")])
        #expect(prompt.questions.map(\.words) == ["Step 1 of 2, press Enter to continue", "Step 2 of 2"])
        #expect(prompt.questions[0].kind == .pause([.quit]) && prompt.questions[1].problem?.words == "It failed.")
        #expect(prompt.questions[1].paragraphs == ["Type this:", .verbatim("  a b")])
    }
}

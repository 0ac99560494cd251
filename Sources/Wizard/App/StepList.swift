import TerminalUI
import SSHClient

/// The steps on the computer that uses the key: each can be ticked, and its command copied.
struct StepList: Hashable, Sendable {
    fileprivate enum Row: Hashable {
        case step(ConnectionStep)
        /// The folder of Windows that the key goes to.
        case folder
    }

    private var focus = 0
    private var done: Set<ConnectionStep.Kind> = []
    private var folder = TextField(limit: 240)
    /// What became of the copy of a step's command.
    private var copyOutcome: CopyOutcome?
    private var copiedStep: ConnectionStep.Kind?
    private(set) var isBusy = false
    private var problem: Problem?

    /// The folder can be told here where Windows can't be asked.
    private func asksFolder(_ session: Session) -> Bool {
        session.computer.usesPuTTY && !session.reachesWindows && session.writtenForWindows == nil
    }

    private func rows(_ session: Session) -> [Row] {
        var rows = session.connectionSteps().map(Row.step)
        if asksFolder(session), let copy = rows.firstIndex(where: { $0.kind == .copy }) {
            rows.insert(.folder, at: copy + 1)
        }
        return rows
    }

    private func focused(_ session: Session) -> Row? {
        let rows = rows(session)
        return rows.isEmpty ? nil : rows[min(focus, rows.count - 1)]
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        var keys: [KeyBinding<Message>] = []
        if case .step(let step)? = focused(session) {
            keys.append(
                KeyBinding(
                    .character(" "), label: "tick", help: "tick the marked step, or not", message: .toggle(focus)))
            if step.command != nil {
                keys.append(
                    KeyBinding(
                        .character("c"), label: "copy", help: "copy its command to the clipboard",
                        message: .copyStep(focus)))
            }
            if let offer = step.offer {
                keys.append(KeyBinding(.character("w"), label: "write", help: offer, message: .write))
            }
        }
        return keys + [
            KeyBinding(.up, .down, label: "step", help: "mark another step"),
            KeyBinding(.tab, help: "mark the next step", message: .focusNext),
            KeyBinding(.backTab, help: "mark the step before", message: .focusPrevious),
        ]
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if folder.text.isEmpty { folder.set("C:\\Users\\\(session.surroundings.user)\\.ssh") }
        session.windowsFolder = folder.text
        return []
    }

    mutating func update(_ message: Message, _ session: inout Session) -> [Effect] {
        let rows = rows(session)
        switch message {
        case .input(.key(.up), _), .focusPrevious: focus = max(0, focus - 1)
        case .input(.key(.down), _), .focusNext: focus = min(focus + 1, max(0, rows.count - 1))
        case .input(.mouse(let mouse), _) where mouse.kind == .wheelUp: focus = max(0, focus - 1)
        case .input(.mouse(let mouse), _) where mouse.kind == .wheelDown: focus = min(focus + 1, max(0, rows.count - 1))
        case .input(let event, _) where focused(session) == .folder:
            if folder.handle(event) { setFolder(&session) }
        case .focus(let row): (focus, problem) = (row, nil)
        case .fill(.folder, let text):
            folder.fill(text)
            setFolder(&session)
        case .toggle(let row):
            guard rows.indices.contains(row), let kind = rows[row].kind else { break }
            focus = row
            if done.remove(kind) == nil { done.insert(kind) }
        case .copyStep(let row):
            guard rows.indices.contains(row), case .step(let step) = rows[row], let command = step.command else {
                break
            }
            (copiedStep, copyOutcome) = (step.kind, nil)
            return [.copy(command)]
        case .copied(let outcome): copyOutcome = outcome
        case .write:
            guard !isBusy, let plan = session.windowsPlan(), folderProblem(session) == nil else { break }
            (isBusy, problem) = (true, nil)
            return [.writeForWindows(plan)]
        case .writtenForWindows(let files):
            isBusy = false
            let marked = focused(session)?.kind
            session.writtenForWindows = files
            // The folder is asked for no more, and its row is gone.
            focus = self.rows(session).firstIndex { $0.kind == marked } ?? focus
            if files.key != nil { done.insert(.copy) }
        case .windowsRefused(let new): (isBusy, problem) = (false, new)
        default: break
        }
        return []
    }

    private mutating func setFolder(_ session: inout Session) {
        problem = nil
        session.windowsFolder = folder.text
    }

    private func folderProblem(_ session: Session) -> Problem? {
        asksFolder(session) ? PuTTYSession.problem(withFolder: folder.text).map { Problem($0) } : nil
    }

    /// Draws the steps. `focusRow` becomes the row of the marked one.
    func draw(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session, _ focusRow: inout Int?) {
        let rows = rows(session)
        for (index, row) in rows.enumerated() {
            let isFocused = index == min(focus, rows.count - 1)
            let top = area.row
            switch row {
            case .step(let step): draw(step, index, isFocused, &frame, &area, session)
            case .folder: drawFolder(index, isFocused, &frame, &area, session)
            }
            if isFocused { focusRow = area.row - 1 }
            frame.target(
                Rect(column: area.column, row: top, columns: area.columns, rows: 1),
                row == .folder ? .focus(index) : .toggle(index))
        }
    }

    private func draw(
        _ step: ConnectionStep, _ index: Int, _ isFocused: Bool, _ frame: inout Frame<Message>, _ area: inout Rect,
        _ session: Session
    ) {
        let glyphs = frame.canvas.glyphs
        let isDone = done.contains(step.kind)
        if isFocused { frame.canvas.put(String(glyphs.pointer), column: area.column, row: area.row, role: .accent) }
        frame.canvas.put(
            isDone ? "[x]" : "[ ]", column: area.column + 2, row: area.row, role: isFocused ? .accent : .text)
        var inner = Rect(column: area.column + 6, row: area.row, columns: area.columns - 6, rows: area.rows)
        frame.paragraph(step.text, &inner, role: isDone ? .muted : .text)
        for line in step.command?.split(separator: "\n") ?? [] {
            let indent = line.prefix { $0 == " " }.count
            var place = Rect(
                column: inner.column + indent, row: inner.row, columns: inner.columns - indent, rows: inner.rows)
            frame.command(String(line.dropFirst(indent)), &place)
            inner = inner.dropFirst(place.row - inner.row)
        }
        if let offer = step.offer {
            frame.paragraph(isBusy ? "Writing …" : "Press w to \(offer).", &inner, role: .accent)
            if isFocused, let problem { frame.problem(problem, &inner) }
        }
        if copiedStep == step.kind, let copyOutcome {
            frame.paragraph(copyOutcome.stepWords.sentence, &inner, role: .muted)
        }
        area = area.dropFirst(inner.row - area.row)
    }

    private func drawFolder(
        _ index: Int, _ isFocused: Bool, _ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session
    ) {
        frame.canvas.put("Folder there", column: area.column + 6, row: area.row, role: .muted)
        frame.field(
            folder, column: area.column + 19, row: area.row, columns: area.columns - 19, focused: isFocused,
            focus: .focus(index))
        frame.gap(&area)
        guard let problem = folderProblem(session) else { return }
        var inner = Rect(column: area.column + 6, row: area.row, columns: area.columns - 6, rows: area.rows)
        frame.problem(problem, &inner)
        area = area.dropFirst(inner.row - area.row)
    }
}

extension StepList.Row {
    fileprivate var kind: ConnectionStep.Kind? { if case .step(let step) = self { step.kind } else { nil } }
}

extension CopyOutcome {
    /// On this page no key shows the text on a screen of its own.
    fileprivate var stepWords: String {
        self == .unavailable
            ? "no clipboard in reach: select it with the mouse, shift held where that is needed" : words
    }
}

// MARK: - Plain mode

extension FieldName {
    fileprivate static let folder = FieldName("folder")
}

extension StepList {
    /// The steps one after the other.
    func questions(_ session: Session) -> [Question] {
        let rows = rows(session)
        let count = rows.count { $0 != .folder }
        var number = 0
        return rows.enumerated().map { index, row in
            guard case .step(let step) = row else {
                return .text(.folder, "Folder on Windows", now: folder.text, problem: folderProblem(session))
            }
            number += 1
            // What went wrong is behind whoever goes on.
            var options = [Question.Option("Go on", .focus(index))]
            if step.command != nil { options.append(.init("Copy the command, then go on", .copyStep(index))) }
            if let offer = step.offer {
                options.append(.init(offer.prefix(1).uppercased() + offer.dropFirst(), .write))
            }
            let lines = step.command?.split(separator: "\n").map { Paragraph.verbatim(String($0)) } ?? []
            let paragraphs = [Paragraph(step.text)] + lines
            // Once it is written, the step is another question.
            let field = FieldName("step " + step.kind.rawValue + (step.offer == nil ? "" : " offered"))
            let words = count == 1 ? "Your choice" : "Instruction \(number) of \(count)"
            guard options.count > 1 else {
                return Question(
                    field: field, words: count == 1 ? "Press Enter to go on" : words + ", Enter goes on",
                    paragraphs: paragraphs, kind: .pause([]))
            }
            return Question(
                field: field, words: words, paragraphs: paragraphs, kind: .choice(options, default: 0, orText: false),
                problem: step.offer == nil ? nil : problem)
        }
    }
}

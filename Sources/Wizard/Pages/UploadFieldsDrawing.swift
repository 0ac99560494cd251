import Services
import TerminalUI

extension UploadFields {
    /// The longest label that is whole; more would leave too little of a field.
    private static let labelColumns = 33
    private static let warning =
        "Plain HTTP: the credential goes unencrypted to whatever listens at that address of this computer. Elsewhere it "
        + "is refused."

    /// A field of few values shows the words for the one that it has.
    private func shown(_ entry: Entry) -> TextField {
        guard !entry.choices.isEmpty else { return texts[entry.id] ?? TextField() }
        let value = texts[entry.id]?.text ?? entry.placeholder
        return TextField("‹ " + (entry.choices.first { $0.value == value }?.label ?? value) + " ›")
    }

    /// - Parameter focusRow: becomes the row that has to be seen.
    func draw(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ way: UploadWay, _ problem: Problem?, _ session: Session,
        focusRow: inout Int
    ) {
        let top = area.row
        if case .offer(let offer) = way { frame.paragraph("With the \(offer.origin).", &area, role: .muted) }
        if case .typed(let credential) = way {
            for paragraph in making(credential, session) {
                if paragraph.isVerbatim {
                    frame.code(paragraph.text, &area)
                } else {
                    frame.paragraph(paragraph.text, &area, role: .muted)
                }
            }
        }
        if isUnencrypted(way) { frame.marked(frame.canvas.glyphs.bullet, Self.warning, &area, role: .warning) }
        if area.row > top { frame.gap(&area) }
        let entries = entries(way)
        let labels = entries.map(\.label) + (way.credential(at: service)?.secrets.map(\.label) ?? [])
        let column = area.column + min(Self.labelColumns + 2, (labels.map(\.displayWidth).max() ?? 0) + 2)
        let columns = min(44, area.endColumn - column)
        for (index, field) in fields(way).enumerated() {
            if index == focus { focusRow = area.row }
            switch field {
            case .input(let id):
                guard let entry = entries.first(where: { $0.id == id }) else { continue }
                frame.canvas.put(
                    entry.label.capitalized, column: area.column, row: area.row, role: .muted,
                    limit: Self.labelColumns)
                frame.field(
                    shown(entry), column: column, row: area.row, columns: columns, focused: index == focus,
                    placeholder: id == Self.name ? session.comment : entry.placeholder, focus: .focus(index))
            case .secret(let role):
                let secret = way.credential(at: service)?.secrets.first { $0.role == role }
                let typed = secrets[role] ?? PassphraseReport.Field()
                frame.canvas.put(
                    (secret?.label ?? role.rawValue).capitalized, column: area.column, row: area.row, role: .muted,
                    limit: Self.labelColumns)
                frame.secretField(
                    .credential(role), count: typed.count, cursor: typed.cursor, column: column, row: area.row,
                    columns: columns, focused: index == focus, revealed: false, focus: .focus(index))
            case .passphrase:
                frame.canvas.put(
                    "Its passphrase", column: area.column, row: area.row, role: .muted, limit: Self.labelColumns)
                frame.secretField(
                    .signing, count: passphrase.count, cursor: passphrase.cursor, column: column, row: area.row,
                    columns: columns, focused: index == focus, revealed: false, focus: .focus(index))
            case .proceed:
                frame.gap(&area)
                if let problem {
                    frame.problem(problem, &area)
                    frame.gap(&area)
                }
                if index == focus { focusRow = area.row }
                frame.button(
                    "Add the key", column: area.column, row: area.row, focused: index == focus,
                    press: index == focus ? .next : .focus(index))
            }
            frame.gap(&area)
            if complains, isMissing(field, way) {
                frame.canvas.put(
                    "\(frame.canvas.glyphs.wrong) this has to be filled in", column: column, row: area.row,
                    role: .error,
                    limit: columns)
                frame.gap(&area)
            }
        }
    }
}

// MARK: - Plain mode

extension UploadFields {
    func prompt(_ title: String, _ way: UploadWay, _ problem: Problem?, _ session: Session) -> Prompt {
        var paragraphs: [Paragraph] = []
        if case .offer(let offer) = way { paragraphs.append("With the \(offer.origin).") }
        if case .typed(let credential) = way { paragraphs += making(credential, session) }
        if isUnencrypted(way) { paragraphs.append(Paragraph(Self.warning)) }
        let entries = entries(way)
        let questions = fields(way).compactMap { field -> Question? in
            switch field {
            case .input(let id): entries.first { $0.id == id }.map { question($0, session) }
            case .secret(let role):
                question(role, way.credential(at: service)?.secrets.first { $0.role == role })
            case .passphrase: .secret(.signing, "Passphrase of the key that signs (Enter alone where it has none)")
            case .proceed: nil
            }
        }
        return Prompt(
            title, paragraphs + [Paragraph](problem), questions + [.confirm("Add the key?")],
            then: [.focus(fields(way).count - 1), .next])
    }

    private func question(_ role: SecretRole, _ field: Services.SecretField?) -> Question {
        let isMissing = field?.isOptional != true && (secrets[role]?.count ?? 0) == 0
        return .secret(
            .credential(role), (field?.label ?? role.rawValue).capitalized, problem: isMissing ? Problem("empty") : nil)
    }

    private func question(_ entry: Entry, _ session: Session) -> Question {
        let (name, label) = (FieldName(entry.id), entry.label.capitalized)
        let now = texts[entry.id]?.text ?? ""
        guard entry.choices.isEmpty else {
            let options = entry.choices.map { Question.Option($0.label, .fill(name, $0.value)) }
            let value = now.isEmpty ? entry.placeholder : now
            return .choice(
                options, default: entry.choices.firstIndex { $0.value == value } ?? 0, field: name, words: label)
        }
        let remark = entry.id == Self.name ? "else \(session.comment)" : entry.remark
        let words = now.isEmpty && !remark.isEmpty ? "\(label), \(remark)" : label
        return .text(name, words, now: now, mayBeEmpty: entry.mayStayEmpty, problem: texts[entry.id]?.complaint)
    }
}

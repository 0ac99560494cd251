import SSHKey
import Services
import TerminalUI

/// The part of the Upload page for a service that takes keys by request: which credential, its fields, what came of it.
struct ServiceForm: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// Which way: a credential that was found, one to be typed, or by hand.
        case choosing
        case filling(Way)
        case sending(Way, Upload.Phase?)
        case finished(Way, UploadOutcome)
        case byHand
    }

    /// What can be done about a failure.
    enum Remedy: Hashable, Sendable {
        case retry, otherCredential, otherName, otherKey, otherAuthority, byHand
    }

    /// The ways that a key can take.
    enum Way: Hashable, Sendable {
        case offer(CredentialOffer)
        case typed(Credential)
    }

    /// A field of the form, in the order of the page.
    private enum Field: Hashable {
        case input(String)
        case secret(SecretRole)
        /// That of the file with the key that signs.
        case passphrase
        case proceed
    }

    let service: Service
    private(set) var state = State.choosing
    /// Nil until they were looked for.
    private var offers: [CredentialOffer]?
    private var list = ListBox()
    private var texts: [String: TextField] = [:]
    private var secrets: [SecretRole: PassphraseReport.Field] = [:]
    private var passphrase = PassphraseReport.Field()
    /// The credential that the secrets were typed for.
    private var typedFor: String?
    private var focus = 0
    /// Fields are not called empty before the key was to be added once.
    private var complains = false
    /// What to do about a failure.
    private var choices = ListBox()
    private var wantsAuthority = false
    /// Why the last try sent nothing.
    private var problem: Problem?

    private static let visible = 5
    /// The longest label that is whole; more would leave too little of a field.
    private static let labelColumns = 33
    /// The ids of the fields that are no inputs of the service.
    private static let name = "the name of the key"
    private static let host = "the address"
    private static let signingFile = "the file of the key that signs"
    private static let authorities = "the file of authorities"

    init(_ service: Service) {
        self.service = service
    }

    // MARK: - Ways and fields

    /// The rows to choose from: what was found, then what can be typed, then by hand.
    private var ways: [(label: String, detail: String, way: Way?)] {
        (offers ?? []).map { ($0.origin.capitalized, "found here", .offer($0)) }
            + (service.api?.credentials ?? []).map(typed)
            + [("By hand, in the web page", "the clicks, one by one", nil)]
    }

    private func typed(_ credential: Credential) -> (label: String, detail: String, way: Way?) {
        if credential.authorization == .httpSignature {
            return ("A key that the account has", "it signs the request", .typed(credential))
        }
        let isOnlyOne = offers?.isEmpty != false
        let label = isOnlyOne ? credential.name.capitalized : "Another \(credential.name)"
        return (label, "to be typed or pasted", .typed(credential))
    }

    /// One secret is all that has to be had, and the form says where it is made. Who has no key in the account yet can't
    /// sign with one; and who has to look for several values is done sooner in the web page.
    private var hasPlainCredential: Bool {
        guard let api = service.api else { return false }
        return api.credentials.contains { credential in
            let inputs = (api.inputs + credential.inputs).filter { $0.isNeeded }
            let secrets = credential.secrets.filter { !$0.isOptional }
            return credential.authorization != .httpSignature && inputs.isEmpty && secrets.count == 1
        }
    }

    private func credential(_ way: Way) -> Credential? {
        switch way {
        case .offer(let offer): service.api?.credentials.first { $0.id == offer.credential }
        case .typed(let credential): credential
        }
    }

    /// Something to fill in that may be shown.
    private struct Entry: Hashable {
        var id: String
        var label: String
        /// What it is when it stays empty, or an example.
        var placeholder = ""
        /// What plain mode says behind the label.
        var remark = ""
        var choices: [Input.Choice] = []
        var mayStayEmpty = false
    }

    /// What has to be known besides the secrets and isn't yet: what is needed first.
    private func entries(_ way: Way) -> [Entry] {
        guard let api = service.api else { return [] }
        var entries: [Entry] = []
        var known: [String: String] = [:]
        var isHostKnown = false
        if case .offer(let offer) = way { (known, isHostKnown) = (offer.values, offer.address != nil) }
        if api.endpoint.isSelfHosted, !isHostKnown {
            let usual = api.endpoint.defaultHost
            entries.append(
                Entry(
                    id: Self.host, label: "host", placeholder: usual ?? "as in host.example.org",
                    remark: usual.map { "else \($0)" } ?? "as in host.example.org", mayStayEmpty: usual != nil))
        }
        for input in api.inputs + (credential(way)?.inputs ?? []) where known[input.id] == nil {
            let mayStayEmpty =
                input.isOptional || input.fallback != nil || input.unless.map { known[$0] != nil } == true
            entries.append(
                Entry(
                    id: input.id, label: input.label,
                    placeholder: input.fallback ?? (input.isOptional ? "may stay empty" : ""),
                    remark: input.fallback.map { "else \($0)" } ?? "", choices: input.choices,
                    mayStayEmpty: mayStayEmpty))
        }
        if isSigned(way) {
            entries.append(
                Entry(
                    id: Self.signingFile, label: "file of that key", placeholder: "else the agent's key",
                    remark: "else the agent's key", mayStayEmpty: true))
        }
        entries.append(Entry(id: Self.name, label: "name of the key", mayStayEmpty: true))
        if api.endpoint.isSelfHosted || wantsAuthority {
            entries.append(
                Entry(
                    id: Self.authorities, label: "CA file (PEM)", placeholder: "for a private CA only",
                    remark: "for a private CA only", mayStayEmpty: true))
        }
        return entries.filter { !$0.mayStayEmpty } + entries.filter(\.mayStayEmpty)
    }

    private func fields(_ way: Way) -> [Field] {
        let entries = entries(way)
        var fields = entries.filter { !$0.mayStayEmpty }.map { Field.input($0.id) }
        if case .typed(let credential) = way { fields += credential.secrets.map { Field.secret($0.role) } }
        for entry in entries where entry.mayStayEmpty {
            fields.append(.input(entry.id))
            if entry.id == Self.signingFile, !text(Self.signingFile).isEmpty { fields.append(.passphrase) }
        }
        return fields + [.proceed]
    }

    /// What was typed into a field.
    private func text(_ id: String) -> String { texts[id]?.text ?? "" }

    /// Whether a key that the account has signs the requests.
    private func isSigned(_ way: Way) -> Bool { credential(way)?.authorization == .httpSignature }

    private func focused(_ way: Way) -> Field {
        let fields = fields(way)
        return fields[min(focus, fields.count - 1)]
    }

    /// Nothing can be sent without it.
    private func isMissing(_ field: Field, _ way: Way) -> Bool {
        switch field {
        case .input(let id):
            text(id).isEmpty && entries(way).contains { $0.id == id && !$0.mayStayEmpty && $0.choices.isEmpty }
        case .secret(let role):
            secrets[role, default: .init()].count == 0
                && credential(way)?.secrets.contains { $0.role == role && !$0.isOptional } == true
        case .passphrase, .proceed: false
        }
    }

    private func hasFewValues(_ field: Field, _ way: Way) -> Bool {
        entries(way).contains { field == .input($0.id) && !$0.choices.isEmpty }
    }

    var isByHand: Bool { state == .byHand }

    /// Back leads from the fields to the ways, and ends a transfer.
    var isInTheMiddle: Bool {
        switch state {
        case .choosing: false
        case .finished(_, let outcome): outcome.isFailure
        default: true
        }
    }

    /// What Back does.
    var backLabel: String { if case .sending = state { "stop" } else { "back" } }

    var title: String {
        switch state {
        case .choosing: "Bring the key to \(service.name)"
        case .filling, .sending: "Add the key to \(service.name)"
        case .finished(_, let outcome): outcome.isFailure ? "The key was not added" : "The key is there"
        case .byHand: "Paste the key at \(service.name)"
        }
    }

    var keys: [KeyBinding<Message>] {
        switch state {
        case .choosing:
            [
                .enter("continue", help: "take the marked way", .next),
                KeyBinding(.up, .down, label: "move", help: "mark another way"),
            ]
        case .filling(let way):
            [
                .enter(
                    focused(way) == .proceed ? "add the key" : "next field", help: "add the key when all is filled in",
                    .next)
            ]
                + (focused(way) == .proceed ? KeyBinding.fields : KeyBinding.fieldsBesideEnter)
                + [
                    KeyBinding(
                        .left, .right, label: hasFewValues(focused(way), way) ? "change" : "",
                        help: "step through the values of a field with few of them")
                ]
                + (credentialPage == nil ? [] : [.openPage])
        case .sending, .byHand: []
        case .finished(_, let outcome):
            outcome.isFailure
                ? [
                    .enter("continue", help: "do what is marked; Back leads to the fields", .next),
                    KeyBinding(.up, .down, label: "move", help: "mark something else to do"),
                ] + (credentialPage == nil ? [] : [.openPage])
                : [.enter("continue", help: "go on", .next)]
        }
    }

    /// The page where a credential is made, while one is to be typed, or another one is wanted.
    private var credentialPage: String? {
        var page: String?
        switch state {
        case .filling(.typed(let credential)): page = service.api?.page(of: credential, at: address)
        case .finished(_, .failed(let failure)) where failure.remedies.contains(.otherCredential):
            page = failure.credentialPage
        default: break
        }
        // Some are a place in words.
        return page.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
    }

    /// What helps, the likeliest first; a retry, another credential and the way by hand always may.
    private func choices(_ outcome: UploadOutcome) -> [Remedy] {
        guard case .failed(let failure) = outcome else { return [] }
        var choices: [Remedy] = failure.remedies.map { remedy in
            switch remedy {
            case .retry: .retry
            case .otherCredential: .otherCredential
            case .otherName: .otherName
            case .otherKey: .otherKey
            case .byHand: .byHand
            }
        }
        if case .network(.notTrusted) = failure.reason { choices.insert(.otherAuthority, at: 0) }
        let last = choices.lastIndex(of: .byHand) ?? choices.count
        choices.insert(contentsOf: [.retry, .otherCredential].filter { !choices.contains($0) }, at: last)
        return choices
    }

    // MARK: - What happens

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        switch (state, message) {
        case (_, .credentialsFound(let found)):
            offers = found
            if found.isEmpty, !hasPlainCredential, list.chosen == 0 {
                list.choose(ways.count - 1, count: ways.count, visible: Self.visible)
            }
        case (.choosing, .input(let event, _)):
            _ = list.handle(event, count: ways.count, visible: Self.visible)
        case (.choosing, .choose(let row)):
            list.choose(row, count: ways.count, visible: Self.visible)
        case (.choosing, .next):
            return choose()
        case (_, .byHand):
            state = .byHand
        case (.byHand, .back):
            state = .choosing

        case (.filling(let way), .input(let event, _)):
            if case .input(let id) = focused(way) { edit(id, event, way) }
        case (.filling, .secretEdited(let name, let field)):
            for role in SecretRole.allCases where .credential(role) == name { secrets[role] = field }
            if name == .signing { passphrase = field }
        case (.filling, .fill(let name, let text)): texts[name.name, default: TextField()].fill(text)
        case (.filling, .focus(let field)): focus = field
        case (.filling(let way), .focusNext): focus = (focus + 1) % fields(way).count
        case (.filling(let way), .focusPrevious): focus = (focus + fields(way).count - 1) % fields(way).count
        case (.filling, .back): state = .choosing
        case (.filling, .openPage), (.finished, .openPage):
            return credentialPage.map { .effects(.openPage($0)) } ?? .stay
        case (.filling, .pageOpened(false)), (.finished, .pageOpened(false)):
            return credentialPage.map { .effects(.show($0)) } ?? .stay
        case (.filling(let way), .next):
            guard focused(way) == .proceed || fields(way).count == 1 else {
                focus += 1
                return .stay
            }
            if let missing = fields(way).firstIndex(where: { isMissing($0, way) }) {
                (focus, complains) = (missing, true)
                return .stay
            }
            return send(way, session)

        case (.sending(let way, _), .uploadMoved(let phase)) where phase != .finished:
            state = .sending(way, phase)
        case (.sending(let way, _), .uploaded(let outcome)):
            state = .finished(way, outcome)
            choices = ListBox()
            (session.uploaded, session.uploadOrder) = (outcome, outcome.isFailure ? nil : order(way, session))
            session.serviceAddress = address(way)
            if !outcome.isFailure { return .effects(.clearCredential) }
        case (.sending(let way, _), .uploadRefused(let new)):
            (state, problem) = (.filling(way), new)
        case (.sending(let way, _), .back), (.sending(let way, _), .goTo):
            state = .filling(way)
            return .effects(.cancelUpload)
        case (.finished(let way, let outcome), .back) where outcome.isFailure:
            state = .filling(way)
        case (.finished(_, let outcome), .input(let event, _)) where outcome.isFailure:
            _ = choices.handle(event, count: choices(outcome).count, visible: choices(outcome).count)
        case (.finished(_, let outcome), .choose(let row)) where outcome.isFailure:
            choices.choose(row, count: choices(outcome).count, visible: choices(outcome).count)
        case (.finished(let way, let outcome), .next) where outcome.isFailure:
            return remedy(choices(outcome)[choices.chosen], way, session)
        case (.finished(_, let outcome), .next) where !outcome.isFailure:
            return .next
        default: break
        }
        return .stay
    }

    private mutating func choose() -> Turn {
        guard ways.indices.contains(list.chosen) else { return .stay }
        guard let way = ways[list.chosen].way else {
            state = .byHand
            return .stay
        }
        state = .filling(way)
        var effects: [Effect] = []
        if case .typed(let credential) = way {
            // What was typed for one is not for another.
            if let typedFor, typedFor != credential.id {
                secrets = [:]
                effects = [.clearCredential]
            }
            typedFor = credential.id
        }
        complains = false
        // With all that is needed at hand, the button is what comes next.
        let needsNothing = entries(way).allSatisfy(\.mayStayEmpty)
        if case .offer = way, needsNothing { focus = fields(way).count - 1 } else { focus = 0 }
        return Turn(effects: effects)
    }

    /// Does what was chosen about a failure; what was typed stays.
    private mutating func remedy(_ choice: Remedy, _ way: Way, _ session: Session) -> Turn {
        switch choice {
        case .retry: return send(way, session)
        case .otherCredential: state = .choosing
        case .otherName: fill(way, focusing: Self.name)
        case .otherKey: return Turn(move: .to(.key), effects: [.clearCredential])
        case .otherAuthority:
            wantsAuthority = true
            fill(way, focusing: Self.authorities)
        case .byHand: state = .byHand
        }
        return .stay
    }

    private mutating func fill(_ way: Way, focusing id: String) {
        state = .filling(way)
        focus = fields(way).firstIndex(of: .input(id)) ?? 0
    }

    /// Edits a field; one with few values steps through them.
    private mutating func edit(_ id: String, _ event: InputEvent, _ way: Way) {
        let choices = entries(way).first { $0.id == id }?.choices ?? []
        guard !choices.isEmpty else {
            _ = texts[id, default: TextField()].handle(event)
            return
        }
        let step = event == .key(.left) ? -1 : [.key(.right), .key(.character(" "))].contains(event) ? 1 : 0
        guard step != 0 else { return }
        let now = choices.firstIndex { $0.value == texts[id]?.text } ?? 0
        texts[id] = TextField(choices[(now + step + choices.count) % choices.count].value)
    }

    private mutating func send(_ way: Way, _ session: Session) -> Turn {
        guard let order = order(way, session) else { return .stay }
        state = .sending(way, nil)
        problem = nil
        return .effects(.upload(order))
    }

    /// What is asked for, by what was filled in.
    private func order(_ way: Way, _ session: Session) -> UploadOrder? {
        var values: [String: String] = [:]
        var offer: Int?
        if case .offer(let found) = way { (values, offer) = (found.values, found.number) }
        let own = [Self.host, Self.name, Self.signingFile, Self.authorities]
        for (id, field) in texts where !field.text.isEmpty && !own.contains(id) { values[id] = field.text }
        guard let key = session.publicKey else { return nil }
        return UploadOrder(
            service: service, key: key, name: name(session), credential: credential(way)?.id, values: values,
            address: address(way), offer: offer, signingFile: isSigned(way) ? texts[Self.signingFile]?.text : nil,
            authorities: texts[Self.authorities]?.text, keepsAccess: session.replacement != nil)
    }

    /// The address that a way leads to; nil for the usual one.
    private func address(_ way: Way) -> String? {
        guard text(Self.host).isEmpty else { return text(Self.host) }
        return if case .offer(let offer) = way { offer.address } else { nil }
    }

    /// The host that was typed, or where most people have the service.
    private var address: String? {
        text(Self.host).isEmpty ? service.api?.endpoint.defaultHost : text(Self.host)
    }

    /// The host that was typed or came with a credential; nil for the usual one.
    var knownAddress: String? {
        if !text(Self.host).isEmpty { return text(Self.host) }
        return (offers ?? []).lazy.compactMap(\.address).first
    }

    /// What the key is to be called there.
    func name(_ session: Session) -> String {
        text(Self.name).isEmpty ? session.comment : text(Self.name)
    }

    /// Where a credential is made, and what has to be ticked there: more where an old key is to leave with it.
    private func making(_ credential: Credential, _ session: Session) -> [Paragraph] {
        guard let api = service.api, api.page(of: credential, at: "host.example.org") != nil else { return [] }
        let page = api.page(of: credential, at: address)
        let removal = session.replacement == nil ? nil : credential.removalScope
        let scope =
            (credential.scope.map { ", with \($0)" } ?? "")
            + (removal.map { ", and \($0) to remove the old key" } ?? "")
        guard let page, page.hasPrefix("http") else {
            let place = page.map { "at \($0)" } ?? "in the web page of your \(service.name)"
            return [Paragraph("Make the \(credential.name) \(place)\(scope).")]
        }
        return [Paragraph("Make the \(credential.name) at this address\(scope):"), .verbatim(page)]
    }

    /// Whether the credential would go unencrypted, to this computer alone.
    private func isUnencrypted(_ way: Way) -> Bool {
        address(way)?.lowercased().hasPrefix("http://") == true
    }

    // MARK: - What is seen

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        switch state {
        case .choosing: drawWays(&frame, &area)
        case .filling(let way):
            var focusRow = 0
            frame.scrolled(in: area, mustShow: { focusRow }) { frame, area in
                drawFields(&frame, &area, way, session, focusRow: &focusRow)
            }
        case .sending(_, let phase): drawProgress(&frame, &area, phase)
        case .finished(_, let outcome):
            var chosenRow = 0
            let room = area.rows
            frame.scrolled(in: area, mustShow: { chosenRow }) { frame, area in
                drawOutcome(&frame, &area, outcome, chosenRow: &chosenRow, room: room)
            }
        case .byHand: break
        }
    }

    private static let looking = "Looking for a credential that you have already …"

    /// What the choice is about.
    private var introduction: String {
        offers == nil
            ? Self.looking + " You can choose meanwhile."
            : "\(service.name) has to know who adds the key." + token + " What you give for that is not kept."
    }

    /// What a token is, where one can be given.
    private var token: String {
        let takesToken = service.api?.credentials.contains { $0.name.contains("token") } == true
        return takesToken ? " A token is a password for programs, made in its web page." : ""
    }

    private func drawWays(_ frame: inout Frame<Message>, _ area: inout Rect) {
        let glyphs = frame.canvas.glyphs
        frame.paragraph(introduction, &area, role: .muted)
        frame.gap(&area)
        var rows = Rect(column: area.column, row: area.row, columns: area.columns, rows: min(Self.visible, area.rows))
        frame.choices(
            ways.map { Choice(label: $0.label, detail: $0.detail) }, list, &rows, focused: true,
            glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        area = area.dropFirst(rows.row - area.row + 1)
        frame.button("Continue", column: area.column, row: area.row, focused: false, press: .next)
    }

    /// A field of few values shows the words for the one that it has.
    private func shown(_ entry: Entry) -> TextField {
        guard !entry.choices.isEmpty else { return texts[entry.id] ?? TextField() }
        let value = texts[entry.id]?.text ?? entry.placeholder
        return TextField("‹ " + (entry.choices.first { $0.value == value }?.label ?? value) + " ›")
    }

    private func drawFields(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ way: Way, _ session: Session, focusRow: inout Int
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
        let labels = entries.map(\.label) + (credential(way)?.secrets.map(\.label) ?? [])
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
                let secret = credential(way)?.secrets.first { $0.role == role }
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
                    role: .failure,
                    limit: columns)
                frame.gap(&area)
            }
        }
    }

    private func drawProgress(_ frame: inout Frame<Message>, _ area: inout Rect, _ phase: Upload.Phase?) {
        frame.paragraph(phase?.words(service.name) ?? "Starting …", &area)
        frame.gap(&area)
        frame.bar(phase?.fraction ?? 0, column: area.column, row: area.row, columns: min(50, area.columns))
        frame.gap(&area, rows: 2)
        frame.paragraph("esc stops it.", &area, role: .muted)
    }

    private static let warning =
        "Plain HTTP: the credential goes unencrypted to whatever listens at that address of this computer. Elsewhere it "
        + "is refused."

    private func drawOutcome(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ outcome: UploadOutcome, chosenRow: inout Int, room: Int
    ) {
        let glyphs = frame.canvas.glyphs
        frame.report(
            Report(succeeded: !outcome.isFailure, outcome.message, hint: outcome.hint), &area)
        frame.gap(&area)
        guard outcome.isFailure else {
            frame.button("Continue", column: area.column, row: area.row, focused: true, press: .next)
            return frame.gap(&area)
        }
        let rows = choices(outcome)
        chosenRow = area.row + choices.chosen
        var list = Rect(column: area.column, row: area.row, columns: area.columns, rows: rows.count)
        frame.choices(
            rows.map { Choice(label: $0.label, detail: $0.detail) }, choices, &list, focused: true,
            glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        frame.gap(&area, rows: rows.count)
        // The rows do the same: for the button alone nothing is scrolled.
        guard area.row + 2 <= room else { return }
        frame.gap(&area)
        frame.button("Continue", column: area.column, row: area.row, focused: false, press: .next)
        frame.gap(&area)
    }
}

extension ServiceForm.Remedy {
    fileprivate var label: String {
        switch self {
        case .retry: "Try again"
        case .otherCredential: "Another credential"
        case .otherName: "Another name"
        case .otherKey: "Another key"
        case .otherAuthority: "Trust another authority"
        case .byHand: "By hand"
        }
    }

    fileprivate var detail: String {
        switch self {
        case .retry: "with the same answers"
        case .otherCredential: "one found here, or typed"
        case .otherName: "for the same key"
        case .otherKey: "make or choose one"
        case .otherAuthority: "its certificates in a file"
        case .byHand: "the clicks in the web page"
        }
    }
}

extension Input {
    /// Nothing stands in for it.
    fileprivate var isNeeded: Bool { !isOptional && fallback == nil && choices.isEmpty }
}

extension KeyBinding<Message> {
    fileprivate static let openPage = KeyBinding(
        .control("o"), label: "open page", help: "open the page where a credential is made", message: .openPage)
}

extension UploadOutcome {
    var isFailure: Bool { if case .failed = self { true } else { false } }
}

extension Upload.Phase {
    /// What is waited for.
    fileprivate func words(_ service: String) -> String {
        switch self {
        case .signingIn: "Signing in at \(service) …"
        case .looking: "Looking at the keys that are there …"
        case .adding: "Adding the key …"
        case .working: "\(service) is working on it …"
        case .confirming: "Asking whether it is there …"
        case .finished: "Done"
        }
    }

    /// How far that is on the way, from 0 to 1; a service's own work takes the longest.
    fileprivate var fraction: Double {
        switch self {
        case .signingIn: 0.05
        case .looking: 0.15
        case .adding: 0.3
        case .working(let progress): 0.4 + progress * 0.4
        case .confirming: 0.85
        case .finished: 1
        }
    }
}

// MARK: - Plain mode

extension ServiceForm {
    func prompt(_ session: Session) -> Prompt {
        switch state {
        case .choosing:
            guard offers != nil else {
                return Prompt(title, waitsFor: Self.looking)
            }
            let options = ways.enumerated().map { row, way in
                Question.Option(way.label, detail: way.detail, .choose(row))
            }
            return Prompt(
                title, [Paragraph(introduction)], [.choice(options, default: list.chosen)], then: [.next])
        case .filling(let way): return fieldsPrompt(way, session)
        case .sending(_, let phase): return Prompt(title, waitsFor: phase?.words(service.name) ?? "Starting …")
        case .finished(_, let outcome):
            let report = Report(succeeded: !outcome.isFailure, outcome.message, hint: outcome.hint)
            return Prompt(
                title, [Paragraph](report),
                outcome.isFailure
                    ? [
                        .choice(
                            choices(outcome).enumerated().map { .init($1.label, detail: $1.detail, .choose($0), .next) }
                                + [.init("Change what was typed", .back)])
                    ] : [.pause()],
                then: outcome.isFailure ? [] : [.next])
        case .byHand: return Prompt(title, [], [.pause()], then: [.next])
        }
    }

    private func fieldsPrompt(_ way: Way, _ session: Session) -> Prompt {
        var paragraphs: [Paragraph] = []
        if case .offer(let offer) = way { paragraphs.append("With the \(offer.origin).") }
        if case .typed(let credential) = way { paragraphs += making(credential, session) }
        if isUnencrypted(way) { paragraphs.append(Paragraph(Self.warning)) }
        let entries = entries(way)
        let questions = fields(way).compactMap { field -> Question? in
            switch field {
            case .input(let id): entries.first { $0.id == id }.map { question($0, session) }
            case .secret(let role):
                question(role, credential(way)?.secrets.first { $0.role == role })
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

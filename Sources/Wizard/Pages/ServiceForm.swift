import SSHKey
import Services
import TerminalUI

/// The part of the Upload page for a service that takes keys by request: which credential, its fields, what came of it.
struct ServiceForm: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// Which way: a credential that was found, one to be typed, or by hand.
        case choosing
        case filling(UploadWay)
        case sending(UploadWay, Upload.Phase?)
        case finished(UploadWay, UploadOutcome)
        case byHand
    }

    let service: Service
    private(set) var state = State.choosing
    /// Nil until they were looked for.
    private var offers: [CredentialOffer]?
    private var list = ListBox()
    private var fields: UploadFields
    /// What to do about a failure.
    private var choices = ListBox()
    /// Why the last try sent nothing.
    private var problem: Problem?

    private static let visible = 5

    init(_ service: Service) {
        self.service = service
        fields = UploadFields(service)
    }

    // MARK: - Ways

    /// The rows to choose from: what was found, then what can be typed, then by hand.
    private var ways: [(label: String, detail: String, way: UploadWay?)] {
        // A file of the working folder is never the first, which Enter takes.
        let own = (offers ?? []).filter { !$0.isOfWorkingFolder }
        let ofFolder = (offers ?? []).filter(\.isOfWorkingFolder)
        return own.map { ($0.origin.capitalized, "found here", .offer($0)) }
            + (service.api?.credentials ?? []).map(typed)
            + ofFolder.map { ($0.origin, "in this folder, for \($0.address ?? service.name)", .offer($0)) }
            + [("By hand, in the web page", "the clicks, one by one", nil)]
    }

    private func typed(_ credential: Credential) -> (label: String, detail: String, way: UploadWay?) {
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
                    fields.focused(way) == .proceed ? "add the key" : "next field",
                    help: "add the key when all is filled in",
                    .next)
            ]
                + (fields.focused(way) == .proceed ? KeyBinding.fields : KeyBinding.fieldsBesideEnter)
                + [
                    KeyBinding(
                        .left, .right, label: fields.hasFewValues(fields.focused(way), way) ? "change" : "",
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
        case .filling(.typed(let credential)): page = service.api?.page(of: credential, at: fields.address)
        case .finished(_, .failed(let failure)) where failure.remedies.contains(.otherCredential):
            page = failure.credentialPage
        default: break
        }
        // Some are a place in words.
        return page.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
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

        case (.filling, .back): state = .choosing
        case (.filling, .openPage), (.finished, .openPage):
            return credentialPage.map { .effects(.openPage($0)) } ?? .stay
        case (.filling, .pageOpened(false)), (.finished, .pageOpened(false)):
            return credentialPage.map { .effects(.show($0)) } ?? .stay
        case (.filling(let way), .next):
            return fields.proceed(way) ? send(way, session) : .stay
        case (.filling(let way), _): fields.update(message, way)

        case (.sending(let way, _), .uploadMoved(let phase)) where phase != .finished:
            state = .sending(way, phase)
        case (.sending(let way, _), .uploaded(let outcome)):
            state = .finished(way, outcome)
            choices = ListBox()
            (session.uploaded, session.uploadOrder) = (outcome, outcome.isFailure ? nil : fields.order(way, session))
            session.serviceAddress = fields.address(way)
            if !outcome.isFailure { return .effects(.clearCredential) }
        case (.sending(let way, _), .uploadRefused(let new)):
            (state, problem) = (.filling(way), new)
        case (.sending(let way, _), .back), (.sending(let way, _), .goTo):
            state = .filling(way)
            return .effects(.cancelUpload)
        case (.finished(let way, let outcome), .back) where outcome.isFailure:
            state = .filling(way)
        case (.finished(_, let outcome), .input(let event, _)) where outcome.isFailure:
            _ = choices.handle(
                event, count: UploadRemedy.choices(outcome).count, visible: UploadRemedy.choices(outcome).count)
        case (.finished(_, let outcome), .choose(let row)) where outcome.isFailure:
            choices.choose(
                row, count: UploadRemedy.choices(outcome).count, visible: UploadRemedy.choices(outcome).count)
        case (.finished(let way, let outcome), .next) where outcome.isFailure:
            return remedy(UploadRemedy.choices(outcome)[choices.chosen], way, session)
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
        return Turn(effects: fields.start(way))
    }

    /// Does what was chosen about a failure; what was typed stays.
    private mutating func remedy(_ choice: UploadRemedy, _ way: UploadWay, _ session: Session) -> Turn {
        switch choice {
        case .retry: return send(way, session)
        case .otherCredential: state = .choosing
        case .otherName:
            state = .filling(way)
            fields.askForName(way)
        case .otherKey: return Turn(move: .to(.key), effects: [.clearCredential])
        case .otherAuthority:
            state = .filling(way)
            fields.askForAuthorities(way)
        case .byHand: state = .byHand
        }
        return .stay
    }

    private mutating func send(_ way: UploadWay, _ session: Session) -> Turn {
        guard let order = fields.order(way, session) else { return .stay }
        state = .sending(way, nil)
        problem = nil
        return .effects(.upload(order))
    }

    /// The host that was typed or came with a credential; nil for the usual one.
    var knownAddress: String? {
        fields.typedAddress ?? (offers ?? []).lazy.compactMap(\.address).first
    }

    /// What the key is to be called there.
    func name(_ session: Session) -> String { fields.name(session) }

    // MARK: - What is seen

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var area = area
        switch state {
        case .choosing: drawWays(&frame, &area, session)
        case .filling(let way):
            var focusRow = 0
            frame.scrolled(in: area, mustShow: { focusRow }) { frame, area in
                fields.draw(&frame, &area, way, problem, session, focusRow: &focusRow)
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
    private func introduction(_ session: Session) -> String {
        guard offers != nil else { return Self.looking + " You can choose meanwhile." }
        let warning = session.publicKey.flatMap { service.warning(about: $0) }.map { " Warning: \($0)." } ?? ""
        return "\(service.name) has to know who adds the key." + token + " What you give for that is not kept."
            + warning
    }

    /// What a token is, where one can be given.
    private var token: String {
        let takesToken = service.api?.credentials.contains { $0.name.contains("token") } == true
        return takesToken ? " A token is a password for programs, made in its web page." : ""
    }

    private func drawWays(_ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session) {
        let glyphs = frame.canvas.glyphs
        frame.paragraph(introduction(session), &area, role: .muted)
        frame.gap(&area)
        var rows = Rect(column: area.column, row: area.row, columns: area.columns, rows: min(Self.visible, area.rows))
        frame.choices(
            ways.map { Choice(label: $0.label, detail: $0.detail) }, list, &rows, focused: true,
            glyph: { $0 ? glyphs.pointer : " " }, choose: Message.choose)
        area = area.dropFirst(rows.row - area.row + 1)
        frame.button("Continue", column: area.column, row: area.row, focused: false, press: .next)
    }

    private func drawProgress(_ frame: inout Frame<Message>, _ area: inout Rect, _ phase: Upload.Phase?) {
        frame.paragraph(phase?.words(service.name) ?? "Starting …", &area)
        frame.gap(&area)
        frame.bar(phase?.fraction ?? 0, column: area.column, row: area.row, columns: min(50, area.columns))
        frame.gap(&area, rows: 2)
        frame.paragraph("esc stops it.", &area, role: .muted)
    }

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
        let rows = UploadRemedy.choices(outcome)
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
                title, [Paragraph(introduction(session))], [.choice(options, default: list.chosen)], then: [.next])
        case .filling(let way): return fields.prompt(title, way, problem, session)
        case .sending(_, let phase): return Prompt(title, waitsFor: phase?.words(service.name) ?? "Starting …")
        case .finished(_, let outcome):
            let report = Report(succeeded: !outcome.isFailure, outcome.message, hint: outcome.hint)
            return Prompt(
                title, [Paragraph](report),
                outcome.isFailure
                    ? [
                        .choice(
                            UploadRemedy.choices(outcome).enumerated().map {
                                .init($1.label, detail: $1.detail, .choose($0), .next)
                            }
                                + [.init("Change what was typed", .back)])
                    ] : [.pause()],
                then: outcome.isFailure ? [] : [.next])
        case .byHand: return Prompt(title, [], [.pause()], then: [.next])
        }
    }
}

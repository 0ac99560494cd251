import SSHKey
import Services
import TerminalUI

/// The part of the Upload page for a service: how the key is added, what that needs, the result.
public struct APIUploadPage: Hashable, Sendable {
    /// What the user does with it, and the answers to its effects.
    public enum Event: Hashable, Sendable {
        /// Mark a way.
        case way(UploadWay)
        /// Take it; add the key; do what is marked about a failure; go on.
        case proceed
        /// Go back to the choice before, or stop.
        case back
        /// Go on without.
        case skip
        /// What a field is to hold, by its name.
        case text(String, String)
        /// A field for a secret was edited.
        case edited(SecretName, PassphraseReport.Field)
        /// Open the page where a credential is made.
        case openPage
        /// Copy its address.
        case copyAddress
        /// Mark something to do about a failure.
        case remedy(UploadRemedy)
        /// Credentials of the service on this computer, those in use now first.
        case found([CredentialOffer])
        /// What the upload is doing now.
        case moved(Upload.Phase)
        /// The upload is over, one way or the other.
        case finished(UploadOutcome)
        /// The credential couldn't be had, so that nothing was sent.
        case refused(Problem)
        /// A browser was asked to open a page; false where there is no desktop.
        case opened(Bool)
        /// The result of copying.
        case copied(CopyOutcome)
    }

    private enum State: Hashable, Sendable {
        case choosing
        case filling(UploadWay)
        case sending(UploadWay, Upload.Phase?)
        case finished(UploadWay, UploadOutcome)
        case website(WebsiteSteps)
    }

    let service: Service
    private var state = State.choosing
    /// Nil until they were looked for.
    private var offers: [CredentialOffer]?
    /// The way that was marked.
    private var marked: UploadWay?
    private var fields: UploadFields
    /// What is marked to be done about a failure.
    private var remedy: UploadRemedy?
    /// Why the last try sent nothing.
    private var problem: Problem?
    private var link = PageLink()

    init(_ service: Service, name: String) {
        self.service = service
        fields = UploadFields(service)
        if service.api == nil { state = .website(WebsiteSteps(service, at: nil, name: name)) }
    }

    // MARK: - Ways

    /// What was found first. Where nothing was, the website: a token that is yet to be made is the longer way.
    private var ways: [UploadWay] {
        let offers = offers ?? []
        // A file of the working folder is never the first, which Enter takes.
        let own = offers.filter { !$0.isOfWorkingFolder }.map(UploadWay.offer)
        let typed = (service.api?.credentials ?? []).map(UploadWay.typed)
        let ofFolder = offers.filter(\.isOfWorkingFolder).map(UploadWay.offer)
        return own.isEmpty ? [.website] + typed + ofFolder : own + typed + ofFolder + [.website]
    }

    private var way: UploadWay { marked.flatMap { ways.contains($0) ? $0 : nil } ?? ways[0] }

    private func row(_ way: UploadWay) -> Row<UploadPage.Event> {
        let isFirst = offers?.isEmpty != false
        let (label, detail) =
            switch way {
            case .offer(let offer) where offer.isOfWorkingFolder:
                (offer.origin, "in this folder, for \(offer.address ?? service.name)")
            case .offer(let offer): (offer.origin.capitalized, "found on this computer")
            case .typed(let credential) where credential.authorization == .httpSignature:
                ("A key in your account", "signs the request")
            case .typed(let credential):
                (
                    isFirst ? credential.name.capitalized : "Another \(credential.name)",
                    isFirst ? "only if you have one" : "type or paste it"
                )
            case .website: ("Paste it on the website", "step by step")
            }
        return Row(label, detail: detail, isOn: way == self.way, .service(.way(way)))
    }

    /// The page where a credential is made, while one is to be typed, or another one is wanted.
    private var credentialPage: String? {
        let page: String? =
            switch state {
            case .filling(.typed(let credential)): service.api?.page(of: credential, at: fields.address)
            case .finished(_, .failed(let failure)) where failure.remedies.contains(.otherCredential):
                failure.credentialPage
            default: nil
            }
        // Some are a place in words.
        return page.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
    }

    // MARK: - What happens

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .found(let found): offers = found
        case .skip: return Turn(move: .next, effects: [.clearCredential])
        case .openPage: return credentialPage.map { .effects(.openPage($0)) } ?? .stay
        case .copyAddress: return credentialPage.map { link.copy("address", $0) } ?? .stay
        case .opened(let opened): link.opened(opened)
        case .copied(let outcome): return link.copied(outcome)
        case .text(let name, let text): fields.fill(name, text)
        case .edited(let name, let field): fields.edited(name, field)
        case .way(let way): marked = way
        case .remedy(let new): remedy = new
        case .proceed: return proceed(&session)
        case .back: return goBack()
        case .moved(let phase):
            if case .sending(let way, _) = state, phase != .finished { state = .sending(way, phase) }
        case .refused(let new):
            if case .sending(let way, _) = state { (state, problem) = (.filling(way), new) }
        case .finished(let outcome):
            guard case .sending(let way, _) = state else { break }
            (state, remedy) = (.finished(way, outcome), nil)
            (session.uploaded, session.uploadOrder) = (outcome, outcome.isFailure ? nil : fields.order(way, session))
            session.serviceAddress = fields.address(way)
            if !outcome.isFailure { return .effects(.clearCredential) }
        }
        return .stay
    }

    private mutating func proceed(_ session: inout Session) -> Turn {
        switch state {
        case .choosing where way == .website: showWebsite(session)
        case .choosing:
            (state, link) = (.filling(way), PageLink())
            return Turn(effects: fields.start(way))
        case .filling(let way): return send(way, session)
        case .finished(let way, let outcome) where outcome.isFailure:
            return mend(remedy ?? UploadRemedy.choices(outcome)[0], way, &session)
        case .finished: return .next
        case .sending, .website: break
        }
        return .stay
    }

    private mutating func goBack() -> Turn {
        link = PageLink()
        switch state {
        case .filling, .website: state = .choosing
        case .finished(let way, _): state = .filling(way)
        case .sending(let way, _):
            state = .filling(way)
            return .effects(.cancelUpload)
        case .choosing: break
        }
        return .stay
    }

    private mutating func showWebsite(_ session: Session) {
        let address = fields.typedAddress ?? (offers ?? []).lazy.compactMap(\.address).first
        (state, link) = (.website(WebsiteSteps(service, at: address, name: fields.name(session))), PageLink())
    }

    /// Does what was chosen about a failure; what was typed stays.
    private mutating func mend(_ choice: UploadRemedy, _ way: UploadWay, _ session: inout Session) -> Turn {
        link = PageLink()
        switch choice {
        case .retry: return send(way, session)
        case .otherCredential: state = .choosing
        case .otherName:
            state = .filling(way)
            fields.askForName()
        case .otherKey: return Turn(move: .to(.key), effects: [.clearCredential])
        case .otherAuthority:
            state = .filling(way)
            fields.askForAuthorities()
        case .website: showWebsite(session)
        }
        return .stay
    }

    private mutating func send(_ way: UploadWay, _ session: Session) -> Turn {
        guard let order = fields.order(way, session) else { return .stay }
        (state, problem, link) = (.sending(way, nil), nil, PageLink())
        return .effects(.upload(order))
    }

    // MARK: - The website

    mutating func update(_ event: WebsiteSteps.Event, _ session: inout Session, _ key: PublicKey) -> Turn {
        guard case .website(var steps) = state else { return .stay }
        if event == .proceed { session.isPasted = !steps.asksHost }
        var turn = steps.update(event, key, &link)
        state = .website(steps)
        if turn.move == .next {
            session.serviceAddress = steps.address
            // Whatever was typed of a credential is no longer needed.
            turn.effects.append(.clearCredential)
        }
        return turn
    }

    // MARK: - The form

    private static let back = Back<UploadPage.Event>.cancel("back", .service(.back))

    func form(_ session: Session) -> Form<UploadPage.Event> {
        switch state {
        case .choosing: waysForm(session)
        case .filling(let way): fieldsForm(way, session)
        case .sending(_, let phase):
            Form(
                "Add the key to \(service.name)", id: "sending", help: help,
                back: .cancel("stop", .service(.back)),
                .progress(phase?.words(service.name) ?? "Starting …", phase?.fraction ?? 0),
                .note("esc stops. A request already sent may still add the key.", .muted, on: .screen))
        case .finished(_, let outcome): outcomeForm(outcome)
        case .website(let steps): steps.form(session.publicKey, link, back: service.api == nil ? .leave : Self.back)
        }
    }

    private func waysForm(_ session: Session) -> Form<UploadPage.Event> {
        let warning = session.publicKey.flatMap { service.warning(about: $0) }
        return Form(
            "Add the key to \(service.name)", "How do you want to add it?", help: help,
            offers == nil ? .waiting("Looking for a credential on this computer …") : nil,
            warning.map { .note($0.sentence, .warning) }, .rows(FieldName("way"), "Your choice", ways.map(row)),
            .buttons(.main("Continue", .service(.proceed)), Button("Not now", .service(.skip))))
    }

    private func fieldsForm(_ way: UploadWay, _ session: Session) -> Form<UploadPage.Event> {
        var all: [Field<UploadPage.Event>] = []
        if case .offer(let offer) = way { all.append(.note("Using \(offer.origin).", .muted)) }
        if case .typed(let credential) = way, let making = fields.making(credential, session) { all.append(making) }
        if let warning = fields.warning(way) { all.append(.note(warning, .warning)) }
        all += fields.fields(way, session) + link.fields
        if let problem { all.append(.note(problem.words, .failure)) }
        let page = credentialPage != nil
        all.append(
            .buttons(
                .main("Add key", .service(.proceed), asks: "Add the key?"),
                page ? Button("Open page", .service(.openPage), .control("o"), on: .screen) : nil,
                page && link.hasNoBrowser ? Button("Copy address", .service(.copyAddress), on: .screen) : nil))
        return Form(
            "Add the key to \(service.name)", id: "fields \(fields.round)", help: help, back: Self.back,
            start: fields.start, fields: all)
    }

    private func outcomeForm(_ outcome: UploadOutcome) -> Form<UploadPage.Event> {
        guard case .failed(let failure) = outcome else {
            return Form(
                "\(service.name) has the key", help: help, .note(outcome.message.sentence, .success),
                .buttons(.main("Continue", .service(.proceed))))
        }
        let isOpen = failure.fate != nil && failure.fate != .notAdded
        let choices = UploadRemedy.choices(outcome)
        let rows = choices.map {
            Row($0.label, detail: $0.detail, isOn: $0 == remedy ?? choices[0], UploadPage.Event.service(.remedy($0)))
        }
        let page = credentialPage
        return Form(
            isOpen ? "Not confirmed" : "The key wasn't added", help: help, back: Self.back,
            fields: [
                .note(Problem(outcome.message, hint: outcome.hint).words, .failure),
                .rows(FieldName("remedy"), "Your choice", rows),
            ] + link.fields + [
                .buttons(
                    .main("Continue", .service(.proceed)),
                    page == nil ? nil : Button("Open page", .service(.openPage), .control("o"), on: .screen),
                    page != nil && link.hasNoBrowser
                        ? Button("Copy address", .service(.copyAddress), on: .screen) : nil,
                    Button("Change what was typed", .service(.back), on: .plain))
            ])
    }

    private var help: [String] {
        let name = service.name
        return [
            "keywizard adds the key through \(name)'s API. The credential tells \(name) who you are; it goes only there and "
                + "isn't stored. In a replacement it stays in memory until the old key is removed.",
            "Keys already there are listed first: yours isn't added twice.",
        ]
    }
}

extension UploadOutcome {
    var isFailure: Bool { if case .failed = self { true } else { false } }
}

extension Upload.Phase {
    /// What is waited for.
    fileprivate func words(_ service: String) -> String {
        switch self {
        case .signingIn: "Signing in to \(service) …"
        case .looking: "Checking the keys there …"
        case .adding: "Adding the key …"
        case .working: "Waiting for \(service) …"
        case .confirming: "Confirming …"
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

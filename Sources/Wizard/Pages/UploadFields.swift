import Services
import TerminalUI

/// The ways that a key can take to a service.
enum UploadWay: Hashable, Sendable {
    case offer(CredentialOffer)
    case typed(Credential)

    /// The credential of the service that this way has.
    func credential(at service: Service) -> Credential? {
        switch self {
        case .offer(let offer): service.api?.credentials.first { $0.id == offer.credential }
        case .typed(let credential): credential
        }
    }
}

/// What a service has to be told, as fields: for each way the ones that are not known yet. What was typed stays when
/// another way is taken, but for another credential's secrets.
struct UploadFields: Hashable, Sendable {
    /// A field of the form, in the order of the page.
    enum Field: Hashable {
        case input(String)
        case secret(SecretRole)
        /// That of the file with the key that signs.
        case passphrase
        case proceed
    }

    let service: Service
    private(set) var focus = 0
    private(set) var texts: [String: TextField] = [:]
    private(set) var secrets: [SecretRole: PassphraseReport.Field] = [:]
    private(set) var passphrase = PassphraseReport.Field()
    /// Fields are not called empty before the key was to be added once.
    private(set) var complains = false
    /// The credential that the secrets were typed for.
    private var typedFor: String?
    private var wantsAuthority = false

    /// The ids of the fields that are no inputs of the service.
    static let name = "the name of the key"
    private static let host = "the address"
    private static let signingFile = "the file of the key that signs"
    private static let authorities = "the file of authorities"

    init(_ service: Service) {
        self.service = service
    }

    // MARK: - Which there are

    /// Something to fill in that may be shown.
    struct Entry: Hashable {
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
    func entries(_ way: UploadWay) -> [Entry] {
        guard let api = service.api else { return [] }
        var entries: [Entry] = []
        var known: [String: String] = [:]
        var isHostKnown = false
        if case .offer(let offer) = way { (known, isHostKnown) = (offer.values, !namesHost(offer)) }
        if api.endpoint.isSelfHosted, !isHostKnown {
            let usual = api.endpoint.defaultHost
            entries.append(
                Entry(
                    id: Self.host, label: "host", placeholder: usual ?? "as in host.example.org",
                    remark: usual.map { "else \($0)" } ?? "as in host.example.org", mayStayEmpty: usual != nil))
        }
        for input in api.inputs + (way.credential(at: service)?.inputs ?? []) where known[input.id] == nil {
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

    func fields(_ way: UploadWay) -> [Field] {
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
    private func isSigned(_ way: UploadWay) -> Bool { way.credential(at: service)?.authorization == .httpSignature }

    func focused(_ way: UploadWay) -> Field {
        let fields = fields(way)
        return fields[min(focus, fields.count - 1)]
    }

    /// Nothing can be sent without it.
    func isMissing(_ field: Field, _ way: UploadWay) -> Bool {
        switch field {
        case .input(let id):
            text(id).isEmpty && entries(way).contains { $0.id == id && !$0.mayStayEmpty && $0.choices.isEmpty }
        case .secret(let role):
            secrets[role, default: .init()].count == 0
                && way.credential(at: service)?.secrets.contains { $0.role == role && !$0.isOptional } == true
        case .passphrase, .proceed: false
        }
    }

    func hasFewValues(_ field: Field, _ way: UploadWay) -> Bool {
        entries(way).contains { field == .input($0.id) && !$0.choices.isEmpty }
    }

    // MARK: - What is typed

    /// Begins with a way.
    mutating func start(_ way: UploadWay) -> [Effect] {
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
        return effects
    }

    mutating func update(_ message: Message, _ way: UploadWay) {
        switch message {
        case .input(let event, _):
            if case .input(let id) = focused(way) { edit(id, event, way) }
        case .secretEdited(let name, let field):
            for role in SecretRole.allCases where .credential(role) == name { secrets[role] = field }
            if name == .signing { passphrase = field }
        case .fill(let name, let text): texts[name.name, default: TextField()].fill(text)
        case .focus(let field): focus = field
        case .focusNext: focus = (focus + 1) % fields(way).count
        case .focusPrevious: focus = (focus + fields(way).count - 1) % fields(way).count
        default: break
        }
    }

    /// Enter: on to the next field, or from the button to the first that is missing. True when there is none.
    mutating func proceed(_ way: UploadWay) -> Bool {
        let fields = fields(way)
        guard focused(way) == .proceed || fields.count == 1 else {
            focus += 1
            return false
        }
        guard let missing = fields.firstIndex(where: { isMissing($0, way) }) else { return true }
        (focus, complains) = (missing, true)
        return false
    }

    mutating func askForName(_ way: UploadWay) { focus(on: Self.name, way) }

    mutating func askForAuthorities(_ way: UploadWay) {
        wantsAuthority = true
        focus(on: Self.authorities, way)
    }

    private mutating func focus(on id: String, _ way: UploadWay) {
        focus = fields(way).firstIndex(of: .input(id)) ?? 0
    }

    /// Edits a field; one with few values steps through them.
    private mutating func edit(_ id: String, _ event: InputEvent, _ way: UploadWay) {
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

    // MARK: - What comes of it

    /// What is asked for, by what was filled in.
    func order(_ way: UploadWay, _ session: Session) -> UploadOrder? {
        var values: [String: String] = [:]
        var offer: Int?
        if case .offer(let found) = way { (values, offer) = (found.values, found.number) }
        let own = [Self.host, Self.name, Self.signingFile, Self.authorities]
        for (id, field) in texts where !field.text.isEmpty && !own.contains(id) { values[id] = field.text }
        guard let key = session.publicKey else { return nil }
        return UploadOrder(
            service: service, key: key, name: name(session), credential: way.credential(at: service)?.id,
            values: values, address: address(way), offer: offer,
            signingFile: isSigned(way) ? texts[Self.signingFile]?.text : nil,
            authorities: texts[Self.authorities]?.text, keepsAccess: session.replacement != nil)
    }

    /// The address that a way leads to; nil for the usual one.
    func address(_ way: UploadWay) -> String? {
        if case .offer(let offer) = way, !namesHost(offer) { return offer.address }
        return typedAddress
    }

    /// Whether the user says where a credential that was found goes: neither its source does, nor is there a usual host.
    private func namesHost(_ offer: CredentialOffer) -> Bool {
        offer.address == nil && service.api?.endpoint.defaultHost == nil && service.api?.endpoint.isSelfHosted == true
    }

    /// The host that was typed; nil for none.
    var typedAddress: String? { text(Self.host).isEmpty ? nil : text(Self.host) }

    /// The host that was typed, or where most people have the service.
    var address: String? {
        typedAddress ?? service.api?.endpoint.defaultHost
    }

    /// What the key is to be called there.
    func name(_ session: Session) -> String {
        text(Self.name).isEmpty ? session.comment : text(Self.name)
    }

    /// Where a credential is made, and what has to be ticked there: more where an old key is to leave with it.
    func making(_ credential: Credential, _ session: Session) -> [Paragraph] {
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
    func isUnencrypted(_ way: UploadWay) -> Bool {
        address(way)?.lowercased().hasPrefix("http://") == true
    }
}

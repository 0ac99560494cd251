import Services
import TerminalUI

/// The ways that a key can take to a service.
public enum UploadWay: Hashable, Sendable {
    /// With a credential that was found.
    case offer(CredentialOffer)
    /// With one that is typed.
    case typed(Credential)
    /// By the user, on the website.
    case website

    /// The credential of the service that this way has.
    func credential(at service: Service) -> Credential? {
        switch self {
        case .offer(let offer): service.api?.credentials.first { $0.id == offer.credential }
        case .typed(let credential): credential
        case .website: nil
        }
    }
}

/// What a service has to be told, as fields: for each way the ones that aren't known yet. What was typed stays when
/// another way is taken, but for another credential's secrets.
struct UploadFields: Hashable, Sendable {
    let service: Service
    private var texts: [String: String] = [:]
    private var secrets: [SecretName: PassphraseReport.Field] = [:]
    /// The credential that the secrets were typed for.
    private var typedFor: String?
    private var wantsAuthority = false
    /// How often the fields were shown again, and where that begins.
    private(set) var round = 0
    private(set) var start: FieldName?

    /// The ids of the fields that are no inputs of the service.
    private static let name = "the name of the key"
    private static let host = "the address"
    private static let signingFile = "the file of the key that signs"
    private static let authorities = "the file of authorities"

    init(_ service: Service) { self.service = service }

    // MARK: - Which there are

    /// Something to fill in that may be shown.
    private struct Entry {
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
    private func entries(_ way: UploadWay, _ session: Session) -> [Entry] {
        guard let api = service.api else { return [] }
        var entries: [Entry] = []
        var known: [String: String] = [:]
        var isHostKnown = false
        if case .offer(let offer) = way { (known, isHostKnown) = (offer.values, !namesHost(offer)) }
        if api.endpoint.isSelfHosted, !isHostKnown {
            let usual = api.endpoint.defaultHost
            entries.append(
                Entry(
                    id: Self.host, label: "Host", placeholder: usual ?? "host.example.org",
                    remark: usual.map { "else \($0)" } ?? "as in host.example.org", mayStayEmpty: usual != nil))
        }
        for input in api.inputs + (way.credential(at: service)?.inputs ?? []) where known[input.id] == nil {
            let mayStayEmpty =
                input.isOptional || input.fallback != nil || input.unless.map { known[$0] != nil } == true
            entries.append(
                Entry(
                    id: input.id, label: input.label.capitalized,
                    placeholder: input.fallback ?? (input.isOptional ? "optional" : ""),
                    remark: input.fallback.map { "else \($0)" } ?? "", choices: input.choices,
                    mayStayEmpty: mayStayEmpty))
        }
        if isSigned(way) {
            entries.append(
                Entry(
                    id: Self.signingFile, label: "Key that signs", placeholder: "empty: from the agent",
                    remark: "empty: from the agent", mayStayEmpty: true))
        }
        entries.append(
            Entry(
                id: Self.name, label: "Key name", placeholder: session.comment, remark: "else \(session.comment)",
                mayStayEmpty: true))
        if api.endpoint.isSelfHosted || wantsAuthority {
            entries.append(
                Entry(
                    id: Self.authorities, label: "CA file", placeholder: "PEM; only for a private CA",
                    remark: "PEM; only for a private CA", mayStayEmpty: true))
        }
        return entries.filter { !$0.mayStayEmpty } + entries.filter(\.mayStayEmpty)
    }

    func fields(_ way: UploadWay, _ session: Session) -> [Field<UploadPage.Event>] {
        let entries = entries(way, session)
        var fields = entries.filter { !$0.mayStayEmpty }.map(field)
        if case .typed(let credential) = way { fields += credential.secrets.map(field) }
        for entry in entries where entry.mayStayEmpty {
            fields.append(field(entry))
            if entry.id == Self.signingFile, !text(Self.signingFile).isEmpty {
                fields.append(
                    .secret(
                        "Its passphrase", SecretEntry(name: .signing, report: secrets[.signing] ?? .init()),
                        asks: "Passphrase of the key that signs (Enter alone where it has none)"))
            }
        }
        return fields
    }

    private func field(_ entry: Entry) -> Field<UploadPage.Event> {
        let text = text(entry.id)
        guard entry.choices.isEmpty else {
            let value = text.isEmpty ? entry.placeholder : text
            let chosen = entry.choices.firstIndex { $0.value == value } ?? 0
            let rows = entry.choices.enumerated().map { index, choice in
                Row(choice.label, isOn: index == chosen, UploadPage.Event.service(.text(entry.id, choice.value)))
            }
            return .rows(FieldName(entry.id), entry.label, rows, as: .inline)
        }
        return .text(
            FieldName(entry.id), entry.label, text, { [id = entry.id] in .service(.text(id, $0)) },
            asks: text.isEmpty && !entry.remark.isEmpty ? "\(entry.label), \(entry.remark)" : entry.label,
            example: entry.placeholder, mayBeEmpty: entry.mayStayEmpty,
            verdict: text.isEmpty && !entry.mayStayEmpty ? .missing("Required.") : nil)
    }

    private func field(_ secret: Services.SecretField) -> Field<UploadPage.Event> {
        let typed = secrets[.credential(secret.role)] ?? .init()
        return .secret(
            secret.label.capitalized, SecretEntry(name: .credential(secret.role), report: typed),
            hint: secret.isOptional ? "optional" : "",
            verdict: secret.isOptional || typed.count > 0 ? nil : .missing("Required."))
    }

    /// What was typed into a field.
    private func text(_ id: String) -> String { texts[id] ?? "" }

    /// Whether a key that the account has signs the requests.
    private func isSigned(_ way: UploadWay) -> Bool { way.credential(at: service)?.authorization == .httpSignature }

    // MARK: - What is typed

    /// Begins with a way.
    mutating func start(_ way: UploadWay) -> [Effect] {
        show(nil)
        guard case .typed(let credential) = way else { return [] }
        defer { typedFor = credential.id }
        // What was typed for one isn't for another.
        guard let typedFor, typedFor != credential.id else { return [] }
        secrets = [:]
        return [.clearCredential]
    }

    mutating func fill(_ id: String, _ text: String) { texts[id] = text }

    mutating func edited(_ name: SecretName, _ field: PassphraseReport.Field) { secrets[name] = field }

    mutating func askForName() { show(Self.name) }

    mutating func askForAuthorities() {
        wantsAuthority = true
        show(Self.authorities)
    }

    private mutating func show(_ id: String?) { (round, start) = (round + 1, id.map { FieldName($0) }) }

    // MARK: - The result

    /// What is asked for, by what was filled in.
    func order(_ way: UploadWay, _ session: Session) -> UploadOrder? {
        var values: [String: String] = [:]
        var offer: Int?
        if case .offer(let found) = way { (values, offer) = (found.values, found.number) }
        let own = [Self.host, Self.name, Self.signingFile, Self.authorities]
        for (id, text) in texts where !text.isEmpty && !own.contains(id) { values[id] = text }
        guard let key = session.publicKey else { return nil }
        return UploadOrder(
            service: service, key: key, name: name(session), credential: way.credential(at: service)?.id,
            values: values, address: address(way), offer: offer,
            signingFile: isSigned(way) ? texts[Self.signingFile] : nil, authorities: texts[Self.authorities],
            keepsAccess: session.replacement != nil)
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
    var address: String? { typedAddress ?? service.api?.endpoint.defaultHost }

    /// What the key is to be called there.
    func name(_ session: Session) -> String { text(Self.name).isEmpty ? session.comment : text(Self.name) }

    /// Where a credential is made, and what has to be ticked there: more where an old key is to leave with it.
    func making(_ credential: Credential, _ session: Session) -> Field<UploadPage.Event>? {
        guard let api = service.api, api.page(of: credential, at: "host.example.org") != nil else { return nil }
        let page = api.page(of: credential, at: address)
        let removal = session.replacement == nil ? nil : credential.removalScope
        let scope =
            (credential.scope.map { ", with \($0)" } ?? "")
            + (removal.map { ", and \($0) to remove the old key" } ?? "")
        guard let page, page.hasPrefix("http") else {
            let place = page.map { "at \($0)" } ?? "on the website of your \(service.name)"
            return .note("Create \(credential.name.withArticle) \(place)\(scope).", .muted)
        }
        return .code("Create \(credential.name.withArticle) here\(scope):", page)
    }

    /// The credential would go unencrypted, to this computer alone.
    func warning(_ way: UploadWay) -> String? {
        guard let address = address(way), address.lowercased().hasPrefix("http://") else { return nil }
        let credential = way.credential(at: service)?.name ?? "credential"
        return "Plain HTTP: the \(credential) goes unencrypted to \(address) on this computer."
    }
}

extension String {
    /// With the article that its first letter asks for.
    fileprivate var withArticle: String { ("aeioAEIO".contains(first ?? " ") ? "an " : "a ") + self }
}

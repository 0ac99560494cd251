import SSHKey
import Services
import TerminalUI

/// The part of the Upload page for a service's website: the steps in their order, and what goes where.
public struct WebsiteSteps: Hashable, Sendable {
    /// What the user does with it.
    public enum Event: Hashable, Sendable {
        /// The key is added, as the user says; or the host is named.
        case proceed
        /// Go on without.
        case skip
        /// Open the page in a browser.
        case open
        /// Copy something for it.
        case copy(Piece)
        /// Print the public key line alone, to be selected with the mouse.
        case showLine
        /// Name another host.
        case otherHost
        /// The host, as typed.
        case host(String)
        /// Keep the host that is named.
        case keepHost
    }

    /// What can be copied.
    public enum Piece: String, Hashable, Sendable {
        /// The public key line.
        case key = "public key"
        /// The key's name.
        case name
        /// The address of the page.
        case address
    }

    let service: Service
    /// Where a self-hosted service is; nil where most people have it.
    private(set) var address: String?
    /// What the key is to be called there.
    private let name: String
    private var host = ""
    /// The page's address needs a host that is yet to be named.
    private(set) var asksHost: Bool

    init(_ service: Service, at address: String?, name: String) {
        self.service = service
        self.address = address
        self.name = service.api?.name.name(for: name) ?? name
        asksHost = service.guide(at: address).needsHost
    }

    private var guide: Guide { service.guide(at: address) }
    private var takesName: Bool { guide.steps.contains { if case .name = $0 { true } else { false } } }

    // MARK: - What happens

    mutating func update(_ event: Event, _ key: PublicKey, _ link: inout PageLink) -> Turn {
        switch event {
        case .proceed:
            guard asksHost, !host.isEmpty else { return .next }
            if !service.guide(at: host).needsHost { (address, asksHost) = (host, false) }
        case .skip: return .next
        case .open: return guide.page.map { .effects(.openPage($0)) } ?? .stay
        case .copy(let piece):
            let text: String? =
                switch piece {
                case .key: key.line
                case .name: name
                case .address: guide.page
                }
            return text.map { link.copy(piece.rawValue, $0) } ?? .stay
        case .showLine: return .effects(.show(key.line))
        case .otherHost: asksHost = true
        case .host(let text): host = text
        case .keepHost: asksHost = false
        }
        return .stay
    }

    // MARK: - The form

    /// `back` leads to the other ways, where there are any.
    func form(_ key: PublicKey?, _ link: PageLink, back: Back<UploadPage.Event>) -> Form<UploadPage.Event> {
        asksHost ? hostForm(back) : stepsForm(key, link, back)
    }

    private func hostForm(_ back: Back<UploadPage.Event>) -> Form<UploadPage.Event> {
        let isNone = !host.isEmpty && service.guide(at: host).needsHost
        return Form(
            "Which host is your \(service.name) on?", help: Self.help,
            back: guide.needsHost ? back : .cancel("back", .website(.keepHost)), start: FieldName("service host"),
            .text(
                FieldName("service host"), "Host", host, { .website(.host($0)) },
                asks: "Host of \(service.name), as in host.example.org", example: "host.example.org", limit: 255,
                mayBeEmpty: true, verdict: isNone ? .wrong("Not a valid host name.") : nil),
            .buttons(.main(host.isEmpty ? "Not now" : "Continue", .website(.proceed))))
    }

    private func stepsForm(_ key: PublicKey?, _ link: PageLink, _ back: Back<UploadPage.Event>) -> Form<
        UploadPage.Event
    > {
        let guide = guide
        let steps = guide.steps.enumerated().map { Fact(name: "\($0 + 1)", words: $1.text, tone: .neutral) }
        var fields: [Field<UploadPage.Event>] = [.facts("", steps)]
        if let page = guide.page { fields.append(.code("Address of the page:", page, on: .plain)) }
        if takesName { fields.append(.code("Name of the key:", name, on: .plain)) }
        if let key { fields.append(.code("Public key line:", key.line, on: .plain)) }
        fields += guide.remarks.map { .note($0, .muted) } + link.fields
        let hasPage = guide.page != nil
        let buttons: [Button<UploadPage.Event>?] = [
            .main("I've added it", .website(.proceed), hint: "I've added it"), Button("Not now", .website(.skip)),
            hasPage ? Button("Open in browser", .website(.open), .character("o"), hint: "open") : nil,
            takesName
                ? Button("Copy “\(name.fitting(24))”", .website(.copy(.name)), .character("n"), hint: "copy name")
                : nil,
            Button("Copy public key", .website(.copy(.key)), .character("c"), hint: "copy"),
            // Offered as a button once there was no browser.
            hasPage
                ? Button(
                    "Copy address", .website(.copy(.address)), .character("a"), on: link.hasNoBrowser ? .both : .key)
                : nil,
            Button("Show the full line", .website(.showLine), .character("s"), hint: "full line", on: .key),
            hasPage && service.api?.endpoint.isSelfHosted == true
                ? Button("Other host", .website(.otherHost), .character("h"), hint: "host", on: .key) : nil,
        ]
        return Form(
            "Paste the key into \(service.name)", help: Self.help, back: back,
            fields: fields + [.buttons(buttons.compactMap { $0 })])
    }

    private static let help = [
        "Follow the steps on the website. o opens the page; over SSH it shows the address instead.",
        "keywizard takes “I've added it” at your word. The login test will show.",
    ]
}

/// The result of opening a web page, or of copying something for it.
struct PageLink: Hashable, Sendable {
    private var wasOpened: Bool?
    private var what: String?
    private var text = ""
    private var outcome: CopyOutcome?

    /// There was no desktop to open it on.
    var hasNoBrowser: Bool { wasOpened == false }

    mutating func opened(_ opened: Bool) { (wasOpened, what, outcome) = (opened, nil, nil) }

    mutating func copy(_ what: String, _ text: String) -> Turn {
        (self.what, self.text, outcome) = (what, text, nil)
        return .effects(.copy(text))
    }

    /// What no clipboard takes is shown alone, to be selected.
    mutating func copied(_ outcome: CopyOutcome) -> Turn {
        self.outcome = outcome
        return outcome == .unavailable ? .effects(.show(text)) : .stay
    }

    /// What there is to say about it.
    var fields: [Field<UploadPage.Event>] {
        if let what, let outcome, outcome != .unavailable {
            return [.note("\(what): \(outcome.words)".sentence, .success, on: .screen)]
        }
        return switch wasOpened {
        case true?: [.note("Your browser was asked to open it.", .success)]
        case false?: [.note("No desktop here: copy the address.", .warning)]
        case nil: []
        }
    }
}

extension String {
    /// The text in as many cells, its end left out where it is longer.
    fileprivate func fitting(_ columns: Int) -> String {
        displayWidth <= columns ? self : (cut(to: max(1, columns - 1)).first ?? "") + "…"
    }
}

import SSHKey
import TerminalUI

/// The whole wizard as a value. `update` takes a message and returns the work to be done; `view` draws.
///
/// It holds no secret: the private key and the passphrase stay with the live side, so that models, messages and
/// effects can be compared, printed and kept in files without care.
public struct Model: Hashable, Sendable {
    /// What was answered and done so far, on all pages together.
    public private(set) var session: Session
    /// The page that is shown.
    public private(set) var current = PageName.computer
    private var pages = Pages()
    /// The furthest page reached: the rail leads back to those before it.
    private var reached = PageName.computer
    private var overlay: Overlay?
    private var overlayState = FormState()
    /// The terminal's size.
    private var size: Size
    var glyphs: Glyphs

    /// The first page, on this computer and a terminal of that size.
    public init(_ surroundings: Surroundings, size: Size, glyphs: Glyphs) {
        self.size = size
        self.glyphs = glyphs
        session = Session(surroundings, size: Stage(in: size).size)
    }

    /// Every page's state. All of it is kept, so that Back finds what was typed.
    private struct Pages: Hashable {
        var computer = Running(ComputerPage())
        var destination = Running(DestinationPage())
        var key = Running(KeyPage())
        var randomness = Running(RandomnessPage())
        var passphrase = Running(PassphrasePage())
        var save = Running(SavePage())
        var publicKey = Running(PublicKeyPage())
        var upload = Running(UploadPage())
        var logIn = Running(LogInPage())
        var done = Running(DonePage())

        subscript(_ name: PageName) -> any RunningPage {
            get {
                switch name {
                case .computer: computer
                case .destination: destination
                case .key: key
                case .randomness: randomness
                case .passphrase: passphrase
                case .save: save
                case .publicKey: publicKey
                case .upload: upload
                case .logIn: logIn
                case .done: done
                }
            }
            set {
                switch newValue {
                case let page as Running<ComputerPage>: computer = page
                case let page as Running<DestinationPage>: destination = page
                case let page as Running<KeyPage>: key = page
                case let page as Running<RandomnessPage>: randomness = page
                case let page as Running<PassphrasePage>: passphrase = page
                case let page as Running<SavePage>: save = page
                case let page as Running<PublicKeyPage>: publicKey = page
                case let page as Running<UploadPage>: upload = page
                case let page as Running<LogInPage>: logIn = page
                case let page as Running<DonePage>: done = page
                default: preconditionFailure("a page of another kind")
                }
            }
        }
    }

    // MARK: - What happens

    /// What is to be found out once the first page is seen.
    public mutating func start() -> [Effect] {
        session.awaitsKeys = true
        return [.findRotations, .listKeys]
    }

    /// What a message makes of the wizard, and the work that follows from it, in its order.
    public mutating func update(_ message: Message) -> [Effect] {
        switch message {
        case .resized(let new):
            size = new
            session.size = Stage(in: new).size
            return []
        case .input(let event, let time):
            return take(event, time)
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .quit: return quit()
        case .leave: return [.exit(.cancelled, farewell: session.farewell)]
        case .stay:
            overlay = nil
            return []
        case .help:
            if overlay == .help { overlay = nil } else { open(.help) }
            return []
        case .usePasted: return usePasted()
        case .takeUp(let interrupted):
            let losesKey = session.hasUnsavedKey
            session.takeUp(interrupted)
            return (losesKey ? [.discardKey, .clearPassphrase] : []) + headOn()
        case .back: return goBack(message)
        case .goTo(let page):
            guard page <= reached, page != current, !staysHere else { return [] }
            let effects = holdsBack ? follow(updatePage(message)) : []
            return effects + go(to: page)
        case .form(let input) where overlay != nil:
            return overlayForm.map { follow($0.handle(input, &overlayState)) } ?? []
        case .copied(let outcome) where current == .publicKey:
            return update(.publicKey(.copied(outcome)))
        case .copied(let outcome) where current == .done: return update(.done(.copied(outcome)))
        case .copied(let outcome) where current == .upload: return update(.upload(.service(.copied(outcome))))
        case .hostResolved(let host) where current == .upload: return update(.upload(.server(.resolved(host))))
        case .hostUnresolved(let host, let problem) where current == .upload:
            return update(.upload(.server(.unresolved(host: host, problem))))
        case .secretEdited(let name, let field) where name.isOfCredential:
            return update(.upload(.service(.edited(name, field))))
        case .copied(let outcome) where current == .logIn: return update(.logIn(.steps(.copied(outcome))))
        case .hostResolved(let host) where current == .logIn: return update(.logIn(.place(.resolved(host))))
        case .hostUnresolved(let host, let problem) where current == .logIn:
            return update(.logIn(.place(.unresolved(host: host, problem))))
        case .secretEdited(.opening, let field): return update(.key(.existing(.edited(field))))
        case .secretEdited(.agent, let field): return update(.logIn(.agent(.edited(field))))
        case .computer(let event): return follow(pages.computer.take(event, &session), from: .computer)
        case .destination(let event):
            return follow(pages.destination.take(event, &session), from: .destination)
        case .key(let event): return follow(pages.key.take(event, &session), from: .key)
        case .save(let event): return follow(pages.save.take(event, &session), from: .save)
        case .publicKey(let event):
            return follow(pages.publicKey.take(event, &session), from: .publicKey)
        case .upload(let event): return follow(pages.upload.take(event, &session), from: .upload)
        case .logIn(let event): return follow(pages.logIn.take(event, &session), from: .logIn)
        case .done(let event): return follow(pages.done.take(event, &session), from: .done)
        case .randomness(let event):
            return follow(pages.randomness.take(event, &session), from: .randomness)
        case .passphrase(let event):
            return follow(pages.passphrase.take(event, &session), from: .passphrase)
        default:
            return follow(updatePage(message))
        }
    }

    private mutating func take(_ event: InputEvent, _ time: UInt64) -> [Effect] {
        guard fits else {
            if event == .key(.control("c")) { return quit() }
            return []
        }
        if case .key(let key) = event,
            let message = (backKeys + Self.everywhere).first(where: { $0.keys.contains(key) })?.message
        {
            return update(message)
        }
        if case .paste(let paste) = event, current != .randomness, let key = paste.text.flatMap(PastedKey.init) {
            open(.pasted(key))
            return []
        }
        if let form = overlayForm { return follow(form.handle(event, at: time, &overlayState)) }
        return follow(updatePage(.input(event, time: time)))
    }

    /// The result of an input to an overlay.
    private mutating func follow(_ outcome: Outcome<Message>) -> [Effect] {
        if case .event(let message) = outcome { update(message) } else { [] }
    }

    private mutating func open(_ new: Overlay) { (overlay, overlayState) = (new, FormState()) }

    private mutating func quit() -> [Effect] {
        if current == .done { return [.exit(.done, farewell: session.farewell)] }
        guard session.hasUnsavedKey, overlay != .leaving else {
            return [.exit(.cancelled, farewell: session.farewell)]
        }
        open(.leaving)
        return []
    }

    /// Continues with a pasted public key; its private key is elsewhere.
    private mutating func usePasted() -> [Effect] {
        guard case .pasted(.publicKey(let key, let format, _)) = overlay else { return [] }
        let losesKey = session.hasUnsavedKey
        session.forgetKey()
        let found = FoundKey(
            path: "", publicKey: key, format: format, hasPrivateHalf: false, isEncrypted: false, ageInDays: 0)
        let opened = OpenedKey(found: found, publicKey: key, publicPath: nil, privateFormat: nil, isUnlocked: false)
        (session.existing, session.publicKey, session.replacement) = ((opened, .use), key, nil)
        (session.comment, session.saved) = (key.comment, opened.files)
        return (losesKey ? [.discardKey, .clearPassphrase] : []) + go(to: .publicKey)
    }

    // MARK: - Where to go

    /// An answer may find another page in front: it is taken in, but leads nowhere.
    private mutating func follow(_ turn: Turn, from page: PageName? = nil) -> [Effect] {
        let effects = turn.effects + session.noteRotation()
        guard page == nil || page == current else { return effects }
        return switch turn.move {
        case .stay: effects
        case .back: effects + step(-1)
        case .next: effects + step(1)
        case .to(let page): effects + go(to: page)
        case .takeUp(let interrupted): effects + update(.takeUp(interrupted))
        case .otherPlace: effects + headOn()
        }
    }

    /// Goes to the place of a rotation that is known, or asks for one; nothing there is as it was elsewhere.
    private mutating func headOn() -> [Effect] {
        (pages.destination, pages.upload, pages.logIn) = (
            Running(DestinationPage()), Running(UploadPage()), Running(LogInPage())
        )
        return [.clearCredential] + go(to: session.destination == .none ? .destination : .upload)
    }

    private mutating func goBack(_ message: Message) -> [Effect] {
        if overlay != nil {
            overlay = nil
            return []
        }
        guard !staysHere else { return [] }
        return holdsBack ? follow(updatePage(message)) : step(-1)
    }

    /// What is being written can't be stopped, and takes a moment: nothing leads away from it.
    private var staysHere: Bool { current != .computer && page.backLabel(session) == nil }

    /// A page that is in the middle of something takes Back for itself: it ends that.
    private var holdsBack: Bool { page.holdsBack(session) }

    /// The next page in a direction, without those that have nothing to ask any more.
    private mutating func step(_ direction: Int) -> [Effect] {
        // The key came before its destination.
        if direction < 0, current == .destination, session.startsWithKey { return go(to: .key) }
        var page = PageName(rawValue: current.rawValue + direction)
        let hasKey = session.startsWithKey && session.existing != nil || session.replacement?.rotation != nil
        if direction > 0, page == .key, hasKey { page = .randomness }
        while let candidate = page, isPassedOver(candidate) {
            page = PageName(rawValue: candidate.rawValue + direction)
        }
        guard let page else { return [] }
        return go(to: page)
    }

    private func isPassedOver(_ page: PageName) -> Bool {
        switch page {
        case .randomness: session.publicKey != nil
        case .passphrase, .save: session.saved != nil
        case .upload: session.destination == .none
        default: false
        }
    }

    private mutating func go(to page: PageName) -> [Effect] {
        current = page
        // Without a key the pages after Randomness have nothing to show.
        reached = session.publicKey == nil ? min(max(reached, page), max(page, .randomness)) : max(reached, page)
        overlay = nil
        return pages[page].enter(&session)
    }

    /// A report goes to the page that asked for it, everything else to the present one.
    private mutating func updatePage(_ message: Message) -> Turn {
        switch message {
        case .servicesAsked, .serviceAnswered:
            session.keyPlaces.take(message)
            return .stay
        case .rotationsFound(let found, let troubles):
            (session.interrupted, session.rotationTroubles) = (found, troubles)
            return .stay
        default: break
        }
        return pages[current].update(message, &session)
    }

    // MARK: - What is seen

    private var fits: Bool { size.columns >= Stage.smallest.columns && size.rows >= Stage.smallest.rows }

    private var page: any RunningPage { pages[current] }

    /// What plain mode says and asks now.
    var prompt: Prompt { overlayForm?.prompt { $0 } ?? page.prompt(session) }

    /// The page explained, a paragraph each.
    var help: [String] { page.help(session) }

    /// Every key that works now; what is first wins.
    var keys: [KeyBinding<Message>] {
        (overlayForm?.keys(overlayState) ?? page.keys(session)) + backKeys + Self.everywhere
    }

    private var backKeys: [KeyBinding<Message>] {
        guard overlay == nil else {
            return [KeyBinding(.escape, .control("p"), label: "close", help: "back to the page", message: .back)]
        }
        guard current != .computer, let label = page.backLabel(session) else { return [] }
        let help = label == "stop" ? "stop it, and go back" : "go back; every answer is kept"
        // Escape arrives late through some terminals, so that it has a stand-in.
        return [KeyBinding(.escape, .control("p"), label: label, help: help, message: .back)]
    }

    private static let everywhere: [KeyBinding<Message>] = [
        KeyBinding(.function(1), label: "help", help: "explain this page and its keys", message: .help),
        KeyBinding(.control("c"), label: "quit", help: "leave keywizard", message: .quit),
        KeyBinding(.control("l"), help: "draw the screen again", message: .redraw),
        KeyBinding(.control("z"), help: "pause; fg in the shell comes back", message: .suspend),
    ]

    /// The secret that typed characters go to.
    public var typesInto: SecretName? { overlay == nil ? page.typesInto(session) : nil }

    /// The screen, drawn again from the state.
    public func view() -> Frame<Message> {
        var frame = Frame<Message>(size: size, glyphs: glyphs)
        guard fits else {
            frame.drawRoomPage(smallest: Stage.smallest, isLeaving: overlay == .leaving)
            return frame
        }
        let (page, over) = (page, overlayForm)
        let needsWidth = page.needsWidth(session)
        let opensRail = over == nil && page.opensRail(session)
        let stage = Stage(in: size)
        let area = frame.drawSurround(
            stage, Rail(current: current, reached: reached, session: session),
            title: over?.title ?? page.title(session), mark: over == nil ? page.mark(session) : nil, keys: keys,
            help: overlay == nil && !needsWidth ? page.help(session) : nil, isWide: over == nil && needsWidth,
            opensRail: opensRail)
        if let over {
            frame.draw(over, overlayState, asPage: area)
        } else {
            page.draw(&frame, in: area, session)
        }
        return frame
    }

    /// What lies over the page, as a form.
    private var overlayForm: Form<Message>? {
        overlay.map { overlay in
            let page = page
            return overlay.form(
                over: page.title(session), help: page.help(session), keys: overlay == .help ? keysOfPage : [])
        }
    }

    /// Every key of the page below the help.
    private var keysOfPage: [KeyBinding<Message>] {
        var bare = self
        bare.overlay = nil
        return page.keys(session) + bare.backKeys + Self.everywhere
    }
}

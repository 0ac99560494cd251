import TerminalUI

/// The rail of steps. A step that was taken shows its result in place of its name, so that the rail tells what there is so
/// far.
struct Rail {
    let current: PageName
    let reached: PageName
    let session: Session

    /// What the walk is for, where that isn't a key that stands by itself.
    var task: String { session.replacement.flatMap { $0.isOver ? nil : "replacing \($0.path.fileName)" } ?? "" }

    /// Its sign and the sign's role, and its words.
    func entry(_ page: PageName, _ glyphs: Glyphs) -> (Character, Role, String) {
        if page == current { return (glyphs.current, .here, page.title) }
        if isSkipped(page) { return (glyphs.skipped, .muted, page.title) }
        guard page < reached else { return (glyphs.ahead, .muted, page.title) }
        let (tone, words) = session.result(of: page)
        let (sign, role) = tone.mark(glyphs) ?? (glyphs.skipped, .muted)
        return (sign, role, words)
    }

    /// It has nothing to ask.
    func isSkipped(_ page: PageName) -> Bool {
        page == .upload && session.destination == .none && reached > .destination
    }
}

extension Session {
    /// The result of a step that was left; muted for what wasn't done.
    fileprivate func result(of page: PageName) -> (Tone, String) {
        switch page {
        case .computer: (.success, computer.shortName)
        case .destination: destination == .none ? (.muted, page.title) : (.success, destination.name)
        case .key: (.success, keyName)
        case .randomness:
            publicKey == nil || existing != nil ? (.muted, page.title) : (.success, "Key generated")
        case .passphrase:
            existing?.purpose == .use
                ? (.muted, page.title) : isProtected ? (.success, "Passphrase set") : (.warning, "No passphrase")
        case .save:
            existing?.purpose == .use
                ? (.muted, page.title)
                : saved.map { (.success, "Saved " + $0.list[0].file.fileName) } ?? (.muted, page.title)
        case .publicKey: (.success, page.title)
        case .upload: uploadResult
        case .logIn:
            proved.map { $0.succeeded ? (.success, "Login tested") : (.failure, "Login failed") }
                ?? (.muted, "Login not tested")
        case .done: (.muted, page.title)
        }
    }

    private var uploadResult: (Tone, String) {
        switch destination {
        case .none: return (.muted, PageName.upload.title)
        case .service(let service):
            return switch uploaded {
            case .created?: (.success, "Added to " + service.name)
            case .alreadyThere?: (.success, "Was on " + service.name)
            case .failed?: (.failure, "Not added")
            case nil: (.muted, "Upload not checked")
            }
        case .server:
            guard hosts.count < 2 else {
                let count = hosts.count(where: \.isThere)
                return (count == hosts.count ? .success : .warning, "Added to \(count) of \(hosts.count)")
            }
            return installed?.succeeded == true
                ? (.success, "Added to " + (server?.host ?? "the server")) : (.muted, "Not installed")
        }
    }
}

import SSHKey
import Services
import TerminalUI

/// Brings the public key to its destination: by request or by hand to a service, or by ssh to a server.
struct UploadPage: Page {
    private var form: ServerForm?
    /// Set where the service takes keys by request.
    private var request: ServiceForm?
    /// Set while the key is pasted by hand.
    private var guide: HandGuide?

    func title(_ session: Session) -> String {
        switch session.destination {
        case .service(let service): guide == nil ? request?.title ?? "" : "Paste the key at \(service.name)"
        case .server, .none: form?.title ?? "Put the key on the server"
        }
    }

    func keys(_ session: Session) -> [KeyBinding<Message>] {
        if let form, session.destination == .server { return form.keys(session) }
        return guide?.keys ?? request?.keys ?? []
    }

    func help(_ session: Session) -> [String] {
        switch session.destination {
        case .service where guide == nil:
            [
                "keywizard adds the key as the service's web page would, through its interface for programs. The service has to "
                    + "know who asks: that is what the credential is for, a secret of yours that it gave you, such as a token. It is "
                    + "sent to the service alone, and not kept.",
                "The keys that are there are looked at first: one that is there already is not added again.",
                "A CA file has the certificates of an organisation that signs for its own servers. Leave it empty elsewhere.",
            ]
        case .service:
            [
                "These are the clicks in the service's web page, in their order. What has to be pasted is copied with c, the "
                    + "name of the key with n, the address of the page with a.",
                "o asks the desktop to open the page. Where there is none, over SSH for one, the address is shown alone, so that "
                    + "the mouse selects it as a whole.",
            ]
        case .server where form?.isForSeveral == true:
            [
                "The key is added to the file .ssh/authorized_keys of each server, unless it is there already. Servers that let "
                    + "you in without a question are done all at once; afterwards you can log in at the others one by one.",
                "Many at once go through Ansible where that is installed, a program that sets up servers. keywizard writes what "
                    + "it needs, and reads what it reports.",
                "A file names one server on each line, as in ana@web1.example.org:2222; the account and the port may be left out.",
            ]
        case .server, .none:
            [
                "keywizard starts your system's ssh, which asks for your password there as always; keywizard doesn't see it. "
                    + "On the server one line is added to the file .ssh/authorized_keys, unless it is there already.",
                "The user is your account's name on the server, not on this computer. The port is 22 unless you were "
                    + "told another one.",
                "^T leads to several servers at once: the names of ~/.ssh/config, or of a file. Those that let you in without a "
                    + "question get the key at the same time; you are asked for the others one after the other.",
            ]
        }
    }

    var isInTheMiddle: Bool {
        guard let guide else { return request?.isInTheMiddle ?? form?.isInTheMiddle ?? false }
        // From the clicks Back leads to the other ways, where there are any.
        return request != nil || guide.isInTheMiddle
    }

    func backLabel(_ session: Session) -> String? {
        session.destination == .server ? form?.backLabel : guide == nil ? request?.backLabel : "back"
    }

    mutating func enter(_ session: inout Session) -> [Effect] {
        if session.destination == .server, form == nil {
            form = ServerForm(session.server)
        }
        guard case .service(let service) = session.destination else {
            (request, guide) = (nil, nil)
            return []
        }
        guard service.api != nil else {
            if guide?.service.id != service.id { guide = HandGuide(service, at: nil, name: session.comment) }
            request = nil
            return []
        }
        guard request?.service.id != service.id else { return [] }
        let isFirst = request == nil
        (request, guide) = (ServiceForm(service), nil)
        return (isFirst ? [] : [.clearCredential]) + [.findCredentials(service)]
    }

    mutating func update(_ message: Message, _ session: inout Session) -> Turn {
        guard let key = session.publicKey else { return .stay }
        if session.destination == .server, form != nil {
            return form?.update(message, &session, key) ?? .stay
        }
        guard let guide else {
            let turn = request?.update(message, &session) ?? .stay
            if let request, request.isByHand {
                self.guide = HandGuide(request.service, at: request.knownAddress, name: request.name(session))
            }
            return turn
        }
        if message == .back, !guide.isInTheMiddle {
            self.guide = nil
            return request?.update(.back, &session) ?? .stay
        }
        if case .credentialsFound = message { return request?.update(message, &session) ?? .stay }
        var turn = self.guide?.update(message, key, session) ?? .stay
        if turn.move == .next { session.serviceAddress = self.guide?.address }
        // Whatever was typed of a credential is not needed any more.
        if turn.move == .next, request != nil { turn.effects.append(.clearCredential) }
        return turn
    }

    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        switch session.destination {
        case .service:
            if let guide { guide.draw(&frame, in: area) } else { request?.draw(&frame, in: area, session) }
        case .server, .none: form?.draw(&frame, in: area, session)
        }
    }
}

// MARK: - Plain mode

extension UploadPage {
    func prompt(_ session: Session) -> Prompt {
        guard case .service = session.destination else {
            return form?.prompt(title(session), session) ?? Prompt(title(session), [], [.pause()], then: [.next])
        }
        return guide?.prompt(title(session), session) ?? request?.prompt(session)
            ?? Prompt(title(session), [], [.pause()], then: [.next])
    }
}

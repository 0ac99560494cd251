import SSHKey
import TerminalUI

/// Shows the public key line, its fingerprints and its randomart, and copies it.
public struct PublicKeyPage: Page {
    /// What the user does here.
    public enum Event: Hashable, Sendable {
        /// Go on.
        case proceed
        /// Copy the line.
        case copy
        /// Print the line alone and unbroken, to be selected with the mouse.
        case showLine
        /// The result of copying it.
        case copied(CopyOutcome)
    }

    private var copied: CopyOutcome?

    static func message(_ event: Event) -> Message { .publicKey(event) }

    mutating func enter(_ session: inout Session) -> [Effect] {
        copied = nil
        return []
    }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        guard let key = session.publicKey else { return .stay }
        switch event {
        case .proceed: return .next
        case .copy: return .effects(.copy(key.line))
        case .showLine: return .effects(.show(key.line))
        case .copied(let outcome): copied = outcome
        }
        return .stay
    }

    func form(_ session: Session) -> Form<Event> {
        let key = session.publicKey
        return Form(
            title(session),
            session.computer.usesPuTTY
                ? "Public key for pasting into OpenSSH authorized_keys file"
                : "Paste this whole line. It isn't secret.", help: Self.help, isForSelecting: true,
            key.map { .code("", $0.line) }, key.map { .code("Fingerprint", $0.fingerprint(.sha256)) },
            key.map { .code("MD5 (older services)", $0.fingerprint(.md5)) }, key.map { .picture($0.randomart) },
            copied.map { .note($0.words.sentence, $0 == .unavailable ? .warning : .success, on: .screen) },
            .buttons(
                .main("Continue", .proceed), Button("Copy", .copy, .character("c")),
                Button("Show the full line", .showLine, .character("s"), hint: "full line", on: .screen)))
    }

    private func title(_ session: Session) -> String {
        switch session.destination {
        case .service(let service): "Public key for \(service.name)"
        case .server: session.server.map { "Public key for \($0.user)@\($0.host)" } ?? "Your public key"
        case .none: "Your public key"
        }
    }

    private static let help = [
        "Services and servers ask for this line. It must arrive whole, on one line.",
        "The fingerprint is a short form of the key: compare it where a service shows one. The picture (randomart) shows the "
            + "same to the eye.", "On this page the mouse selects text.",
    ]
}

import TerminalUI

/// Asks which computer will use the key.
public struct ComputerPage: Page {
    /// What the user does here, and what is found out meanwhile.
    public enum Event: Hashable, Sendable {
        /// Mark a computer.
        case choose(Computer)
        /// Take the marked one and go on.
        case proceed
        /// Begin with a key that exists already.
        case useExisting
        /// Resume an interrupted replacement.
        case takeUp(InterruptedRotation)
        /// The unfinished replacements, and why others can't be resumed.
        case rotationsFound([InterruptedRotation], troubles: [Problem] = [])
    }

    private var chosen: Computer?

    static func message(_ event: Event) -> Message { .computer(event) }

    mutating func update(_ event: Event, _ session: inout Session) -> Turn {
        switch event {
        case .choose(let computer): chosen = computer
        case .proceed:
            session.computer = chosen ?? choices(session)[0]
            session.startsWithKey = false
            // A new start with nothing saved creates an independent key.
            if session.replacement?.rotation == nil { session.replacement = nil }
            return .next
        case .useExisting:
            session.startsWithKey = true
            return Turn(move: .to(.key))
        case .takeUp(let interrupted): return Turn(move: .takeUp(interrupted))
        case .rotationsFound(let found, let troubles):
            (session.interrupted, session.rotationTroubles) = (found, troubles)
        }
        return .stay
    }

    private func choices(_ session: Session) -> [Computer] { Computer.choices(on: session.surroundings.system) }

    func form(_ session: Session) -> Form<Event> {
        let all = choices(session)
        let rows = all.map { computer in
            Row(
                computer.isThisOne ? "This computer: \(computer.name)" : computer.name, detail: computer.detail,
                isOn: computer == chosen ?? all[0], Event.choose(computer))
        }
        let unfinished = session.unfinished.first
        return Form(
            "Which computer will use this key?", "The one you will log in from.", help: Self.help,
            fields: [.rows(FieldName("computer"), "Your choice", rows)] + remarks(session) + [
                .buttons(
                    .main("Continue", .proceed),
                    session.keys?.isEmpty == false
                        ? Button("Use an existing key", .useExisting, .control("o"), hint: "existing key") : nil,
                    unfinished.map { Button("Resume replacement", .takeUp($0)) })
            ])
    }

    /// What is in ~/.ssh, and what was begun there.
    private func remarks(_ session: Session) -> [Field<Event>] {
        // Plain mode asks once it is known what there is.
        var remarks: [Field<Event>] = session.awaitsKeys ? [.waiting(on: .plain)] : []
        if let interrupted = session.unfinished.first {
            let path = session.surroundings.short(interrupted.rotation.path)
            remarks.append(.note("The replacement of \(path) is unfinished.", .warning))
        }
        remarks += session.rotationTroubles.prefix(1).compactMap { .problem($0) }
        if let keys = session.keys, let overview = keys.overview {
            let isFine = keys.allSatisfy { $0.health == .fine && !$0.isUnprotected }
            remarks.append(.note(overview, isFine ? .muted : .warning))
        }
        return remarks
    }

    private static let help = [
        "An SSH key is a pair of files. The private key stays with the user who logs in; the public key goes to servers and "
            + "services. The private key can't be worked out from the public one.",
        "PuTTY reads .ppk files, nearly everything else OpenSSH's format.",
    ]
}

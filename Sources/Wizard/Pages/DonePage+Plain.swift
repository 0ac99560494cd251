extension DonePage {
    func prompt(_ session: Session) -> Prompt {
        let protection = session.isProtected ? "protected by your passphrase" : "without a passphrase"
        var paragraphs: [Paragraph] = ["\(session.keyName) key pair, \(protection):"]
        paragraphs += (session.saved?.list ?? []).map { "\(session.surroundings.short($0.file)), \($0.role)" }
        switch session.destination {
        case .service(let service):
            let uploaded = session.uploaded.flatMap { $0.isFailure ? nil : $0.message.sentence }
            paragraphs.append(Paragraph(uploaded ?? "\(service.name): pasted by you."))
        case .server where session.proved?.succeeded == true: paragraphs.append("The server accepts the key.")
        case .server where session.installed?.succeeded == true:
            paragraphs.append("The key is on the server. The login was not proved.")
        case .server: paragraphs.append("The key is on no server yet.")
        case .none where session.proved?.succeeded == true: break
        case .none: paragraphs.append("Give the public key line to whoever asks for your key.")
        }
        if session.destination == .server, session.hosts.count > 1 {
            let count = session.hosts.count(where: \.isThere)
            paragraphs.append("The key is on \(count) of \(session.hosts.count) servers.")
            paragraphs += session.hosts.compactMap { result in
                result.failure.map { Paragraph("\(result.login.address): \($0.message)".sentence) }
            }
        }
        paragraphs += (session.loginLines + [session.bothKeysStay].compactMap { $0 }).map { Paragraph($0 + ".") }
        let commands = session.equivalentCommands()
        if !commands.isEmpty { paragraphs.append("The same by hand:") }
        return Prompt(
            title(session), paragraphs + commands.map { .verbatim($0) }, [.pause("Press Enter to finish", .next)])
    }
}

extension RandomnessPage {
    func prompt(_ session: Session) -> Prompt {
        switch state {
        case .collecting:
            Prompt(
                title(session),
                [
                    Paragraph(
                        "Your system's generator makes the key. A line of anything that you type is added to it; the key is as good "
                            + "without one.")
                ],
                [
                    Question(
                        field: .next, words: "Type a line of anything, or press Enter alone",
                        kind: .randomness([.useSystemGenerator]))
                ])
        case .waitingForTouch:
            Prompt(
                title(session),
                [
                    "The private key never leaves the authenticator: what is saved here is a handle that only it can use.",
                    Paragraph(
                        "Plug it in. ssh-keygen asks for its PIN when it needs that, and the authenticator blinks when it "
                            + "wants to be touched."),
                ],
                [.pause("Press Enter to make the key", .makeInAuthenticator)])
        case .generating:
            Prompt(
                title(session),
                waitsFor: session.parameters.making)
        case .failed(let problem):
            Prompt(title(session), [Paragraph](problem), [.choice([.init("Try again", .makeAnother)])])
        case .made:
            Prompt(
                title(session),
                session.publicKey.map { key in
                    [
                        "\(session.keyName), \(key.comment.isEmpty ? "no comment" : key.comment). Its fingerprint, a short name to know it by:",
                        .verbatim(key.fingerprint(.sha256)),
                    ]
                } ?? [],
                [.choice([.init("Keep this key pair and go on", .next), .init("Make another", .makeAnother)])])
        }
    }
}

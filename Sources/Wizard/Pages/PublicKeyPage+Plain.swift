extension PublicKeyPage {
    func prompt(_ session: Session) -> Prompt {
        guard let key = session.publicKey else { return Prompt(title(session), [], [.pause()], then: [.next]) }
        return Prompt(
            title(session),
            [
                "Public key for pasting into OpenSSH authorized_keys file, one line:", .verbatim(key.line),
                "Its fingerprints, short names to know it by:", .verbatim(key.fingerprint(.sha256)),
                .verbatim(key.fingerprint(.md5)),
            ],
            [.choice([.init("Go on", .next), .init("Copy the line to the clipboard", .copy)])])
    }
}

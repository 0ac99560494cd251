/// Why a security key didn't make a key.
public enum SecurityKeyFailure: Error, Hashable, Sendable {
    /// None is plugged in or at the reader, or this account may not open it.
    case noAuthenticator
    /// It blinked, and nobody touched it in time.
    case touchTimedOut
    /// The PIN was wrong; after eight wrong ones it must be reset.
    case wrongPIN
    /// Too many wrong PINs: it takes none until it is plugged in again, or at all.
    case pinBlocked
    /// The key needs a PIN, and none was ever set.
    case noPIN
    /// The PIN is wanted, and there is no terminal to enter it on.
    case noTerminal
    /// The security key hasn't what was asked for.
    case notSupported(SecurityKeyRequest.Algorithm)
    /// A resident key of that application is there already, and wasn't to be replaced.
    case alreadyThere(application: String)
    /// No room for another resident key.
    case full
    /// This ssh-keygen has no part that talks to security keys.
    case noMiddleware
    /// Ended by the user, here or on the security key.
    case cancelled
    /// What ssh-keygen said.
    case other(String)

    /// What happened.
    public var message: String {
        switch self {
        case .noAuthenticator: "no security key found"
        case .touchTimedOut: "the security key timed out waiting for your touch"
        case .wrongPIN: "wrong PIN"
        case .pinBlocked: "the security key is locked after too many wrong PINs"
        case .noPIN: "the security key has no PIN yet, and this key needs one"
        case .noTerminal: "the security key asks for its PIN, and there is no terminal to enter it on"
        case .notSupported(let algorithm): "the security key can't create this \(algorithm.rawValue) key"
        case .alreadyThere(let application):
            "the security key already has a key named \(application)"
        case .full: "the security key has no room for another resident key"
        case .noMiddleware: "this ssh-keygen doesn't support security keys"
        case .cancelled: "canceled"
        case .other(let text): text.isEmpty ? "ssh-keygen failed without a message" : "ssh-keygen: " + text
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .noAuthenticator: "plug it in (or hold it to the reader), then try again"
        case .touchTimedOut: "touch it when it blinks"
        case .wrongPIN: "try again, but not often: after eight wrong PINs a security key must be reset"
        case .pinBlocked:
            "unplug it and plug it in again; if that doesn't help it must be reset, which erases its keys"
        case .noPIN: "set one with its maker's program, or with fido2-token -S"
        case .noTerminal: "run this in a terminal"
        case .notSupported(.ed25519SK): "try ecdsa-sk, which older ones support; a PIN may have to be set first"
        case .notSupported(.ecdsaSK): "leave out --resident and --verify-required; a PIN may have to be set first"
        case .alreadyThere: "choose another application name, such as ssh:work"
        case .full: "delete one that you no longer need (fido2-token -D), or create the key without --resident"
        case .noMiddleware:
            "install an OpenSSH that does (on a Mac: brew install openssh), or set SSH_SK_PROVIDER to its library"
        case .cancelled, .other: nil
        }
    }
}

extension SecurityKeyRequest {
    /// Why the security key made no key; nil when it made one.
    public func failure(of result: CommandResult) -> SecurityKeyFailure? {
        if result.status == .exited(0) { return nil }
        // 130: as a shell reports SIGINT, which is 2 everywhere.
        if result.status == .signalled(2) || result.status == .exited(130) { return .cancelled }
        let text = result.errors
        // libfido2's own reasons (sk-usbhid.c logs them) say more than ssh-keygen's last line, so they come first.
        let signs: [(text: String, failure: SecurityKeyFailure)] = [
            ("FIDO_ERR_ACTION_TIMEOUT", .touchTimedOut), ("FIDO_ERR_USER_ACTION_TIMEOUT", .touchTimedOut),
            ("sk_select_by_touch: timed out", .touchTimedOut),
            ("FIDO_ERR_PIN_BLOCKED", .pinBlocked), ("FIDO_ERR_PIN_AUTH_BLOCKED", .pinBlocked),
            ("FIDO_ERR_PIN_NOT_SET", .noPIN), ("FIDO_ERR_KEY_STORE_FULL", .full),
            ("FIDO_ERR_OPERATION_DENIED", .cancelled), ("FIDO_ERR_KEEPALIVE_CANCEL", .cancelled),
            ("read_passphrase: stdin is not a tty", .noTerminal), ("Too many incorrect PINs", .wrongPIN),
            ("not an OpenSSH FIDO library", .noMiddleware), ("dlopen failed", .noMiddleware),
            ("internal security key support not enabled", .noMiddleware), ("unknown key type", .noMiddleware),
            ("No FIDO SecurityKeyProvider", .noMiddleware), ("unusable: ", .noMiddleware),
            ("enrollment failed: device not found", .noAuthenticator),
            ("enrollment failed: requested feature not supported", .notSupported(algorithm)),
            ("enrollment failed: bad permissions", .alreadyThere(application: application)),
            ("enrollment failed: incorrect passphrase", .wrongPIN),
        ]
        if let sign = signs.first(where: { text.contains($0.text) }) { return sign.failure }
        let said = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("debug") }
        return .other(lastLines(said.joined(separator: "\n"), 2).joined(separator: "; "))
    }
}

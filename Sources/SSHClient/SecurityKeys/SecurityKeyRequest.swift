/// A key pair to be made inside a security key (FIDO2) by the system's ssh-keygen, as a value.
public struct SecurityKeyRequest: Hashable, Sendable {
    /// The algorithm, by the word of ssh-keygen's -t.
    public enum Algorithm: String, CaseIterable, Hashable, Sendable {
        /// For newer security keys, which have EdDSA.
        case ed25519SK = "ed25519-sk"
        /// For security keys that don't have Ed25519.
        case ecdsaSK = "ecdsa-sk"
    }

    /// What ssh-keygen and every server expect when nobody has named another.
    public static let usualApplication = "ssh:"

    /// The algorithm of the key pair.
    public var algorithm: Algorithm
    /// Whether the security key keeps the handle too, so that `ssh-keygen -K` gives it to another computer.
    public var isResident = false
    /// Whether each signature needs the PIN or a fingerprint, besides the touch.
    public var verifiesUser = false
    /// Whether each signature needs a touch. Without, most servers refuse the key.
    public var needsTouch = true
    /// The name that sets one resident key apart from another; starts with `ssh:`.
    public var application = usualApplication
    /// The comment of the public key line; ssh-keygen's -C.
    public var comment = ""

    /// A pair that stays out of the security key's memory and needs a touch, which is what ssh-keygen makes by
    /// default.
    public init(_ algorithm: Algorithm) { self.algorithm = algorithm }

    /// Why ssh-keygen wouldn't take the application's name; nil when it would.
    public static func problem(withApplication name: String) -> String? {
        guard name.hasPrefix(usualApplication) else { return "the application name starts with \(usualApplication)" }
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0 == " " }) else {
            return "the application name is one word"
        }
        return nil
    }

    /// ssh-keygen's arguments for a new pair at `path`.
    ///
    /// No passphrase: what ssh-keygen writes is no private key but a handle that only this security key can use.
    /// It goes to a folder of its owner alone, and is encrypted here, by the same code as every other key. A
    /// passphrase would have to be asked for by ssh-keygen, twice, in the middle of touches and PINs, or be an
    /// argument that everybody on the computer sees.
    public func arguments(path: String) -> [String] {
        // -v: why an enrolment failed is in the log alone. -q: the file's name and picture are of no interest.
        var arguments = ["-v", "-q", "-t", algorithm.rawValue, "-f", path, "-N", "", "-C", comment]
        var options: [String] = []
        if isResident { options.append("resident") }
        if verifiesUser { options.append("verify-required") }
        if !needsTouch { options.append("no-touch-required") }
        if application != Self.usualApplication { options.append("application=" + application) }
        arguments += options.flatMap { ["-O", $0] }
        return arguments
    }
}

/// A reason for which a program couldn't be run at all; what it says itself isn't one.
public enum NetworkError: Error, Hashable, Sendable {
    /// No program of that name in PATH.
    case programMissing(String)
    /// The system refused to start it; `reason` is its error in words.
    case notStarted(program: String, reason: String)
    /// No private folder for the files that ssh or ssh-keygen writes; `reason` is the system's error in words.
    case noTemporaryFolder(reason: String)
    /// `ssh -G` doesn't read the configuration; with its own words, several lines as a rule.
    case configurationRefused(said: String)
    /// The task was cancelled before the program had ended.
    case cancelled

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .programMissing(let program): "\(program) isn't installed on this computer"
        case .notStarted(let program, let reason): "\(program) couldn't be started: \(reason)"
        case .noTemporaryFolder(let reason): "couldn't create a temporary folder: \(reason)"
        case .configurationRefused(let said):
            "ssh can't read its configuration: "
                + said.split(whereSeparator: \.isNewline).filter { !$0.contains("terminating, ") }
                .joined(separator: " / ")
        case .cancelled: "canceled"
        }
    }

    /// What to do; nil where there is nothing but trying again.
    public var hint: String? {
        switch self {
        case .programMissing("ssh"): "install it (the package openssh-client on Debian and Ubuntu), then try again"
        case .programMissing(let program): "install \(program), then try again"
        case .noTemporaryFolder: "free some space in /tmp, or set TMPDIR to one of your folders"
        case .configurationRefused: "fix that line; until then ssh can't log in either"
        case .notStarted, .cancelled: nil
        }
    }
}

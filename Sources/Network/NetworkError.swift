/// A reason for which a program could not be run at all; what it says itself is not one.
public enum NetworkError: Error, Hashable, Sendable {
    case programMissing(String)
    case notStarted(program: String, reason: String)
    case noTemporaryFolder(reason: String)
    case cancelled

    public var message: String {
        switch self {
        case .programMissing(let program): "there is no \(program) on this computer"
        case .notStarted(let program, let reason): "\(program) could not be started: \(reason)"
        case .noTemporaryFolder(let reason): "no temporary folder could be made: \(reason)"
        case .cancelled: "cancelled"
        }
    }

    public var hint: String? {
        switch self {
        case .programMissing("ssh"): "install it (the package openssh-client on Debian and Ubuntu), then try again"
        case .programMissing(let program): "install \(program), then try again"
        case .noTemporaryFolder: "make some room in /tmp, or set TMPDIR to a folder of your own"
        case .notStarted, .cancelled: nil
        }
    }
}

/// Why a credential that seems to be there can't be offered or taken. Never with any part of it.
public enum CredentialError: Error, Hashable, Sendable {
    /// The file that another program keeps it in can't be read.
    case unreadable(ReadError)
    /// The file goes beyond what keywizard reads of its format.
    case notUnderstood(path: String, line: Int, reason: String)
    /// It is there, but of a kind that can't be used; `origin` says where, `reason` follows "it".
    case unusable(origin: String, reason: String)
    /// Accounts that can't change the file `secret` can change the one at `path`, which says where the secret goes.
    case lessTrusted(path: String, than: String)
    /// A file of the working folder that others could have put there.
    case notYours(path: String)
    /// A program that should have given it out failed.
    case tool(program: String, reason: String)

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .unreadable(let error): error.message
        case .notUnderstood(let path, let line, let reason): "\(path), line \(line): \(reason)"
        case .unusable(let origin, let reason): "\(origin): it \(reason)"
        case .lessTrusted(let path, let secret): "other users can change \(path), and \(secret) has the secret"
        case .notYours(let path): "other users can change \(path)"
        case .tool(let program, let reason): "\(program) returned no credential: \(reason)"
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .unreadable(let error): error.hint
        case .notUnderstood:
            "keywizard reads only simple files of this format; enter the credential instead"
        case .unusable: "enter another credential instead"
        case .lessTrusted(let path, _), .notYours(let path):
            "make sure that only you can write to \(path) and the folders above it; until then it isn't used"
        case .tool: "log in with that program again, or enter the credential instead"
        }
    }
}

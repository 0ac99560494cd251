/// The pages, in their order.
public enum PageName: Int, CaseIterable, Hashable, Sendable, Comparable {
    /// Which computer will use the key.
    case computer
    /// Where the public key goes.
    case destination
    /// Type, size and comment; or a key that exists.
    case key
    /// Movements are collected and the pair is made.
    case randomness
    /// The passphrase is typed twice, or none is wanted.
    case passphrase
    /// Where the files go.
    case save
    /// The public key line, to be looked at and copied.
    case publicKey
    /// The line is added at the destination.
    case upload
    /// ssh_config, the agent, and the login that proves it all.
    case logIn
    /// What was done, and what is left to do.
    case done

    /// The name in the rail.
    public var title: String {
        switch self {
        case .computer: "Computer"
        case .destination: "Destination"
        case .key: "Key"
        case .randomness: "Randomness"
        case .passphrase: "Passphrase"
        case .save: "Save"
        case .publicKey: "Public key"
        case .upload: "Upload"
        case .logIn: "Log in"
        case .done: "Done"
        }
    }

    public static func < (left: PageName, right: PageName) -> Bool { left.rawValue < right.rawValue }
}

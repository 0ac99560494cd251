/// The pages, in their order.
public enum PageName: Int, CaseIterable, Hashable, Sendable, Comparable {
    case computer, destination, key, randomness, passphrase, save, publicKey, upload, logIn, done

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

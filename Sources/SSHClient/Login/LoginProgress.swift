/// How far a login has come: a list that fills while ssh writes its log.
public struct LoginProgress: Hashable, Sendable {
    /// A stage of the login, in the order in which ssh goes through them.
    public enum Step: Int, CaseIterable, Comparable, Hashable, Sendable {
        /// The host has an address, which ssh connects to.
        case nameResolved
        /// TCP is established, and the server has said which software it is.
        case connected
        /// known_hosts has the key that the server shows.
        case hostKeyKnown
        /// ssh has asked whether the server would take the key under test.
        case keyOffered
        /// The server would take it; the signature is still to come.
        case keyAccepted
        /// The signature was right: the account is open.
        case authenticated
        /// A service has said who it takes the user for; servers with a shell have no such stage.
        case greeted

        public static func < (one: Step, other: Step) -> Bool { one.rawValue < other.rawValue }

        /// The stage for people, as something reached: lower case, no full stop.
        public var text: String {
            switch self {
            case .nameResolved: "name resolved"
            case .connected: "connected"
            case .hostKeyKnown: "host key known"
            case .keyOffered: "key offered"
            case .keyAccepted: "key accepted"
            case .authenticated: "logged in"
            case .greeted: "greeting"
            }
        }
    }

    /// A stage of the list, reached or not.
    public struct Item: Hashable, Sendable {
        /// The stage.
        public let step: Step
        /// Whether it, or a later one, is reached.
        public let isReached: Bool
        /// What was seen there: an address, a fingerprint, the greeting.
        public let detail: String?
    }

    /// The key that the server showed, known or not.
    public private(set) var hostKey: SeenHostKey?

    private let test: LoginTest
    private var reached: Step?
    private var details: [Step: String] = [:]
    /// Whether the key that was offered last is the one that is tested.
    private var isOurs = false
    /// What follows a record that quotes the peer may be the peer's too.
    private var isOver = false

    /// The list of a test, with nothing reached.
    public init(_ test: LoginTest) { self.test = test }

    /// The list. A step counts as reached when a later one is: behind a jump host ssh resolves no name itself.
    public var items: [Item] {
        let steps = test.isService ? Step.allCases : Step.allCases.filter { $0 != .greeted }
        return steps.map { step in
            Item(step: step, isReached: reached.map { step <= $0 } ?? false, detail: details[step])
        }
    }

    /// Takes one line of the log. The texts are those of OpenSSH 7.2 to 9.9 (sshconnect.c, sshconnect2.c).
    public mutating func read(_ line: String) {
        let line = line.last?.isNewline == true ? String(line.dropLast()) : line
        isOver = isOver || ServerLog.quotesThePeer(line)
        guard !isOver else { return }
        func rest(after text: String) -> String? {
            line.hasPrefix(text) ? String(line.dropFirst(text.count)) : nil
        }
        if let target = rest(after: "debug1: Connecting to ") {
            // "github.com [140.82.121.4] port 22."
            let address = target.split(separator: "[").last?.split(separator: "]").first
            reach(.nameResolved, address.map(String.init))
        } else if line.hasPrefix("debug1: Connection established.") {
            reach(.connected)
        } else if let software = rest(after: "debug1: Remote protocol version 2.0, remote software version ") {
            reach(.connected, software)
        } else if let key = rest(after: "debug1: Server host key: ") {
            hostKey = SeenHostKey(logLine: key)
        } else if line.hasPrefix("debug1: Host '"),
            line.contains("' is known and matches the ")
                || line.hasPrefix("Warning: Permanently added '")
        {
            reach(.hostKeyKnown, hostKey?.fingerprint)
        } else if let offer = rest(after: "debug1: Offering ") {
            isOurs = isOurKey(offer)
            if isOurs { reach(.keyOffered, test.proof.fingerprint) }
        } else if let accepted = rest(after: "debug1: Server accepts key: ") {
            // Until 7.9 without the fingerprint: the key that was offered last.
            if accepted.contains("SHA256:") { isOurs = isOurKey(accepted) }
            if isOurs { reach(.keyAccepted, test.proof.fingerprint) }
        } else if line.hasPrefix("Authenticated to ") || line == "debug1: Authentication succeeded (publickey)." {
            if isOurs, reached.map({ $0 >= .keyAccepted }) ?? false { reach(.authenticated) }
        }
    }

    /// Takes the end of the login: that it was one is known by other means than the log.
    public mutating func end(_ verdict: LoginVerdict) {
        if case .loggedIn(_, needsMore: false) = verdict { reach(.authenticated) }
    }

    /// Takes one line that the other side sent once the login was done.
    public mutating func readSession(_ line: String) {
        guard reached == .authenticated, test.isService, let greeting = Greeting(in: line, expecting: test.expects)
        else { return }
        reach(.greeted, greeting.text)
    }

    private mutating func reach(_ step: Step, _ detail: String? = nil) {
        // ssh tries the next address of a name after a failure; the list doesn't fall back for that.
        reached = max(reached ?? step, step)
        if let detail { details[step] = detail }
    }

    /// Whether the log means the key under test: by its fingerprint, and by its path before 6.8 or so had that.
    private func isOurKey(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        if words.contains(where: { $0.hasPrefix("SHA256:") }) { return words.contains { $0 == test.proof.fingerprint } }
        return text.hasSuffix(": " + test.proof.identityFile)
    }
}

import Support

/// What ssh -v wrote about one connection, so far as it explains something. It decides nothing: `SessionEvidence` does.
///
/// ssh writes some texts of the peer into its log as they came, newlines too, and some of them before it has compared
/// the host key. What follows such a record may be the peer's in the clothes of ssh, so that reading ends there; only
/// the log of a session that was open is read whole, as the peer is the server then that the account is on.
///
/// The texts are those of OpenSSH 9.2 (ssh.c, sshconnect.c, sshconnect2.c, authfile.c), where each was seen; where
/// older or newer versions are known to differ, both are read. ssh has no translations.
struct ServerLog {
    /// The records up to the first one that quotes the peer.
    private let lines: [Substring]
    /// That record, as far as its first newline; nil where there is none.
    private let quotation: Substring?

    /// What a program logged whose peer was never known.
    init(_ text: String) { self.init(text, isTrusted: false) }

    init(_ result: CommandResult) { self.init(result.log, isTrusted: !result.session.isEmpty) }

    private init(_ text: String, isTrusted: Bool) {
        let all = Self.lines(of: text)
        let end = isTrusted ? nil : all.firstIndex(where: Self.quotesThePeer)
        lines = all[..<(end ?? all.endIndex)].map(Self.untagged)
        quotation = end.map { all[$0] }
    }

    /// ssh ends its lines with CR LF, which is one character to Swift.
    static func lines(of text: String) -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
    }

    /// A record of LogVerbose without the tag that it puts in front: "sshconnect2.c:load_identity_file():1742 (pid=18911): ".
    private static func untagged(_ line: Substring) -> Substring {
        guard let tag = line.firstRange(of: "sshconnect2.c:load_identity_file():"),
            let end = line[tag.upperBound...].firstRange(of: "): ")
        else { return line }
        return line[..<tag.lowerBound] + line[end.upperBound...]
    }

    /// Whether a record has free text of the peer's: SSH_MSG_DEBUG, SSH_MSG_DISCONNECT, its lists of algorithms where
    /// none suits, GSSAPI's errors, why it opens no channel.
    static func quotesThePeer(_ line: some StringProtocol) -> Bool {
        let beginnings = [
            "debug1: Remote: ", "Received disconnect from ", "Unable to negotiate with ",
            "debug1: Server GSSAPI Error:", "debug1: server sent unknown pkalg", "input_userauth_error: ",
        ]
        return beginnings.contains(where: line.hasPrefix)
            || line.hasPrefix("channel ") && line.contains(": open failed: ")
    }

    /// The server software that answered: "OpenSSH_9.2p1 Debian-2".
    var software: String? { value(after: "debug1: Remote protocol version 2.0, remote software version ") }

    /// Whether ssh says that the user is in, by whatever method.
    var isAuthenticated: Bool {
        // Older versions leave out 'using "METHOD"'; behind a ProxyJump it is "(via proxy)".
        lines.contains { $0.hasPrefix("Authenticated to ") }
    }

    /// Whether nobody had to show anything to be let in.
    var isAuthenticatedByNothing: Bool {
        lines.contains { $0.hasPrefix("Authenticated to ") && $0.hasSuffix(#" using "none"."#) }
    }

    /// Whether a key opened the account that the server was not asked about first.
    var isAuthenticatedByUnnamedKey: Bool {
        acceptedKeys.isEmpty
            && lines.contains { $0.hasPrefix("Authenticated to ") && $0.hasSuffix(#" using "publickey"."#) }
    }

    /// Whether the server took the key and then wants something else too.
    var isPartlyAuthenticated: Bool {
        // Older versions name no method: "Authenticated with partial success."
        lines.contains {
            $0 == #"Authenticated using "publickey" with partial success."#
                || $0 == "Authenticated with partial success."
        }
    }

    /// The fingerprints of the keys that the server said it would accept, in order: "SHA256:...".
    var acceptedKeys: [Substring] { keys(after: "debug1: Server accepts key: ") }

    /// The fingerprints of the keys that the server was asked about.
    var offeredKeys: [Substring] { keys(after: "debug1: Offering ") }

    private func keys(after beginning: String) -> [Substring] {
        lines.filter { $0.hasPrefix(beginning) }.compactMap { line in
            line.split(separator: " ").last { $0.hasPrefix("SHA256:") }
        }
    }

    /// Whether the server was asked about the key, or was sent a signature without being asked, as with a key whose
    /// public key ssh can't read.
    func hasTried(_ fingerprint: String, at path: String) -> Bool {
        if offeredKeys.contains(where: { $0 == fingerprint }) { return true }
        // Before 6.8 or so the log had paths alone.
        if lines.contains(where: { $0.hasPrefix("debug1: Offering ") && $0.hasSuffix(": " + path) }) { return true }
        guard let trial = lines.firstIndex(where: { $0 == "debug1: Trying private key: " + path }) else { return false }
        return lines[trial...].contains { $0.hasPrefix(Self.methods) || $0.hasPrefix("Authenticated to ") }
    }

    /// Whether the key that was offered is MLDSA44-Ed25519 and the server's list of the signatures that it knows
    /// (server-sig-algs, RFC 8308) has no such: OpenSSH before 10.6. One that has it may still refuse the type.
    func leavesOutPostQuantum(_ fingerprint: String) -> Bool {
        let isOffered = lines.contains { line in
            let words = line.split(separator: " ")
            guard line.hasPrefix("debug1: Offering "), let last = words.lastIndex(where: { $0 == fingerprint }) else {
                return false
            }
            return words[last - 1].hasPrefix("MLDSA44-ED25519")
        }
        let start = "debug1: kex_ext_info_client_parse: server-sig-algs=<"
        guard isOffered, let list = lines.last(where: { $0.hasPrefix(start) }) else { return false }
        return !list.dropFirst(start.count).dropLast().split(separator: ",").contains("ssh-mldsa44-ed25519")
    }

    private static let methods = "debug1: Authentications that can continue: "

    /// Whether ssh got as far as logging in.
    var asksForLogin: Bool { lines.contains { $0.hasPrefix(Self.methods) } }

    /// What the server would still take when it said no: "publickey", "password".
    var methodsLeft: [String]? {
        guard let line = lines.last(where: { $0.contains(": Permission denied (") }),
            let start = line.lastIndex(of: "("), let end = line.lastIndex(of: ")"), start < end
        else { return nil }
        return line[line.index(after: start)..<end].split(separator: ",").map(String.init)
    }

    /// The new host key's fingerprint, and the command that forgets the old one.
    var changedHostKey: (fingerprint: String?, removal: String?)? {
        guard contains("REMOTE HOST IDENTIFICATION HAS CHANGED") else { return nil }
        let fingerprint = lines.first { $0.hasPrefix("SHA256:") }.map {
            $0.hasSuffix(".") ? String($0.dropLast()) : String($0)
        }
        return (fingerprint, removal)
    }

    /// ssh's own advice, since 7.2, is: ssh-keygen -f "/home/me/.ssh/known_hosts" -R "server"; 10.6 has single quotes. Its
    /// two values, checked and quoted again; nil where they are anything but a file and a host.
    private var removal: String? {
        for line in lines {
            let line = line.drop(while: \.isWhitespace)
            let start = "ssh-keygen -f "
            guard line.hasPrefix(start), let quote = line.dropFirst(start.count).first, quote == "\"" || quote == "'",
                let middle = line.firstRange(of: "\(quote) -R \(quote)"), line.last == quote
            else { continue }
            let file = line[..<middle.lowerBound].dropFirst(start.count + 1)
            let host = line[middle.upperBound...].dropLast()
            let isHost = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-:[]%".contains($0)) }
            guard file.hasPrefix("/"), !file.contains(quote), file != "/dev/null", !host.isEmpty, isHost else {
                return nil
            }
            return "ssh-keygen -f \(ShellWord.quoted(String(file))) -R \(ShellWord.quoted(String(host)))"
        }
        return nil
    }

    /// Why the file of a key couldn't be used: "bad permissions".
    var keyFileProblem: String? {
        if lines.contains(where: { $0.hasPrefix("no such identity: ") || $0.hasPrefix("debug1: no such identity: ") }) {
            return "no such file"
        }
        guard let line = lines.first(where: { $0.hasPrefix("Load key ") }), let colon = line.lastIndex(of: ":")
        else { return nil }
        return String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
    }

    /// Whether ssh had to open the private file to know the key at all, and couldn't.
    func isLeftOut(_ path: String) -> Bool {
        lines.contains("debug1: Trying private key: " + path) && reasonNotOffered(at: path) == nil
    }

    /// Why ssh didn't ask the server about a key: its own words.
    func reasonNotOffered(at path: String) -> String? {
        for line in lines {
            let text = line.drop { $0 != ":" }.dropFirst(2)
            if line == "identity_sign: private key \(path) contents do not match public" { return String(text) }
            if line.hasPrefix("debug1: Skipping "), line.contains(" \(path) ") { return String(text) }
            for words in ["no mutual signature algorithm", "no mutual signature supported"]
            where line.hasSuffix(": " + words) {
                return words
            }
        }
        return nil
    }

    /// Why there was no signature for a key that the server would take.
    var signingFailure: SigningFailure? {
        if let line = lines.last(where: { $0.hasPrefix("sign_and_send_pubkey: signing failed for ") }),
            let colon = line.lastIndex(of: ":")
        {
            let reason = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
            return line.contains(" from agent: ") ? .agent(reason) : .other(reason)
        }
        if lines.contains("debug2: bad passphrase given, try again...") { return .wrongPassphrase }
        return lines.contains("debug2: no passphrase given, try next key") ? .noPassphrase : nil
    }

    /// Whether ssh went by way of a program.
    var usesProxy: Bool { lines.contains { $0.hasPrefix(Self.proxy) } }

    private static let proxy = "debug1: Executing proxy command: "

    /// The jump host, where the program is ssh's own for one: "exec ssh -l me -W '[server]:22' jump".
    var jumpHost: String? {
        guard let line = lines.first(where: { $0.hasPrefix(Self.proxy) }), line.contains(" -W '["),
            let word = line.split(separator: " ").last
        else { return nil }
        return String(word.filter { $0 != "'" })
    }

    /// Whether something answered that never said which SSH it is.
    var isAnsweredByOther: Bool {
        software == nil
            && lines.contains {
                $0.hasPrefix(Self.banner) || $0.hasPrefix("debug1: " + Self.banner)
            }
    }

    /// What a server says that has no time for this computer, instead of its version: since OpenSSH 9.8 for
    /// PerSourcePenalties, and for MaxStartups.
    var dismissal: String? {
        guard software == nil, let line = lines.first(where: { $0.contains(Self.banner) }) else { return nil }
        let words = line.drop { $0 != ":" }.split(separator: ": ").last.map(String.init) ?? ""
        return ["Not allowed at this time", "Exceeded MaxStartups"].contains(words) ? words : nil
    }

    private static let banner = "kex_exchange_identification: banner line 0: "

    /// Whether a signature was sent for a key that the server would take, and wasn't enough.
    var isRefusedAfterAcceptance: Bool {
        guard let last = lines.lastIndex(where: { $0.hasPrefix("debug1: Server accepts key: ") }) else { return false }
        return lines[last...].contains { $0.hasPrefix(Self.methods) }
    }

    /// Whether the server ended the connection.
    var isHungUp: Bool {
        farewell != nil
            || lines.contains { $0.hasPrefix("Connection closed by ") || $0.hasPrefix("Connection reset by ") }
    }

    /// Why a jump host didn't connect further, in its words: "connect failed: Connection refused".
    var refusedChannel: String? {
        guard let quotation, let words = quotation.firstRange(of: ": open failed: ") else { return nil }
        return lastLines(String(quotation[words.upperBound...])).first
    }

    /// What ssh had come to when its time was up.
    var waiting: ServerFailure.Waiting {
        if software == nil { return .connection }
        if !says("debug1: SSH2_MSG_NEWKEYS received") { return .keyExchange }
        // They are put in order before the server is asked anything; every key has a line then.
        if !asksForLogin, !lines.contains(where: { $0.hasPrefix("debug1: Will attempt key: ") }) { return .agent }
        return lines.last?.hasPrefix("debug1: Server accepts key: ") == true ? .signature : .login
    }

    /// What the server said last that it would take.
    var methodsToTry: [String] {
        lines.last { $0.hasPrefix(Self.methods) }?.dropFirst(Self.methods.count).split(separator: ",").map(String.init)
            ?? []
    }

    /// Whether ssh reached one of the methods.
    func hasTried(_ names: [String]) -> Bool {
        names.contains { says("debug1: Next authentication method: " + $0) }
    }

    /// The key that the server showed.
    var hostKey: SeenHostKey? { SeenHostKey(logLine: value(after: "debug1: Server host key: ")) }

    /// What the peer said when it hung up, fit to be shown: "Too many authentication failures".
    var farewell: String? {
        guard let quotation, quotation.hasPrefix("Received disconnect from ") else { return nil }
        // "Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures"
        let words = quotation.drop { $0 != " " }.firstRange(of: ": ").map { quotation[$0.upperBound...] }
        return words.flatMap { lastLines(String($0)).first }
    }

    /// Whether that is a record, as a whole.
    func says(_ record: String) -> Bool { lines.contains { $0 == record } }

    func contains(_ text: String) -> Bool {
        lines.contains { $0.contains(text) }
    }

    /// Everything that isn't debugging, with the peer's words at the end.
    var messages: [Substring] {
        let chatter = [
            "debug1: ", "debug2: ", "debug3: ", "OpenSSH_", "Authenticated to ", "Transferred: ", "Bytes per second: ",
        ]
        return (lines + [quotation].compactMap { $0 }).filter { line in !chatter.contains(where: line.hasPrefix) }
    }

    func value(after text: String) -> String? {
        lines.first { $0.hasPrefix(text) }.map { String($0.dropFirst(text.count)) }
    }
}

/// Why there was no signature for a key that the server would take.
public enum SigningFailure: Hashable, Sendable {
    /// A passphrase was given, and it wasn't the key's.
    case wrongPassphrase
    /// A passphrase was asked for, and none was given.
    case noPassphrase
    /// The agent didn't sign; the reason is ssh's.
    case agent(String)
    /// The signature was sent, and the server refused it.
    case refused
    /// Something else, in ssh's words.
    case other(String)
    /// ssh says nothing of it.
    case unknown

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .wrongPassphrase: "the server accepted the key, but it wasn't unlocked"
        case .noPassphrase: "the server accepted the key, but no passphrase was given to unlock it"
        case .agent(let reason): "the server accepted the key, but the agent refused to sign with it: \(reason)"
        case .refused: "the server accepted the key, then refused the login with it"
        case .other(let reason): "the server accepted the key, but ssh couldn't sign with it: \(reason)"
        case .unknown: "the server accepted the key, but ssh didn't sign with it"
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .wrongPassphrase: "check the passphrase"
        case .noPassphrase: "run this in a terminal, or give the passphrase with --passphrase-file"
        case .agent: "the agent may be locked (ssh-add -X), or ask before each use (ssh-add -c): look for its window"
        case .refused: "ask the server's administrator whether the account is locked or has expired"
        case .other, .unknown: nil
        }
    }
}

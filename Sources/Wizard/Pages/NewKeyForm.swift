import SSHClient
import SSHKey
import TerminalUI

/// What describes a new key: its type, its size and its comment, and what a security key is asked for.
struct NewKeyForm: Hashable, Sendable {
    private(set) var type = KeyType.ed25519
    private(set) var size = ""
    private(set) var comment = ""
    private(set) var isResident = false
    private(set) var verifies = false
    private(set) var application = SecurityKeyRequest.usualApplication
    /// Whether ssh-keygen can make keys on a security key; nil until it is known.
    var hasAuthenticator: Bool?
    /// Whether MLDSA44-Ed25519 is in the list.
    var postQuantum = PostQuantumSupport.unknown
    /// The destination and computer that the fields were filled in for.
    private var filledFor: [String] = []

    private var types: [KeyType] {
        [.ed25519, .rsa, .ecdsa, .ed448] + (hasAuthenticator == true ? [.ed25519SK, .ecdsaSK] : [])
            + (postQuantum == .unknown ? [] : [.mldsa44Ed25519])
    }
    private var hasSize: Bool { type == .rsa || type == .ecdsa }

    /// What there is to say of a type, in a few words.
    private static func detail(_ type: KeyType, _ session: Session) -> String {
        switch type {
        case .mldsa44Ed25519 where session.destination.mayRefuse(type): "post-quantum; may be refused"
        case .mldsa44Ed25519: "post-quantum; needs OpenSSH 10.6"
        case .rsa: "oldest, widely accepted"
        case .ecdsa: "short, NIST curves"
        case .ed448: "for PuTTY; OpenSSH lacks it"
        case .ed25519SK: "on a FIDO security key"
        case .ecdsaSK: "for older security keys"
        default: "short and fast"
        }
    }

    func recommendation(_ session: Session) -> String {
        let recommended = session.destination.recommended
        return "Recommended: \(recommended.parameters.displayName), because \(recommended.reason)."
    }

    /// Takes what the destination recommends, when that is another one than before.
    mutating func fill(for session: Session) {
        let wanted = [session.destination.name, session.computer.name]
        guard filledFor != wanted else { return }
        if filledFor.isEmpty { comment = session.comment }
        filledFor = wanted
        choose(session.destination.recommended.parameters.type, session)
    }

    mutating func update(_ event: KeyPage.Event, _ session: Session) {
        switch event {
        case .type(let new): if new != type, refusal(new, session) == nil { choose(new, session) }
        case .size(let text): size = text
        case .comment(let text): comment = text
        case .resident: isResident.toggle()
        case .verifies: verifies.toggle()
        case .application(let text): application = text
        default: break
        }
    }

    private mutating func choose(_ new: KeyType, _ session: Session) {
        type = new
        let recommended = session.destination.recommended.parameters
        let usual = [KeyType.rsa: 4096, .ecdsa: 256][type]
        size = (hasSize && type == recommended.type ? recommended.bits : usual).map(String.init) ?? ""
    }

    private func refusal(_ type: KeyType, _ session: Session) -> String? {
        if type == .ed448, session.replacement != nil { return "ssh can't test this type" }
        if type == .mldsa44Ed25519, case .unusable(let reason) = postQuantum { return reason }
        return session.destination.refusal(of: type, on: session.computer)
    }

    // MARK: - What it comes to

    /// The key that the fields ask for, or what is wrong with them.
    var parameters: Result<KeyParameters, Problem> {
        let number = Int(size)
        switch type {
        case .rsa:
            guard let number, (try? KeyParameters.validateRSA(bits: number)) != nil else {
                return .failure(Problem("RSA: 2048 to 16384, in steps of 8"))
            }
            return .success(.rsa(bits: number))
        case .ecdsa:
            guard let curve = number.flatMap(EllipticCurve.init(rawValue:)) else {
                return .failure(Problem("ECDSA: 256, 384 or 521"))
            }
            return .success(.ecdsa(curve))
        case .ed448: return .success(.ed448)
        case .mldsa44Ed25519: return .success(.mldsa44Ed25519)
        case .ed25519SK, .ecdsaSK:
            if let problem = SecurityKeyRequest.problem(withApplication: application) {
                return .failure(Problem(problem))
            }
            return .success(.ed25519)
        default: return .success(.ed25519)
        }
    }

    /// What there is to know about post-quantum keys, where one can be chosen.
    var postQuantumHelp: [String] {
        guard types.contains(.mldsa44Ed25519) else { return [] }
        return [
            "A future quantum computer could forge a login with any of the other types. MLDSA44-Ed25519 is made against "
                + "that. There is no hurry: a login can't be recorded now and broken later. Both this computer and the server "
                + "need OpenSSH 10.6 or newer."
        ]
    }

    /// What a security key is asked for; nil where the key is made here.
    var request: SecurityKeyRequest? {
        guard type.isSecurityKey else { return nil }
        var request = SecurityKeyRequest(type == .ed25519SK ? .ed25519SK : .ecdsaSK)
        (request.isResident, request.verifiesUser) = (isResident, verifies)
        (request.application, request.comment) = (application, comment)
        return request
    }

    // MARK: - The form

    func fields(_ session: Session) -> [Field<KeyPage.Event>] {
        let recommended = session.destination.recommended.parameters.type
        let rows = types.map { type in
            Row(
                type.displayName, detail: Self.detail(type, session), tag: type == recommended ? "recommended" : "",
                refusal: refusal(type, session), isOn: type == self.type, KeyPage.Event.type(type))
        }
        var verdict: Verdict?
        if case .failure(let problem) = parameters { verdict = .wrong(problem.message.sentence) }
        var slow = ""
        if case .success(.rsa(8192...)) = parameters { slow = "This size takes minutes." }
        return [
            .rows(FieldName("type"), "Type", rows),
            type.isSecurityKey
                ? .checks(
                    FieldName("options"), "Options",
                    [
                        Row("Resident (usable on other computers)", isOn: isResident, .resident),
                        Row("Require PIN or fingerprint for each login", isOn: verifies, .verifies),
                    ]) : nil,
            type.isSecurityKey
                ? .text(
                    FieldName("application"), "Name", application, KeyPage.Event.application, hint: "ssh:…", limit: 64,
                    verdict: verdict) : nil,
            hasSize
                ? .text(
                    FieldName("size"), "Size", size, KeyPage.Event.size, asks: "Size in bits", hint: slow, limit: 6,
                    steps: type == .rsa ? [2048, 3072, 4096, 8192, 16384] : [256, 384, 521], columns: 8,
                    verdict: verdict) : nil,
            .text(
                FieldName("comment"), "Comment", comment, KeyPage.Event.comment, asks: "Comment, a label, not secret",
                hint: "a label, not secret", example: "none", limit: 255, mayBeEmpty: true),
        ].compactMap { $0 }
    }
}

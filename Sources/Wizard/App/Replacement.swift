import SSHKey
import Services
import SSHClient

/// The key that is replaced in this walk, and how far that is.
struct Replacement: Hashable, Sendable {
    /// The old key's file, which the new key is to have in the end.
    var path: String
    var oldKey: PublicKey
    /// What is kept on the disk of it; nil until the new key is saved.
    var rotation: KeyRotation?
    /// Where the new key has logged in since the program began, and nowhere else may the old one be removed.
    var proved: [OldKeyPlace] = []
    /// Where the old key was removed since.
    var done: [KeyRotation.Place] = []
    /// It was begun an earlier time.
    var isResumed = false
    /// The old key was removed everywhere where that can be done from here.
    var isOver = false

    /// Where the old key is kept in the end.
    var oldPath: String { path + KeyRotation.ending }

    /// Places where the new key hasn't logged in since the program began: every server that it was to go to, also where
    /// that failed. As long as there is one, nothing is renamed or removed.
    var open: [KeyRotation.Place] {
        (rotation?.places ?? []).filter { place in !proved.contains { $0.place.isSame(as: place) } }
    }

    init(of path: String, _ oldKey: PublicKey) {
        (self.path, self.oldKey) = (path, oldKey)
    }
}

/// A place that has both keys, where the new one has logged in.
struct OldKeyPlace: Hashable, Sendable {
    var place: KeyRotation.Place
    /// The request that deletes the key at a service.
    var order: UploadOrder?
    /// The service's name and page, where the key has to be deleted by hand.
    var byHand: (name: String, page: String?)? {
        get { handName.map { ($0, handPage) } }
        set { (handName, handPage) = (newValue?.name, newValue?.page) }
    }
    private var handName: String?
    private var handPage: String?
    /// The account whose authorized_keys has it; nil for a service that is logged in to itself.
    var login: ServerLogin?

    init(_ place: KeyRotation.Place, order: UploadOrder?, login: ServerLogin?) {
        (self.place, self.order, self.login) = (place, order, login)
    }

    /// Whether a removal is one from here.
    func concerns(_ removal: OldKeyRemoval) -> Bool {
        switch removal {
        case .atService(let order): order == self.order
        case .onServer(let removal): removal.proof.login == login
        }
    }
}

/// One removal of the old key.
public enum OldKeyRemoval: Hashable, Sendable {
    /// From a service, by request; the order's key is the old one.
    case atService(UploadOrder)
    /// From an account's authorized_keys, by a login with the new key.
    case onServer(AuthorizedKeyRemoval)
}

/// What a service said when it was asked for the old key.
public struct OldKeyFinding: Hashable, Sendable {
    /// The service's id.
    public var service: String
    /// The names that it has the key under; none where it doesn't have it.
    public var names: [String]
    /// Why nothing is known.
    public var problem: Problem?

    /// What was found, or why nothing was.
    public init(_ service: String, names: [String] = [], problem: Problem? = nil) {
        (self.service, self.names, self.problem) = (service, names, problem)
    }
}

/// A rotation that wasn't ended, with what the disk has of it.
public struct InterruptedRotation: Hashable, Sendable {
    /// As it was kept.
    public var rotation: KeyRotation
    /// Where the new key is now.
    public var files: SavedFiles
    /// Whether the new key has a passphrase.
    public var isProtected: Bool

    /// A rotation whose new key was found in `files`.
    public init(_ rotation: KeyRotation, files: SavedFiles, isProtected: Bool) {
        (self.rotation, self.files, self.isProtected) = (rotation, files, isProtected)
    }

    /// Whether a file is one of its two keys.
    func concerns(_ path: String) -> Bool {
        [rotation.path, rotation.newPath, rotation.oldPath].contains(path)
    }
}

extension KeyRotation.Place {
    /// Whether both mean the same, one of them perhaps before the account was known.
    func isSame(as other: Self) -> Bool {
        guard service == other.service, address == other.address else { return false }
        return service != nil || login == other.login
    }

    /// As a sentence names it.
    func name(_ services: [Service]) -> String {
        if let service { return services.first { $0.id == service }?.name ?? service }
        return login?.destination ?? "a server"
    }
}

extension Session {
    /// The replacements that can be resumed: those of earlier runs, and the present one.
    var unfinished: [InterruptedRotation] {
        guard let rotation = replacement?.rotation, let saved else { return interrupted }
        let others = interrupted.filter { $0.rotation.path != rotation.path }
        guard replacement?.isOver == false else { return others }
        return [InterruptedRotation(rotation, files: saved, isProtected: isProtected)] + others
    }

    /// Forgets a rotation; its keys stay as they are.
    mutating func giveUp(_ rotation: KeyRotation) {
        interrupted.removeAll { $0.rotation.path == rotation.path }
        if replacement?.path == rotation.path { replacement = nil }
    }

    /// A replacement's progress, if it is beyond what was saved.
    mutating func noteRotation() -> [Effect] {
        guard var rotation = replacement?.rotation, replacement?.isOver == false else { return [] }
        let isThere = uploaded.map { !$0.isFailure } ?? false || installed?.succeeded == true
        let isProved = proved?.succeeded == true
        // A server where it failed has only the old key.
        let wasTried = isThere || isProved || destination == .server && installed != nil
        let servers = destination == .server ? hosts.map { KeyRotation.Place(login: $0.login) } : []
        for place in servers + (wasTried ? [rotationPlace].compactMap { $0 } : []) {
            guard replacement?.done.contains(where: { $0.isSame(as: place) }) != true else { continue }
            rotation.places.removeAll { $0.isSame(as: place) }
            rotation.places.append(place)
        }
        if rotation.step != .renamed { rotation.step = isProved ? .proved : isThere ? .uploaded : rotation.step }
        guard rotation != replacement?.rotation else { return [] }
        replacement?.rotation = rotation
        return [.keepRotation(rotation)]
    }

    /// Where the key is being added.
    private var rotationPlace: KeyRotation.Place? {
        switch destination {
        case .service(let service):
            KeyRotation.Place(service: service.id, address: serviceAddress, login: place?.login)
        case .server: (place?.login ?? server).map { KeyRotation.Place(login: $0) }
        case .none: place.map { KeyRotation.Place(login: $0.login) }
        }
    }

    /// The new key can take the old one's name, and the old one can go: no place is left where only the old one is known
    /// to log in.
    var canRetire: Bool {
        guard let replacement, replacement.rotation != nil else { return false }
        return !replacement.proved.isEmpty && replacement.open.isEmpty && (place == nil || proved?.succeeded == true)
    }

    /// Accounts besides the present one where the new key has still to log in.
    var unprovedServers: [ServerLogin] {
        (replacement?.open ?? []).compactMap { $0.service == nil ? $0.login : nil }
    }

    /// Takes down that the new key has logged in at an account, so that the old one may go from there.
    mutating func noteProof(at login: ServerLogin) {
        let place = KeyRotation.Place(login: login)
        replacement?.proved.removeAll { $0.place.isSame(as: place) }
        replacement?.proved.append(OldKeyPlace(place, order: nil, login: login))
    }

    /// Takes a place off the list, because the user says so: the old key stays there, and the new one isn't needed.
    mutating func leaveOut(_ place: KeyRotation.Place) -> [Effect] {
        replacement?.rotation?.places.removeAll { $0.isSame(as: place) }
        hosts.removeAll { $0.login == place.login }
        if server == place.login { (server, installed) = (nil, nil) }
        if let login = place.login, self.place?.login == login { (self.place, proved) = (nil, nil) }
        return (replacement?.rotation).map { [.keepRotation($0)] } ?? []
    }

    /// Takes down that the old key is gone from where `removal` was about, unless more is to be done there.
    mutating func noteRemoval(_ removal: OldKeyRemoval, before rest: [OldKeyRemoval]) -> [Effect] {
        guard let place = replacement?.proved.first(where: { $0.concerns(removal) }),
            !rest.contains(where: place.concerns), let rotation = replacement?.rotation
        else { return [] }
        replacement?.done.append(place.place)
        replacement?.rotation?.places.removeAll { $0.isSame(as: place.place) }
        guard let new = replacement?.rotation, new != rotation else { return [] }
        return [.keepRotation(new)]
    }

    /// Takes down that the new key has logged in at the present place, so that the old one may go from there.
    mutating func noteProof() {
        guard proved?.succeeded == true, let place, let here = rotationPlace, let oldKey = replacement?.oldKey
        else { return }
        var new = OldKeyPlace(here, order: nil, login: place.check == nil ? place.login : nil)
        if case .service(let service) = destination {
            new.order = uploadOrder
            new.order?.key = oldKey
            if uploadOrder == nil { new.byHand = (service.name, service.guide(at: serviceAddress).page) }
        }
        replacement?.proved.removeAll { $0.place.isSame(as: here) }
        replacement?.proved.append(new)
    }

    /// The removals that are due, in their order.
    func oldKeyRemovals() -> [OldKeyRemoval] {
        guard let replacement else { return [] }
        var key = replacement.oldKey
        // The comment is of no account, and may have what can't stand in a line.
        key.comment = ""
        let line = AuthorizedLine(key.line)
        return replacement.proved.flatMap { place in
            var removals: [OldKeyRemoval] = []
            if let order = place.order { removals.append(.atService(order)) }
            if let login = place.login, let line, let proof = loginProof(at: login) {
                var removal = AuthorizedKeyRemoval(line, by: proof)
                // Under the name that it has by then.
                removal.oldIdentityFile = replacement.oldPath
                removal.oldFingerprint = key.fingerprint(.sha256)
                removals.append(.onServer(removal))
            }
            return removals
        }
    }

    /// Forgets where the new key was added, for another place.
    mutating func leavePlace() {
        (uploaded, uploadOrder, installed, server, proved, place) = (nil, nil, nil, nil, nil, nil)
        (hosts, installNotes, configEntry, serviceAddress) = ([], [], nil, nil)
    }

    /// Goes to a place where the keys are to be.
    mutating func head(for place: KeyRotation.Place?) {
        leavePlace()
        destination = .none
        if let id = place?.service, let service = services.first(where: { $0.id == id }) {
            (destination, serviceAddress) = (.service(service), place?.address)
        } else if place?.service == nil, let login = place?.login {
            (destination, server) = (.server, login)
        }
    }

    /// Resumes a replacement: the new key is there, and its login must be tested again.
    mutating func takeUp(_ interrupted: InterruptedRotation) {
        forgetKey()
        let rotation = interrupted.rotation
        replacement = Replacement(of: rotation.path, rotation.oldKey)
        replacement?.rotation = rotation
        replacement?.isResumed = true
        (publicKey, saved, comment) = (rotation.newKey, interrupted.files, rotation.newKey.comment)
        (isProtected, startsWithKey) = (interrupted.isProtected, false)
        computer = Computer.choices(on: surroundings.system)[0]
        head(for: rotation.places.last)
    }
}

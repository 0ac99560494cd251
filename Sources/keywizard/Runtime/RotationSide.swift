import KeyStore
import Network
import SSHKey
import Secrecy
import Services
import Threading
import Wizard
import SSHClient

/// What the requests to a service need, kept from the upload of the new key to the removal of the old one.
struct ServiceAccess: Sendable {
    let run: UploadRun
    let shape: CredentialShape
    let address: String?
}

/// The live side of a rotation: what is kept of it, the names of its files, and the removal of the old key.
final class RotationSide {
    private let surface: Surface
    private let surroundings: Surroundings
    private let mailbox: Mailbox
    private let kept: RotationFiles
    /// By the services' ids; forgotten when the old key is removed, or left for later.
    private var access: [String: ServiceAccess] = [:]

    init(_ surface: Surface, _ surroundings: Surroundings, _ mailbox: Mailbox) {
        (self.surface, self.surroundings, self.mailbox) = (surface, surroundings, mailbox)
        kept = RotationFiles(home: surroundings.home)
    }

    func hold(_ access: ServiceAccess, of service: String) { self.access[service] = access }

    // MARK: - What is kept

    /// Those whose new key is on disk, since without one there is nothing to resume; and what can't be read.
    func interrupted() -> Message {
        let (rotations, troubles) = kept.read()
        return .rotationsFound(
            rotations.compactMap { rotation in
                if let found = InterruptedRotation(rotation) { return found }
                if RotatedKey.isGone(rotation.newPath), !RotatedKey.isGone(rotation.path) { try? kept.end(rotation) }
                return nil
            }, troubles: troubles.map { Problem($0.message, hint: $0.hint) })
    }

    /// Should it fail, what was kept before is behind, and the files say the rest.
    func keep(_ rotation: KeyRotation) { try? kept.keep(rotation) }

    func end(_ rotation: KeyRotation) {
        try? kept.end(rotation)
        forgetServices()
    }

    func forgetServices() { access = [:] }

    // MARK: - The files

    func takeOldName(_ rotation: KeyRotation) -> Message {
        do {
            let isLeft = !RotatedKey.isGone(rotation.newPath)
            // What the files hold decides, not what was kept of them.
            guard RotatedKey.holds(rotation.newKey, at: isLeft ? rotation.newPath : rotation.path) != false else {
                throw CommandError("\(isLeft ? rotation.newPath : rotation.path) is no longer the new key")
            }
            if isLeft, RotatedKey.holds(rotation.oldKey, at: rotation.path) == false {
                throw CommandError(
                    "\(rotation.path) is no longer the old key",
                    hint: "both files keep their names")
            }
            try KeyFileExchange(at: rotation.path, from: rotation.newPath, to: rotation.oldPath).perform()
            return .logIn(.replacement(.renamed(RotatedKey.files(at: rotation.path))))
        } catch SaveError.exists(let path) {
            return .logIn(
                .replacement(
                    .notRenamed(Problem("\(path) already exists", hint: "move it away, then continue"))))
        } catch {
            return .logIn(.replacement(.notRenamed(Problem(error))))
        }
    }

    func delete(_ path: String) -> Message {
        guard path.hasSuffix(KeyRotation.ending) else {
            return .key(.existing(.filesChanged(Problem("\(path) wasn't replaced"))))
        }
        do throws(SaveError) {
            try KeyFiles.delete(replaced: path)
            return .key(.existing(.filesChanged(nil)))
        } catch {
            return .key(.existing(.filesChanged(Problem(error))))
        }
    }

    func putBack(_ path: String) -> Message {
        let name = String(path.dropLast(KeyRotation.ending.count))
        do throws(SaveError) {
            try KeyFileExchange(at: name, from: path, to: name + ".new").perform()
            return .key(.existing(.filesChanged(nil)))
        } catch .exists(let path) {
            return .key(
                .existing(
                    .filesChanged(
                        Problem("\(path) already exists", hint: "move it away, then continue"))))
        } catch {
            return .key(.existing(.filesChanged(Problem(error))))
        }
    }

    // MARK: - The old key elsewhere

    func find(_ order: UploadOrder) {
        let (access, mailbox) = (access[order.service.id], mailbox)
        inBackground {
            guard let access else {
                let problem = Problem("keywizard no longer has the credential")
                return mailbox.post(
                    .message(.logIn(.replacement(.found(OldKeyFinding(order.service.id, problem: problem))))))
            }
            let search = KeySearch(for: [order.key], at: order.service, with: access.shape, address: access.address)
            let finding =
                switch await access.run.run(search) {
                case .found(let keys):
                    OldKeyFinding(order.service.id, names: keys.map { $0.name ?? $0.id ?? order.key.comment })
                case .failed(let failure):
                    OldKeyFinding(order.service.id, problem: Problem(failure.message, hint: failure.hint))
                }
            mailbox.post(.message(.logIn(.replacement(.found(finding)))))
        }
    }

    /// Removes the old key from one place; where ssh has something to ask, it has the ordinary screen meanwhile.
    func remove(_ removal: OldKeyRemoval) -> Message? {
        switch removal {
        case .atService(let order):
            let (access, mailbox) = (access[order.service.id], mailbox)
            inBackground { mailbox.post(.message(.logIn(.replacement(.removed(await OldKey.remove(order, access)))))) }
            return nil
        case .onServer(let removal): return remove(removal)
        }
    }

    private func remove(_ removal: AuthorizedKeyRemoval) -> Message? {
        guard removal.proof.asks else {
            let mailbox = mailbox
            inBackground {
                mailbox.post(
                    .message(.logIn(.replacement(.removed(await OldKey.remove(removal, SystemSSH(show: { _ in })))))))
            }
            return nil
        }
        surface.stepAside()
        defer { surface.comeBack() }
        Console.say("Removing the old key at \(removal.proof.login.address), with the new key only.".safeToDraw)
        return .logIn(.replacement(.removed(blocking { await OldKey.remove(removal, SystemSSH()) })))
    }
}

/// One removal of an old key, done.
private enum OldKey {
    static func remove(_ order: UploadOrder, _ access: ServiceAccess?) async -> Report {
        guard let access else {
            return Report(
                succeeded: false, "\(order.service.name): keywizard no longer has the credential",
                hint: "delete the old key on its website")
        }
        let removal = KeyRemoval(of: order.key, from: order.service, with: access.shape, address: access.address)
        let outcome = await access.run.run(removal)
        let succeeded = if case .failed = outcome { false } else { true }
        return Report(succeeded: succeeded, outcome.message(at: order.service.name), hint: outcome.hint)
    }

    static func remove(_ removal: AuthorizedKeyRemoval, _ ssh: SystemSSH) async -> Report {
        let place = removal.proof.login.destination
        do throws(NetworkError) {
            var removal = removal
            removal.proof = try await ssh.routed(removal.proof)
            var outcome = removal.outcome(of: try await ssh.run(removal.command))
            if outcome.isDone, let check = removal.check {
                outcome = removal.outcome(outcome, after: try await SystemSSH(show: { _ in }).run(check))
            }
            let succeeded = outcome.isDone
            return Report(succeeded: succeeded, "\(place): \(outcome.message)", hint: outcome.hint)
        } catch {
            return Report(succeeded: false, "\(place): \(error.message)", hint: error.hint)
        }
    }
}

extension KeyRemovalOutcome {
    /// The key opens nothing there any more, as far as is known.
    fileprivate var isDone: Bool {
        switch self {
        case .removed, .notThere: true
        case .stillTaken, .notChecked, .failed: false
        }
    }
}

/// What the disk has of a rotation's keys.
private enum RotatedKey {
    static func isGone(_ path: String) -> Bool {
        do throws(ReadError) {
            _ = try KeyFileContents(path: path)
            return false
        } catch .missing {
            return true
        } catch {
            return false
        }
    }

    /// Whether the file has this key; nil where only its passphrase would tell.
    static func holds(_ key: PublicKey, at path: String) -> Bool? {
        guard let contents = try? KeyFileContents(path: path),
            let file = try? KeyFile.read(contents.bytes, passphrase: nil)
        else { return isGone(path) ? false : nil }
        return file.publicKey.map { $0.blob == key.blob }
    }

    static func files(at path: String) -> SavedFiles {
        func there(_ path: String) -> String? { isGone(path) ? nil : path }
        return SavedFiles(openSSH: path, putty: there(path + ".ppk"), publicKey: there(path + ".pub"))
    }

    static func isEncrypted(_ path: String) -> Bool {
        guard let contents = try? KeyFileContents(path: path) else { return false }
        return (try? KeyFile.read(contents.bytes, passphrase: nil).isEncrypted) ?? false
    }
}

extension InterruptedRotation {
    /// Nil when the new key isn't on the disk.
    fileprivate init?(_ rotation: KeyRotation) {
        let place = [rotation.path, rotation.newPath].first { RotatedKey.holds(rotation.newKey, at: $0) == true }
        guard let place else { return nil }
        self.init(rotation, files: RotatedKey.files(at: place), isProtected: RotatedKey.isEncrypted(place))
    }
}

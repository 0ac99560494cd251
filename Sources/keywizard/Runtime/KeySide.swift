import Entropy
import Network
import SSHKey
import Secrecy
import Threading
import Wizard
import SSHClient

/// The live side of the key pair: it is made or opened here, and its private key stays here until it is on disk.
final class KeySide {
    private let surface: Surface
    private let surroundings: Surroundings
    private let fields: SecretFields
    private let mailbox: Mailbox
    private var key: PrivateKey?
    /// What the user did since it was last mixed into the generator.
    private var gathered = SecretBuffer(capacity: 1024)
    private var generation: Task<Void, Never>?
    private var request = 0
    private var opening: KeyOpening?

    init(_ surface: Surface, _ surroundings: Surroundings, _ fields: SecretFields, _ mailbox: Mailbox) {
        (self.surface, self.surroundings, self.fields, self.mailbox) = (surface, surroundings, fields, mailbox)
    }

    // MARK: - Making one

    /// OpenSSL takes a fresh seed from the system each time that something is mixed in, which is dear a thousand times a
    /// second: a batch at a time, and what is left before a key is made.
    func gather(_ sample: EntropySample) {
        var words = sample.words
        withUnsafeMutableBytes(of: &words) {
            gathered.append(UnsafeRawBufferPointer($0))
            wipe($0)
        }
        if gathered.count >= 960 { mixGathered() }
    }

    private func mixGathered() {
        gathered.withBytes { EntropyPool.mix($0) }
        gathered = SecretBuffer(capacity: 1024)
    }

    func generate(_ parameters: KeyParameters, _ comment: String) {
        cancel()
        mixGathered()
        request += 1
        let (request, mailbox) = (request, mailbox)
        generation = inBackground {
            do throws(KeyError) {
                let key = try await PrivateKey.generate(parameters, comment: comment) { fraction in
                    mailbox.post(.message(.randomness(.progressed(permille: Int(fraction * 1000)))))
                }
                mailbox.post(.key(key, request: request))
            } catch {
                guard error != .cancelled else { return }
                mailbox.post(.message(.randomness(.failed(Problem(error.message, hint: error.hint)))))
            }
        }
    }

    func findAuthenticator() {
        let mailbox = mailbox
        inBackground {
            let algorithms = await SystemKeygen.algorithms()
            var problem: String?
            if case .unavailable(let failure) = SystemKeygen.support(algorithms) { problem = failure.message }
            mailbox.post(.message(.key(.authenticatorFound(problem, postQuantum: PostQuantumSupport(algorithms)))))
        }
    }

    /// On the ordinary screen, where ssh-keygen asks for the PIN.
    func makeSecurityKey(_ request: SecurityKeyRequest) -> Message {
        surface.stepAside()
        defer { surface.comeBack() }
        do {
            let key = try Authenticator.make(request, comment: request.comment)
            self.key = key
            return .randomness(.made(key.publicKey))
        } catch {
            return .randomness(.failed(Problem(error)))
        }
    }

    /// Takes the key pair of a request; false when that request was cancelled meanwhile.
    func keep(_ key: PrivateKey, request: Int) -> Bool {
        guard request == self.request, generation != nil else { return false }
        generation = nil
        self.key = key
        return true
    }

    /// Ends the generation that is going on, if there is one.
    func cancel() {
        generation?.cancel()
        generation = nil
    }

    // MARK: - The one in hand

    func discard() { key = nil }

    func setComment(_ comment: String) { key?.comment = comment }

    /// The pair is on disk: from here on nobody needs its private key, or the passphrase, from memory.
    func forgetSecrets() {
        key = nil
        fields.clear(.passphrase, .confirmation, .opening)
    }

    func save(_ plan: SavePlan) {
        guard let key else { return }
        let secret = plan.protects ? fields.field(.passphrase).secret() : nil
        let (place, mailbox, home) = (SavePlace(plan, surroundings), mailbox, surroundings.home)
        inBackground {
            do throws(Problem) {
                let files = try place.save(key, passphrase: secret)
                // Now or never: with the files saved, the open key is forgotten.
                if let wish = plan.agent {
                    mailbox.post(.message(.logIn(.agent(.answered(agentAnswer(home: home) { $0.add(key, wish) })))))
                }
                mailbox.post(.message(.save(.saved(files))))
            } catch {
                mailbox.post(.message(.save(.failed(error))))
            }
        }
    }

    // MARK: - One that exists

    func open(_ path: String, unlocks: Bool) {
        cancelOpening()
        let passphrase = unlocks ? fields.field(.opening).secret() : nil
        let (surroundings, mailbox, opening) = (surroundings, mailbox, KeyOpening())
        self.opening = opening
        inBackground {
            do {
                let file = try ExistingKeyFile(path, passphrase: passphrase, surroundings) { fraction in
                    if opening.takesLong {
                        mailbox.post(.opening(opening, .progressed(permille: Int(fraction * 1000))))
                    }
                    return opening.isAwaited
                }
                mailbox.post(.opening(opening, .opened(try file.opened()), file.privateKey))
            } catch {
                let isWrong = error as? KeyError == .wrongPassphrase
                mailbox.post(.opening(opening, .notOpened(Problem(error), wrongPassphrase: isWrong)))
            }
        }
    }

    /// What it comes to is dropped; bcrypt's rounds end, and what else is under way has a bound of its own.
    func cancelOpening() {
        opening?.cancel()
        opening = nil
    }

    /// Takes the private key of a file that was opened; nil while it is locked.
    func hold(_ opened: PrivateKey?) { key = opened }

    func reprotect(_ path: String, protects: Bool, _ agent: AgentWish?) {
        guard let key else { return }
        let secret = protects ? fields.field(.passphrase).secret() : nil
        let old = fields.field(.opening).secret()
        let (surroundings, mailbox) = (surroundings, mailbox)
        inBackground {
            do {
                let file = try ExistingKeyFile(path, passphrase: old.isEmpty ? nil : old, surroundings)
                try file.reprotect(key, passphrase: secret)
                if let agent {
                    mailbox.post(
                        .message(.logIn(.agent(.answered(agentAnswer(home: surroundings.home) { $0.add(key, agent) }))))
                    )
                }
                let isPuTTY = path.hasSuffix(".ppk")
                let files = SavedFiles(
                    openSSH: isPuTTY ? nil : path, putty: isPuTTY ? path : nil, publicKey: nil)
                mailbox.post(.message(.save(.saved(files))))
            } catch {
                mailbox.post(.message(.save(.failed(Problem(error)))))
            }
        }
    }
}

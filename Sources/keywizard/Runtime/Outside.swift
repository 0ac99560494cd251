import KeyStore
import SSHKey
import TerminalIO
import Threading
import Wizard

/// The live side: it does the effects, most of them by a side of its own for each subject, and holds the secrets. What
/// takes long runs in a task and comes back by mail.
final class Outside {
    let fields = SecretFields()
    let mailbox: Mailbox

    private let surface: Surface
    private let surroundings: Surroundings
    private let clipboard: Clipboard
    private var search: Task<Void, Never>?
    private let key: KeySide
    private let upload: UploadSide
    private let installer: InstallSide
    private let login: LoginSide
    private let rotation: RotationSide
    private let git: GitSide

    init(_ surface: Surface, _ surroundings: Surroundings) {
        self.surface = surface
        self.surroundings = surroundings
        mailbox = Mailbox(waker: surface.waker)
        key = KeySide(surface, surroundings, fields, mailbox)
        upload = UploadSide(surroundings, fields, mailbox)
        installer = InstallSide(surface, surroundings, mailbox)
        login = LoginSide(surface, home: surroundings.home, mailbox)
        rotation = RotationSide(surface, surroundings, mailbox)
        git = GitSide(surface, mailbox)
        clipboard = Clipboard(environment: environmentVariables(), sendToTerminal: surface.sendToTerminal)
    }

    /// Runs an effect. Returns its result if that is known at once.
    func perform(_ effect: Effect) -> Message? {
        switch effect {
        case .mix(let sample): key.gather(sample)
        case .generate(let parameters, let comment): key.generate(parameters, comment)
        case .cancelGeneration: key.cancel()
        case .findAuthenticator: key.findAuthenticator()
        case .makeSecurityKey(let request): return key.makeSecurityKey(request)
        case .discardKey: key.discard()
        case .setComment(let comment): key.setComment(comment)
        case .suggestPassphrase:
            fields.suggestPassphrase()
            return fields.report(on: .passphrase)
        case .clearPassphrase:
            fields.clear(.passphrase, .confirmation)
            return fields.report(on: .passphrase)
        case .examinePlace(let plan, let label):
            return .save(.examined(SavePlace(plan, surroundings).report(label: label)))
        case .save(let plan): key.save(plan)
        case .listKeys: listKeys()
        case .askServices(let keys): askServices(keys)
        case .cancelAsking:
            search?.cancel()
            search = nil
        case .openKey(let path, let unlocks): key.open(path, unlocks: unlocks)
        case .cancelOpening: key.cancelOpening()
        case .clearOpening:
            fields.clear(.opening)
            return fields.report(on: .opening)
        case .reprotect(let path, let protects, let agent): key.reprotect(path, protects: protects, agent)
        case .copy(let text): copy(text)
        case .openPage(let address): return .upload(.service(.opened(Browser.open(address))))
        case .show(let line): surface.show(line)
        case .findServices: upload.findServices()
        case .findCredentials(let service): upload.findCredentials(service)
        case .clearCredential: fields.clearCredential()
        case .upload(let order): upload.start(order)
        case .cancelUpload: upload.cancel()
        case .install(let installation): return installer.install(installation)
        case .resolveHost(let host): login.resolve(host)
        case .findHosts(let source): installer.find(source)
        case .installOnHosts(let logins, let line): installer.install(line, on: logins)
        case .askHosts(let results, let line): return installer.askWhereNeeded(results, line)
        case .cancelHosts: installer.cancel()
        case .findRotations: return rotation.interrupted()
        case .keepRotation(let progress): rotation.keep(progress)
        case .endRotation(let progress): rotation.end(progress)
        case .forgetServices: rotation.forgetServices()
        case .findOldKey(let order): rotation.find(order)
        case .takeOldName(let progress): return rotation.takeOldName(progress)
        case .removeOldKey(let removal): return rotation.remove(removal)
        case .forgetInAgent(let key): forgetInAgent(key)
        case .deleteKeyFiles(let path): return rotation.delete(path)
        case .putBackKeyFiles(let path): return rotation.putBack(path)
        case .planConfig(let wish): return login.plan(wish)
        case .changeConfig(let wish): login.change(wish)
        case .testLogin(let test): return login.test(test)
        case .cancelLogin: login.cancel()
        case .trustHostKey(let key, let server): login.trust(key, at: server)
        case .findAgent: findAgent()
        case .addToAgent(let path, let wish): addToAgent(path, wish)
        case .clearSecret(let name):
            fields.clear(name)
            return fields.report(on: name)
        case .planGit(let request): git.plan(request)
        case .setUpGit(let request, let shown): return git.make(request, shown: shown)
        case .findWindows:
            let mailbox = mailbox
            inBackground {
                mailbox.post(
                    .message(.logIn(.windowsFound(await WindowsSide(environment: environmentVariables()).home()))))
            }
        case .writeForWindows(let plan):
            do {
                return .logIn(.steps(.written(try WindowsSide(environment: environmentVariables()).write(plan))))
            } catch {
                return .logIn(.steps(.notWritten(Problem(error))))
            }
        case .redraw: surface.redraw()
        case .suspend: surface.suspend()
        case .exit: break
        }
        return nil
    }

    /// What came by mail, as messages; secrets in it stay here.
    func takeMessages() -> [Message] {
        mailbox.take().compactMap { letter in
            switch letter {
            case .message(let message):
                if case .save(.saved) = message { key.forgetSecrets() }
                return message
            case .key(let made, let request):
                return key.keep(made, request: request) ? .randomness(.made(made.publicKey)) : nil
            case .opening(let opening, let event, let privateKey):
                guard opening.isAwaited else { return nil }
                if case .opened = event { key.hold(privateKey) }
                return .key(.existing(event))
            case .credentials(let found): return .upload(.service(.found(upload.hold(found))))
            case .access(let access, let service):
                rotation.hold(access, of: service)
                return nil
            }
        }
    }

    /// Ends what goes on, with the program.
    func stop() {
        key.cancel()
        key.cancelOpening()
        login.cancel()
        search?.cancel()
    }

    // MARK: - Keys that exist

    private func listKeys() {
        let (folder, mailbox) = (surroundings.home + "/.ssh", mailbox)
        inBackground {
            // A folder that is missing, or can't be read, has no keys to offer; a path can be typed all the same.
            let entries = (try? Inventory(of: folder))?.entries ?? []
            let keys = entries.compactMap(FoundKey.init).sorted { $0.ageInDays < $1.ageInDays }
            mailbox.post(.message(.key(.listed(keys))))
        }
    }

    private func askServices(_ keys: [PublicKey]) {
        search?.cancel()
        let (search, mailbox) = (ServiceSearch(keys: keys, home: surroundings.home), mailbox)
        self.search = inBackground { await search.run { mailbox.post(.message($0)) } }
    }

    // MARK: - The agent

    private func findAgent() {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground { mailbox.post(.message(.logIn(.agentFound(AgentSide(home: home)?.finding())))) }
    }

    /// The passphrase is wiped as soon as it was tried.
    private func addToAgent(_ path: String, _ wish: AgentWish) {
        let passphrase = fields.field(.agent).secret()
        fields.clear(.agent)
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            let answer = agentAnswer(home: home) { $0.add(path, passphrase: passphrase, wish) }
            mailbox.post(.message(.logIn(.agent(.answered(answer)))))
        }
    }

    private func forgetInAgent(_ key: PublicKey) {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            mailbox.post(.message(.logIn(.replacement(.agentForgot(AgentSide(home: home)?.forget(key) ?? .noAgent)))))
        }
    }

    // MARK: - The terminal

    private func copy(_ text: String) {
        let (clipboard, mailbox) = (clipboard, mailbox)
        inBackground {
            let outcome: Wizard.CopyOutcome =
                switch await clipboard.copy(text) {
                case .copied(let program): .copied(by: program)
                case .sentToTmux: .sentToTmux
                case .sentToTerminal: .sentToTerminal
                case .unavailable: .unavailable
                }
            mailbox.post(.message(.copied(outcome)))
        }
    }
}

import Entropy
import KeyStore
import Network
import SSHKey
import Secrecy
import Services
import TerminalIO
import TerminalUI
import Threading
import Wizard

/// The live side: it holds the secrets and does the effects. What takes long runs in a task and comes back by mail.
final class Outside {
    let fields = SecretFields()
    let mailbox: Mailbox

    private let surface: Surface
    private let surroundings: Surroundings
    private let clipboard: Clipboard
    private var key: PrivateKey?
    /// What the person did since it was last mixed into the generator.
    private var gathered = SecretBuffer(capacity: 1024)
    private var generation: Task<Void, Never>?
    private var request = 0
    private var upload: Task<Void, Never>?
    private var hosts: Task<Void, Never>?
    private var search: Task<Void, Never>?
    /// The credentials that were found, in the order in which the wizard knows them.
    private var credentials: [FoundCredential] = []
    private let login: LoginSide
    private let rotation: RotationSide

    init(_ surface: Surface, _ surroundings: Surroundings) {
        self.surface = surface
        self.surroundings = surroundings
        mailbox = Mailbox(waker: surface.waker)
        login = LoginSide(surface, home: surroundings.home, mailbox)
        rotation = RotationSide(surface, surroundings, mailbox)
        clipboard = Clipboard(environment: environmentVariables(), sendToTerminal: surface.sendToTerminal)
    }

    /// Does an effect. Returns what came of it when that is known at once.
    func perform(_ effect: Effect) -> Message? {
        switch effect {
        case .mix(let sample): gather(sample)
        case .generate(let parameters, let comment): generate(parameters, comment)
        case .cancelGeneration: stop()
        case .findAuthenticator: findAuthenticator()
        case .makeSecurityKey(let request): return makeSecurityKey(request)
        case .discardKey: key = nil
        case .setComment(let comment): key?.comment = comment
        case .suggestPassphrase:
            fields.suggestPassphrase()
            return fields.report(on: .passphrase)
        case .clearPassphrase:
            fields.clear(.passphrase, .confirmation)
            return fields.report(on: .passphrase)
        case .examinePlace(let plan, let label):
            return .placeExamined(SavePlace(plan, surroundings).report(label: label))
        case .save(let plan): save(plan)
        case .listKeys: listKeys()
        case .askServices(let keys): askServices(keys)
        case .cancelAsking:
            search?.cancel()
            search = nil
        case .openKey(let path, let unlocks): openKey(path, passphrase: unlocks ? fields.field(.opening).secret() : nil)
        case .clearOpening:
            fields.clear(.opening)
            return fields.report(on: .opening)
        case .reprotect(let path, let protects, let agent): reprotect(path, protects: protects, agent)
        case .copy(let text): copy(text)
        case .openPage(let address): return .pageOpened(Browser.open(address))
        case .show(let line): surface.show(line)
        case .findServices: findServices()
        case .findCredentials(let service): findCredentials(service)
        case .clearCredential: fields.clearCredential()
        case .upload(let order): start(order)
        case .cancelUpload:
            upload?.cancel()
            upload = nil
        case .install(let installation):
            return onOrdinaryScreen {
                Console.say("Logging in to \(installation.login.destination) with ssh.".safeToDraw)
                sayWhatIsAsked()
                return blocking { await Server.install(installation) }
            }
        case .findHosts(let source): findHosts(source)
        case .installOnHosts(let logins, let line): install(line, on: logins)
        case .askHosts(let results, let line):
            return onOrdinaryScreen {
                sayWhatIsAsked()
                return .hostsInstalled(HostInstaller(line: line, options: []).askWhereNeeded(results))
            }
        case .cancelHosts:
            hosts?.cancel()
            hosts = nil
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
        case .findWindows:
            let mailbox = mailbox
            inBackground {
                mailbox.post(.message(.windowsFound(await WindowsSide(environment: environmentVariables()).home())))
            }
        case .writeForWindows(let plan):
            do {
                return .writtenForWindows(try WindowsSide(environment: environmentVariables()).write(plan))
            } catch {
                return .windowsRefused(Problem(error))
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
                if case .saved = message { forgetSecrets() }
                return message
            case .key(let key, let request): return keep(key, request: request) ? .made(key.publicKey) : nil
            case .opened(let opened, let key):
                self.key = key
                return .keyOpened(opened)
            case .credentials(let found): return .credentialsFound(hold(found))
            case .access(let access, let service):
                rotation.hold(access, of: service)
                return nil
            }
        }
    }

    // MARK: - The key pair

    /// OpenSSL takes a fresh seed from the system each time that something is mixed in, which is dear a thousand times a
    /// second: a batch at a time, and what is left before a key is made.
    private func gather(_ sample: EntropySample) {
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

    private func generate(_ parameters: KeyParameters, _ comment: String) {
        stop()
        mixGathered()
        request += 1
        let (request, mailbox) = (request, mailbox)
        generation = inBackground {
            do throws(KeyError) {
                let key = try await PrivateKey.generate(parameters, comment: comment) { fraction in
                    mailbox.post(.message(.progressed(permille: Int(fraction * 1000))))
                }
                mailbox.post(.key(key, request: request))
            } catch {
                guard error != .cancelled else { return }
                mailbox.post(.message(.makingFailed(Problem(error.message, hint: error.hint))))
            }
        }
    }

    private func findAuthenticator() {
        let mailbox = mailbox
        inBackground {
            var problem: String?
            if case .unavailable(let failure) = await SystemKeygen.support() { problem = failure.message }
            mailbox.post(.message(.authenticatorFound(problem)))
        }
    }

    /// On the ordinary screen, where ssh-keygen asks for the PIN.
    private func makeSecurityKey(_ request: SecurityKeyRequest) -> Message {
        surface.stepAside()
        defer { surface.comeBack() }
        do {
            let key = try Authenticator.make(request, comment: request.comment)
            self.key = key
            return .made(key.publicKey)
        } catch {
            return .makingFailed(Problem(error))
        }
    }

    /// Takes the key pair of a request; false when that request was cancelled meanwhile.
    private func keep(_ key: PrivateKey, request: Int) -> Bool {
        guard request == self.request, generation != nil else { return false }
        generation = nil
        self.key = key
        return true
    }

    /// Ends the generation that is going on, if there is one.
    func stop() {
        login.cancel()
        search?.cancel()
        generation?.cancel()
        generation = nil
    }

    /// The pair is on disk: from here on nobody needs its private half, or the passphrase, from memory.
    private func forgetSecrets() {
        key = nil
        fields.clear(.passphrase, .confirmation, .opening)
    }

    private func save(_ plan: SavePlan) {
        guard let key else { return }
        let secret = plan.protects ? fields.field(.passphrase).secret() : nil
        let (place, mailbox, home) = (SavePlace(plan, surroundings), mailbox, surroundings.home)
        inBackground {
            do throws(Problem) {
                let files = try place.save(key, passphrase: secret)
                // Now or never: with the files saved, the open key is forgotten.
                if let wish = plan.agent {
                    mailbox.post(.message(.agentAnswered(agentAnswer(home: home) { $0.add(key, wish) })))
                }
                mailbox.post(.message(.saved(files)))
            } catch {
                mailbox.post(.message(.savingFailed(error)))
            }
        }
    }

    // MARK: - Keys that exist

    private func listKeys() {
        let (folder, mailbox) = (surroundings.home + "/.ssh", mailbox)
        inBackground {
            // A folder that is missing, or can't be read, has no keys to offer; a path can be typed all the same.
            let entries = (try? Inventory(of: folder))?.entries ?? []
            mailbox.post(
                .message(.keysListed(entries.compactMap(FoundKey.init).sorted { $0.ageInDays < $1.ageInDays })))
        }
    }

    private func askServices(_ keys: [PublicKey]) {
        search?.cancel()
        let (search, mailbox) = (ServiceSearch(keys: keys, home: surroundings.home), mailbox)
        self.search = inBackground { await search.run { mailbox.post(.message($0)) } }
    }

    private func openKey(_ path: String, passphrase: Secret?) {
        let (surroundings, mailbox) = (surroundings, mailbox)
        inBackground {
            do {
                let file = try ExistingKeyFile(path, passphrase: passphrase, surroundings)
                let opened = try file.opened()
                mailbox.post(.opened(opened, file.privateKey))
            } catch {
                mailbox.post(
                    .message(.keyNotOpened(Problem(error), wrongPassphrase: error as? KeyError == .wrongPassphrase)))
            }
        }
    }

    private func reprotect(_ path: String, protects: Bool, _ agent: AgentWish?) {
        guard let key else { return }
        let secret = protects ? fields.field(.passphrase).secret() : nil
        let old = fields.field(.opening).secret()
        let (surroundings, mailbox) = (surroundings, mailbox)
        inBackground {
            do {
                let file = try ExistingKeyFile(path, passphrase: old.isEmpty ? nil : old, surroundings)
                try file.reprotect(key, passphrase: secret)
                if let agent {
                    mailbox.post(.message(.agentAnswered(agentAnswer(home: surroundings.home) { $0.add(key, agent) })))
                }
                let isPuTTY = path.hasSuffix(".ppk")
                mailbox.post(
                    .message(
                        .saved(SavedFiles(openSSH: isPuTTY ? nil : path, putty: isPuTTY ? path : nil, publicKey: nil))))
            } catch {
                mailbox.post(.message(.savingFailed(Problem(error))))
            }
        }
    }

    // MARK: - The agent

    private func findAgent() {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground { mailbox.post(.message(.agentFound(AgentSide(home: home)?.finding()))) }
    }

    /// The passphrase is wiped as soon as it was tried.
    private func addToAgent(_ path: String, _ wish: AgentWish) {
        let passphrase = fields.field(.agent).secret()
        fields.clear(.agent)
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            let answer = agentAnswer(home: home) { $0.add(path, passphrase: passphrase, wish) }
            mailbox.post(.message(.agentAnswered(answer)))
        }
    }

    private func forgetInAgent(_ key: PublicKey) {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground { mailbox.post(.message(.agentForgot(AgentSide(home: home)?.forget(key) ?? .noAgent))) }
    }

    // MARK: - Uploading

    private func findServices() {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            let own = UserServices(home: home)
            mailbox.post(.message(.servicesFound(own.services, troubles: own.troubles.map(\.message))))
        }
    }

    private func findCredentials(_ service: Service) {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            let sources = CredentialSources(home: home, folder: workingFolder)
            mailbox.post(.credentials(sources.find(for: service).credentials))
        }
    }

    /// Takes what was found. Returns what the wizard may know of it.
    private func hold(_ found: [FoundCredential]) -> [CredentialOffer] {
        credentials = found
        return found.enumerated().map { number, found in
            CredentialOffer(
                number: number, origin: found.origin, credential: found.credential, values: found.values,
                address: found.address)
        }
    }

    private func start(_ order: UploadOrder) {
        let typed = fields.credential
        let passphrase = fields.field(.signing).secret()
        let surroundings = surroundings
        let found = order.offer.flatMap { credentials.indices.contains($0) ? credentials[$0] : nil }
        let mailbox = mailbox
        upload = inBackground {
            do {
                let secrets = if let found { try await found.load() } else { typed }
                let authorities = order.authorities.flatMap { $0.isEmpty ? nil : $0 }.map { typed in
                    KeyFilePath.expand(typed, home: surroundings.home) ?? typed
                }
                var run = UploadRun(
                    client: HTTPClient(
                        version: Keywizard.version, caFile: authorities ?? found?.authorities,
                        environment: environmentVariables()),
                    secrets: secrets)
                var shape = CredentialShape(id: order.credential, values: order.values)
                if order.isSigned {
                    let signer = try RequestSigner(order, passphrase: passphrase, surroundings)
                    (shape.signingKey, run.signer) = (signer.key, signer.sign)
                }
                let upload = Upload(to: order.service, key: order.key, name: order.name, with: shape, at: order.address)
                let outcome = await run.run(upload) { mailbox.post(.message(.uploadMoved($0))) }
                if order.keepsAccess {
                    let access = ServiceAccess(run: run, shape: shape, address: order.address)
                    mailbox.post(.access(access, order.service.id))
                }
                if !Task.isCancelled { mailbox.post(.message(.uploaded(outcome))) }
            } catch {
                mailbox.post(.message(.uploadRefused(Problem(error))))
            }
        }
    }

    // MARK: - Several servers

    private func findHosts(_ source: HostsSource) {
        let (surroundings, mailbox) = (surroundings, mailbox)
        inBackground {
            do {
                let addressees =
                    switch source {
                    case .sshConfig: try HostsSearch.sshConfig(matching: ["*"])
                    case .file(let typed):
                        try HostsSearch.file(KeyFilePath.expand(typed, home: surroundings.home) ?? typed)
                    }
                guard !addressees.isEmpty else { throw Problem("there is no server in it") }
                mailbox.post(.message(.hostsFound(try await addressees.logins(options: []))))
            } catch {
                var problem = Problem(error)
                problem.message = problem.message.replacing(surroundings.home + "/", with: "~/")
                mailbox.post(.message(.hostsNotFound(problem)))
            }
        }
    }

    private func install(_ line: AuthorizedLine, on logins: [ServerLogin]) {
        let mailbox = mailbox
        hosts = inBackground {
            do {
                var results: [HostResult]?
                if logins.count > HostInstaller.handful, PlaybookRun.isInstalled {
                    mailbox.post(.message(.hostsHandedOver))
                    let playbook = HostsPlaybook(line: line, logins: logins)
                    // Where Ansible can't, ssh does it.
                    results = try? await PlaybookRun(playbook, try PlaybookFiles(playbook)).results()
                }
                if results == nil {
                    results = try await HostInstaller(line: line, options: []).unattended(logins) {
                        mailbox.post(.message(.hostInstalled($0)))
                    }
                }
                guard !Task.isCancelled else { return }
                mailbox.post(.message(.hostsInstalled(results ?? [])))
            } catch {
                // Only its being stopped ends it as a whole.
                guard !Task.isCancelled else { return }
                let failure = HostResult.failed(logins, Problem(error))
                mailbox.post(.message(.hostsInstalled(failure)))
            }
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

    /// Runs work that talks to the person on the ordinary screen.
    private func onOrdinaryScreen(_ work: () -> Message) -> Message {
        surface.stepAside()
        defer { surface.comeBack() }
        return work()
    }

    /// What ssh may ask of somebody who logs in with it for the first time, in lines for the smallest terminal.
    private func sayWhatIsAsked() {
        let words = """
            If a server is new to this computer, ssh shows its fingerprint first: answer yes if it is the one that you \
            expect. A password is not shown while you type it. ^C stops.
            """
        for line in words.wrapped(to: 58) { Console.say(line) }
    }
}

extension RequestSigner {
    /// The key that an upload names: of a file, or in the agent.
    fileprivate init(_ order: UploadOrder, passphrase: Secret, _ surroundings: Surroundings) throws {
        guard let path = order.signingFile, !path.isEmpty else {
            try self.init(
                agentAt: environmentVariables()["SSH_AUTH_SOCK"], fingerprint: order.values["keyID"],
                uploaded: order.key, for: .wizard)
            return
        }
        let file = try ExistingKeyFile(path, passphrase: passphrase.isEmpty ? nil : passphrase, surroundings)
        guard let key = file.privateKey else { throw CommandError(.passphraseNeeded, in: path) }
        self.init(key, from: path)
    }
}

extension HostResult {
    /// What is left to say when nothing was heard of any of them.
    fileprivate static func failed(_ logins: [ServerLogin], _ problem: Problem) -> [HostResult] {
        logins.map { HostResult($0, .failed(.other(said: [problem.message]), notes: [])) }
    }
}

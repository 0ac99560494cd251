import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The replacement of a key by a new one, from the list of keys to the removal of the old one.
@Suite struct ReplacementTests {
    private static let path = "/home/ana/.ssh/id_rsa"
    private static let found = FoundKey(
        path: path, publicKey: Fixture.rsa, format: "OpenSSH", hasPrivateHalf: true, isEncrypted: false,
        ageInDays: 3000,
        health: .old, warnings: ["RSA 1024 is too short: create another key"])
    private static let opened = OpenedKey(
        found: found, publicKey: Fixture.rsa, publicPath: path + ".pub", privateFormat: .openssh, isUnlocked: true)
    private static let new = SavedFiles(openSSH: path + ".new", putty: nil, publicKey: path + ".new.pub")
    private static let renamed = SavedFiles(openSSH: path, putty: nil, publicKey: path + ".pub")
    private static let login = ServerLogin(user: "ana", host: "server.example.org")!

    private static var rotation: KeyRotation {
        KeyRotation(path: path, newPath: path + ".new", oldKey: Fixture.rsa, newKey: Fixture.ed25519)
    }

    private static func interrupted(_ step: KeyRotation.Step = .uploaded) -> InterruptedRotation {
        var rotation = rotation
        (rotation.step, rotation.places) = (step, [KeyRotation.Place(login: login)])
        return InterruptedRotation(rotation, files: step == .renamed ? renamed : new, isProtected: false)
    }

    private static func choose(_ walk: inout Walk) {
        walk.send(.key(.listed([found])))
        walk.press(.control("o"), .enter)
        walk.send(.key(.existing(.opened(opened))))
        walk.click("Replace it with a new key")
        walk.press(.enter)
    }

    /// Comes to the Save page with a new key.
    private static func make(_ walk: inout Walk, for destination: String = "A server") {
        choose(&walk)
        #expect(walk.page == .destination)
        walk.type(destination)
        walk.press(.enter, .enter, .enter)
        walk.send(.randomness(.made(Fixture.ed25519)))
        walk.press(.enter)
        walk.send(.passphrase(.useNone))
        walk.send(.passphrase(.useNone))
    }

    private static func save(_ walk: inout Walk) {
        guard case .examinePlace(let plan, _)? = walk.effects.last else {
            Issue.record("the page asked for no examination: \(walk.effects)")
            return
        }
        walk.send(.save(.examined(PlaceReport(path: plan.path, .free))))
        walk.press(.enter)
    }

    /// Adds the new key to a server.
    private static func install(_ walk: inout Walk) {
        walk.press(.enter)
        walk.type("server.example.org")
        walk.press(.tab, .tab, .enter)
        walk.send(
            .installed(Report(succeeded: true, "added the key to ~/.ssh/authorized_keys on the server"), notes: []))
    }

    private static func logIn(_ walk: inout Walk) {
        walk.press(.enter)
        walk.answerLogIn()
        walk.press(.enter)
        walk.answerLogIn()
        walk.press(.enter)
    }

    /// Comes to the page that would remove the old key from a server.
    private static func walkToRemoval(_ walk: inout Walk) {
        make(&walk)
        save(&walk)
        walk.send(.save(.saved(new)))
        install(&walk)
        logIn(&walk)
    }

    // MARK: - The way there

    @Test func itIsTheOrdinaryWalk() throws {
        var walk = Walk()
        Self.choose(&walk)
        #expect(walk.effects.contains(.discardKey) && walk.page == .destination)
        walk.type("A server")
        walk.press(.enter)
        #expect(walk.screen.contains("Which key replaces id_rsa?"))
        walk.press(.enter, .enter)
        walk.send(.randomness(.made(Fixture.ed25519)))
        walk.press(.enter)
        walk.send(.passphrase(.useNone))
        walk.send(.passphrase(.useNone))
        #expect(walk.screen.contains("Saved next to ~/.ssh/id_rsa"))
        Self.save(&walk)
        guard case .save(let plan)? = walk.effects.first else {
            Issue.record("nothing is saved: \(walk.effects)")
            return
        }
        // It is known of before there is a new key.
        let rotation = try #require(plan.rotation)
        #expect(plan.path == "~/.ssh/id_rsa.new")
        #expect(
            (rotation.path, rotation.oldKey, rotation.newKey) == (Self.path, Fixture.rsa, Fixture.ed25519)
        )
        walk.send(.save(.saved(Self.new)))
        #expect(walk.page == .publicKey)

        Self.install(&walk)
        guard case .keepRotation(let kept)? = walk.effects.first else {
            Issue.record("not kept: \(walk.effects)")
            return
        }
        #expect(kept.step == .uploaded && kept.places == [KeyRotation.Place(login: Self.login)])
        walk.press(.enter)
        // ssh_config is to name the file that the new key gets in the end.
        guard
            case .planConfig(let wish)? = walk.effects.first(where: { if case .planConfig = $0 { true } else { false } }
            )
        else {
            Issue.record("ssh_config is not looked at: \(walk.effects)")
            return
        }
        #expect(wish.identityFile == Self.path)
        walk.answerLogIn()
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("no login is tried: \(walk.effects)")
            return
        }
        #expect(test.proof.identityFile == Self.path + ".new")
    }

    @Test func theOldKeyGoesLast() {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        #expect(walk.text.contains("ana@server.example.org: removes it from authorized_keys"))
        #expect(walk.screen.contains("~/.ssh/id_rsa becomes ~/.ssh/id_rsa.old"))
        walk.press(.enter)
        guard case .takeOldName(let rotation)? = walk.effects.first else {
            Issue.record("the names stay: \(walk.effects)")
            return
        }
        #expect(rotation.step == .proved)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        guard walk.effects.count == 2, case .keepRotation(let kept) = walk.effects[0],
            case .removeOldKey(.onServer(let removal)) = walk.effects[1]
        else {
            Issue.record("the old key stays: \(walk.effects)")
            return
        }
        #expect(kept.step == .renamed)
        #expect(removal.line.text == Fixture.rsa.line.split(separator: " ").prefix(2).joined(separator: " "))
        // With the new key, under the name that it has by now.
        #expect(removal.proof.identityFile == Self.path && removal.proof.login == Self.login)
        #expect(removal.proof.fingerprint == Fixture.ed25519.fingerprint(.sha256))
        walk.send(
            .logIn(.replacement(.removed(Report(succeeded: true, "removed the old key from ~/.ssh/authorized_keys")))))
        // What is over is no longer kept. The agent is last: until then ssh may need the key that it holds.
        guard walk.effects.count == 2, case .keepRotation(let last) = walk.effects[0] else {
            Issue.record("not kept: \(walk.effects)")
            return
        }
        #expect(last.places.isEmpty && walk.effects[1] == .forgetInAgent(Fixture.rsa))
        walk.press(.escape, .enter)
        #expect(walk.effects == [] && walk.screen.contains("Asking the agent to forget it"))
        walk.send(.logIn(.replacement(.agentForgot(.forgot))))
        guard case .endRotation? = walk.effects.first else {
            Issue.record("it does not end: \(walk.effects)")
            return
        }
        #expect(walk.screen.contains("id_rsa is replaced") && walk.screen.contains("forgot it"))
        walk.press(.enter)
        #expect(walk.page == .done && walk.screen.contains("kept as ~/.ssh/id_rsa.old"))
    }

    @Test func withoutAProvedLoginNothingGoes() {
        var walk = Walk()
        Self.make(&walk)
        Self.save(&walk)
        walk.send(.save(.saved(Self.new)))
        Self.install(&walk)
        walk.press(.enter)
        walk.answerLogIn()
        // Past the test.
        walk.send(.logIn(.test(.proceed)))
        #expect(walk.screen.contains("The old key stays") && walk.screen.contains("nothing is removed"))
        walk.send(.logIn(.replacement(.remove)))
        #expect(walk.effects == [] && walk.screen.contains("The old key stays"))
        walk.press(.enter)
        #expect(walk.screen.contains("Test login"))
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.keyNotThere)))))
        walk.send(.logIn(.test(.proceed)))
        walk.send(.logIn(.replacement(.remove)))
        #expect(walk.effects == [] && walk.screen.contains("The old key stays"))
    }

    @Test func aRemovalThatFailedCanBeTriedAgain() {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        walk.press(.enter)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        walk.send(
            .logIn(.replacement(.removed(Report(succeeded: false, "Permission denied", hint: "ask its administrator"))))
        )
        #expect(walk.effects == [] && walk.screen.contains("The old key wasn't removed everywhere"))
        walk.press(.enter)
        guard case .takeOldName? = walk.effects.first else {
            Issue.record("it is not tried again: \(walk.effects)")
            return
        }
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        walk.send(
            .logIn(
                .replacement(.removed(Report(succeeded: true, "the old key isn't in authorized_keys on the server")))))
        walk.send(.logIn(.replacement(.agentForgot(.hadNone))))
        #expect(walk.screen.contains("id_rsa is replaced") && !walk.screen.contains("agent"))
    }

    /// Where it couldn't be removed, the agent's key still opens something.
    @Test func whileTheOldKeyOpensSomethingTheAgentKeepsIt() {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        walk.press(.enter)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        walk.send(.logIn(.replacement(.removed(Report(succeeded: false, "Permission denied")))))
        #expect(walk.effects == [])
        // Another place of an earlier time, where the new key hasn't logged in since.
        var later = Walk()
        var interrupted = Self.interrupted(.proved)
        interrupted.rotation.places.insert(KeyRotation.Place(service: "github"), at: 0)
        later.send(.takeUp(interrupted))
        later.press(.enter)
        later.send(.installed(Report(succeeded: true, "the key was there already"), notes: []))
        Self.logIn(&later)
        later.send(.logIn(.agentFound(Self.agent)))
        #expect(!later.screen.contains("Remove old key") && later.screen.contains(" GitHub first"))
        later.send(.logIn(.replacement(.remove)))
        #expect(later.effects == [] && later.screen.contains("GitHub: new key not tested there"))
        // Unless the user says that it isn't needed there.
        later.click("Leave out GitHub")
        #expect(later.screen.contains(" Remove old key") && later.screen.contains("forgets it"))
    }

    // MARK: - Several servers

    private static let servers = (1...3).map { ServerLogin(user: "ana", host: "web\($0).example.org")! }

    /// Adds the new key to several servers, of which the last one fails, and logs in at the first one.
    private static func walkToSeveral(_ walk: inout Walk) -> [KeyRotation.Place] {
        make(&walk)
        save(&walk)
        walk.send(.save(.saved(new)))
        walk.press(.enter, .control("t"), .enter)
        walk.send(.hostsFound(servers))
        walk.press(.character("a"), .enter)
        walk.send(
            .hostsInstalled([
                HostResult(servers[0], .added(file: "~/.ssh/authorized_keys", notes: [])),
                HostResult(servers[1], .added(file: "~/.ssh/authorized_keys", notes: [])),
                HostResult(servers[2], .failed(.unreachable(.refused), notes: [])),
            ]))
        var kept: [KeyRotation.Place] = []
        for case .keepRotation(let rotation) in walk.effects { kept = rotation.places }
        walk.press(.tab)
        logIn(&walk)
        return kept
    }

    @Test func nothingGoesWhileAServerIsUnproved() throws {
        var walk = Walk(rows: 30)
        // Those where it failed have only the old key.
        #expect(Set(Self.walkToSeveral(&walk).compactMap(\.login)) == Set(Self.servers))
        #expect(walk.screen.contains("The old key stays") && walk.screen.contains("to 1 of 3 places"))
        #expect(walk.screen.contains("ana@web2.example.org: new key not tested there"))
        #expect(walk.screen.contains("ana@web3.example.org: the server refused"))
        walk.send(.logIn(.replacement(.remove)))
        #expect(walk.effects == [])

        // Each is a login of its own.
        walk.press(.enter)
        guard case .testLogin(let second)? = walk.effects.first else {
            Issue.record("not tested: \(walk.effects)\n\(walk.screen)")
            return
        }
        #expect(second.proof.login == Self.servers[1])
        walk.send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
        guard case .testLogin(let third)? = walk.effects.first else {
            Issue.record("not tested: \(walk.effects)")
            return
        }
        #expect(third.proof.login == Self.servers[2])
        walk.send(.logIn(.login(.tested(.failed(.keyNotThere)))))
        #expect(walk.screen.contains("to 2 of 3 places"))
        #expect(walk.screen.contains("ana@web3.example.org: the server didn't accept"))
        walk.send(.logIn(.replacement(.remove)))
        #expect(walk.effects == [])

        // The user may leave one out; then the others are all.
        walk.click("Leave out ana@web3")
        #expect(walk.screen.contains("to all 2 places") && !walk.screen.contains("web3"))
        walk.press(.enter)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        walk.send(.logIn(.replacement(.removed(Report(succeeded: true, "one")))))
        guard case .keepRotation(let kept)? = walk.effects.first else {
            Issue.record("not kept: \(walk.effects)")
            return
        }
        #expect(kept.places.compactMap(\.login) == [Self.servers[1]])
        walk.send(.logIn(.replacement(.removed(Report(succeeded: false, "Permission denied")))))
        #expect(walk.screen.contains("The old key wasn't removed everywhere") && walk.effects == [])
    }

    @Test func testsOfOtherServersCanBeStopped() {
        var walk = Walk(rows: 30)
        _ = Self.walkToSeveral(&walk)
        walk.press(.enter)
        #expect(walk.screen.contains("Logging in to ana@web2.example.org, 1 to follow"))
        walk.press(.escape)
        #expect(walk.effects == [.cancelLogin] && walk.screen.contains(" Test 2 logins "))
        // What comes late changes nothing.
        walk.send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
        #expect(walk.screen.contains("to 1 of 3 places"))
        walk.click("Not now")
        #expect(walk.page == .done)
        #expect(walk.screen.contains("ana@web2.example.org") && walk.screen.contains("ana@web3.example.org"))
    }

    private static let agent = AgentFinding(
        name: "ssh-agent", .takesKeys,
        keys: [AgentFinding.Held(fingerprint: Fixture.rsa.fingerprint(.sha256), comment: "the old one")])

    @Test(arguments: [
        (AgentForgetting.kept(.takesKeys), "ssh-add -d ~/.ssh/id_rsa.old"), (.kept(.elsewhere), "ssh-add -d"),
        (.kept(.keepsKeys), "elete its entry in ~/.gnupg/sshcontrol"),
        (.kept(.takesNone), "in the agent's own window"),
        (.kept(.silent(Problem("the agent at /x didn't answer", hint: "wait"))), "f it holds the old key"),
        (.noAgent, "ssh-add -d ~/.ssh/id_rsa.old"),
    ]) func anAgentThatKeepsItIsNoObstacle(_ answer: AgentForgetting, _ advice: String) {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        walk.press(.enter)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        walk.send(.logIn(.replacement(.removed(Report(succeeded: true, "removed")))))
        walk.send(.logIn(.replacement(.agentForgot(answer))))
        #expect(walk.screen.contains("id_rsa is replaced") && walk.said.contains(advice), "\(walk.screen)")
        guard case .endRotation? = walk.effects.first else {
            Issue.record("it does not end: \(walk.effects)")
            return
        }
        walk.press(.enter)
        #expect(walk.page == .done)
    }

    @Test func namesThatCannotBeChangedAreSaid() {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        walk.press(.enter)
        // While it goes on, nothing else happens.
        walk.press(.escape, .enter)
        #expect(walk.effects == [] && walk.screen.contains("Renaming files"))
        walk.send(
            .logIn(
                .replacement(
                    .notRenamed(
                        Problem("~/.ssh/id_rsa.old.pub already exists", hint: "move it away")))))
        #expect(
            walk.screen.contains("already exists") && walk.screen.contains(" Remove old key"))
    }

    /// Comes to where GitHub, which has the new key, is asked for the old one.
    private static func walkToGitHub(_ walk: inout Walk) {
        Self.make(&walk, for: "github")
        Self.save(&walk)
        walk.send(.save(.saved(Self.new)))
        walk.press(.enter)
        walk.send(
            .credentialsFound([
                CredentialOffer(number: 0, origin: "environment variable GH_TOKEN", credential: "token", values: [:])
            ]))
        walk.press(.enter, .enter)
        guard case .upload(let order)? = walk.effects.first else {
            Issue.record("nothing is sent: \(walk.effects)\n\(walk.screen)")
            return
        }
        #expect(order.keepsAccess)
        let key = UploadedKey(
            service: "GitHub", name: "ana@studio", id: "7", fingerprint: Fixture.ed25519.fingerprint(.sha256))
        walk.send(.uploaded(.created(key)))
        walk.press(.enter)
        walk.plan([])
        walk.press(.enter)
        walk.answerLogIn()
        walk.press(.enter)
    }

    @Test func aServiceIsAskedForTheNameOfTheOldKey() {
        var walk = Walk()
        Self.walkToGitHub(&walk)
        guard case .findOldKey(let search)? = walk.effects.last else {
            Issue.record("nobody is asked: \(walk.effects)\n\(walk.screen)")
            return
        }
        #expect(search.service.id == "github" && search.key == Fixture.rsa)
        walk.send(.logIn(.replacement(.found(OldKeyFinding("github", names: ["laptop"])))))
        #expect(walk.screen.contains("GitHub: deletes “laptop”"))
        // Nobody logs in at GitHub to change a file.
        #expect(!walk.screen.contains("authorized_keys"))
        walk.press(.enter)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        #expect(walk.effects.last == .removeOldKey(.atService(search)))
    }

    /// A name that looks like another key's is spelled out, and agreed to again.
    @Test func aNameThatLooksLikeAnotherIsAskedForAgain() {
        var walk = Walk()
        Self.walkToGitHub(&walk)
        guard case .findOldKey(let search)? = walk.effects.last else {
            Issue.record("nobody is asked: \(walk.effects)\n\(walk.screen)")
            return
        }
        walk.send(.logIn(.replacement(.found(OldKeyFinding("github", names: ["work  key"])))))
        #expect(walk.screen.contains(#"deletes “work\u{20}\u{20}key”"#), "\(walk.screen)")
        walk.press(.enter)
        #expect(walk.effects == [] && walk.screen.contains("Delete the key of exactly this name?"), "\(walk.screen)")
        #expect(walk.screen.contains(#"“work\u{20}\u{20}key”"#) && walk.screen.contains(" Not now"))
        walk.click("Remove old key")
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        #expect(walk.effects.last == .removeOldKey(.atService(search)))
    }

    /// The credential created for this can also end it.
    @Test(arguments: [("amazon", "ec2:DeleteKeyPair"), ("digital", "ssh_key:delete"), ("bitbucket", "delete:ssh-key")])
    func theRightToRemoveIsAskedFor(destination: String, right: String) {
        var ordinary = Walk(columns: 140, rows: 50)
        ordinary.walk(to: .upload, destination: destination)
        ordinary.send(.credentialsFound([]))
        ordinary.click("only if you have one")
        ordinary.press(.enter)
        #expect(ordinary.screen.contains("Create a") && !ordinary.screen.contains(right))
        var walk = Walk(columns: 140, rows: 50)
        Self.make(&walk, for: destination)
        Self.save(&walk)
        walk.send(.save(.saved(Self.new)))
        walk.press(.enter)
        walk.send(.credentialsFound([]))
        walk.click("only if you have one")
        walk.press(.enter)
        #expect(walk.screen.contains(right), "\(walk.screen)")
    }

    @Test func anotherPlaceComesFirst() {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        walk.click("Another place first")
        #expect(walk.page == .destination && walk.session.publicKey == Fixture.ed25519)
        walk.type("A server")
        walk.press(.enter)
        #expect(walk.page == .publicKey)
        walk.press(.enter)
        walk.type("second.example.org")
        walk.press(.tab, .tab, .enter)
        walk.send(.installed(Report(succeeded: true, "added"), notes: []))
        Self.logIn(&walk)
        #expect(walk.screen.contains("ana@server.example.org: removes it"))
        #expect(walk.screen.contains("ana@second.example.org: removes it"))
        walk.press(.enter)
        walk.send(.logIn(.replacement(.renamed(Self.renamed))))
        walk.send(.logIn(.replacement(.removed(Report(succeeded: true, "one")))))
        guard case .removeOldKey? = walk.effects.last else {
            Issue.record("the second one is forgotten: \(walk.effects)")
            return
        }
        walk.send(.logIn(.replacement(.removed(Report(succeeded: true, "two")))))
        walk.send(.logIn(.replacement(.agentForgot(.hadNone))))
        #expect(walk.screen.contains("id_rsa is replaced"))
    }

    @Test func whereElseTheOldKeyIsIsSaid() {
        var walk = Walk(rows: 30)
        walk.send(.key(.listed([Self.found])))
        walk.press(.control("o"), .control("t"))
        walk.send(.servicesAsked(["GitLab"]))
        walk.send(.serviceAnswered(ServiceAnswer("GitLab", fingerprints: [Fixture.rsa.fingerprint(.sha256)])))
        walk.press(.escape)
        Self.walkToRemoval(&walk)
        #expect(walk.screen.contains("Old key also on GitLab"))
    }

    @Test func notNowLeavesBothKeysAndSaysSo() {
        var walk = Walk()
        Self.walkToRemoval(&walk)
        walk.click("Not now")
        #expect(walk.effects.contains(.forgetServices))
        #expect(walk.page == .done && walk.screen.contains("~/.ssh/id_rsa is still in use"))
        // The first page of the same run knows of it as well.
        walk.send(.goTo(.computer))
        #expect(walk.text.contains("The replacement of ~/.ssh/id_rsa is unfinished."))
    }

    @Test func anOldKeyThatIsKeptAlreadyComesFirst() {
        var walk = Walk()
        var kept = Self.found
        kept.path += ".old"
        walk.send(.key(.listed([Self.found, kept])))
        walk.press(.control("o"), .enter)
        walk.send(.key(.existing(.opened(Self.opened))))
        walk.click("Replace it with a new key")
        walk.press(.enter)
        #expect(walk.page == .key && walk.text.contains("~/.ssh/id_rsa.old is left from an earlier replacement"))
    }

    // MARK: - Interrupted

    @Test func whatCannotBeGoneOnWithIsSaid() {
        let trouble = Problem("~/.local/state/keywizard/rotations/x.json is damaged", hint: "both keys are there")
        var walk = Walk()
        walk.send(.rotationsFound([], troubles: [trouble]))
        #expect(walk.text.contains("x.json is damaged") && walk.text.contains("oth keys are there"))
        walk.press(.enter)
        #expect(walk.page == .destination)
        let talk = Talk(starts: true) { effect, session in
            if effect == .findRotations {
                [.rotationsFound([], troubles: [trouble])]
            } else {
                Talk.everythingWorks(effect, session)
            }
        }
        #expect(talk.said.contains { $0.contains("x.json is damaged") })
    }

    @Test func theFirstPageOffersToGoOn() {
        var walk = Walk()
        walk.send(.rotationsFound([Self.interrupted()]))
        walk.send(.key(.listed([Self.found])))
        #expect(walk.screen.contains("The replacement of ~/.ssh/id_rsa is unfinished."))
        walk.press(.tab, .tab, .tab, .character(" "))
        #expect(walk.page == .upload && walk.session.saved == Self.new)
        #expect(walk.screen.contains("server.example.org"))
        // The server has the new key already, and says so.
        walk.press(.enter)
        guard case .install(let installation)? = walk.effects.first else {
            Issue.record("nothing is installed: \(walk.effects)")
            return
        }
        #expect(
            installation.login == Self.login && installation.line.blob == AuthorizedLine(Fixture.ed25519.line)?.blob)
        walk.send(.installed(Report(succeeded: true, "the key was there already"), notes: []))
        Self.logIn(&walk)
        #expect(walk.screen.contains(" Remove old key"))
    }

    /// What is done and what is left is said when it is resumed, and how to resume it when the user leaves.
    @Test func whatIsDoneAndWhatIsLeftIsSaid() {
        var walk = Walk()
        walk.send(.takeUp(Self.interrupted()))
        #expect(walk.screen.contains("replacing id_rsa"))
        walk.press(.enter)
        walk.send(.installed(Report(succeeded: true, "the key was there already"), notes: []))
        walk.press(.enter)
        walk.answerLogIn()
        #expect(walk.said.contains("The new key of ~/.ssh/id_rsa is saved; its login must be tested again."))
        walk.press(.control("c"))
        guard case .exit(.cancelled, let farewell)? = walk.effects.first else {
            Issue.record("it does not end: \(walk.effects)")
            return
        }
        #expect(farewell.last?.contains("~/.ssh/id_rsa is still in use; resume from the first page") == true)
    }

    @Test func whatWasProvedAnEarlierTimeIsProvedAgain() {
        var walk = Walk()
        walk.send(.takeUp(Self.interrupted(.renamed)))
        walk.press(.enter)
        walk.send(.installed(Report(succeeded: true, "the key was there already"), notes: []))
        walk.press(.enter)
        walk.answerLogIn()
        walk.send(.logIn(.test(.proceed)))
        #expect(walk.screen.contains("The old key stays"))
        walk.send(.logIn(.replacement(.remove)))
        #expect(walk.effects == [])
    }

    @Test func itIsGivenUpInTheListOfKeys() {
        var walk = Walk()
        walk.send(.rotationsFound([Self.interrupted()]))
        walk.send(.key(.listed([Self.found])))
        walk.press(.control("o"))
        #expect(walk.screen.contains("being replaced"))
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.opened))))
        #expect(!walk.screen.contains("Replace it with a new key"))
        walk.click("Abandon its replacement")
        walk.press(.enter)
        #expect(walk.screen.contains("Both keys stay"))
        // Enter alone gives nothing up.
        walk.press(.enter)
        #expect(walk.effects == [] && walk.screen.contains("Abandon its replacement"))
        walk.press(.enter)
        walk.press(.tab, .enter)
        #expect(walk.effects == [.endRotation(Self.interrupted().rotation)])
        #expect(walk.screen.contains("Replace it with a new key"))
    }

    // MARK: - Afterwards

    private static func kept() -> OpenedKey {
        var key = opened
        key.found.path += ".old"
        return key
    }

    @Test func theOldKeyIsDeletedWhenThatIsAgreedTo() {
        var walk = Walk()
        walk.send(.key(.listed([Self.kept().found])))
        walk.press(.control("o"))
        #expect(walk.screen.contains("replaced, RSA"))
        walk.press(.enter)
        walk.send(.key(.existing(.opened(Self.kept()))))
        walk.click("Delete it")
        walk.press(.enter, .enter)
        #expect(walk.effects == [])
        walk.press(.enter, .tab, .enter)
        #expect(walk.effects == [.deleteKeyFiles(Self.path + ".old")])
        walk.send(.key(.existing(.filesChanged(nil))))
        #expect(walk.effects == [.listKeys] && walk.screen.contains("Which key?"))
    }

    @Test func theOldKeyIsPutBack() {
        var walk = Walk()
        walk.send(.key(.listed([Self.kept().found])))
        walk.press(.control("o"), .enter)
        walk.send(.key(.existing(.opened(Self.kept()))))
        walk.press(.enter, .tab, .enter)
        #expect(walk.effects == [.putBackKeyFiles(Self.path + ".old")])
        walk.send(
            .key(.existing(.filesChanged(Problem("~/.ssh/id_rsa.new already exists")))))
        #expect(walk.screen.contains("already exists"))
    }

    // MARK: - Plain mode

    @Test func plainModeReplacesAKeyToo() {
        var talk = Talk(starts: true) { effect, session in
            switch effect {
            case .listKeys: [.key(.listed([Self.found]))]
            case .openKey: [.key(.existing(.opened(Self.opened)))]
            case .save: [.save(.saved(Self.new))]
            case .takeOldName: [.logIn(.replacement(.renamed(Self.renamed)))]
            case .removeOldKey:
                [
                    .logIn(
                        .replacement(
                            .removed(Report(succeeded: true, "removed the old key from ~/.ssh/authorized_keys"))))
                ]
            case .forgetInAgent: [.logIn(.replacement(.agentForgot(.forgot)))]
            default: Talk.everythingWorks(effect, session)
            }
        }
        talk.answer("use an existing key", "1", "replace it with a new key")
        talk.answer("a server", "", "", "", "", "no passphrase", "use none")
        #expect(talk.said.contains { $0.contains("Saved next to ~/.ssh/id_rsa") })
        talk.answer("", "", "", "server.example.org", "", "", "", "", "")
        #expect(talk.said.contains { $0.contains("removes it from authorized_keys") }, "\(talk.transcript)")
        talk.answer("remove old key")
        #expect(talk.said.contains { $0.contains("emoved the old key from ~/.ssh/authorized_keys") })
        #expect(talk.said.contains { $0.contains("forgot it") })
        #expect(talk.effects.contains { if case .endRotation = $0 { true } else { false } })
    }

    @Test func plainModeGoesOnWithIt() {
        var talk = Talk(starts: true) { effect, session in
            switch effect {
            case .findRotations: [.rotationsFound([Self.interrupted()])]
            case .listKeys: [.key(.listed([Self.found]))]
            default: Talk.everythingWorks(effect, session)
            }
        }
        #expect(talk.said.contains { $0.contains("The replacement of ~/.ssh/id_rsa is unfinished.") })
        talk.answer("resume replacement")
        #expect(talk.page == .upload)
    }

    // MARK: - What is seen

    private static let damage = Problem(
        "the saved state of a replacement is damaged",
        hint: "both keys are where they were: start the replacement again, or delete "
            + "~/.local/state/keywizard/rotations/4tMT8Gx_g1uRFvIgVbHXU1tQzZcGq1YwKQm6lfCWFYE.json")

    /// What to do about it is within reach on the lowest terminal too.
    @Test func theRemarksScroll() {
        var walk = Walk(columns: 60, rows: 18)
        walk.send(.rotationsFound([], troubles: [Self.damage]))
        walk.send(.key(.listed([Self.found])))
        #expect(walk.screen.contains(" Continue") && !walk.screen.contains(".json"))
        walk.press(.pageDown)
        #expect(walk.screen.contains(".json") && walk.screen.contains("~/.ssh has 1 key"))
        walk.press(.down)
        #expect(walk.screen.contains("› Windows with PuTTY") && walk.screen.contains("↓ more"))
        walk.click("↓ more")
        #expect(walk.screen.contains(".json"))
    }

    @Test func screens() throws {
        var first = Walk()
        first.send(.rotationsFound([Self.interrupted()]))
        first.send(.key(.listed([Self.found])))
        try expectScreen(first, "replacement-first-page")
        var damaged = first
        damaged.send(.rotationsFound([], troubles: [Self.damage]))
        try expectScreen(damaged, "replacement-damaged")
        first.press(.control("o"), .enter)
        first.send(.key(.existing(.opened(Self.opened))))
        try expectScreen(first, "replacement-interrupted")
        first.press(.down, .enter)
        try expectScreen(first, "replacement-give-up")

        var walk = Walk()
        Self.make(&walk)
        walk.send(.goTo(.key))
        try expectScreen(walk, "replacement-key")
        walk.press(.enter, .enter)
        walk.send(.goTo(.save))
        if case .examinePlace(let plan, _)? = walk.effects.last {
            walk.send(.save(.examined(PlaceReport(path: plan.path, .free))))
        }
        try expectScreen(walk, "replacement-save")

        var removal = Walk()
        Self.walkToRemoval(&removal)
        try expectScreen(removal, "replacement-plan")
        var held = removal
        held.send(.logIn(.agentFound(Self.agent)))
        try expectScreen(held, "replacement-plan-agent")
        var help = removal
        help.press(.function(1))
        try expectScreen(help, "replacement-help")
        var later = removal
        later.send(.logIn(.replacement(.skip)))
        try expectScreen(later, "replacement-later")
        removal.press(.enter)
        try expectScreen(removal, "replacement-names")
        removal.send(.logIn(.replacement(.renamed(Self.renamed))))
        try expectScreen(removal, "replacement-removing")
        var failed = removal
        failed.send(
            .logIn(
                .replacement(
                    .removed(
                        Report(
                            succeeded: false,
                            "ana@server.example.org: the home directory there is on a read-only file system",
                            hint: "ask its administrator")))))
        try expectScreen(failed, "replacement-failed")
        removal.send(
            .logIn(
                .replacement(
                    .removed(
                        Report(
                            succeeded: true, "ana@server.example.org: removed the old key from ~/.ssh/authorized_keys"))
                )))
        try expectScreen(removal, "replacement-agent")
        var kept = removal
        kept.send(.logIn(.replacement(.agentForgot(.kept(.takesKeys)))))
        try expectScreen(kept, "replacement-over-kept")
        var alone = removal
        alone.send(.logIn(.replacement(.agentForgot(.noAgent))))
        try expectScreen(alone, "replacement-over-no-agent")
        removal.send(.logIn(.replacement(.agentForgot(.forgot))))
        try expectScreen(removal, "replacement-over")
        removal.press(.enter)
        try expectScreen(removal, "replacement-done")

        var service = Walk()
        Self.walkToGitHub(&service)
        try expectScreen(service, "replacement-looking")
        var unknown = service
        unknown.send(.logIn(.replacement(.found(OldKeyFinding("github")))))
        try expectScreen(unknown, "replacement-unknown")
        service.send(.logIn(.replacement(.found(OldKeyFinding("github", names: ["laptop"])))))
        try expectScreen(service, "replacement-plan-service")

        var unproved = Walk()
        unproved.send(.takeUp(Self.interrupted()))
        unproved.press(.enter)
        unproved.send(.installed(Report(succeeded: true, "the key was there already"), notes: []))
        unproved.press(.enter)
        unproved.answerLogIn()
        unproved.send(.logIn(.test(.proceed)))
        try expectScreen(unproved, "replacement-unproved")

        var old = Walk()
        old.send(.key(.listed([Self.kept().found, Self.found])))
        old.press(.control("o"))
        try expectScreen(old, "replacement-list")
        old.press(.enter)
        old.send(.key(.existing(.opened(Self.kept()))))
        try expectScreen(old, "replacement-kept")
        old.press(.down, .enter)
        try expectScreen(old, "replacement-delete")
    }
}

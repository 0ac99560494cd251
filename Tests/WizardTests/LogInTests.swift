import Services
import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// What happens between the uploaded key and the login.
@Suite struct LogInTests {
    private static let server = ServerLogin(user: "ana", host: "server.example.org")!
    private static let file = "/home/ana/.ssh/id_ed25519"

    /// At the test, with nothing else to decide.
    private func atTest(_ destination: String = "A server", passphrase: Bool = false) -> Walk {
        var walk = Walk()
        walk.walkToLogIn(destination, passphrase: passphrase, lines: [])
        return walk
    }

    /// Behind a jump host ssh may have to ask, which shows when it may not.
    @Test func aTestThatNeedsAPromptIsDoneOnTheTerminal() {
        var walk = atTest()
        walk.press(.enter)
        guard case .testLogin(let first)? = walk.effects.first else {
            Issue.record("\(walk.effects)")
            return
        }
        #expect(!first.proof.asks)
        walk.send(
            .logIn(
                .login(.tested(.failed(.server(.atJumpHost("jump.example", .hostKeyUnknown), alternative: nil)), nil))))
        guard case .testLogin(let second)? = walk.effects.first else {
            Issue.record("\(walk.effects)")
            return
        }
        #expect(second.proof.asks)
        // Once is enough.
        walk.send(
            .logIn(
                .login(.tested(.failed(.server(.atJumpHost("jump.example", .hostKeyRefused), alternative: nil)), nil))))
        #expect(walk.effects.isEmpty)
        #expect(walk.screen.contains("jump.example"))
    }

    // MARK: ssh_config

    @Test func theLinesAreShownAndWrittenWhenAgreed() {
        var walk = Walk()
        walk.walkToLogIn("A server", passphrase: false)
        #expect(walk.screen.contains("+ Host server.example.org"))
        let wish = HostWish(host: "server.example.org", user: "ana", identityFile: Self.file)
        walk.press(.enter)
        #expect(walk.effects == [.changeConfig(wish)])
        // Impatience writes nothing twice.
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
        walk.send(
            .logIn(
                .config(.changed(ConfigOutcome(wish, file: "~/.ssh/config", backup: "~/.ssh/config.bak-2026-11-21")))))
        #expect(walk.screen.contains("✓ ssh uses this key for server.example.org"))
        #expect(walk.screen.contains(" Test login"))
        // What is done isn't asked again.
        walk.press(.escape)
        #expect(walk.page == .upload)
    }

    @Test func theLinesAreNotWrittenWhenDeclined() {
        var walk = Walk()
        walk.walkToLogIn("A server", passphrase: false)
        walk.press(.tab, .enter)
        #expect(walk.effects.isEmpty)
        #expect(walk.screen.contains(" Test login"))
        #expect(!walk.screen.contains("uses this key for"))
        walk.press(.escape)
        walk.plan()
        #expect(walk.screen.contains(" Add these lines"))
    }

    @Test func whatIsThereAlreadyIsNoQuestion() {
        let walk = atTest()
        #expect(walk.screen.contains(" Test login"))
    }

    @Test func aProblemIsSaidAndNothingIsLost() {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "A server", passphrase: false)
        walk.send(
            .logIn(.config(.refused(Problem("no permission to change ~/.ssh/config", hint: "add the lines by hand")))))
        #expect(walk.screen.contains("o permission to change ~/.ssh/config"))
        walk.press(.tab, .enter)
        #expect(walk.screen.contains(" Test login"))
    }

    @Test func whatSSHMakesOfItIsSaid() {
        var walk = Walk()
        walk.walkToLogIn("A server", passphrase: false)
        walk.press(.enter)
        guard case .changeConfig(let wish)? = walk.effects.first else {
            Issue.record("nothing is written: \(walk.effects)")
            return
        }
        walk.send(
            .logIn(
                .config(
                    .changed(
                        ConfigOutcome(
                            wish, file: "~/.ssh/config", backup: nil, problem: Problem("ssh takes bob@elsewhere"))))))
        #expect(walk.screen.contains("ssh takes bob@elsewhere"))
        walk.press(.enter)
        // What isn't so isn't claimed.
        #expect(!walk.screen.contains("ssh uses this key"))
        #expect(walk.screen.contains(" Test login"))
    }

    @Test func aSecondAccountGetsANameOfItsOwn() {
        var walk = Walk()
        walk.walkToLogIn("github", passphrase: false, otherKey: "~/.ssh/id_private")
        #expect(walk.screen.contains("A second key for github.com?"))
        #expect(walk.screen.contains("github.com-work"))
        walk.press(.control("u"))
        walk.press(.enter)
        #expect(walk.screen.contains("Enter a name."))
        walk.type("acme")
        walk.press(.enter)
        var wish = HostWish(host: "github.com-acme", hostName: "github.com", user: "git", identityFile: Self.file)
        wish.isSecondAccount = true
        #expect(walk.effects == [.planConfig(wish)])
        walk.plan()
        #expect(walk.screen.contains("github.com-acme:"))
        walk.press(.enter)
        #expect(walk.effects == [.changeConfig(wish)])

        // The name that was written is the one that is tried, and git's; host keys are those of the service's own.
        walk.send(.logIn(.config(.changed(ConfigOutcome(wish, file: "~/.ssh/config", backup: nil)))))
        #expect(walk.screen.contains("ssh logs in to git@github.com-acme"))
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        #expect(test.proof.login.destination == "git@github.com-acme" && test.address?.host == "github.com")
        walk.send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
        #expect(walk.screen.contains("git clone") && walk.screen.contains("git@github.com-acme:OWNER/REPOSITORY.git"))
        // By the service's own name git would use the other account's key.
        #expect(!walk.screen.contains("git@github.com:"))
    }

    /// The first account may log in with a key that no line names.
    @Test func aServiceThatTheUsualKeyOpensIsAskedAbout() {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "github", passphrase: false)
        for case .planConfig(let wish) in walk.effects {
            var plan = ConfigPlan(wish, file: "~/.ssh/config", isNewFile: true, lines: Walk.newHost)
            plan.usualKey = "~/.ssh/id_rsa"
            walk.send(.logIn(.config(.planned(plan))))
        }
        #expect(walk.screen.contains("ssh tries ~/.ssh/id_rsa at github.com today"))
        #expect(walk.screen.contains("github.com-work") && walk.screen.contains("The same account"))
    }

    /// Enter alone takes no line out, and the sentence names it.
    @Test func linesThatWouldGoAreNamed() {
        var walk = Walk()
        walk.walkToLogIn(
            "A server", passphrase: false,
            lines: [
                .init(.context, "Host server.example.org"), .init(.removed, "    User begc"),
                .init(.added, "    User ana"),
            ])
        #expect(walk.screen.contains("This would take “User begc” out of ~/.ssh/config"))
        walk.press(.enter)
        #expect(walk.effects.isEmpty && walk.screen.contains(" Test login"))
    }

    /// Only what is typed overrides what ssh would use; a test proposes no change of ssh_config.
    @Test func aHostIsWhatSSHMakesOfIt() throws {
        var walk = Walk()
        walk.walk(to: .logIn, passphrase: false)
        walk.type("srv")
        var model = walk.model
        #expect(model.update(.logIn(.place(.proceed))) == [.resolveHost("srv")])
        // Of another host's answer nothing is taken.
        _ = model.update(.hostResolved(ResolvedHost(host: "other", user: "x", hostName: "x", port: 1)))
        #expect(model.session.place == nil)
        _ = model.update(.hostResolved(ResolvedHost(host: "srv", user: "begc", hostName: "192.0.2.7", port: 2232)))
        #expect(model.session.place?.login == ServerLogin(user: "begc", host: "srv"))
        var refused = walk.model
        _ = refused.update(.logIn(.place(.proceed)))
        _ = refused.update(
            .hostUnresolved(host: "srv", Problem("ssh can't read its configuration: line 3", hint: "x")))
        #expect(refused.view().canvas.text.contains("line 3") && refused.session.place == nil)
    }

    @Test func aNameThatAnotherKeyHasIsNotTaken() {
        var walk = Walk()
        walk.walkToLogIn("github", passphrase: false, otherKey: "~/.ssh/id_private")
        walk.press(.enter)
        walk.plan(otherKey: "~/.ssh/id_work")
        #expect(walk.screen.contains("This name has another key."))
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
        walk.type("2")
        walk.press(.enter)
        walk.plan()
        #expect(walk.screen.contains("github.com-work2:"))
    }

    @Test func theSameAccountKeepsTheHostsName() {
        var walk = Walk()
        walk.walkToLogIn("github", passphrase: false, otherKey: "~/.ssh/id_private")
        walk.press(.down, .enter)
        #expect(walk.screen.contains("github.com:"))
        walk.press(.enter)
        #expect(walk.effects == [.changeConfig(HostWish(host: "github.com", user: "git", identityFile: Self.file))])
    }

    @Test func aMacKeepsThePassphraseInItsKeychain() {
        var walk = Walk(system: .macOS)
        walk.walk(to: .logIn, destination: "A server")
        var wish = HostWish(host: "server.example.org", user: "ana", identityFile: Self.file, usesKeychain: true)
        wish.addsToAgent = true
        #expect(walk.effects.contains(.planConfig(wish)))
    }

    // MARK: the agent

    @Test func theAgentGetsTheKeyWhenItIsSaved() {
        var walk = Walk()
        walk.agent = Walk.sshAgent
        walk.walk(to: .save, destination: "A server")
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
        walk.send(.logIn(.agentFound(Walk.sshAgent)))
        #expect(walk.screen.contains("‹ until the agent exits ›"))
        walk.press(.enter)
        guard case .save(let plan)? = walk.effects.first else {
            Issue.record("nothing is saved: \(walk.effects)")
            return
        }
        #expect(plan.agent == AgentWish())
        walk.send(.logIn(.agent(.answered(.holds))))
        walk.send(.save(.saved(Fixture.saved(walk.session))))
        walk.walkToLogIn("A server", lines: [])
        #expect(walk.screen.contains("✓ ssh-agent holds the key"))
        #expect(walk.screen.contains("It asks nothing."))
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        #expect(test.proof.usesAgent && !test.proof.asks)
    }

    @Test(
        arguments: [
            (1, AgentWish(lifetime: 28800)), (2, AgentWish(lifetime: 3600)), (3, AgentWish(confirms: true)), (4, nil),
            (5, AgentWish()),
        ] as [(Int, AgentWish?)])
    func forHowLongIsSteppedThrough(_ steps: Int, _ wish: AgentWish?) {
        var walk = Walk()
        walk.walk(to: .save)
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
        walk.send(.logIn(.agentFound(Walk.sshAgent)))
        walk.press(.backTab)
        for _ in 0..<steps { walk.press(.right) }
        walk.press(.enter)
        guard case .save(let plan)? = walk.effects.first else {
            Issue.record("nothing is saved: \(walk.effects)")
            return
        }
        #expect(plan.agent == wish)
    }

    /// AddKeysToAgent can't set the agent's limits: it is omitted if the user chose one, or no agent.
    @Test(arguments: [(0, true), (2, false), (4, false)])
    func sshAddsTheKeyToTheAgentOnlyWhereThatWasAgreed(_ steps: Int, _ isWanted: Bool) {
        var walk = Walk()
        walk.agent = Walk.sshAgent
        walk.walk(to: .save, destination: "A server")
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
        walk.send(.logIn(.agentFound(Walk.sshAgent)))
        walk.press(.backTab)
        for _ in 0..<steps { walk.press(.right) }
        walk.press(.enter)
        if steps < 4 { walk.send(.logIn(.agent(.answered(.holds)))) }
        walk.send(.save(.saved(Fixture.saved(walk.session))))
        walk.walk(to: .logIn, destination: "A server")
        let wishes = walk.effects.compactMap { if case .planConfig(let wish) = $0 { wish.addsToAgent } else { nil } }
        #expect(wishes == [isWanted])
    }

    @Test func anAgentThatRefusesIsAskedAgainLater() {
        var walk = Walk()
        walk.agent = Walk.sshAgent
        walk.walk(to: .save, destination: "A server")
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
        walk.send(.logIn(.agentFound(Walk.sshAgent)))
        walk.press(.enter)
        walk.send(
            .logIn(.agent(.answered(.refused(Problem("the agent refused the key", hint: "it may be locked"))))))
        walk.send(.save(.saved(Fixture.saved(walk.session))))
        #expect(walk.page == .publicKey)
        walk.walkToLogIn("A server", lines: [])
        #expect(walk.screen.contains("he agent refused the key"))
        #expect(walk.model.typesInto == .agent)
    }

    /// Nobody is asked where nobody can be.
    @Test func withoutADesktopNoUseIsAskedAbout() {
        var walk = Walk()
        walk.walk(to: .save)
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
        walk.send(.logIn(.agentFound(AgentFinding(name: "ssh-agent", .takesKeys, canAsk: false))))
        walk.press(.backTab, .right, .right, .right)
        #expect(walk.screen.contains("‹ don't add ›"))
    }

    @Test(arguments: [AgentFinding.Standing.keepsKeys, .takesNone, .elsewhere, .silent(Problem("x"))])
    func anAgentThatTakesNoKeyIsNotOfferedWhenSaving(_ standing: AgentFinding.Standing) {
        var walk = Walk()
        walk.walk(to: .save)
        walk.send(.logIn(.agentFound(AgentFinding(name: "gpg-agent", standing))))
        #expect(!walk.screen.contains("gpg-agent"))
    }

    @Test func aKeyWithoutAPassphraseNeedsNoAgent() {
        var walk = Walk()
        walk.agent = Walk.sshAgent
        walk.walk(to: .save, passphrase: false)
        #expect(!walk.effects.contains(.findAgent))
        walk.send(.logIn(.agentFound(Walk.sshAgent)))
        #expect(!walk.screen.contains("ssh-agent"))
    }

    @Test(
        arguments: zip([Surroundings.System.linux, .wsl, .macOS], ["ssh-agent", "ssh-agent", "open a new one"]))
    func withoutAnAgentTheWayToOneIsSaid(_ system: Surroundings.System, _ words: String) {
        var walk = Walk(system: system)
        walk.walkToLogIn("A server", lines: [])
        #expect(walk.screen.contains("No agent is available in this terminal"))
        #expect(walk.text.contains(words))
        walk.press(.enter)
        #expect(walk.screen.contains("asks for the passphrase"))
    }

    /// An existing key, whose passphrase wasn't typed in this walk.
    private func existing() -> Walk {
        var walk = Walk()
        walk.agent = Walk.sshAgent
        walk.walk(to: .key, destination: "github")
        let found = FoundKey(
            path: Self.file, publicKey: Fixture.ed25519, format: "OpenSSH", hasPrivateHalf: true, isEncrypted: true,
            ageInDays: 3)
        walk.press(.control("o"))
        walk.send(.key(.listed([found])))
        walk.press(.enter)
        walk.send(
            .key(
                .existing(
                    .opened(
                        OpenedKey(
                            found: found, publicKey: Fixture.ed25519, publicPath: nil, privateFormat: .openssh,
                            isUnlocked: false)))))
        walk.press(.enter)
        walk.walk(to: .upload)
        walk.send(.byHand)
        walk.press(.enter)
        walk.plan([])
        walk.findAgent()
        return walk
    }

    @Test func anExistingKeysPassphraseIsAskedForOnce() {
        var walk = existing()
        #expect(walk.screen.contains("Enter the passphrase only once"))
        #expect(walk.model.typesInto == .agent)
        // Without one there is nothing to add.
        walk.press(.enter)
        #expect(walk.effects.isEmpty)
        walk.send(.secretEdited(.agent, .init(count: 4, cursor: 4)))
        walk.press(.tab, .right, .enter)
        #expect(walk.effects == [.addToAgent(path: Self.file, AgentWish(lifetime: 28800))])
        walk.send(.logIn(.agent(.answered(.wrongPassphrase))))
        #expect(walk.screen.contains("Wrong passphrase"))
        walk.send(.secretEdited(.agent, .init(count: 4, cursor: 4)))
        walk.press(.enter)
        walk.send(.logIn(.agent(.answered(.holds))))
        #expect(walk.screen.contains("✓ ssh-agent holds the key"))
        #expect(walk.model.typesInto == nil)
    }

    @Test func whatWasTypedForTheAgentIsWipedOnTheWayOut() {
        for leave in [Message.back, .goTo(.publicKey), .logIn(.agent(.skip))] {
            var walk = existing()
            walk.send(.secretEdited(.agent, .init(count: 4, cursor: 4)))
            walk.send(leave)
            #expect(walk.effects.contains(.clearSecret(.agent)), "\(leave)")
        }
    }

    @Test func notNowIsRemembered() {
        var walk = existing()
        walk.press(.control("n"))
        #expect(walk.said.contains("asks for the passphrase"))
        walk.press(.escape)
        #expect(walk.page == .upload)
    }

    // MARK: the test

    @Test func theListFillsWhileSSHGoesOn() {
        var walk = atTest()
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        #expect(test.proof.login == Self.server && test.proof.identityFile == Self.file && test.serviceUser == nil)
        #expect(walk.screen.contains("● Name resolved"))
        var progress = LoginProgress(test)
        progress.read("debug1: Connecting to server.example.org [203.0.113.7] port 22.")
        progress.read("debug1: Connection established.")
        walk.send(.logIn(.login(.moved(progress))))
        #expect(walk.screen.contains("✓ Name resolved"))
        #expect(walk.screen.contains("203.0.113.7"))
        #expect(walk.screen.contains("● Host key known"))
        walk.send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
        #expect(walk.screen.contains("You can log in to server.example.org"))
        walk.press(.enter)
        #expect(walk.page == .done)
        #expect(walk.session.proved?.succeeded == true)
    }

    @Test func theTestIsEndedByBackAndByAnotherPage() {
        for leave in [Message.back, .goTo(.publicKey)] {
            var walk = atTest()
            walk.press(.enter)
            walk.send(leave)
            #expect(walk.effects == [.cancelLogin])
            #expect(walk.page == (leave == .back ? .logIn : .publicKey))
            // Its later results change nothing.
            walk.send(.logIn(.login(.tested(.failed(.keyNotThere)))))
            #expect(walk.session.proved == nil)
        }
    }

    @Test func aServiceIsLoggedInToByItsOwnUser() {
        var walk = atTest("github")
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        #expect(test.proof.login.destination == "git@github.com" && test.serviceUser == "git")
        #expect(test.hostKeys.count == 3 && test.alternative == "ssh.github.com")
    }

    /// Each failure, its sentence, and what its first button does.
    private static let failures: [(LoginFailure, String, String)] = [
        // It is in authorized_keys there: to add it again would lead in a circle.
        (.keyNotThere, "the server didn't accept the key, although it is in", "retry"),
        (.otherUser("ubuntu"), "the server expects the user ubuntu", "log in as ubuntu"),
        (.serverPermissions([.homeWritable(mode: 0o777)]), "the server didn't accept the key", "retry"),
        (.keysNotTaken, "the server didn't offer public-key login", "skip the test"),
        (.passphraseWrong, "the server accepted the key, but it wasn't unlocked", "retry"),
        (.keyFileUnusable(reason: "bad permissions"), "chmod 600 ~/.ssh/id_ed25519", "retry"),
        (
            .server(.unreachable(.timedOut), alternative: .init("ssh.github.com", port: 443)),
            "try ssh.github.com on port 443",
            "use ssh.github.com:443"
        ),
        (
            .server(.unreachable(.nameNotResolved), alternative: nil), "couldn't resolve the host name",
            "change the address"
        ),
        (
            .server(.unreachable(.refused), alternative: nil), "the server refused the connection on this port",
            "change the address"
        ),
        (.server(.unreachable(.noRoute), alternative: nil), "no route to the server", "retry"),
        (
            .server(.hostKeyChanged(fingerprint: "SHA256:x", removal: "ssh-keygen -R h"), alternative: nil),
            "ssh-keygen -R h", "not now"
        ),
        (.server(.passwordExpired, alternative: nil), "Password change required", "skip the test"),
    ]

    @Test(arguments: failures.indices) func eachFailureHasASentenceAndAnAction(_ index: Int) {
        let (failure, words, button) = Self.failures[index]
        var walk = atTest()
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(failure)))))
        #expect(walk.said.contains(words.dropFirst()))
        #expect(walk.model.keys.first?.label == button)
        // Each names the account and the server.
        #expect(
            walk.screen.contains("ana@server.example.org") || walk.screen.contains("The host key of server.example.org")
        )
        #expect(walk.session.proved?.succeeded == false)
        // Nobody is kept here.
        #expect(walk.screen.contains(" Skip the test") || walk.screen.contains(" Not now"))
    }

    /// A name of the catalogue wasn't typed: where it can't be resolved, nobody is sent to look for a typing mistake.
    @Test func aNameThatNobodyTypedMeansOffline() {
        let unresolved = LoginVerdict.failed(.server(.unreachable(.nameNotResolved), alternative: nil))
        func failed(_ destination: String) -> Walk {
            var walk = atTest(destination)
            walk.press(.enter)
            for case .testLogin(let test) in walk.effects {
                walk.send(.logIn(.login(.tested(unresolved, LoginProgress(test)))))
            }
            return walk
        }
        var walk = failed("github")
        #expect(walk.said.contains("ssh couldn't resolve github.com; this computer seems to be offline."))
        #expect(walk.screen.contains("✗ Name resolved") && walk.model.keys.first?.label == "retry")
        walk.click("Skip the test")
        #expect(walk.page == .done && walk.screen.contains("not tested: offline"))
        let typed = failed("A server")
        #expect(typed.said.contains("ouldn't resolve the host name") && !typed.said.contains("offline"))
    }

    @Test func backToUploadLeadsThere() {
        var walk = atTest("github")
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.keyNotThere)))))
        walk.press(.enter)
        #expect(walk.page == .upload)
    }

    @Test func anotherUserIsTriedAtOnce() {
        var walk = atTest()
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.otherUser("ubuntu"))))))
        walk.press(.enter)
        #expect(
            walk.effects == [.planConfig(HostWish(host: "server.example.org", user: "ubuntu", identityFile: Self.file))]
        )
        walk.plan([])
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        #expect(test.proof.login.user == "ubuntu")
        #expect(walk.session.server?.user == "ubuntu")
    }

    /// git goes on saying github.com, so ssh_config has to lead it around.
    @Test func theWayAroundAFirewallGoesIntoTheConfiguration() {
        var walk = atTest("github")
        walk.press(.enter)
        walk.send(
            .logIn(
                .login(
                    .tested(.failed(.server(.unreachable(.timedOut), alternative: .init("ssh.github.com", port: 443)))))
            ))
        walk.press(.enter)
        let wish = HostWish(
            host: "github.com", hostName: "ssh.github.com", user: "git", port: 443, identityFile: Self.file)
        #expect(walk.effects == [.planConfig(wish)])
        walk.plan([])
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        // By the name that the configuration was given, which leads there.
        #expect(test.proof.login.destination == "git@github.com" && test.proof.login.port == nil)
        #expect(test.address?.host == "ssh.github.com" && test.address?.port == 443)
    }

    @Test func theAddressIsChanged() {
        var walk = atTest()
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.server(.unreachable(.nameNotResolved), alternative: nil))))))
        walk.press(.enter)
        #expect(walk.screen.contains("ana@server.example.org"))
        walk.press(.control("u"))
        walk.type("eve@other.example.org:2222")
        walk.press(.enter)
        let wish = HostWish(host: "other.example.org", user: "eve", port: 2222, identityFile: Self.file)
        #expect(walk.effects == [.planConfig(wish)])
    }

    @Test func anInterruptWhileSSHAsksIsNoFailure() {
        var walk = atTest()
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.server(.cancelled, alternative: nil))))))
        #expect(walk.screen.contains(" Test login"))
        #expect(walk.session.proved == nil)
    }

    // MARK: the server's key

    private static let hostKey = SeenHostKey(algorithm: "ssh-ed25519", fingerprint: "SHA256:abc")

    @Test func aPublishedKeyIsAddedByEnter() {
        var walk = atTest("github")
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.hostKeyNew(Self.hostKey, .published(page: "https://docs.example")))))))
        #expect(walk.screen.contains("GitHub publishes this key"))
        #expect(walk.screen.contains("SHA256:abc"))
        #expect(walk.screen.contains(HostKeyTable.date))
        walk.press(.enter)
        #expect(walk.effects == [.trustHostKey(Self.hostKey, at: ServerLogin(user: "git", host: "github.com")!)])
        walk.send(.logIn(.test(.hostKeyAdded(nil))))
        guard case .testLogin? = walk.effects.first else {
            Issue.record("it does not go on: \(walk.effects)")
            return
        }
    }

    @Test func aKeyThatNobodyVouchesForTakesMoreThanEnter() {
        var walk = atTest()
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.hostKeyNew(Self.hostKey, .unknown))))))
        #expect(walk.model.keys.first?.label == "not now")
        walk.press(.backTab, .enter)
        #expect(walk.effects == [.trustHostKey(Self.hostKey, at: Self.server)])
        walk.send(.logIn(.test(.hostKeyAdded(Problem("the server no longer sends that host key")))))
        #expect(walk.screen.contains("no longer sends that host key"))
    }

    @Test func whoLeavesMeanwhileIsNotLoggedIn() {
        for leave in [Message.back, .goTo(.publicKey)] {
            var walk = atTest("github")
            walk.press(.enter)
            walk.send(
                .logIn(.login(.tested(.failed(.hostKeyNew(Self.hostKey, .published(page: "https://docs.example")))))))
            walk.press(.enter)
            walk.send(leave)
            walk.send(.logIn(.test(.hostKeyAdded(nil))))
            #expect(walk.effects.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("github", "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU", "GitHub publishes this key"),
            ("github", "SHA256:x", "GitHub doesn't publish this key"),
            ("A server", "SHA256:x", "Someone may be intercepting"),
        ]) func anotherKeyIsComparedWithWhatIsPublished(_ destination: String, _ fingerprint: String, _ words: String)
    {
        var walk = atTest(destination)
        walk.press(.enter)
        walk.send(
            .logIn(
                .login(
                    .tested(.failed(.server(.hostKeyChanged(fingerprint: fingerprint, removal: nil), alternative: nil)))
                )))
        // Broken into lines, beside the rail.
        #expect(words.split(separator: " ").allSatisfy { walk.screen.contains($0) })
        #expect(walk.screen.contains(fingerprint))
    }

    @Test func aKeyThatDiffersFromWhatIsPublishedIsNotAdded() {
        var walk = atTest("github")
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.failed(.hostKeyNew(Self.hostKey, .differs(page: "https://docs.example")))))))
        #expect(walk.said.contains("Someone may be intercepting"))
        #expect(!walk.screen.contains("Trust this host key"))
        walk.send(.logIn(.test(.trust)))
        #expect(walk.effects.isEmpty)
    }

    // MARK: where there is no place yet

    @Test func withoutAnAddressTheStepsAreShown() {
        var walk = Walk()
        walk.walk(to: .logIn)
        #expect(walk.screen.contains(" Not now"))
        walk.press(.enter)
        #expect(walk.screen.contains("ssh -i ~/.ssh/id_ed25519 USER@HOST"))
        walk.press(.enter)
        #expect(walk.page == .done)
    }

    @Test func anAddressThatIsTypedIsSetUp() {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "digitalocean")
        walk.type("203.0.113.7")
        walk.press(.enter)
        // With a passphrase, an agent is to spare the user the next time.
        var wish = HostWish(host: "203.0.113.7", user: "root", identityFile: Self.file)
        wish.addsToAgent = true
        #expect(walk.effects == [.planConfig(wish)])
    }

    @Test func aSelfHostedServiceIsAskedFor() {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "gitea", passphrase: false)
        #expect(walk.screen.contains("Where is your Gitea?"))
        walk.type("git.example.org:70000")
        walk.press(.enter)
        #expect(walk.screen.contains("A port is a number from 1 to 65535"))
        for _ in 0..<5 { walk.press(.backspace) }
        walk.type("2222")
        walk.press(.enter)
        #expect(
            walk.effects == [
                .planConfig(HostWish(host: "git.example.org", user: "git", port: 2222, identityFile: Self.file))
            ])
        walk.plan([])
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        #expect(test.serviceUser == "git")
    }

    @Test func aKeyForAnotherComputerIsNotSetUpHere() {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "github", computer: "Windows with OpenSSH")
        #expect(walk.effects.allSatisfy { if case .planConfig = $0 { false } else { $0 != .findAgent } })
        #expect(walk.screen.contains("Log in from Windows with OpenSSH"))
    }

    /// The server is there, so that the key can be tried from here all the same.
    @Test func aKeyForAnotherComputerIsTriedAtItsServer() {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "A server", computer: "Windows with OpenSSH")
        #expect(walk.screen.contains(" Test login"))
        walk.press(.enter)
        walk.send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
        #expect(!walk.screen.contains("Next: ssh"))
        walk.press(.enter)
        #expect(walk.page == .logIn)
        #expect(walk.screen.contains("Log in from Windows with OpenSSH"))
    }
}

/// The same in plain mode.
@Suite struct LogInConversationTests {
    /// Up to the Log in page of a server.
    private static let answers = [
        "", "1", "", "", "", "", "type", "secret", "secret", "", "", "", "", "server.example.org", "", "",
        "",
    ]

    private func outside(_ agent: AgentFinding?, _ verdict: LoginVerdict = .loggedIn(nil, needsMore: false)) -> (
        Effect, Session
    ) -> [Message] {
        { effect, session in
            switch effect {
            case .findAgent: [.logIn(.agentFound(agent))]
            case .planConfig(let wish):
                [
                    .logIn(
                        .config(.planned(ConfigPlan(wish, file: "~/.ssh/config", isNewFile: true, lines: Walk.newHost)))
                    )
                ]
            case .changeConfig(let wish):
                [.logIn(.config(.changed(ConfigOutcome(wish, file: "~/.ssh/config", backup: nil))))]
            case .addToAgent: [.logIn(.agent(.answered(.holds)))]
            case .save(let plan) where plan.agent != nil:
                [.logIn(.agent(.answered(.holds))), .save(.saved(Fixture.saved(session)))]
            case .testLogin: [.logIn(.login(.tested(verdict)))]
            default: Talk.everythingWorks(effect, session)
            }
        }
    }

    @Test func withoutAnAgent() {
        var talk = Talk(outside: outside(nil))
        talk.answer(Self.answers)
        #expect(talk.page == .logIn)
        #expect(talk.said.contains("+ Host server.example.org"))
        talk.answer("")
        #expect(talk.said.contains { $0.hasPrefix("No agent is available in this terminal") })
        talk.answer("", "")
        #expect(talk.said.contains("The server accepted this key."))
        talk.answer("")
        #expect(talk.page == .done)
        #expect(talk.said.contains("ssh config, Host server.example.org"))
    }

    @Test func theAgentIsAskedForWhenSaving() {
        var talk = Talk(outside: outside(Walk.sshAgent))
        talk.answer(Array(Self.answers.prefix(10)))
        #expect(talk.said.contains("5. don't add"))
        talk.answer("1 hour")
        talk.answer("")
        let wishes = talk.effects.compactMap { if case .save(let plan) = $0 { plan.agent } else { nil } }
        #expect(wishes == [AgentWish(lifetime: 3600)])
        #expect(talk.page == .publicKey)
    }

    /// Its passphrase wasn't typed in this walk, so that it is asked for here.
    @Test(arguments: [true, false]) func anExistingKeyIsGivenToTheAgent(_ agrees: Bool) {
        let found = FoundKey(
            path: "/home/ana/.ssh/id", publicKey: Fixture.ed25519, format: "OpenSSH", hasPrivateHalf: true,
            isEncrypted: true,
            ageInDays: 3)
        let opened = OpenedKey(
            found: found, publicKey: Fixture.ed25519, publicPath: nil, privateFormat: .openssh, isUnlocked: false)
        var tries = 0
        var talk = Talk { effect, session in
            switch effect {
            case .listKeys: return [.key(.listed([found]))]
            case .openKey: return [.key(.existing(.opened(opened)))]
            case .addToAgent:
                tries += 1
                return [.logIn(.agent(.answered(tries == 1 ? .wrongPassphrase : .holds)))]
            default: return outside(Walk.sshAgent)(effect, session)
            }
        }
        talk.answer("", "1", "existing", "", "", "", "", "server.example.org", "", "", "", "")
        #expect(talk.said.contains { $0.hasPrefix("ssh-agent can hold the key") })
        guard agrees else {
            talk.answer("not now")
            #expect(talk.said.contains { $0.hasSuffix("It asks for the passphrase.") })
            #expect(tries == 0)
            return
        }
        talk.answer("add", "wrong", "")
        #expect(talk.said.contains { $0.contains("case matters") })
        talk.answer("add", "right", "for 8 hours")
        #expect(
            talk.effects.contains(.addToAgent(path: "/home/ana/.ssh/id", AgentWish(lifetime: 28800))))
        #expect(talk.said.contains { $0.contains("ssh-agent holds the key") })
    }

    @Test func aFailureIsSaidWithItsRemedies() {
        var talk = Talk(outside: outside(nil, .failed(.keyNotThere)))
        talk.answer(Self.answers)
        talk.answer("", "", "")
        #expect(
            talk.said.contains { $0.hasPrefix("The server didn't accept the key, although it is in authorized_keys") })
        #expect(talk.said.contains { $0.contains("AuthorizedKeysFile") })
        // Back there nothing else would be done.
        #expect(!talk.said.contains { $0.contains("Back to Upload") })
    }

    @Test func aNewServersKeyIsAskedAbout() {
        let key = SeenHostKey(algorithm: "ssh-ed25519", fingerprint: "SHA256:abc")
        var talk = Talk(outside: outside(nil, .failed(.hostKeyNew(key, .unknown))))
        talk.answer(Self.answers)
        talk.answer("", "", "")
        #expect(talk.said.contains("SHA256:abc"))
        #expect(talk.question?.line.contains("Not now") == true)
        talk.answer("trust")
        #expect(talk.effects.contains(.trustHostKey(key, at: ServerLogin(user: "ana", host: "server.example.org")!)))
    }
}

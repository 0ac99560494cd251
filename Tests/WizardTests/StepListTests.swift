import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The Log in page for a computer that isn't this one.
@Suite struct StepListTests {
    private func walk(
        _ computer: String, destination: String = "server", system: Surroundings.System = .linux,
        passphrase: Bool = true
    ) -> Walk {
        var walk = Walk(rows: 60, system: system)
        walk.walk(to: .logIn, destination: destination, computer: computer, passphrase: passphrase)
        if destination == "server" {
            walk.press(.enter)
            walk.send(.logIn(.login(.tested(.loggedIn(nil, needsMore: false)))))
            walk.press(.enter)
        }
        return walk
    }

    private func texts(_ walk: Walk) -> String { walk.session.connectionSteps().map(\.text).joined(separator: "\n") }
    private func commands(_ walk: Walk) -> [String] { walk.session.connectionSteps().compactMap(\.command) }

    @Test func aStepIsTickedAndItsCommandCopied() {
        var walk = walk("Another Linux computer")
        #expect(!walk.screen.contains("■"))
        walk.press(.character(" "))
        #expect(walk.screen.contains("■ Copy ~/.ssh/id_ed25519"))
        walk.press(.character("c"))
        #expect(walk.effects.isEmpty, "the first step has no command")
        walk.press(.down, .character("c"))
        #expect(walk.effects == [.copy("chmod 600 ~/.ssh/id_ed25519")])
        walk.send(.copied(.copied(by: "xclip")))
        #expect(walk.screen.contains("Copied to the clipboard."))
        walk.click("■")
        #expect(!walk.screen.contains("■"))
        walk.press(.enter)
        #expect(walk.page == .done)
    }

    @Test func aMacKeepsThePassphraseInItsKeychain() {
        let commands = commands(walk("A Mac"))
        #expect(commands.contains("ssh-add --apple-use-keychain ~/.ssh/id_ed25519"))
        let lines = commands.first { $0.hasPrefix("Host ") }?.split(separator: "\n").map { $0.drop { $0 == " " } } ?? []
        #expect(lines.first == "Host server.example.org")
        #expect(lines.suffix(2) == ["AddKeysToAgent yes", "UseKeychain yes"])
        // Without a passphrase there is nothing to be kept.
        let open = walk("A Mac", passphrase: false)
        #expect(!open.screen.contains("apple-use-keychain"))
    }

    @Test func windowsOpenSSHGetsItsPermissions() {
        let commands = commands(walk("Windows with OpenSSH"))
        #expect(commands.contains(#"icacls .ssh\id_ed25519 /inheritance:r /grant:r "%USERNAME%:F""#))
        #expect(commands.last == #"ssh -i .ssh\id_ed25519 ana@server.example.org"#)
    }

    @Test func aServiceIsTestedWithoutAShell() {
        #expect(commands(walk("A Mac", destination: "github.com")).last == "ssh -T -i ~/.ssh/id_ed25519 git@github.com")
    }

    // MARK: - PuTTY

    @Test func puttysSettingsAreWrittenBesideTheKey() {
        var walk = walk("Windows with PuTTY")
        #expect(commands(walk).contains(#"pageant "C:\Users\ana\.ssh\id_ed25519.ppk""#))
        #expect(commands(walk).last == #"plink -i "C:\Users\ana\.ssh\id_ed25519.ppk" ana@server.example.org"#)
        walk.press(.down, .control("u"))
        walk.type(#"D:\keys"#)
        #expect(texts(walk).contains(#"to D:\keys\id_ed25519.ppk."#))
        walk.press(.down, .character("w"))
        let session = PuTTYSession(
            host: "server.example.org", port: nil, user: "ana", keyFile: #"D:\keys\id_ed25519.ppk"#)
        #expect(
            walk.effects == [
                .writeForWindows(WindowsPlan(files: ["/home/ana/.ssh/id_ed25519.ppk"], home: nil, session: session))
            ])
        walk.send(.logIn(.steps(.written(WindowsFiles(key: nil, settings: "/home/ana/.ssh/id_ed25519.reg")))))
        #expect(texts(walk).contains("Copy ~/.ssh/id_ed25519.reg there too"))
        #expect(commands(walk).last == #"plink -load "ana@server.example.org""#)
    }

    @Test func aFolderThatWindowsCantHaveIsSaidAndNothingWritten() {
        var walk = walk("Windows with PuTTY")
        walk.press(.down, .control("u"))
        walk.type("~/keys")
        #expect(walk.screen.contains("starts with a drive"))
        walk.press(.down, .character("w"))
        #expect(walk.effects.isEmpty)
    }

    @Test func whatCantBeWrittenIsSaid() {
        var walk = walk("Windows with PuTTY")
        walk.press(.down, .down, .character("w"))
        #expect(walk.screen.contains("Writing …"))
        walk.send(.logIn(.steps(.notWritten(Problem("no disk space left", hint: "make some room")))))
        #expect(walk.screen.contains("No disk space left"))
        walk.press(.character("w"))
        #expect(walk.effects.count == 1)
    }

    @Test func anOpenSSHKeyIsConvertedForPuTTYFirst() {
        var walk = Walk(rows: 60)
        walk.walk(to: .key, destination: "github.com", computer: "Windows with PuTTY")
        walk.press(.control("o"))
        let found = FoundKey(
            path: "/home/ana/.ssh/work", publicKey: Fixture.ed25519, format: "OpenSSH", hasPrivateHalf: true,
            isEncrypted: true, ageInDays: 3)
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
        walk.walk(to: .logIn)
        #expect(commands(walk).first == "keywizard convert ~/.ssh/work --to ppk --output ~/.ssh/work.ppk")
        #expect(walk.screen.contains("Copy ~/.ssh/work.ppk to"))
    }

    // MARK: - WSL

    private static let home = WindowsHome(profile: #"C:\Users\Ana B"#, path: "/mnt/c/Users/Ana B")

    @Test func windowsIsAskedFromWSLAndGetsTheFiles() {
        var walk = Walk(rows: 60, system: .wsl)
        walk.walk(to: .upload, destination: "github.com", computer: "Windows with OpenSSH")
        walk.send(.byHand)
        walk.press(.enter)
        #expect(walk.effects.contains(.findWindows))
        walk.send(.logIn(.windowsFound(Self.home)))
        #expect(walk.session.connectionSteps().first?.offer == #"Copy it to C:\Users\Ana B\.ssh\id_ed25519"#)
        #expect(walk.screen.contains("w: Copy it to"))
        walk.press(.character("w"))
        let files = ["/home/ana/.ssh/id_ed25519", "/home/ana/.ssh/id_ed25519.pub"]
        #expect(walk.effects == [.writeForWindows(WindowsPlan(files: files, home: Self.home, session: nil))])
        walk.send(.logIn(.steps(.written(WindowsFiles(key: #"C:\Users\Ana B\.ssh\id_ed25519_2"#, settings: nil)))))
        #expect(walk.screen.contains("■ id_ed25519 was copied to"))
        #expect(texts(walk).contains(#"was copied to C:\Users\Ana B\.ssh\id_ed25519_2."#))
        #expect(commands(walk).last == #"ssh -T -i .ssh\id_ed25519_2 git@github.com"#)
    }

    @Test func withoutAnAnswerOfWindowsTheFilesAreCopiedByHand() {
        var walk = walk("Windows with PuTTY", system: .wsl)
        walk.send(.logIn(.windowsFound(nil)))
        #expect(texts(walk).contains(#"to C:\Users\ana\.ssh\id_ed25519.ppk."#))
        #expect(walk.screen.contains("Folder on Windows"))
    }

    @Test func puttyUnderWindowsGetsKeyAndSettingsAtOnce() {
        var walk = walk("Windows with PuTTY", system: .wsl)
        walk.send(.logIn(.windowsFound(Self.home)))
        walk.press(.character("w"))
        guard case .writeForWindows(let plan)? = walk.effects.first else {
            Issue.record("nothing was written: \(walk.effects)")
            return
        }
        #expect(plan.home == Self.home && plan.session?.keyFile == #"C:\Users\Ana B\.ssh\id_ed25519.ppk"#)
        walk.send(
            .logIn(
                .steps(
                    .written(
                        WindowsFiles(
                            key: #"C:\Users\Ana B\.ssh\id_ed25519.ppk"#,
                            settings: #"C:\Users\Ana B\.ssh\id_ed25519.reg"#)))))
        #expect(commands(walk).contains(#"reg.exe import 'C:\Users\Ana B\.ssh\id_ed25519.reg'"#))
    }

    @Test func wslItselfIsOfferedAPlaceForWindowsProgramsToo() {
        var walk = Walk(rows: 60, system: .wsl)
        walk.walk(to: .logIn, destination: "server", passphrase: false)
        walk.answerLogIn()
        walk.send(.logIn(.windowsFound(Self.home)))
        walk.press(.enter)
        walk.answerLogIn()
        walk.press(.enter)
        #expect(walk.screen.contains("For Windows programs too"))
        #expect(walk.screen.contains("w: Copy it to"))
        #expect(commands(walk).allSatisfy { $0.hasPrefix("icacls") })
    }

    // MARK: - Plain mode

    @Test func plainModeGoesThroughThemOneByOne() {
        var talk = Talk { effect, session in
            if case .writeForWindows(let plan) = effect, plan.session?.keyFile.hasPrefix("C") == true {
                return [.logIn(.steps(.notWritten(Problem("no disk space left", hint: "make some room"))))]
            }
            if case .writeForWindows = effect {
                return [.logIn(.steps(.written(WindowsFiles(key: nil, settings: "/home/ana/.ssh/id_ed25519.reg"))))]
            }
            return Talk.everythingWorks(effect, session)
        }
        talk.answer("windows with putty", "github.com", "", "", "", "", "", "seven lamps", "seven lamps", "", "", "")
        talk.answer("website", "added")
        #expect(talk.question?.line.contains("Step 1 of 4") == true)
        talk.answer("", "", "write")
        #expect(talk.said.contains("No disk space left. Make some room."))
        talk.answer("back", #"D:\keys"#)
        #expect(talk.question?.line.contains("Step 2 of 4") == true)
        talk.answer("write")
        #expect(talk.said.contains { $0.contains("id_ed25519.reg there too and double-click it") })
        talk.answer("")
        #expect(talk.said.contains(#"pageant "D:\keys\id_ed25519.ppk""#))
        talk.answer("copy")
        #expect(talk.effects.contains(.copy(#"pageant "D:\keys\id_ed25519.ppk""#)))
        #expect(talk.said.contains(#"plink -load "git@github.com""#))
        talk.answer("")
        #expect(talk.said.contains { $0.contains("Clone with SSH") })
        talk.answer("")
        #expect(talk.page == .done)
    }
}

/// The steps for each kind of computer.
@Suite struct StepListScreenTests {
    @Test(arguments: ["A Mac", "Windows with PuTTY", "Windows with OpenSSH"]) func steps(_ computer: String) throws {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "github.com", computer: computer)
        let name = computer.lowercased().split(separator: " ").last ?? ""
        try expectScreen(walk, "steps-\(name)")
        walk.press(.character(" "), .down, .down, .down)
        try expectScreen(walk, "steps-\(name)-later")
    }

    @Test func windowsSide() throws {
        var walk = Walk(system: .wsl)
        walk.walk(to: .logIn, destination: "github.com", computer: "Windows with OpenSSH")
        walk.send(.logIn(.windowsFound(WindowsHome(profile: #"C:\Users\ana"#, path: "/mnt/c/Users/ana"))))
        try expectScreen(walk, "steps-wsl")
    }
}

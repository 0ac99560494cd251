import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The terminal's size may change while something goes on outside: nothing stops, and nothing is lost.
@Suite struct BusyTests {
    /// Something that goes on, and the report that ends it.
    enum Work: CaseIterable {
        case generating, examining, saving, looking, installing, readingHosts, installingOnHosts, sending,
            readingConfig, writingConfig, findingAgent, addingToAgent, loggingIn, trusting, writingForWindows

        /// It is over in a moment, and can't be stopped.
        var writes: Bool { [.saving, .writingConfig, .writingForWindows].contains(self) }

        func begun() -> (walk: Walk, end: Message) {
            var walk = Walk()
            let ended = Report(succeeded: false, "it refused the login")
            let login = ServerLogin(user: "ana", host: "web1.example.org")!
            let key = SeenHostKey(algorithm: "ssh-ed25519", fingerprint: "SHA256:x")
            func atSeveral() {
                walk.walk(to: .upload, destination: "A server")
                walk.press(.control("t"), .enter)
                guard self != .readingHosts else { return }
                walk.send(.hostsFound([login]))
                walk.press(.character("a"), .enter)
            }
            func atTest() {
                walk.walkToLogIn("A server", passphrase: false, lines: [])
                walk.press(.enter)
            }
            switch self {
            case .generating:
                walk.walk(to: .randomness)
                walk.press(.enter)
                walk.send(.randomness(.progressed(permille: 437)))
                return (walk, .randomness(.made(Fixture.ed25519)))
            case .examining:
                walk.walk(to: .save)
                return (walk, .save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
            case .saving:
                walk.walk(to: .save)
                walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
                walk.press(.enter)
                return (walk, .save(.failed(Problem("the disk is full"))))
            case .looking:
                walk.walk(to: .upload, destination: "github.com")
                return (walk, .credentialsFound([]))
            case .installing:
                walk.walk(to: .upload, destination: "A server")
                walk.type("web1.example.org")
                walk.press(.tab, .tab, .enter)
                return (walk, .installed(ended, notes: []))
            case .readingHosts:
                atSeveral()
                return (walk, .hostsFound([login]))
            case .installingOnHosts:
                atSeveral()
                return (walk, .hostsInstalled([HostResult(login, .failed(.unreachable(.refused), notes: []))]))
            case .sending:
                walk.walk(to: .upload, destination: "github.com")
                walk.send(.credentialsFound([]))
                walk.press(.down, .enter)
                walk.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
                walk.press(.enter)
                walk.send(.uploadMoved(.working(progress: 0.4)))
                return (walk, .uploadRefused(Problem("no such file")))
            case .readingConfig:
                walk.walk(to: .logIn, destination: "A server")
                return (walk, .logIn(.config(.refused(Problem("it can't be read")))))
            case .writingConfig:
                walk.walkToLogIn("A server")
                walk.press(.enter)
                return (walk, .logIn(.config(.refused(Problem("it can't be written")))))
            case .findingAgent:
                walk.walk(to: .logIn, destination: "A server")
                walk.plan([])
                return (walk, .logIn(.agentFound(Walk.sshAgent)))
            case .addingToAgent:
                walk.walk(to: .logIn, destination: "A server")
                walk.plan([])
                walk.send(.logIn(.agentFound(Walk.sshAgent)))
                walk.send(.secretEdited(.agent, .init(count: 9, cursor: 9)))
                walk.press(.enter)
                return (walk, .logIn(.agent(.answered(.wrongPassphrase))))
            case .loggingIn:
                atTest()
                return (walk, .logIn(.login(.tested(.failed(.keyNotThere)))))
            case .trusting:
                atTest()
                walk.send(.logIn(.login(.tested(.failed(.hostKeyNew(key, .unknown))))))
                walk.press(.left, .enter)
                return (walk, .logIn(.test(.hostKeyAdded(Problem("it can't be written")))))
            case .writingForWindows:
                walk.walk(to: .logIn, destination: "github.com", computer: "Windows with PuTTY")
                walk.press(.down, .down, .character("w"))
                return (walk, .logIn(.steps(.notWritten(Problem("no disk space left")))))
            }
        }
    }

    /// What is waited for, and the key that ends the wait where one does.
    @Test(arguments: Work.allCases.filter { $0 != .examining }) func aWaitSaysForWhat(_ work: Work) {
        for (columns, rows) in [(60, 18), (80, 24), (140, 50)] {
            var walk = work.begun().walk
            walk.send(.resized(Size(columns: columns, rows: rows)))
            let words = ["…", "● Name resolved", "43 %", "of 1 done"]
            #expect(words.contains { walk.screen.contains($0) }, "\(walk.screen)")
            #expect(walk.screen.contains("Esc ") != work.writes, "\(walk.screen)")
        }
    }

    @Test(arguments: Work.allCases.filter(\.writes)) func nothingLeadsAwayFromWhatIsBeingWritten(_ work: Work) {
        var (walk, end) = work.begun()
        let page = walk.page
        walk.press(.escape)
        for message in [.back, .goTo(.computer)] as [Message] {
            walk.send(message)
            #expect(walk.page == page && walk.effects.isEmpty)
        }
        walk.send(end)
        walk.send(.goTo(.computer))
        #expect(walk.page == .computer)
    }

    @Test(arguments: Work.allCases) func aResizeStopsNothing(_ work: Work) {
        let (undisturbed, end) = work.begun()
        var walk = undisturbed
        for (columns, rows) in [(300, 100), (60, 18), (40, 10), (1, 1), (140, 50), (61, 19), (119, 24), (80, 24)] {
            walk.send(.resized(Size(columns: columns, rows: rows)))
            #expect(walk.effects.isEmpty)
            let frame = walk.model.view()
            #expect(frame.canvas.size == Size(columns: columns, rows: rows))
            guard columns >= 60, rows >= 18 else { continue }
            #expect(frame.canvas.text.contains("F1 help") && frame.canvas.text.contains("^C quit"))
            for target in frame.targets {
                #expect(target.area.column >= 0 && target.area.endColumn <= columns)
                #expect(target.area.row >= 0 && target.area.endRow <= rows)
            }
        }
        let isAsBefore = walk.model.view() == undisturbed.model.view()
        #expect(isAsBefore)
        var other = undisturbed
        // The report comes in the middle of it, to a terminal that is too small to show it.
        walk.send(.resized(Size(columns: 20, rows: 5)))
        walk.send(end)
        walk.send(.resized(Size(columns: 80, rows: 24)))
        other.send(end)
        let isTheSame = walk.model.view() == other.model.view()
        #expect(isTheSame)
        #expect(walk.screen != undisturbed.screen)
    }
}

import KeyStore
import Network
import SSHClient
import SSHKey
import Support
import Threading
import Wizard

/// The live side of setting up Git on the Done page.
final class GitSide {
    private let surface: Surface
    private let mailbox: Mailbox

    init(_ surface: Surface, _ mailbox: Mailbox) { (self.surface, self.mailbox) = (surface, mailbox) }

    func plan(_ request: GitRequest) {
        let mailbox = mailbox
        inBackground {
            let event = await Self.event {
                let work = try GitWork(request, asks: false)
                return .planned(try await work.steps { _ in false }.map(\.difference))
            }
            mailbox.post(.message(.done(.git(event))))
        }
    }

    /// Makes the changes if they still are those that were shown. Where ssh-keygen may ask something, it has the ordinary
    /// screen.
    func make(_ request: GitRequest, shown: [GitDifference]) -> Message? {
        let work: GitWork
        do { work = try GitWork(request, asks: true) } catch { return .done(.git(.failed(Problem(error)))) }
        @Sendable func made() async -> GitForm.Event {
            await Self.event {
                let steps = try await work.steps { $0.map(\.difference) == shown }
                let differences = steps.map(\.difference)
                guard differences == shown else { return .planned(differences) }
                return .made(work.said(steps), undo: request.undo)
            }
        }
        guard work.needsTerminal else {
            let mailbox = mailbox
            inBackground { mailbox.post(.message(.done(.git(await made())))) }
            return nil
        }
        surface.stepAside()
        defer { surface.comeBack() }
        return .done(.git(blocking { await made() }))
    }

    private static func event(_ work: () async throws -> GitForm.Event) async -> GitForm.Event {
        do { return try await work() } catch { return .failed(Problem(error)) }
    }
}

extension GitRequest {
    /// The command that takes it back.
    fileprivate var undo: String {
        (["keywizard", "git", path] + (folder.isEmpty ? [] : ["--folder", folder]) + ["--undo"])
            .map(ShellWord.quoted).joined(separator: " ")
    }
}

extension GitStep {
    /// As it is shown: what comes and goes, without what stands around it.
    fileprivate var difference: GitDifference {
        let lines = change.diff.filter { $0.kind == .added || $0.kind == .removed }
        return GitDifference(
            file: KeyFilePath.abbreviate(change.path, home: ThisComputer.home),
            lines: lines.map { $0.marked.replacing("\t", with: "    ") })
    }
}

extension GitWork {
    fileprivate init(_ request: GitRequest, asks: Bool) throws {
        let key = try TestedKey(request.path, KeyOpener())
        let setup = try GitSetup(
            key, folder: request.folder.isEmpty ? nil : GitSetupRun.folder(request.folder),
            email: request.email.isEmpty ? nil : request.email, signs: request.signs)
        self.init(run: GitSetupRun(setup: setup), key: key, asks: asks)
    }
}

import KeyStore
import Network
import Platform
import Secrecy
import SSHClient

/// Ansible's two files on the disk; those in a temporary folder go with the last reference.
final class PlaybookFiles: Sendable {
    let playbook: String
    let inventory: String
    private let temporaryFolder: TemporaryFolder?

    /// In a private temporary folder.
    convenience init(_ files: HostsPlaybook) throws {
        let parent = environmentVariables()["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let folder = try TemporaryFolder(in: [parent], for: ["playbook.yml", "inventory.yml"])
        try self.init(files, in: folder.path, temporaryFolder: folder)
    }

    /// In a folder of the user's, which is made where it is missing; a file that is there is never replaced.
    convenience init(_ files: HostsPlaybook, keptIn folder: String) throws {
        let absolute = folder.hasPrefix("/") || folder.hasPrefix("~") ? folder : workingFolder + "/" + folder
        guard let path = KeyFilePath.expand(absolute, home: ThisComputer.surroundings.home) else {
            throw CommandError("“\(folder)” isn't a valid folder path", status: .usage)
        }
        if case .missing = KeyFolder.examine(path) { try KeyFolder.make(path) }
        try self.init(files, in: path, temporaryFolder: nil)
    }

    private init(_ files: HostsPlaybook, in folder: String, temporaryFolder: TemporaryFolder?) throws {
        playbook = folder + "/playbook.yml"
        inventory = folder + "/inventory.yml"
        self.temporaryFolder = temporaryFolder
        try KeyFiles.save([
            NewFile(path: playbook, bytes: Secret(files.playbook.utf8), mode: .everyoneReads),
            NewFile(path: inventory, bytes: Secret(files.inventory.utf8), mode: .everyoneReads),
        ])
    }
}

/// One run of ansible-playbook.
struct PlaybookRun: Sendable {
    private let hosts: HostsPlaybook
    private let files: PlaybookFiles
    private let forks: Int

    /// A run at `forks` servers at a time.
    init(_ hosts: HostsPlaybook, _ files: PlaybookFiles, forks: Int) {
        (self.hosts, self.files, self.forks) = (hosts, files, forks)
    }

    /// The outcome on each server. Ansible's exit status says less than its report.
    func results() async throws -> [HostResult] {
        var command = hosts.command(playbook: files.playbook, inventory: files.inventory, forks: forks)
        // Ansible obeys a configuration of the folder it is started in, which may be anyone's.
        if access(workingFolder + "/ansible.cfg", F_OK) == 0 { command.workingFolder = "/" }
        let answer = try await SystemSSH(show: { _ in }).run(command)
        withExtendedLifetime(files) {}
        // Its own status for "user interrupted execution" (lib/ansible/cli/__init__.py).
        if answer.status == .exited(99) { throw NetworkError.cancelled }
        guard let results = hosts.results(of: answer.output) else {
            let said = (answer.errors + "\n" + answer.output).split(whereSeparator: \.isNewline).suffix(3)
            throw CommandError(
                "ansible-playbook gave no report; its last lines: " + said.joined(separator: " / "),
                hint: "it needs the module ansible.posix (package ansible on Debian and Ubuntu); or use --with ssh"
            )
        }
        return results
    }
}

import LocalServer
import Testing

/// Two accounts of one service, as the large ones have them: one address for all, where the key says who comes.
/// Serialized because useradd locks the list of accounts.
@Suite(
    .serialized,
    .enabled(
        if: isRoot && LocalServer.exists("/usr/sbin/sshd") && Workplace.hasProgram("git-shell"),
        "makes accounts and runs sshd and git-shell: needs root"))
struct GitServerTests {
    let place: Workplace
    let server: TestServer

    init() throws {
        place = try Workplace()
        server = try TestServer()
        // What a service does with a key: its owner gets to their own repository, by git-shell, and a greeting without.
        try place.write(
            """
            #!/bin/sh
            case $SSH_ORIGINAL_COMMAND in
            git-*" '/$1.git'") exec git-shell -c "${SSH_ORIGINAL_COMMAND%% *} '$HOME/$1.git'" ;;
            git-*) echo "$1 may not: $SSH_ORIGINAL_COMMAND" >&2; exit 1 ;;
            *) echo "Hi $1! You've successfully authenticated."; exit 1 ;;
            esac

            """, to: server.folder + "/gate")
        try place.run("chmod", "755", server.folder + "/gate")
        var lines = ""
        for account in ["ana", "work"] {
            try place.makeKey("id_" + account, "-t", "ed25519")
            lines += "restrict,command=\"\(server.folder)/gate \(account)\" " + (try place.read("id_\(account).pub"))
            try place.run("git", "init", "-q", "--bare", "-b", "main", "\(server.home)/\(account).git")
            try place.run("chown", "-R", server.user, "\(server.home)/\(account).git")
        }
        server.authorize(lines)
        // ssh with the configuration and the known hosts of this home: it doesn't ask HOME itself.
        try place.makeFolder("bin")
        try place.makeFolder("home/.ssh")
        try place.makeFolder("home/jobs")
        try place.write("[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", to: "known")
        try place.write(
            """
            #!/bin/sh
            exec /usr/bin/ssh -F '\(place.home)/.ssh/config' -o UserKnownHostsFile='\(place.path("known"))' \\
                -o GlobalKnownHostsFile=/dev/null "$@"

            """, to: "bin/ssh")
        try place.run("chmod", "700", place.path("bin/ssh"))
        try place.write(Self.config(place), to: "home/.ssh/config")
        try place.write("[user]\n\tname = Ana\n\temail = ana@home.example\n", to: "home/.gitconfig")
    }

    /// The first account's key is there already.
    private static func config(_ place: Workplace) -> String {
        "# mine\nHost 127.0.0.1\n    IdentityFile \(place.path("id_ana"))\n    IdentitiesOnly yes\n"
    }

    private var address: String { "\(server.user)@127.0.0.1:\(server.port)" }

    private func attempt(_ command: [String]) throws -> Workplace.Outcome {
        let path = "\(place.path("bin")):/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        return try place.attempt(command, environment: ["PATH": path, "GIT_CONFIG_NOSYSTEM": "1"])
    }

    private func keywizard(_ arguments: String...) throws -> Workplace.Outcome {
        try attempt([Workplace.keywizard, "git"] + arguments)
    }

    private func git(_ folder: String, _ arguments: String...) throws -> Workplace.Outcome {
        try attempt(["git", "-C", place.path(folder)] + arguments)
    }

    /// Clones an account's repository, commits, and pushes; then the server has the commit.
    private func cloneCommitAndPush(_ account: String, in folder: String, by url: String) throws {
        let clone = try git(folder, "clone", "-q", url, account)
        #expect(clone.status == 0, "\(clone.errors)")
        let repository = "\(folder)/\(account)"
        #expect(try git(repository, "commit", "-q", "--allow-empty", "-m", "by \(account)").status == 0)
        let push = try git(repository, "push", "-q", "origin", "HEAD:main")
        #expect(push.status == 0, "\(push.errors)")
        let here = try git(repository, "rev-parse", "HEAD").output
        #expect(
            try place.run(
                "git", "-c", "safe.directory=*", "--git-dir=\(server.home)/\(account).git", "rev-parse", "main") == here
        )
    }

    private func url(_ account: String) -> String { "ssh://\(address)/\(account).git" }

    private func expectOnlyTheRightKeys(_ folders: [(folder: String, refused: String)]) throws {
        for (folder, refused) in folders {
            let clone = try git(folder, "clone", "-q", url(refused), "wrong")
            #expect(
                clone.status != 0 && clone.errors.contains("may not: git-upload-pack '/\(refused).git'"),
                "\(clone.errors)")
        }
    }

    @Test func eachFolderHasItsAccount() throws {
        let outcome = try keywizard(
            "id_work", "--host", address, "--folder", "home/jobs", "--email", "ana@work.example", "--sign")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains(" as work"), "\(outcome.errors)")
        try cloneCommitAndPush("work", in: "home/jobs", by: url("work"))
        try cloneCommitAndPush("ana", in: "home", by: url("ana"))
        try expectOnlyTheRightKeys([("home/jobs", "ana"), ("home", "work")])

        #expect(try git("home/jobs/work", "verify-commit", "HEAD").status == 0)
        let signed = try git("home/jobs/work", "log", "-1", "--format=%G? %GF %ae").output
        #expect(try signed == "G \(place.fingerprint("id_work.pub")) ana@work.example\n")
        #expect(try git("home/ana", "log", "-1", "--format=%G? %ae").output == "N ana@home.example\n")
        #expect(try place.read("home/.ssh/config") == Self.config(place))
    }

    @Test(arguments: [true, false]) func anAccountHasItsOwnName(inFolder: Bool) throws {
        let folder = inFolder ? ["--folder", "home/jobs"] : []
        let command = [Workplace.keywizard, "git", "id_work", "--host", address, "--account", "work"] + folder
        let shown = try attempt(command + ["--dry-run"])
        #expect(shown.output.contains("\n+Host 127.0.0.1-work\n"), "\(shown.output)\(shown.errors)")
        #expect(try place.read("home/.ssh/config") == Self.config(place))
        let outcome = try attempt(command)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let before = try place.read("home/.gitconfig")
        #expect(before.contains("includeIf") == inFolder)
        let plain = inFolder ? url("work") : "\(server.user)@127.0.0.1-work:/work.git"
        try cloneCommitAndPush("work", in: inFolder ? "home/jobs" : "home", by: plain)
        try cloneCommitAndPush("ana", in: "home", by: url("ana"))
        try expectOnlyTheRightKeys(inFolder ? [("home/jobs", "ana"), ("home", "work")] : [("home", "work")])
        // Another key doesn't take the name over.
        let taken = try keywizard("id_ana", "--host", address, "--account", "work")
        #expect(taken.status == 1 && taken.errors.contains("127.0.0.1-work has another key"), "\(taken.errors)")

        let undone = try attempt(command + ["--undo"])
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(try place.read("home/.ssh/config") == Self.config(place))
        #expect(try !place.read("home/.gitconfig").contains("includeIf"))
    }

    @Test func aSingleAccountNeedsTheLoginAlone() throws {
        let outcome = try keywizard("id_ana", "--host", address)
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("Git needs no change: ssh tries this key first for 127.0.0.1"), "\(outcome.errors)")
        let other = try keywizard("id_work", "--host", address)
        #expect(other.errors.contains("ssh tries \(place.path("id_ana")) first for 127.0.0.1"), "\(other.errors)")
    }

    /// A key that doesn't log in changes nothing.
    @Test func aLoginThatFailsEndsIt() throws {
        try place.makeKey("stranger", "-t", "ed25519")
        let outcome = try keywizard("stranger", "--host", address, "--folder", "home/jobs", "--account", "work")
        #expect(outcome.status == 1 && outcome.errors.contains("the server didn't accept the key"), "\(outcome.errors)")
        #expect(try place.read("home/.ssh/config") == Self.config(place))
        #expect(try place.names(in: "home") == [".gitconfig", ".ssh", "jobs"])
    }
}

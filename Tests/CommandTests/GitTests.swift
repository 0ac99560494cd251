import Testing

/// `keywizard git` and Debian's git, in a home of the test's own.
@Suite(.enabled(if: Workplace.hasProgram("git"), "needs git"))
struct GitTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try place.makeKey("id", "-t", "ed25519")
        try place.makeFolder("home/jobs")
    }

    private struct Result: Decodable {
        struct Change: Decodable {
            let file: String
            let diff: [String]
        }
        let fingerprint, folder, alias: String?
        let changes: [Change]
        let loggedIn, signed: Bool?
    }

    /// The computer's own configuration stays out of it.
    private let environment = ["GIT_CONFIG_NOSYSTEM": "1"]

    private func keywizard(_ arguments: String..., environment more: [String: String] = [:]) throws -> Workplace.Outcome
    {
        try place.attempt(
            [Workplace.keywizard, "git"] + arguments, environment: environment.merging(more) { $1 })
    }

    @discardableResult
    private func git(_ folder: String, _ arguments: String...) throws -> String {
        let outcome = try place.attempt(["git", "-C", place.path(folder)] + arguments, environment: environment)
        guard outcome.status == 0 else { throw Workplace.Failure(description: outcome.errors) }
        return String(outcome.output.prefix { $0 != "\n" })
    }

    /// A repository with one commit; returns the commit's name.
    private func commit(in folder: String) throws -> String {
        try git("home", "init", "-q", place.path(folder))
        try git(folder, "commit", "-q", "--allow-empty", "-m", "first")
        return try git(folder, "rev-parse", "HEAD")
    }

    /// Everything in the home folder but repositories, by its name.
    private func files() throws -> [String: String] {
        let names = try place.run("sh", "-c", "cd home && find . \\( -type f -o -type l \\) -not -path './*/.git/*'")
        return try names.split(separator: "\n").reduce(into: [:]) { $0[String($1)] = try place.read("home/\($1)") }
    }

    // MARK: - What is set up

    @Test func aFolderHasItsOwnKeyAuthorAndSignatures() throws {
        let before = "# mine\n[user]\n\tname = Me ; at home\n\temail = me@home.example\n"
        try place.write(before, to: "home/.gitconfig")
        try place.write(before, to: "before")
        let arguments = [
            "--folder", "home/jobs", "--name", "Ana \"Nana\" Lee", "--email", "ana@work.example", "--sign",
        ]
        let shown = try place.attempt(
            [Workplace.keywizard, "git", "id", "--dry-run"] + arguments, environment: environment)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(try files() == ["./.gitconfig": before])

        let outcome = try place.attempt(
            [Workplace.keywizard, "git", "id", "--json"] + arguments, environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let result = try outcome.decoded(as: Result.self)
        #expect(result.signed == true && result.loggedIn == nil)
        #expect(try result.fingerprint == place.fingerprint("id.pub"))
        // What was shown is what diff sees, of a file that begins as it did.
        #expect(try place.read("home/.gitconfig").hasPrefix(before))
        let difference = try place.attempt(["diff", "-u", "before", "home/.gitconfig"]).output
        let lines = difference.split(separator: "\n").dropFirst(3)
        #expect(!lines.isEmpty && shown.output.contains(lines.joined(separator: "\n")), "\(shown.output)")

        let first = try commit(in: "home/jobs/a")
        try git("home/jobs/a", "verify-commit", first)
        #expect(
            try git("home/jobs/a", "log", "-1", "--format=%G? %GF %an %ae")
                == "G \(place.fingerprint("id.pub")) Ana \"Nana\" Lee ana@work.example")
        #expect(
            try git("home/jobs/a", "config", "core.sshCommand") == "ssh -i \(place.path("id")) -o IdentitiesOnly=yes")
        _ = try commit(in: "home/other")
        #expect(try git("home/other", "log", "-1", "--format=%G? %an") == "N Me")
        #expect(throws: Workplace.Failure.self) { try git("home/other", "config", "core.sshCommand") }

        let undone = try keywizard("id", "--folder", "home/jobs", "--undo")
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(try place.read("home/.gitconfig") == before)
        #expect(!place.exists("home/.gitconfig-jobs") && !place.exists("home/.ssh/allowed_signers"))
        let again = try keywizard("id", "--folder", "home/jobs", "--undo")
        #expect(again.status == 1 && again.errors.contains("nothing to undo"), "\(again.errors)")
    }

    /// What the user signed with before is there again afterwards.
    @Test func everyRepositoryIsSignedAndUndone() throws {
        let before = "[include]\n\tpath = more\n[gpg]\n\tformat = openpgp\n[user]\n\tname = A\n\tsigningkey = ABC\n"
        try place.write(before, to: "home/.gitconfig")
        let outcome = try keywizard("id", "--sign", "--email", "a@b.example")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let first = try commit(in: "home/any")
        try git("home/any", "verify-commit", first)
        #expect(try keywizard("id", "--folder", "/", "--undo").status == 0)
        #expect(try place.read("home/.gitconfig") == before)
        #expect(try git("home/any", "config", "user.signingkey") == "ABC")
    }

    @Test func aSecondRunAddsAndReplaces() throws {
        func run(_ more: String...) throws -> Workplace.Outcome {
            try place.attempt(
                [Workplace.keywizard, "git", "id", "--folder", "home/jobs"] + more, environment: environment)
        }
        #expect(try run().status == 0)
        #expect(try run("--sign", "--email", "a@b.example").status == 0)
        #expect(try run("--sign", "--email", "c@d.example").status == 0)
        #expect(try run().errors.contains("nothing to change"))
        #expect(try place.read("home/.ssh/allowed_signers").split(separator: "\n").count == 1)
        let first = try {
            try git("home/jobs", "config", "--global", "user.name", "A"); return try commit(in: "home/jobs/a")
        }()
        try git("home/jobs/a", "verify-commit", first)
        #expect(try git("home/jobs/a", "config", "core.sshCommand").hasPrefix("ssh -i "))
        #expect(try place.read("home/.gitconfig").contains("gitdir:~/jobs/"))
        #expect(try keywizard("id", "--folder", "home/jobs", "--undo").status == 0)
        #expect(try place.names(in: "home").filter { $0.hasPrefix(".gitconfig") } == [".gitconfig"])
        #expect(try place.names(in: "home/.ssh") == [])
    }

    /// However the folder is written, and whatever its name means to a pattern.
    @Test(arguments: [
        ("home/jobs", "home/jobs"), ("home/jobs/", "home/jobs"), ("~/jobs", "home/jobs"), ("link", "home/jobs"),
        ("home/w*rk [x]", "home/w*rk [x]"), ("home/back\\slash", "home/back\\slash"),
        ("elsewhere/my work", "elsewhere/my work"),
        ("home/jobs/repo", "home/jobs/repo"),
    ]) func aFolderIsWhatItIsOnTheDisk(written: String, folder: String) throws {
        try place.run("mkdir", "-p", place.path(folder), place.path("home/wxrk x"))
        try place.run("ln", "-s", "home/jobs", place.path("link"))
        let outcome = try keywizard("id", "--folder", written)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for inside in ["", "/deep/repo"] {
            try git("home", "init", "-q", place.path(folder + inside))
            #expect(try git(folder + inside, "config", "core.sshCommand").hasPrefix("ssh -i "))
        }
        try git("home", "init", "-q", place.path("home/wxrk x/repo"))
        #expect(throws: Workplace.Failure.self) { try git("home/wxrk x/repo", "config", "core.sshCommand") }
    }

    @Test func theUsersAllowedSignersStay() throws {
        let before = "# colleagues\nbo@work.example ssh-ed25519 AAAA"
        try place.write(before, to: "home/signers")
        try git("home", "config", "--global", "gpg.ssh.allowedSignersFile", "~/signers")
        #expect(try keywizard("id", "--sign", "--email", "a@b.example").status == 0)
        let key = withoutComment(try place.read("id.pub"))
        #expect(try place.read("home/signers") == before + "\na@b.example namespaces=\"git\" \(key)\n")
        #expect(!place.exists("home/.ssh/allowed_signers"))
        #expect(try keywizard("id", "--folder", "/", "--undo").status == 0)
        #expect(try place.read("home/signers") == before + "\n")
    }

    @Test func anEncryptedKeySignsWithItsPassphrase() throws {
        try place.makeKey("locked", "-t", "ed25519", passphrase: "correct horse")
        try place.write("correct horse\n", to: "passphrase")
        let refused = try keywizard("locked", "--sign", "--email", "a@b.example")
        #expect(refused.status == 1 && refused.errors.contains("--passphrase-file"), "\(refused.errors)")
        #expect(try files() == [:])
        let outcome = try keywizard("locked", "--sign", "--email", "a@b.example", "--passphrase-file", "passphrase")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("git verified it"))
    }

    /// From the page Done; what was shown there is what is made.
    @Test func theWizardSetsItUp() throws {
        let answers = [
            "", "github.com", "", "pipe", "", "", "no passphrase", "use none", "", "yes", "", "website", "added",
            "don't",
            "not now",
            "set up git",
            "", "~/jobs", "ana@work.example", "", "change these files", "", "",
        ]
        try place.write("[user]\n\tname = Ana\n", to: "home/.gitconfig")
        let outcome = try place.keywizard(
            "--plain", input: answers.map { $0 + "\n" }.joined(), environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)")
        let shown = outcome.output.split(separator: "\n").filter { $0.hasPrefix("+") }
        let made = try place.read("home/.gitconfig-jobs") + place.read("home/.ssh/allowed_signers")
        for line in made.split(separator: "\n") {
            #expect(shown.contains("+" + line.replacing("\t", with: "    ")), "\(line)")
        }
        let first = try commit(in: "home/jobs/a")
        try git("home/jobs/a", "verify-commit", first)
        #expect(try git("home/jobs/a", "config", "core.sshCommand").contains("\(place.home)/.ssh/id_ed25519"))
    }

    // MARK: - What is left alone

    @Test(arguments: ["[user]\n\tname = A\n", ""]) func aLinkStaysALink(text: String) throws {
        try place.write(text, to: "dotfiles")
        try place.run("ln", "-s", "../dotfiles", place.path("home/.gitconfig"))
        #expect(try keywizard("id", "--folder", "home/jobs").status == 0)
        #expect(try place.run("readlink", place.path("home/.gitconfig")) == "../dotfiles\n")
        #expect(try place.read("dotfiles").contains("gitdir:~/jobs/"))
        #expect(try keywizard("id", "--folder", "home/jobs", "--undo").status == 0)
        #expect(try place.run("readlink", place.path("home/.gitconfig")) == "../dotfiles\n")
        #expect(try place.read("dotfiles") == text)
    }

    /// One sentence each, and nothing half done.
    @Test(arguments: [
        // What the configuration says, its mode, and the error.
        ("[user]\n\tname = A\n[broken\n", "600", "bad config line 3 in file"),
        ("[user]\n\tname = A\n", "400", "is read-only and stays as it is"),
        ("[core]\n\tsshCommand = plink -batch\n", "600", "core.sshCommand is “plink -batch”"),
        (
            "[gpg \"ssh\"]\n\tprogram = /bin/false\n", "600",
            "signing a test commit failed, so the changes were undone"
        ),
    ]) func aConfigurationIsLeftAlone(text: String, mode: String, message: String) throws {
        try place.write(text, to: "home/.gitconfig")
        try place.run("chmod", mode, place.path("home/.gitconfig"))
        let outcome = try keywizard("id", "--folder", "home/jobs", "--sign", "--email", "a@b.example")
        #expect(outcome.status == 1 && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try files() == ["./.gitconfig": text])
        #expect(try place.names(in: "home/jobs") == [])
    }

    @Test(arguments: [
        (["--folder", "home/nowhere"], 1, "doesn't exist"),
        (["--folder", "id"], 1, "isn't a folder"),
        (["--sign", "--email", "a\"b@c.example"], 1, "can't be the e-mail address"),
        (["--sign"], 1, "no email address to sign for"),
        (["--name", "<>"], 1, "can't be the name"),
        ([], 64, "use --host, --folder, --sign"),
        (["--account", "work"], 64, "--account needs --host"),
        (["--account", "a b", "--host", "h"], 64, "letters, digits and hyphens"),
        (["--undo", "--sign"], 64, "undoes everything"),
    ]) func badInputChangesNothing(arguments: [String], status: Int32, message: String) throws {
        let outcome = try place.attempt([Workplace.keywizard, "git", "id"] + arguments, environment: environment)
        #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try files() == [:])
    }

    @Test func aPathThatSSHCannotBeGivenIsRefused() throws {
        try place.makeKey("50%", "-t", "ed25519")
        let outcome = try keywizard("50%", "--folder", "home/jobs")
        #expect(outcome.status == 1 && outcome.errors.contains("Git can't pass this path to ssh"), "\(outcome.errors)")
        #expect(try files() == [:])
    }

    @Test func anOldGitOrNoneIsNamed() throws {
        try place.makeFolder("old")
        try place.write("#!/bin/sh\necho git version 2.25.1\n", to: "old/git")
        try place.run("chmod", "700", place.path("old/git"))
        let old = try keywizard(
            "id", "--sign", "--email", "a@b.example", environment: ["PATH": place.path("old") + ":/usr/bin:/bin"])
        #expect(old.status == 1 && old.errors.contains("git 2.25 can't sign with SSH keys"), "\(old.errors)")
        let none = try keywizard("id", "--folder", "home/jobs", environment: ["PATH": place.path("streams")])
        #expect(none.status == 1 && none.errors.contains("git isn't installed on this computer"), "\(none.errors)")
        #expect(try files() == [:])
    }

    /// The other home is empty, so that only what the folder says can be at work.
    @Test func nothingOfAnotherRepositoryGetsIn() throws {
        let outcome = try keywizard(
            "id", "--folder", "home/jobs", environment: ["GIT_DIR": "/nonexistent", "GIT_CONFIG_COUNT": "1"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}

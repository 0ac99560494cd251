import LocalServer
import Testing

/// A key for several servers, with the real program, ssh and sshd.
@Suite(.enabled(if: isRoot && exists("/usr/sbin/sshd"), "makes an account and runs sshd: needs root"))
struct SeveralServersTests {
    /// More than were once handed to Ansible: the one that is there gets the key by ssh, and Ansible isn't started.
    @Test func manyServersGetTheKeyBySSH() throws {
        let server = try TestServer()
        try Shell.run(["install", "-m", "0755", Terminal.keywizard, server.folder + "/keywizard"])
        try Shell.run(["install", "-d", "-o", server.user, server.folder + "/bin"])
        write("#!/bin/sh\nmkdir '\(server.folder)/bin/started'\n", to: server.folder + "/bin/ansible-playbook")
        try Shell.run(["chmod", "0755", server.folder + "/bin/ansible-playbook"])
        // Another key lets the user in, so that nothing is asked.
        server.makeKey("older")
        server.giveKey("older", as: "id_rsa")
        server.give("[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", as: "known_hosts")
        server.authorize(server.publicLine("older") + "\n")
        let closed = (1...9).map { "\(server.user)@127.0.0.1:\($0)\n" }.joined()
        server.give(closed + "\(server.user)@127.0.0.1:\(server.port)\n", as: "hosts")
        let terminal = try Terminal(
            [
                "setpriv", "--reuid", server.user, "--regid", "users", "--clear-groups", "env", "HOME=" + server.home,
                "PATH=\(server.folder)/bin:" + Shell.path, server.folder + "/keywizard",
            ], size: "110x40")
        try terminal.walk(Walk(destination: "A server", protection: .none), until: .upload)
        try terminal.press("C-t")
        try terminal.answer("Which servers?", "Down")
        try terminal.wait("Path")
        try terminal.type("~/.ssh/hosts")
        try terminal.press("Enter")
        try terminal.answer("10 of 10 selected", "Enter")
        try terminal.wait("Added to 1 of 10 servers")
        let added = server.user + "@127.0.0.1:\(server.port)"
        let lines = try terminal.screen().split(separator: "\n").filter { $0.contains(server.user + "@127.0.0.1:") }
        #expect(lines.last?.contains("✓ " + added) == true && lines.last?.hasSuffix(" added") == true, "\(lines)")
        #expect(lines.dropLast().allSatisfy { $0.contains("✗") } && lines.count == 10, "\(lines)")
        #expect(read(server.authorizedKeys).hasSuffix(read(server.home + "/.ssh/id_ed25519.pub")))
        #expect(!exists(server.folder + "/bin/started"))
        try terminal.click(" Continue")
        try terminal.wait("· Done")
        try terminal.waitUntilGone("Added to 1 of 10 servers")
    }
}

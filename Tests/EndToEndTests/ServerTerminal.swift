import LocalServer

extension Terminal {
    /// The program beside a server. ssh looks for its files in the home of the account and not in HOME, which is
    /// another user's here, so it is told to.
    convenience init(
        _ arguments: [String], beside server: TestServer, size: String = "80x24", term: String = "tmux-256color"
    ) throws {
        let bin = server.folder + "/bin"
        try self.init(["env", "PATH=\(bin):" + Shell.path, Terminal.keywizard] + arguments, size: size, term: term) {
            home in
            try Shell.run(["mkdir", bin])
            let script = "#!/bin/sh\nexec /usr/bin/ssh -F none -o UserKnownHostsFile=\(home)/known_hosts \"$@\"\n"
            try Shell.run(["sh", "-c", "printf '%s' '\(script)' > \(bin)/ssh; chmod 755 \(bin)/ssh"])
        }
    }
}

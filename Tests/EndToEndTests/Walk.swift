import LocalServer

/// A walk through the wizard by the keyboard: what is chosen on each page. Tests say what is special to them in between.
struct Walk {
    /// Where a walk can begin and end, in the order in which they are come to.
    enum Stop: CaseIterable {
        case computer, destination, key, randomness, made, passphrase, save, publicKey, upload, uploaded, logIn
    }

    /// How the new key is protected.
    enum Protection {
        case passphrase(String)
        /// Six words that the wizard proposes.
        case words
        case none
    }

    /// How the public key comes to its destination.
    enum Upload {
        /// By the service's interface, with a token.
        case token(String, at: String)
        /// By ssh, which asks for the password unless another key lets it in.
        case server(TestServer, asksForPassword: Bool)
    }

    var destination = "Nowhere"
    var protection = Protection.words
    var upload: Upload?
    /// The key that is replaced, the only one in ~/.ssh.
    var replaced: String?
    /// The new key was saved before.
    var hasKey = false

    /// What shows that a stop is reached: one of these is on the screen. The first step of Log in depends on too much.
    private func marks(_ stop: Stop) -> [String] {
        switch stop {
        case .computer: [replaced == nil ? "Which computer will use this key?" : "~/.ssh has 1 key"]
        case .destination: ["Where does the public key go?"]
        case .key: [replaced.map { "Which key replaces \($0)?" } ?? "Which type of key?"]
        case .randomness: ["over the area"]
        case .made: ["Your key pair is ready"]
        case .passphrase: ["Protect the key with a passphrase", "Choose a new passphrase"]
        case .save:
            replaced.map { ["Saved next to ~/.ssh/\($0)"] }
                ?? ["Files on this computer", "Rewrites", "exists and stays as it is"]
        case .publicKey: ["Public key for ", "Your public key"]
        case .upload: ["Add the key to your server", "Paste it on the website"]
        case .uploaded: ["Added the key to ~/.ssh/authorized_keys", "has the key"]
        case .logIn: []
        }
    }

    private var stops: [Stop] {
        Stop.allCases.filter { stop in
            switch stop {
            case .key, .randomness, .made, .passphrase, .save: !hasKey
            case .upload, .uploaded: destination != "Nowhere"
            default: true
            }
        }
    }

    /// From a stop that the terminal is at, or is about to be at, to another. `leaving` is called where all is answered
    /// and only the key that leaves the page is missing.
    fileprivate func go(
        _ terminal: Terminal, from start: Stop, until end: Stop, leaving: (Stop) throws -> Void
    ) throws {
        for stop in stops.drop(while: { $0 != start }).prefix(while: { $0 != end }) {
            try arrive(terminal, stop)
            try answer(terminal, stop)
            try leaving(stop)
            try leave(terminal, stop)
        }
        try arrive(terminal, end)
    }

    private func arrive(_ terminal: Terminal, _ stop: Stop) throws {
        let marks = marks(stop)
        try terminal.wait("\(stop)") { screen in marks.isEmpty || marks.contains { screen.contains($0) } }
    }

    private func answer(_ terminal: Terminal, _ stop: Stop) throws {
        switch (stop, protection, upload) {
        case (.destination, _, _):
            try terminal.type(destination.lowercased())
            try terminal.wait("› " + destination)
        case (.passphrase, .passphrase(let text), _):
            try terminal.spell(text)
            try terminal.press("Enter")
            try terminal.spell(text)
            try terminal.wait("The passphrases match")
        case (.passphrase, .words, _):
            try terminal.press("C-g")
            try terminal.wait("Save them in a password")
        case (.passphrase, .none, _):
            try terminal.press("Tab", "Tab", "Tab", "Tab", "Enter")
            try terminal.wait("Anyone who copies")
        case (.upload, _, .token(let token, let address)):
            try terminal.press("Down", "Enter")
            try terminal.answer("Key name", with: address)
            try terminal.spell(token)
            try terminal.wait(String(repeating: "•", count: token.count))
        case (.upload, _, .server(let server, _)):
            try terminal.paste("127.0.0.1:\(server.port)")
            try terminal.wait(String(server.port))
        default: break
        }
    }

    private func leave(_ terminal: Terminal, _ stop: Stop) throws {
        switch (stop, protection, upload) {
        case (.computer, _, _) where replaced != nil:
            try terminal.press("C-o")
            try terminal.answer("Which key?", "Enter")
            try terminal.click("Replace it with a new key")
            try terminal.press("Enter")
        case (.passphrase, .none, _): try terminal.press("C-n")
        case (.upload, _, .server(let server, let asksForPassword)):
            try terminal.press("Tab", "Tab", "Enter")
            guard asksForPassword else { return }
            try terminal.answer("(yes/no", with: "yes")
            try terminal.answer("password:", with: server.password)
        default: try terminal.press("Enter")
        }
    }
}

extension Terminal {
    /// Walks on from a stop that the terminal is at, or is about to be at. `leaving` is called where all is answered and
    /// only the key that leaves the page is missing.
    func walk(
        _ walk: Walk = Walk(), from start: Walk.Stop = .computer, until end: Walk.Stop,
        leaving: (Walk.Stop) throws -> Void = { _ in }
    ) throws {
        try walk.go(self, from: start, until: end, leaving: leaving)
    }

    /// Chooses a key of ~/.ssh on the Key page, by a part of its row.
    func openKey(_ row: String) throws {
        try press("C-o")
        try answer(row, "Enter")
        try wait("What do you want to do?")
    }
}

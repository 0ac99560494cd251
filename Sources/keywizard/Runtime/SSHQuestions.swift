import TerminalUI

/// What ssh may ask on the ordinary screen, told before it does, in lines for the smallest terminal.
enum SSHQuestions {
    static func explain(_ more: String) {
        let words = """
            If the server is new to this computer, ssh shows its host key fingerprint: compare it before you answer yes. \
            \(more) ^C cancels.
            """
        for line in words.wrapped(to: 56) { Console.detail(line) }
    }
}

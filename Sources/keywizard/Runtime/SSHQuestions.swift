import TerminalUI

/// What ssh may ask on the ordinary screen, told before it does, in lines for the smallest terminal.
enum SSHQuestions {
    static func explain(_ more: String) {
        let words = """
            If the server is new to this computer, ssh shows the server's own fingerprint, which is not your key's: answer \
            yes if the server's administrator gave you the same one. \(more) ^C stops.
            """
        for line in words.wrapped(to: 58) { Console.say(line) }
    }
}

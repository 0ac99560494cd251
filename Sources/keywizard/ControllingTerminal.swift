import Platform

/// The terminal that ssh, and our own prompts, ask on, whatever standard input and output are.
enum ControllingTerminal {
    static var isThere: Bool {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}

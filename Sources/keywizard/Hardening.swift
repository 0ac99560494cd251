import CProcess
import Platform
import SSHKey

/// What the program does before anything else, so that nobody reads keys and passphrases from its memory, and nothing of
/// it stays behind.
enum Hardening {
    /// What makes libraries write secrets down: the keys of TLS sessions, and memory after a crash.
    private static let telltales = ["SSLKEYLOGFILE", "SWIFT_BACKTRACE"]

    static func begin() {
        cp_keep_memory_private()
        cp_forget_crash_handlers()
        for name in telltales { unsetenv(name) }
        // What is made has to be its owner's, whatever the shell says.
        let mask = umask(0o077)
        umask(mask & 0o077)
        cp_clean_up_on_signals()
        SecureHeap.open()
    }
}

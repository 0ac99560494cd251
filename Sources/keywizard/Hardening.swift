import CProcess
import SSHKey

/// What the program does before anything else, so that nobody reads keys and passphrases from its memory.
enum Hardening {
    static func begin() {
        cp_keep_memory_private()
        SecureHeap.open()
    }
}

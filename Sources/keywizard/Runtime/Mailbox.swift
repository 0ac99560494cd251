import KeyStore
import SSHKey
import Synchronization
import TerminalIO
import Wizard

/// What tasks send to the main thread; the screen's wait ends when something is there.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case message(Message)
        /// A key pair was made, for the request with this number.
        case key(PrivateKey, request: Int)
        /// The result of opening a key file; its private key, once it is open.
        case opening(KeyOpening, ExistingKeys.Event, PrivateKey? = nil)
        case credentials([FoundCredential])
        /// What the removal of an old key needs, by the service's id.
        case access(ServiceAccess, String)
    }

    private let letters = Mutex<[Letter]>([])
    private let waker: Waker

    init(waker: Waker) {
        self.waker = waker
    }

    func post(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        waker.wake()
    }

    func take() -> [Letter] {
        letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}

import Passphrase
import Secrecy
import TerminalUI
import Wizard

/// The two passphrase fields. The wizard's pages know only what `report` says of them.
final class PassphraseFields {
    private let passphrase = SecretField()
    private let confirmation = SecretField()

    func field(_ name: SecretName) -> SecretField? {
        switch name {
        case .passphrase: passphrase
        case .confirmation: confirmation
        default: nil
        }
    }

    var secret: Secret { passphrase.secret() }

    func clear() {
        passphrase.clear()
        confirmation.clear()
    }

    func suggest() {
        let words = WordPassphrase.make()
        passphrase.set(words)
        confirmation.set(words)
    }

    var report: PassphraseReport {
        var report = PassphraseReport()
        report.passphrase = .init(count: passphrase.count, cursor: passphrase.cursor)
        report.confirmation = .init(count: confirmation.count, cursor: confirmation.cursor)
        report.refusedInput = passphrase.refusedInput || confirmation.refusedInput
        passphrase.withBytes { first in
            confirmation.withBytes { second in
                if !first.isEmpty, first.elementsEqual(second) {
                    report.match = .equal
                } else if second.isEmpty || first.starts(with: second) {
                    report.match = .open
                } else {
                    report.match = .different
                }
            }
            if !first.isEmpty { report.strength = Strength(of: first) }
        }
        return report
    }
}

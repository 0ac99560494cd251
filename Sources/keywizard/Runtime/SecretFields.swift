import Passphrase
import Secrecy
import Services
import TerminalUI
import Wizard

/// Every field whose text is a secret. The wizard's pages know only what the reports say of them.
final class SecretFields {
    private var fields: [SecretName: TerminalUI.SecretField] = [:]

    /// The field of that name, empty at first.
    func field(_ name: SecretName) -> TerminalUI.SecretField {
        if let field = fields[name] { return field }
        let field = TerminalUI.SecretField()
        fields[name] = field
        return field
    }

    func clear(_ names: SecretName...) {
        for name in names { field(name).clear() }
    }

    func clearCredential() {
        for role in SecretRole.allCases { field(.credential(role)).clear() }
        field(.signing).clear()
    }

    /// What was typed of a credential, by role.
    var credential: [SecretRole: Secret] {
        SecretRole.allCases.reduce(into: [:]) { secrets, role in
            let field = field(.credential(role))
            if !field.isEmpty { secrets[role] = field.secret() }
        }
    }

    func suggestPassphrase() {
        let words = WordPassphrase.make()
        field(.passphrase).set(words)
        field(.confirmation).set(words)
    }

    /// What the pages learn when a field was edited.
    func report(on name: SecretName) -> Message {
        switch name {
        case .passphrase, .confirmation: .passphrase(.reported(passphraseReport))
        default: .secretEdited(name, .init(count: field(name).count, cursor: field(name).cursor))
        }
    }

    private var passphraseReport: PassphraseReport {
        let (passphrase, confirmation) = (field(.passphrase), field(.confirmation))
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

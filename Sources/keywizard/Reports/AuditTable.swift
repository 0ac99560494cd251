import KeyStore
import TerminalUI
import Support

/// An audit's findings as a table for people.
struct AuditTable {
    let findings: [AuditFinding]

    /// The lines, each with its end.
    var text: String {
        let header = ["STATE", "FILE", "KEY", "PROTECTION", "MODE", "FINGERPRINT"]
        let rows = findings.map(cells)
        var widths = header.map(\.count)
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.displayWidth) }
        }
        var text = line(header, widths)
        for (finding, row) in zip(findings, rows) {
            text += line(row, widths)
            for problem in finding.problems {
                text += "         " + problem.message.safeToDraw + "\n"
                if let advice = problem.advice { text += "           " + advice.safeToDraw + "\n" }
            }
        }
        return text
    }

    private func cells(_ finding: AuditFinding) -> [String] {
        let (name, state) = (finding.name.safeToDraw, finding.severity.word)
        guard let entry = finding.entry else { return [state, name, "?", "?", "?", ""] }
        let protection =
            if entry.isPrivate {
                entry.isEncrypted ? "passphrase" : "none"
            } else {
                entry.certificate == nil ? "public" : "certificate"
            }
        let key = entry.publicKey
        return [
            state, name, key?.displayName ?? "locked", protection, ShellWord.mode(entry.mode),
            entry.fingerprint ?? "",
        ]
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell + String(repeating: " ", count: width - cell.displayWidth + 2)
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }
}

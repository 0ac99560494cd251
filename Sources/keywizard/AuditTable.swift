import KeyStore
import TerminalUI

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
        let key = finding.file.key
        let protection =
            switch (key?.format.isPublic, key?.isEncrypted) {
            case (true?, _): key?.isCertificate == true ? "certificate" : "public"
            case (false?, true?): "passphrase"
            case (false?, _): "none"
            case (nil, _): "?"
            }
        let mode = if case .unreadable = finding.file.contents { "?" } else { ShellWord.mode(finding.file.mode) }
        return [
            finding.severity.word, finding.file.name.safeToDraw, key?.publicKey?.displayName ?? (key == nil ? "?" : "locked"),
            protection, mode, key?.publicKey?.fingerprint(.sha256) ?? "",
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

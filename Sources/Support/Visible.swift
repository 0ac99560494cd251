/// Text from outside, made fit to be shown.
package enum Visible {
    /// Enough for every sentence that the services answer with.
    package static let longest = 300

    /// `text` as one bounded line: what a terminal could obey or hide is gone, white space is single spaces.
    package static func line(_ text: some StringProtocol) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                guard let last = result.last, last != " " else { continue }
                result += " "
            // Format characters turn the direction of text around, or are not seen at all.
            case .format, .surrogate, .privateUse, .unassigned: continue
            default: result.unicodeScalars.append(scalar)
            }
            count += 1
            guard count < longest else { return result.trimmed + "…" }
        }
        return result.trimmed
    }
}

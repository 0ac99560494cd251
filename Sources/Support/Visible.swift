/// Text from outside, made fit to be shown.
package enum Visible {
    /// Enough for every sentence that the services answer with.
    package static let longest = 300

    /// `text` as one bounded line: what a terminal could obey or hide is gone, white space is single spaces.
    package static func line(_ text: some StringProtocol, longest: Int = longest) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                guard let last = result.last, last != " " else { continue }
                result += " "
            // Format characters turn the direction of text around, or aren't seen at all.
            case .format, .surrogate, .privateUse, .unassigned: continue
            default: result.unicodeScalars.append(scalar)
            }
            count += 1
            guard count < longest else { return result.trimmed + "…" }
        }
        return result.trimmed
    }

    /// An identifier as it may be shown: itself where nothing in it is hidden, else each character that `line` would
    /// drop or change by its number, as `work\u{20}\u{20}key`, so that it doesn't look like another one.
    package static func exact(_ identifier: String) -> String {
        // What looks like such a number is spelled out too.
        guard line(identifier) != identifier || identifier.contains("\\u{") else { return identifier }
        let scalars = Array(identifier.unicodeScalars)
        var shown = ""
        for (index, scalar) in scalars.prefix(longest).enumerated() {
            let isAlone =
                index > 0 && index + 1 < scalars.count && scalars[index - 1] != " " && scalars[index + 1] != " "
            let isItself = scalar == " " ? isAlone : line(String(scalar)).unicodeScalars.elementsEqual([scalar])
            if isItself, scalar != "\\" {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            }
        }
        return shown + (scalars.count > longest ? "… (\(scalars.count) characters)" : "")
    }
}

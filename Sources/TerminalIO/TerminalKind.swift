import Platform

/// What is known of terminals beyond their terminfo entries.
enum TerminalKind {
    /// The Linux console's fonts have letters and boxes, but no ticks, circles and round corners.
    static func hasSmallFont(_ term: String) -> Bool { term == "linux" }

    /// The background where it can't be asked for: the Linux console's is black.
    static func background(_ term: String) -> Background { term == "linux" ? .dark : .unknown }

    /// These print the text of a control string (OSC) that they don't know.
    static func printsControlStrings(_ term: String) -> Bool {
        ["linux", "eterm", "cons25", "sun", "vt52"].contains { term.hasPrefix($0) }
    }
}

/// The environment, as far as it says something about the terminal.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// True when NO_COLOR is set and not empty (no-color.org).
var asksForNoColor: Bool { environment("NO_COLOR").map { !$0.isEmpty } ?? false }

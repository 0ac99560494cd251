/// A path as a user types it, and its parts. Nothing here looks at the disk.
public enum KeyFilePath {
    /// The absolute path that `text` means: `~` is `home`, and what doesn't start with `/` is below `home`.
    ///
    /// Nil for nothing, for `~someone`, and for a NUL inside.
    public static func expand(_ text: String, home: String) -> String? {
        guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
        if text == "~" { return folder(of: tidy(home + "/~")) }
        if text.hasPrefix("~/") { return tidy(home + text.dropFirst()) }
        if text.hasPrefix("~") { return nil }
        return tidy(text.hasPrefix("/") ? text : home + "/" + text)
    }

    /// `path` with `~` for `home`, as it is shown.
    public static func abbreviate(_ path: String, home: String) -> String {
        let home = folder(of: tidy(home + "/~"))
        guard home != "/" else { return path }
        if path == home { return "~" }
        return path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }

    /// Everything before the last component: "/home/me/.ssh" of "/home/me/.ssh/id_rsa".
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component: "id_rsa" of "/home/me/.ssh/id_rsa"; empty after a final slash.
    public static func name(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    /// Without empty and `.` components. `..` stays: only the file system knows what it means behind a link.
    private static func tidy(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        let end = path.hasSuffix("/") && !parts.isEmpty ? "/" : ""
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/") + end
    }
}

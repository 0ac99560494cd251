/// The name of a key's file, chosen so that its companions are free as well.
public enum KeyName {
    /// What is written beside a private key: its public line, and the same key for PuTTY.
    public static let companions = ["", ".pub", ".ppk"]

    /// A name that is free in `folder`: `base`, then `base_label`, then `base_label_2` and so on.
    public static func free(
        base: String, label: String?, in folder: String, endings: [String] = companions
    ) -> String {
        free(base: base, label: label, endings: endings) { name in
            // A name that can't be looked at isn't known to be free.
            do { return try status(of: folder + "/" + name) != nil } catch { return true }
        }
    }

    /// The same, with `isTaken` to say which names exist.
    public static func free(
        base: String, label: String?, endings: [String] = companions, isTaken: (String) -> Bool
    ) -> String {
        func isFree(_ name: String) -> Bool { !endings.contains { isTaken(name + $0) } }
        if isFree(base) { return base }
        let stem = label.map { base + "_" + $0 } ?? base
        if label != nil, isFree(stem) { return stem }
        // When even the thousandth is taken the folder can't be read, and saving will say why.
        return (2...1000).lazy.map { "\(stem)_\($0)" }.first(where: isFree) ?? stem
    }
}

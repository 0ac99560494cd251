import Platform

/// The folder of the program that `name` means on PATH, links followed; nil when there is none.
func programFolder(_ name: String) -> String? {
    for folder in (environmentVariable("PATH") ?? "").split(separator: ":") {
        let path = folder + "/" + name
        guard access(path, X_OK) == 0, let real = realpath(path, nil) else { continue }
        defer { free(real) }
        return String(String(cString: real).dropLast(name.count + 1))
    }
    return nil
}

/// Whether there is a file at `path` that this process may read.
func isFile(_ path: String) -> Bool { access(path, R_OK) == 0 }

import Platform

/// The absolute path that `path` leads to, every symbolic link followed; it must exist.
func realPath(of path: String) throws(Errno) -> String {
    guard let real = realpath(path, nil) else { throw .last }
    defer { free(real) }
    return String(cString: real)
}

/// The paths that a pattern of glob(7) stands for, in lexical order.
func paths(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in found.gl_pathv[index].map { String(cString: $0) } }
}

/// The names of the files and links in a folder, and of what doesn't say what it is; in no order.
func fileNames(in folder: String) throws(Errno) -> [String] {
    guard let stream = opendir(folder) else { throw .last }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let type = Int32(entry.pointee.d_type)
        guard [Int32(DT_REG), Int32(DT_LNK), Int32(DT_UNKNOWN)].contains(type) else { continue }
        names.append(
            withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
}

/// The names in the folder at `path`, sorted, without those that begin with a dot; none when it can't be read.
func visibleNames(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

/// Makes one folder, whose parent exists.
func makeFolder(_ path: String, mode: UInt32) throws(Errno) {
    _ = try retrying { mkdir(path, mode_t(mode)) }
}

/// Removes an empty folder; one with something in it stays.
func removeFolder(_ path: String) { _ = rmdir(path) }

/// Sets the permission bits of what `path` leads to, whether it can be opened or not.
func setMode(_ mode: UInt32, of path: String) throws(Errno) {
    _ = try retrying { chmod(path, mode_t(mode)) }
}

/// Removes a file, if it is there.
func removeFile(_ path: String) { _ = unlink(path) }

/// A name for a file that doesn't have its own yet, unlike all others.
func temporaryName() -> String { ".keywizard-" + String(UInt64.random(in: .min ... .max), radix: 36) }

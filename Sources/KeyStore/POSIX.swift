// The operating system as this module sees it: descriptors, errors, and what differs between Linux and macOS.
// Nothing but the agent's socket imports the C library besides; files are handled relative to an open folder.
import CFileSystem
import Platform
import Secrecy

/// The reason for which a system call failed.
struct Errno: Error, Hashable {
    let code: Int32

    init(_ code: Int32) { self.code = code }

    static var last: Errno { Errno(errno) }
    static let accessDenied = Errno(EACCES)
    static let badCall = Errno(EINVAL)
    static let exists = Errno(EEXIST)
    static let isFolder = Errno(EISDIR)
    static let linkLoop = Errno(ELOOP)
    static let missing = Errno(ENOENT)
    static let nameTooLong = Errno(ENAMETOOLONG)
    static let noQuota = Errno(EDQUOT)
    static let noSpace = Errno(ENOSPC)
    static let notFolder = Errno(ENOTDIR)
    static let notPermitted = Errno(EPERM)
    static let notSupported = Errno(EOPNOTSUPP)
    static let notImplemented = Errno(ENOSYS)
    static let readOnly = Errno(EROFS)
    static let tooLarge = Errno(EFBIG)

    /// Whether this system or this file system does not know the call, or not with these flags.
    var meansUnsupported: Bool { self == .notSupported || self == .notImplemented || self == .badCall }

    var text: String { String(cString: strerror(code)) }
}

/// What the file system knows about one name.
struct FileStatus {
    let isFolder: Bool
    /// A file with contents: no folder, link, pipe or device.
    let isRegular: Bool
    /// In bytes.
    let size: Int
    /// Seconds since 1970 at which it was written last.
    let modified: Int
    /// Whether it was read since it was written, where the file system notes that.
    let wasRead: Bool
    /// The twelve permission bits.
    let mode: UInt32
    let owner: UInt32
    let group: UInt32
    /// How many names the file has.
    let names: Int
    let device: UInt64
    let inode: UInt64
    /// When its contents and its status changed last: seconds and nanoseconds of each.
    private let times: [Int]

    fileprivate init(_ status: stat) {
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isRegular = status.st_mode & S_IFMT == S_IFREG
        size = Int(status.st_size)
        mode = UInt32(status.st_mode) & 0o7777
        owner = status.st_uid
        group = status.st_gid
        names = Int(status.st_nlink)
        #if canImport(Darwin)
        let (read, written, changed) = (status.st_atimespec, status.st_mtimespec, status.st_ctimespec)
        #else
        let (read, written, changed) = (status.st_atim, status.st_mtim, status.st_ctim)
        #endif
        modified = written.tv_sec
        wasRead = (read.tv_sec, read.tv_nsec) > (written.tv_sec, written.tv_nsec)
        times = [written.tv_sec, written.tv_nsec, changed.tv_sec, changed.tv_nsec]
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Whether both are the same file, whatever their names.
    func isSame(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }

    /// Whether nobody has changed the file, or put another in its place, between the two.
    func isUnchanged(since other: FileStatus) -> Bool {
        isSame(as: other) && size == other.size && times == other.times
    }
}

/// The user whose rights this process has.
var effectiveUser: UInt32 { geteuid() }

/// An open file or folder, closed when the last reference goes.
final class Descriptor: Sendable {
    private let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// The folder at `path`; a symbolic link to a folder is one.
    static func folder(_ path: String) throws(Errno) -> Descriptor {
        Descriptor(try retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    /// The file at `path`, to be read; links are followed, and a pipe is not waited for.
    static func file(_ path: String) throws(Errno) -> Descriptor {
        Descriptor(try retrying { open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) })
    }

    /// Fills `bytes` from where the last reading ended; returns fewer only at the end of the file.
    func read(into bytes: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = Platform.read(number, rest.baseAddress, rest.count)
            if count == 0 { break }
            if count > 0 { done += count } else if errno != EINTR { throw .last }
        }
        return done
    }

    /// Everything from where the last reading ended; fails when that is more than `limit` bytes.
    func readAll(limit: Int) throws(Errno) -> [UInt8] {
        var bytes: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 1)
        defer { chunk.deallocate() }
        while case let count = try read(into: chunk), count > 0 {
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .tooLarge }
        }
        return bytes
    }

    /// The file `name` of this folder, for reading and for writing at its end; made for its owner alone if missing.
    func fileToAppend(_ name: String) throws(Errno) -> Descriptor {
        Descriptor(try retrying { openat(number, name, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0o600) })
    }

    /// A new file under `name` in this folder, for its owner alone; fails when the name is taken.
    func newFile(_ name: String) throws(Errno) -> Descriptor {
        Descriptor(try retrying { openat(number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) })
    }

    /// A new file without a name in this folder, which goes with its descriptor; nil where there are none.
    func namelessFile() throws(Errno) -> Descriptor? {
        #if os(Linux)
        // Its name is given by way of /proc later, which a bare chroot does not have.
        guard access("/proc/self/fd", X_OK) == 0 else { return nil }
        // O_TMPFILE as the kernel has it on every architecture that Swift runs on: a compound macro, not imported.
        let temporary = 0o20000000 | O_DIRECTORY
        do throws(Errno) {
            return Descriptor(try retrying { openat(number, ".", temporary | O_WRONLY | O_CLOEXEC, 0o600) })
        } catch  where error == .isFolder || error.meansUnsupported {
            return nil
        }
        #else
        return nil
        #endif
    }

    /// The file `name` of this folder, for reading; fails for a link. A pipe opens at once, without a writer.
    func existingFile(_ name: String) throws(Errno) -> Descriptor {
        Descriptor(try retrying { openat(number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) })
    }

    /// Lets reading leave no trace in the file's times; false where these don't tell of readings anyway.
    func leaveNoTrace() -> Bool {
        #if os(Linux)
        // ST_NOATIME and O_NOATIME as Linux has them on every architecture that Swift runs on: not imported.
        let (isUnnoticed, noTrace) = (UInt(1024), Int32(0o1000000))
        var system = statvfs()
        guard fstatvfs(number, &system) == 0, system.f_flag & isUnnoticed == 0 else { return false }
        return fcntl(number, F_SETFL, fcntl(number, F_GETFL) | noTrace) == 0
        #else
        // macOS would count this program's own reading.
        return false
        #endif
    }

    /// What is known about the open file itself.
    func status() throws(Errno) -> FileStatus {
        var result = stat()
        _ = try retrying { fstat(number, &result) }
        return FileStatus(result)
    }

    /// What is known about `name` in this folder, links not followed; nil when the name is free.
    func status(of name: String) throws(Errno) -> FileStatus? {
        var result = stat()
        do throws(Errno) {
            _ = try retrying { fstatat(number, name, &result, AT_SYMLINK_NOFOLLOW) }
        } catch  where error == .missing {
            return nil
        }
        return FileStatus(result)
    }

    /// Fails unless this process may make files in this folder.
    func checkWritable() throws(Errno) {
        _ = try retrying { faccessat(number, ".", W_OK | X_OK, AT_EACCESS) }
    }

    /// Sets the permission bits exactly, whatever the umask.
    func setMode(_ mode: UInt32) throws(Errno) {
        _ = try retrying { fchmod(number, mode_t(mode)) }
    }

    /// Gives the file to a user and a group.
    func setOwner(_ user: UInt32, group: UInt32) throws(Errno) {
        _ = try retrying { fchown(number, user, group) }
    }

    /// Writes all of `bytes`, however little the system takes at a time.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let written = Platform.write(number, part.baseAddress, part.count)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 {
                throw .noSpace
            } else if errno != EINTR {
                throw .last
            }
        }
    }

    /// Cuts the file off after `size` bytes.
    func truncate(to size: Int) throws(Errno) {
        _ = try retrying { ftruncate(number, off_t(size)) }
    }

    /// Returns when what was written is on the disk.
    func sync() throws(Errno) {
        #if canImport(Darwin)
        // On macOS fsync() leaves the bytes in the drive's own cache.
        if fcntl(number, F_FULLFSYNC) == 0 { return }
        #endif
        do throws(Errno) {
            _ = try retrying { fsync(number) }
        } catch  where error.meansUnsupported {
            // A file system that can't be told to (folders on 9p and FUSE) has nothing to wait for.
        }
    }

    /// Gives a nameless file its name in `folder`; fails when the name is taken.
    func link(as name: String, in folder: Descriptor) throws(Errno) {
        #if os(Linux)
        // By way of /proc, because AT_EMPTY_PATH demands a capability that people don't have.
        _ = try retrying {
            linkat(AT_FDCWD, "/proc/self/fd/\(number)", folder.number, name, AT_SYMLINK_FOLLOW)
        }
        #else
        throw .notSupported
        #endif
    }

    /// Gives the file `old` of this folder a second name; fails when it is taken.
    func link(_ old: String, as new: String) throws(Errno) {
        _ = try retrying { linkat(number, old, number, new, 0) }
    }

    /// Moves the file `old` of this folder to a new name; fails when it is taken.
    func rename(_ old: String, withoutReplacing new: String) throws(Errno) {
        _ = try retrying { fs_rename_without_replacing(number, old, new) }
    }

    /// Moves the file `old` of this folder to the name `new`, in the place of what has it.
    func rename(_ old: String, replacing new: String) throws(Errno) {
        _ = try retrying { renameat(number, old, number, new) }
    }

    func remove(_ name: String) throws(Errno) {
        _ = try retrying { unlinkat(number, name, 0) }
    }

    /// Whether the file system stores owners and permission bits at all; a Windows drive under WSL does not.
    func storesModes() throws(Errno) -> Bool {
        var result = true
        _ = try retrying { fs_stores_modes(number, &result) }
        return result
    }
}

/// What is known about the name at the end of `path`, links not followed; nil when it is free.
func status(of path: String) throws(Errno) -> FileStatus? {
    var result = stat()
    do throws(Errno) {
        _ = try retrying { lstat(path, &result) }
    } catch  where error == .missing || error == .notFolder {
        return nil
    }
    return FileStatus(result)
}

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

/// Makes one folder, whose parent exists.
func makeFolder(_ path: String, mode: UInt32) throws(Errno) {
    _ = try retrying { mkdir(path, mode_t(mode)) }
}

/// The call's result, made again for as long as a signal interrupts it.
private func retrying(_ call: () -> Int32) throws(Errno) -> Int32 {
    while true {
        let result = call()
        if result != -1 { return result }
        guard errno == EINTR else { throw .last }
    }
}

/// Lends the bytes of an environment variable; nil when there is none.
func withVariable<Result>(_ name: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    guard let value = getenv(name) else { return nil }
    return body(UnsafeRawBufferPointer(start: value, count: strlen(value)))
}

/// Whether this process may run the file at `path`.
func isProgram(_ path: String) -> Bool {
    (try? status(of: path))?.isFolder == false && access(path, X_OK) == 0
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

/// A pipe for the short secret that a program writes; no other program inherits it.
final class SecretPipe: Sendable {
    private let read: Int32
    let write: Int32

    init() throws(Errno) {
        var ends: [Int32] = [-1, -1]
        _ = try retrying { pipe(&ends) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Whoever else holds its other end is not waited for.
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        (read, write) = (ends[0], ends[1])
    }

    deinit {
        close(read)
        close(write)
    }

    /// What has been written, up to the first newline and 16 KiB: no token is longer.
    func contents() -> Secret {
        var bytes = SecretBuffer(capacity: 16 * 1024)
        let limit = 16 * 1024
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
        defer {
            wipe(memory)
            memory.deallocate()
        }
        while bytes.count < limit {
            let count = Platform.read(read, memory.baseAddress, limit - bytes.count)
            if count > 0 { bytes.append(memory[..<count]) } else if count == 0 || errno != EINTR { break }
        }
        return bytes.withBytes { Secret($0.prefix { $0 != 0x0a && $0 != 0x0d }) }
    }
}

import CFileSystem
import Platform

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

    init(_ status: stat) {
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

    /// Of a folder: what is in it can be renamed and removed by its owner alone.
    var isSticky: Bool { mode & 0o1000 != 0 }

    /// Whether both are the same file, whatever their names.
    func isSame(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }

    /// Whether nobody has changed the file, or put another in its place, between the two.
    func isUnchanged(since other: FileStatus) -> Bool {
        isSame(as: other) && size == other.size && times == other.times
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

/// The user whose rights this process has.
var effectiveUser: UInt32 { geteuid() }

/// Whether this process may run the file at `path`.
func isProgram(_ path: String) -> Bool {
    (try? status(of: path))?.isFolder == false && access(path, X_OK) == 0
}

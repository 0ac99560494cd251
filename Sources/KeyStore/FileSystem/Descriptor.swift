import CFileSystem
import Platform

/// An open file or folder, closed when the last reference goes.
final class Descriptor: Sendable {
    private let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// The folder at `path`; a symbolic link to a folder is one.
    static func folder(_ path: String) throws(Errno) -> Descriptor {
        Descriptor(try retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    /// The file at `path`, to be read; links are followed, and a pipe isn't waited for.
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
        // Its name is given by way of /proc later, which a bare chroot doesn't have.
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

    /// Gives the file the access list and the other extended attributes of `other`, but for what the system gives by
    /// itself (the labels of SELinux and its like).
    func takeAttributes(of other: Descriptor) throws(Errno) {
        _ = try retrying { fs_copy_attributes(other.number, number) }
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

    /// Locks the file for this process alone; false when another one has locked it.
    func lock() throws(Errno) -> Bool {
        do throws(Errno) {
            _ = try retrying { flock(number, LOCK_EX | LOCK_NB) }
            return true
        } catch  where error == .wouldBlock {
            return false
        }
    }

    /// The same, once nobody else has it locked; does nothing on file systems without locks.
    func lockWhenFree() throws(Errno) {
        do throws(Errno) {
            _ = try retrying { flock(number, LOCK_EX) }
        } catch  where error.meansUnsupported || error == .noLocks {}
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

    /// Moves the file `old` of this folder to the name `new`, instead of what has it.
    func rename(_ old: String, replacing new: String) throws(Errno) {
        _ = try retrying { renameat(number, old, number, new) }
    }

    func remove(_ name: String) throws(Errno) {
        _ = try retrying { unlinkat(number, name, 0) }
    }

    /// Whether more accounts are named than the twelve bits tell: a POSIX access list on Linux, Apple's on macOS.
    func hasAccessList() throws(Errno) -> Bool {
        var result = false
        _ = try retrying { fs_has_access_list(number, &result) }
        return result
    }

    /// Whether the file system stores owners and permission bits at all; a Windows drive under WSL doesn't.
    func storesModes() throws(Errno) -> Bool {
        var result = true
        _ = try retrying { fs_stores_modes(number, &result) }
        return result
    }
}

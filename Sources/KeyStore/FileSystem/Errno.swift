import Platform

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
    static let noLocks = Errno(ENOLCK)
    static let noQuota = Errno(EDQUOT)
    static let noSpace = Errno(ENOSPC)
    static let notFolder = Errno(ENOTDIR)
    static let notPermitted = Errno(EPERM)
    static let notSupported = Errno(EOPNOTSUPP)
    static let notImplemented = Errno(ENOSYS)
    static let readOnly = Errno(EROFS)
    static let wouldBlock = Errno(EWOULDBLOCK)
    static let tooLarge = Errno(EFBIG)

    /// Whether this system or this file system doesn't know the call, or not with these flags.
    var meansUnsupported: Bool { self == .notSupported || self == .notImplemented || self == .badCall }

    var text: String { String(cString: strerror(code)) }
}

/// The call's result, made again for as long as a signal interrupts it.
func retrying(_ call: () -> Int32) throws(Errno) -> Int32 {
    while true {
        let result = call()
        if result != -1 { return result }
        guard errno == EINTR else { throw .last }
    }
}

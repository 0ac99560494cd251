import Platform

/// Who besides root could change what a path leads to, or put something else in its place: the owners of the file and
/// of the folders above it, and all accounts that may write there.
struct Changers: Hashable {
    /// By number; root isn't counted.
    private(set) var users: Set<UInt32> = []
    /// A group or everybody may write.
    private(set) var includesOthers = false

    /// Of the file at `path`, followed through links. What is in a sticky folder is changed by its owner alone; in
    /// its own folder, with `strictly`, that counts for nothing: others can put a file there before its owner does.
    init(of path: String, strictly: Bool = false) throws(Errno) {
        let real = try realPath(of: path)
        try add(real)
        // The name may be a link, which is in a folder of its own.
        for folder in Set([KeyFilePath.folder(of: real), try realPath(of: KeyFilePath.folder(of: path))]) {
            try add(foldersFrom: folder, strictly: strictly)
        }
    }

    /// Of a folder, by its real path; what is in it may be anyone's.
    init(ofFolder path: String) throws(Errno) { try add(foldersFrom: path, strictly: false) }

    /// Whether nobody but this account and root is among them.
    var isOnlyThisAccount: Bool { !includesOthers && users.isSubset(of: [effectiveUser]) }

    /// Whether all of them could change `other` too, this account being trusted anyway.
    func isNoMoreThan(_ other: Changers) -> Bool {
        (!includesOthers || other.includesOthers) && users.isSubset(of: other.users.union([effectiveUser]))
    }

    private mutating func add(foldersFrom path: String, strictly: Bool) throws(Errno) {
        var (path, isFirst) = (path, true)
        while true {
            try add(path, stickyCounts: !(isFirst && strictly))
            guard path != "/" else { return }
            (path, isFirst) = (KeyFilePath.folder(of: path), false)
        }
    }

    private mutating func add(_ path: String, stickyCounts: Bool = false) throws(Errno) {
        guard let status = try status(of: path) else { throw .missing }
        if status.owner != 0 { users.insert(status.owner) }
        if !(stickyCounts && status.isSticky), othersMayWrite(path, status) { includesOthers = true }
    }
}

/// The first folder above the one at `path` in which others may write, and so put another one in its place; nil
/// where no others may. In a sticky folder only the owner of an entry can.
func othersMayWrite(above path: String) -> (folder: String, mode: UInt32)? {
    guard var folder = try? realPath(of: path) else { return nil }
    while folder != "/" {
        folder = KeyFilePath.folder(of: folder)
        guard let status = try? status(of: folder) else { return nil }
        if !status.isSticky, othersMayWrite(folder, status) { return (folder, status.mode) }
    }
    return nil
}

/// Whether accounts beside the owner may write to what has this status, a group of the owner's own not counting.
private func othersMayWrite(_ path: String, _ status: FileStatus) -> Bool {
    guard status.mode & 0o022 != 0 else { return false }
    // Where it can't be opened, its bits are all there is to go by.
    let opened = try? Descriptor.file(path)
    if let opened, (try? opened.storesModes()) == false { return false }
    // With an access list the group's bits are the mask of all who are named in it.
    return status.mode & 0o002 != 0 || (try? opened?.hasAccessList()) != false || !isOwnGroup(status.group)
}

/// Whether a group is this account's alone: named like it, as most systems make one for each account, or root's own.
private func isOwnGroup(_ number: UInt32) -> Bool {
    if number == 0, effectiveUser == 0 { return true }
    var (account, foundAccount) = (passwd(), UnsafeMutablePointer<passwd>?.none)
    var (entry, found) = (group(), UnsafeMutablePointer<group>?.none)
    // What the entries point to; a group that needs more has members.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8192) { text in
        let (accountText, groupText) = (text.baseAddress!, text.baseAddress! + 4096)
        guard getpwuid_r(effectiveUser, &account, accountText, 4096, &foundAccount) == 0, foundAccount != nil,
            getgrgid_r(number, &entry, groupText, 4096, &found) == 0, found != nil,
            strcmp(account.pw_name, entry.gr_name) == 0
        else { return false }
        var members = entry.gr_mem
        while let member = members?.pointee {
            guard strcmp(member, account.pw_name) == 0 else { return false }
            members = members?.successor()
        }
        return true
    }
}

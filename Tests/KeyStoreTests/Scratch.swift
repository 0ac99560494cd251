import Secrecy

@testable import KeyStore
import Platform

/// A folder of a test's own, gone with everything in it when the last reference goes.
final class Scratch {
    let path: String
    private var isMounted = false

    init() {
        var template = Array("/tmp/keywizard-store-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no scratch folder")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A file system of its own, with these options of tmpfs: one that is really full, or really read-only.
    convenience init(mountedWith options: String) {
        self.init()
        precondition(run("mount -t tmpfs -o '\(options)' none '\(path)'") == 0, "no mount")
        isMounted = true
    }

    deinit {
        if isMounted { run("umount '\(path)'") }
        run("chmod -R u+rwx '\(path)' && rm -rf '\(path)'")
    }

    /// Everything in the folder, sorted, hidden names included.
    var names: [String] {
        var result: [String] = []
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { result.append(name) }
        }
        return result.sorted()
    }

    func path(_ name: String) -> String { path + "/" + name }

    func write(_ text: String, to name: String) {
        guard let file = fopen(path(name), "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    func read(_ name: String) -> String? {
        guard let file = fopen(path(name), "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The twelve permission bits, links not followed.
    func mode(_ name: String = "") -> UInt32? {
        (try? status(of: path(name)))??.mode
    }

    func setMode(_ mode: UInt32, _ name: String = "") {
        chmod(path(name), mode_t(mode))
    }

    func makeFolder(_ name: String) {
        mkdir(path(name), 0o755)
    }

    func makeLink(_ name: String, to target: String) {
        symlink(target, path(name))
    }

    func giveAway(to user: UInt32) {
        chown(path, user, user)
    }

    /// A private and a public file, as the wizard saves them.
    func pair(_ name: String = "id", bytes: Int = 400) -> [NewFile] {
        [
            NewFile(path: path(name), bytes: Secret([UInt8](repeating: 0x61, count: bytes)), mode: .ownerOnly),
            NewFile(path: path(name + ".pub"), bytes: Secret(Array("public".utf8)), mode: .everyoneReads),
        ]
    }
}

/// Runs `body` under another umask; only in suites that run one test at a time.
func withUmask(_ mask: UInt32, _ body: () throws -> Void) rethrows {
    let old = umask(mode_t(mask))
    defer { umask(old) }
    try body()
}

let isRoot = geteuid() == 0

/// Root in a container may still not be allowed to mount.
let canMount: Bool = {
    guard isRoot else { return false }
    let scratch = Scratch()
    guard run("mount -t tmpfs -o size=16k none '\(scratch.path)' 2>/dev/null") == 0 else { return false }
    return run("umount '\(scratch.path)'") == 0
}()

@discardableResult private func run(_ command: String) -> Int32 {
    system(command)
}

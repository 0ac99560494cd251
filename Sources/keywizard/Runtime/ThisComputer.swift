import Platform
import Wizard

/// What this computer says about itself.
enum ThisComputer {
    static var surroundings: Surroundings {
        Surroundings(system: system, user: user, host: host, home: home)
    }

    private static var system: Surroundings.System {
        if isMacOS { return .macOS }
        // WSL's kernels carry Microsoft's name; the drives of Windows are under /mnt.
        let kernel = firstLine(of: "/proc/sys/kernel/osrelease")?.lowercased() ?? ""
        return kernel.contains("microsoft") && access("/mnt/c", F_OK) == 0 ? .wsl : .linux
    }

    /// The home folder of the environment, as ssh's own files go there; else the one of the password database.
    static var home: String {
        if let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") {
            return home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home
        }
        return accountHome ?? "/"
    }

    /// The home folder of the password database, which ssh goes by.
    static var accountHome: String? { getpwuid(getuid())?.pointee.pw_dir.map { String(cString: $0) } }

    private static var user: String {
        getpwuid(getuid())?.pointee.pw_name.map { String(cString: $0) }
            ?? getenv("USER").map { String(cString: $0) } ?? "me"
    }

    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? "localhost"
    }

    private static func firstLine(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        return line.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    }
}

/// Seconds since 1970.
var wallClock: Int { time(nil) }

/// Nanoseconds of a monotonic clock.
func monotonicTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

import Platform
import Processes
import Subprocess

/// The browser of the desktop that is in front of the user.
enum Browser {
    /// Asks the desktop to open an address. False where there is none: nothing is started then.
    static func open(_ address: String) -> Bool {
        guard address.hasPrefix("https://"), let opener = opener else { return false }
        return blocking {
            // The opener hands the address on and ends; what it prints is of no use to anyone here.
            let result = try? await Subprocess.run(
                .name(opener), arguments: [address], environment: .withoutCredentials, input: .none, output: .discarded,
                error: .discarded)
            return result?.terminationStatus.isSuccess ?? false
        }
    }

    private static var opener: String? {
        if isMacOS { return "open" }
        func isSet(_ name: String) -> Bool { getenv(name).map { $0.pointee != 0 } ?? false }
        // Over SSH the desktop is somewhere else.
        if isSet("SSH_CONNECTION") || isSet("SSH_TTY") { return nil }
        if isSet("WSL_DISTRO_NAME") { return "explorer.exe" }
        return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") ? "xdg-open" : nil
    }
}

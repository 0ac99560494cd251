import Services

/// Where a list of servers comes from.
public enum HostsSource: Hashable, Sendable {
    /// The names in ~/.ssh/config.
    case sshConfig
    /// A file with [USER@]HOST[:PORT] on each line; its path as typed.
    case file(String)
}

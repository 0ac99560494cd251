import FoundationEssentials
import SSHKey

@testable import Services

/// Public keys that ssh-keygen made.
enum Sample {
    static let ed25519 = key(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILK3rnOZHTQO+FNLwdJ5GcxMnKVk5hSRjugaPly6bzg2 me@laptop")
    static let rsa = key(
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC4LsTRrbVmrcnrS/esjEHH281NuOssswKi2PtuuVPI/H6cT7ly1VkURwIRlGB9VQxXCT44t4XbpEbdVNGnT/fADxlKHGBi+l3FRTupevRv1mk/qotfgXgyPms6BvdPHsn8Eyq+SV+m+dIl5/RtKjb3jAZtlTeFtnWEmBv//OMZxsN2nhfedMR0hTrknaRuRyShpmwV85Z3CN+toWDb3zHJXs0mLY+4F4bfVQBHXDcCcfwe3XYsPxo3mPILSd4ip1GMjKljOQNl6GFwgQFW9dsLQ2rwD5RODu3hcV0dPsgfOrKqvcd+IpPM+fleSqyFJkX4TYzYTOAwOQQEfry8rxKv me@rsa"
    )
    static let ecdsa = key(
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBB8JAq++S93jxMt1clYHElRpzSj8l21DJQWNHNYBag4jTMnhr7cAWdfZ4AxnDwnmPBLhcZDvvVM5Y25X0WUQDmk= me@ecdsa"
    )
    static let ecdsa384 = key(
        "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBDb4uNtE+I62V24LHP0Qh98WgvYFUxZ6FCIcnpFu8Bo17lppxaR9Ssdj01T2YG19J0YrrrFNDnVbGW2dcyxHgjHKkKuqbKNbJ9HqnvBTlCW5TI3nPcaDQHDxpH94Q8DlMw== e"
    )
    static let other = key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxFAxqiIxE9IbY27WghnNkyU+Ugr8W4eANYtsY5Pq/h other")
    static let rsa1024 = key(
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCzKTCqKKimhhs/JnS96MwybZ44M+RUbWZO1Kiv1S3iAblFJnKT2AGKGI/isj40EE12N2JB7x3tDGxZ61SJyw7o2FkAwxC8HcRtx5qDJ9o+gVO6DzJy/k2RDk65K6kEObs7AZVoP4HocZgRqUooidpqO7w5DWdvvx+oIsAgBAK8hw== r1"
    )
    static let rsa3072 = key(
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC51B6ue01prt6tA1vDdsSgse7AOjYESi3kJUmUALAW6riL6HprOqv8tUGRld5c48xHY/RCoi8VJxS6WlJ3TDgxZOLa1TATQkW/fopP+SAq184qL7sluaGcmWaEVYs4GuNPM1ay/gHy7+w8L4nEoPk1pHLDUp0IWHOkbpHQ+spOGp+6NUwWr+iygClY6JVzFeECzVHU5AU4pU8kON86lflhv8dJO0juZhGCu4C4nh4VjR3VXaM9raEByr6OJM2cqf7jrA1LgM2wRmidQAJQ79/Grhe3KlCoQe3sjG11oL7N1jIQsJ1Ks3Imp7ziYkemla2b0R168nayss1+Z9GrJOSDPArvZhV8GUMHAiOAMI10jtRWWAjXdUfWvMyjHHFEWz06Gz71PAwYU+Pr9ZnIzgvrtYgMa+gproGiKDAjhC9JCp9q6FDyZQKq5Z9tXHnKbAIepxY4DWq1op5vdOpjRoiVbGrOJh/zoK2SuYT5bC609TeX65SMG9Z+kkMOfmjmTlE= r"
    )

    /// What `ssh-keygen -l` says of the Ed25519 key, with SHA-256 and with MD5.
    static let sha256 = "SHA256:AA2MAlNrkJgCw8iMOu/CXvkK7lLY0st7RjsQN6N76lE"
    static let md5 = "48:54:9d:d7:47:32:27:cc:9b:a2:1f:52:75:a9:bb:4a"

    static var line: String { ed25519.line }

    /// The key of an authorized_keys line.
    static func key(_ line: String) -> PublicKey {
        let words = line.split(separator: " ", maxSplits: 2)
        guard let blob = decoded(base64: words[1]),
            let key = try? PublicKey(blob: blob, comment: words.count > 2 ? String(words[2]) : "")
        else { preconditionFailure("no key: \(line)") }
        return key
    }

    static func decoded(base64 text: some StringProtocol) -> [UInt8]? {
        Data(base64Encoded: String(text)).map(Array.init)
    }
}

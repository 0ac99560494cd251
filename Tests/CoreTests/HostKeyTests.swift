import Testing
import SSHClient

struct HostKeyTests {
    /// Lines for known_hosts as GitHub and GitLab publish them beside the fingerprints.
    static let published = [
        "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
        "github.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=",
        "gitlab.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf",
        "gitlab.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFSMqzJeV9rUzU4kWitGjeR4PWSa29SPqJ1fVkhtj3Hw9xjLVXVYrU9QlYWrOLXBpQ6KWjbjTDTdDkoohFzgbEY=",
    ]

    @Test(arguments: published) func theTableHasThePublishedKeys(line: String) throws {
        let key = try #require(HostKeyScan.keys(in: line).first)
        let fingerprint = try #require(key.fingerprint)
        let host = String(line.prefix { $0 != " " })
        let page = try #require(HostKeyTable.entry(for: host)).page
        #expect(HostKeyTable.verdict(on: fingerprint, at: host) == .published(page: page))
        #expect(HostKeyTable.verdict(on: fingerprint, at: host.uppercased()) == .published(page: page))
        let impostor = fingerprint.dropLast() + "x"
        #expect(HostKeyTable.verdict(on: String(impostor), at: host) == .differs(page: page))
        #expect(HostKeyTable.verdict(on: fingerprint, at: "example.com") == .unknown)
        #expect(HostKeyTable.verdict(on: fingerprint, at: host, port: 2222) == .unknown)
    }

    @Test func theKeyOfOneServiceIsNotAnothers() {
        let all = HostKeyTable.entries.flatMap(\.fingerprints.values)
        #expect(Set(all).count == all.count)
        // SHA-256 is 32 bytes: 43 characters without padding.
        #expect(all.allSatisfy { $0.hasPrefix("SHA256:") && $0.count == 50 })
        #expect(HostKeyTable.entry(for: "ssh.github.com", port: 443) == HostKeyTable.entry(for: "github.com"))
    }

    @Test func aScanGivesTheKeyThatWasAgreedTo() {
        let output = """
            # github.com:22 SSH-2.0-f3ef7815
            \(Self.published[0])
            # github.com:22 SSH-2.0-f3ef7815
            \(Self.published[1])
            github.com ssh-xmss@openssh.com AAAA

            """
        #expect(HostKeyScan.keys(in: output).count == 3)
        let agreed = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
        #expect(HostKeyScan.key(with: agreed, in: output)?.algorithm == "ssh-ed25519")
        #expect(HostKeyScan.key(with: "SHA256:other", in: output) == nil)
    }
}

import Secrecy

extension PrivateKey {
    /// The key's algorithm and numbers as an agent is given them (draft-miller-ssh-agent, 4.2), without the comment.
    public var agentFields: Secret {
        var fields = SecretBuffer(capacity: 4096)
        material.write(to: &fields)
        return fields.secret()
    }
}

import KeyStore
import SSHKey
import Services

/// The key that signs requests instead of a token: from a file, or in an agent.
struct RequestSigner {
    let key: PublicKey
    let sign: UploadRun.Signer
    /// Where it is, in words.
    let origin: String

    /// From a private key's file, which is opened for it.
    init(file path: String, opener: KeyOpener) throws {
        var file = try opener.read(path)
        try opener.unlock(&file)
        self.init(try file.privateKey(), from: path)
    }

    /// From a private key that is open.
    init(_ key: PrivateKey, from path: String) {
        self.key = key.publicKey
        sign = key.requestSigner
        origin = path
    }

    /// Who is told what is missing: a command's options give it, or the wizard's fields.
    enum Asker { case command, wizard }

    /// From the agent: the key of a fingerprint, or the only one that can be meant. `uploaded` is a key on its way,
    /// which the account doesn't have yet.
    init(agentAt path: String?, fingerprint: String?, uploaded: PublicKey?, for asker: Asker) throws {
        let hint =
            "ssh-add a key that the account has, or name its file" + (asker == .command ? " (--sign-with FILE)" : "")
        guard let path, !path.isEmpty else {
            throw CommandError(
                "no key to sign with, and no agent that holds one", hint: hint, status: .usage)
        }
        let agent = Agent(socketPath: path)
        let keys = try agent.identities().compactMap { identity in
            try? PublicKey(blob: identity.keyBlob, comment: identity.comment)
        }.filter(\.signsRequests)
        let candidates =
            fingerprint.map { text in keys.filter { $0.hasFingerprint(text) } }
            ?? keys.filter { $0.blob != uploaded?.blob }
        guard let key = candidates.first else {
            throw CommandError(
                fingerprint.map { "the agent doesn't hold the key \($0)" }
                    ?? "the agent holds no key that signs requests",
                hint: hint)
        }
        guard candidates.count == 1 else {
            let print = key.fingerprint(.md5).dropFirst(4)
            throw CommandError(
                "the agent holds \(candidates.count) keys that could sign",
                hint: "name the one in the account by its fingerprint, as in "
                    + (asker == .command ? "--input keyID=\(print)" : "\(print)"),
                status: .usage)
        }
        self.key = key
        origin = "the agent's key \(key.comment.isEmpty ? key.fingerprint(.sha256) : key.comment)"
        sign = { bytes, algorithm throws(SigningError) in
            let signature: SSHSignature
            do throws(AgentError) {
                // RSA with SHA-256; other types don't look at the flag.
                signature = try agent.sign(bytes, with: key, flags: .rsaSHA256)
            } catch {
                throw .refused(error.message)
            }
            // Checks that it is the algorithm that was asked for.
            return try AgentSignature.httpSignature(signature.blob, algorithm: algorithm)
        }
    }
}

extension PublicKey {
    /// Whether CloudAPI knows signatures of its type.
    fileprivate var signsRequests: Bool { HTTPSignature.Signer(account: "", key: self) != nil }

    /// Whether `text` is one of its fingerprints: `SHA256:…`, `MD5:aa:bb…` or `aa:bb…`.
    fileprivate func hasFingerprint(_ text: String) -> Bool {
        let md5 = fingerprint(.md5)
        return text == fingerprint(.sha256) || text.lowercased() == md5.lowercased()
            || text.lowercased() == md5.dropFirst(4).lowercased()
    }
}

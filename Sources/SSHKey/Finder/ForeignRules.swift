extension KeyError {
    /// What a text is by the words in it.
    struct TextRule {
        enum Place {
            case start, anywhere
        }

        let place: Place
        let marks: [StaticString]
        /// What it is, and the next step.
        let refusal: KeyError

        init(_ place: Place, _ marks: [StaticString], _ name: String, _ hint: String?) {
            (self.place, self.marks, refusal) = (place, marks, .foreign(name, hint))
        }

        /// A name, an address or a command: what a field may be for, when it is no key.
        init(standIn marks: [StaticString], _ name: String, _ hint: String?) {
            (place, self.marks, refusal) = (.start, marks, .standIn(name, hint: hint))
        }

        /// All marks are there; at the start one of them is enough.
        func fits(_ text: UnsafeRawBufferPointer) -> Bool {
            switch place {
            case .start: marks.contains { text.starts(with: $0) }
            case .anywhere: marks.allSatisfy { text.firstRange(of: $0) != nil }
            }
        }
    }

    static let textRules: [TextRule] = [
        TextRule(.anywhere, ["\"kty\""], "a JSON Web Key", "convert it to PEM with the program that made it"),
        TextRule(
            .start, ["AGE-SECRET-KEY-", "AGE-PLUGIN-", "# created: "], "a private key of age",
            "SSH can't use age's keys"),
        TextRule(.start, ["age1"], "a public key of age", "SSH can't use age's keys"),
        TextRule(.start, ["age-encryption.org/"], "a file encrypted with age", "`age --decrypt` opens it"),
        TextRule(
            .start, ["untrusted comment:"], "a key or signature of minisign or signify",
            "SSH can't use it: create a new key"),
        TextRule(
            .anywhere, ["RSAKeyValue"], "a key or file in XML", "convert it to PEM with the program that made it"),
        TextRule(
            .start, ["$ANSIBLE_VAULT;"], "a file encrypted with Ansible Vault", "`ansible-vault view` opens it"),
        TextRule(
            .anywhere, ["ENC[AES256_GCM,"], "a file encrypted with SOPS", "`sops --decrypt` opens it"),
        TextRule(
            .start, ["version https://git-lfs.github.com/"], "a Git LFS pointer, not the file itself",
            "`git lfs pull` fetches the file that it stands for"),
        TextRule(
            .start, ["U2FsdGVkX1", "Salted__"], "a file encrypted with `openssl enc`",
            "`openssl enc -d` with its cipher opens it"),
        TextRule(
            .anywhere, ["[Interface]", "PrivateKey"], "a WireGuard configuration",
            "SSH can't use WireGuard's keys"),
        TextRule(
            .anywhere, ["[Peer]", "PublicKey"], "a WireGuard configuration",
            "SSH can't use WireGuard's keys"),
        TextRule(
            .anywhere, ["SimonTatham"], "settings of PuTTY (.reg)",
            "the key is in the file that PublicKeyFile names, a .ppk"),
        TextRule(
            .start, ["Windows Registry Editor", "REGEDIT4"], "an export of the Windows registry",
            "name the key's own file"),
        TextRule(
            .start, ["{\\rtf"], "a document in RTF", "save the key as plain text, or better, take its original file"),
        TextRule(
            .start, ["<!DOCTYPE", "<!doctype", "<html", "<HTML", "<head", "<?xml"],
            "a page of a web service (HTML or XML)",
            "the download needs a login, or another address: look at the page in a browser"),
        TextRule(
            .start, ["pkcs11:"], "a PKCS#11 URI: it names a key in a token",
            "`ssh-keygen -D MODULE` prints the token's public keys"),
        TextRule(
            .start, ["+--[", "+---[", "+----["], "a key's randomart",
            "it can't be turned into the key: copy the key itself"),
        TextRule(
            .anywhere, ["+--[", "]--"], "the output of ssh-keygen", "the key is in the files that it names"),
        TextRule(
            .anywhere, ["Private-Key:"], "a private key printed by `openssl -text`",
            "take the file itself, or the part between its BEGIN and END lines"),
        TextRule(
            .anywhere, ["Public-Key:"], "a public key printed by `openssl -text`",
            "`openssl pkey -pubin` without -text prints the key"),
        TextRule(
            .anywhere, ["modulus:", "publicExponent"], "a key printed by `openssl -text`",
            "take the file itself, or the part between its BEGIN and END lines"),
        TextRule(
            .start, ["Modulus="], "the modulus of an RSA key alone",
            "`openssl rsa -pubout` prints the whole public key"),
        TextRule(
            .start, ["Certificate:"], "a printed X.509 certificate", "take the part between its BEGIN and END lines"),
        TextRule(
            .anywhere, ["key-hash ssh-"], "a hash of a key, as Cisco's running-config shows it",
            "the key can't be computed from it: copy the key from its own computer"),
        TextRule(
            .anywhere, [" SSHFP "], "an SSHFP record of the DNS: fingerprints of a server",
            "the key can't be computed from it"),
        TextRule(
            .start, ["Generating public/private"], "the output of ssh-keygen",
            "the key is in the files that it names"),
        TextRule(
            .start, ["The agent has no identities", "Could not open a connection to your auth"],
            "a message of ssh-add",
            "`ssh-add -L` prints public keys once the agent has some"),
        TextRule(
            .anywhere, ["No such file or directory"], "an error message: the file doesn't exist",
            "check the path"),
        TextRule(
            .anywhere, ["Permission denied"], "an error message: no permission to read the file",
            "read it as its owner"),
        TextRule(
            .anywhere, ["command not found"], "an error message of a shell",
            "run the command where its program is installed"),
        TextRule(
            .start, ["Load key ", "ssh: ", "ssh-keygen: ", "cat: ", "bash: ", "sh: ", "-bash: "],
            "an error message", "copy the key's own file"),
        TextRule(
            standIn: ["404", "403", "401", "Not Found", "Unauthorized", "Forbidden", "Bad credentials"],
            "an error of a web service", "the download needs a login, or another address"),
        TextRule(
            .anywhere, ["{", "\"error\""], "an error of a web service (JSON)",
            "look at what it says: the request failed"),
        TextRule(.anywhere, ["{", "\"message\""], "an answer of a web service (JSON)", "look at what it says"),
        TextRule(
            standIn: ["ghp_", "gho_", "github_pat_", "glpat-", "eyJ", "xox"], "a token of a web service",
            "keep it secret: anyone who has it can use it"),
        TextRule(
            standIn: ["op://", "vault:", "ref+", "arn:aws:", "secret://", "keyring:"],
            "a reference to a secret", shellHint),
        TextRule(standIn: ["http://", "https://", "ssh://", "git@"], "an address", "paste what it points to"),
        TextRule(
            standIn: ["Host ", "host "], "settings of ssh (ssh_config)",
            "the key is in the file that IdentityFile names"),
        TextRule(
            standIn: ["ssh-keygen", "ssh-copy-id", "ssh-add", "cat ~", "cat /"], "a command",
            "run it, and paste what it prints"),
    ]
}

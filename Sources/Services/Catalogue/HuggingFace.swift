extension Service {
    /// Hugging Face, which has no interface for keys (https://huggingface.co/docs/hub/security-git-ssh, whose
    /// fingerprints these are).
    public static let huggingFace = Service(
        id: "huggingface",
        name: "Hugging Face",
        aliases: ["hf.co", "huggingface.co", "models", "git"],
        summary: "Git over SSH for models, data sets and spaces",
        keys: KeyRules([.ed25519, .rsa], untried: [.ecdsa, .ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Hugging Face's guide creates an Ed25519 key"),
        guide: Guide(
            steps: [
                .open(url: "https://huggingface.co/settings/keys", then: "log in"),
                .press("Add SSH key"),
                .name(field: "Key name", optional: false),
                .paste(field: "SSH Public key"),
                .press("Add key"),
            ]),
        next: ["Clone with SSH: git@hf.co:OWNER/MODEL"],
        login: LoginCheck(
            user: "git", host: "hf.co", expects: "welcome to Hugging Face",
            hostKeys: [
                "SHA256:dVjzGIdV7d6cwKieZiCorMa2gMvSKfGZAvHf4gMiMao",
                "SHA256:aBG5R7IomF4BSsx/h6tNAUVLhEkkaNGB8Sluyh/Q/qY",
                "SHA256:uqjYymysBGCXXiMVebB8L8RIuWbPSKGBxQQNhcT5a3Q",
            ],
            remark: "“Hi anonymous” means that Hugging Face doesn't know this key: it lets everybody in"),
        loginUser: "git")
}

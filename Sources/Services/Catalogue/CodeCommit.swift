extension Service {
    /// AWS CodeCommit, whose keys are those of an IAM user (IAM API 2010-05-08: UploadSSHPublicKey). IAM's list shows no
    /// keys; a key that the user has is refused as a duplicate.
    public static let codeCommit = Service(
        id: "codecommit",
        name: "AWS CodeCommit (IAM)",
        aliases: ["AWS", "Amazon Web Services", "IAM", "git"],
        summary: "Git over SSH on AWS CodeCommit, for an IAM user",
        keys: KeyRules([.rsa], rsa: .from(2048), refused: [.mldsa44Ed25519]),
        recommended: Recommendation(.rsa(bits: 4096), because: "IAM accepts only RSA keys of at least 2048 bits"),
        guide: Guide(steps: [
            .open(url: "https://console.aws.amazon.com/iam/home#/users", then: "log in"),
            .choose(["your user", "Security credentials", "Upload SSH public key"], on: nil),
            .paste(field: "SSH public key"),
            .press("Upload SSH public key"),
        ]),
        next: [
            "Clone with the SSH key ID as the user: ssh://SSH-KEY-ID@git-codecommit.REGION.amazonaws.com/v1/repos/NAME."
        ],
        loginUser: "SSH-KEY-ID",
        api: API(
            endpoint: .fixed("https://iam.amazonaws.com", environment: ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL"]),
            credentials: [
                Credential(
                    id: "access-key", name: "access key",
                    page: "https://console.aws.amazon.com/iam/home#/security_credentials",
                    scope: "iam:UploadSSHPublicKey and iam:ListSSHPublicKeys", removalScope: "iam:DeleteSSHPublicKey",
                    secrets: [
                        SecretField(
                            role: .secretKey, label: "secret access key", environment: ["AWS_SECRET_ACCESS_KEY"]),
                        SecretField(
                            role: .sessionToken, label: "session token (of temporary credentials)", isOptional: true,
                            environment: ["AWS_SESSION_TOKEN"]),
                    ],
                    inputs: [Input(id: "accessKey", label: "access key ID", environment: ["AWS_ACCESS_KEY_ID"])],
                    authorization: .awsSignature(service: "iam"), tools: [.aws])
            ],
            inputs: [Input(id: "username", label: "name of the IAM user")],
            format: .xml,
            list: Listing(
                call: Call(.post, "/", .form("Action=ListSSHPublicKeys&Version=2010-05-08&UserName={username}")),
                items: "ListSSHPublicKeysResult.SSHPublicKeys", entry: KeyFields(id: "SSHPublicKeyId")),
            create: Creation(
                call: Call(
                    .post, "/",
                    .form(
                        "Action=UploadSSHPublicKey&Version=2010-05-08&UserName={username}&SSHPublicKeyBody={key}")),
                entry: KeyFields(
                    id: "UploadSSHPublicKeyResult.SSHPublicKey.SSHPublicKeyId",
                    key: "UploadSSHPublicKeyResult.SSHPublicKey.SSHPublicKeyBody")),
            delete: Call(
                .post, "/",
                .form("Action=DeleteSSHPublicKey&Version=2010-05-08&UserName={username}&SSHPublicKeyId={id}")),
            code: "Error.Code", words: ["Error.Message"],
            meanings: [
                Meaning(.duplicateKey, code: "DuplicateSSHPublicKey"),
                Meaning(.keyRefused, code: "InvalidPublicKey"),
                Meaning(.keyRefused, code: "UnrecognizedPublicKeyEncoding"),
                Meaning(.inputRefused, code: "NoSuchEntity", input: "username"),
                Meaning(.quota, code: "LimitExceeded"),
                Meaning(.missingScope, code: "AccessDenied"),
                Meaning(.badCredential, code: "InvalidClientTokenId"),
                Meaning(.badCredential, code: "SignatureDoesNotMatch"),
                Meaning(.expiredCredential, code: "ExpiredToken"),
                Meaning(.rateLimit, code: "Throttling"),
            ],
            // IAM is one for all regions; its signatures are those of us-east-1.
            versions: [Version(values: ["region": "us-east-1"])]))
}

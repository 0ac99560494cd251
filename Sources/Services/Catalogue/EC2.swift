extension Service {
    /// Amazon EC2 (https://docs.aws.amazon.com/AWSEC2/latest/APIReference, ImportKeyPair). A key pair belongs to one
    /// region.
    public static let ec2 = Service(
        id: "ec2",
        name: "Amazon EC2",
        aliases: ["AWS", "Amazon Web Services", "cloud"],
        summary: "SSH keys for new EC2 instances per region",
        keys: KeyRules([.ed25519, .rsa], rsa: .only([1024, 2048, 4096])),
        recommended: Recommendation(.ed25519, because: "EC2 accepts Ed25519; Windows instances need RSA"),
        guide: Guide(
            steps: [
                .open(url: "https://console.aws.amazon.com/ec2/home#KeyPairs:", then: "log in"),
                .choose(["your region"], on: "the bar at the top"),
                .choose(["Actions", "Import key pair"], on: nil),
                .name(field: "Name", optional: false),
                .paste(field: "Key pair file"),
                .press("Import key pair"),
            ],
            remarks: ["A key pair exists in one region only."]),
        next: [
            "Launch an instance with this key pair. Existing ones don't get it.",
            "The user for the login depends on the image: ec2-user, admin (Debian), ubuntu.",
        ],
        loginUser: "ec2-user",
        api: API(
            endpoint: .fixed(
                "https://ec2.{region}.amazonaws.com{chinaSuffix?}",
                environment: ["AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL"]),
            credentials: [
                Credential(
                    id: "access-key", name: "access key",
                    page: "https://console.aws.amazon.com/iam/home#/security_credentials",
                    scope: "ec2:ImportKeyPair and ec2:DescribeKeyPairs", removalScope: "ec2:DeleteKeyPair",
                    secrets: [
                        SecretField(
                            role: .secretKey, label: "secret access key", environment: ["AWS_SECRET_ACCESS_KEY"]),
                        SecretField(
                            role: .sessionToken, label: "session token (of temporary credentials)", isOptional: true,
                            environment: ["AWS_SESSION_TOKEN"]),
                    ],
                    inputs: [Input(id: "accessKey", label: "access key ID", environment: ["AWS_ACCESS_KEY_ID"])],
                    authorization: .awsSignature(service: "ec2"), tools: [.aws])
            ],
            inputs: [
                Input(id: "region", label: "region", environment: ["AWS_REGION", "AWS_DEFAULT_REGION"])
            ],
            format: .xml,
            list: Listing(
                call: Call(
                    .post, "/", .form("Action=DescribeKeyPairs&Version=2016-11-15&IncludePublicKey=true")),
                items: "keySet", entry: KeyFields(id: "keyPairId", name: "keyName", key: "publicKey")),
            create: Creation(
                call: Call(
                    .post, "/",
                    .form("Action=ImportKeyPair&Version=2016-11-15&KeyName={name}&PublicKeyMaterial={keyBase64}")),
                entry: KeyFields(id: "keyPairId", name: "keyName")),
            delete: Call(.post, "/", .form("Action=DeleteKeyPair&Version=2016-11-15&KeyName={name}")),
            name: NameRule(isUnique: true, punctuation: " !#$%&'()*+,-./:;<=>?@[]^_{|}~"),
            code: "Errors.Error.Code", words: ["Errors.Error.Message"],
            meanings: [
                Meaning(.duplicateName, code: "InvalidKeyPair.Duplicate"),
                Meaning(.keyRefused, code: "InvalidKey.Format"),
                Meaning(.keyRefused, code: "InvalidKeyPair.Format"),
                Meaning(.nameRefused, code: "InvalidParameterValue", words: "name"),
                Meaning(.badCredential, code: "AuthFailure"),
                Meaning(.badCredential, code: "SignatureDoesNotMatch"),
                Meaning(.missingScope, code: "UnauthorizedOperation"),
                Meaning(.missingScope, code: "AccessDenied"),
                Meaning(.expiredCredential, code: "ExpiredToken"),
                Meaning(.clockSkew, code: "RequestExpired"),
                Meaning(.rateLimit, code: "RequestLimitExceeded"),
                Meaning(.quota, code: "ResourceLimitExceeded"),
                Meaning(.accountBlocked, code: "Blocked"),
                Meaning(.accountBlocked, code: "PendingVerification"),
                Meaning(.notAllowed, code: "OptInRequired", hint: "enable this region or EC2 for the account"),
            ]))
}

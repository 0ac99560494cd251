import Support

extension Service {
    /// OpenStack: a token from Keystone, then Nova's key pairs (https://docs.openstack.org/api-ref/compute,
    /// "Keypairs"). Key pairs belong to a user, not to a project. Nova 26 finds no fingerprint of keys of security keys, and
    /// refuses them.
    public static let openStack = Service(
        id: "openstack",
        name: "OpenStack",
        aliases: ["Nova", "Keystone", "cloud", "private cloud"],
        summary: "SSH keys for new instances",
        keys: KeyRules([.ed25519, .rsa, .ecdsa]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current images accept them"),
        guide: Guide(
            steps: [
                .open(url: "your cloud's dashboard (Horizon)", then: "log in"),
                .choose(["Project", "Compute", "Key Pairs", "Import Public Key"], on: nil),
                .name(field: "Key Pair Name", optional: false),
                .choose(["SSH Key"], on: "Key Type"),
                .paste(field: "Public Key"),
                .press("Import Public Key"),
            ],
            remarks: ["Paste one line only: of several, only the first is named."]),
        next: [
            "Launch an instance with this key pair. Existing ones don't get it.",
            "The user for the login depends on the image: debian, ubuntu, fedora, cloud-user.",
        ],
        loginUser: "debian",
        api: API(
            endpoint: .host(default: nil, path: "/v3", environment: ["OS_AUTH_URL"]),
            credentials: [
                Credential(
                    id: "password", name: "user name, password and project",
                    secrets: [SecretField(role: .password, label: "password", environment: ["OS_PASSWORD"])],
                    inputs: [
                        Input(id: "username", label: "user name", environment: ["OS_USERNAME"]),
                        Input(
                            id: "userDomainID", label: "ID of the user's domain", fallback: "default",
                            unless: "userDomainName", environment: ["OS_USER_DOMAIN_ID"]),
                        Input(
                            id: "userDomainName", label: "name of the user's domain", isOptional: true,
                            environment: ["OS_USER_DOMAIN_NAME"]),
                        Input(id: "projectID", label: "project ID", isOptional: true, environment: ["OS_PROJECT_ID"]),
                        Input(
                            id: "projectName", label: "project name", unless: "projectID",
                            environment: ["OS_PROJECT_NAME"]),
                        Input(
                            id: "projectDomainID", label: "ID of the project's domain", fallback: "default",
                            unless: "projectDomainName", environment: ["OS_PROJECT_DOMAIN_ID"]),
                        Input(
                            id: "projectDomainName", label: "name of the project's domain", isOptional: true,
                            environment: ["OS_PROJECT_DOMAIN_NAME"]),
                    ],
                    authorization: .header("X-Auth-Token", "{sessionToken}"),
                    login: .keystone([
                        "identity": [
                            "methods": ["password"],
                            "password": [
                                "user": [
                                    "name": "{username}",
                                    "domain": ["id": "{userDomainID?}", "name": "{userDomainName?}"],
                                    "password": "{password}",
                                ]
                            ],
                        ],
                        "scope": [
                            "project": [
                                "id": "{projectID?}", "name": "{projectName?}",
                                "domain": ["id": "{projectDomainID?}", "name": "{projectDomainName?}"],
                            ]
                        ],
                    ]),
                    tools: [.openstack]),
                Credential(
                    id: "application-credential", name: "application credential",
                    secrets: [
                        SecretField(
                            role: .password, label: "secret of the application credential",
                            environment: ["OS_APPLICATION_CREDENTIAL_SECRET"])
                    ],
                    inputs: [
                        Input(
                            id: "credentialID", label: "ID of the application credential",
                            environment: ["OS_APPLICATION_CREDENTIAL_ID"])
                    ],
                    authorization: .header("X-Auth-Token", "{sessionToken}"),
                    // It has its own scope; another one with it is refused.
                    login: .keystone([
                        "identity": [
                            "methods": ["application_credential"],
                            "application_credential": ["id": "{credentialID}", "secret": "{password}"],
                        ]
                    ]),
                    tools: [.openstack]),
            ],
            inputs: [Input(id: "region", label: "region", isOptional: true, environment: ["OS_REGION_NAME"])],
            headers: [Header(name: "OpenStack-API-Version", value: "compute {microversion}")],
            list: Listing(
                call: Call(.get, "/os-keypairs"),
                paging: Paging(kind: .marker, page: "marker", next: "keypairs_links[rel=next].href"),
                items: "keypairs",
                entry: KeyFields(
                    id: "keypair.name", name: "keypair.name", key: "keypair.public_key",
                    fingerprint: "keypair.fingerprint")),
            create: Creation(
                // Without a public key an old Nova would make a pair of its own.
                call: Call(
                    .post, "/os-keypairs",
                    .json(["keypair": ["name": "{name}", "type": "ssh", "public_key": "{key}"]])),
                entry: KeyFields(
                    id: "keypair.name", name: "keypair.name", key: "keypair.public_key",
                    fingerprint: "keypair.fingerprint")),
            delete: Call(.delete, "/os-keypairs/{id}"),
            name: NameRule(isUnique: true, punctuation: "@._- "),
            words: ["*.message"],
            meanings: [
                Meaning(.badCredential, status: 404, words: "Application Credential"),
                // Keystone tells no more than this unless it is set to be insecure.
                Meaning(.inputRefused, status: 401, words: "project", input: "projectName"),
                Meaning(.inputRefused, status: 404, words: "find project", input: "projectName"),
                Meaning(.inputRefused, status: 404, words: "find domain", input: "userDomainName"),
                Meaning(.quota, status: 403, words: "quota"),
                Meaning(.notAllowed, status: 403, hint: "check the user's roles in the project"),
                Meaning(.oldVersion, status: 406),
                Meaning(.duplicateName, status: 409),
                Meaning(.nameRefused, status: 400, words: "'name'", "attribute name"),
                Meaning(.keyRefused, status: 400, words: "Keypair data is invalid"),
            ],
            versions: [
                Version(values: ["microversion": "2.92"]),
                // Every Nova since 2015; @ and . in names came with 2.92.
                Version(values: ["microversion": "2.2"], name: NameRule(isUnique: true, punctuation: "_- ")),
            ]))
}

extension Lookup {
    /// A token of Keystone's, and where Nova is.
    fileprivate static func keystone(_ auth: JSON) -> Lookup {
        Lookup(
            call: Call(.post, "/auth/tokens", .json(["auth": auth])),
            base: "token.catalog[type=compute].endpoints[interface=public][region={region?}].url",
            tokenHeader: "x-subject-token")
    }
}

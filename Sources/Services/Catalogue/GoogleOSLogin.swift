extension Service {
    /// Google Cloud OS Login (oslogin.v1 in Google's discovery documents): the keys of a Google account, for all virtual
    /// machines that have OS Login on.
    public static let googleOSLogin = Service(
        id: "google-os-login",
        name: "Google Cloud OS Login",
        aliases: ["GCP", "Compute Engine", "gcloud", "cloud"],
        summary: "SSH keys of a Google account for virtual machines with OS Login",
        keys: KeyRules([.rsa, .ed25519, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and Google's images accept them"),
        guide: Guide(
            steps: [
                .open(url: "https://shell.cloud.google.com/", then: "log in"),
                .paste(field: "gcloud compute os-login ssh-keys add --key="),
                .press("Enter"),
            ],
            remarks: ["Put the line in quotation marks after --key=."]),
        next: ["The user for the login is in the profile: gcloud compute os-login describe-profile."],
        loginUser: "USER",
        api: API(
            endpoint: .fixed("https://oslogin.googleapis.com"),
            credentials: [
                Credential(
                    name: "access token", scope: "https://www.googleapis.com/auth/cloud-platform",
                    secrets: [
                        SecretField(
                            role: .token, label: "access token (gcloud auth print-access-token)",
                            environment: ["CLOUDSDK_AUTH_ACCESS_TOKEN"])
                    ],
                    inputs: [Input(id: "email", label: "e-mail address of the Google account")],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            list: Listing(
                call: Call(.get, "/v1/users/{email}/loginProfile"), items: "sshPublicKeys",
                entry: KeyFields(id: "fingerprint", key: "key"),
                defects: [
                    KeyDefect(.expired, at: "expirationTimeUsec", hint: "remove it with gcloud, then add it again")
                ],
                isMap: true, proof: "name"),
            create: Creation(call: Call(.post, "/v1/users/{email}:importSshPublicKey", .json(["key": "{key}"]))),
            delete: Call(.delete, "/v1/users/{email}/sshPublicKeys/{id}"),
            code: "error.status", words: ["error.message"],
            meanings: [
                Meaning(.missingScope, status: 403, words: "insufficient authentication scopes"),
                Meaning(.accountBlocked, status: 403, words: "suspended"),
                Meaning(.notAllowed, code: "PERMISSION_DENIED"),
                Meaning(.quota, code: "RESOURCE_EXHAUSTED"),
                Meaning(.duplicateKey, code: "ALREADY_EXISTS"),
                Meaning(.keyRefused, code: "INVALID_ARGUMENT", words: "key"),
            ]))
}

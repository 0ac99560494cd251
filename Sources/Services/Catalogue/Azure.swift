extension Service {
    /// Azure's SSH public keys (Microsoft.Compute/sshPublicKeys 2024-07-01 in Azure/azure-rest-api-specs). A key is a
    /// resource of a group; creating one of a name that is there would replace it, so that taken names are varied.
    public static let azure = Service(
        id: "azure",
        name: "Azure",
        aliases: ["Microsoft", "virtual machines", "cloud"],
        summary: "SSH keys for new Azure virtual machines",
        keys: KeyRules([.rsa], rsa: .from(2048), untried: [.ed25519]),
        recommended: Recommendation(
            .rsa(bits: 4096), because: "Azure's description asks for ssh-rsa of at least 2048 bits"),
        guide: Guide(steps: [
            .open(url: "https://portal.azure.com/#create/Microsoft.SSHPublicKey", then: "log in"),
            .choose(["your subscription", "your resource group"], on: "the form"),
            .name(field: "Key pair name", optional: false),
            .choose(["Upload existing public key"], on: "SSH public key source"),
            .paste(field: "Upload key"),
            .press("Review + create"),
            .press("Create"),
        ]),
        next: ["Create a virtual machine and select this stored key. Existing ones don't get it."],
        loginUser: "azureuser",
        api: API(
            endpoint: .fixed("https://management.azure.com"),
            credentials: [
                Credential(
                    name: "access token",
                    scope: "Microsoft.Compute/sshPublicKeys/read and Microsoft.Compute/sshPublicKeys/write",
                    removalScope: "Microsoft.Compute/sshPublicKeys/delete",
                    secrets: [
                        SecretField(
                            role: .token, label: "access token (az account get-access-token --query accessToken -o tsv)"
                        )
                    ],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            inputs: [
                Input(
                    id: "subscription", label: "subscription ID", format: .uuid, environment: ["AZURE_SUBSCRIPTION_ID"]),
                Input(id: "group", label: "resource group"),
                Input(id: "location", label: "location, such as westeurope"),
            ],
            list: Listing(
                call: Call(
                    .get,
                    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/sshPublicKeys?api-version=2024-07-01"
                ),
                paging: Paging(kind: .address, next: "nextLink"),
                items: "value", entry: KeyFields(id: "name", name: "name", key: "properties.publicKey")),
            create: Creation(
                call: Call(
                    .put,
                    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/sshPublicKeys/{name}?api-version=2024-07-01",
                    .json(["location": "{location}", "properties": ["publicKey": "{key}"]])),
                entry: KeyFields(id: "name", name: "name", key: "properties.publicKey")),
            delete: Call(
                .delete,
                "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/sshPublicKeys/{id}?api-version=2024-07-01"
            ),
            name: NameRule(isUnique: true, longest: 80, punctuation: "_-"),
            code: "error.code", words: ["error.message"], details: ["error.details.*.message"],
            meanings: [
                Meaning(.expiredCredential, code: "ExpiredAuthenticationToken"),
                Meaning(.missingScope, code: "AuthorizationFailed"),
                Meaning(.inputRefused, code: "SubscriptionNotFound", input: "subscription"),
                Meaning(.inputRefused, code: "InvalidSubscriptionId", input: "subscription"),
                Meaning(.inputRefused, code: "ResourceGroupNotFound", input: "group"),
                Meaning(.inputRefused, code: "LocationNotAvailableForResourceType", input: "location"),
                Meaning(.nameRefused, code: "InvalidResourceName"),
                Meaning(.keyRefused, status: 400, words: "publickey", "public key", "ssh key"),
            ]))
}

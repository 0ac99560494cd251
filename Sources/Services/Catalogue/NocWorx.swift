extension KeyRules {
    /// The examples of the documentation are RSA keys; it names no types.
    static let nocWorx = KeyRules([.rsa], untried: [.ed25519, .ecdsa, .ed25519SK, .ecdsaSK])
}

extension API {
    /// The API of the portals of Nexcess and Thermo (https://github.com/nexcess/nexcess-api-docs, ssh-key). Adding and
    /// removing are tasks that the portal does later.
    static func nocWorx(_ endpoint: Pattern) -> API {
        API(
            endpoint: .fixed(endpoint),
            credentials: [
                Credential(
                    name: "API token", page: endpoint, secrets: [SecretField(role: .token, label: "API token")],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            list: Listing(
                call: Call(.get, "/v1/ssh-key?sortBy=name"),
                // How many keys a page may have isn't documented, and a page that isn't there is refused with 416.
                paging: Paging(kind: .open, page: "page"),
                items: "$", entry: KeyFields(id: "id", name: "name", key: "key", fingerprint: "fingerprint")),
            create: Creation(
                call: Call(.post, "/v1/ssh-key", .json(["name": "{name}", "key": "{key}"])),
                entry: KeyFields(id: "id", name: "name", key: "key", fingerprint: "fingerprint"),
                task: TaskRule(
                    address: "metadata.uri", state: "status", pending: ["pending"], done: ["success"],
                    id: "resource.id")),
            delete: Call(.delete, "/v1/ssh-key/{id}"),
            words: ["errors.message", "message"],
            meanings: [
                Meaning(.notAllowed, status: 403),
                Meaning(.nameRefused, status: 422, words: "name"),
                Meaning(.keyRefused, status: 422, words: "key"),
            ])
    }
}

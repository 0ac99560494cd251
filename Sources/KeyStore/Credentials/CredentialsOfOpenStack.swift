import Secrecy
import Services

extension CredentialSearch {
    /// OpenStack's clouds.yaml (https://docs.openstack.org/python-openstackclient/latest/configuration): the first one in
    /// the folders counts, and secure.yaml is laid over it. Those of the working folder go with one another alone.
    mutating func openStack() {
        guard let clouds = firstFile("clouds", variable: "OS_CLIENT_CONFIG_FILE", workingFolder: true) else { return }
        let isOfWorkingFolder = clouds.isOfWorkingFolder
        var secure = firstFile("secure", variable: "OS_CLIENT_SECURE_FILE", workingFolder: isOfWorkingFolder)
        if let other = secure, other.isOfWorkingFolder != isOfWorkingFolder || !mayMix(clouds.path, other.path) {
            secure = nil
        }
        let current = environment.word("OS_CLOUD")
        for (name, cloud) in clouds.document["clouds"].table {
            let origin = "\(shown(clouds.path)), cloud \(name)"
            let authorities = authorities(cloud["cacert"].word, namedBy: clouds.path)
            guard !authorities.isRefused else { continue }
            switch read(cloud, over: secure?.document["clouds"][name] ?? .nothing) {
            case .success(let cloud):
                found.append(
                    FoundCredential(
                        origin, as: cloud.credential, at: cloud.address, values: cloud.values,
                        authorities: authorities.path, isCurrent: name == current,
                        isOfWorkingFolder: isOfWorkingFolder, .known([.password: cloud.password])))
            case .failure(let obstacle):
                note(.unusable(origin: origin, reason: obstacle.reason))
            }
        }
    }

    private struct File {
        let path: String
        let document: CredentialDocument
        let isOfWorkingFolder: Bool
    }

    private mutating func firstFile(_ name: String, variable: String, workingFolder: Bool) -> File? {
        let folders = (workingFolder ? [folder] : []) + [configuration + "/openstack", "/etc/openstack"]
        let named = environment.word(variable)
        let paths = named.map { [$0] } ?? folders.flatMap { ["\($0)/\(name).yaml", "\($0)/\(name).yml"] }
        for path in paths {
            let isOfWorkingFolder = named == nil && path.hasPrefix(folder + "/")
            if isOfWorkingFolder, (try? status(of: path)) != nil {
                // A file that another account put there doesn't hide the user's own.
                guard let changers = try? Changers(of: path, strictly: true), changers.isOnlyThisAccount else {
                    note(.notYours(path: shown(path)))
                    continue
                }
            }
            let troubles = troubles.count
            if let document = document(path, .yaml) {
                return File(path: path, document: document, isOfWorkingFolder: isOfWorkingFolder)
            }
            // A file that is there hides the later ones, whatever is wrong with it.
            if self.troubles.count > troubles { return nil }
        }
        return nil
    }

    private struct Cloud {
        let credential: String
        let address: String
        let values: [String: String?]
        let password: Secret
    }

    private struct Obstacle: Error { let reason: String }

    private func read(_ cloud: CredentialDocument, over secure: CredentialDocument) -> Result<Cloud, Obstacle> {
        func value(_ key: String) -> CredentialDocument {
            [secure["auth"][key], cloud["auth"][key]].first { $0.word != nil } ?? .nothing
        }
        func word(_ keys: String...) -> String? { keys.lazy.compactMap { value($0).word }.first }

        guard let address = word("auth_url") else {
            let profile = cloud["profile"].word
            return .failure(
                Obstacle(reason: profile.map { "takes its address from the profile \($0)" } ?? "has no auth_url"))
        }
        let regions = cloud["regions"].list
        let region =
            cloud["region_name"].word ?? (regions.count == 1 ? regions[0].word ?? regions[0]["name"].word : nil)
        let type = cloud["auth_type"].word ?? "password"

        switch type {
        case "v3applicationcredential":
            guard let id = word("application_credential_id") else {
                return .failure(Obstacle(reason: "has an application credential name but no id"))
            }
            guard let secret = value("application_credential_secret").secret else {
                return .failure(Obstacle(reason: "has no application_credential_secret"))
            }
            return .success(
                Cloud(
                    credential: "application-credential", address: address,
                    values: ["credentialID": id, "region": region], password: secret))
        case "password", "v3password":
            guard let user = word("username") else {
                return .failure(Obstacle(reason: "has no username"))
            }
            guard let password = value("password").secret else { return .failure(Obstacle(reason: "has no password")) }
            return .success(
                Cloud(
                    credential: "password", address: address,
                    values: [
                        "username": user, "region": region,
                        "userDomainID": word("user_domain_id", "domain_id"),
                        "userDomainName": word("user_domain_name", "domain_name"),
                        "projectID": word("project_id", "tenant_id"),
                        "projectName": word("project_name", "tenant_name"),
                        "projectDomainID": word("project_domain_id", "domain_id"),
                        "projectDomainName": word("project_domain_name", "domain_name"),
                    ], password: password))
        default: return .failure(Obstacle(reason: "uses auth_type \(type), which keywizard doesn't support"))
        }
    }
}

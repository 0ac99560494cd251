/// What the description of a service may take from the environment of this computer.
///
/// The services of the catalogue name the variables and programs of those who run them. A description from elsewhere that
/// named the same ones would have their secrets sent to an address of its own.
extension Service {
    /// The description without variables that aren't its own and without programs, and what was left out. Its own are
    /// those that begin with its id, as `MY_FORGE_` for my-forge, unless a service of the catalogue has such ones.
    public var withOwnVariablesAlone: (service: Service, leftOut: [String]) {
        guard var api else { return (self, []) }
        var leftOut: [String] = []
        // What is shown, such as by --dry-run, never includes the variables that hold secrets.
        let secret = Set(api.credentials.flatMap(\.secrets).flatMap(\.environment))
        func own(_ names: [String], isShown: Bool = true) -> [String] {
            names.filter { name in
                let isOwn = isOwnVariable(name) && !(isShown && secret.contains(name))
                if !isOwn, !leftOut.contains(name) { leftOut.append(name) }
                return isOwn
            }
        }
        func own(_ inputs: [Input]) -> [Input] {
            inputs.map { input in
                var input = input
                input.environment = own(input.environment)
                return input
            }
        }
        api.endpoint =
            switch api.endpoint {
            case .fixed(let address, let names): .fixed(address, environment: own(names))
            case .host(let host, let path, let names): .host(default: host, path: path, environment: own(names))
            }
        api.inputs = own(api.inputs)
        for index in api.credentials.indices {
            var credential = api.credentials[index]
            credential.inputs = own(credential.inputs)
            for field in credential.secrets.indices {
                credential.secrets[field].environment = own(credential.secrets[field].environment, isShown: false)
            }
            leftOut += credential.tools.map { "the program " + $0.rawValue }
            credential.tools = []
            api.credentials[index] = credential
        }
        var service = self
        service.api = api
        return (service, leftOut)
    }

    /// What its own variables begin with.
    public var variablePrefix: String { id.uppercased().replacing("-", with: "_") + "_" }

    private func isOwnVariable(_ name: String) -> Bool {
        name.hasPrefix(variablePrefix) && !Catalogue.variables.contains { Self.stem($0) == Self.stem(variablePrefix) }
    }

    /// The first word of a variable's name, which is its program's.
    private static func stem(_ name: String) -> Substring { name.prefix { $0 != "_" } }
}

extension Catalogue {
    /// The environment variables that its services know.
    fileprivate static let variables: Set<String> = {
        var names: Set<String> = []
        for api in services.compactMap(\.api) {
            switch api.endpoint {
            case .fixed(_, let own), .host(_, _, let own): names.formUnion(own)
            }
            names.formUnion((api.inputs + api.credentials.flatMap(\.inputs)).flatMap(\.environment))
            names.formUnion(api.credentials.flatMap(\.secrets).flatMap(\.environment))
        }
        return names
    }()
}

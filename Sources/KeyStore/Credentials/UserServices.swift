import Secrecy
import Services

/// The user's own services, in `~/.config/keywizard/services/*.json`.
///
/// A file that describes none is left out and told; the rest are there.
public struct UserServices: Sendable {
    /// In the order of their files' names.
    public let services: [Service]
    /// What is wrong with the files that were left out.
    public let troubles: [ServiceFileError]
    /// Variables and programs that aren't a service's own and aren't looked at for it, by the service's id.
    public let notOwn: [String: [String]]

    /// Those of keywizard first, then the user's own.
    public var all: [Service] { Catalogue.services + services }

    /// Reads the folder, below `XDG_CONFIG_HOME` where that is set.
    public init(environment: CredentialEnvironment = .process, home: String) {
        let folder = Self.folder(environment: environment, home: home)
        var services: [Service] = []
        var troubles: [ServiceFileError] = []
        var notOwn: [String: [String]] = [:]
        for name in visibleNames(in: folder) where name.hasSuffix(".json") {
            let path = folder + "/" + name
            let file = KeyFilePath.abbreviate(path, home: home)
            do throws(ServiceFileError) {
                let service = try Self.read(path, file: file)
                guard !services.contains(where: { $0.id == service.id }) else {
                    throw ServiceFileError(file: file, path: "id", reason: "another file has a service with this id")
                }
                let (restricted, leftOut) = service.withOwnVariablesAlone
                services.append(restricted)
                if !leftOut.isEmpty { notOwn[service.id] = leftOut }
            } catch {
                troubles.append(error)
            }
        }
        self.services = services
        self.troubles = troubles
        self.notOwn = notOwn
    }

    /// Where the files are looked for.
    public static func folder(environment: CredentialEnvironment = .process, home: String) -> String {
        environment.configurationFolder(home: home) + "/keywizard/services"
    }

    private static func read(_ path: String, file: String) throws(ServiceFileError) -> Service {
        let contents: Secret
        // It says where secrets are sent. Where it can't be looked at, reading it says why.
        if let changers = try? Changers(of: path), !changers.isOnlyThisAccount {
            throw ServiceFileError(file: file, path: "", reason: "other users can change it")
        }
        do throws(ReadError) {
            contents = try KeyFileContents(path: path).bytes
        } catch {
            throw ServiceFileError(file: file, path: "", reason: error.reason)
        }
        return try Service.parse(contents.withBytes { Array($0) }, file: file).get()
    }
}

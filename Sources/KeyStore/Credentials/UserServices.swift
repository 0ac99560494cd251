import Secrecy
import Services

/// The services that a person has described, in `~/.config/keywizard/services/*.json`.
///
/// A file that describes none is left out and told; the rest are there.
public struct UserServices: Sendable {
    /// In the order of their files' names.
    public let services: [Service]
    /// What is wrong with the files that were left out.
    public let troubles: [ServiceFileError]

    /// Those of keywizard first, then the person's own.
    public var all: [Service] { Catalogue.services + services }

    /// Reads the folder, below `XDG_CONFIG_HOME` where that is set.
    public init(environment: CredentialEnvironment = .process, home: String) {
        let folder = Self.folder(environment: environment, home: home)
        var services: [Service] = []
        var troubles: [ServiceFileError] = []
        for name in visibleNames(in: folder) where name.hasSuffix(".json") {
            let path = folder + "/" + name
            let file = KeyFilePath.abbreviate(path, home: home)
            do throws(ServiceFileError) {
                let service = try Self.read(path, file: file)
                guard !services.contains(where: { $0.id == service.id }) else {
                    throw ServiceFileError(file: file, path: "id", reason: "another file has a service of that id")
                }
                services.append(service)
            } catch {
                troubles.append(error)
            }
        }
        self.services = services
        self.troubles = troubles
    }

    /// Where the files are looked for.
    public static func folder(environment: CredentialEnvironment = .process, home: String) -> String {
        // A relative path is to be ignored (XDG Base Directory Specification).
        let configuration = environment.word("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (configuration ?? home + "/.config") + "/keywizard/services"
    }

    private static func read(_ path: String, file: String) throws(ServiceFileError) -> Service {
        let contents: Secret
        do throws(ReadError) {
            contents = try KeyFileContents(path: path).bytes
        } catch {
            throw ServiceFileError(file: file, path: "", reason: error.reason)
        }
        return try Service.parse(contents.withBytes { Array($0) }, file: file).get()
    }
}

/// The services that keywizard knows. Adding one is a file with its value, and its name here.
public enum Catalogue {
    public static let services: [Service] = [.thermo, .triton]

    public static func service(id: String) -> Service? {
        services.first { $0.id == id }
    }
}

import ArgumentParser
import KeyStore
import Services
import TerminalUI
import Support

/// `keywizard services`: where public keys can be brought.
struct ListServices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "List the services that keywizard knows.",
        discussion: """
            With --json, in full: a file ~/.config/keywizard/services/NAME.json of the same form describes a service \
            of your own. A file that describes none is told, and the rest are there.
            """)

    @Flag(help: "An array of JSON objects, each a whole description.")
    var json = false

    func run() throws {
        try reportingErrors {
            let services = UserServices(home: ThisComputer.surroundings.home)
            services.sayTroubles()
            if json { return try Console.deliver(json: services.all) }
            let rows = services.all.map { [$0.id, $0.name, $0.place, $0.way].map(\.safeToDraw) }
            try Console.deliver(Table(["id", "name", "where", "how"], rows).text)
        }
    }
}

extension UserServices {
    /// Says which files were left out, and why.
    func sayTroubles() {
        for trouble in troubles { Console.fail(trouble.message, hint: trouble.hint) }
    }

    /// The service of that id, or of that name; letters count in either case.
    func named(_ text: String) throws(CommandError) -> Service {
        let word = text.lowercased()
        guard
            let service = all.first(where: { $0.id == word }) ?? all.first(where: { $0.name.lowercased() == word })
        else {
            throw CommandError(
                "there is no service “\(text)”", hint: "keywizard services lists them", status: .usage)
        }
        return service
    }
}

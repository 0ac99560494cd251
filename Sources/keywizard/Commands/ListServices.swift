import ArgumentParser
import KeyStore
import Services
import TerminalUI
import Support

/// `keywizard services`: lists the services that accept public keys.
struct ListServices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "List the supported services.",
        usage: "keywizard services [OPTIONS]",
        discussion: """
            To add your own, write ~/.config/keywizard/services/NAME.json in the form that --json prints. Invalid files \
            are reported and skipped.
            """)

    @Flag(help: "Print JSON, with the whole descriptions.")
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
    /// Reports the files that were skipped.
    func sayTroubles() {
        for trouble in troubles { Console.fail(trouble.message, hint: trouble.hint) }
    }

    /// The service with that id or name, ignoring case.
    func named(_ text: String) throws(CommandError) -> Service {
        let word = text.lowercased()
        guard
            let service = all.first(where: { $0.id == word }) ?? all.first(where: { $0.name.lowercased() == word })
        else {
            throw CommandError(
                "no service named “\(text)”", hint: "keywizard services lists them", status: .usage)
        }
        return service
    }
}

import Services
import Testing
import Support

struct ServicesTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    @Test func theTableHasEveryService() throws {
        let outcome = try place.keywizard("services")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == Catalogue.services.count + 1)
        #expect(lines[0].hasPrefix("id "))
        #expect(lines.contains { $0.hasPrefix("github ") && $0.contains("personal access token") })
        #expect(lines.contains { $0.hasPrefix("launchpad ") && $0.hasSuffix("by hand") })
    }

    /// What `--json` prints describes a service of one's own too; a file that describes none is told.
    @Test func aServiceOfOnesOwn() throws {
        let folder = place.path("config/keywizard/services")
        try place.run("mkdir", "-p", folder)
        let environment = ["XDG_CONFIG_HOME": place.path("config")]
        let script = """
            import json, sys
            gitea = next(s for s in json.load(sys.stdin) if s["id"] == "gitea")
            gitea["id"], gitea["name"] = "work", "Work's Git"
            json.dump(gitea, open(sys.argv[1], "w"))
            """
        let all = try place.keywizard("services", "--json").output
        try place.run("python3", "-c", script, folder + "/work.json", input: all)
        try place.write("{\"id\": \"x\", \"name\": 5}", to: folder + "/wrong.json")
        try place.write("no JSON", to: folder + "/zero.json")

        let outcome = try place.keywizard("services", environment: environment)
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").last?.hasPrefix("work ") == true)
        #expect(outcome.errors.contains("wrong.json: name: it should be a text"), "\(outcome.errors)")
        #expect(outcome.errors.contains("zero.json: not valid JSON"), "\(outcome.errors)")

        try place.makeKey("id", "-t", "ed25519")
        let dryRun = try place.keywizard(
            "upload", "id.pub", "--to", "work", "--url", "git.work.example", "--dry-run", "--credential-file", "none",
            environment: environment)
        #expect(dryRun.output.hasPrefix("GET https://git.work.example/api/v1/user/keys"), "\(dryRun.errors)")
    }
}

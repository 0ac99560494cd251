import SSHKey
import Testing

@testable import Services

@Suite struct CatalogueTests {
    @Test func everyServiceIsOfItsOwn() {
        let ids = Catalogue.services.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(Set(Catalogue.services.map(\.name)).count == ids.count)
    }

    @Test(arguments: Catalogue.services) func aServiceTakesWhatItRecommends(_ service: Service) {
        #expect(service.accepts.contains(service.recommended.parameters.type))
        if service.recommended.parameters.type == .rsa {
            #expect(service.keys.rsa?.contains(service.recommended.parameters.bits) != false)
        }
    }

    /// Pasting by hand is a way for each of them: a page to open, and a field for the key.
    @Test(arguments: Catalogue.services) func everyServiceHasAWayByHand(_ service: Service) {
        let steps = service.guide(at: nil).steps
        #expect(steps.contains { if case .open = $0 { true } else { false } })
        #expect(steps.contains { if case .paste = $0 { true } else { false } })
        #expect(!steps.map(\.text).joined().contains("{"))
    }

    /// What a file can say is what the catalogue says: every service comes out of its JSON as it went in, but for the
    /// order of members in bodies.
    @Test(arguments: Catalogue.services) func everyServiceIsTheSameOutOfItsJSON(_ service: Service) throws {
        // A service of that id is there already, so the file needs another one.
        var other = service
        other.id = "another"
        #expect(try Service.parse(other.json, file: "a.json").get().json == other.json)
    }
}

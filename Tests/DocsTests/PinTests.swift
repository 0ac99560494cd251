import FoundationEssentials
import Testing

/// The packages that the program is built with: exact versions, and everywhere the same.
@Suite struct PinTests {
    private struct Pin: Hashable {
        let name, version: String
    }

    private static func pinned() throws -> Set<Pin> {
        let manifest = try Repository.text("Package.swift")
        let pins = manifest.matches(of: /\.package\(url: "[^"]*\/([a-z-]+)", exact: "([0-9.]+)"/)
        #expect(manifest.matches(of: /\.package\(url:/).count == pins.count, "a version that floats")
        return Set(pins.map { Pin(name: String($0.output.1), version: String($0.output.2)) })
    }

    /// What SwiftPM has fetched is what is named, the packages that those need included.
    @Test func whatIsBuiltIsWhatIsNamed() throws {
        struct State: Decodable {
            struct Object: Decodable {
                struct Dependency: Decodable {
                    struct State: Decodable {
                        struct Checkout: Decodable { let version: String? }
                        let checkoutState: Checkout?
                    }
                    let subpath: String
                    let state: State
                }
                let dependencies: [Dependency]
            }
            let object: Object
        }
        let text = try Repository.text(".build/workspace-state.json")
        let state = try JSONDecoder().decode(State.self, from: Data(text.utf8))
        let fetched = state.object.dependencies.map {
            Pin(name: $0.subpath, version: $0.state.checkoutState?.version ?? "none")
        }
        #expect(try Self.pinned() == Set(fetched))
    }

    @Test func theirLicencesAreOfTheseVersions() throws {
        let copyright = try Repository.text("debian/copyright")
        let named = copyright.matches(of: /(swift-[a-z-]+)\s+(\d+\.\d+\.\d+)/)
            .map { Pin(name: String($0.output.1), version: String($0.output.2)) }
        #expect(try Self.pinned() == Set(named))
        for document in ["CONTRIBUTING.md", "debian/rules", "debian/copyright"] {
            let text = try Repository.text(document)
            #expect(text.contains("Package.swift") && !text.contains("Package.resolved"), "\(document)")
        }
    }
}

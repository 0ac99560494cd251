// swift-tools-version: 6.2
import PackageDescription

// libFuzzer around the parsers. A package of its own, because all of it is built with the sanitizers: see scripts/fuzz.sh.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "keywizard", path: "..")],
    targets: [
        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz", dependencies: ["CFuzzer", .product(name: "FuzzTargets", package: "keywizard")]),
    ]
)

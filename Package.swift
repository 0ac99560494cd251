// swift-tools-version: 6.2
import PackageDescription

// Dependencies point down only, so the compiler checks the architecture: `Wizard` cannot draw, sleep, read a
// file or open a socket, because it does not import the modules that can.
let package = Package(
    name: "keywizard",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "keywizard", targets: ["keywizard"]),
        // For the fuzzer, which is a package of its own: it is built with other flags.
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    ],
    dependencies: [
        // Exact versions, so that a commit gives the same program next year; debian/copyright names them too.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // The default trait pulls in the whole of Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        // swift-subprocess's own; named for its version.
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: [
        // The system's libraries.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(
            name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]),
        .systemLibrary(name: "CZxcvbn", providers: [.apt(["libzxcvbn-dev"])]),
        // A C target, not a system library: <curses.h> stays private to it, so Swift sees no macros, no
        // variadics, no mutable globals, and no clash with Darwin's own module.
        .target(
            name: "CCurses", dependencies: ["CProcess"], cSettings: fortified,
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("tinfo", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]),
        // A C target: see its header.
        .target(
            name: "CCurl", cSettings: fortified, linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CWordList", exclude: ["eff_large_wordlist.txt"]),
        // The calls of Linux and macOS that Swift's own C modules don't show.
        .target(name: "CFileSystem", cSettings: fortified),
        .target(name: "CProcess", cSettings: fortified),

        // The C library of Linux or macOS under one name.
        .target(name: "Platform"),

        // The core: values in, values out.
        .target(name: "Secrecy", dependencies: ["Platform"]),
        .target(name: "Threading", dependencies: ["Platform"]),
        .target(name: "SSHKey", dependencies: ["Platform", "Secrecy", "Threading", "COpenSSL", "CArgon2"]),
        .target(name: "Support"),
        // How other programs are started.
        .target(name: "Processes", dependencies: ["Platform", subprocess]),
        .target(name: "Entropy"),
        .target(
            name: "Passphrase",
            dependencies: ["Secrecy", "CWordList", .target(name: "CZxcvbn", condition: .when(platforms: [.linux]))]),
        .target(name: "SSHClient", dependencies: ["SSHKey", "Support"]),
        .target(name: "Services", dependencies: ["Secrecy", "SSHKey", "SSHClient", "Support", "COpenSSL"]),
        .target(name: "TerminalUI", dependencies: ["Secrecy"]),
        .target(
            name: "Wizard",
            dependencies: ["TerminalUI", "Entropy", "Passphrase", "SSHKey", "SSHClient", "Services", "Support"]),

        // The live edges.
        .target(name: "TerminalIO", dependencies: ["Platform", "Processes", "TerminalUI", "CCurses", subprocess]),
        .target(
            name: "KeyStore",
            dependencies: [
                "Platform", "Processes", "Secrecy", "Threading", "SSHKey", "SSHClient", "Services", "Support",
                "CFileSystem", subprocess,
            ]),
        .target(
            name: "Network",
            dependencies: [
                "Platform", "Processes", "Secrecy", "Threading", "SSHClient", "Services", "Support", "TerminalUI",
                "CCurl", "CProcess", subprocess,
            ]),
        .executableTarget(
            name: "keywizard",
            dependencies: [
                "Platform", "Processes", "Threading", "Wizard", "TerminalIO", "KeyStore", "Network", "CProcess",
                argumentParser, system, subprocess,
            ]),

        .testTarget(name: "SSHKeyTests", dependencies: ["Platform", "SSHKey"], exclude: ["KeyFiles"]),
        .testTarget(
            name: "CoreTests",
            dependencies: [
                "Platform", "Secrecy", "Entropy", "Passphrase", "SSHClient", "Services", "Support", "COpenSSL",
            ]),
        .testTarget(
            name: "ServicesTests", dependencies: ["Platform", "SSHClient", "Services", "Support", "SSHKey", "Secrecy"]),
        .testTarget(name: "TerminalUITests", dependencies: ["Platform", "TerminalUI"]),
        .testTarget(name: "WizardTests", dependencies: ["Wizard"], exclude: ["Screens", "Fixtures"]),
        .testTarget(
            name: "KeyStoreTests",
            dependencies: ["Platform", "KeyStore", "SSHKey", "SSHClient", "Services", "Support", "Secrecy"]),
        .target(name: "LocalServer", dependencies: ["Platform", "Network"], path: "Tests/LocalServer"),
        .testTarget(
            name: "NetworkTests",
            dependencies: ["Platform", "Network", "Secrecy", "SSHClient", "Services", "Support", "LocalServer"],
            exclude: ["https.py"]),
        .testTarget(name: "TerminalIOTests", dependencies: ["Platform", "TerminalIO"]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Platform", "keywizard", "LocalServer", "Network", "SSHKey", "Secrecy", "SSHClient", "Services",
                "Support", "TerminalIO",
                "TerminalUI",
                "Wizard",
            ],
            exclude: ["authorization.py", "services.py"]),
        // Programs that tests run: one that changes ssh_config and known_hosts, one whose system generator is known.
        .executableTarget(
            name: "config-change", dependencies: ["Platform", "KeyStore", "SSHKey"], path: "Tests/ConfigChange"),
        .target(name: "CKnownSeed", dependencies: ["COpenSSL"], path: "Tests/CKnownSeed"),
        .executableTarget(
            name: "known-seed", dependencies: ["Platform", "SSHKey", "CKnownSeed"], path: "Tests/KnownSeed"),
        .executableTarget(name: "TrappingProgram", dependencies: ["TerminalIO"], path: "Tests/TrappingProgram"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Platform", "keywizard", "config-change", "known-seed", "TrappingProgram", "LocalServer"]),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "SSHKey", "KeyStore", "Network", "SSHClient", "Services", "Support", "TerminalUI", "Secrecy",
            ],
            path: "Tests/FuzzTargets"),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], exclude: ["Corpus"]),
        .testTarget(
            name: "DocsTests", dependencies: ["Platform", "keywizard", "SSHClient", "Services", "Support", "Wizard"]),
    ]
)

/// The C library's own checks of the calls that write to memory. They need optimization.
var fortified: [CSetting] { [.define("_FORTIFY_SOURCE", to: "2", .when(configuration: .release))] }

var argumentParser: Target.Dependency { .product(name: "ArgumentParser", package: "swift-argument-parser") }
var system: Target.Dependency { .product(name: "SystemPackage", package: "swift-system") }
var subprocess: Target.Dependency { .product(name: "Subprocess", package: "swift-subprocess") }

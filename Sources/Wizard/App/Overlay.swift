import TerminalUI

/// What is in front of a page until it is answered or closed: a form too, so that both renderers have it.
enum Overlay: Hashable, Sendable {
    case help
    /// Leaving would lose the key pair in memory.
    case leaving
    /// A key was pasted.
    case pasted(PastedKey)

    /// The form; the help is of the page below, whose keys it lists.
    func form(over page: String, help: [String], keys: [KeyBinding<Message>]) -> Form<Message> {
        switch self {
        case .help:
            let facts = keys.map { Fact(name: $0.keys.map(\.name).joined(separator: ", "), words: $0.help) }
            return Form(
                "Help: \(page)", back: Self.close,
                fields: help.map { .note($0) } + [
                    .facts("Keys on this page", facts), .buttons(.main("Close", .stay, hint: "close", on: .key)),
                ])
        case .leaving:
            return Form(
                "Quit without saving the key?", back: Self.close,
                .note("The key pair is only in memory. If you quit now, it is lost.", .warning),
                .buttons(.main("Stay", .stay), Button("Quit and discard", .leave, .control("d"))))
        case .pasted(let key): return Self.form(key)
        }
    }

    private static func form(_ key: PastedKey) -> Form<Message> {
        switch key {
        case .privateKey:
            Form(
                "That is a private key",
                "Never paste a private key anywhere. keywizard discarded it; your clipboard may still hold it.",
                back: close, .note("If anyone saw it, replace the key. To use its file: Use an existing key."),
                .note("The rest of it is passed over.", on: .plain), .buttons(.main("Back", .stay, hint: "go back")))
        case .publicKey(let key, let format, let notes):
            Form(
                "That is a public key", "\(key.displayName), \(format) format. As services want it:", back: close,
                fields: [.code("", key.line)] + notes.map { .note($0.sentence, .muted) } + [
                    .buttons(.main("Use this key", .usePasted), Button("Cancel", .stay))
                ])
        case .other(let what, let hint):
            Form(
                "Not an SSH key", ([what] + [hint].compactMap { $0 }).map(\.sentence).joined(separator: " "),
                back: close, .buttons(.main("Back", .stay, hint: "go back")))
        }
    }

    private static let close = Back<Message>.cancel("close", .stay)
}

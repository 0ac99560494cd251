import Services

/// The manual page: what people wrote (`man/keywizard.1.in`), with what the program and its catalogue say in its holes.
///
/// The language is mdoc(7). A sentence starts a line of its own, so that the formatter sets its space.
struct Manual {
    let tree: CommandTree
    let version: String
    /// Year, month and day.
    let date: (year: Substring, month: Int, day: Int)

    /// The template's text with every hole filled.
    func page(_ template: String) -> String {
        let texts = [
            "@VERSION@": version, "@DATE@": heading, "@SYNOPSIS@": synopsis, "@COMMANDS@": commands,
            "@SERVICES@": services, "@CREDENTIALS@": credentials,
        ]
        return texts.reduce(template) { page, hole in
            page.split(separator: hole.key, omittingEmptySubsequences: false).joined(separator: hole.value)
        }
    }

    private var heading: String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ]
        return "\(months[date.month - 1]) \(date.day), \(date.year)"
    }

    // MARK: Commands

    /// The commands that people call; `help` is the parser's own.
    private var subcommands: [CommandTree.Command] {
        (tree.command.subcommands ?? []).filter { $0.commandName != "help" }
    }

    private var synopsis: String {
        let lines = [call(of: tree.command)] + subcommands.map { ".Nm keywizard Cm \($0.commandName)\n" + call(of: $0) }
        return ".Nm keywizard\n" + lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func call(of command: CommandTree.Command) -> String {
        shown(command).map { argument in
            let name = argument.isRepeating ? macro(argument) + " ..." : macro(argument)
            return argument.isOptional ? ".Op " + name : "." + name
        }.joined(separator: "\n")
    }

    private var commands: String {
        let own = [".Ss The wizard\n" + list(of: shown(tree.command))]
        let others = subcommands.map { command in
            ".Ss keywizard \(command.commandName)\n" + sentences(command.abstract ?? "")
                + paragraphs(command.discussion ?? "") + "\n" + list(of: shown(command))
        }
        return (own + others).joined(separator: "\n")
            + "\n.Pp\nEvery command has\n.Fl -help ,\nand\n.Fl -version\nshows the version of the program."
    }

    private func list(of arguments: [CommandTree.Argument]) -> String {
        let items = arguments.map { argument in
            var lines = [".It " + macro(argument), sentences(argument.abstract ?? "")]
            if let values = argument.allValues, argument.valueName != values.joined(separator: "|") {
                lines.append(sentences("One of \(values.joined(separator: ", "))."))
            }
            if let value = argument.defaultValue { lines.append(sentences("Default: \(value).")) }
            return lines.joined(separator: "\n")
        }
        return items.isEmpty ? "" : ".Bl -tag -width indent\n" + items.joined(separator: "\n") + "\n.El"
    }

    private func shown(_ command: CommandTree.Command) -> [CommandTree.Argument] {
        (command.arguments ?? []).filter { argument in
            argument.shouldDisplay && !(argument.names ?? []).contains { ["help", "version"].contains($0.name) }
        }
    }

    private func macro(_ argument: CommandTree.Argument) -> String {
        let value = argument.valueName.map { "Ar " + escaped($0) } ?? ""
        let name = argument.names?.first { $0.kind == .long } ?? argument.names?.first
        guard argument.kind != .positional, let name else { return value }
        let flag = "Fl " + (name.kind == .long ? "-" : "") + name.name
        return argument.kind == .option ? flag + " " + value : flag
    }

    // MARK: The catalogue

    private var services: String {
        let items = Catalogue.services.map { ".It Cm \($0.id)\n\(sentences($0.name + ": " + $0.summary + "."))" }
        return ".Bl -tag -width indent -compact\n" + items.joined(separator: "\n") + "\n.El"
    }

    private var credentials: String {
        let items = Catalogue.services.compactMap { service -> String? in
            var names: [String] = []
            for name in service.environment where !names.contains(name) { names.append(name) }
            guard !names.isEmpty else { return nil }
            return ".It \(escaped(service.name))\n.Ev " + names.joined(separator: " ,\n.Ev ")
        }
        return ".Bl -tag -width indent -compact\n" + items.joined(separator: "\n") + "\n.El"
    }

    // MARK: Text

    /// Paragraphs of ordinary text, and examples where lines are indented.
    private func paragraphs(_ text: String) -> String {
        text.split(separator: "\n\n").map { part in
            part.hasPrefix("  ")
                ? "\n.Bd -literal -offset indent\n" + escaped(String(part)) + "\n.Ed"
                : "\n.Pp\n" + sentences(part.split(separator: "\n").joined(separator: " "))
        }.joined()
    }

    private func sentences(_ text: String) -> String {
        escaped(text.split(separator: ". ").joined(separator: ".\n"))
    }

    /// Text in which nothing is a request, and a minus stays one that can be copied.
    private func escaped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let letters = line.map { letter in
                switch letter {
                case "\\": "\\e"
                case "-": "\\-"
                case "~": "\\(ti"
                case "^": "\\(ha"
                case "`": "\\(ga"
                default: String(letter)
                }
            }.joined()
            return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + letters : letters
        }.joined(separator: "\n")
    }
}

extension Service {
    /// Every environment variable that may hold something of its credentials, or its address.
    var environment: [String] {
        guard let api else { return [] }
        let held = api.credentials.flatMap { $0.secrets.flatMap(\.environment) + $0.inputs.flatMap(\.environment) }
        let given = api.inputs.flatMap(\.environment)
        switch api.endpoint {
        case .fixed(_, let names), .host(_, _, let names): return held + given + names
        }
    }
}

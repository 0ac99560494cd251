import SSHClient
import Services
import Support
import TerminalUI

// What the user sees of a removal of the old key.

extension LogInReplacement {
    func form(_ session: Session) -> Form<LogInPage.Event> {
        switch state {
        case .looking:
            Form(
                Self.title, id: "looking", help: help(session), .waiting("Looking for the old key …"),
                .buttons(.main("Not now", .replacement(.skip))))
        case .planned: session.canRetire ? plan(session) : oldKeyStays(session)
        case .confirming:
            Form(
                "Delete the key of exactly this name?", help: help(session),
                fields: misleadingNames(session).map { .note($0, .warning) } + [
                    .buttons(.main("Not now", .replacement(.skip)), Button("Remove old key", .replacement(.remove)))
                ])
        case .testing(let login, let rest):
            Form(
                "Test the login", id: "testing", help: help(session), back: .cancel("stop", .replacement(.stop)),
                .waiting("Logging in to \(login.address), \(rest.count) to follow …"))
        case .renaming: work("Renaming files …", session)
        case .removing: work("Removing the old key …", session)
        case .forgetting: work("Asking \(session.agentName) to forget it …", session)
        case .finished: finished(session)
        }
    }

    private static let title = "Remove the old key"

    private func work(_ words: String, _ session: Session) -> Form<LogInPage.Event> {
        Form(
            Self.title, id: "removing", help: help(session), back: .unavailable,
            fields: reports.map { .report($0) } + [
                .waiting(words),
                .note(
                    "This can't be stopped halfway. If interrupted, the new key still works and you can resume.", .muted
                ),
            ])
    }

    // MARK: - What would be done

    private func plan(_ session: Session) -> Form<LogInPage.Event> {
        let count = session.replacement?.proved.count ?? 0
        let places = count > 1 ? "all \(count) places" : session.place?.name ?? "its place"
        return Form(
            Self.title, id: "plan", "The new key logs in to \(places). This will happen:", help: help(session),
            .items(FieldName("plan"), changes(session)), .problem(problem), .note(elsewhere(session), .muted),
            .buttons(buttons(session)))
    }

    private func changes(_ session: Session) -> [Item] {
        guard let replacement = session.replacement else { return [] }
        let short = session.surroundings.short
        var items = [
            Item(
                .point,
                "\(short(replacement.path)) becomes \(short(replacement.oldPath)); the new key takes its name")
        ]
        for place in replacement.proved {
            if let order = place.order { items.append(deletion(order, findings[order.service.id])) }
            if let byHand = place.byHand {
                let page = byHand.page.map { " \($0)" } ?? ""
                items.append(Item(.skipped, "\(byHand.name): delete it on the website\(page)"))
            }
            if let login = place.login {
                items.append(Item(.point, "\(login.address): removes it from authorized_keys"))
            }
        }
        if session.agent.holds(replacement.oldKey) { items.append(Item(.point, "\(session.agentName) forgets it")) }
        return items
    }

    private func deletion(_ order: UploadOrder, _ finding: OldKeyFinding?) -> Item {
        let service = order.service.name
        guard let finding else { return Item(.point, "\(service): deletes the old key") }
        if let problem = finding.problem { return Item(.skipped, "\(service): \(problem.message)") }
        let names = finding.names.map { "“\(Visible.exact($0))”" }.joined(separator: ", ")
        return names.isEmpty
            ? Item(.skipped, "\(service) doesn't have the old key") : Item(.point, "\(service): deletes \(names)")
    }

    /// The names of the old key that look like others, spelled out, each with its service.
    func misleadingNames(_ session: Session) -> [String] {
        (session.replacement?.proved ?? []).compactMap(\.order).flatMap { order in
            (findings[order.service.id]?.names ?? []).filter { Visible.exact($0) != $0 }.map { name in
                "\(order.service.name): deletes “\(Visible.exact(name))”, with the characters that don't show."
            }
        }
    }

    /// What is known, or not, of other places.
    private func elsewhere(_ session: Session) -> String {
        guard let replacement = session.replacement else { return "" }
        let fingerprint = replacement.oldKey.fingerprint(.sha256)
        let done = replacement.proved.compactMap { $0.place.service.map { id in id } }
        let others = session.keyPlaces.answers.filter { answer in
            answer.fingerprints.contains(fingerprint)
                && !session.services.contains { done.contains($0.id) && answer.service.hasPrefix($0.name) }
        }
        return others.isEmpty
            ? "If the old key is used elsewhere, add the new one there first."
            : "Old key also on \(others.map(\.service).joined(separator: ", ")): add the new one there first."
    }

    private func oldKeyStays(_ session: Session) -> Form<LogInPage.Event> {
        let (done, open) = (session.replacement?.proved.count ?? 0, session.replacement?.open ?? [])
        let lead =
            done == 0
            ? "The new key hasn't logged in since keywizard started, so nothing is removed."
            : "The new key has logged in to \(done) of \(done + open.count) places since keywizard started. Nothing is "
                + "removed until it has logged in to each."
        // Where nothing is proved, one server more or less explains nothing.
        let isListed = done > 0 || session.hosts.count > 1
        let items = (isListed ? open : []).map { place in
            let result = session.hosts.first { $0.login == place.login }
            let reason =
                place.login.flatMap { failures[$0] } ?? result?.failure?.message
                ?? "new key not tested there; old key stays"
            return Item(.warning, "\(place.name(session.services)): \(reason)")
        }
        return Form(
            "The old key stays", lead, help: help(session), .items(FieldName("open"), items), .problem(problem),
            .buttons(buttons(session)))
    }

    private func buttons(_ session: Session) -> [Button<LogInPage.Event>] {
        var buttons: [Button<LogInPage.Event>] = []
        let isProved = session.proved?.succeeded == true
        if session.canRetire { buttons.append(Button("Remove old key", .replacement(.remove))) }
        if session.place != nil, !isProved { buttons.append(Button("Test login", .back)) }
        let servers = session.unprovedServers.filter { $0 != session.place?.login }
        if !servers.isEmpty {
            let label = servers.count == 1 ? "Test login to \(servers[0].host)" : "Test \(servers.count) logins"
            buttons.append(Button(label, .replacement(.testOthers)))
        }
        let open = session.replacement?.open.last
        if let name = open?.name(session.services), isProved || session.place == nil {
            buttons.append(Button("\(name) first", .replacement(.otherPlace)))
            buttons.append(Button("Leave out \(name)", .replacement(.leaveOut)))
        } else if session.canRetire {
            buttons.append(Button("Another place first", .replacement(.otherPlace)))
        }
        buttons.append(Button("Not now", .replacement(.skip)))
        buttons[0].isMain = true
        return buttons
    }

    // MARK: - What was done

    private func finished(_ session: Session) -> Form<LogInPage.Event> {
        guard let replacement = session.replacement else { return Form("") }
        let name = replacement.path.fileName
        let retry = Button<LogInPage.Event>.main("Retry", .replacement(.remove))
        return Form(
            hasFailed ? "The old key wasn't removed everywhere" : "\(name) is replaced",
            "The old key is kept as \(session.surroundings.short(replacement.oldPath)); delete or restore it under “Use an "
                + "existing key”.", help: help(session),
            fields: reports.map { .report($0) }
                + [
                    .items(FieldName("rest"), rest(replacement, session)),
                    agent == .noAgent
                        ? .command("No agent here; where one holds the old key, run:", command(session)) : nil,
                    .problem(agentTrouble(session)),
                    hasFailed
                        ? .buttons(retry, Button("Leave it", .replacement(.skip)))
                        : .buttons(.main("Continue", .replacement(.skip))),
                ].compactMap { $0 })
    }

    /// What the agent did, and what is left to do.
    private func rest(_ replacement: Replacement, _ session: Session) -> [Item] {
        var items = agent == .forgot ? [Item(.done, "\(session.agentName) forgot it".sentence)] : []
        for place in replacement.proved {
            guard let byHand = place.byHand else { continue }
            items.append(Item(.warning, "Delete it by hand: \(byHand.name)\(byHand.page.map { " \($0)" } ?? "")"))
        }
        if !replacement.open.isEmpty {
            let names = replacement.open.map { $0.name(session.services) }.joined(separator: ", ")
            items.append(Item(.warning, "Old key still at \(names); resume from the first page."))
        }
        return items
    }

    /// Makes an agent forget the old key.
    private func command(_ session: Session) -> String {
        let path = session.replacement?.oldPath ?? ""
        let short = session.surroundings.short(path)
        // A quoted ~ is no home folder.
        return "ssh-add -d " + (short.shellWord == short ? short : path.shellWord)
    }

    /// Why the agent may hold the old key still, and what can be done.
    private func agentTrouble(_ session: Session) -> Problem? {
        guard case .kept(let standing) = agent else { return nil }
        let message = "\(session.agentName) still holds the old key"
        return switch standing {
        case .takesKeys, .elsewhere: Problem(message, hint: "remove it: \(command(session))")
        case .keepsKeys: Problem(message, hint: "delete its entry in ~/.gnupg/sshcontrol")
        case .takesNone: Problem(message, hint: "delete it in the agent's own window")
        case .silent(let problem): Problem(problem.message, hint: "if it holds the old key: \(command(session))")
        }
    }

    private func help(_ session: Session) -> [String] {
        [
            "First the new key takes the old one's name, so ssh config, git and scripts need no change. Then the old key is "
                + "removed where the new one has logged in; other keys stay.",
            "Add the new key everywhere before you remove the old one. Whatever interrupts this, the new key works, and the "
                + "first page offers to resume.",
        ]
    }
}

extension Session {
    /// The agent, as a sentence names it.
    fileprivate var agentName: String { if case .found(let agent) = agent { agent.name } else { "the agent" } }
}

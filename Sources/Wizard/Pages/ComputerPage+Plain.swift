extension ComputerPage {
    func prompt(_ session: Session) -> Prompt {
        if session.awaitsKeys { return Prompt(title(session), waitsFor: "") }
        let overview = session.keys?.overview.map { Paragraph($0) }
        let unfinished = session.unfinished.map { interrupted in
            Question.Option(
                "Go on replacing \(session.surroundings.short(interrupted.rotation.path))", .takeUp(interrupted))
        }
        let mine = overview == nil ? [] : [Question.Option("My keys", detail: "begin with one of them", .useExisting)]
        let options = Computer.choices(on: session.surroundings.system).enumerated().map { row, computer in
            Question.Option(
                computer.isThisOne ? "This computer: \(computer.name)" : computer.name,
                detail: computer.detail, .choose(row))
        }
        return Prompt(
            title(session),
            [Paragraph(Self.introduction)] + [overview].compactMap { $0 }
                + session.unfinished.map { Paragraph(Self.words($0, session)) }
                + session.rotationTroubles.map { Paragraph($0.words) },
            [.choice(options + mine + unfinished, default: list.chosen)], then: [.next])
    }
}

extension ComputerPage {
    func prompt(_ session: Session) -> Prompt {
        let options = Computer.choices(on: session.surroundings.system).enumerated().map { row, computer in
            Question.Option(
                computer.isThisOne ? "This computer: \(computer.name)" : computer.name,
                detail: computer.usesPuTTY ? "its own .ppk file as well" : "", .choose(row))
        }
        return Prompt(
            title(session), [Paragraph(Self.introduction)], [.choice(options, default: list.chosen)],
            then: [.next])
    }
}

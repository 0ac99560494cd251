extension DestinationPage {
    func prompt(_ session: Session) -> Prompt {
        let options = Destination.choices(session.services).enumerated().map { row, destination in
            Question.Option(
                destination.name, detail: destination.summary, refusal: session.refusal(by: destination),
                keywords: destination.searchTexts, .choose(row))
        }
        return Prompt(title(session), [], [.choice(options, default: list.chosen)], then: [.next])
    }
}

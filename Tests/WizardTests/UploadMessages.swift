import SSHClient
import Services

@testable import Wizard

/// What happens on the Upload page, and the answers to what it asks for, by the names that walks give them.
extension Message {
    static func credentialsFound(_ offers: [CredentialOffer]) -> Message { .upload(.service(.found(offers))) }
    static func uploadMoved(_ phase: Upload.Phase) -> Message { .upload(.service(.moved(phase))) }
    static func uploaded(_ outcome: UploadOutcome) -> Message { .upload(.service(.finished(outcome))) }
    static func uploadRefused(_ problem: Problem) -> Message { .upload(.service(.refused(problem))) }
    static func pageOpened(_ opened: Bool) -> Message { .upload(.service(.opened(opened))) }
    static func installed(_ report: Report, notes: [InstallNote], failure: ServerFailure? = nil) -> Message {
        .upload(.server(.installed(report, notes: notes, failure: failure)))
    }
    static func hostsFound(_ logins: [ServerLogin]) -> Message { .upload(.several(.found(logins))) }
    static func hostsNotFound(_ problem: Problem) -> Message { .upload(.several(.notFound(problem))) }
    static func hostInstalled(_ result: HostResult) -> Message { .upload(.several(.installed(result))) }
    static func hostsInstalled(_ results: [HostResult]) -> Message { .upload(.several(.finished(results))) }
}

extension Walk {
    /// A way of the Upload page that needs no credential.
    enum Way { case byHand }

    /// Takes the steps on the website.
    mutating func send(_ way: Way) {
        send(.upload(.service(.way(.website))))
        send(.upload(.service(.proceed)))
    }
}

import SSHKey
import Services
import TerminalUI

/// Everything that can happen. Keys and clicks become intents; work that was done outside comes back as a report.
public enum Message: Hashable, Sendable {
    /// `time` is in nanoseconds of a monotonic clock.
    case input(InputEvent, time: UInt64)
    case resized(Size)
    case tick(time: UInt64)

    // Intents that every page knows.
    case next, back, goTo(PageName)
    case help, quit, stay, leave, redraw, suspend
    case usePasted
    case focus(Int), focusNext, focusPrevious
    case choose(Int)
    /// A field's text as a whole, as plain mode enters it.
    case fill(FieldName, String)

    // Intents of one page.
    case useExisting, askServices, toggle(Int), makeInAuthenticator, useSystemGenerator, makeAnother
    case reveal, suggest, makeOwn, useNoPassphrase
    case copy, showLine
    case install, prove, byHand, openPage, copyName, copyAddress, otherHost
    /// Go on without what the page offers.
    case skip
    case planConfig, changeConfig, addToAgent, trustHostKey
    case changePlace, changeUser(String), useAlternative(host: String, port: Int)
    /// Copy the command of a step; have what a step offers written.
    case copyStep(Int), write
    case severalHosts, toggleAll

    // Reports.
    /// Nil when ssh-keygen can make keys inside an authenticator, else why it can't.
    case authenticatorFound(String?)
    case progressed(permille: Int)
    case made(PublicKey)
    case makingFailed(Problem)
    case passphraseChanged(PassphraseReport)
    case placeExamined(PlaceReport)
    case saved(SavedFiles)
    case keysListed([FoundKey])
    /// The services that are asked for keys, by name.
    case servicesAsked([String])
    case serviceAnswered(ServiceAnswer)
    case keyOpened(OpenedKey)
    case keyNotOpened(Problem, wrongPassphrase: Bool)
    /// A field for a secret was edited; the two passphrase fields report together.
    case secretEdited(SecretName, PassphraseReport.Field)
    /// The person's own services, and what is wrong with files that describe none.
    case servicesFound([Service], troubles: [String])
    case credentialsFound([CredentialOffer])
    case uploadMoved(Upload.Phase)
    case uploaded(UploadOutcome)
    /// The credential could not be had, so that nothing was sent.
    case uploadRefused(Problem)
    case savingFailed(Problem)
    case copied(CopyOutcome)
    /// A browser was asked to open a page; false where there is no desktop.
    case pageOpened(Bool)
    case installed(Report, notes: [InstallNote])
    case hostsFound([ServerLogin])
    case hostsNotFound(Problem)
    /// There are so many servers that Ansible does it.
    case hostsHandedOver
    case hostInstalled(HostResult)
    /// None is left; those of the results that were asked for.
    case hostsInstalled([HostResult])
    case configPlanned(ConfigPlan)
    case configChanged(ConfigOutcome)
    case configRefused(Problem)
    /// Nil when there is no agent.
    case agentFound(AgentFinding?)
    case agentAnswered(AgentAnswer)
    case loginMoved(LoginProgress)
    /// With how far it came at the end.
    case loginTested(LoginVerdict, LoginProgress? = nil)
    /// The test could not be made.
    case loginFailed(Problem)
    /// Nil when the key is in known_hosts now.
    case hostKeyAdded(Problem?)
    /// Nil when Windows could not be asked.
    case windowsFound(WindowsHome?)
    case writtenForWindows(WindowsFiles)
    case windowsRefused(Problem)
}

import SSHKey
import Services
import TerminalUI
import SSHClient

/// Everything that can happen. Keys and clicks become intents; work that was done outside comes back as a report.
public enum Message: Hashable, Sendable {
    /// `time` is in nanoseconds of a monotonic clock.
    case input(InputEvent, time: UInt64)
    /// The terminal has another size.
    case resized(Size)
    /// Time for the next frame of what moves; nanoseconds of the same clock.
    case tick(time: UInt64)

    // Intents that every page knows.
    /// Go on, as far as the page's answers allow.
    case next
    /// Go back, or end what the page is in the middle of; never validates.
    case back
    /// Go to a page that was reached before, by a click in the rail.
    case goTo(PageName)
    /// Open the page's help, or close it.
    case help
    /// Leave; asks first where a key pair would be lost.
    case quit
    /// Close what lies over the page and go on with it.
    case stay
    /// Leave at once, though a key pair is lost.
    case leave
    /// Draw the whole screen again.
    case redraw
    /// Pause, as ^Z does.
    case suspend
    /// Go on with the public key that was pasted onto the page.
    case usePasted
    /// Go to a field or button of the page, by its number there.
    case focus(Int)
    /// Go to the next field or button.
    case focusNext
    /// Go to the field or button before.
    case focusPrevious
    /// Choose a row of the page's list, from 0.
    case choose(Int)
    /// A field's text as a whole, as plain mode enters it.
    case fill(FieldName, String)

    // Intents of one page.
    /// Tick a box of the page or not, by its number there.
    case toggle(Int)
    /// Try the login with the key.
    case prove
    /// Go on without what the page offers.
    case skip
    /// Show what ssh_config would say.
    case planConfig
    /// Make the change of ssh_config that is shown.
    case changeConfig
    /// Give the key to the agent.
    case addToAgent
    /// Add the server's key that is shown to known_hosts; its fingerprint was compared.
    case trustHostKey
    /// Type another account, server or port to log in at.
    case changePlace
    /// Try the login as that user.
    case changeUser(String)
    /// Try the login at the service's other host and port.
    case useAlternative(host: String, port: Int)
    /// Copy the command of a step, by its number.
    case copyStep(Int)
    /// Have what a step offers written.
    case write
    /// Give the new key the old one's name, and remove the old one where the new one has logged in.
    case retire
    /// Bring the new key to another place first.
    case otherPlace
    /// Log in with the new key at the other servers that have it.
    case proveOthers
    /// Take the place that is named off the list of a replacement.
    case leaveOut
    /// Go on with a rotation that was interrupted.
    case takeUp(InterruptedRotation)

    /// What the user did to a page that is a form.
    case form(FormInput)
    /// What happens on the page Computer.
    case computer(ComputerPage.Event)
    /// What happens on the page Destination.
    case destination(DestinationPage.Event)
    /// What happens on the page Key.
    case key(KeyPage.Event)
    /// What happens on the page Randomness.
    case randomness(RandomnessPage.Event)
    /// What happens on the page Passphrase.
    case passphrase(PassphrasePage.Event)
    /// What happens on the page Save.
    case save(SavePage.Event)
    /// What happens on the page Public key.
    case publicKey(PublicKeyPage.Event)
    /// What happens on the page Upload.
    case upload(UploadPage.Event)
    /// What happens on the page Done.
    case done(DonePage.Event)

    // Reports.
    /// What ssh would use for a host.
    case hostResolved(ResolvedHost)
    /// Why nobody knows what ssh would use: it refuses its configuration.
    case hostUnresolved(host: String, Problem)
    /// The services that are asked for keys, by name.
    case servicesAsked([String])
    /// What one of them said.
    case serviceAnswered(ServiceAnswer)
    /// A field for a secret was edited; the two passphrase fields report together.
    case secretEdited(SecretName, PassphraseReport.Field)
    /// What became of a text for the clipboard.
    case copied(CopyOutcome)
    /// The difference that the wish would make.
    case configPlanned(ConfigPlan)
    /// ssh_config was written.
    case configChanged(ConfigOutcome)
    /// ssh_config could not be read or written; it is what it was.
    case configRefused(Problem)
    /// Nil when there is no agent.
    case agentFound(AgentFinding?)
    /// What the agent said to the key.
    case agentAnswered(AgentAnswer)
    /// How far the login under test has come.
    case loginMoved(LoginProgress)
    /// The test of the login is over, one way or the other; with how far it came.
    case loginTested(LoginVerdict, LoginProgress? = nil)
    /// The test could not be made.
    case loginFailed(Problem)
    /// Nil when the key is in known_hosts now.
    case hostKeyAdded(Problem?)
    /// The rotations that were not ended, and why others can't be gone on with.
    case rotationsFound([InterruptedRotation], troubles: [Problem] = [])
    /// What a service has of the old key.
    case oldKeyFound(OldKeyFinding)
    /// The new key has the old one's name; its files.
    case oldNameTaken(SavedFiles)
    /// The names are what they were, or some of them; doing it again ends it.
    case oldNameNotTaken(Problem)
    /// What became of a removal of the old key.
    case oldKeyRemoved(Report)
    /// What the agent made of the old key.
    case agentForgot(AgentForgetting)
    /// Nil when Windows could not be asked.
    case windowsFound(WindowsHome?)
    /// The files for Windows are there.
    case writtenForWindows(WindowsFiles)
    /// The files for Windows were not written.
    case windowsRefused(Problem)
}

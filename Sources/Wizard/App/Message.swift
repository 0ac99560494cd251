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
    /// Go back, or end what the page is in the middle of; never validates.
    case back
    /// Go to a page that was reached before, by a click in the rail.
    case goTo(PageName)
    /// Open the page's help, or close it.
    case help
    /// Leave; asks first where a key pair would be lost.
    case quit
    /// Close the overlay and continue with the page.
    case stay
    /// Leave at once, though a key pair is lost.
    case leave
    /// Draw the whole screen again.
    case redraw
    /// Pause, as ^Z does.
    case suspend
    /// Continue with the public key that was pasted onto the page.
    case usePasted
    /// A field's text as a whole, as plain mode enters it.
    case fill(FieldName, String)

    /// Resume an interrupted replacement.
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
    /// What happens on the page Log in.
    case logIn(LogInPage.Event)
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
    /// The result of copying a text.
    case copied(CopyOutcome)
    /// The unfinished replacements, and why others can't be resumed.
    case rotationsFound([InterruptedRotation], troubles: [Problem] = [])
}

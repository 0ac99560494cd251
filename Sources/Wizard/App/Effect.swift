import Entropy
import SSHKey
import Services
import TerminalUI
import SSHClient

/// Work for the outside world, as data: tests compare it, only the live side does it.
public enum Effect: Hashable, Sendable {
    /// Mix a sample into the generator, and wipe it.
    case mix(EntropySample)
    /// Make a key pair by OpenSSL behind the page; `progressed`, then `made` or `makingFailed`, report it.
    case generate(KeyParameters, comment: String)
    /// Stop making one; nothing is reported any more.
    case cancelGeneration
    /// Find out whether ssh-keygen can make keys inside a security key, and whether ssh knows post-quantum ones.
    case findAuthenticator
    /// Have it make one, while the user touches it; the comment is in the request.
    case makeSecurityKey(SecurityKeyRequest)
    /// Forget the key pair that is in memory.
    case discardKey
    /// Give the key pair in memory this comment.
    case setComment(String)
    /// Fill both passphrase fields with random words.
    case suggestPassphrase
    /// Wipe both passphrase fields.
    case clearPassphrase
    /// Report on the place of a plan; `label` is for the free name that a taken one is answered with.
    case examinePlace(SavePlan, label: String)
    /// Write the key pair in memory to the plan's files; `saved` or `savingFailed` reports it.
    case save(SavePlan)
    /// Look for keys in ~/.ssh.
    case listKeys
    /// Ask the services whose credentials are on this computer which of the keys they have.
    case askServices([PublicKey])
    /// Stop asking them.
    case cancelAsking
    /// Read a key file; `unlocks` says that the field for it holds its passphrase.
    case openKey(path: String, unlocks: Bool)
    /// Stop reading it; nothing is reported any more.
    case cancelOpening
    /// Wipe the field for the passphrase of an existing key.
    case clearOpening
    /// Write the key that is open into its own file, with the passphrase of the fields or without one; then give it to
    /// the agent, if that is wished.
    case reprotect(path: String, protects: Bool, agent: AgentWish? = nil)
    /// Copy a text to the clipboard; `copied` reports the result.
    case copy(String)
    /// Have the desktop's browser open an address.
    case openPage(String)
    /// Print one line on the ordinary screen, and come back at a key.
    case show(String)
    /// Look for services that the user has described.
    case findServices
    /// Look for credentials of a service on this computer.
    case findCredentials(Service)
    /// Wipe the fields of a credential.
    case clearCredential
    /// Upload the public key to a service; the page hears `moved`, then `finished` or `refused`.
    case upload(UploadOrder)
    /// Stop that; a request that was sent may still have its effect.
    case cancelUpload
    /// Log in on the ordinary screen and add the key to authorized_keys; the page hears `installed`.
    case install(KeyInstallation)
    /// Ask ssh what it would use for a host; `hostResolved` or `hostUnresolved` reports it.
    case resolveHost(String)
    /// Read the servers of a file or of ssh_config; the page hears `found` or `notFound`.
    case findHosts(HostsSource)
    /// Install the key on several servers at the same time, asking nobody.
    case installOnHosts([ServerLogin], AuthorizedLine)
    /// Retry the hosts that needed a prompt, one by one on the ordinary screen.
    case askHosts([HostResult], AuthorizedLine)
    /// End the installations that are under way.
    case cancelHosts
    /// Look for rotations that weren't ended.
    case findRotations
    /// Save a replacement's progress for a later run.
    case keepRotation(KeyRotation)
    /// Forget a rotation that is over or was given up; no key is touched.
    case endRotation(KeyRotation)
    /// Ask a service for the old key, with the credential of the upload.
    case findOldKey(UploadOrder)
    /// Forget the credentials that were kept for the removal of an old key.
    case forgetServices
    /// Give the new key the name of the old one, which is kept beside it.
    case takeOldName(KeyRotation)
    /// Remove the old key from one place; `oldKeyRemoved` reports it.
    case removeOldKey(OldKeyRemoval)
    /// Have the agent forget the old key, which was removed everywhere.
    case forgetInAgent(PublicKey)
    /// Delete the files of a key that was replaced.
    case deleteKeyFiles(String)
    /// Give a key that was replaced its name back; the one that has it now is kept beside it.
    case putBackKeyFiles(String)
    /// Compare a wish with ssh_config.
    case planConfig(HostWish)
    /// Make the change that was planned for it.
    case changeConfig(HostWish)
    /// Look for a key agent.
    case findAgent
    /// Open a key's file with the passphrase in the field for it, and give it to the agent.
    case addToAgent(path: String, AgentWish)
    /// Wipe the field of a secret.
    case clearSecret(SecretName)
    /// Log in with one key alone: on the ordinary screen where ssh has something to ask, else behind the page.
    case testLogin(LoginTest)
    /// End the test of a login that goes on behind the page.
    case cancelLogin
    /// Write a server's key into known_hosts, if it still shows that one.
    case trustHostKey(SeenHostKey, at: ServerLogin)
    /// Find out what would change for Git to use a key.
    case planGit(GitRequest)
    /// Make the changes that were shown, and test them.
    case setUpGit(GitRequest, shown: [GitDifference])
    /// Ask Windows, from WSL, where its person's files are.
    case findWindows
    /// Write the files for Windows; `writtenForWindows` or `windowsRefused` reports it.
    case writeForWindows(WindowsPlan)
    /// Draw the whole screen again, as after another program wrote on it.
    case redraw
    /// Give the terminal back and stop, as ^Z does, until the shell's fg.
    case suspend
    /// End the program; the farewell is printed on the ordinary screen.
    case exit(ExitStatus, farewell: [String])
}

/// The program's exit status.
public enum ExitStatus: Int32, Hashable, Sendable {
    /// All that was asked for was done.
    case done = 0
    /// It wasn't done, and standard error says why.
    case failed = 1
    /// Some of several files failed.
    case partly = 2
    /// Wrong usage (EX_USAGE of sysexits.h).
    case usage = 64
    /// As a shell reports an interrupt: 128 + SIGINT.
    case cancelled = 130
}

import SSHKey
import Services
import TerminalUI

/// A credential that was found on this computer: where it comes from, never what it is.
public struct CredentialOffer: Hashable, Sendable {
    /// The number that the live side knows it by.
    public var number: Int
    /// `environment variable GH_TOKEN`, `~/.config/hcloud/cli.toml, context work`.
    public var origin: String
    /// Which of the service's credentials it is.
    public var credential: String
    /// What belongs to it and may be shown: a region, a user name.
    public var values: [String: String]
    /// The host that it is for, where the service is self-hosted.
    public var address: String?
    /// A file of the folder where keywizard was started says so; nobody takes it without having read its name.
    public var isOfWorkingFolder: Bool

    /// A credential that the live side found.
    public init(
        number: Int, origin: String, credential: String, values: [String: String], address: String? = nil,
        isOfWorkingFolder: Bool = false
    ) {
        self.number = number
        self.origin = origin
        self.credential = credential
        self.values = values
        self.address = address
        self.isOfWorkingFolder = isOfWorkingFolder
    }
}

/// An upload as the user asked for it; the secrets are with the live side.
public struct UploadOrder: Hashable, Sendable {
    /// The service to add it to.
    public var service: Service
    /// The public key to add.
    public var key: PublicKey
    /// What the key is to be called there.
    public var name: String
    /// Which of the service's credentials, and the inputs that may be shown.
    public var credential: String?
    /// Inputs of the service and of the credential that may be shown, by their ids.
    public var values: [String: String]
    /// The host or address that was typed; nil for the one that most people have.
    public var address: String?
    /// The number of the offer that holds the secrets; nil when they are in the fields.
    public var offer: Int?
    /// The file with the key that signs the requests, as typed; nil for a key of the agent.
    public var signingFile: String?
    /// The file of the certificate authorities to trust, as typed; nil for the system's.
    public var authorities: String?
    /// What the requests need is kept, for the removal of the old key.
    public var keepsAccess = false

    /// A key that the account has signs its requests.
    public var isSigned: Bool {
        let credentials = service.api?.credentials ?? []
        return (credentials.first { $0.id == credential } ?? credentials.first)?.authorization == .httpSignature
    }
}

extension SecretName {
    /// The field for a secret of a credential.
    public static func credential(_ role: SecretRole) -> SecretName { SecretName("credential " + role.rawValue) }

    /// The field for the passphrase of the key that signs requests.
    public static let signing = SecretName("signing")

    /// A field of the Upload page.
    var isOfCredential: Bool { self == .signing || SecretRole.allCases.contains { self == .credential($0) } }
}

import ArgumentParser
import Network
import SSHKey
import Secrecy
import SSHClient

/// What can be chosen for a key inside a security key.
struct AuthenticatorOptions: ParsableArguments {
    @Flag(help: "Make the key usable on other computers (ssh-keygen -K).")
    var resident = false

    @Flag(help: "Require a PIN or fingerprint for each login.")
    var verifyRequired = false

    @Option(help: ArgumentHelp("The name of the key on the security key.", valueName: "ssh:name"))
    var application: String?

    var isUsed: Bool { resident || verifyRequired || application != nil }
    var names: String { "--resident, --verify-required and --application" }

    func request(_ algorithm: SecurityKeyRequest.Algorithm) throws -> SecurityKeyRequest {
        var request = SecurityKeyRequest(algorithm)
        (request.isResident, request.verifiesUser) = (resident, verifyRequired)
        if let application {
            if let problem = SecurityKeyRequest.problem(withApplication: application) {
                throw ValidationError("--application: " + problem)
            }
            request.application = application
        }
        return request
    }
}

/// A security key, by way of the system's ssh-keygen.
enum Authenticator {
    /// Makes a key inside it, while the user touches it and enters the PIN.
    static func make(_ request: SecurityKeyRequest, comment: String) throws -> PrivateKey {
        var request = request
        request.comment = comment
        let outcome = blocking { [request] () async -> Result<Result<Secret, SecurityKeyFailure>, NetworkError> in
            if case .unavailable(let failure) = SystemKeygen.support(await SystemKeygen.algorithms()) {
                return .success(.failure(failure))
            }
            Console.say("Touch your security key when it blinks. ssh-keygen may ask for its PIN.")
            do throws(NetworkError) {
                return .success(try await SystemKeygen().make(request))
            } catch {
                return .failure(error)
            }
        }
        let file = try outcome.get().get()
        return try KeyFile.read(file, passphrase: nil).openedPrivateKey()
    }
}

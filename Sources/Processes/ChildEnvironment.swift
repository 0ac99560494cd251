import Platform
import Subprocess

/// Variables whose names say that they hold a secret, as the programs of services and clouds call theirs.
public func isCredentialVariable(_ name: String) -> Bool {
    let name = name.uppercased()
    let endings = [
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "API_KEY", "APIKEY", "SECRET_KEY", "ACCESS_KEY",
        "PRIVATE_KEY", "AUTH_KEY", "CREDENTIALS",
    ]
    return endings.contains(where: name.hasSuffix)
}

extension Environment {
    /// What a program that is started gets: this one's variables, but none that holds a secret. ssh passes variables on
    /// to servers where its configuration says so (SendEnv), and a desktop's opener to whatever it starts.
    public static var withoutCredentials: Environment {
        var changes: [Environment.Key: String?] = [:]
        for name in environmentNames where isCredentialVariable(name) {
            if let key = Environment.Key(rawValue: name) { changes[key] = .some(nil) }
        }
        return .inherit.updating(changes)
    }

    /// The same of variables that aren't this process's own.
    public static func withoutCredentials(of variables: [String: String]) -> Environment {
        var values: [Environment.Key: String] = [:]
        for (name, value) in variables where !isCredentialVariable(name) {
            if let key = Environment.Key(rawValue: name) { values[key] = value }
        }
        return .custom(values)
    }
}

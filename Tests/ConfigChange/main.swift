import KeyStore
import Platform
import SSHKey

// Makes one change to the ssh_config or the known_hosts that is named, or lets the key PATH.new have the name of PATH,
// and says so: for the tests of faults, which have a program fail at each of its calls.
//
// usage: config-change config | known_hosts | exchange PATH
let (kind, path) = (CommandLine.arguments[1], CommandLine.arguments[2])
// A key's path is absolute, as the wizard has it.
let folder = getcwd(nil, 0).map { String(cString: $0) } ?? ""
if kind == "exchange" {
    do throws(SaveError) {
        try KeyFileExchange(
            at: "\(folder)/\(path)", from: "\(folder)/\(path).new", to: "\(folder)/\(path).old"
        ).perform()
        print("saved")
        exit(0)
    } catch {
        print(error.message)
        exit(1)
    }
}
do throws(ConfigError) {
    if kind == "config" {
        let entry = HostEntry(host: "example.org", user: "ana", identityFile: "/home/ana/.ssh/id_ed25519")!
        let change = try SSHConfig.plan(adding: entry, to: try SSHConfigFile.read(path), home: "/home/ana")
        try SSHConfigFile.apply(change, date: "2026-11-25")
    } else {
        let key = HostKey(
            algorithm: "ssh-ed25519",
            base64: "AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")
        try KnownHostsFile.add(key, of: "example.org", to: path)
    }
    print("saved")
} catch {
    print(error.message)
    exit(1)
}

import Platform

/// A server that couldn't be started, with what it said.
package struct NoServer: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// A Python program that listens on loopback ports, with a folder of its own as its argument. It writes a line with the
/// ports once it listens, and ends with its standard input: with this value, or with this process, however that ends.
package final class PythonServer: @unchecked Sendable {
    package let folder: String
    /// The line about the ports.
    package let announcement: String
    private let input: UnsafeMutablePointer<FILE>

    /// Returns once the program listens.
    ///
    /// - Parameter prepare: fills the folder before the start.
    package init(
        _ script: String, python: String = "python3", prepare: (_ folder: String) throws -> Void = { _ in }
    ) throws {
        signal(SIGPIPE, SIG_IGN)
        folder = try makeScratchFolder()
        try prepare(folder)
        let output = folder + "/output"
        guard mkfifo(output, 0o600) == 0 else { throw NoServer("mkfifo: errno \(errno)") }
        let command = "exec \(python) '\(script)' '\(folder)' >'\(output)' 2>'\(folder)/errors'"
        guard let input = popen(command, "w") else { throw NoServer("popen: errno \(errno)") }
        self.input = input
        _ = fcntl(fileno(input), F_SETFD, FD_CLOEXEC)
        guard let line = firstLine(of: output) else {
            throw NoServer("\(script) has ended:\n\(read(folder + "/errors"))")
        }
        announcement = line
    }

    deinit {
        pclose(input)
        run("rm -rf '\(folder)'")
    }
}

/// Waits for the first line written to a pipe; nil when the writer ends before.
func firstLine(of pipe: String) -> String? {
    let file = open(pipe, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while Platform.read(file, &byte, 1) == 1 {
        guard byte != 0x0A else { return String(decoding: line, as: UTF8.self) }
        line.append(byte)
    }
    return nil
}

/// A certificate authority of a test's own: `ca.pem`, and for each name NAME.pem and NAME.key.
///
/// `openssl ca`, because it is the one that makes an expired certificate in every version.
package func makeCertificates(
    _ certificates: [(name: String, hosts: String, isExpired: Bool)], in folder: String
) throws {
    var script = """
        set -e; exec 2>errors
        key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
        openssl req -x509 $key -keyout ca.key -out ca.pem -days 2 -subj '/CN=keywizard test authority'
        printf '%s\\n' '[ca]' default_ca=authority '[authority]' database=index serial=serial new_certs_dir=. \\
            default_md=sha256 policy=names '[names]' commonName=supplied >ca.cnf
        : >index
        echo 01 >serial

        """
    for (name, hosts, isExpired) in certificates {
        script += """
            openssl req $key -keyout \(name).key -out \(name).csr -subj /CN=\(name)
            echo 'subjectAltName=\(hosts)' >\(name).ext
            openssl ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -in \(name).csr -extfile \(name).ext \\
                -out \(name).pem \(isExpired ? "-startdate 20200101000000Z -enddate 20200102000000Z" : "-days 2")

            """
    }
    guard run("cd '\(folder)' && sh -c '\(script.replacing("'", with: "'\\''"))'") == 0 else {
        throw NoServer("openssl made no certificates:\n\(read(folder + "/errors"))")
    }
}

/// A new folder that only its owner may enter.
package func makeScratchFolder() throws -> String {
    var template = Array("/tmp/keywizard-net-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw NoServer("mkdtemp: errno \(errno)") }
    return template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
}

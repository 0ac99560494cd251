import Secrecy
import Testing

@testable import SSHKey

/// Python's `cryptography` as a peer, where the system's Python has it (Debian: python3-cryptography).
struct PythonTests {
    static let hasCryptography: Bool = {
        let found = try? Scratch().attempt(["/usr/bin/python3", "-c", "import cryptography, bcrypt"])
        return found?.status == 0
    }()

    /// Prints the line of a private key: its format's loader, its path and its passphrase are the arguments.
    private static let load = """
        import sys
        from cryptography.hazmat.primitives import serialization as s
        loader, path, passphrase = sys.argv[1:4]
        load = s.load_ssh_private_key if loader == "ssh" else s.load_pem_private_key
        key = load(open(path, "rb").read(), passphrase.encode() or None)
        print(key.public_key().public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH).decode())
        """

    @Test(
        .enabled(if: hasCryptography, "the Python modules cryptography and bcrypt are not installed"),
        arguments: MatrixTests.cells, ["", "a secret"])
    func cryptographyReadsOurs(cell: MatrixTests.Cell, passphrase: String) async throws {
        guard [.openssh, .pem, .pkcs8].contains(cell.format), cell.parameters != .ed448 else { return }
        let key = try await Samples.key(cell.parameters)
        let scratch = try Scratch()
        let file = try key.encoded(as: cell.format, passphrase: Secret(text: passphrase), options: .cheap)
        try scratch.write(file.array, to: "key")
        let line = try scratch.run(
            "/usr/bin/python3", "-c", Self.load, cell.format == .openssh ? "ssh" : "pem", scratch.path("key"),
            passphrase)
        #expect(try PublicKey.parse(line).publicKey.blob == key.publicKey.blob)
    }

    /// Makes a key of each type and writes it in every format, a public line beside each.
    private static let make = """
        import sys
        from cryptography.hazmat.primitives import serialization as s
        from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, ed448, rsa
        folder = sys.argv[1]
        keys = {
            "rsa": rsa.generate_private_key(3, 1024), "dsa": dsa.generate_private_key(1024),
            "ec256": ec.generate_private_key(ec.SECP256R1()), "ec384": ec.generate_private_key(ec.SECP384R1()),
            "ec521": ec.generate_private_key(ec.SECP521R1()), "ed25519": ed25519.Ed25519PrivateKey.generate(),
            "ed448": ed448.Ed448PrivateKey.generate(),
        }
        formats = {
            "openssh": (s.Encoding.PEM, s.PrivateFormat.OpenSSH), "pkcs8": (s.Encoding.PEM, s.PrivateFormat.PKCS8),
            "pkcs8-der": (s.Encoding.DER, s.PrivateFormat.PKCS8),
            "pem": (s.Encoding.PEM, s.PrivateFormat.TraditionalOpenSSL),
            "der": (s.Encoding.DER, s.PrivateFormat.TraditionalOpenSSL),
        }
        for name, key in keys.items():
            public = key.public_key()
            spki = public.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
            for format, (encoding, kind) in formats.items():
                for lock in ["clear", "locked"]:
                    cipher = s.BestAvailableEncryption(b"a secret") if lock == "locked" else s.NoEncryption()
                    try:
                        data = key.private_bytes(encoding, kind, cipher)
                    except (ValueError, TypeError):
                        continue
                    path = f"{folder}/{name}-{format}-{lock}"
                    open(path, "wb").write(data)
                    open(path + ".spki", "wb").write(spki)
                    print(f"{name}-{format}-{lock}")
        """

    @Test(.enabled(if: hasCryptography, "the Python modules cryptography and bcrypt are not installed"))
    func weReadCryptography() throws {
        let scratch = try Scratch()
        let names = try scratch.run("/usr/bin/python3", "-c", Self.make, scratch.path).split(separator: "\n")
        #expect(names.count > 40)
        for name in names {
            let read = try KeyFile.read(Secret(try scratch.read(String(name))), passphrase: Secret(text: "a secret"))
            let publicFile = try KeyFile.read(Secret(try scratch.read("\(name).spki")), passphrase: nil)
            #expect(try read.openedPrivateKey().publicKey.blob == publicFile.publicKey?.blob, "\(name)")
            #expect(read.isEncrypted == name.hasSuffix("locked"), "\(name)")
            #expect(read.notes.isEmpty, "\(name)")
        }
    }
}

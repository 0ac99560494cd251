import Secrecy

/// Dropbear's private key file: the key type and its numbers, bare and never encrypted.
enum Dropbear {
    static func read(_ bytes: UnsafeRawBufferPointer) throws(KeyError) -> KeyFile {
        var reader = WireReader(bytes)
        let algorithm = try reader.string()
        let read: ReadMaterial
        switch String(decoding: algorithm, as: UTF8.self) {
        case "ssh-rsa":
            let (e, n, d) = (try reader.mpint(), try reader.mpint(), try reader.mpint())
            // Old versions leave out the primes.
            let p = reader.isAtEnd ? reader.rest : try reader.mpint()
            let q = reader.isAtEnd ? reader.rest : try reader.mpint()
            read = ReadMaterial(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: reader.rest))
        case "ssh-ed25519", "ssh-ed448":
            guard let curve = EdwardsCurve.allCases.first(where: { $0.algorithm.utf8.elementsEqual(algorithm) }) else {
                preconditionFailure("two curves are named above")
            }
            let pair = try reader.string()
            guard pair.count == 2 * curve.keyLength else {
                throw .malformed("an \(curve.opensslName) private key of \(pair.count) bytes")
            }
            let key = try EdwardsPrivate(curve, seed: pair.slice(0..<curve.keyLength))
            guard pair.slice(curve.keyLength..<pair.count).equals(key.publicKey) else {
                throw .contradiction("the public key doesn't match the private key")
            }
            read = ReadMaterial(.edwards(key))
        default:
            let numbers = try PublicNumbers(algorithm: algorithm, from: &reader)
            guard numbers.type == .dsa || numbers.type == .ecdsa else {
                throw .unsupported("a \(numbers.type.displayName) key in a format that can't hold it")
            }
            read = try ReadMaterial(publicNumbers: numbers, secret: try reader.mpint())
        }
        try reader.end()
        var file = KeyFile(format: .dropbear, read.material)
        file.notes = read.notes.filter { $0 != .recomputedNumbers }
        return file
    }
}

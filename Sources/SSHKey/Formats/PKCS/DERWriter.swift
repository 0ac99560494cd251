import Secrecy

/// DER (X.690) being written; every part may be secret, so all of them are.
enum DER {
    static func element(_ tag: UInt8, _ parts: [Secret]) -> Secret {
        let length = parts.reduce(0) { $0 + $1.count }
        var element = SecretBuffer(capacity: length + 8)
        element.append(tag)
        if length < 0x80 {
            element.append(UInt8(length))
        } else {
            let bytes = withUnsafeBytes(of: UInt32(length).bigEndian) { Array($0.magnitude) }
            element.append(0x80 | UInt8(bytes.count))
            element.append(bytes)
        }
        for part in parts { element.append(part) }
        return element.secret()
    }

    static func sequence(_ parts: Secret...) -> Secret { element(ASN1Tag.sequence, parts) }
    static func octets(_ contents: Secret) -> Secret { element(ASN1Tag.octetString, [contents]) }
    static func octets(_ contents: [UInt8]) -> Secret { octets(Secret(contents)) }
    static func bits(_ contents: [UInt8]) -> Secret { element(ASN1Tag.bitString, [Secret([0] + contents)]) }
    static func oid(_ oid: OID) -> Secret { element(ASN1Tag.objectIdentifier, [Secret(oid.bytes)]) }
    static func explicit(_ number: UInt8, _ contents: Secret) -> Secret { element(ASN1Tag.context(number), [contents]) }
    static var null: Secret { element(ASN1Tag.null, []) }

    static func integer(_ number: Secret) -> Secret {
        number.withBytes { bytes in
            let magnitude = bytes.magnitude
            var contents = SecretBuffer(capacity: magnitude.count + 1)
            if magnitude.first.map({ $0 >= 0x80 }) ?? true { contents.append(0) }
            contents.append(magnitude)
            return element(ASN1Tag.integer, [contents.secret()])
        }
    }

    static func integer(_ number: [UInt8]) -> Secret { integer(Secret(number)) }

    static func integer(_ number: Int) -> Secret {
        withUnsafeBytes(of: UInt64(number).bigEndian) { integer(Array($0)) }
    }
}

import COpenSSL
import Secrecy

/// A DSA key, which is read and never written.
struct DSAPrivate: Sendable {
    let p: [UInt8]
    let q: [UInt8]
    let g: [UInt8]
    let y: [UInt8]
    let x: Secret

    func openSSLKey() throws(KeyError) -> OpenSSLKey {
        var parameters = OpenSSLParameters()
        parameters.append("p", number: p)
        parameters.append("q", number: q)
        parameters.append("g", number: g)
        parameters.append("pub", number: y)
        parameters.append("priv", number: x)
        return try OpenSSLKey(type: "DSA", parameters)
    }
}

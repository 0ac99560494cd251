import CCurl
import Platform
import Services

/// How a transfer ended without an answer, as libcurl knows it.
struct HTTPTrouble {
    let code: CURLcode
    let address: HTTPAddress
    let proxy: HTTPProxy?
    let limits: HTTPClient.Limits
    /// Of the operating system; 0 for none.
    let systemError: Int32
    /// What the proxy said to CONNECT; 0 when it wasn't asked.
    let proxyStatus: Int
    /// OpenSSL's (X509_V_ERR_…); 0 or 1 when the chain is all right.
    let certificateError: Int
    /// Whether the connection, with its TLS, was made.
    let wasConnected: Bool

    init(
        _ code: CURLcode, _ transfer: UnsafeMutableRawPointer, address: HTTPAddress, proxy: HTTPProxy?,
        limits: HTTPClient.Limits
    ) {
        self.code = code
        self.address = address
        self.proxy = proxy
        self.limits = limits
        systemError = Int32(truncatingIfNeeded: cu_number(transfer, CURLINFO_OS_ERRNO))
        proxyStatus = cu_number(transfer, CURLINFO_HTTP_CONNECTCODE)
        certificateError = cu_number(transfer, CURLINFO_SSL_VERIFYRESULT)
        // Not CURLINFO_PRETRANSFER_TIME_T, which newer versions of libcurl set when there was no connection too.
        let connected = address.isEncrypted ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T
        wasConnected = cu_microseconds(transfer, connected) > 0
    }

    var failure: HTTPFailure {
        if let proxy, let refusal = proxyRefusal { return .proxy("\(proxy.name) \(refusal)") }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .nameNotResolved(host: address.host)
        case CURLE_COULDNT_CONNECT: return .noConnection(host: address.host, reason: systemReason)
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(seconds: (wasConnected ? limits.whole : limits.connecting).wholeSeconds)
        // An address that was tried before may have left another error.
        case CURLE_SSL_CONNECT_ERROR where [ECONNRESET, EPIPE, ETIMEDOUT].contains(systemError):
            return .noConnection(host: address.host, reason: systemReason)
        case CURLE_SSL_CONNECT_ERROR:
            return .notTrusted(host: address.host, reason: "the server doesn't support TLS 1.2 or later")
        case CURLE_PEER_FAILED_VERIFICATION: return .notTrusted(host: address.host, reason: certificateReason)
        case CURLE_SSL_CACERT_BADFILE:
            return .notTrusted(host: address.host, reason: "the CA file can't be read")
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_ENGINE_INITFAILED:
            return .notTrusted(host: address.host, reason: generalReason)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: return .cutOff
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return .other("the server didn't answer with HTTP")
        default: return .other(generalReason)
        }
    }

    /// What the proxy did, as the rest of a sentence; nil when the trouble came after it, or there is none.
    private var proxyRefusal: String? {
        switch (code, proxyStatus) {
        case (CURLE_COULDNT_RESOLVE_PROXY, _): "is a name that can't be resolved"
        case (_, 407): "requires a user name and a password"
        case (_, 300...): "refused to connect to \(address.host) (status \(proxyStatus))"
        case (CURLE_COULDNT_CONNECT, 0): "can't be reached: \(systemReason)"
        case (CURLE_PROXY, _), (CURLE_UNSUPPORTED_PROTOCOL, 0), (CURLE_WEIRD_SERVER_REPLY, 0),
            (CURLE_GOT_NOTHING, 0), (CURLE_RECV_ERROR, 0), (CURLE_SEND_ERROR, 0):
            "gave no valid proxy reply"
        default: nil
        }
    }

    /// OpenSSL's include/openssl/x509_vfy.h has the numbers.
    private var certificateReason: String {
        switch certificateError {
        // Names are compared by libcurl, after the chain; its own initial value is 1.
        case 0, 1, 62: "its certificate is for another name"
        case 9: "its certificate isn't valid yet, or this computer's clock is wrong"
        case 10: "its certificate has expired, or this computer's clock is wrong"
        case 18: "its certificate is self-signed"
        case 2, 19, 20, 21, 27: "its certificate is from an authority that this computer doesn't trust"
        case 23: "its certificate was revoked"
        case 66, 67, 68: "its certificate is too weak"
        default: "its certificate isn't accepted (OpenSSL error \(certificateError))"
        }
    }

    private var systemReason: String {
        systemError != 0 ? systemMessage(systemError) : generalReason
    }

    private var generalReason: String {
        let text = String(cString: cu_easy_strerror(code))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension Duration {
    /// Rounded up.
    fileprivate var wholeSeconds: Int {
        Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
    }
}

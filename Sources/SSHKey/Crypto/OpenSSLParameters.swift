import COpenSSL
import Secrecy

/// The named parameters that OpenSSL's keys and derivations take. Its copies of secrets are wiped when it goes.
struct OpenSSLParameters: ~Copyable {
    private var parameters: [OSSL_PARAM] = []
    private var copies: [UnsafeMutableRawBufferPointer] = []

    deinit {
        for copy in copies {
            wipe(copy)
            copy.deallocate()
        }
    }

    /// A big-endian number.
    mutating func append(_ name: StaticString, number: UnsafeRawBufferPointer) {
        // OpenSSL wants the machine's order here, which is little-endian wherever Swift runs.
        var copy = self.copy(number)
        copy.reverse()
        append(OSSL_PARAM_construct_BN(Self.key(name), Self.start(copy), copy.count))
    }

    mutating func append(_ name: StaticString, number: [UInt8]) {
        withBytes(number) { append(name, number: $0) }
    }

    mutating func append(_ name: StaticString, number: Secret) {
        number.withBytes { append(name, number: $0) }
    }

    mutating func append(_ name: StaticString, bytes: UnsafeRawBufferPointer) {
        let copy = self.copy(bytes)
        append(OSSL_PARAM_construct_octet_string(Self.key(name), copy.baseAddress, bytes.count))
    }

    mutating func append(_ name: StaticString, bytes: [UInt8]) {
        withBytes(bytes) { append(name, bytes: $0) }
    }

    mutating func append(_ name: StaticString, text: String) {
        let copy = withBytes(Array(text.utf8)) { self.copy($0) }
        append(
            OSSL_PARAM_construct_utf8_string(
                Self.key(name), copy.baseAddress?.assumingMemoryBound(to: CChar.self), text.utf8.count))
    }

    mutating func append(_ name: StaticString, integer: UInt64) {
        var integer = integer
        let copy = withUnsafeBytes(of: &integer) { self.copy($0) }
        append(OSSL_PARAM_construct_uint64(Self.key(name), copy.baseAddress?.assumingMemoryBound(to: UInt64.self)))
    }

    /// Lends the parameters with their end mark.
    func withParameters<Result>(_ body: (UnsafeMutablePointer<OSSL_PARAM>?) -> Result) -> Result {
        var list = parameters + [OSSL_PARAM_construct_end()]
        return list.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    private mutating func append(_ parameter: OSSL_PARAM) { parameters.append(parameter) }

    /// A copy with one zero byte more, so that texts end as C wants and nothing is ever null.
    private mutating func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 16)
        copy.copyMemory(from: bytes)
        copy[bytes.count] = 0
        copies.append(copy)
        return UnsafeMutableRawBufferPointer(rebasing: copy[..<max(bytes.count, 1)])
    }

    private static func key(_ name: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    private static func start(_ bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutablePointer<UInt8>? {
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}

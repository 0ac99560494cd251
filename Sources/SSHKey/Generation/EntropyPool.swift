import COpenSSL
import Secrecy

/// OpenSSL's random generator, the one that makes every key.
public enum EntropyPool {
    /// Adds the user's input to the generator. OpenSSL takes a fresh seed from the operating system in the same
    /// step, and the estimate of 0 credits nothing: bytes mixed in here can help and can't harm.
    public static func mix(_ bytes: UnsafeRawBufferPointer) {
        RAND_add(bytes.baseAddress, Int32(clamping: bytes.count), 0)
    }
}

/// Fills memory from the generator for public values: salts, check numbers.
func fillPublicly(_ bytes: UnsafeMutableRawBufferPointer) throws(KeyError) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard RAND_bytes(start, Int32(bytes.count)) == 1 else { throw .openSSL("generate random bytes") }
}

/// Fills memory from the generator for secret values.
func fillPrivately(_ bytes: UnsafeMutableRawBufferPointer) throws(KeyError) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard RAND_priv_bytes(start, Int32(bytes.count)) == 1 else { throw .openSSL("generate random bytes") }
}

func randomBytes(_ count: Int) throws(KeyError) -> [UInt8] {
    try Secret(count: count) { (bytes) throws(KeyError) in try fillPublicly(bytes) }.withBytes { Array($0) }
}

import COpenSSL
import Threading

/// OpenSSL's heap for secrets: never swapped, never in a core dump, wiped when given back, with pages around it that
/// nobody may touch. OpenSSL puts private keys and the states of its generators there, and we private numbers.
///
/// Other secrets (`Secret`, `SecretBuffer`) are wiped but not locked: pages are locked and unlocked whole, with
/// whatever else is on them, and they live for one operation.
public enum SecureHeap {
    /// Opens the heap. Before any other use of OpenSSL; without it, private numbers are in ordinary memory.
    public static func open() {
        // Where memory can't be locked (RLIMIT_MEMLOCK), the heap works all the same.
        CRYPTO_secure_malloc_init(size, smallestPiece)
    }

    /// A full heap makes OpenSSL fail, so it has room to spare. At its fullest is the making of an RSA key of 16,384
    /// bits: its numbers and those on the way to it are some 20 of 2 KiB and less, twice that in powers of two, and
    /// with OpenSSL's copy 128 KiB; each hunter adds five numbers of 1 KiB and its thread's generators, under 16 KiB.
    private static var size: Int {
        let needed = 512 * 1024 + processorCount * 16 * 1024
        var size = 1 << 20
        while size < needed { size *= 2 }
        return size
    }

    private static let smallestPiece = 16
}

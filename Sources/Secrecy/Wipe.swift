import Platform

/// Overwrites memory with zeros in a way that the optimiser keeps (explicit_bzero, or C11's memset_s).
public func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    guard let start = memory.baseAddress, memory.count > 0 else { return }
    #if canImport(Glibc)
    explicit_bzero(start, memory.count)
    #else
    memset_s(start, memory.count, 0, memory.count)
    #endif
}

extension Array where Element == UInt8 {
    /// Overwrites the elements with zeros; reaches the only copy when the array is uniquely referenced.
    public mutating func wipe() {
        withUnsafeMutableBytes { Secrecy.wipe($0) }
    }
}

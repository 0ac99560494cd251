import Platform

extension RSAHunt {
    /// The number of processors that are online.
    static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

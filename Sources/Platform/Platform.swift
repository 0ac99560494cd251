// The system's C library under one name, and what differs between systems beyond its calls, so that other files need
// not ask which system they are built for.

#if canImport(Glibc)
@_exported import Glibc
#elseif canImport(Darwin)
@_exported import Darwin
#endif

#if os(macOS)
/// Whether this is a Mac, with its programs, folders and Keychain.
public let isMacOS = true
#else
/// Whether this is a Mac, with its programs, folders and Keychain.
public let isMacOS = false
#endif

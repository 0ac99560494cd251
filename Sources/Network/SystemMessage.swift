import Platform

/// The system's words for the last error.
func lastError() -> String {
    String(cString: strerror(errno))
}

/// The system's words for an errno, as a clause.
func systemMessage(_ error: Int32) -> String {
    let text = String(cString: strerror(error))
    return text.prefix(1).lowercased() + text.dropFirst()
}

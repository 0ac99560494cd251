import Platform

/// Lends the bytes of an environment variable; nil when there is none.
func withVariable<Result>(_ name: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    guard let value = getenv(name) else { return nil }
    return body(UnsafeRawBufferPointer(start: value, count: strlen(value)))
}

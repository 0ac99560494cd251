import ArgumentParser

/// Standard input can be read once: at most one of a command's files may be `-`.
func checkStandardInput(_ paths: [String?]) throws {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
        throw ValidationError("- is standard input, which can be read only once")
    }
}

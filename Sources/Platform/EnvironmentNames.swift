/// The names of this process's environment variables, without their values.
public var environmentNames: [String] {
    var names: [String] = []
    var entry = environ
    while let line = entry.pointee {
        let length = strchr(line, Int32(UInt8(ascii: "="))).map { $0 - line } ?? strlen(line)
        let bytes = UnsafeRawBufferPointer(start: line, count: length)
        names.append(String(decoding: bytes, as: UTF8.self))
        entry += 1
    }
    return names
}

#if os(Linux)
import Glibc
import Secrecy
import Services
import Testing

@testable import Network

/// What stays in this process's memory of a secret that was sent.
@Suite struct HTTPSecretTests {
    @Test func nothingStays() async throws {
        let server = try HTTPTestServer.shared.get()
        // The bytes exist in the secret alone: what is looked for is kept masked.
        let mask: UInt8 = 0x80
        var masked: [UInt8] = []
        let secret = Secret(count: 32) { bytes in
            for index in bytes.indices { bytes[index] = UInt8.random(in: 0x30...0x39) }
            masked = bytes.map { $0 ^ mask }
        }
        let request = HTTPRequest(
            .post, server.url("/unlogged"),
            headers: [.init("X-Token", Template([.secret(.token)]))], body: Template([.json(.token)]))
        #expect(try await server.client().send(request) { _ in secret }.get().status == 201)

        // The transfer's thread may still be about to end.
        var copies = 0
        for _ in 0..<5 {
            copies = Self.copies(of: masked, mask: mask)
            if copies == 1 { break }
            usleep(100_000)
        }
        #expect(copies == 1)
        withExtendedLifetime(secret) {}
    }

    /// How often the bytes stand in the memory of this process that can be written.
    private static func copies(of masked: [UInt8], mask: UInt8) -> Int {
        let memory = open("/proc/self/mem", O_RDONLY)
        defer { close(memory) }
        let size = 1 << 20
        // Between two pages that can't be read, and so a region of its own, which is left out.
        let page = 4096
        let mapping = mmap(nil, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
        defer { munmap(mapping, size + 2 * page) }
        let chunk = mapping + page
        mprotect(chunk, size, PROT_READ | PROT_WRITE)
        let bytes = UnsafeRawBufferPointer(start: chunk, count: size)
        var count = 0
        for region in writableRegions() where region.lowerBound != UInt(bitPattern: chunk) {
            var address = region.lowerBound
            while address < region.upperBound {
                defer { address += UInt(size - masked.count + 1) }
                let read = pread(memory, chunk, min(size, Int(region.upperBound - address)), off_t(address))
                guard read >= masked.count else { continue }
                for start in 0...(read - masked.count) where bytes[start] ^ mask == masked[0] {
                    if masked.indices.allSatisfy({ bytes[start + $0] ^ mask == masked[$0] }) { count += 1 }
                }
            }
        }
        return count
    }

    private static func writableRegions() -> [Range<UInt>] {
        readLines("/proc/self/maps").compactMap { line in
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            return fields[1].hasPrefix("rw") && ends.count == 2 ? ends[0]..<ends[1] : nil
        }
    }
}
#endif

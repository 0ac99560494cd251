import Secrecy
import Testing

@Suite struct SecrecyTests {
    @Test func aSecretIsNotPrinted() {
        let secret = Secret(Array("hunter2".utf8))
        #expect(!"\(secret)".contains("hunter2"))
        #expect(!String(reflecting: secret).contains("hunter2"))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("hunter2") && !dumped.contains("104"))
    }

    @Test func wipingLeavesZeros() {
        var bytes: [UInt8] = [1, 2, 3]
        bytes.wipe()
        #expect(bytes == [0, 0, 0])
    }

    @Test func aBufferKeepsWhatWasWrittenWhenItGrows() {
        var buffer = SecretBuffer(capacity: 1)
        for byte in 0..<200 { buffer.append(UInt8(byte)) }
        buffer.append([7, 8, 9])
        buffer.append(Secret([10, 11]))
        let bytes = buffer.secret().withBytes { Array($0) }
        #expect(bytes == (0..<200).map(UInt8.init) + [7, 8, 9, 10, 11])
    }

    @Test func aSecretIsFilledInPlace() {
        let secret = Secret(count: 4) { $0[2] = 5 }
        #expect(secret.withBytes { Array($0) } == [0, 0, 5, 0])
        #expect(secret.count == 4)
    }
}

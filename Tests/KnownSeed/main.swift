import CKnownSeed
import Dispatch
import Platform
import SSHKey

// Makes keys from a system's generator that is known. For each argument, in a copy of this process: the public line, and
// how often OpenSSL has asked the system for a seed before the events were mixed in, and after.
//
// usage: known-seed TYPE:SEED:EVENTS...     TYPE is ed25519 or ecdsa; no EVENTS are mixed when that is empty
func make(_ argument: UnsafeRawPointer?) {
    guard let argument = argument?.assumingMemoryBound(to: CChar.self) else { exit(64) }
    let words = String(cString: argument).split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, let seed = strdup(words[1]), ks_install(seed) == 1 else { exit(64) }
    let types: [String: KeyParameters] = ["ed25519": .ed25519, "ecdsa": .ecdsa(.nistp256)]
    guard let parameters = types[words[0]] else { exit(64) }
    // The generator is there before the events come, as in the wizard.
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) {
        EntropyPool.mix(UnsafeRawBufferPointer(rebasing: $0[..<0]))
    }
    let before = ks_requests()
    if !words[2].isEmpty { Array(words[2].utf8).withUnsafeBytes { EntropyPool.mix($0) } }
    let after = ks_requests()
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        let key = try? await PrivateKey.generate(parameters, comment: "", progress: { _ in })
        print(key?.publicKey.line ?? "no key", before, after)
        fflush(nil)
        isDone.signal()
    }
    isDone.wait()
}

// Nothing is allocated between the copies, so that all of them start with the same memory.
for number in 1..<Int(CommandLine.argc) where ks_in_copy(make, CommandLine.unsafeArgv[number]) != 0 { exit(1) }

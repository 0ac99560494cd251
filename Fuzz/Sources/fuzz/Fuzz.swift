import CFuzzer
import FuzzTargets

/// `fuzz` names the targets, `fuzz --words NAME` its dictionary, `fuzz NAME [libFuzzer's OPTION] [FOLDER]` runs one.
@main
struct Fuzz {
    nonisolated(unsafe) private static var target: FuzzTarget?

    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else { return FuzzTarget.all.forEach { print($0.name) } }
        let name = arguments[arguments[1] == "--words" ? 2 : 1]
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else { fatalError("no target \(name)") }
        guard arguments[1] != "--words" else { return target.words.forEach { print(quoted($0)) } }
        self.target = target
        // libFuzzer takes the first argument for the program's name.
        var count = CommandLine.argc - 1
        var options: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        _ = LLVMFuzzerRunDriver(&count, &options) { bytes, count in
            let input = Array(UnsafeBufferPointer(start: bytes, count: count))
            if let complaint = Fuzz.target?.take(input) { fatalError(complaint) }
            return 0
        }
    }

    /// A line of libFuzzer's dictionaries.
    private static func quoted(_ word: String) -> String {
        "\""
            + word.utf8.map { byte in
                let digits = String(byte, radix: 16)
                return "\\x" + (digits.count < 2 ? "0" : "") + digits
            }.joined() + "\""
    }
}

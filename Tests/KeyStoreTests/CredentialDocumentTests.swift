import Secrecy
import Testing

@testable import KeyStore

/// Our readers beside those that everybody uses: PyYAML, tomllib and configparser.
@Suite struct CredentialDocumentTests {
    private let scratch = Scratch()

    private func read(_ text: String, _ format: CredentialDocument.Format) throws -> String {
        try CredentialDocument(Secret(text.utf8), format: format).rendered
    }

    /// What Python's reader makes of a text, written as `rendered` writes it.
    private func readByPython(_ text: String, _ format: CredentialDocument.Format) throws -> String {
        scratch.write(text, to: "text")
        let load =
            switch format {
            case .yaml: "yaml.load(text, yaml.BaseLoader)"
            case .toml: "tomllib.loads(text)"
            case .ini: "ini(text)"
            }
        scratch.write(
            """
            import configparser, sys, tomllib, yaml

            def ini(text):
                parser = configparser.RawConfigParser(default_section="no default section")
                parser.read_string(text)
                return {name: dict(parser[name]) for name in parser.sections()}

            def render(value):
                if isinstance(value, dict):
                    return "{" + ",".join(k + ":" + render(v) for k, v in value.items()) + "}"
                if isinstance(value, list):
                    return "[" + ",".join(render(v) for v in value) + "]"
                if isinstance(value, bool):
                    return "<true>" if value else "<false>"
                # BaseLoader keeps every plain word; ours takes these for nothing, as YAML's core schema does.
                if value in ("", None, "~", "null"):
                    return "-"
                return "<" + str(value) + ">"

            text = open(sys.argv[1], newline="").read()
            print(render(\(load)), end="")
            """, to: "read.py")
        let command =
            "/usr/bin/python3 '\(scratch.path("read.py"))' '\(scratch.path("text"))' > '\(scratch.path("out"))'"
        try #require(scratch.shell(command) != nil)
        return try #require(scratch.read("out"))
    }

    @Test(arguments: [
        // gh, with an account that has no token of its own
        """
        github.com:
            user: monalisa
            oauth_token: gho_abc
            git_protocol: ssh
        ghe.example.com:
            users:
                me:
            user: me
        """,
        // doctl
        """
        access-token: dop_v1_0123
        api-url: ""
        auth-contexts:
          work: dop_v1_4567 # the company's
        context: work
        """,
        // scw
        """
        access_key: SCW1
        secret_key: 11111111-1111-1111-1111-111111111111
        # active_profile: x
        profiles:
          p:
            secret_key: '22'

            api_url: https://api.scaleway.com
        """,
        // OpenStack
        #"""
        ---
        clouds:
          one:
            auth:
              auth_url: http://127.0.0.1:5000/v3
              password: "a \"b\" \\ # c"
              username: 'it''s'
            regions:
            - name: R1
              values: {}
            - R2
            -
              name: R3
            verify: false
        """#,
        "list:\n  - a\n  - - b\n    - c\n  - []\nend: done\n", "a: b#c\r\nd: e #f\r\n", "\u{feff}a: 1\n",
        "a:\n- b\nc: d\n",
        "\"quoted key\": 'v'\n'other': \"w\" # comment\n", "time: 12:30:45\nurl: a:b\n",
    ])
    func yaml(text: String) throws {
        #expect(try read(text, .yaml) == readByPython(text, .yaml))
    }

    @Test(arguments: [
        // hcloud
        """
        active_context = "work"

        [[contexts]]
          name = "work"
          token = "abc"

        [[contexts]]
          name = "play # not" # comment
          token = 'd\\ef'
        """,
        "active_context = \"\"\ncontexts = []\n[preferences]\nquiet = true\ncolumns = [ \"id\", \"name\", ]\nn = 12\n",
        #"""
        [[contexts]]
        name = "a"
        [contexts.preferences]
        endpoint = "https://x"
        [[contexts]]
        name = "b \"q\" \\"
        [other.deep]
        "k" = 1.5
        """#,
    ])
    func toml(text: String) throws {
        #expect(try read(text, .toml) == readByPython(text, .toml))
    }

    @Test(arguments: [
        """
        [default]
        aws_access_key_id = AKIA
        aws_secret_access_key=a/b+c=d ; not a comment
        # comment
        ; another

        [profile work]
        Region: eu-west-1
        empty =
        """,
        "[DEFAULT]\ndefault-user = me\n\n[me]\ntoken = abc#def\nregion = us-east\n",
    ])
    func ini(text: String) throws {
        #expect(try read(text, .ini) == readByPython(text, .ini))
    }

    /// A nested section of AWS's is left out; configparser would join its lines.
    @Test func nestedINI() throws {
        #expect(try read("[default]\ns3 =\n    max = 20\nregion = eu\n", .ini) == "{default:{s3:-,region:<eu>}}")
    }

    /// What PyYAML writes, of random tables and words.
    @Test func whatPyYAMLWrites() throws {
        scratch.write(
            """
            import random, sys, yaml
            random.seed(int(sys.argv[1]))
            def word():
                letters = "abz019-_.:/#'\\"\\\\ {}[]&*!|>%@,=~?"
                return "".join(random.choice(letters) for _ in range(random.randint(2, 12)))
            def value(depth):
                kind = random.random()
                if depth < 3 and kind < 0.3:
                    return {random.choice("abcdefgh") + str(i): value(depth + 1) for i in range(random.randint(1, 4))}
                if depth < 3 and kind < 0.45:
                    return [value(depth + 1) for _ in range(random.randint(1, 3))]
                return word()
            yaml.dump({"k%d" % i: value(0) for i in range(8)}, open(sys.argv[2], "w"), default_flow_style=False,
                      width=10 ** 6, indent=random.choice([2, 4]), sort_keys=False)
            """, to: "write.py")
        for seed in 0..<12 {
            try #require(
                scratch.shell("/usr/bin/python3 '\(scratch.path("write.py"))' \(seed) '\(scratch.path("random"))'")
                    != nil)
            let text = try #require(scratch.read("random"))
            let (ours, theirs) = (try read(text, .yaml), try readByPython(text, .yaml))
            #expect(ours == theirs, "\(text)")
        }
    }

    /// Refused with its line, and not guessed.
    @Test(arguments: [
        ("a: b\nc: &x d\n", 2), ("a: *x\n", 1), ("a: |\n  b\n", 1), ("a: {b: c}\n", 1), ("a: [b]\n", 1), ("<<: a\n", 1),
        ("a: b\n  c\n", 2), ("a: !!binary b\n", 1), ("a: b: c\n", 1), ("a\n", 1), ("a: 1\na: 2\n", 2),
        ("a: \"b\nc\"\n", 1),
        ("a: 'b\n", 1), ("a: \"b\" c\n", 1), ("a:\n    b: 1\n  c: 2\n", 3), ("a: \"\\x41\"\n", 1), ("- a\nb: c\n", 2),
        ("? a\n: b\n", 1), ("a: @b\n", 1), ("a: b:\n", 1), ("a: 1\n---\nb: 2\n", 2),
    ])
    func yamlThatIsRefused(text: String, line: Int) {
        #expect(refusal(text, .yaml) == line)
    }

    @Test(arguments: [
        ("a = \"b\"\na = \"c\"\n", 2), ("a\n", 1), ("a.b = 1\n", 1), ("a = \"\"\"\nb\n\"\"\"\n", 1),
        ("a = {b = 1}\n", 1),
        ("a = [1,\n2]\n", 1), ("[a]\n[a]\n", 2), ("a = \"b\" c\n", 1), ("[a\n", 1), ("a = \n", 1),
        ("a = \"\\u0041\"\n", 1),
    ])
    func tomlThatIsRefused(text: String, line: Int) {
        #expect(refusal(text, .toml) == line)
    }

    @Test(arguments: [
        ("a = b\n", 1), ("[a]\nb\n", 2), ("[a]\n[a]\n", 2), ("[a]\nb=1\nB=2\n", 3), ("[a]\nb = 1\n  c\n", 3),
        ("[a\n", 1),
    ])
    func iniThatIsRefused(text: String, line: Int) {
        #expect(refusal(text, .ini) == line)
    }

    /// The line of the refusal; nil when the text was read.
    private func refusal(_ text: String, _ format: CredentialDocument.Format) -> Int? {
        do throws(CredentialDocument.Trouble) {
            _ = try CredentialDocument(Secret(text.utf8), format: format)
            return nil
        } catch {
            return error.line
        }
    }

    /// glab's way of keeping others from reading its tokens.
    @Test func taggedNull() throws {
        let text = "hosts:\n    gitlab.com:\n        token: !!null glpat-x\n"
        #expect(try read(text, .yaml) == "{hosts:{gitlab.com:{token:<glpat-x>}}}")
    }

    @Test func emptyFiles() throws {
        #expect(try read("", .yaml) == "-")
        #expect(try read("# nothing\n", .yaml) == "-")
        #expect(try read("", .toml) == "{}")
        #expect(try read("\n", .ini) == "{}")
    }

    /// Any bytes at all are read or refused.
    @Test func noiseIsReadToAnEnd() {
        let alphabet = Array("ab:-#'\"\\[]{}=!&*|>%@,. \n\n\n\t\r~?<".utf8) + [0, 0xff, 0xc3]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...60)).map { _ in alphabet.randomElement()! }
            for format in [CredentialDocument.Format.yaml, .toml, .ini] {
                _ = (try? CredentialDocument(Secret(text), format: format))?.rendered
            }
        }
    }
}

extension CredentialDocument {
    /// The whole tree as one line.
    fileprivate var rendered: String {
        switch self {
        case .nothing: "-"
        case .scalar: word.map { "<\($0)>" } ?? "-"
        case .list(let items): "[" + items.map(\.rendered).joined(separator: ",") + "]"
        case .table(let entries): "{" + entries.map { $0.key + ":" + $0.value.rendered }.joined(separator: ",") + "}"
        }
    }
}

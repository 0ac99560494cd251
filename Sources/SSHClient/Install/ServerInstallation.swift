/// A public line as it stands in authorized_keys: "ssh-ed25519 AAAA... me@laptop".
public struct AuthorizedLine: Hashable, Sendable {
    /// The key type's name on the wire, "ssh-ed25519".
    public let type: String
    /// The key itself, in base64.
    public let blob: String
    /// Anything but control characters; may be empty.
    public let comment: String

    /// Nil for what can't be one line of sshd(8)'s AUTHORIZED_KEYS FILE FORMAT without options.
    public init?(_ line: String) {
        let line = line.last == "\n" ? String(line.dropLast()) : line
        guard !line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return nil }
        let fields = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count >= 2, Self.isType(fields[0]), Self.isBase64(fields[1]) else { return nil }
        type = String(fields[0])
        blob = String(fields[1])
        comment = fields.count == 3 ? String(fields[2]) : ""
    }

    /// The line without its newline.
    public var text: String {
        comment.isEmpty ? type + " " + blob : type + " " + blob + " " + comment
    }

    /// Lower-case ASCII, as all key types are: "sk-ecdsa-sha2-nistp256@openssh.com".
    private static func isType(_ text: Substring) -> Bool {
        text.first?.isLetter == true
            && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "-@.".contains($0)) }
    }

    private static func isBase64(_ text: Substring) -> Bool {
        // A blob begins with the length of its type's name, which fits in one byte: three zero bytes.
        let padding = text.drop { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "/") }
        return text.hasPrefix("AAAA") && text.utf8.count % 4 == 0 && ["", "=", "=="].contains(padding)
    }
}

/// The public key on its way into the account's authorized_keys.
public struct KeyInstallation: Hashable, Sendable {
    /// The account whose authorized_keys it is.
    public var login: ServerLogin
    /// The line to add; one with the same key, whatever its comment, counts as there.
    public var line: AuthorizedLine
    /// False to log in with a password alone, after `ServerFailure.tooManyKeys`.
    public var offersKeys = true
    /// More of ssh's options, as its -o takes them.
    public var options: [String] = []
    /// Whether ssh may ask for a password, a passphrase, or whether a host key is the right one.
    public var asks = true

    /// An installation with ssh's own keys and questions.
    public init(login: ServerLogin, line: AuthorizedLine) {
        self.login = login
        self.line = line
    }

    /// Logs in by whatever means the person has, and feeds the script to a shell.
    ///
    /// By standard input, because a login shell may not survive it as an argument (tcsh stumbles over "!").
    public var command: RemoteCommand {
        .ssh(
            to: login, options: options + (offersKeys ? [] : ["PubkeyAuthentication=no"]),
            asks: asks, command: "exec sh -s", input: Self.script(for: line))
    }

    /// Asks ssh whether it reads its configuration: the login itself overlooks options that ssh doesn't know.
    public var question: RemoteCommand { EffectiveConfig.command(for: login, options: options) }

    /// What became of it.
    public func outcome(of result: CommandResult) -> InstallOutcome {
        let outcome = InstallOutcome(result)
        guard !asks, case .failed(let failure, let notes) = outcome else { return outcome }
        return .failed(failure.withNobodyToAsk, notes: notes)
    }
}

extension KeyInstallation {
    /// POSIX sh without any tool that a small system may lack. Nothing runs unless all of it arrived.
    ///
    /// Its lines are for InstallOutcome: "keywizard: added PATH", "already PATH", "repaired PATH MODE",
    /// "home-writable MODE", "no-home", "failed REASON", each MODE as ls shows it.
    static func script(for line: AuthorizedLine) -> String {
        """
        key_type=\(shellQuoted(line.type))
        key_blob=\(shellQuoted(line.blob))
        key_line=\(shellQuoted(line.text))
        \(installer)
        """
    }

    private static let installer = #"""
        say() { printf 'keywizard: %s\n' "$*"; }
        fail() { say failed "$1"; exit 1; }

        # "drwxr-xr-x", of what a link leads to.
        mode() {
            set -- $(ls -ldL "$1")
            printf '%s' "$1"
        }

        # Whether type and key stand side by side in the fields of a line, options before them or not.
        holds_key() {
            case $1 in '#'*) return 1 ;; esac
            while [ $# -ge 2 ]; do
                [ "$1" = "$key_type" ] && [ "$2" = "$key_blob" ] && return 0
                # A certificate authority's key opens nothing by itself.
                case ,$1, in *,cert-authority,*) return 1 ;; esac
                shift
            done
            return 1
        }

        install() {
            LC_ALL=C
            export LC_ALL
            umask 077
            set -f
            IFS=$(printf ' \t\r')

            cd "$HOME" 2>/dev/null && [ -n "$HOME" ] || { say no-home; exit 1; }
            folder=.ssh
            if [ -f /etc/openwrt_release ] && [ "$(id -u)" = 0 ]; then
                folder=/etc/dropbear
            else
                home=$(mode .)
                case $home in ?????w* | ????????w*) say home-writable "$home" ;; esac
            fi
            file=$folder/authorized_keys

            [ -d "$folder" ] || error=$(mkdir "$folder" 2>&1) || fail "$error"
            [ -f "$file" ] || error=$( (: >> "$file") 2>&1) || fail "$error"
            for path in "$folder" "$file"; do
                old=$(mode "$path")
                case $old in
                ?????w* | ????????w*)
                    error=$(chmod go-w "$path" 2>&1) || fail "$error"
                    say repaired "$path" "$old"
                    ;;
                esac
            done

            separator=
            while IFS= read -r text || { [ -n "$text" ] && separator='
        '; }; do
                if holds_key $text; then
                    say already "$file"
                    exit 0
                fi
            done < "$file"
            # By way of cat, which says why it failed; in one piece, because others may be appending.
            error=$( { printf '%s%s\n' "$separator" "$key_line" | cat >> "$file"; } 2>&1) || fail "$error"
            command -v restorecon >/dev/null 2>&1 && restorecon -F "$folder" "$file" >/dev/null 2>&1
            say added "$file"
        }

        install
        exit

        """#
}

/// One word for a POSIX shell, whatever is in it.
func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}

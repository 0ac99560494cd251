/// A public line as it is in authorized_keys: "ssh-ed25519 AAAA... me@laptop".
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

    /// Logs in by whatever means the user has, and feeds the script to a shell.
    public var command: RemoteCommand {
        let marker = Nonce()
        var command = RemoteCommand.ssh(
            to: login, options: options + (offersKeys ? [] : ["PubkeyAuthentication=no"]),
            asks: asks, command: AuthorizedKeysScript.command, input: script.text(marker: marker))
        command.marker = marker
        return command
    }

    /// Asks ssh whether it reads its configuration: the login itself overlooks options that ssh doesn't know.
    public var question: RemoteCommand { EffectiveConfig.command(for: login, options: options) }

    /// The outcome.
    public func outcome(of result: CommandResult) -> InstallOutcome {
        let outcome = InstallOutcome(result, at: login)
        guard !asks, case .failed(let failure, let notes) = outcome else { return outcome }
        return .failed(failure.withNobodyToAsk, notes: notes)
    }
}

extension KeyInstallation {
    /// Its lines are for InstallOutcome: "added PATH", "already PATH" and in front of it "entry OPTIONS"; "repaired PATH
    /// MODE", "writable PATH MODE", "owner PATH NUMBER", each MODE as ls shows it.
    private var script: AuthorizedKeysScript { AuthorizedKeysScript(line: line, body: Self.installer) }

    private static let installer = #"""
        # "drwxr-xr-x" in $kw_mode and a number in $kw_owner, of what a link leads to.
        look_at() {
            set -- $(ls -ldnL "$1" 2>/dev/null)
            kw_mode=$1
            kw_owner=$3
        }

        # sshd wants all that leads to the keys to be the account's own or root's.
        check_owner() {
            case $kw_owner in 0 | "$kw_user") ;; *) say owner "$1" "$kw_owner" ;; esac
        }

        # What others may write in is not trusted either. It is taken from them where it can be, except for the home directory.
        check() {
            look_at "$1"
            check_owner "$1"
            case $kw_mode in ?????w* | ????????w*) ;; *) return ;; esac
            if [ "$2" = mend ] && chmod go-w "$1" 2>/dev/null; then
                say repaired "$1" "$kw_mode"
            else
                say writable "$1" "$kw_mode"
            fi
        }

        # The folders from a path up to the home directory; up to / where a link leads elsewhere.
        check_above() {
            kw_above=$1
            case $kw_above/ in "$kw_home"/*) kw_above=$kw_home ;; esac
            while [ -n "$kw_above" ] && [ "$kw_above" != "$kw_home" ]; do
                check "$kw_above" tell
                kw_above=${kw_above%/*}
            done
        }

        check_all() {
            kw_user=$(id -u)
            kw_home=$(pwd -P)
            # dropbear asks for less.
            [ "$kw_folder" = .ssh ] || return 0
            check . tell
            check "$kw_folder" mend
            check "$kw_file" mend
            check_above "$(cd -P "$kw_folder" && cd .. && pwd -P)"
            if [ -h "$kw_file" ]; then
                kw_target=$(readlink -f "$kw_file" 2>/dev/null) && check_above "${kw_target%/*}"
            fi
        }

        # Looks for the key. Every entry up to the first without options is told: its options may be why it doesn't open
        # the account. $kw_separator is what ends a last line that has no end.
        find_key() {
            kw_found=
            kw_separator=
            while IFS= read -r kw_line || { [ -n "$kw_line" ] && kw_separator='
        '; }; do
                holds_key "$kw_line" || continue
                kw_found=yes
                say entry "$kw_options"
                [ -n "$kw_options" ] || return
            done < "$kw_file"
        }

        # In one piece, because others may be appending, and by way of cat, which says why it failed. What a failed one has left
        # is cut off again, unless there is more behind it.
        append() {
            kw_old=$(size "$kw_file")
            kw_addition=$kw_separator$kw_key'
        '
            kw_error=$( { printf '%s' "$kw_addition" | cat >> "$kw_file"; } 2>&1)
            kw_status=$?
            kw_tail=$(dd if="$kw_file" bs=1 skip="$kw_old" 2>/dev/null; printf x)
            [ $kw_status = 0 ] && [ "${kw_tail%x}" = "$kw_addition" ] && return
            case $kw_addition in "${kw_tail%x}"*) dd if=/dev/null of="$kw_file" bs=1 seek="$kw_old" 2>/dev/null ;; esac
            fail "$kw_file" "${kw_error:-the line was not written}"
        }

        install() {
            find_folder
            [ -d "$kw_folder" ] || kw_error=$(mkdir "$kw_folder" 2>&1) || [ -d "$kw_folder" ] || fail "$kw_folder" "$kw_error"
            lock "$kw_folder/.keywizard-lock"
            [ -f "$kw_file" ] || kw_error=$( (: >> "$kw_file") 2>&1) || fail "$kw_file" "$kw_error"
            check_all
            kw_error=$( (: < "$kw_file") 2>&1) || fail "$kw_file" "$kw_error"
            find_key
            if [ -n "$kw_found" ]; then
                say already "$kw_file"
            else
                append
                command -v restorecon >/dev/null 2>&1 && restorecon -F "$kw_folder" "$kw_file" >/dev/null 2>&1
                say added "$kw_file"
            fi
            finish 0
        }

        install
        exit

        """#
}

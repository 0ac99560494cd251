/// A script for an account's authorized_keys, in POSIX sh with what small systems have besides: ls, wc, cat, dd, ln, mv,
/// rm, chmod, mkdir, id and uname. Nothing runs unless all of it arrived, because its last lines are the call.
///
/// Each line of its answer begins with a marker, so that it is found among whatever start-up files print.
struct AuthorizedKeysScript {
    /// The key that it is about.
    var line: AuthorizedLine
    /// The functions and the call that are its own.
    var body: String

    /// A login with `command`, which is `sh -s`, and the script for it to read.
    ///
    /// By standard input, because a login shell may not survive it as an argument (tcsh stumbles over "!"). Without exec,
    /// which restricted shells refuse.
    static let command = "sh -s"

    /// The whole script; its answer is told by `marker`.
    func text(marker: Nonce) -> String {
        """
        kw_marker=\(shellQuoted(marker.text))
        kw_type=\(shellQuoted(line.type))
        kw_blob=\(shellQuoted(line.blob))
        kw_key=\(shellQuoted(line.text))
        \(Self.common)
        \(body)
        """
    }

    private static let common = #"""
        # The variables have a prefix, because shells use some of the plain words (path and status in zsh). The settings are
        # those of a shell that nobody configured; programs that the account's PATH lacks are looked for where they usually are.
        set +e +u +x +C -f
        LC_ALL=C
        PATH=$PATH:/usr/bin:/bin
        export LC_ALL PATH
        umask 077
        kw_lock=
        kw_new=
        kw_blank=$(printf ' \t')
        kw_return=$(printf '\r')
        kw_special='"\'$kw_blank

        # One line of the answer. What start-up files printed before it may lack its newline.
        say() { printf '\n%s: %s\n' "$kw_marker" "$*"; }

        finish() {
            [ -z "$kw_new" ] || rm -f "$kw_new"
            [ -z "$kw_lock" ] || rm -f "$kw_lock"
            exit "$1"
        }

        # The path, and the reason in the words of the program that failed, on one line.
        fail() {
            kw_path=$1
            shift
            say failed "$kw_path" $*
            finish 1
        }

        # What stands at $HOME is where sshd looks; OpenWrt's dropbear has another place for root.
        find_folder() {
            cd "$HOME" 2>/dev/null && [ -n "$HOME" ] || { say no-home; finish 1; }
            case $(uname -s) in MINGW* | MSYS*) say windows; finish 1 ;; esac
            kw_folder=.ssh
            [ -f /etc/openwrt_release ] && [ "$(id -u)" = 0 ] && kw_folder=/etc/dropbear
            kw_file=$kw_folder/authorized_keys
        }

        # Lets one of us at a time change the files, because a host may have several names. Where no lock can be had, the
        # work is done without one: at worst a line is there twice.
        lock() {
            kw_self=$$@$(uname -n)
            kw_tries=0
            trap 'finish 1' HUP INT TERM PIPE
            until kw_error=$(ln -s "$kw_self" "$1" 2>&1); do
                case $kw_error in *'File exists'*) ;; *) return ;; esac
                kw_tries=$((kw_tries + 1))
                kw_holder=$(ls -ld "$1" 2>/dev/null)
                kw_holder=${kw_holder##* }
                kw_gone=
                # Nobody works for that long.
                [ $kw_tries -lt 50 ] || kw_gone=yes
                [ $kw_tries -lt 60 ] || return
                case $kw_holder in
                *@"${kw_self#*@}") kill -0 "${kw_holder%%@*}" 2>/dev/null || kw_gone=yes ;;
                esac
                # Only the lock that was looked at.
                if [ -n "$kw_gone" ]; then
                    mv "$1" "$1-$$" 2>/dev/null && rm -f "$1-$$"
                else
                    sleep 0.2 2>/dev/null || sleep 1
                fi
            done
            kw_lock=$1
        }

        # In bytes.
        size() {
            set -- $(wc -c < "$1")
            printf '%s' "$1"
        }

        # The text without its blanks at the start, in $kw_text.
        skip_blanks() {
            kw_text=$1
            while :; do case $kw_text in ["$kw_blank"]*) kw_text=${kw_text#?} ;; *) return ;; esac; done
        }

        # Whether the text begins with the key.
        begins_with_key() {
            case $1 in "$kw_type"["$kw_blank"]*) ;; *) return 1 ;; esac
            skip_blanks "${1#"$kw_type"}"
            case $kw_text in "$kw_blob" | "$kw_blob"["$kw_blank"]*) return 0 ;; esac
            return 1
        }

        # Whether a line lets the key in, as sshd reads it (auth2-pubkeyfile.c): the key, or options and the key. What is quoted
        # in the options, and the comment of another key, may look the same. The options are in $kw_options.
        holds_key() {
            kw_options=
            case $1 in *"$kw_blob"*) ;; *) return 1 ;; esac
            skip_blanks "${1%"$kw_return"}"
            case $kw_text in '#'*) return 1 ;; esac
            kw_whole=$kw_text
            begins_with_key "$kw_whole" && return 0
            kw_text=$kw_whole
            kw_quoted=
            # The options without what is quoted.
            kw_bare=
            while [ -n "$kw_text" ]; do
                kw_rest=${kw_text#?}
                case $kw_text in
                '\"'*) kw_rest=${kw_rest#?} ;;
                '"'*) [ -n "$kw_quoted" ] && kw_quoted= || kw_quoted=yes ;;
                ["$kw_blank"]*) [ -n "$kw_quoted" ] || break ;;
                *)
                    # On to what means something.
                    kw_plain=${kw_rest%%["$kw_special"]*}
                    kw_rest=${kw_rest#"$kw_plain"}
                    [ -n "$kw_quoted" ] || kw_bare=$kw_bare${kw_text%"$kw_rest"}
                    ;;
                esac
                kw_text=$kw_rest
            done
            # A certificate authority's key opens nothing by itself.
            case ,$kw_bare, in *,[cC][eE][rR][tT]-[aA][uU][tT][hH][oO][rR][iI][tT][yY],*) return 1 ;; esac
            kw_options=${kw_whole%"$kw_text"}
            skip_blanks "$kw_text"
            begins_with_key "$kw_text"
        }
        """#
}

extension AuthorizedKeysScript {
    /// The lines of an answer: each a word, and what follows it. The script says "no-home", "windows" and "failed PATH
    /// REASON" besides what each body says.
    struct Answer {
        private(set) var lines: [(word: String, rest: String)] = []

        /// Start-up files may have sent the output elsewhere, and what they printed may stand in front on the same line.
        init(_ result: CommandResult) {
            guard let marker = result.marker else { return }
            for text in [result.output, result.errors] {
                for line in text.split(whereSeparator: \.isNewline) {
                    guard let start = line.firstRange(of: marker.text + ": ")?.upperBound else { continue }
                    let words = line[start...].split(separator: " ", maxSplits: 1).map(String.init)
                    guard let word = words.first else { continue }
                    lines.append((word, words.count == 2 ? words[1] : ""))
                }
            }
        }

        /// The failure that a line tells, of whichever script.
        static func failure(_ word: String, _ rest: String, at login: ServerLogin) -> ServerFailure? {
            switch word {
            case "no-home": return .noHome
            case "windows": return .windowsServer
            case "failed":
                let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
                guard let path = words.first else { return nil }
                let reason = words.count == 2 ? words[1] : ""
                return .notWritten(path: onHome(path), host: login.host, WriteError(said: reason))
            default: return nil
            }
        }
    }
}

/// One word for a POSIX shell, whatever is in it.
func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}

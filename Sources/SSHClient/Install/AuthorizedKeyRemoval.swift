/// A key on its way out of the account's authorized_keys, by a login with another one.
public struct AuthorizedKeyRemoval: Hashable, Sendable {
    /// The login with the key that stays, and nothing else: that it works is part of the removal.
    public var proof: LoginProof
    /// The key that goes; every line with it, whatever its options and comment.
    public var line: AuthorizedLine

    /// The old key's file, by which is looked afterwards whether the server still takes it; nil not to look.
    public var oldIdentityFile: String?
    /// The old key, "SHA256:...", as ssh's log names it.
    public var oldFingerprint = ""

    /// A removal of `line` by the login of `proof`.
    public init(_ line: AuthorizedLine, by proof: LoginProof) {
        (self.line, self.proof) = (line, proof)
    }

    /// Feeds the script to a shell, as the installation does.
    public var command: RemoteCommand { proof.command(running: "exec sh -s", input: Self.script(for: line)) }

    /// Offers the old key, which signs nothing where it is refused, as it should be.
    public var check: RemoteCommand? {
        guard let oldIdentityFile else { return nil }
        var old = LoginProof(login: proof.login, identityFile: oldIdentityFile, fingerprint: oldFingerprint)
        (old.options, old.asks, old.route) = (proof.options, false, proof.route)
        return old.command
    }

    /// What became of it, by what the check showed: keys may be kept elsewhere than in authorized_keys. Only a refusal
    /// of the old key that was seen makes it gone.
    public func outcome(_ outcome: KeyRemovalOutcome, after check: CommandResult) -> KeyRemovalOutcome {
        var old = LoginProof(login: proof.login, identityFile: oldIdentityFile ?? "", fingerprint: oldFingerprint)
        old.asks = false
        let answer = old.outcome(of: check)
        return switch answer {
        case .keyRefused, .keysNotTaken: outcome
        case .proved, .passphraseWrong, .notSigned: .stillTaken
        case .opensWithoutKey, .keyNotOffered, .keyFileUnusable, .failed: .notChecked(reason: answer.message)
        }
    }

    /// What became of it.
    public func outcome(of result: CommandResult) -> KeyRemovalOutcome {
        let outcome = KeyRemovalOutcome(result)
        guard case .failed = outcome else { return outcome }
        // Another key of the person's configuration may be why anything was run at all.
        guard result.session.isEmpty, case .failed(let failure) = proof.outcome(of: result) else { return outcome }
        return .failed(failure)
    }
}

/// What became of a key that was to go from authorized_keys.
public enum KeyRemovalOutcome: Hashable, Sendable {
    /// So many lines went; `files` are as the person writes them, `~/.ssh/authorized_keys`.
    case removed(lines: Int, files: [String])
    /// No line has the key.
    case notThere
    /// The server goes on taking the key, which is known to it by other means.
    case stillTaken
    /// It is out of authorized_keys, and whether the server goes on taking it could not be seen.
    case notChecked(reason: String)
    /// Nothing was changed in the file that it is about.
    case failed(ServerFailure)

    /// What was done or found: lower case, no full stop.
    public var message: String {
        switch self {
        case .removed(1, let files): "removed the old key from \(files.joined(separator: " and "))"
        case .removed(let lines, let files):
            "removed \(lines) lines with the old key from \(files.joined(separator: " and "))"
        case .notThere: "the old key is not in authorized_keys there"
        case .stillTaken: "the old key is not in authorized_keys any more, and the server still takes it"
        case .notChecked(let reason):
            "the old key is not in authorized_keys any more; whether the server still takes it could not be checked: "
                + reason
        case .failed(let failure): failure.message
        }
    }

    /// What to do; nil where nothing is to be done.
    public var hint: String? {
        switch self {
        case .removed, .notThere: nil
        case .notChecked: "try again"
        case .stillTaken: "ask its administrator where else keys are kept"
        case .failed(let failure): failure.hint
        }
    }

    /// From the lines of the script, and from ssh's log when there are none.
    init(_ result: CommandResult) {
        var (lines, files) = (0, [String]())
        for line in result.output.split(whereSeparator: \.isNewline) where line.hasPrefix("keywizard: ") {
            let words = line.split(separator: " ", maxSplits: 3).dropFirst().map(String.init)
            switch words.first {
            case "removed" where words.count == 3:
                lines += Int(words[1]) ?? 0
                files.append(onHome(words[2]))
            case "no-home":
                self = .failed(.noHome)
                return
            case "failed":
                self = .failed(.init(writing: words.dropFirst().joined(separator: " ")))
                return
            case "done":
                self = lines == 0 ? .notThere : .removed(lines: lines, files: files)
                return
            default: continue
            }
        }
        self = .failed(.init(withoutScript: result))
    }
}

extension AuthorizedKeyRemoval {
    /// POSIX sh with cp, mv, chmod, ls, wc and rm besides. Nothing runs unless all of it arrived.
    ///
    /// Its lines are for KeyRemovalOutcome: "keywizard: removed COUNT PATH" for each file, "done", "no-home",
    /// "failed REASON".
    static func script(for line: AuthorizedLine) -> String {
        """
        key_type=\(shellQuoted(line.type))
        key_blob=\(shellQuoted(line.blob))
        \(remover)
        """
    }

    private static let remover = #"""
        say() { printf 'keywizard: %s\n' "$*"; }
        fail() {
            [ -n "$new" ] && rm -f "$new"
            say failed "$1"
            exit 1
        }
        blank=$(printf ' \t')
        special='"\'$blank

        # "-rw------- 1000 1000", of the file itself.
        owner_and_mode() {
            set -- $(ls -ldn "$1")
            printf '%.10s %s %s' "$1" "$3" "$4"
        }

        # In bytes.
        size() {
            set -- $(wc -c < "$1")
            printf '%s' "$1"
        }

        # The text without its blanks at the start, in $text.
        skip_blanks() {
            text=$1
            while :; do case $text in ["$blank"]*) text=${text#?} ;; *) return ;; esac; done
        }

        # Whether the text begins with the key.
        begins_with_key() {
            case $1 in "$key_type"["$blank"]*) ;; *) return 1 ;; esac
            skip_blanks "${1#"$key_type"}"
            case $text in "$key_blob" | "$key_blob"["$blank"]*) return 0 ;; esac
            return 1
        }

        # Whether a line lets the key in, as sshd(8) reads it: the key, or options and the key. What is quoted in the
        # options, and the comment of another key, may look the same.
        holds_key() {
            skip_blanks "${1%"$return"}"
            case $text in '#'*) return 1 ;; esac
            whole=$text
            begins_with_key "$whole" && return 0
            text=$whole
            quoted=
            while [ -n "$text" ]; do
                case $text in
                '\"'*) text=${text#??} ;;
                '"'*) [ -n "$quoted" ] && quoted= || quoted=yes; text=${text#?} ;;
                ["$blank"]*)
                    [ -n "$quoted" ] || break
                    text=${text#?}
                    ;;
                *)
                    text=${text#?}
                    # On to what means something.
                    plain=${text%%["$special"]*}
                    text=${text#"$plain"}
                    ;;
                esac
            done
            options=${whole%"$text"}
            # A certificate authority's key opens nothing by itself.
            case ,$options, in *,[cC][eE][rR][tT]-[aA][uU][tT][hH][oO][rR][iI][tT][yY],*) return 1 ;; esac
            skip_blanks "$text"
            begins_with_key "$text"
        }

        # Writes the lines that stay of $file into $new, each as it is. Says in $count and $gone how many lines and bytes
        # do not.
        keep_others() {
            count=0
            gone=0
            while ended=yes; IFS= read -r line || { ended=; [ -n "$line" ]; }; do
                if holds_key "$line"; then
                    count=$((count + 1))
                    gone=$((gone + ${#line}))
                    [ -z "$ended" ] || gone=$((gone + 1))
                elif [ -n "$ended" ]; then
                    printf '%s\n' "$line" >&3 || return 1
                else
                    printf '%s' "$line" >&3 || return 1
                fi
            done < "$file" 3> "$new"
        }

        remove_from() {
            file=$1
            # The file itself changes hands, not the link to it.
            if [ -h "$file" ]; then file=$(readlink -f "$file") || fail "$1 is a link that can't be followed"; fi
            [ -f "$file" ] || return 0
            new=
            old_size=$(size "$file") || fail "$1 can't be read"
            # Most files don't have it: then nothing is written.
            found=
            while IFS= read -r line || [ -n "$line" ]; do
                if holds_key "$line"; then found=yes; break; fi
            done < "$file"
            [ -n "$found" ] || return 0

            case $file in */*) new=${file%/*}/.keywizard-$$ ;; *) new=.keywizard-$$ ;; esac
            trap 'rm -f "$new"' HUP INT TERM
            # A copy, for the owner, the mode and what else the system keeps with a file.
            error=$(cp -p "$file" "$new" 2>&1) || fail "$error"
            status=$(owner_and_mode "$file")
            copied=$(owner_and_mode "$new")
            # A group that may do nothing with the file need not be kept.
            case $status in ????---*) same=${status% *} copied=${copied% *} ;; *) same=$status ;; esac
            [ "$copied" = "$same" ] || fail "$1 would get another owner or mode"
            error=$(chmod u+w "$new" 2>&1) || fail "$error"
            error=$(keep_others 2>&1 && say counted $count $gone) || fail "$error"
            set -- "$1" $error
            count=$4
            [ "$(size "$new")" -eq $((old_size - $5)) ] && [ "$(size "$file")" -eq "$old_size" ] ||
                fail "$1 changed meanwhile, or is no text"
            case $status in ??-*) error=$(chmod u-w "$new" 2>&1) || fail "$error" ;; esac
            command -v sync >/dev/null 2>&1 && sync "$new" >/dev/null 2>&1
            error=$(mv -f "$new" "$file" 2>&1) || fail "$error"
            new=
            command -v restorecon >/dev/null 2>&1 && restorecon -F "$file" >/dev/null 2>&1
            say removed "$count" "$1"
        }

        remove() {
            LC_ALL=C
            export LC_ALL
            umask 077
            set -f
            new=
            return=$(printf '\r')
            cd "$HOME" 2>/dev/null && [ -n "$HOME" ] || { say no-home; exit 1; }
            folder=.ssh
            [ -f /etc/openwrt_release ] && [ "$(id -u)" = 0 ] && folder=/etc/dropbear
            remove_from "$folder/authorized_keys"
            remove_from "$folder/authorized_keys2"
            say done
        }

        remove
        exit

        """#
}

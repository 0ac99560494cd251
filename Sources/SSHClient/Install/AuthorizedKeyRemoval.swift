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
    public var command: RemoteCommand {
        let marker = Nonce()
        var command = proof.command(running: AuthorizedKeysScript.command, input: script.text(marker: marker))
        command.marker = marker
        return command
    }

    /// Offers the old key, which signs nothing where it is refused, as it should be.
    public var check: RemoteCommand? {
        guard let oldIdentityFile else { return nil }
        var old = LoginProof(login: proof.login, identityFile: oldIdentityFile, fingerprint: oldFingerprint)
        (old.options, old.asks, old.route) = (proof.options, false, proof.route)
        return old.command
    }

    /// The outcome by the check: keys may be kept elsewhere than in authorized_keys. Only a refusal
    /// of the old key that was seen makes it gone.
    public func outcome(_ outcome: KeyRemovalOutcome, after check: CommandResult) -> KeyRemovalOutcome {
        var old = LoginProof(login: proof.login, identityFile: oldIdentityFile ?? "", fingerprint: oldFingerprint)
        old.asks = false
        let answer = old.outcome(of: check)
        return switch answer {
        case .keyRefused, .keyTypeNotListed, .keysNotTaken: outcome
        case .proved, .passphraseWrong, .notSigned: .stillTaken
        // There may be its public half alone to offer.
        case .keyFileUnusable where ServerLog(check).acceptedKeys.contains { $0 == oldFingerprint }: .stillTaken
        case .opensWithoutKey, .keyNotOffered, .keyFileUnusable, .failed: .notChecked(reason: answer.message)
        }
    }

    /// The outcome.
    public func outcome(of result: CommandResult) -> KeyRemovalOutcome {
        let outcome = KeyRemovalOutcome(result, at: proof.login)
        guard case .failed = outcome, AuthorizedKeysScript.Answer(result).lines.isEmpty else { return outcome }
        // Another key of the user's configuration may be why anything was run at all.
        guard result.session.isEmpty, case .failed(let failure) = proof.outcome(of: result) else { return outcome }
        return .failed(failure)
    }
}

/// The outcome of removing a key from authorized_keys.
public enum KeyRemovalOutcome: Hashable, Sendable {
    /// So many lines went; `files` are as the user writes them, `~/.ssh/authorized_keys`.
    case removed(lines: Int, files: [String])
    /// No line has the key.
    case notThere
    /// The server goes on taking the key, which is known to it by other means.
    case stillTaken
    /// It is out of authorized_keys, and whether the server goes on taking it couldn't be seen.
    case notChecked(reason: String)
    /// Nothing was changed in the file that it is about.
    case failed(ServerFailure)

    /// What was done or found: lower case, no full stop.
    public var message: String {
        switch self {
        case .removed(1, let files): "removed the old key from \(files.joined(separator: " and "))"
        case .removed(let lines, let files):
            "removed \(lines) lines with the old key from \(files.joined(separator: " and "))"
        case .notThere: "the old key isn't in authorized_keys on the server"
        case .stillTaken: "the old key is no longer in authorized_keys, but the server still accepts it"
        case .notChecked(let reason):
            "the old key is no longer in authorized_keys; whether the server still accepts it couldn't be checked: "
                + reason
        case .failed(let failure): failure.message
        }
    }

    /// What to do; nil where nothing is to be done.
    public var hint: String? {
        switch self {
        case .removed, .notThere: nil
        case .notChecked: "try again"
        case .stillTaken: "ask its administrator where else keys are stored"
        case .failed(let failure): failure.hint
        }
    }

    /// From the lines of the script, and from ssh's log when there are none.
    init(_ result: CommandResult, at login: ServerLogin) {
        var (lines, files) = (0, [String]())
        for (word, rest) in AuthorizedKeysScript.Answer(result).lines {
            if let failure = AuthorizedKeysScript.Answer.failure(word, rest, at: login) {
                self = .failed(failure)
                return
            }
            switch word {
            case "removed":
                let words = rest.split(separator: " ", maxSplits: 1)
                guard words.count == 2 else { continue }
                lines += Int(words[0]) ?? 0
                files.append(onHome(words[1]))
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
    /// Its lines are for KeyRemovalOutcome: "removed COUNT PATH" for each file, then "done".
    var script: AuthorizedKeysScript { AuthorizedKeysScript(line: line, body: Self.remover) }

    private static let remover = #"""
        # "-rw------- 1000 1000", of the file itself.
        owner_and_mode() {
            set -- $(ls -ldn "$1")
            printf '%.10s %s %s' "$1" "$3" "$4"
        }

        # Writes the lines that stay of $kw_target into $kw_new, each as it is. Prints how many lines and bytes do not.
        keep_others() {
            kw_count=0
            kw_gone=0
            while kw_ended=yes; IFS= read -r kw_line || { kw_ended=; [ -n "$kw_line" ]; }; do
                if holds_key "$kw_line"; then
                    kw_count=$((kw_count + 1))
                    kw_gone=$((kw_gone + ${#kw_line}))
                    [ -z "$kw_ended" ] || kw_gone=$((kw_gone + 1))
                elif [ -n "$kw_ended" ]; then
                    printf '%s\n' "$kw_line" >&3 || return 1
                else
                    printf '%s' "$kw_line" >&3 || return 1
                fi
            done < "$kw_target" 3> "$kw_new"
            printf '%s %s' $kw_count $kw_gone
        }

        has_key() {
            while IFS= read -r kw_line || [ -n "$kw_line" ]; do
                holds_key "$kw_line" && return 0
            done < "$1"
            return 1
        }

        remove_from() {
            kw_target=$1
            # The file itself changes hands, not the link to it.
            if [ -h "$1" ]; then kw_target=$(readlink -f "$1") || fail "$1" "a link that can't be followed"; fi
            [ -f "$kw_target" ] || return 0
            kw_error=$( (: < "$kw_target") 2>&1) || fail "$1" "$kw_error"
            # Most files don't have it: then nothing is written.
            has_key "$kw_target" || return 0
            kw_size=$(size "$kw_target")

            case $kw_target in */*) kw_new=${kw_target%/*}/.keywizard-$$ ;; *) kw_new=.keywizard-$$ ;; esac
            # A copy, for the owner, the mode and what else the system keeps with a file.
            kw_error=$(cp -p "$kw_target" "$kw_new" 2>&1) || fail "$1" "$kw_error"
            kw_status=$(owner_and_mode "$kw_target")
            kw_copied=$(owner_and_mode "$kw_new")
            # A group that may do nothing with the file need not be kept.
            case $kw_status in ????---*) kw_same=${kw_status% *} kw_copied=${kw_copied% *} ;; *) kw_same=$kw_status ;; esac
            [ "$kw_copied" = "$kw_same" ] || fail "$1" "it would get another owner or mode"
            kw_error=$(chmod u+w "$kw_new" 2>&1) || fail "$1" "$kw_error"
            kw_error=$(keep_others 2>&1) || fail "$1" "$kw_error"
            kw_count=${kw_error% *}
            [ "$(size "$kw_new")" -eq $((kw_size - ${kw_error#* })) ] && [ "$(size "$kw_target")" -eq "$kw_size" ] ||
                fail "$1" "it changed meanwhile, or is no text"
            case $kw_status in ??-*) kw_error=$(chmod u-w "$kw_new" 2>&1) || fail "$1" "$kw_error" ;; esac
            command -v sync >/dev/null 2>&1 && sync "$kw_new" >/dev/null 2>&1
            kw_error=$(mv -f "$kw_new" "$kw_target" 2>&1) || fail "$1" "$kw_error"
            kw_new=
            command -v restorecon >/dev/null 2>&1 && restorecon -F "$kw_target" >/dev/null 2>&1
            say removed "$kw_count" "$1"
        }

        remove() {
            find_folder
            lock "$kw_folder/.keywizard-lock"
            remove_from "$kw_file"
            remove_from "${kw_file}2"
            say done
            finish 0
        }

        remove
        exit

        """#
}

# Bare systems made by debootstrap, each kept in a folder of the caches, and throw-away copies of them.
# Sourced by bash scripts, as root in a mount namespace of their own; MIRROR=URL is the mirror where apt knows none.

roots=${XDG_CACHE_HOME:-$HOME/.cache}/keywizard-roots

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# Starts the script again as root, with its mounts and processes in namespaces that end with it. The last argument
# is then a folder for its work.
in_namespaces() { # ARGUMENT...
    [ "$(id -u)" = 0 ] || fail "makes a system with debootstrap and mounts file systems: run it as root"
    local work
    work=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf --one-file-system '$work'" EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    IN_NAMESPACES=1 unshare --mount --pid --fork --kill-child --mount-proc "$0" "$@" "$work"
    exit
}

# The mirror of a release: the one that this computer's apt uses for it, or else for its own release.
mirror_of() { # SUITE
    local targets
    targets=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages')
    echo "${MIRROR:-$(sed -nE -e "s/^Debian $1 main //p" <<<"$targets" | head -n 1)}" | grep . ||
        sed -nE -e 's/^Debian [a-z]+ main //p' <<<"$targets" | head -n 1 | grep . ||
        echo http://deb.debian.org/debian
}

# In a root, without this computer's environment.
inside() { # ROOT COMMAND...
    local root=$1
    shift
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}

# Sets `root` to the folder of a release with these packages, which is made when it isn't there, not whole or of
# another list. What is whole has its list beside it, written last.
cached_root() { # NAME SUITE [PACKAGE...]
    local name=$1 suite=$2 wanted mirror certificates= script= log=$roots/$1.log
    shift 2
    root=$roots/$name
    wanted="$suite $*"
    mkdir -p "$roots"
    exec 8>"$roots/$name.lock"
    flock 8
    if [ "$(cat "$root.complete" 2>/dev/null)" = "$wanted" ] && inside "$root" true 2>/dev/null; then
        flock --unlock 8
        return
    fi
    echo "making a root of Debian $suite in $root" >&2
    rm -rf --one-file-system "$root" "$root.complete"
    # A debootstrap that is older than the release.
    [ -e "/usr/share/debootstrap/scripts/$suite" ] || script=/usr/share/debootstrap/scripts/sid
    mirror=$(mirror_of "$suite")
    case $mirror in https:*) certificates=--include=ca-certificates ;; esac
    # shellcheck disable=SC2086
    debootstrap --variant=minbase $certificates "$suite" "$root" "$mirror" $script \
        >"$log" 2>&1 || fail "debootstrap made no Debian $suite: $(tail -n 1 "$log") (all of it: $log)"
    # Its apt goes by this computer's settings of the network.
    apt-config dump | grep -E '^Acquire::(Check-|Retries|https?::)' >"$root/etc/apt/apt.conf.d/90network" || true
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    inside "$root" apt-get update -qq >"$log" 2>&1 || fail "apt-get update failed in $root: see $log"
    if [ $# -gt 0 ]; then
        local package found=()
        # A release may have dropped one that only some tests use.
        for package; do
            inside "$root" apt-get install -qq --simulate --no-install-recommends "$package" >/dev/null 2>&1 &&
                found+=("$package") || echo "not in Debian $suite: $package" >&2
        done
        mount -t proc proc "$root/proc"
        inside "$root" apt-get install -y -qq --no-install-recommends "${found[@]}" >"$log" 2>&1 </dev/null ||
            fail "apt-get install failed in $root: see $log"
        umount "$root/proc"
    fi
    inside "$root" apt-get clean
    echo "$wanted" >"$root.complete.new"
    mv "$root.complete.new" "$root.complete"
    flock --unlock 8
}

# Puts a copy of the folder `root`, which goes with the mount namespace, below WORK, and sets `root` to it.
throw_away_copy() { # WORK
    mkdir "$1/layer" "$1/root"
    mount -t tmpfs -o mode=755 none "$1/layer"
    mkdir "$1/layer/upper" "$1/layer/work"
    # A container may not allow it.
    mount -t overlay -o "lowerdir=$root,upperdir=$1/layer/upper,workdir=$1/layer/work" none "$1/root" 2>/dev/null ||
        cp -a "$root/." "$1/root"
    root=$1/root
    mount -t proc proc "$root/proc"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
}

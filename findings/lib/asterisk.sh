# Fetches pinned Debian packages and runs a private Asterisk; to be sourced by a finding. Needs apt, dpkg-deb, python3.
# After it: $work, a folder that goes at the end; `fetch_packages ROOT SUITE PACKAGE...`, `run_in ROOT BINARY ...`;
# `fetch_asterisk asterisk=VERSION`, `write_caller_and_callee ETC`, `start_asterisk ETC`,
# `start_asterisk_with_audiosocket`, `cli COMMAND`; `fail WORDS`; `later PID`, for a process to be ended.
set -euo pipefail
work=$(mktemp -d /tmp/finding-XXXXXX)
running=()
finish() {
    # First kindly: a server with children ends them itself.
    for signal in TERM KILL; do
        for pid in "${running[@]}"; do kill -$signal "$pid" 2>/dev/null || true; done
        for _ in $(seq 20); do kill -0 "${running[@]}" 2>/dev/null || break; sleep 0.1; done
    done
    rm -rf "$work"
}
trap finish EXIT
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

later() { running+=("$1"); }
fail() { echo "CHANGED: $*"; exit 1; }

# Unpacks packages of a suite of Debian with all they need into $work/ROOT, from the mirror that this host's apt uses.
fetch_packages() {
    local root=$work/$1 suite=$2 state=$work/apt mirror
    shift 2
    mirror=$(grep -rhoE "(https?://|file:/)[^ ]+/debian/?( |$)" /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 | tr -d " " || true)
    mkdir -p "$state"/{lists/partial,cache/archives/partial,etc/preferences.d} "$root"/usr/{lib,lib64,bin,sbin}
    for name in lib lib64 bin sbin; do ln -s "usr/$name" "$root/$name"; done
    : >"$state/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] ${mirror%/} $suite main" >"$state/sources.list"
    local apt=(apt-get -qq -o "Dir::State=$state" -o "Dir::State::lists=$state/lists" -o "Dir::State::status=$state/status"
        -o "Dir::Cache=$state/cache" -o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::Etc::preferencesparts=$state/etc/preferences.d" -o Dir::Etc::preferences=/dev/null
        -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=true -o Acquire::Languages=none
        -o APT::Update::Post-Invoke-Success=)
    "${apt[@]}" update
    "${apt[@]}" --download-only --yes install "$@" >/dev/null || fail "these packages are not to be had: $*"
    for package in "$state"/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --no-same-owner
    done
    rm -rf "$state"
}

# Runs a program of $work/ROOT with the libraries there, in place of the shell: so that the pid of its job is its own.
run_in() {
    local root=$work/$1 program=$2
    shift 2
    local loader libraries
    loader=$(find "$root/usr/lib" "$root/usr/lib64" -name 'ld-linux-*.so.*' | head -1)
    libraries=$(find "$root/usr/lib" -name '*.so.*' -path '*-linux-gnu*' -printf '%h\n' | sort -u | paste -sd:)
    exec "$loader" --library-path "$libraries" --argv0 "$(basename "$program")" "$root/$program" "$@"
}

fetch_asterisk() { fetch_packages asterisk forky "$1"; }

# Writes pjsip.conf into the folder ETC: who calls from 127.0.0.2 (`caller`) comes in at [take], 127.0.0.3:25063 is `callee`.
write_caller_and_callee() {
    cat >"$1/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25062
[caller]
type=endpoint
context=take
disallow=all
allow=alaw
[caller]
type=identify
endpoint=caller
match=127.0.0.2
[callee]
type=endpoint
aors=callee
context=closed
disallow=all
allow=alaw
[callee]
type=aor
contact=sip:127.0.0.3:25063
EOF
}

# Starts it with the caller of above, who is connected with the AudioSocket server at 127.0.0.1:25090.
start_asterisk_with_audiosocket() {
    mkdir "$work/etc"
    write_caller_and_callee "$work/etc"
    cat >"$work/etc/extensions.conf" <<'EOF'
[take]
exten => 1,1,Answer(0,i)
 same => n,AudioSocket(40325ec2-5efd-4bd3-805f-53576e581d13,127.0.0.1:25090)
EOF
    start_asterisk "$work/etc"
}

run_asterisk() { run_in asterisk usr/sbin/asterisk -C "$etc/asterisk.conf" "$@"; }

# Starts it with the files in the folder ETC, which this completes; waits until it is booted.
start_asterisk() {
    etc=$1
    mkdir -p "$work"/{run,log,spool/recording,db,keys/keys}
    cat >"$etc/asterisk.conf" <<EOF
[directories]
astetcdir => $etc
astmoddir => $(dirname "$(find "$work/asterisk" -name app_dial.so)")
astvarlibdir => $work/db
astdbdir => $work/db
astkeydir => $work/keys
astdatadir => $work/asterisk/usr/share/asterisk
astagidir => $work/run
astspooldir => $work/spool
astrundir => $work/run
astlogdir => $work/log
EOF
    printf '[general]\n[logfiles]\nfull => notice,warning,error,verbose(4)\n' >"$etc/logger.conf"
    [ -e "$etc/modules.conf" ] || printf '[modules]\nautoload=yes\n' >"$etc/modules.conf"
    [ -e "$etc/rtp.conf" ] || printf '[general]\nstrictrtp=no\nicesupport=no\nrtpstart=21000\nrtpend=21099\n' >"$etc/rtp.conf"
    run_asterisk -f >"$work/console" 2>&1 &
    later $!
    for _ in $(seq 100); do
        if cli "core waitfullybooted" | grep -q "fully booted"; then return; fi
        sleep 0.2
    done
    fail "Asterisk did not boot: $(tail -5 "$work/log/full" "$work/console")"
}

cli() { (run_asterisk -rx "$1") 2>&1 || true; }

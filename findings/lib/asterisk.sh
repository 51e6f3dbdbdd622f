# Fetches a pinned Asterisk and runs it as a private instance; to be sourced by a finding. Needs apt, dpkg-deb, python3.
# After it: $work, a folder that goes at the end; `fetch_asterisk`; `start_asterisk ETC`; `cli COMMAND`; `fail WORDS`.
set -euo pipefail
work=$(mktemp -d /tmp/finding-XXXXXX)
running=
finish() {
    if [ -n "$running" ]; then kill -9 "$running" 2>/dev/null || true; wait "$running" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
asterisk_version="1:22.10.1+dfsg+~cs6.17.60671434-1"

fail() { echo "CHANGED: $*"; exit 1; }

# Unpacks packages of Debian's suite forky, as pinned, into $work/root, from the mirror that this host's apt uses.
fetch_packages() {
    local state=$work/apt mirror
    mirror=$(grep -rhoE "(https?://|file:/)[^ ]+/debian/?( |$)" /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 | tr -d " " || true)
    mkdir -p "$state"/{lists/partial,cache/archives/partial,etc/preferences.d} "$work"/root/usr/{lib,lib64,bin,sbin}
    for name in lib lib64 bin sbin; do ln -s "usr/$name" "$work/root/$name"; done
    : >"$state/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] ${mirror%/} ${suite:-forky} main" >"$state/sources.list"
    local apt=(apt-get -qq -o "Dir::State=$state" -o "Dir::State::lists=$state/lists" -o "Dir::State::status=$state/status"
        -o "Dir::Cache=$state/cache" -o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::Etc::preferencesparts=$state/etc/preferences.d" -o Dir::Etc::preferences=/dev/null
        -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=true -o Acquire::Languages=none
        -o APT::Update::Post-Invoke-Success=)
    "${apt[@]}" update
    "${apt[@]}" --download-only --yes install "$@" >/dev/null || fail "these packages are not to be had: $*"
    for package in "$state"/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$work/root" --keep-directory-symlink --no-same-owner
    done
    rm -rf "$state"
    loader=$(find "$work/root/usr/lib" "$work/root/usr/lib64" -name 'ld-linux-*.so.*' | head -1)
    libraries=$(find "$work/root/usr/lib" -name '*.so.*' -path '*-linux-gnu*' -printf '%h\n' | sort -u | paste -sd:)
}

fetch_asterisk() { fetch_packages "asterisk=$asterisk_version"; }

run_asterisk() { "$loader" --library-path "$libraries" --argv0 asterisk "$work/root/usr/sbin/asterisk" -C "$etc/asterisk.conf" "$@"; }

# Starts it with the files in the folder ETC, which this completes; waits until it is booted.
start_asterisk() {
    etc=$1
    mkdir -p "$work"/{run,log,spool/recording,db,keys/keys}
    cat >"$etc/asterisk.conf" <<EOF
[directories]
astetcdir => $etc
astmoddir => $(dirname "$(find "$work/root" -name app_dial.so)")
astvarlibdir => $work/db
astdbdir => $work/db
astkeydir => $work/keys
astdatadir => $work/root/usr/share/asterisk
astagidir => $work/run
astspooldir => $work/spool
astrundir => $work/run
astlogdir => $work/log
EOF
    printf '[general]\n[logfiles]\nfull => notice,warning,error,verbose(4)\n' >"$etc/logger.conf"
    [ -e "$etc/modules.conf" ] || printf '[modules]\nautoload=yes\n' >"$etc/modules.conf"
    [ -e "$etc/rtp.conf" ] || printf '[general]\nstrictrtp=no\nicesupport=no\nrtpstart=21000\nrtpend=21099\n' >"$etc/rtp.conf"
    run_asterisk -f >"$work/console" 2>&1 &
    running=$!
    for _ in $(seq 100); do
        if cli "core waitfullybooted" | grep -q "fully booted"; then return; fi
        sleep 0.2
    done
    fail "Asterisk did not boot: $(tail -5 "$work/log/full" "$work/console")"
}

cli() { run_asterisk -rx "$1" 2>&1 || true; }

# Makes a virtual environment with pinned packages in a folder that goes at the end; to be sourced by a finding.
# After it: $work; `install NAME==VERSION...`; $work/venv/bin/python; `fail WORDS`.
set -euo pipefail
work=$(mktemp -d /tmp/finding-XXXXXX)
trap 'rm -rf "$work"' EXIT

fail() { echo "CHANGED: $*"; exit 1; }

install() {
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" --quiet --disable-pip-version-check install "$@" 2>"$work/pip" || { cat "$work/pip"; fail "could not install $*"; }
}
